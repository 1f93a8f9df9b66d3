//! One form for a text whatever carried it, and its tokens (catalogue, section 6.2, `canon-1`).
//!
//! Two texts with the same canonical form are the same decision served faithfully. Placeholders are atoms.
//! Must not judge a difference: `align` does.

use std::ops::Range;

use sha2::{Digest, Sha256};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::document::{PlaceholderKind, placeholders};

/// Name of this form, written in the bundle: another form would give other digests.
pub const VERSION: &str = "canon-1";

/// NFC, plain quotes and blanks, entities decoded, tags removed, runs of blanks as one space.
pub fn canonical(text: &str) -> String {
    let bare;
    let text = if memchr::memchr2(b'<', b'&', text.as_bytes()).is_some() {
        bare = without_markup(text);
        bare.as_str()
    } else {
        text
    };
    let mut out = String::with_capacity(text.len());
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|character| push(&mut out, character));
    } else {
        text.nfc().for_each(|character| push(&mut out, character));
    }
    out.truncate(out.trim_end().len());
    out
}

fn push(out: &mut String, character: char) {
    match character {
        '’' | '‘' | 'ʼ' | '′' | '`' => out.push('\''),
        '«' | '»' | '“' | '”' | '„' => out.push('"'),
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
        blank if blank.is_whitespace() || blank == '\u{a0}' => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        other => out.push(other),
    }
}

/// Removes tags and decodes entities; a tag that is a mask (`<PER>`) becomes one in brackets.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken =
            if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

fn tag(rest: &str, out: &mut String) -> usize {
    let bytes = rest.as_bytes();
    let opens =
        bytes.get(1).is_some_and(|&byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!'));
    let close = memchr::memchr(b'>', &bytes[..bytes.len().min(2_000)]);
    match close {
        Some(close) if opens && memchr::memchr(b'<', &bytes[1..close]).is_none() => {
            let inside = &rest[1..close];
            let shouted = inside.len() >= 3
                && inside.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            if shouted || is_mask_tag(inside) {
                out.push('[');
                out.push_str(inside);
                out.push(']');
            } else if is_block(inside) {
                out.push(' ');
            }
            close + 1
        }
        _ => {
            out.push('<');
            1
        }
    }
}

/// `<anonymisé>`, `<nom>`: a mask written like a tag.
fn is_mask_tag(inside: &str) -> bool {
    let folded = crate::document::tokens::fold(inside);
    ["anonymis", "masqu", "occult", "caviard", "redacted"]
        .iter()
        .any(|word| folded.starts_with(word))
        || {
            // `<NOM_A>`, `<PER_12>`: a label, and perhaps a code.
            let label = folded.split(['_', ' ', '-']).next().unwrap_or_default();
            let label = label.trim_end_matches(|c: char| c.is_ascii_digit());
            matches!(
                label,
                "nom" | "prenom" | "adresse" | "date" | "personne" | "per" | "pers" | "loc" | "org"
            )
        }
}

fn is_block(inside: &str) -> bool {
    let name: String = inside
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    !matches!(
        name.as_str(),
        "a" | "b"
            | "i"
            | "em"
            | "strong"
            | "span"
            | "mark"
            | "u"
            | "sup"
            | "sub"
            | "small"
            | "abbr"
            | "font"
    )
}

fn entity(rest: &str, out: &mut String) -> usize {
    const NAMED: [(&str, char); 26] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ecirc", 'ê'),
        ("agrave", 'à'),
        ("acirc", 'â'),
        ("ccedil", 'ç'),
        ("ugrave", 'ù'),
        ("ucirc", 'û'),
        ("icirc", 'î'),
        ("iuml", 'ï'),
        ("ocirc", 'ô'),
        ("euml", 'ë'),
        ("Eacute", 'É'),
        ("Agrave", 'À'),
        ("rsquo", '\''),
        ("lsquo", '\''),
        ("laquo", '"'),
        ("raquo", '"'),
        ("hellip", '…'),
        ("euro", '€'),
    ];
    let window = &rest.as_bytes()[1..rest.len().min(12)];
    if let Some(end) = memchr::memchr(b';', window) {
        let name = &rest[1..=end];
        let decoded = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
                None => number.parse().ok(),
            }
            .and_then(char::from_u32),
            None => NAMED.iter().find(|(known, _)| *known == name).map(|&(_, character)| character),
        };
        if let Some(character) = decoded {
            out.push(character);
            return end + 2;
        }
    }
    out.push('&');
    1
}

/// SHA-256 of a canonical text.
pub fn digest(canonical: &str) -> [u8; 32] {
    Sha256::digest(canonical.as_bytes()).into()
}

/// What a token of a canonical text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Punctuation,
    /// A placeholder of the Court.
    Placeholder(PlaceholderKind),
    /// A mask that is not of the Court's grammar.
    Mask,
}

