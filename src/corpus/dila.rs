//! DILA's XML (CASS, CAPP, INCA): cutting a stream into documents, and one document to a decision.
//!
//! `<br/>` and `<p>` become line breaks, entities are decoded; nothing else is changed in a text.
//! Names of magistrates given as metadata are not read: no list of them may be made.

use std::io::{self, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::decision::{Decision, Origin};
use super::json::invalid_utf8;
use super::record::Builder;
use super::reject::{Reject, RejectReason};

const OPENING: &[u8] = b"<TEXTE_JURI_";
const CLOSING: &[u8] = b"</TEXTE_JURI_";

/// What a stretch of the stream holds.
pub(super) enum Document {
    Whole(Vec<u8>),
    TooLarge,
    Truncated,
}

/// Cuts a stream into documents, holding one at most.
pub(super) struct Documents<R> {
    input: R,
    buffer: Vec<u8>,
    ended: bool,
    chunk: usize,
    max: usize,
}

impl<R: Read> Documents<R> {
    pub fn new(input: R, chunk: usize, max: usize) -> Self {
        Self { input, buffer: Vec::new(), ended: false, chunk: chunk.max(OPENING.len() * 2), max }
    }

    pub fn next(&mut self) -> io::Result<Option<Document>> {
        if !self.skip_to(OPENING)? {
            return Ok(None);
        }
        let mut searched = 0;
        loop {
            if let Some(end) = self.closing(searched) {
                let document = self.buffer.drain(..end).collect::<Vec<u8>>();
                let fits = document.len() <= self.max;
                return Ok(Some(if fits { Document::Whole(document) } else { Document::TooLarge }));
            }
            searched = self.buffer.len().saturating_sub(CLOSING.len() + 64);
            if self.buffer.len() > self.max {
                self.buffer.drain(..searched);
                let closed = self.skip_to(CLOSING)?;
                return Ok(Some(if closed { Document::TooLarge } else { Document::Truncated }));
            }
            if !self.fill()? {
                self.buffer.clear();
                return Ok(Some(Document::Truncated));
            }
        }
    }

    /// End of the closing tag at or after `from`.
    fn closing(&self, from: usize) -> Option<usize> {
        let at = from + memmem::find(&self.buffer[from..], CLOSING)?;
        let end = memchr::memchr(b'>', &self.buffer[at..])?;
        Some(at + end + 1)
    }

    /// Drops what precedes a tag; false when the stream ends without it.
    fn skip_to(&mut self, tag: &[u8]) -> io::Result<bool> {
        loop {
            if let Some(at) = memmem::find(&self.buffer, tag) {
                self.buffer.drain(..at);
                return Ok(true);
            }
            let tail = self.buffer.len().saturating_sub(tag.len() - 1);
            self.buffer.drain(..tail);
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let length = self.buffer.len();
        self.buffer.resize(length + self.chunk, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(length + count);
        self.ended = count == 0;
        read.map(|count| count > 0)
    }
}

/// Parses one document.
pub(super) fn parse(bytes: &[u8], origin: Origin) -> Result<Decision, Reject> {
    let refuse = |reason, detail| Reject {
        file: origin.file.clone(),
        line: origin.line,
        reason,
        detail,
        decision_id: None,
    };
    let xml = std::str::from_utf8(bytes)
        .map_err(|e| refuse(RejectReason::InvalidUtf8, invalid_utf8(e.valid_up_to())))?;
    let builder = read(xml).map_err(|at| {
        let detail = format!("XML invalide à l’octet {} de l’enregistrement", at + 1);
        refuse(RejectReason::InvalidXml, detail)
    })?;
    builder.finish(origin)
}

/// Walks the document; on error, the byte where it stands.
fn read(xml: &str) -> Result<Builder, u64> {
    let mut reader = Reader::from_str(xml);
    let mut draft = Draft::default();
    loop {
        match reader.read_event().map_err(|_| reader.error_position())? {
            Event::Start(tag) => draft.open(tag.local_name().into_inner()),
            Event::End(tag) => draft.close(tag.local_name().into_inner()),
            Event::Empty(tag) => match tag.local_name().into_inner() {
                "br" | "BR" => draft.line_break(),
                name if is_block(name) => draft.new_line(),
                _ => {}
            },
            Event::Text(text) => draft.push(&text),
            Event::CData(text) => draft.push(&text),
            Event::GeneralRef(entity) => {
                let at = reader.buffer_position();
                draft.push_entity(&entity).ok_or(at)?;
            }
            Event::Eof => return draft.done().ok_or_else(|| reader.buffer_position()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// What is known of the document so far.
#[derive(Default)]
struct Draft {
    builder: Builder,
    /// Names of the open elements that are not mere markup of a text.
    path: Vec<String>,
    text: String,
    /// A `<br/>` has just been written: a raw line break after it is layout.
    after_break: bool,
    titles: usize,
    summaries: usize,
    cited: usize,
    links: usize,
}

impl Draft {
    fn open(&mut self, name: &str) {
        if is_markup(name) {
            if is_block(name) {
                self.new_line();
            }
            return;
        }
        self.path.push(name.to_owned());
        self.text.clear();
        self.after_break = false;
    }

    fn close(&mut self, name: &str) {
        if is_markup(name) {
            match name {
                "br" | "BR" => self.line_break(),
                "td" | "th" => self.text.push(' '),
                _ if is_block(name) => self.new_line(),
                _ => {}
            }
            return;
        }
        let text = std::mem::take(&mut self.text);
        let parent = self.path.len().checked_sub(2).map(|at| self.path[at].clone());
        self.path.pop();
        self.store(name, parent.as_deref().unwrap_or_default(), text);
    }

    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line_break();
        }
    }

    fn line_break(&mut self) {
        self.text.push('\n');
        self.after_break = true;
    }

    fn push(&mut self, raw: &str) {
        let raw = if self.after_break {
            raw.strip_prefix("\r\n").or_else(|| raw.strip_prefix('\n')).unwrap_or(raw)
        } else {
            raw
        };
        self.after_break &= raw.is_empty();
        self.text.push_str(raw);
    }

    fn push_entity(&mut self, entity: &BytesRef) -> Option<()> {
        self.after_break = false;
        if let Some(character) = entity.resolve_char_ref().ok()? {
            self.text.push(character);
        } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(entity) {
            self.text.push_str(text);
        } else {
            self.text.push_str(html_entity(entity)?);
        }
        Some(())
    }

    /// Puts the text of a closed element where it belongs.
    fn store(&mut self, name: &str, parent: &str, text: String) {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return;
        }
        let own = |text: &str| text.to_owned();
        match (parent, name) {
            ("META_COMMUN", "ID") => self.value("id", own(trimmed)),
            ("META_COMMUN", "NATURE") => self.value("type", own(trimmed)),
            ("META_COMMUN", "ORIGINE") => self.value("source", own(trimmed)),
            (_, "DATE_DEC") => self.value("decision_date", own(trimmed)),
            (_, "JURIDICTION") => {
                self.value("jurisdiction", own(trimmed));
                self.value("jurisdictionName", own(trimmed));
            }
            (_, "NUMERO") => self.builder.default_number(trimmed),
            (_, "NUMERO_AFFAIRE") => self.builder.case_number(trimmed),
            (_, "SOLUTION") => self.value("solution", own(trimmed)),
            (_, "FORMATION") => {
                let key = if trimmed.starts_with("CHAMBRE") { "chamber" } else { "formation" };
                self.value(key, own(trimmed));
            }
            (_, "ECLI") => self.value("ecli", own(trimmed)),
            ("BLOC_TEXTUEL", "CONTENU") => self.value("text", text),
            ("CITATION_JP", "CONTENU") => {
                self.builder.add_field(format!("rapprochements[{}].title", self.cited), text);
                self.cited += 1;
            }
            (_, "SCT") => {
                let field = format!("titlesAndSummaries[{}].title", self.titles);
                self.builder.add_field(field, text);
                self.titles += 1;
            }
            (_, "ANA") => {
                let field = format!("titlesAndSummaries[{}].summary", self.summaries);
                self.builder.add_field(field, text);
                self.summaries += 1;
            }
            (_, "LIEN") => {
                self.builder.add_field(format!("visa[{}].title", self.links), text);
                self.links += 1;
            }
            ("META_JURI", "TITRE") => self.builder.add_field("title", text),
            (_, "TITREFULL") => self.builder.add_field("titleFull", text),
            (_, "DEMANDEUR") => self.builder.add_field("demandeur", text),
            (_, "DEFENDEUR") => self.builder.add_field("defendeur", text),
            (_, "AVOCATS") => self.builder.add_field("avocats", text),
            (_, "PUBLI_BULL") => self.builder.add_field("bulletin", text),
            (_, "FORM_DEC_ATT") => self.builder.add_field("contested.title", text),
            ("SOMMAIRE" | "TEXTE" | "BLOC_TEXTUEL" | "CITATION_JP", _) => {
                self.builder.add_field(name.to_ascii_lowercase(), text);
            }
            _ => {}
        }
    }

    fn value(&mut self, name: &str, text: String) {
        self.builder.string(name, text);
    }

    /// The record, if every element was closed.
    fn done(self) -> Option<Builder> {
        self.path.is_empty().then_some(self.builder)
    }
}

/// Elements that only lay out a text: those of DILA's own structure are in capitals.
fn is_markup(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) || matches!(name, "P" | "BR")
}

/// Elements of layout that start and end a line.
fn is_block(name: &str) -> bool {
    matches!(name, "p" | "P" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "blockquote")
}

/// Entities of HTML met in old files; others make the document invalid.
fn html_entity(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" => "\u{A0}",
        "eacute" => "é",
        "egrave" => "è",
        "ecirc" => "ê",
        "agrave" => "à",
        "acirc" => "â",
        "ccedil" => "ç",
        "icirc" => "î",
        "ocirc" => "ô",
        "ugrave" => "ù",
        "ucirc" => "û",
        "euml" => "ë",
        "iuml" => "ï",
        "Eacute" => "É",
        "Egrave" => "È",
        "Agrave" => "À",
        "Ccedil" => "Ç",
        "oelig" => "œ",
        "laquo" => "«",
        "raquo" => "»",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "hellip" => "…",
        "ndash" => "–",
        "mdash" => "—",
        "deg" => "°",
        "euro" => "€",
        "sect" => "§",
        "middot" => "·",
        _ => return None,
    })
}
