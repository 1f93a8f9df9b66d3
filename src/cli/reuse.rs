//! `filigrane reuse`: what a reuser publishes in, a folder of evidence out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::Input;
use crate::evidence::Provenance;
use crate::report::Language;
use crate::reuse::bundle;
use crate::reuse::check::{self, Request};
use crate::reuse::dates::{self, Moment};
use crate::reuse::engine::Engine;
use crate::reuse::history::{History, Unavailable};
use crate::reuse::ledger::State;
use crate::reuse::record::Conditions;
use crate::reuse::reference::Reference;
use crate::reuse::watch::Former;

use super::args::ReuseArgs;
use super::{Exit, Failure, evidence, wiring};

/// Unread files named on the terminal; the report names them all.
const UNREAD_SHOWN: usize = 5;

/// What decides the result, for who would do it again.
fn provenance(conditions: &Conditions) -> Provenance {
    let mut parameters = BTreeMap::from([
        ("checked_at".to_owned(), conditions.checked_at.clone()),
        ("canonical_form".to_owned(), conditions.canonical_form.clone()),
    ]);
    if let Some(digest) = &conditions.reference_sha256 {
        parameters.insert("reference_sha256".to_owned(), digest.clone());
    }
    Provenance {
        command: "reuse".to_owned(),
        catalogue: Some(conditions.catalogue_sha256.clone()),
        parameters,
    }
}

pub(super) fn run(args: &ReuseArgs, language: Language) -> Result<Exit, Failure> {
    if fs::read_dir(&args.out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!(
            "{} n'est pas vide : indiquez un nouveau dossier",
            args.out.display()
        )));
    }
    let now = match &args.checked_at {
        None => Moment(
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs().cast_signed()),
        ),
        Some(text) => dates::moment(text).ok_or_else(|| {
            Failure::Usage(format!(
                "--checked-at : « {text} » n'est pas une date (2026-11-25, ou 2026-11-25T10:00:00Z)"
            ))
        })?,
    };
    let former = args.previous.as_deref().map(Former::read).transpose()?;
    let engine = Engine::compile(wiring::catalogue(args.rules.as_deref())?)?;
    let tested = engine.self_test();
    if let Some(failure) = tested.failures.first() {
        return Err(Failure::Usage(format!(
            "la règle {} ne tient pas ses propres exemples (ligne {} de son fichier) : rien n'a été contrôlé.\nVoyez « filigrane rules test ».",
            failure.rule_id, failure.line
        )));
    }
    let reference = match args.reference.as_slice() {
        [] => None,
        paths => Some(Reference::load(&paths.iter().map(Input::parse).collect::<Vec<_>>())?),
    };
    let history = args.history.as_deref().map(History::load).transpose()?;
    let unavailable =
        args.unavailable.as_deref().map(Unavailable::parse).transpose()?.unwrap_or_default();
    let request = Request { inputs: args.inputs.clone(), reference, history, unavailable, now };
    let checked = check::check(&engine, &request)?;
    if checked.is_empty() && checked.unread.is_empty() {
        return Ok(Exit::Nothing);
    }
    let reference = request.reference.as_ref();
    let conditions = Conditions {
        checked_at: now.iso(),
        tool: format!("filigrane {}", env!("CARGO_PKG_VERSION")),
        catalogue_sha256: engine.catalogue().digest().to_owned(),
        canonical_form: bundle::canonical_form(),
        reference_sha256: reference.map(|reference| reference.digest().to_owned()),
        reference_decisions: reference.map_or(0, |reference| reference.len() as u64),
        history_events: request.history.as_ref().map_or(0, |history| history.count),
        unavailability: !request.unavailable.is_empty(),
        units: checked.units,
        pages: checked.pages,
        standings: checked
            .standings
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect(),
        delays_hours: checked.delays,
        unread: checked.unread.clone(),
    };
    bundle::write(&args.out, &checked, &conditions, former.as_ref())?;
    let mut sealing = args.sealing.clone();
    if !sealing.recipient.is_empty() && sealing.original.is_empty() {
        // What was checked is what is kept, for those who were named.
        sealing.original.clone_from(&args.inputs);
    }
    let sealed = evidence::seal_folder(
        &args.out,
        &sealing,
        args.event.event("contrôle d'un réutilisateur"),
        provenance(&conditions),
    )?;
    let count =
        |status: State| checked.outcomes.iter().filter(|outcome| outcome.status == status).count();
    let [deviations, clear, left] = [State::Ecart, State::Conforme, State::NonEvalue].map(count);
    let marked = checked
        .profiling
        .iter()
        .filter(|file| matches!(file.level.as_str(), "critique" | "majeur" | "mineur"))
        .count();
    let out = args.out.display();
    let line = language.pick(
        format!(
            "Contrôles : {deviations} en écart · {clear} conformes · {left} non évalués · fichiers à qualifier (profilage) : {marked} · non lus : {} → {out}",
            checked.unread.len()
        ),
        format!(
            "Controls: {deviations} deviating · {clear} compliant · {left} not evaluated · files to qualify (profiling): {marked} · unread: {} → {out}",
            checked.unread.len()
        ),
    );
    writeln!(io::stdout(), "{line}")?;
    for one in checked.unread.iter().take(UNREAD_SHOWN) {
        let (file, reason) = (&one.file, &one.reason);
        writeln!(
            io::stdout(),
            "{}",
            language
                .pick(format!("Non lu : {file} ; {reason}"), format!("Unread: {file}; {reason}"))
        )?;
    }
    if checked.unread.len() > UNREAD_SHOWN {
        let more = checked.unread.len() - UNREAD_SHOWN;
        writeln!(
            io::stdout(),
            "{}",
            language.pick(
                format!("… et {more} autre(s), dans {out}/report.md"),
                format!("… and {more} more, in {out}/report.md")
            )
        )?;
    }
    let root = sealed.root();
    writeln!(
        io::stdout(),
        "{}",
        language.pick(format!("Racine : {root}"), format!("Root: {root}"))
    )?;
    let rejected = reference.is_some_and(|reference| reference.rejects() > 0)
        || request.history.as_ref().is_some_and(|history| history.rejects > 0);
    if rejected {
        writeln!(
            io::stderr(),
            "filigrane : des enregistrements de la référence ou du journal n'ont pas pu être lus ; le contrôle est incomplet"
        )?;
    }
    Ok(if checked.unread.is_empty() && !rejected { Exit::Done } else { Exit::Incomplete })
}
