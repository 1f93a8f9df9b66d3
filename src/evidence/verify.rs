//! The check of a bundle, link after link, offline; the first broken one is named.
//!
//! Must not write anything, and must not stop at a detail: a reader wants to know all that holds.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::custody::Custody;
use super::error::EvidenceError;
use super::files::{
    self, CHAIN, CUSTODY, HEAD, MANIFEST, PUBLIC_KEY, REQUEST, SIGNATURE, SUMS, TOKEN,
};
use super::manifest::Manifest;
use super::signature;
use super::timestamp::{self, Expected, Trust};

/// Whether a link holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    Ok,
    Broken,
    /// Not there, and not required.
    Absent,
    /// There, but something is missing to check it.
    NotEvaluated,
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `manifeste`, `empreintes`, `pièces`, `racine`, `journal`, `ajouts`, `inventaire`,
    /// `signature`, `horodatage`.
    pub name: &'static str,
    pub state: LinkState,
    pub detail: String,
}

impl fmt::Display for Link {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} : {}", self.name, self.detail)
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    pub links: Vec<Link>,
    /// Merkle root, when the manifest could be read.
    pub root: Option<String>,
    /// Hash of the last entry of the log: compare it with the one noted elsewhere.
    pub head: Option<String>,
}

impl Verification {
    pub fn first_broken(&self) -> Option<&Link> {
        self.links.iter().find(|link| link.state == LinkState::Broken)
    }

    /// Whether something was there that could not be checked.
    pub fn is_incomplete(&self) -> bool {
        self.links.iter().any(|link| link.state == LinkState::NotEvaluated)
    }

    fn add(&mut self, name: &'static str, state: LinkState, detail: impl Into<String>) {
        self.links.push(Link { name, state, detail: detail.into() });
    }

    fn judge(&mut self, name: &'static str, result: Result<String, String>) -> bool {
        let holds = result.is_ok();
        let state = if holds { LinkState::Ok } else { LinkState::Broken };
        let (Ok(detail) | Err(detail)) = result;
        self.add(name, state, detail);
        holds
    }
}

/// The Merkle root as bytes.
pub(super) fn root_digest(manifest: &Manifest) -> Result<[u8; 32], EvidenceError> {
    let mut digest = [0; 32];
    let root = manifest.merkle.root.as_bytes();
    for (byte, pair) in digest.iter_mut().zip(root.chunks_exact(2)) {
        let pair =
            std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = pair.ok_or(EvidenceError::Internal("racine"))?;
    }
    Ok(digest)
}

/// What a time-stamp may be over: the root, or the manifest that holds it.
pub(super) fn stamped_digests(manifest: &Manifest) -> Result<[[u8; 32]; 2], EvidenceError> {
    Ok([root_digest(manifest)?, Sha256::digest(manifest.to_bytes()?).into()])
}

/// Checks a bundle. `trusted` are certificates that the reader trusts for time-stamps, besides
/// those that were kept with the token.
///
/// # Errors
///
/// Only when the folder is no bundle or cannot be read; an altered bundle is a result.
pub fn verify(folder: &Path, trusted: &[Certificate]) -> Result<Verification, EvidenceError> {
    verify_with(folder, trusted, None)
}

/// The same, `noted` being a hash of the log that the reader kept elsewhere: its entry must still be there.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_with(
    folder: &Path,
    trusted: &[Certificate],
    noted: Option<&str>,
) -> Result<Verification, EvidenceError> {
    let mut checked = Verification { links: Vec::new(), root: None, head: None };
    if !folder.join(CUSTODY).exists() && !folder.join(MANIFEST).exists() {
        return Err(EvidenceError::NotSealed(folder.to_owned()));
    }
    let found: BTreeMap<_, _> = files::walk(folder)?.into_iter().collect();

    let Some(manifest) = check_manifest(folder, &mut checked) else { return Ok(checked) };
    checked.root = Some(manifest.merkle.root.clone());
    checked.judge("empreintes", check_sums(folder, &manifest));
    checked.judge("pièces", check_files(&found, &manifest)?);
    checked.judge(
        "racine",
        if manifest.recomputed_root() == manifest.merkle.root
            && manifest.merkle.leaves == manifest.files.len() as i64
        {
            Ok(format!("{} (RFC 6962, SHA-256)", manifest.merkle.root))
        } else {
            Err("la racine de Merkle n'est pas celle des empreintes".to_owned())
        },
    );
    let Some(custody) = check_custody(folder, &manifest, noted, &mut checked) else {
        return Ok(checked);
    };
    checked.head = Some(custody.head().to_owned());
    checked.judge("ajouts", check_added(&found, &custody)?);
    checked.judge("inventaire", check_inventory(&found, &manifest, &custody));
    check_signature(folder, &manifest, &custody, &mut checked);
    check_stamp(folder, &manifest, &custody, trusted, &mut checked)?;
    Ok(checked)
}

