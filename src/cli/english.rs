//! English help texts. A test checks that no French one is left under `--lang en`.

/// What a command does, by its full name.
pub(super) fn command(path: &str) -> Option<&'static str> {
    Some(match path {
        "filigrane" => "Finds what still identifies someone in pseudonymised court decisions",
        "filigrane audit" => "Scans decisions and writes the summary: the main command",
        "filigrane scan" => "Scans decisions, without a summary (what a distributed run calls)",
        "filigrane risk" => "Measures the re-identification risk of a CSV or Parquet table",
        "filigrane diff" => {
            "Compares two publications: what the new one masks and the old one gives"
        }
        "filigrane quality chains" => {
            "Links two tables of decisions by their metadata, and measures the result"
        }
        "filigrane reuse" => {
            "Checks what a reuser publishes: integrity, mentions, freshness, profiling"
        }
        "filigrane gate" => {
            "Says of a batch, before publication, what can be published, reviewed or refused"
        }
        "filigrane report" => {
            "Writes the reports of a run: pages, tables and formats of other tools"
        }
        "filigrane incident" => {
            "Prepares the file of a data breach and looks for the same defect in the run"
        }
        "filigrane link" => "Estimates, on a finished run, the risk of each person",
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
        "filigrane quality sample" => "Draws a sample of decisions to read, with sheets to fill in",
        "filigrane quality review" => {
            "Estimates, from the filled sheets, what is left in the whole run"
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
        ("filigrane report" | "filigrane incident", "run") => "Finished run",
        ("filigrane report", "out") => "Folder to write to (default: report in the run)",
        ("filigrane incident", "out") => {
            "Folder to write to (default: report/incident-… in the run)"
        }
        ("filigrane report", "format") => {
            "Formats, separated by commas: html, md, csv, sarif, junit, gitlab, json, github, label, parquet, pdf (default: html,md)"
        }
        ("filigrane gate", "format") => {
            "Reports to write in the run, separated by commas: html, md, csv, sarif, junit, gitlab, json, github, label, pdf"
        }
        ("filigrane gate", "inputs") => {
            "Files or folders to read, or a run already made; “-” for the standard input"
        }
        ("filigrane gate", "out") => "Folder to keep the run in (default: nothing is kept)",
        ("filigrane link", "run") => "Finished run: folder written by “scan” or “audit”",
        ("filigrane link", "population") => {
            "Folder of reference counts, in place of those of the program"
        }
        ("filigrane quality leak", "out") => "File for the changed decisions (JSON, one a line)",
        ("filigrane quality leak", "gold") => "File for the answers",
        ("filigrane quality leak", "only_names") => "Draw names from these lists alone",
        ("filigrane quality leak", "sentences") => "Sentences of leaks, in place of the program's",
        ("filigrane quality sample", "run") => "Finished run",
        ("filigrane quality sample", "out") => "Folder for the sheets; new or empty",
        ("filigrane quality sample", "size") => "Decisions to draw",
        ("filigrane quality sample", "by") => {
            "Strata: jurisdiction, location, chamber, nac, source, year, raised"
        }
        ("filigrane quality sample", "attack") => {
            "Simulated attack (REI-15): reference of the written authorisation, without which there is none"
        }
        ("filigrane quality sample", "minutes") => "Minutes a decision of the simulated attack",
        ("filigrane quality review", "folder") => {
            "Folder of the filled sheets, written by “quality sample”"
        }
        ("filigrane quality review", "second") => {
            "Sheets of the same sample, filled by a second reader"
        }
        ("filigrane quality evaluate", "gold") => "Answers written by “quality leak”",
        ("filigrane reuse", "inputs") => {
            "What the reuser publishes: files, folders, archives, WARC, databases"
        }
        ("filigrane reuse", "out") => "Folder of evidence to write; new or empty",
        ("filigrane reuse", "reference") => {
            "Reference decisions, all versions (without them, what needs them is not evaluated)"
        }
        ("filigrane reuse", "history") => "Transaction history of the API: {id, action, date}",
        ("filigrane reuse", "unavailable") => {
            "Periods when the API was unavailable: a file, or start/end separated by commas"
        }
        ("filigrane reuse", "checked_at") => "Date of the check (default: now)",
        ("filigrane reuse", "previous") => {
            "Folder of a former check of the same reuser, to compare"
        }
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
        ("filigrane risk", id) => return risk(id),
        ("filigrane diff", "old") => "Old publication: file or folder of decisions, or run",
        ("filigrane diff", "new") => "New publication, of the same nature",
        ("filigrane diff", "format") => "Output: text (default) or json",
        ("filigrane diff", "out") => {
            "Folder where differences.json and differences.txt are written too"
        }
        ("filigrane diff", "check") => "Exits with code 1 if the old one reveals something",
        ("filigrane quality chains", "first") => {
            "First table (attacked decisions), CSV or Parquet; or a run, alone"
        }
        ("filigrane quality chains", "second") => "Second table (decisions that follow them)",
        ("filigrane quality chains", "id") => "Column of the identifier",
        ("filigrane quality chains", "column") => {
            "Columns: number, court, date, nature, amount, article; default: rg, court, date, nac, amount, art"
        }
        ("filigrane quality chains", "truth") => {
            "Truth, to measure precision, recall and F1: column of both tables; for a run, a file with columns decision_id and case"
        }
        ("filigrane quality chains", "out") => "CSV file for the pairs",
        ("filigrane quality chains", "without_numbers") => "As if numbers were masked",
        ("filigrane quality train", "variants") => "Variants learnt of each decision",
        ("filigrane quality train", "phrases") => "Sentences slipped into each variant",
        ("filigrane quality train", "epochs") => "Passes over the examples",
        ("filigrane quality train", "passages") => {
            "Passages with their answers (JSON, one a line): makes the model of secrets (models/secrets.tsv), not that of names"
        }
        ("filigrane quality train", "sentences") => "Training sentences, in place of the program's",
        _ => return shared(id),
    };
    Some(own)
}

fn risk(id: &str) -> Option<&'static str> {
    Some(match id {
        "table" => "CSV (UTF-8, one header line) or Parquet table; the format is read from content",
        "qi" => "Quasi-identifiers: names of columns, separated by commas",
        "sensitive" => "Sensitive attribute: l, t, alpha, beta and delta are about it",
        "format" => "Output: text (default) or json (a single object)",
        "order" => {
            "Order of the sensitive attribute: auto (default, numeric if it holds numbers only) or numeric (required)"
        }
        "null" => {
            "Absent quasi-identifiers: own_value (default), drop, wildcard or compatible (intervals, prefixes, sets)"
        }
        "population" => "Table of the population, with the same quasi-identifiers",
        "weight" => "Column of the sampling weights",
        "household" => "Column of the household or case: risk that one member at least is found",
        "fraction" => "Sampling fraction, above 0 and at most 1",
        "threshold" => "Risk thresholds, separated by commas (default: 0.05,0.09,0.2,0.34,0.5)",
        "subsets" => "Also measures every subset of the quasi-identifiers",
        "suda" => "Looks for the smallest combinations that single out each row (SUDA, DIS)",
        "suda_depth" => "Largest size of these combinations (default: all)",
        "compat" => {
            "Follows the conventions of another tool: pycanon or arx (default: the literature)"
        }
        "hierarchy" => {
            "Hierarchy of a column, for --null compatible: --hierarchy commune=communes.csv"
        }
        "control" => {
            "People who are not in the table, same columns: tries three attacks (singling out, linkability, inference)"
        }
        "adversary" => {
            "Adversary: neighbour, journalist, opponent, data_broker or search_model, or their French codes (default: one who knows all)"
        }
        "out" => "Parquet file for the risk of each row",
        _ => return shared(id),
    })
}

