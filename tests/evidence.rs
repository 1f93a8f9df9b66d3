//! Evidence: what is sealed stays, what is touched shows, and other tools agree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use filigrane::evidence::case::CaseState;
use filigrane::evidence::custody::{Action, Custody, Entry, GENESIS};
use filigrane::evidence::files::FileEntry;
use filigrane::evidence::manifest::Manifest;
use filigrane::evidence::notice::{self, NoticeOptions, forbidden_words};
use filigrane::evidence::seal::Recipients;
use filigrane::evidence::signature::{self, Signatory};
use filigrane::evidence::{
    Bundle, Event, EvidenceError, LinkState, Provenance, SealOptions, Verification, verify,
};
use jiff::Timestamp;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A name that must never show in clear, and the original that holds it.
const CANARY: &str = "Zébulon Quarquois";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().expect("a folder") };
        desk.write(
            "bundle/controls.json",
            br#"[{"id":"CGU-05","status":"ecart","severity":"CRITIQUE","exhibits":["P1"]},
                {"id":"CGU-06","status":"conforme","severity":"INFO","exhibits":[]}]"#,
        );
        desk.write("bundle/profiling.json", b"[]");
        desk.write("bundle/rapport/rapport.md", "# Contrôle\n\nUn écart constaté.\n".as_bytes());
        desk.write("bundle/rapport/pièces/p1.txt", b"extrait masque");
        desk.write("originaux/page Zébulon Quarquois.html", format!("<p>{CANARY}</p>").as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }

    fn bundle(&self) -> PathBuf {
        self.path("bundle")
    }

    /// A bundle with everything: originals, signature, request, annex.
    fn sealed(&self) -> Bundle {
        let (private, _) = signature::generate().expect("a key");
        self.write("key.pem", private.as_bytes());
        let identity = age::x25519::Identity::generate();
        let key = identity.to_public().to_string();
        let options = SealOptions {
            event: event("constitution"),
            provenance: Provenance::default(),
            originals: vec![self.path("originaux")],
            recipients: Recipients::parse(&[key]).expect("a recipient"),
            signatory: Some(Signatory::read(&self.path("key.pem")).expect("a key")),
        };
        let mut bundle = Bundle::seal(&self.bundle(), &options).expect("sealed");
        bundle.request_stamp(&event("horodatage")).expect("a request");
        self.write("reponse.txt", b"nous avons corrige");
        bundle
            .advance(&event("envoi"), CaseState::Notified, None, &[self.path("reponse.txt")])
            .expect("notified");
        bundle
    }

    fn check(&self) -> Verification {
        verify(&self.bundle(), &[]).expect("a verification")
    }

    fn filigrane(&self, arguments: &[&str]) -> (i32, String) {
        let output = assert_cmd::Command::cargo_bin("filigrane")
            .expect("the program")
            .current_dir(self.folder.path())
            .env("USER", "agent")
            .args(arguments)
            .output()
            .expect("it ran");
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().expect("a code"), text)
    }

    fn shell(&self, folder: &str, script: &str) -> (bool, String) {
        let output = Process::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .current_dir(self.path(folder))
            .output()
            .expect("bash");
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text)
    }
}

