//! `filigrane evidence`: seal, verify, stamp-request, stamp-attach, case, notice, keygen.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use crate::evidence::notice::{self, NoticeOptions};
use crate::evidence::seal::Recipients;
use crate::evidence::signature::{self, Signatory};
use crate::evidence::{
    Bundle, CaseState, Event, EvidenceError, LinkState, Provenance, SealOptions, Verification,
    timestamp, verify_with,
};
use crate::run::atomic;

use super::{Exit, Failure};

#[derive(Debug, Subcommand)]
pub(super) enum EvidenceCommand {
    /// Vérifie un dossier de preuve, sans réseau, et nomme le premier maillon rompu
    Verify(VerifyArgs),
    /// Scelle un dossier : empreintes, racine de Merkle, journal, originaux chiffrés, signature
    Seal(SealArgs),
    /// Écrit la demande d'horodatage (RFC 3161) à porter à un prestataire
    StampRequest(StampRequestArgs),
    /// Vérifie un jeton d'horodatage et le joint au dossier
    StampAttach(StampAttachArgs),
    /// Fait avancer l'affaire (notifié, répondu, corrigé ou contesté, clos) et joint des pièces
    Case(CaseArgs),
    /// Rédige le projet de mise en demeure, jamais envoyé
    Notice(NoticeArgs),
    /// Crée une clé de signature
    Keygen(KeygenArgs),
}

/// Who acts and why: what the custody log keeps.
#[derive(Debug, Args)]
pub(super) struct EventArgs {
    /// Qui agit, pour le journal (par défaut, le compte de la session)
    #[arg(long, value_name = "NOM")]
    pub who: Option<String>,
    /// Pourquoi, pour le journal
    #[arg(long, value_name = "MOTIF")]
    pub why: Option<String>,
}

