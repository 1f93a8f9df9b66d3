//! `filigrane quality`: leak, evaluate, sample, review, train.

use std::io::{self, Write};

use crate::corpus::{self, Decision, Input, ReadOptions};
use crate::detect::secrets::Secrets;
use crate::lexicon::Lexicon;
use crate::quality::evaluate::{self, EvaluateError, run_evaluate};
use crate::quality::leak::{self, LeakOptions, run_leak};
use crate::quality::reading::draw::Attack;
use crate::quality::reading::sample::SampleError;
use crate::quality::reading::sheets;
use crate::quality::reading::{self, run_review, run_sample};
use crate::quality::sentences::Sentences;
use crate::quality::train::{self, TrainOptions};
use crate::quality::train_secrets::{self, Passage};
use crate::quality::{NameLists, Part};
use crate::rules::Catalogue;
use crate::run::atomic;

use super::args::{
    EvaluateArgs, LeakArgs, QualityCommand, ReviewArgs, SampleArgs, Stratum, TrainArgs,
};
use super::{Exit, Failure};

pub(super) fn run(command: &QualityCommand) -> Result<Exit, Failure> {
    match command {
        QualityCommand::Leak(args) => leak(args),
        QualityCommand::Evaluate(args) => evaluate(args),
        QualityCommand::Sample(args) => sample(args),
        QualityCommand::Review(args) => review(args),
        QualityCommand::Chains(args) => super::chains::run(args),
        QualityCommand::Train(args) => train(args),
    }
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

fn leak(args: &LeakArgs) -> Result<Exit, Failure> {
    let sentences = match &args.sentences {
        Some(file) => Sentences::read(file).map_err(usage)?,
        None => Sentences::default(),
    };
    let asked = leak::LeakArgs {
        inputs: args.inputs.clone(),
        out: args.out.clone(),
        gold: args.gold.clone(),
        seed: args.seed,
        options: LeakOptions { share: args.share, sentences, ..LeakOptions::default() },
        names: args.names.clone(),
        only_names: args.only_names,
    };
    let counts = run_leak(&asked, &mut io::stdout()).map_err(usage)?;
    Ok(if counts.decisions == 0 { Exit::Nothing } else { Exit::Done })
}

fn evaluate(args: &EvaluateArgs) -> Result<Exit, Failure> {
    let part = args.part.as_deref().map(|part| match part {
        "train" => Part::Train,
        "tune" => Part::Tune,
        _ => Part::Report,
    });
    let asked = evaluate::EvaluateArgs {
        run: args.run.clone(),
        gold: args.gold.clone(),
        part,
        json: args.json,
    };
    run_evaluate(&asked, &mut io::stdout()).map_err(|error| match error {
        EvaluateError::Run(error) => Failure::Table(error),
        error => usage(error),
    })?;
    Ok(Exit::Done)
}

fn sample(args: &SampleArgs) -> Result<Exit, Failure> {
    let attack = args.attack.as_ref().map(|authorisation| Attack {
        authorisation: authorisation.clone(),
        minutes: args.minutes,
    });
    let asked = reading::SampleArgs {
        run: args.run.clone(),
        out: args.out.clone(),
        size: args.size,
        seed: args.seed,
        by: args.by.iter().copied().map(Stratum::key).collect(),
        attack,
    };
    let sample = run_sample(&asked).map_err(|error| match error {
        SampleError::Run(error) => Failure::Table(error),
        error => usage(error),
    })?;
    let out = args.out.display();
    writeln!(
        io::stdout(),
        "Échantillon écrit : {out}\n  décisions tirées : {} sur {}\n  strates : {}\n  constats à juger : {}\nÀ lire d'abord : {out}/{}\nUne fois les feuilles remplies : filigrane quality review {out}",
        sample.drawn.len(),
        sample.decisions,
        sample.strata.len(),
        sample.findings.len(),
        sheets::GUIDE,
    )?;
    Ok(Exit::Done)
}

fn review(args: &ReviewArgs) -> Result<Exit, Failure> {
    let asked = reading::ReviewArgs {
        folder: args.folder.clone(),
        second: args.second.clone(),
        json: args.json,
    };
    let review = run_review(&asked, &mut io::stdout()).map_err(usage)?;
    Ok(if review.is_whole() { Exit::Done } else { Exit::Incomplete })
}

/// Fits the model of secrets.
fn train_secrets(args: &TrainArgs) -> Result<Exit, Failure> {
    let mut passages = Vec::new();
    for file in &args.passages {
        let lines = std::fs::read_to_string(file)
            .map_err(|cause| usage(format!("{} : lecture impossible ({cause})", file.display())))?;
        let read = Passage::read(&lines)
            .map_err(|cause| usage(format!("{} : {cause}", file.display())))?;
        passages.extend(read);
    }
    let (decisions, rejected) = read_decisions(args)?;
    let catalogue = Catalogue::embedded().map_err(usage)?;
    let engine = Secrets::compile(&catalogue, args.datasets.as_deref()).map_err(usage)?;
    let made = train_secrets::train_secrets(&engine, &passages, &decisions).map_err(usage)?;
    atomic::publish(&args.out, |out| out.write_all(made.table.as_bytes()))?;
    writeln!(
        io::stdout(),
        "Modèle écrit : {}\n  passages : {} qui divulguent, {} pièges\n  décisions d'apprentissage : {}\n  endroits vus : {}\n  poids : {}\n  enregistrements rejetés : {rejected}",
        args.out.display(),
        made.secrets,
        made.traps,
        made.decisions,
        made.places,
        made.weights,
    )?;
    Ok(Exit::Done)
}

/// The decisions to learn from, and how many records were rejected.
fn read_decisions(args: &TrainArgs) -> Result<(Vec<Decision>, u64), Failure> {
    let inputs: Vec<Input> = args.inputs.iter().map(Input::parse).collect();
    let mut rejected = 0u64;
    let mut decisions = Vec::new();
    for decision in corpus::decisions(&inputs, &ReadOptions::default()).map_err(usage)? {
        match decision {
            Ok(decision) => decisions.push(decision),
            Err(_) => rejected += 1,
        }
    }
    Ok((decisions, rejected))
}

fn train(args: &TrainArgs) -> Result<Exit, Failure> {
    if !args.passages.is_empty() {
        return train_secrets(args);
    }
    let lexicon = match &args.datasets {
        Some(folder) => Lexicon::from_dir(folder),
        None => Lexicon::embedded(),
    }
    .map_err(usage)?;
    let identities = NameLists::read(&args.names).map_err(usage)?;
    let (decisions, rejected) = read_decisions(args)?;
    let defaults = TrainOptions::default();
    let sentences = match &args.sentences {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|cause| usage(format!("{} : lecture impossible ({cause})", file.display())))?,
        None => defaults.sentences,
    };
    let options = TrainOptions {
        seed: args.seed.unwrap_or(defaults.seed),
        variants: args.variants.unwrap_or(defaults.variants),
        phrases: args.phrases.unwrap_or(defaults.phrases),
        epochs: args.epochs.unwrap_or(defaults.epochs),
        sentences,
        ..TrainOptions::default()
    };
    let (model, report) =
        train::train(&decisions, &lexicon, &identities, &options).map_err(usage)?;
    let bytes = model.to_bytes();
    atomic::publish(&args.out, |out| out.write_all(&bytes))?;
    writeln!(
        io::stdout(),
        "Modèle écrit : {}\n  décisions d'apprentissage : {}\n  mots vus : {} (dont {} à masquer)\n  mots de calibrage : {}\n  enregistrements rejetés : {rejected}\n  graine : {}\n  empreinte (SHA-256) : {}",
        args.out.display(),
        report.decisions,
        report.examples,
        report.positives,
        report.calibration_examples,
        options.seed,
        model.digest(),
    )?;
    Ok(Exit::Done)
}