fn check_manifest(folder: &Path, checked: &mut Verification) -> Option<Manifest> {
    let read = fs::read(folder.join(MANIFEST))
        .map_err(|_| "manifest.json manque ou est illisible".to_owned())
        .and_then(|bytes| {
            Manifest::read(&bytes).map_err(|what| format!("manifest.json est altéré : {what}"))
        });
    match read {
        Ok(manifest) => {
            let detail = format!("pièces scellées : {}", manifest.files.len());
            checked.add("manifeste", LinkState::Ok, detail);
            Some(manifest)
        }
        Err(detail) => {
            checked.add("manifeste", LinkState::Broken, detail);
            None
        }
    }
}

fn check_sums(folder: &Path, manifest: &Manifest) -> Result<String, String> {
    let expected = manifest.sums().map_err(|error| error.to_string())?;
    match fs::read(folder.join(SUMS)) {
        Ok(bytes) if bytes == expected.as_bytes() => {
            Ok("manifest.sha256 dit la même chose que le manifeste".to_owned())
        }
        Ok(_) => {
            Err("manifest.sha256 ou manifest.json a été modifié : ils se contredisent".to_owned())
        }
        Err(_) => Err("manifest.sha256 manque ou est illisible".to_owned()),
    }
}

type Found = BTreeMap<String, std::path::PathBuf>;

fn check_files(
    found: &Found,
    manifest: &Manifest,
) -> Result<Result<String, String>, EvidenceError> {
    for file in &manifest.files {
        let Some(path) = found.get(&file.path) else {
            return Ok(Err(format!("{} manque", file.path)));
        };
        let (size, sha256) = files::measure(path).map_err(EvidenceError::io(path))?;
        if size != file.size {
            return Ok(Err(format!("{} a {size} octets au lieu de {}", file.path, file.size)));
        }
        if sha256 != file.sha256 {
            return Ok(Err(format!("{} a été modifié", file.path)));
        }
    }
    Ok(Ok("toutes présentes, aucune modifiée".to_owned()))
}

fn check_custody(
    folder: &Path,
    manifest: &Manifest,
    noted: Option<&str>,
    checked: &mut Verification,
) -> Option<Custody> {
    let read = fs::read(folder.join(CUSTODY))
        .map_err(|_| "custody.jsonl manque ou est illisible".to_owned())
        .and_then(|bytes| {
            Custody::read(&bytes, &manifest.merkle.root)
                .map_err(|broken| format!("custody.jsonl, ligne {} : {}", broken.line, broken.what))
        })
        .and_then(|custody| anchored(folder, custody, noted));
    match read {
        Ok(custody) => {
            let detail = format!(
                "entrées enchaînées : {} ; affaire : {}",
                custody.lines().len(),
                custody.state().label()
            );
            checked.add("journal", LinkState::Ok, detail);
            Some(custody)
        }
        Err(detail) => {
            checked.add("journal", LinkState::Broken, detail);
            None
        }
    }
}

/// A log cut at its end is a good log: its last entry is kept beside it, and may be noted elsewhere.
fn anchored(folder: &Path, custody: Custody, noted: Option<&str>) -> Result<Custody, String> {
    let kept = fs::read_to_string(folder.join(HEAD))
        .map_err(|_| "custody.head manque ou est illisible".to_owned())?;
    let (hash, rank) = kept
        .strip_suffix('\n')
        .and_then(|line| line.split_once("  "))
        .ok_or_else(|| "custody.head est altéré".to_owned())?;
    if !custody.holds(hash) {
        return Err(format!(
            "custody.jsonl a perdu des entrées : l'entrée {rank}, que nomme custody.head, n'y est plus"
        ));
    }
    // One entry more than the anchor says is a write that was cut short; any other rank is a change.
    let position = custody.lines().iter().position(|line| line.hash == hash).map_or(0, |at| at + 1);
    if position.to_string() != rank || position + 1 < custody.lines().len() {
        return Err("custody.head ne dit pas la même chose que custody.jsonl".to_owned());
    }
    match noted {
        Some(noted) if !custody.holds(noted.trim()) => {
            Err("l'empreinte notée (--head) n'est pas dans le journal : il a été coupé ou refait"
                .to_owned())
        }
        _ => Ok(custody),
    }
}