impl EventArgs {
    pub(super) fn event(&self, why: &str) -> Event {
        let account = || ["USER", "LOGNAME"].iter().find_map(|name| env::var(name).ok());
        Event {
            who: self.who.clone().or_else(account).unwrap_or_else(|| "non renseigné".to_owned()),
            why: self.why.clone().unwrap_or_else(|| why.to_owned()),
            at: now(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Dossier de preuve
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    /// Certificats de confiance pour l'horodatage (PEM)
    #[arg(long, value_name = "FICHIER")]
    pub trust: Vec<PathBuf>,
    /// Empreinte du journal notée hors du dossier : son entrée doit y être encore
    #[arg(long, value_name = "EMPREINTE")]
    pub head: Option<String>,
    /// Écrit du JSON plutôt que des lignes
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct SealArgs {
    /// Dossier à sceller
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    #[command(flatten)]
    pub sealing: SealingArgs,
    #[command(flatten)]
    pub event: EventArgs,
}

/// What every command that seals takes.
#[derive(Debug, Clone, Args)]
pub(super) struct SealingArgs {
    /// Original à chiffrer dans le dossier (fichier ou dossier)
    #[arg(long, value_name = "CHEMIN")]
    pub original: Vec<PathBuf>,
    /// Destinataire des originaux : clé publique age (age1…) ou fichier de clés
    #[arg(long, value_name = "CLÉ")]
    pub recipient: Vec<String>,
    /// Clé privée Ed25519 qui signe le manifeste (PEM)
    #[arg(long, value_name = "FICHIER")]
    pub sign_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct StampRequestArgs {
    /// Dossier de preuve
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    #[command(flatten)]
    pub event: EventArgs,
}

#[derive(Debug, Args)]
pub(super) struct StampAttachArgs {
    /// Dossier de preuve
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    /// Réponse ou jeton RFC 3161 (.tsr)
    #[arg(value_name = "JETON")]
    pub token: PathBuf,
    /// Certificats de l'autorité d'horodatage, racine comprise (PEM)
    #[arg(long, value_name = "FICHIER", visible_alias = "ca")]
    pub chain: Option<PathBuf>,
    #[command(flatten)]
    pub event: EventArgs,
}

#[derive(Debug, Args)]
pub(super) struct CaseArgs {
    /// Dossier de preuve
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    /// Étape : NOTIFIED, ANSWERED, FIXED, CONTESTED ou CLOSED (notifié, répondu, corrigé, contesté, clos)
    #[arg(long, value_name = "ÉTAPE", value_parser = state)]
    pub to: Option<CaseState>,
    /// Délai de réponse, en jours
    #[arg(long, value_name = "JOURS", requires = "to")]
    pub due: Option<u32>,
    /// Pièce à joindre (réponse, fiche remplie, courrier)
    #[arg(long, value_name = "FICHIER")]
    pub annex: Vec<PathBuf>,
    #[command(flatten)]
    pub event: EventArgs,
}

#[derive(Debug, Args)]
pub(super) struct NoticeArgs {
    /// Dossier de preuve
    #[arg(value_name = "DOSSIER")]
    pub bundle: PathBuf,
    /// Fichier où écrire le projet (Markdown)
    #[arg(long, value_name = "FICHIER")]
    pub out: PathBuf,
    /// Destinataire, tel qu'il figurera dans le projet
    #[arg(long, value_name = "NOM", default_value = "(à compléter)")]
    pub to: String,
    /// Délai de réponse, en jours (défaut : 15)
    #[arg(long, value_name = "JOURS", default_value_t = 15)]
    pub days: u32,
}

#[derive(Debug, Args)]
pub(super) struct KeygenArgs {
    /// Fichier de la clé privée ; la clé publique s'écrit à côté, suffixe .pub
    #[arg(long, value_name = "FICHIER")]
    pub out: PathBuf,
}

pub(super) fn run(command: &EvidenceCommand) -> Result<Exit, Failure> {
    match command {
        EvidenceCommand::Verify(args) => check(args),
        EvidenceCommand::Seal(args) => seal(args),
        EvidenceCommand::StampRequest(args) => stamp_request(args),
        EvidenceCommand::StampAttach(args) => stamp_attach(args),
        EvidenceCommand::Case(args) => case(args),
        EvidenceCommand::Notice(args) => draft(args),
        EvidenceCommand::Keygen(args) => keygen(args),
    }
}

fn state(text: &str) -> Result<CaseState, String> {
    CaseState::parse(text).ok_or_else(|| {
        let codes: Vec<_> = CaseState::ALL.iter().map(|state| state.code()).collect();
        format!("« {text} » : étape inconnue. Étapes : {}", codes.join(", "))
    })
}

/// The second is what a log needs, and what a reader can compare.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

fn read(path: &Path) -> Result<Vec<u8>, EvidenceError> {
    fs::read(path).map_err(EvidenceError::io(path))
}

fn check(args: &VerifyArgs) -> Result<Exit, Failure> {
    let mut trusted = Vec::new();
    for path in &args.trust {
        let certificates = timestamp::certificates(&read(path)?)
            .map_err(|what| EvidenceError::damaged(path, what))?;
        trusted.extend(certificates);
    }
    let checked = verify_with(&args.bundle, &trusted, args.head.as_deref())?;
    let text = if args.json {
        serde_json::to_string_pretty(&checked).map_err(io::Error::other)? + "\n"
    } else {
        in_words(&checked)
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(if checked.first_broken().is_some() {
        Exit::Refused
    } else if checked.is_incomplete() {
        Exit::Incomplete
    } else {
        Exit::Done
    })
}

fn in_words(checked: &Verification) -> String {
    let mut text = String::new();
    for link in &checked.links {
        let sign = match link.state {
            LinkState::Ok => "juste",
            LinkState::Broken => "ROMPU",
            LinkState::Absent => "absent",
            LinkState::NotEvaluated => "non évalué",
        };
        text += &format!("{:<12} {sign:<11} {}\n", link.name, link.detail);
    }
    text += "\n";
    text += &match checked.first_broken() {
        Some(link) => format!("Dossier altéré. Premier maillon rompu : {link}\n"),
        None if checked.is_incomplete() => {
            "Aucun maillon rompu, mais la vérification est incomplète.\n".to_owned()
        }
        None => "Dossier intact.\n".to_owned(),
    };
    if let Some(head) = &checked.head {
        text += &format!("Dernière empreinte du journal : {head}\n");
    }
    text
}

/// Seals a folder as any command that makes one does.
pub(super) fn seal_folder(
    folder: &Path,
    sealing: &SealingArgs,
    event: Event,
    provenance: Provenance,
) -> Result<Bundle, Failure> {
    let signatory = sealing.sign_key.as_deref().map(Signatory::read).transpose()?;
    let options = SealOptions {
        event,
        provenance,
        originals: sealing.original.clone(),
        recipients: Recipients::parse(&sealing.recipient)?,
        signatory,
    };
    Ok(Bundle::seal(folder, &options)?)
}

fn seal(args: &SealArgs) -> Result<Exit, Failure> {
    let provenance = Provenance { command: "evidence seal".to_owned(), ..Provenance::default() };
    let event = args.event.event("constitution du dossier");
    let bundle = seal_folder(&args.bundle, &args.sealing, event, provenance)?;
    writeln!(
        io::stdout(),
        "Dossier scellé : {}\n  racine : {}\n  journal : {}\n\nSuite : faites horodater la racine \
         (filigrane evidence stamp-request {}).",
        args.bundle.display(),
        bundle.root(),
        bundle.custody().head(),
        args.bundle.display(),
    )?;
    Ok(Exit::Done)
}

fn stamp_request(args: &StampRequestArgs) -> Result<Exit, Failure> {
    let mut bundle = Bundle::open(&args.bundle)?;
    let request = bundle.request_stamp(&args.event.event("horodatage de la racine"))?;
    writeln!(
        io::stdout(),
        "Demande écrite : {}\n\nPortez-la à un prestataire d'horodatage qualifié, puis joignez sa réponse :\n  \
         filigrane evidence stamp-attach {} REPONSE.tsr --chain CERTIFICATS.pem",
        args.bundle.join(request).display(),
        args.bundle.display(),
    )?;
    Ok(Exit::Done)
}

fn stamp_attach(args: &StampAttachArgs) -> Result<Exit, Failure> {
    let token = read(&args.token)?;
    let chain = args.chain.as_deref().map(read).transpose()?;
    let mut bundle = Bundle::open(&args.bundle)?;
    let event = args.event.event("jeton reçu du prestataire");
    let stamp = bundle.attach_stamp(&event, &token, chain.as_deref())?;
    writeln!(
        io::stdout(),
        "Jeton joint : {} (UTC), {}, n° {}",
        stamp.at,
        stamp.authority,
        stamp.serial
    )?;
    if stamp.trust == timestamp::Trust::NotEvaluated {
        writeln!(
            io::stdout(),
            "Signature juste ; l'autorité reste à rattacher à un certificat de confiance (--chain)."
        )?;
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Done)
}

fn case(args: &CaseArgs) -> Result<Exit, Failure> {
    let mut bundle = Bundle::open(&args.bundle)?;
    match args.to {
        Some(to) => {
            let event = args.event.event("suite de l'affaire");
            let due = args.due.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
            let due = due.and_then(|delay| event.at.checked_add(delay).ok());
            bundle.advance(&event, to, due, &args.annex)?;
        }
        None if !args.annex.is_empty() => {
            bundle.annex(&args.event.event("pièce jointe"), &args.annex)?;
        }
        None => {}
    }
    let mut out = io::stdout().lock();
    writeln!(out, "Affaire : {}", bundle.custody().state().label())?;
    for line in bundle.custody().lines() {
        let entry = &line.entry;
        write!(
            out,
            "  {:>3}  {}  {:<24} {:<9} {} ({})",
            entry.seq,
            entry.at,
            entry.action.label(),
            entry.state.label(),
            entry.why,
            entry.who
        )?;
        match entry.due {
            Some(due) if due < now() && entry.state == bundle.custody().state() => {
                writeln!(out, " — réponse attendue le {due}, délai dépassé")?;
            }
            Some(due) => writeln!(out, " — réponse attendue le {due}")?,
            None => writeln!(out)?,
        }
    }
    writeln!(out, "Étapes possibles : {}", bundle.custody().state().next_labels())?;
    Ok(Exit::Done)
}

fn draft(args: &NoticeArgs) -> Result<Exit, Failure> {
    let bundle = Bundle::open(&args.bundle)?;
    let text = notice::draft(&bundle, &NoticeOptions { recipient: &args.to, days: args.days })?;
    atomic::publish(&args.out, |out| out.write_all(text.as_bytes()))?;
    writeln!(
        io::stdout(),
        "Projet écrit : {} (à relire et à compléter ; rien n'est envoyé)",
        args.out.display()
    )?;
    Ok(Exit::Done)
}

fn keygen(args: &KeygenArgs) -> Result<Exit, Failure> {
    let public_path = PathBuf::from(format!("{}.pub", args.out.display()));
    for path in [&args.out, &public_path] {
        if path.exists() {
            return Err(Failure::Usage(format!(
                "{} existe déjà : une clé n'est jamais remplacée. Choisissez un autre nom.",
                path.display()
            )));
        }
    }
    let (private, public) = signature::generate()?;
    let folder = args.out.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Opened with mode 0600: nobody else reads the key, even for a moment.
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(private.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(&args.out).map_err(|error| error.error)?;
    atomic::publish(&public_path, |out| out.write_all(public.as_bytes()))?;
    writeln!(
        io::stdout(),
        "Clé privée : {} (gardez-la hors du dossier de preuve)\nClé publique : {}",
        args.out.display(),
        public_path.display()
    )?;
    Ok(Exit::Done)
}
