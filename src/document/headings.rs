//! Lines of a decision and the headings that open its parts.
//!
//! Recognition only, at line starts: which heading counts, and where a part ends, is
//! for `zones`. Comparison ignores case and accents and allocates nothing.

use super::tokens::LATIN1;

/// What a heading line opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Expose,
    Moyens,
    Motivations,
    Dispositif,
    Annexes,
}

/// A line that is not blank: byte offset of its first visible character, and its text
/// without surrounding white space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub start: usize,
    pub text: &'t str,
}

impl Line<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Lines that are not blank, in order.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i);
            let (start, line) = (at, &text[at..end]);
            at = end + 1;
            // Nearly every line begins and ends with a sign: there is nothing to take off.
            if let [first, .., last] = line.as_bytes()
                && first.is_ascii_graphic()
                && last.is_ascii_graphic()
            {
                return Some(Line { start, text: line });
            }
            let visible = line.trim_start();
            if !visible.is_empty() {
                let start = start + (line.len() - visible.len());
                return Some(Line { start, text: visible.trim_end() });
            }
        }
        None
    })
}

/// The first letter of a text without case or accent; its first byte when that is no letter of Latin-1.
pub(super) fn folded_first(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [0xC3, second, ..] => Some(LATIN1[usize::from(second - 0x80)]),
        [first, ..] => Some(first.to_ascii_lowercase()),
        [] => None,
    }
}

/// The rest of `text` after `pattern` (lower-case ASCII), ignoring case and accents; a
/// space of the pattern stands for one or more.
#[inline]
pub(super) fn strip_folded<'t>(text: &'t str, pattern: &str) -> Option<&'t str> {
    // Lists of patterns are tried on each line, and nearly all fail on the first four letters.
    match (text.as_bytes().first_chunk::<4>(), pattern.as_bytes().first_chunk::<4>()) {
        (Some(found), Some(expected)) if found.is_ascii() && !expected.contains(&b' ') => {
            // Bytes that are no letters may be taken for one another here, not below.
            let folded = |four: &[u8; 4]| u32::from_le_bytes(*four) | 0x2020_2020;
            if folded(found) == folded(expected) { strip_all(text, pattern) } else { None }
        }
        _ => strip_all(text, pattern),
    }
}

fn strip_all<'t>(text: &'t str, pattern: &str) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for expected in pattern.bytes() {
        let (found, width) = match *bytes.get(at)? {
            0xC3 => (LATIN1[usize::from(bytes[at + 1] - 0x80)], 2),
            byte => (byte.to_ascii_lowercase(), 1),
        };
        if found != expected {
            return None;
        }
        at += width;
        if expected == b' ' {
            while bytes.get(at) == Some(&b' ') {
                at += 1;
            }
        }
    }
    Some(&text[at..])
}

/// `strip_folded`, when the pattern ends where a word ends.
pub(super) fn strip_words<'t>(text: &'t str, pattern: &str) -> Option<&'t str> {
    strip_folded(text, pattern).filter(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether a text holds `pattern` (lower-case ASCII) at a word start, ignoring case and accents.
pub(super) fn contains_folded(text: &str, pattern: &str) -> bool {
    let mut boundary = true;
    text.char_indices().any(|(at, character)| {
        let here = boundary && strip_folded(&text[at..], pattern).is_some();
        boundary = !character.is_alphanumeric();
        here
    })
}

/// A line without what ornaments or numbers it: `II -`, `1°)`, `*`, `■`.
pub(super) fn undecorated(line: &str) -> &str {
    let ornament = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '*' | '•' | '■' | '§' | '#' | '=' | '_' | '—' | '·')
    };
    // Words, in a sentence or at its start: nearly every line.
    if let [b'a'..=b'z', ..] | [b'A'..=b'Z', b'a'..=b'z', ..] = line.as_bytes() {
        return line;
    }
    let line = line.trim_start_matches(ornament);
    let number = line
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'I' | b'V' | b'X'))
        .count();
    // A lone capital numbers a part too, when a sign follows: `A/`, `B -`.
    let number =
        if number == 0 && line.starts_with(|c: char| c.is_ascii_uppercase()) { 1 } else { number };
    if number == 0 || number > 4 {
        return line;
    }
    let rest = line[number..].trim_start_matches(' ');
    let unsigned = rest.trim_start_matches(['-', '.', '/', '°', ')', ':']);
    if unsigned.len() == rest.len() { line } else { unsigned.trim_start_matches(ornament) }
}

/// How much may follow the words of a heading on its line.
#[derive(Clone, Copy)]
enum Rest {
    /// The line must look like a heading: short, without the end of a sentence.
    Title,
    /// The words alone, or the formula that follows them (`SUR CE, LA COUR`).
    Formula,
    /// Anything: the words are said in no other place.
    Any,
}

