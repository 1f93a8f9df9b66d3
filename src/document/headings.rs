//! Lines of a decision and the headings that open its parts.
//!
//! Recognition only, at line starts: which heading counts, and where a part ends, is
//! for `zones`. Comparison ignores case and accents and allocates nothing.

use super::bits::places;
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
    let ends = places(text.as_bytes(), b'\n').into_iter().chain([text.len()]);
    ends.scan(0, |start, end| Some((std::mem::replace(start, end + 1), end)))
        .filter_map(|(start, end)| line(text, start, end))
}

/// The line that stands there, unless it is blank.
#[inline]
fn line(text: &str, start: usize, end: usize) -> Option<Line<'_>> {
    let line = &text[start..end];
    match line.as_bytes() {
        [] => None,
        // Nearly every line begins and ends with a sign: there is nothing to take off.
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => {
            Some(Line { start, text: line })
        }
        _ => {
            let visible = line.trim_start();
            let start = start + (line.len() - visible.len());
            (!visible.is_empty()).then(|| Line { start, text: visible.trim_end() })
        }
    }
}

/// Words that may open a line: lower-case ASCII, a space standing for one or more. Lists of them are tried on each line,
/// and nearly all fail on their first letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    text: &'static str,
    /// The first eight bytes, and which these are when there are fewer.
    first: u64,
    mask: u64,
}

impl Words {
    pub const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let (mut first, mut mask, mut at) = (0, 0, 0);
        while at < 8 && at < bytes.len() {
            first |= (bytes[at] as u64 | 0x20) << (8 * at);
            mask |= 0xFF << (8 * at);
            at += 1;
        }
        Self { text, first, mask }
    }
}

/// Words in the order of their first letters: a line is compared with a few of them.
#[derive(Debug)]
pub(super) struct Beginnings<const N: usize> {
    words: [Words; N],
    /// Where the words of each first byte begin.
    from: [u8; 129],
}

impl<const N: usize> Beginnings<N> {
    /// The first letters must not go down; the order of words that share one is kept.
    pub const fn new(texts: [&'static str; N]) -> Self {
        let mut words = [Words::new(""); N];
        let mut from = [0; 129];
        let (mut rank, mut letter) = (0, 0);
        while rank < N {
            let first = texts[rank].as_bytes()[0] as usize;
            assert!(first >= letter, "words out of order");
            while letter < first {
                letter += 1;
                from[letter] = rank as u8;
            }
            words[rank] = Words::new(texts[rank]);
            rank += 1;
        }
        while letter < 128 {
            letter += 1;
            from[letter] = rank as u8;
        }
        Self { words, from }
    }

    /// The words that a text opens with, by rank, and what follows them.
    #[inline]
    pub fn after<'t>(&self, start: Start<'t>) -> impl Iterator<Item = (usize, &'t str)> {
        let range = start.letter.map_or(0..0, |letter| {
            let letter = usize::from(letter);
            usize::from(self.from[letter])..usize::from(self.from[letter + 1])
        });
        range.filter_map(move |rank| Some((rank, start.after(&self.words[rank])?)))
    }

    pub fn open(&self, start: Start<'_>) -> bool {
        self.after(start).next().is_some()
    }
}

/// A text with its first eight bytes in lower case, to be compared with [`Words`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Start<'t> {
    text: &'t str,
    first: u64,
    /// Which of these bytes say something: those before an accent or a second space.
    known: u64,
    /// The first letter, when it is ASCII without its case or accent.
    letter: Option<u8>,
}

impl<'t> Start<'t> {
    #[inline]
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let first = match bytes.first_chunk::<8>() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => bytes.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
        };
        let letter = match *bytes {
            [0xC3, second, ..] => LATIN1[usize::from(second - 0x80)],
            [byte, ..] => byte.to_ascii_lowercase(),
            [] => 0xFF,
        };
        let unknown = unknown(first).trailing_zeros() & !7;
        Self {
            text,
            // Bytes that are no letters may be taken for one another here, not in `strip_all`.
            first: first | SPACES,
            known: u64::MAX.checked_shr(64 - unknown).unwrap_or(0),
            letter: letter.is_ascii().then_some(letter),
        }
    }

    /// The rest of the text after these words, ignoring case and accents.
    #[inline]
    pub fn after(&self, words: &Words) -> Option<&'t str> {
        let differs = (self.first ^ words.first) & words.mask & self.known != 0;
        if differs { None } else { strip_all(self.text, words.text) }
    }
}

/// Eight spaces.
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

/// The high bit of a byte that is not ASCII, or of a space before another, among eight; no byte before the first is marked.
#[inline]
fn unknown(eight: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    // A byte is zero where it and the one after it are spaces, or nothing; the last has none after it.
    let pairs = ((eight | SPACES) ^ SPACES) | (((eight >> 8 | 0xFF << 56) | SPACES) ^ SPACES);
    (pairs.wrapping_sub(LOW) & !pairs | eight) & HIGH
}