fn event(why: &str) -> Event {
    Event {
        who: "agent".to_owned(),
        why: why.to_owned(),
        at: Timestamp::from_second(1_790_000_000).expect("a date"),
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn has(program: &str) -> bool {
    let found = Process::new(program).arg("version").output().is_ok();
    if !found {
        eprintln!("evidence: « {program} » is absent, its check is skipped");
    }
    found
}

#[test]
fn a_bundle_that_nobody_touched_is_whole() {
    let desk = Desk::new();
    let bundle = desk.sealed();
    let checked = desk.check();
    assert_eq!(checked.first_broken(), None);
    assert!(!checked.is_incomplete());
    assert_eq!(checked.root.as_deref(), Some(bundle.root()));
    assert_eq!(checked.head.as_deref(), Some(bundle.custody().head()));
    let signed = checked.links.iter().find(|link| link.name == "signature").expect("a link");
    assert_eq!(signed.state, LinkState::Ok);
}

#[test]
fn one_byte_changed_anywhere_shows() {
    let desk = Desk::new();
    desk.sealed();
    let files = files_of(&desk.bundle());
    assert!(files.len() >= 14, "{files:?}");
    for path in files {
        let bytes = fs::read(&path).expect("a file");
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            fs::write(&path, &altered).expect("written");
            let checked = verify(&desk.bundle(), &[]).expect("a verification");
            assert!(checked.first_broken().is_some(), "{} octet {at}", path.display());
        }
        fs::write(&path, &bytes).expect("written");
    }
    assert_eq!(desk.check().first_broken(), None);
}

#[test]
fn a_file_cut_removed_or_added_shows_by_name() {
    let desk = Desk::new();
    desk.sealed();
    for path in files_of(&desk.bundle()) {
        let bytes = fs::read(&path).expect("a file");
        fs::write(&path, &bytes[..bytes.len() - 1]).expect("written");
        let cut = desk.check();
        assert!(cut.first_broken().is_some(), "{} coupé", path.display());
        fs::remove_file(&path).expect("removed");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let removed = desk.check();
        let broken = removed.first_broken().expect("a broken link").to_string();
        assert!(broken.contains(&name), "{broken}");
        fs::write(&path, &bytes).expect("written");
    }
    desk.write("bundle/rapport/intrus.txt", b"?");
    let broken = desk.check().first_broken().expect("a broken link").to_string();
    assert_eq!(broken, "inventaire : rapport/intrus.txt n'est ni scellé ni inscrit au journal");
}

#[test]
fn an_entry_of_the_log_cannot_be_rewritten_moved_or_taken_out() {
    let desk = Desk::new();
    let bundle = desk.sealed();
    let log = desk.path("bundle/custody.jsonl");
    let text = fs::read_to_string(&log).expect("a log");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    let root = bundle.root();
    let read = |lines: &[&str]| Custody::read((lines.join("\n") + "\n").as_bytes(), root);
    assert!(read(&lines).is_ok());
    assert!(read(&[lines[0], lines[2]]).is_err());
    assert!(read(&[lines[1], lines[0], lines[2]]).is_err());
    assert!(read(&[lines[0], lines[1], lines[1]]).is_err());
    let forged = lines[1].replace("horodatage", "autre motif");
    assert_ne!(forged, lines[1]);
    assert_eq!(read(&[lines[0], &forged]).expect_err("forged").line, 2);
    // The last entry taken out leaves a good log: what is kept beside it says so.
    let shorter = read(&lines[..2]).expect("a log");
    assert_ne!(shorter.head(), bundle.custody().head());
}

#[test]
fn a_log_cut_at_its_end_shows() {
    let desk = Desk::new();
    let bundle = desk.sealed();
    let head = bundle.custody().head().to_owned();
    let (log, kept) = (desk.path("bundle/custody.jsonl"), desk.path("bundle/custody.head"));
    let text = fs::read_to_string(&log).expect("a log");
    let anchor = fs::read_to_string(&kept).expect("an anchor");
    assert_eq!(anchor, format!("{head}  3\n"));
    for cut in 1..3 {
        let shorter: String = text.lines().take(cut).map(|line| format!("{line}\n")).collect();
        fs::write(&log, &shorter).expect("written");
        let broken = desk.check().first_broken().expect("a broken link").to_string();
        assert!(broken.starts_with("journal : custody.jsonl a perdu des entrées"), "{broken}");
        assert_eq!(desk.filigrane(&["evidence", "verify", "bundle"]).0, 1);
    }
    // An anchor made again for the shorter log deceives, unless the head was noted elsewhere.
    let shorter: String = text.lines().take(2).map(|line| format!("{line}\n")).collect();
    let forged = Custody::read(shorter.as_bytes(), bundle.root()).expect("a log");
    fs::write(&log, &shorter).expect("written");
    fs::write(&kept, forged.anchor()).expect("written");
    let (code, said) = desk.filigrane(&["evidence", "verify", "bundle", "--head", &head]);
    assert_eq!(code, 1);
    assert!(said.contains("l'empreinte notée (--head) n'est pas dans le journal"), "{said}");
    // A write that was cut short between the log and its anchor is no alteration.
    fs::write(&log, &text).expect("written");
    fs::write(&kept, forged.anchor()).expect("written");
    assert_eq!(desk.check().first_broken(), None);
    fs::write(&kept, &anchor).expect("written");
    assert_eq!(desk.filigrane(&["evidence", "verify", "bundle", "--head", &head]).0, 0);
    fs::remove_file(&kept).expect("removed");
    assert_eq!(desk.filigrane(&["evidence", "verify", "bundle"]).0, 1);
}

#[test]
fn what_is_sealed_stays_closed_and_its_names_too() {
    let desk = Desk::new();
    let identity = age::x25519::Identity::generate();
    let key = identity.to_public().to_string();
    let (code, text) = desk.filigrane(&[
        "evidence",
        "seal",
        "bundle",
        "--original",
        "originaux",
        "--recipient",
        &key,
    ]);
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("Quarquois"), "{text}");
    for path in files_of(&desk.bundle()) {
        let bytes = fs::read(&path).expect("a file");
        let clear = String::from_utf8_lossy(&bytes);
        assert!(!clear.contains("Quarquois"), "{}", path.display());
        assert!(!path.to_string_lossy().contains("Quarquois"), "{}", path.display());
    }
    let sealed = fs::read(desk.path("bundle/scelles/0001.age")).expect("a sealed file");
    let opened = age::decrypt(&identity, &sealed).expect("opened");
    assert_eq!(opened, format!("<p>{CANARY}</p>").as_bytes());
    let index = fs::read(desk.path("bundle/scelles/index.age")).expect("an index");
    let index = age::decrypt(&identity, &index).expect("opened");
    assert!(String::from_utf8_lossy(&index).contains("Quarquois"));
    let provenance = fs::read_to_string(desk.path("bundle/provenance.json")).expect("provenance");
    let digest = Sha256::digest(&opened).iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert!(provenance.contains(&digest));
}