type Entry = (&'static str, Heading, Rest);

/// Headings by first letter; the longer of two that share a beginning comes first.
fn entries(first: u8) -> &'static [Entry] {
    use Heading::{Annexes, Dispositif, Expose, Motivations, Moyens};
    use Rest::{Any, Formula, Title};
    match first {
        b'a' => &[
            ("annexe", Annexes, Title),
            ("appreciation de la cour", Motivations, Title),
            ("avons fait comparaitre", Expose, Any),
        ],
        b'b' => &[("bien-fonde du moyen", Motivations, Title)],
        b'c' => &[
            ("ceci expose", Motivations, Formula),
            ("cela expose", Motivations, Formula),
            ("cela etant expose", Motivations, Formula),
        ],
        b'd' => &[
            ("discussion", Motivations, Title),
            ("demandes et moyens", Expose, Title),
            ("dispositif", Dispositif, Title),
        ],
        b'e' => &[
            ("expose des motifs", Motivations, Title),
            ("expose du", Expose, Title),
            ("expose des", Expose, Title),
            ("expose de", Expose, Title),
            ("expose", Expose, Title),
            ("examen du moyen", Moyens, Title),
            ("examen des moyens", Moyens, Title),
            ("examen des pourvois", Moyens, Title),
            ("enonce du moyen", Moyens, Title),
            ("enonce des moyens", Moyens, Title),
            ("examen de la question prioritaire", Motivations, Title),
            ("examen des questions prioritaires", Motivations, Title),
            ("en consequence", Dispositif, Formula),
        ],
        b'f' => &[("faits", Expose, Title), ("fin de non-recevoir", Motivations, Title)],
        b'h' => &[("historique", Expose, Title)],
        b'l' => &[
            ("les faits", Expose, Title),
            ("le litige", Expose, Title),
            ("la procedure", Expose, Title),
            ("les pretentions", Expose, Title),
        ],
        b'm' => &[
            ("motifs", Motivations, Title),
            ("motivations", Motivations, Title),
            ("motivation", Motivations, Title),
            ("moyens annexes", Annexes, Any),
            ("moyen annexe", Annexes, Any),
            ("moyens produits", Annexes, Any),
            ("moyen produit", Annexes, Any),
            ("moyens et pretentions", Expose, Title),
            ("moyens et motifs", Motivations, Title),
            ("moyens des parties", Expose, Title),
            ("moyens", Moyens, Title),
        ],
        b'o' => &[("objet du litige", Expose, Title)],
        b'p' => &[
            ("par ces motifs", Dispositif, Any),
            ("par ces seuls motifs", Dispositif, Any),
            ("portee et consequences", Motivations, Title),
            ("premier moyen de cassation", Annexes, Title),
            ("pretentions", Expose, Title),
            ("procedure", Expose, Title),
        ],
        b'r' => &[
            ("rappel des faits", Expose, Title),
            ("rappel de la procedure", Expose, Title),
            ("rappel du litige", Expose, Title),
            ("reponse de la cour", Motivations, Title),
            ("recevabilite du", Motivations, Title),
        ],
        b's' => &[("sur ce", Motivations, Formula), ("sur quoi", Motivations, Formula)],
        _ => &[],
    }
}

/// What the line opens, if it is a heading.
pub(super) fn heading(line: &str) -> Option<Heading> {
    // A line that opens in lower case goes on a sentence.
    if line.starts_with(|first: char| first.is_ascii_lowercase()) {
        return None;
    }
    let line = undecorated(line);
    let spaced = line.as_bytes();
    if spaced.len() > 6 && spaced[1] == b' ' && spaced[3] == b' ' && spaced[5] == b' ' {
        return heading(&joined_letters(line)?);
    }
    let first = match *spaced.first()? {
        0xC3 => LATIN1[usize::from(spaced[1] - 0x80)],
        byte if byte.is_ascii_uppercase() => byte | 0x20,
        // A line that opens in lower case goes on a sentence.
        _ => return None,
    };
    entries(first).iter().find_map(|&(words, heading, rest)| {
        let after = strip_words(line, words)?;
        let fits = match rest {
            Rest::Any => true,
            Rest::Formula => is_formula(after),
            Rest::Title => is_title(line, after),
        };
        fits.then_some(heading)
    })
}

/// `P A R   C E S   M O T I F S` without the spaces between letters.
fn joined_letters(line: &str) -> Option<String> {
    let words: Vec<String> = line
        .split("  ")
        .map(|word| word.split(' ').filter(|letter| letter.chars().count() == 1).collect())
        .collect();
    let joined = words.iter().filter(|word| !word.is_empty()).map(String::as_str);
    let joined = joined.collect::<Vec<_>>().join(" ");
    (joined.as_bytes().get(1) != Some(&b' ')).then_some(joined)
}

fn is_title(line: &str, after: &str) -> bool {
    let rest = after.trim_matches(|c: char| c.is_whitespace() || ":.,;-*_".contains(c));
    if rest.is_empty() || after.trim_start().starts_with(':') {
        return true;
    }
    if line.len() > 90 || line.ends_with(['.', ';']) {
        return false;
    }
    let upper = !rest.bytes().any(|byte| byte.is_ascii_lowercase());
    let goes_on = [",", "-", "/", "et ", "de ", "des ", "du ", "pris", "en ", "litig"];
    upper || (rest.len() <= 60 && goes_on.iter().any(|word| after.trim_start().starts_with(word)))
}

fn is_formula(after: &str) -> bool {
    let rest = after.trim_start_matches([' ', ',', ':', ';', '.']);
    let punctuated = rest.len() < after.len() && !after.trim_start().starts_with(rest);
    let who = ["la cour", "le tribunal", "le juge", "le conseil", "nous", "la conseill", "et sans"];
    rest.is_empty()
        || who.iter().any(|who| strip_folded(rest, who).is_some())
        || (punctuated && rest.starts_with(|c: char| c.is_uppercase()))
}