/// What an argument is, for those that mean the same in every command.
fn shared(id: &str) -> Option<&'static str> {
    Some(match id {
        "bundle" => "Evidence bundle",
        "head" => "Hash of the log noted outside the bundle: its entry must still be there",
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
            "Detections to run, separated by commas: identifiers, names, places, dates, patterns, facts, secrets, known, pseudonyms, publicity, magistrates, readability (default: all)"
        }
        "config" => "Configuration to follow (by default ./filigrane.toml, if it exists)",
        "review_threshold" => {
            "Confidence, from 0 to 1, under which a finding goes to review (default: 0.5)"
        }
        "reveal" => "Writes the clear excerpts, encrypted to this age public key (age1…)",
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
        "kind" => {
            "For whom: RAP-01 gate, RAP-02 quality (default), RAP-03 compliance, RAP-05 evidence, RAP-06 limits"
        }
        "previous" => "Earlier run, to show the evolution; repeat, oldest first",
        "measures" => {
            "Measured recall and precision, written by “quality evaluate --json” or “quality review”"
        }
        "decision" => "Decision in which something was left readable",
        "known_at" => "Time of knowledge (T0), in Paris: 2026-11-25T14:30 (default: now)",
        "baseline" => "Baseline: findings already accepted, except blocking ones, which never are",
        "update_baseline" => {
            "Adds the findings of this batch that are not blocking to the baseline"
        }
        "changed_since" => "Counts only what changed since this run",
        "against" => "Run of the corpus already published: the batch is judged with it too",
        "today" => "Day of the control, YYYY-MM-DD, to run it again (default: today in Paris)",
        "events" => "Writes each step in JSON, one a line, on standard error (for a scheduler)",
        "shell" => "Shell: bash, elvish, fish, powershell or zsh",
        _ => return None,
    })
}
