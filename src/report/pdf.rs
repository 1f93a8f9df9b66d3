//! The report as a PDF, typeset by Typst: tagged (PDF/UA-1) and fit to be kept (PDF/A-2a).
//!
//! The template reads the report as data and shows its texts as texts: nothing that a report says
//! is read as markup. No file and no font of the machine is used, so that the same report gives
//! the same bytes everywhere. Must not decide what a report says.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Language;
use super::data::{Block, Report};

const TEMPLATE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/pdf/rapport.typ"));

/// Decisions detailed in a PDF: beyond, one reads the HTML report or the tables.
pub const CARDS: usize = 60;

/// Why a report could not be typeset. A defect of Filigrane, never of the data.
#[derive(Debug, Error)]
pub enum PdfError {
    #[error("mise en page impossible ({0}) ; signalez-le, sans joindre le rapport")]
    Typesetting(String),
}

/// What the template reads.
#[derive(Serialize)]
struct Data<'a> {
    lang: &'static str,
    /// Year, month, day of the report.
    day: (i32, u8, u8),
    cards: usize,
    report: &'a Report,
}

/// Typesets a report in one language.
pub fn render(report: &Report, language: Language) -> Result<Vec<u8>, PdfError> {
    let lang = language.pick("fr", "en");
    let day = report
        .day
        .parse::<jiff::civil::Date>()
        .map_err(|_| PdfError::Typesetting("jour du rapport".to_owned()))?;
    let day = (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs());
    let data = serde_json::to_vec(&Data { lang, day, cards: CARDS, report })
        .map_err(|error| PdfError::Typesetting(error.to_string()))?;
    let identifier = format!("{:x?}", &Sha256::digest(&data)[..16]);
    let mut files = vec![("/rapport.json".to_owned(), data)];
    for block in report.sections.iter().flat_map(|section| &section.blocks) {
        if let Block::Figure(figure) = block {
            let svg = figure.svg.get(language).as_bytes().to_vec();
            files.push((format!("/figures/{}.svg", figure.id), svg));
        }
    }
    let desk = Desk::new(files)?;
    let document: PagedDocument =
        typst::compile(&desk).output.map_err(|errors| failure(errors.first()))?;
    let (year, month, day) = day;
    let options = PdfOptions {
        ident: Smart::Custom(identifier),
        creator: Smart::Custom(Some(format!("Filigrane {}", env!("CARGO_PKG_VERSION")))),
        timestamp: Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| PdfError::Typesetting(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| failure(errors.first()))
}

fn failure(error: Option<&typst::diag::SourceDiagnostic>) -> PdfError {
    PdfError::Typesetting(error.map_or_else(String::new, |error| error.message.to_string()))
}

/// All that the typesetter may see: the template, the data, the figures, the fonts of the program.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl Desk {
    fn new(files: Vec<(String, Vec<u8>)>) -> Result<Self, PdfError> {
        let fonts: Vec<Font> =
            typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let files = files
            .into_iter()
            .map(|(path, bytes)| Ok((place(&path)?, Bytes::new(bytes))))
            .collect::<Result<_, PdfError>>()?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(place("/rapport.typ")?, TEMPLATE.to_owned()),
            files,
        })
    }
}

/// A path of the desk.
fn place(path: &str) -> Result<FileId, PdfError> {
    let path =
        VirtualPath::new(path).map_err(|_| PdfError::Typesetting("chemin interne".to_owned()))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(absent()) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(absent)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// A report says the day it is of; the day it is printed is no part of it.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent() -> FileError {
    FileError::AccessDenied
}
