//! English help texts. A test checks that no French one is left under `--lang en`.

/// What a command does, by its full name.
pub(super) fn command(path: &str) -> Option<&'static str> {
    Some(match path {
        "filigrane" => "Finds what still identifies someone in pseudonymised court decisions",
        "filigrane audit" => "Scans decisions and writes the summary: the main command",
        "filigrane scan" => "Scans decisions, without a summary (what a distributed run calls)",
        "filigrane rules" => "Lists, explains and tests the rules",
        "filigrane rules list" => "Lists the rules",
        "filigrane rules explain" => "Explains a rule: what it looks for, why, what to do",
        "filigrane rules test" => {
            "Checks that every rule finds its examples and ignores its counter-examples"
        }
        "filigrane quality" => "Measures the quality of the detection",
        "filigrane quality leak" => {
            "Writes decisions in which invented identities were planted, with the answers"
        }
        "filigrane quality evaluate" => {
            "Measures recall and precision on decisions whose answers are known"
        }
        "filigrane quality train" => "Trains the model of names",
        "filigrane evidence" => "Seals, verifies and follows an evidence bundle",
        "filigrane evidence verify" => {
            "Verifies a bundle, without network, and names the first broken link"
        }
        "filigrane evidence seal" => {
            "Seals a folder: digests, Merkle root, log, encrypted originals, signature"
        }
        "filigrane evidence stamp-request" => {
            "Writes the time-stamp request (RFC 3161) to take to a provider"
        }
        "filigrane evidence stamp-attach" => "Checks a time-stamp token and keeps it in the bundle",
        "filigrane evidence case" => {
            "Moves the case on (notified, answered, fixed or contested, closed) and keeps pieces"
        }
        "filigrane evidence notice" => "Drafts the formal notice, which is never sent",
        "filigrane evidence keygen" => "Makes a signing key",
        "filigrane completions" => "Writes the completions of a shell",
        "filigrane man" => "Writes the manual page",
        _ => return None,
    })
}

/// What an argument is, by the full name of its command and its id.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    let own = match (path, id) {
        ("filigrane quality leak", "out") => "File for the changed decisions (JSON, one a line)",
        ("filigrane quality leak", "gold") => "File for the answers",
        ("filigrane quality evaluate", "gold") => "Answers written by “quality leak”",
        ("filigrane quality train", "inputs") => {
            "Pseudonymised decisions: files or folders; “-” for the standard input"
        }
        ("filigrane quality train", "out") => {
            "Model to write (to place as models/noms.bin of a --datasets folder)"
        }
        ("filigrane evidence verify", "json") => "Writes JSON instead of lines",
        ("filigrane evidence seal", "bundle") => "Folder to seal",
        ("filigrane evidence case", "to") => "Step: NOTIFIED, ANSWERED, FIXED, CONTESTED or CLOSED",
        ("filigrane evidence notice", "out") => "File for the draft (Markdown)",
        ("filigrane evidence notice", "to") => "Addressee, as the draft names it",
        ("filigrane evidence keygen", "out") => {
            "File for the private key; the public key goes beside it, suffix .pub"
        }
        _ => return shared(id),
    };
    Some(own)
}

/// What an argument is, for those that mean the same in every command.
fn shared(id: &str) -> Option<&'static str> {
    Some(match id {
        "bundle" => "Evidence bundle",
        "trust" => "Certificates trusted for time-stamps (PEM)",
        "original" => "Original to encrypt into the bundle (file or folder)",
        "recipient" => "Who can open the originals: an age public key (age1…) or a file of keys",
        "sign_key" => "Ed25519 private key that signs the manifest (PEM)",
        "who" => "Who acts, for the log (default: the session's account)",
        "why" => "Why, for the log",
        "token" => "RFC 3161 response or token (.tsr)",
        "chain" => "Certificates of the time-stamping authority, root included (PEM)",
        "due" => "Days given to answer",
        "annex" => "Piece to keep (answer, filled sheet, letter)",
        "days" => "Days given to answer (default: 15)",
        "lang" => "Language of messages: fr (default) or en",
        "inputs" => "Files or folders to read; “-” for the standard input",
        "out" => "Folder to write to",
        "resume" => "Goes on with an interrupted run",
        "force" => "Replaces a previous run in the output folder",
        "engines" => {
            "Detections to run, separated by commas: identifiers, names, places, dates, patterns (default: all)"
        }
        "review_threshold" => {
            "Confidence, from 0 to 1, under which a finding goes to review (default: 0.5)"
        }
        "tolerance" => {
            "Rejects allowed before exit code 3: a number (12) or a share (1%) (default: 0)"
        }
        "column" => "Name of a column or field: --column text=content",
        "max_record" => "Largest record: bytes, or with K, M, G (default: the reader's)",
        "rules" => "Folder of rules, instead of those in the program",
        "datasets" => "Folder of lexicons and models, instead of those in the program",
        "key_file" => "Key of fingerprints, at least 32 bytes (default: a key kept for the user)",
        "threads" => "Number of threads (default: available cores)",
        "progress" => "Progress: auto (default, on a terminal), always, never",
        "coverage" => "Compares with the legal catalogue: implemented, to come, out of scope",
        "id" => "Identifier of the rule (OCC-NIR)",
        "text" => "Tries the rule on this text and says what it sees there",
        "seed" => "Seed of the draw",
        "share" => "Share of the decisions to change, from 0 to 1 (default: 0.5)",
        "names" => "Lists of names, or folders of them (default: those in the program)",
        "run" => "Run to evaluate",
        "part" => "Only the decisions of this part: train, tune or report",
        "json" => "Writes JSON instead of tables",
        "shell" => "Shell: bash, elvish, fish, powershell or zsh",
        _ => return None,
    })
}
