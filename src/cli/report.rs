//! `filigrane report` and `filigrane incident`: from a finished run to what people and tools read.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cause::in_french;
use crate::report::compose::{Measures, Options, compose};
use crate::report::data::{Kind, Report};
use crate::report::formats::{self, FormatError, Source};
use crate::report::incident::incident;
use crate::report::{Language, html, markdown};
use crate::rules::Catalogue;
use crate::run::derived::VerdictRow;
use crate::run::schema::{DECISIONS, FINDINGS, VERDICTS};
use crate::run::{Run, atomic};
use crate::spreadsheet;
use crate::verdict::Baseline;
use crate::verdict::gate::{Gate, Summary};

use super::args::{Format, IncidentArgs, ReportArgs};
use super::{Exit, Failure, clock, configuration, wiring};

/// Writes the formats asked for.
pub(super) fn report(args: &ReportArgs, language: Language) -> Result<Exit, Failure> {
    let settings = configuration::read(args.config.as_deref(), language)?.settings()?;
    let run = Run::open(&args.run)?;
    let key_id = &run.manifest().parameters.key_id;
    let baseline = args.baseline.as_deref().map(|path| Baseline::read(path, key_id)).transpose()?;
    let today = clock::today();
    let gate = Gate {
        settings: &settings,
        baseline: baseline.as_ref(),
        since: None,
        against: None,
        today,
    };
    gate.check()?;
    let measures = args.measures.as_deref().map(Measures::read).transpose()?;
    let previous: Vec<Run> =
        args.previous.iter().map(|path| Run::open(path)).collect::<Result<_, _>>()?;
    let options = Options { previous: previous.iter().collect(), measures, cards: None };
    let formats =
        if args.format.is_empty() { vec![Format::Html, Format::Md] } else { args.format.clone() };
    let out = args.out.clone().unwrap_or_else(|| args.run.join("report"));
    let written = write(&run, &gate, args.kind.kind(), &options, &formats, &out, language)?;
    for path in written {
        writeln!(io::stdout(), "{}", path.display())?;
    }
    Ok(Exit::Done)
}

/// Writes some formats of a run into a folder; the verdicts first when nobody judged it yet.
pub(super) fn write(
    run: &Run,
    gate: &Gate,
    kind: Kind,
    options: &Options,
    formats: &[Format],
    out: &Path,
    language: Language,
) -> Result<Vec<PathBuf>, Failure> {
    if !run.has::<VerdictRow>() || Summary::read(run.path()).is_none() {
        gate.judge(run, |_| {})?;
    }
    let catalogue = wiring::catalogue(None)?;
    make_folder(out)?;
    let source = Source { run, catalogue: &catalogue, gate };
    let mut pages = Pages { made: None };
    let mut written = Vec::new();
    for format in formats {
        let path = out.join(name(*format, kind));
        match format {
            Format::Html => {
                let report = pages.of(run, &catalogue, kind, options)?;
                let page = html::render(report, language)?;
                publish(&path, |file| Ok(file.write_all(page.as_bytes())?))?;
            }
            Format::Md => {
                let report = pages.of(run, &catalogue, kind, options)?;
                let page = markdown::render(report, language);
                publish(&path, |file| Ok(file.write_all(page.as_bytes())?))?;
            }
            Format::Sarif => publish(&path, |file| formats::sarif::write(&source, file))?,
            Format::Junit => publish(&path, |file| formats::junit::write(&source, file))?,
            Format::Gitlab => publish(&path, |file| formats::gitlab::write(&source, file))?,
            Format::Json => publish(&path, |file| formats::json::write(&source, file))?,
            Format::Csv => publish(&path, |file| formats::csv::write(&source, file))?,
            Format::Label => publish(&path, |file| formats::label::write(&source, file))?,
            Format::Github => {
                publish(&path, |file| formats::github::write(&source, file))?;
                // A workflow reads its annotations on the standard output.
                io::stdout().write_all(&fs::read(&path)?)?;
            }
            Format::Parquet => copy_tables(run, &path)?,
            Format::Pdf => {
                let report = pages.of(run, &catalogue, kind, options)?;
                let bytes = typeset(report, language)?;
                atomic::publish(&path, |file| file.write_all(&bytes))?;
            }
        }
        written.push(path);
    }
    Ok(written)
}

/// The report, composed once for all its formats.
struct Pages {
    made: Option<Report>,
}