fn check_added(found: &Found, custody: &Custody) -> Result<Result<String, String>, EvidenceError> {
    let files = custody.files();
    for (path, digest) in &files {
        let Some(place) = found.get(*path) else { return Ok(Err(format!("{path} manque"))) };
        let (_, sha256) = files::measure(place).map_err(EvidenceError::io(place))?;
        if sha256 != *digest {
            return Ok(Err(format!("{path} a été modifié depuis son inscription au journal")));
        }
    }
    Ok(Ok(format!("fichiers attestés par le journal : {}", files.len())))
}

fn check_inventory(
    found: &Found,
    manifest: &Manifest,
    custody: &Custody,
) -> Result<String, String> {
    let known = |path: &str| {
        path == CUSTODY
            || path == HEAD
            || manifest.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
            || custody.digest_of(path).is_some()
    };
    match found.keys().find(|path| !known(path)) {
        None => Ok("aucun fichier étranger".to_owned()),
        Some(path) => Err(format!("{path} n'est ni scellé ni inscrit au journal")),
    }
}

fn check_signature(
    folder: &Path,
    manifest: &Manifest,
    custody: &Custody,
    checked: &mut Verification,
) {
    if custody.digest_of(SIGNATURE).is_none() {
        checked.add("signature", LinkState::Absent, "dossier non signé");
        return;
    }
    let read = |name: &str| {
        fs::read(folder.join(name)).map_err(|_| format!("{name} manque ou est illisible"))
    };
    let result = (|| {
        let (signature, key) = (read(SIGNATURE)?, read(PUBLIC_KEY)?);
        let key = String::from_utf8(key).map_err(|_| format!("{PUBLIC_KEY} est illisible"))?;
        let bytes = manifest.to_bytes().map_err(|error| error.to_string())?;
        signature::check(&bytes, &signature, &key)?;
        Ok("Ed25519, conforme à signature/cle-publique.pem (comparez-la à celle du signataire)"
            .to_owned())
    })();
    checked.judge("signature", result);
}

fn check_stamp(
    folder: &Path,
    manifest: &Manifest,
    custody: &Custody,
    trusted: &[Certificate],
    checked: &mut Verification,
) -> Result<(), EvidenceError> {
    if custody.digest_of(TOKEN).is_none() {
        let detail = if custody.digest_of(REQUEST).is_some() {
            "demandé, jeton pas encore joint"
        } else {
            "dossier non horodaté"
        };
        checked.add("horodatage", LinkState::Absent, detail);
        return Ok(());
    }
    let kept = |name: &str| fs::read(folder.join(name)).ok();
    let Some(token) = kept(TOKEN) else {
        checked.add("horodatage", LinkState::Broken, "horodatage/jeton.tsr manque");
        return Ok(());
    };
    let chain = match custody.digest_of(CHAIN).and_then(|_| kept(CHAIN)) {
        None => Vec::new(),
        Some(bytes) => match timestamp::certificates(&bytes) {
            Ok(chain) => chain,
            Err(what) => {
                checked.add("horodatage", LinkState::Broken, format!("{CHAIN} : {what}"));
                return Ok(());
            }
        },
    };
    let mut anchors = timestamp::self_signed(&chain);
    anchors.extend(trusted.iter().cloned());
    let request = custody.digest_of(REQUEST).and_then(|_| kept(REQUEST));
    let expected = Expected {
        digests: &stamped_digests(manifest)?,
        request: request.as_deref(),
        chain: &chain,
        anchors: &anchors,
    };
    match timestamp::check(&token, &expected) {
        Err(what) => checked.add("horodatage", LinkState::Broken, format!("jeton refusé : {what}")),
        Ok(stamp) => {
            let detail = format!("{} (UTC) par {}, n° {}", stamp.at, stamp.authority, stamp.serial);
            match stamp.trust {
                Trust::Anchored => checked.add("horodatage", LinkState::Ok, detail),
                Trust::NotEvaluated => checked.add(
                    "horodatage",
                    LinkState::NotEvaluated,
                    format!(
                        "{detail} ; signature juste, autorité non rattachée : donnez son \
                         certificat racine avec --trust"
                    ),
                ),
            }
        }
    }
    Ok(())
}