/// A token; bytes of the canonical text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub fn text<'t>(&self, canonical: &'t str) -> &'t str {
        &canonical[self.start..self.end]
    }
}

/// Cuts a canonical text into words, signs, placeholders and masks; blanks are nothing.
pub fn tokens(canonical: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(canonical.len() / 5);
    let mut at = 0;
    while let Some(character) = canonical[at..].chars().next() {
        let end = at + character.len_utf8();
        if character == ' ' {
            at = end;
            continue;
        }
        let (kind, end) = match character {
            '[' => bracket(canonical, at),
            '(' => parenthesis(canonical, at),
            '█' | '■' | '▇' => (TokenKind::Mask, run(canonical, at, character)),
            '*' | '#' | '_' if run(canonical, at, character) - at >= 3 => {
                (TokenKind::Mask, run(canonical, at, character))
            }
            _ if character.is_alphanumeric() => word(canonical, at),
            _ => (TokenKind::Punctuation, end),
        };
        tokens.push(Token { kind, start: at, end });
        at = end;
    }
    tokens
}

fn run(text: &str, at: usize, character: char) -> usize {
    at + text[at..].chars().take_while(|&next| next == character).map(char::len_utf8).sum::<usize>()
}

fn word(text: &str, at: usize) -> (TokenKind, usize) {
    let end = at
        + text[at..]
            .chars()
            .take_while(|character| character.is_alphanumeric())
            .map(char::len_utf8)
            .sum::<usize>();
    match placeholders::old_style(text, at, end) {
        Some(found) => (TokenKind::Placeholder(found.kind), found.span.end),
        None if is_mask_word(&text[at..end]) => (TokenKind::Mask, end),
        None => (TokenKind::Word, end),
    }
}

fn is_mask_word(word: &str) -> bool {
    matches!(
        word,
        "REDACTED" | "ANONYME" | "ANONYMISÉ" | "ANONYMISE" | "MASQUÉ" | "CONFIDENTIEL" | "PERSON"
    )
}

/// « (anonymisé) », « (nom occulté) »: a mask between parentheses.
fn parenthesis(text: &str, at: usize) -> (TokenKind, usize) {
    const STEMS: [&str; 7] =
        ["anonymis", "occult", "masqu", "caviard", "supprim", "redact", "confidenti"];
    let window = &text.as_bytes()[at + 1..text.len().min(at + 42)];
    if let Some(close) = memchr::memchr(b')', window) {
        let inside = text[at + 1..at + 1 + close].to_lowercase();
        let words = inside.split_whitespace().count();
        let last = inside.split_whitespace().next_back().unwrap_or_default();
        if words <= 3 && STEMS.iter().any(|stem| last.starts_with(stem)) {
            return (TokenKind::Mask, at + close + 2);
        }
    }
    (TokenKind::Punctuation, at + 1)
}

fn bracket(text: &str, at: usize) -> (TokenKind, usize) {
    if let Some(found) = placeholders::bracketed(text, at) {
        let kind = match found.kind {
            PlaceholderKind::Foreign => TokenKind::Mask,
            kind => TokenKind::Placeholder(kind),
        };
        return (kind, found.span.end);
    }
    let window = &text.as_bytes()[at + 1..text.len().min(at + 42)];
    if let Some(close) = memchr::memchr(b']', window) {
        let inside = text[at + 1..at + 1 + close].to_lowercase();
        const MASKS: [&str; 17] = [
            "person",
            "name",
            "nom",
            "prénom",
            "prenom",
            "redacted",
            "mask",
            "masqu",
            "anonym",
            "confidentiel",
            "loc",
            "org",
            "per",
            "supprim",
            "***",
            "███",
            "caviard",
        ];
        let stem = inside.trim_start();
        const INSIDE: [&str; 7] =
            ["masqu", "anonym", "occult", "supprim", "caviard", "redact", "confidenti"];
        let masked = MASKS.iter().any(|mask| stem.starts_with(mask))
            || INSIDE.iter().any(|mask| stem.contains(mask));
        // « [date] », « [Date 1] », « [avocat] », « [P3] »: a category or a code in brackets, as tools of masking write.
        let category = stem
            .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '°'));
        const CATEGORIES: [&str; 24] = [
            "date",
            "ville",
            "lieu",
            "avocat",
            "avocate",
            "avocats",
            "partie",
            "personne",
            "entreprise",
            "company",
            "banque",
            "montant",
            "somme",
            "numéro",
            "numero",
            "number",
            "tel",
            "médecin",
            "expert",
            "notaire",
            "huissier",
            "cabinet",
            "p",
            "pers",
        ];
        let coded =
            category.len() < stem.len() && category.chars().count() <= 3 && !category.is_empty();
        let masked = masked || CATEGORIES.contains(&category) || coded;
        if masked && stem.split_whitespace().count() <= 4 {
            return (TokenKind::Mask, at + close + 2);
        }
    }
    (TokenKind::Punctuation, at + 1)
}