impl Pages {
    fn of(
        &mut self,
        run: &Run,
        catalogue: &Catalogue,
        kind: Kind,
        options: &Options,
    ) -> Result<&Report, Failure> {
        if self.made.is_none() {
            self.made = Some(compose(run, catalogue, kind, options)?);
        }
        self.made.as_ref().ok_or_else(|| Failure::Usage("rapport absent".to_owned()))
    }
}

#[cfg(feature = "pdf")]
fn typeset(report: &Report, language: Language) -> Result<Vec<u8>, Failure> {
    crate::report::pdf::render(report, language).map_err(|error| Failure::Usage(error.to_string()))
}

#[cfg(not(feature = "pdf"))]
fn typeset(_: &Report, _: Language) -> Result<Vec<u8>, Failure> {
    Err(Failure::Usage(
        "ce programme a été construit sans le PDF. Demandez html, ou reconstruisez-le avec \
         « --features pdf »."
            .to_owned(),
    ))
}

fn name(format: Format, kind: Kind) -> String {
    let page = |extension: &str| match kind {
        Kind::Quality => format!("rapport.{extension}"),
        other => format!("rapport-{}.{extension}", other.as_str()),
    };
    match format {
        Format::Html => page("html"),
        Format::Md => page("md"),
        Format::Sarif => "filigrane.sarif".to_owned(),
        Format::Junit => "junit.xml".to_owned(),
        Format::Gitlab => "gl-code-quality-report.json".to_owned(),
        Format::Github => "github.txt".to_owned(),
        Format::Json => "rapport.json".to_owned(),
        Format::Csv => "constats.csv".to_owned(),
        Format::Label => "label.jsonl".to_owned(),
        Format::Parquet => "tables".to_owned(),
        Format::Pdf => page("pdf"),
    }
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|cause| {
        Failure::Usage(format!(
            "dossier de sortie inutilisable : {} ({}). Vérifiez le chemin, les droits et la place.",
            path.display(),
            in_french(&cause)
        ))
    })
}

/// Writes a file in one step; the error of what makes it comes first.
fn publish(
    path: &Path,
    make: impl FnOnce(&mut BufWriter<fs::File>) -> Result<(), FormatError>,
) -> Result<(), Failure> {
    let mut failure = None;
    let written = atomic::publish(path, |file| {
        make(file).map_err(|error| {
            failure = Some(error);
            io::Error::other("format")
        })
    });
    match (failure, written) {
        (Some(error), _) => Err(error.into()),
        (None, written) => Ok(written?),
    }
}

/// Copies the tables that people open elsewhere.
fn copy_tables(run: &Run, out: &Path) -> Result<(), Failure> {
    for table in [DECISIONS, FINDINGS, VERDICTS] {
        let (from, to) = (run.path().join(table.name), out.join(table.name));
        make_folder(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let bytes = fs::read(entry.path())?;
            atomic::publish(&to.join(entry.file_name()), |file| file.write_all(&bytes))?;
        }
    }
    Ok(())
}

/// The file of a breach, and the list of decisions to look at again.
pub(super) fn breach(args: &IncidentArgs, language: Language) -> Result<Exit, Failure> {
    let run = Run::open(&args.run)?;
    let known = args.known_at.unwrap_or_else(Timestamp::now);
    let catalogue = wiring::catalogue(None)?;
    let made = incident(&run, &catalogue, &args.decision, known)?;
    let folder = match &args.out {
        Some(out) => out.clone(),
        None => args.run.join("report").join(format!("incident-{}", file_name(&args.decision))),
    };
    make_folder(&folder)?;
    let markdown = markdown::render(&made.report, language);
    let page = html::render(&made.report, language)?;
    atomic::publish(&folder.join("incident.md"), |file| file.write_all(markdown.as_bytes()))?;
    atomic::publish(&folder.join("incident.html"), |file| file.write_all(page.as_bytes()))?;
    atomic::publish(&folder.join("stock.csv"), |file| {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record([
            "decision_id",
            "rapprochement",
            "regles",
            "constats",
            "fichier",
            "ligne",
        ])?;
        for same in &made.stock {
            let rules: Vec<&str> = same.rules.iter().map(String::as_str).collect();
            writer.write_record([
                spreadsheet::inert(&same.decision_id),
                if same.exact { "meme" } else { "voisin" }.to_owned(),
                rules.join(" "),
                same.findings.to_string(),
                spreadsheet::inert(&same.file),
                same.line.to_string(),
            ])?;
        }
        writer.flush()
    })?;
    io::stdout().write_all(markdown.as_bytes())?;
    Ok(Exit::Done)
}

/// An identifier as the name of a folder.
fn file_name(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' })
        .take(80)
        .collect()
}