#[test]
fn other_tools_find_the_same_digests_root_signature_and_log() {
    let desk = Desk::new();
    let bundle = desk.sealed();
    let (good, text) = desk.shell("bundle", "sha256sum --quiet -c manifest.sha256");
    assert!(good, "{text}");
    // The very script that the documentation gives.
    let page = include_str!("../docs/preuve.md");
    let script = page.split("```sh racine\n").nth(1).and_then(|rest| rest.split("```").next());
    let (good, text) = desk.shell("bundle", script.expect("a script"));
    assert!(good && text.trim() == bundle.root(), "{text}");
    if has("openssl") {
        let (good, text) = desk.shell(
            "bundle",
            "openssl pkeyutl -verify -pubin -inkey signature/cle-publique.pem -rawin \
             -in manifest.json -sigfile signature/manifest.sig",
        );
        assert!(good, "{text}");
        let (good, text) =
            desk.shell("bundle", "openssl ts -query -in horodatage/requete.tsq -text");
        assert!(good && text.contains("sha256"), "{text}");
    }
}

/// Makes an authority and a time-stamping certificate with OpenSSL, and answers a request.
const AUTHORITY: &str = r#"
cat > ts.cnf <<'CNF'
[ tsa ]
default_tsa = t
[ t ]
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[ ext ]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
CNF
echo 01 > serial
openssl genpkey $KEY -out ca.key
openssl req -x509 -new -key ca.key -subj "/CN=Autorite inventee" -days 3650 -out ca.pem
openssl genpkey $KEY -out tsa.key
openssl req -new -key tsa.key -subj "/CN=Horodatage invente" -out tsa.csr
openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile ts.cnf -extensions ext -out tsa.pem
openssl ts -reply -config ts.cnf -queryfile "$QUERY" -out token.tsr
"#;

fn stamped(key: &str) -> Option<Desk> {
    if !has("openssl") {
        return None;
    }
    let desk = Desk::new();
    desk.sealed();
    let query = desk.path("bundle/horodatage/requete.tsq");
    let script = format!("KEY='{key}'; QUERY='{}'\n{AUTHORITY}", query.display());
    let (good, text) = desk.shell("", &script);
    assert!(good, "{text}");
    Some(desk)
}