/// The rest of `text` after `pattern` (lower-case ASCII), ignoring case and accents; a
/// space of the pattern stands for one or more.
#[inline]
pub(super) fn strip_folded<'t>(text: &'t str, pattern: &'static str) -> Option<&'t str> {
    Start::of(text).after(&Words::new(pattern))
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
pub(super) fn strip_words<'t>(text: &'t str, pattern: &'static str) -> Option<&'t str> {
    strip_folded(text, pattern).filter(|rest| ends_word(rest))
}

/// Whether a word ends before this rest.
pub(super) fn ends_word(rest: &str) -> bool {
    !rest.starts_with(char::is_alphanumeric)
}

/// Whether a text holds `pattern` (lower-case ASCII) at a word start, ignoring case and accents.
pub(super) fn contains_folded(text: &str, pattern: &'static str) -> bool {
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
    // Words, in a sentence or at its start: nearly every line. `I`, `V` and `X` may be a number.
    if let [b'a'..=b'z', ..]
    | [b'A'..=b'Z', b'a'..=b'z', ..]
    | [b'A'..=b'H' | b'J'..=b'U' | b'W' | b'Y' | b'Z', b'A'..=b'Z', ..] = line.as_bytes()
    {
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

/// Headings in the order of their first letters; the longer of two that share a beginning comes first.
const HEADINGS: [(&str, Heading, Rest); 55] = {
    use Heading::{Annexes, Dispositif, Expose, Motivations, Moyens};
    use Rest::{Any, Formula, Title};
    [
        ("annexe", Annexes, Title),
        ("appreciation de la cour", Motivations, Title),
        ("avons fait comparaitre", Expose, Any),
        ("bien-fonde du moyen", Motivations, Title),
        ("ceci expose", Motivations, Formula),
        ("cela expose", Motivations, Formula),
        ("cela etant expose", Motivations, Formula),
        ("discussion", Motivations, Title),
        ("demandes et moyens", Expose, Title),
        ("dispositif", Dispositif, Title),
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
        ("faits", Expose, Title),
        ("fin de non-recevoir", Motivations, Title),
        ("historique", Expose, Title),
        ("les faits", Expose, Title),
        ("le litige", Expose, Title),
        ("la procedure", Expose, Title),
        ("les pretentions", Expose, Title),
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
        ("objet du litige", Expose, Title),
        ("par ces motifs", Dispositif, Any),
        ("par ces seuls motifs", Dispositif, Any),
        ("portee et consequences", Motivations, Title),
        ("premier moyen de cassation", Annexes, Title),
        ("pretentions", Expose, Title),
        ("procedure", Expose, Title),
        ("rappel des faits", Expose, Title),
        ("rappel de la procedure", Expose, Title),
        ("rappel du litige", Expose, Title),
        ("reponse de la cour", Motivations, Title),
        ("recevabilite du", Motivations, Title),
        ("sur ce", Motivations, Formula),
        ("sur quoi", Motivations, Formula),
    ]
};

static HEADING_WORDS: Beginnings<{ HEADINGS.len() }> = {
    let mut words = [""; HEADINGS.len()];
    let mut rank = 0;
    while rank < words.len() {
        words[rank] = HEADINGS[rank].0;
        rank += 1;
    }
    Beginnings::new(words)
};

/// What the line opens, if it is a heading.
pub(super) fn heading(line: &str) -> Option<Heading> {
    // A line that opens in lower case goes on a sentence.
    if line.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
        return None;
    }
    let line = undecorated(line);
    let spaced = line.as_bytes();
    if spaced.len() > 6 && spaced[1] == b' ' && spaced[3] == b' ' && spaced[5] == b' ' {
        return heading(&joined_letters(line)?);
    }
    // A line that opens in lower case goes on a sentence.
    if !matches!(spaced.first()?, 0xC3 | b'A'..=b'Z') {
        return None;
    }
    HEADING_WORDS.after(Start::of(line)).find_map(|(rank, after)| {
        let (_, heading, rest) = HEADINGS[rank];
        let fits = match rest {
            Rest::Any => true,
            Rest::Formula => is_formula(after),
            Rest::Title => is_title(line, after),
        };
        (ends_word(after) && fits).then_some(heading)
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
    static WHO: Beginnings<7> = Beginnings::new([
        "et sans",
        "la cour",
        "la conseill",
        "le tribunal",
        "le juge",
        "le conseil",
        "nous",
    ]);
    rest.is_empty()
        || WHO.open(Start::of(rest))
        || (punctuated && rest.starts_with(|c: char| c.is_uppercase()))
}