#[test]
fn a_token_made_by_openssl_verifies_with_every_usual_key() {
    for key in [
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    ] {
        let Some(desk) = stamped(key) else { return };
        let (code, text) = desk.filigrane(&[
            "evidence",
            "stamp-attach",
            "bundle",
            "token.tsr",
            "--chain",
            "ca.pem",
        ]);
        assert_eq!(code, 0, "{key}: {text}");
        assert!(text.contains("Horodatage invente"), "{text}");
        let (code, text) = desk.filigrane(&["evidence", "verify", "bundle"]);
        assert_eq!(code, 0, "{text}");
        let (good, text) = desk.shell(
            "bundle",
            "openssl ts -verify -in horodatage/jeton.tsr -queryfile horodatage/requete.tsq \
             -CAfile horodatage/chaine.pem",
        );
        assert!(good, "{text}");
    }
}

#[test]
fn a_token_over_the_manifest_itself_verifies_too() {
    let Some(desk) = stamped("-algorithm EC -pkeyopt ec_paramgen_curve:P-256") else { return };
    let script = "openssl ts -query -data bundle/manifest.json -sha256 -cert -out other.tsq\n\
                  openssl ts -reply -config ts.cnf -queryfile other.tsq -out other.tsr";
    let (good, text) = desk.shell("", script);
    assert!(good, "{text}");
    // It does not answer the request that was kept: its nonce is another.
    let (code, text) =
        desk.filigrane(&["evidence", "stamp-attach", "bundle", "other.tsr", "--chain", "ca.pem"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("nonce"), "{text}");
    let fresh = Desk::new();
    fresh.filigrane(&["evidence", "seal", "bundle"]);
    let script = format!(
        "cp {0}/ts.cnf {0}/serial {0}/*.pem {0}/*.key .\n\
         openssl ts -query -data bundle/manifest.json -sha256 -cert -out other.tsq\n\
         openssl ts -reply -config ts.cnf -queryfile other.tsq -out other.tsr",
        desk.folder.path().display()
    );
    let (good, text) = fresh.shell("", &script);
    assert!(good, "{text}");
    let (code, text) =
        fresh.filigrane(&["evidence", "stamp-attach", "bundle", "other.tsr", "--chain", "ca.pem"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn a_token_that_proves_nothing_is_refused_with_its_reason() {
    let Some(desk) = stamped("-algorithm EC -pkeyopt ec_paramgen_curve:P-256") else { return };
    let attach = |token: &str, chain: &str| {
        desk.filigrane(&["evidence", "stamp-attach", "bundle", token, "--chain", chain])
    };
    desk.write("noise.tsr", b"not a token");
    let (code, text) = attach("noise.tsr", "ca.pem");
    assert_eq!(code, 2);
    assert!(text.contains("ni une réponse ni un jeton"), "{text}");

    // Another root: a token over something else.
    let script = "head -c 32 /dev/urandom > other\n\
                  openssl ts -query -data other -sha256 -cert -out other.tsq\n\
                  openssl ts -reply -config ts.cnf -queryfile other.tsq -out other.tsr\n\
                  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out fake.key\n\
                  openssl req -x509 -new -key fake.key -subj '/CN=Autre' -days 30 -out fake.pem\n\
                  openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out plain.pem";
    let (good, text) = desk.shell("", script);
    assert!(good, "{text}");
    let (code, text) = attach("other.tsr", "ca.pem");
    assert_eq!(code, 2);
    assert!(text.contains("autre chose que la racine"), "{text}");
    // An authority that leads nowhere.
    let (code, text) = attach("token.tsr", "fake.pem");
    assert_eq!(code, 2);
    assert!(text.contains("ne mène à aucun certificat de confiance"), "{text}");
    // Every byte of the token's content counts.
    let token = fs::read(desk.path("token.tsr")).expect("a token");
    for at in (0..token.len()).step_by(37) {
        let mut altered = token.clone();
        altered[at] ^= 0x10;
        desk.write("altered.tsr", &altered);
        let (code, text) = attach("altered.tsr", "ca.pem");
        // A byte of an embedded certificate that the chain does not need may change nothing.
        assert!(code == 2 || code == 0, "octet {at}: {text}");
        if code == 0 {
            return;
        }
    }
    assert_eq!(desk.check().first_broken(), None);
}

#[test]
fn without_a_chain_the_authority_is_not_evaluated_and_the_check_is_incomplete() {
    let Some(desk) = stamped("-algorithm RSA -pkeyopt rsa_keygen_bits:2048") else { return };
    let (code, text) = desk.filigrane(&["evidence", "stamp-attach", "bundle", "token.tsr"]);
    assert_eq!(code, 3, "{text}");
    let (code, text) = desk.filigrane(&["evidence", "verify", "bundle"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("incomplète"), "{text}");
    let (code, text) = desk.filigrane(&["evidence", "verify", "bundle", "--trust", "ca.pem"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn the_case_moves_one_step_at_a_time() {
    let desk = Desk::new();
    assert_eq!(desk.filigrane(&["evidence", "seal", "bundle"]).0, 0);
    let step = |to: &str| desk.filigrane(&["evidence", "case", "bundle", "--to", to]);
    let (code, text) = step("clos");
    assert_eq!(code, 2);
    assert!(text.contains("Étapes possibles : notifié"), "{text}");
    for to in ["notifié", "ANSWERED", "contesté", "corrigé", "CLOSED"] {
        let (code, text) = step(to);
        assert_eq!(code, 0, "{text}");
    }
    assert_eq!(step("notifié").0, 2);
    assert_eq!(step("oublié").0, 2);
    desk.write("fiche.md", b"remplie");
    let annexed = desk.filigrane(&["evidence", "case", "bundle", "--annex", "fiche.md"]);
    assert_eq!(annexed.0, 0, "{}", annexed.1);
    assert_eq!(desk.filigrane(&["evidence", "verify", "bundle"]).0, 0);
}

#[test]
fn an_altered_bundle_takes_nothing_more() {
    let desk = Desk::new();
    desk.sealed();
    desk.write("bundle/controls.json", b"[]");
    let (code, text) = desk.filigrane(&["evidence", "verify", "bundle"]);
    assert_eq!(code, 1);
    assert!(text.contains("Premier maillon rompu : pièces : controls.json"), "{text}");
    let (code, text) = desk.filigrane(&["evidence", "stamp-request", "bundle"]);
    assert_eq!(code, 2);
    assert!(text.contains("altéré"), "{text}");
}

#[test]
fn wrong_use_says_what_to_do() {
    let desk = Desk::new();
    let seal = |more: &[&str]| {
        let mut arguments = vec!["evidence", "seal", "bundle"];
        arguments.extend(more);
        desk.filigrane(&arguments)
    };
    let (code, text) = seal(&["--original", "originaux"]);
    assert_eq!(code, 2);
    assert!(text.contains("--recipient"), "{text}");
    let (code, text) = seal(&["--recipient", "age1faux"]);
    assert_eq!(code, 2);
    assert!(text.contains("age1faux"), "{text}");
    let (code, text) = seal(&["--sign-key", "bundle/controls.json"]);
    assert_eq!(code, 2);
    assert!(text.contains("keygen"), "{text}");
    let (code, text) = desk.filigrane(&["evidence", "verify", "originaux"]);
    assert_eq!(code, 2);
    assert!(text.contains("manifest.json y manque"), "{text}");
    assert_eq!(desk.filigrane(&["evidence", "verify", "absent"]).0, 2);
    assert_eq!(seal(&[]).0, 0);
    let (code, text) = seal(&[]);
    assert_eq!(code, 2);
    assert!(text.contains("déjà scellé"), "{text}");
    fs::create_dir(desk.path("vide")).expect("a folder");
    let empty = desk.filigrane(&["evidence", "seal", "vide"]);
    assert_eq!(empty.0, 2, "{}", empty.1);
    assert_eq!(desk.filigrane(&["evidence", "keygen", "--out", "k.pem"]).0, 0);
    assert_eq!(desk.filigrane(&["evidence", "keygen", "--out", "k.pem"]).0, 2);
}

#[test]
fn a_sealing_that_was_cut_short_is_done_again() {
    let desk = Desk::new();
    desk.sealed();
    fs::remove_file(desk.path("bundle/manifest.json")).expect("removed");
    let (code, text) = desk.filigrane(&["evidence", "seal", "bundle"]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(desk.filigrane(&["evidence", "verify", "bundle"]).0, 0);
    assert!(!desk.path("bundle/scelles").exists());
}

#[test]
fn the_notice_goes_article_by_article_and_keeps_to_its_words() {
    let desk = Desk::new();
    let bundle = desk.sealed();
    let text = notice::draft(&bundle, &NoticeOptions { recipient: "Société [1]", days: 15 })
        .expect("a draft");
    assert!(text.contains("### 1. CGU-05"), "{text}");
    assert!(!text.contains("CGU-06"), "{text}");
    assert!(text.contains(bundle.root()));
    assert!(text.contains("Projet, non envoyé"));
    assert_eq!(forbidden_words(&text), [""; 0]);
    for page in ["reports/evidence/mise-en-demeure.md.j2", "reports/evidence/conditions-capture.md"]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = fs::read_to_string(path).expect("a template");
        assert_eq!(forbidden_words(&text), [""; 0], "{page}");
    }
    assert_eq!(forbidden_words("Délit commis par un coupable"), ["coupable", "delit commis"]);
}

#[test]
fn a_link_in_the_folder_is_refused() {
    let desk = Desk::new();
    std::os::unix::fs::symlink(desk.path("originaux"), desk.path("bundle/lien")).expect("a link");
    let options = SealOptions {
        event: event("constitution"),
        provenance: Provenance::default(),
        originals: Vec::new(),
        recipients: Recipients::parse(&[]).expect("none"),
        signatory: None,
    };
    let refused = Bundle::seal(&desk.bundle(), &options).err();
    assert!(matches!(refused, Some(EvidenceError::UnfitFile { .. })));
}

/// The root by the recursive definition of RFC 6962.
fn naive_root(leaves: &[String]) -> [u8; 32] {
    match leaves {
        [] => Sha256::digest(b"").into(),
        [leaf] => Sha256::digest([b"\0", leaf.as_bytes()].concat()).into(),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            let pair = [&[1][..], &naive_root(left), &naive_root(right)].concat();
            Sha256::digest(pair).into()
        }
    }
}

proptest! {
    #[test]
    fn the_root_is_that_of_rfc_6962(paths in prop::collection::btree_set("[a-z/]{1,8}", 1..40)) {
        let file = |path: &String| FileEntry {
            path: path.clone(),
            size: 1,
            sha256: Sha256::digest(path).iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        let manifest = Manifest::new(paths.iter().rev().map(file).collect());
        let leaves: Vec<_> = paths.iter().map(|path| file(path).leaf()).collect();
        let expected: String =
            naive_root(&leaves).iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(&manifest.merkle.root, &expected);
        let bytes = manifest.to_bytes().expect("bytes");
        prop_assert_eq!(Manifest::read(&bytes), Ok(manifest));
    }

    #[test]
    fn reading_a_log_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Custody::read(&bytes, GENESIS);
        let _ = Manifest::read(&bytes);
    }

    #[test]
    fn a_log_reads_back_as_it_was_written(whys in prop::collection::vec(".{0,30}", 1..6)) {
        let mut custody = Custody::default();
        for why in whys {
            custody.push(Entry {
                seq: 0,
                at: event("").at,
                who: "agent".to_owned(),
                action: Action::Annexed,
                why,
                state: CaseState::Open,
                due: None,
                changes: Vec::new(),
                root: GENESIS.to_owned(),
                previous: String::new(),
            }).expect("an entry");
        }
        let bytes = custody.to_bytes().expect("bytes");
        prop_assert_eq!(Custody::read(&bytes, GENESIS), Ok(custody));
    }
}
