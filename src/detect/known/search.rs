//! Where known values stand in a text: whole words in order, without regard to case, accents,
//! hyphens, line breaks or plural; numbers by their digits; names inside addresses of machines.
//!
//! Must not decide whether an occurrence may stay.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::tokens::{self, Case, TokenKind, fold_hash};
use crate::document::{Token, View};

use super::values::{Value, is_content};

/// An occurrence of a value.
pub struct Hit {
    /// Rank of the value in the list given.
    pub value: usize,
    /// Bytes of the normalised text.
    pub span: Range<usize>,
    /// Ranks of the first and last token.
    pub tokens: (usize, usize),
    /// How the value was recognised, beside its own words.
    pub form: Form,
}

/// How an occurrence is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    AsWritten,
    /// Words written together, apart, or cut at the end of a line.
    Joined,
    Plural,
    /// The digits of a number, grouped otherwise.
    Digits,
    /// Inside an e-mail address, a link or a file name.
    Address,
}

/// A word of the text that values are compared with.
struct Item {
    hash: u64,
    /// Hash without a final `s` or `x`; 0 when there is none.
    singular: u64,
    /// Hash of this word and the next when a hyphen or a line break cuts them.
    joined: u64,
    /// Hashes of the two words of a token whose case shows that a space was lost (`DurandOrdonner`).
    glued: [u64; 2],
    token: usize,
    /// Nothing but spaces and signs that join words stands between the previous item and this one.
    follows: bool,
}

/// Letters that a value inside an address must have.
const IN_ADDRESS: usize = 4;

/// Finds every value in a view. Occurrences may overlap.
pub fn search(view: &View, values: &[Value]) -> Vec<Hit> {
    let items = items(view);
    let mut starts: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (rank, value) in values.iter().enumerate() {
        starts.entry(value.words[0]).or_default().push(rank);
        if value.joined != 0 {
            starts.entry(value.joined).or_default().push(rank);
        }
    }
    let mut hits = Vec::new();
    for at in 0..items.len() {
        let [before, after] = items[at].glued;
        let keys = [items[at].hash, items[at].singular, items[at].joined, before, after];
        let ranks = keys.iter().filter(|&&key| key != 0).filter_map(|key| starts.get(key));
        let mut seen: Vec<usize> = ranks.flatten().copied().collect();
        seen.dedup();
        for rank in seen {
            if let Some((last, form)) = matches(&items, at, &values[rank]) {
                hits.push(hit(view, &items, rank, at, last, form));
            }
        }
    }
    numbers(view, values, &mut hits);
    addresses(view, values, &mut hits);
    hits
}

fn hit(view: &View, items: &[Item], value: usize, at: usize, last: usize, form: Form) -> Hit {
    let (first, end) = (items[at].token, items[last].token);
    let tokens = view.tokens();
    let span = tokens[first].range().start..tokens[end].range().end;
    Hit { value, span, tokens: (first, end), form }
}

fn items(view: &View) -> Vec<Item> {
    let text = &view.text;
    let found = view.tokens();
    let mut items: Vec<Item> = Vec::with_capacity(found.len() / 2);
    let mut follows = false;
    for (token, one) in found.iter().enumerate() {
        match one.kind {
            _ if is_content(one) => {
                let word = one.text(text);
                items.push(Item {
                    hash: if one.hash == 0 { fold_hash(word) } else { one.hash },
                    singular: singular(one, word),
                    joined: joined(found, token, text),
                    glued: glued(one, word),
                    token,
                    follows,
                });
                follows = true;
            }
            TokenKind::Punct(
                b'-' | b'\'' | b'.' | b',' | b'/' | b'_' | b'@' | b'&' | b'(' | b')' | b':',
            ) => {}
            TokenKind::Newline | TokenKind::Symbol => {}
            _ => follows = false,
        }
    }
    items
}

fn singular(token: &Token, word: &str) -> u64 {
    let plural = token.is_word() && word.len() >= 5 && word.ends_with(['s', 'S', 'x', 'X']);
    if plural { fold_hash(&word[..word.len() - 1]) } else { 0 }
}

/// Splits a token where a capital follows a small letter.
fn glued(token: &Token, word: &str) -> [u64; 2] {
    if token.case() != Some(Case::Mixed) {
        return [0; 2];
    }
    let cut = word.char_indices().zip(word.chars().skip(1)).find_map(|((at, one), next)| {
        (one.is_lowercase() && next.is_uppercase()).then_some(at + one.len_utf8())
    });
    match cut.filter(|&cut| cut >= 3 && word.len() - cut >= 2) {
        Some(cut) => [fold_hash(&word[..cut]), fold_hash(&word[cut..])],
        None => [0; 2],
    }
}

/// `DU-⏎PONT`, `Du⏎pont`: the hash of both pieces, when a line or a hyphen cuts a word.
fn joined(found: &[Token], at: usize, text: &str) -> u64 {
    let kind = |rank: usize| found.get(rank).map(|token| token.kind);
    let hyphen = kind(at + 1) == Some(TokenKind::Punct(b'-'));
    let mut next = at + 1 + usize::from(hyphen);
    let cut = kind(next) == Some(TokenKind::Newline);
    next += usize::from(cut);
    let Some(other) = found.get(next).filter(|token| token.is_word()) else { return 0 };
    if !(hyphen || cut) || !found[at].is_word() {
        return 0;
    }
    let mut whole = found[at].text(text).to_owned();
    whole.push_str(other.text(text));
    fold_hash(&whole)
}

/// Reads a value from an item; gives the last item.
fn matches(items: &[Item], at: usize, value: &Value) -> Option<(usize, Form)> {
    let mut form = Form::AsWritten;
    if value.joined != 0 && items[at].hash == value.joined {
        return Some((at, Form::Joined));
    }
    if let [word] = value.words[..]
        && items[at].glued.contains(&word)
    {
        return Some((at, Form::Joined));
    }
    let mut item = at;
    let last = value.words.len() - 1;
    for (rank, &word) in value.words.iter().enumerate() {
        let here = items.get(item)?;
        if rank > 0 && !here.follows {
            return None;
        }
        if here.hash == word {
            item += 1;
        } else if here.joined == word && items.get(item + 1).is_some() {
            form = Form::Joined;
            item += 2;
        } else if here.singular == word && rank == last {
            form = Form::Plural;
            item += 1;
        } else {
            return None;
        }
    }
    Some((item - 1, form))
}

/// Numbers that are grouped otherwise than the value.
fn numbers(view: &View, values: &[Value], hits: &mut Vec<Hit>) {
    let wanted: Vec<usize> =
        (0..values.len()).filter(|&rank| !values[rank].digits.is_empty()).collect();
    if wanted.is_empty() {
        return;
    }
    let text = &view.text;
    let found = view.tokens();
    for (first, token) in found.iter().enumerate() {
        if !is_content(token) || !token.text(text).contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let mut digits = String::new();
        for (last, next) in found.iter().enumerate().skip(first).take(24) {
            match next.kind {
                TokenKind::Number | TokenKind::Mixed => {
                    digits.extend(next.text(text).chars().filter(char::is_ascii_digit));
                }
                TokenKind::Punct(b'.' | b'-' | b'/' | b' ') | TokenKind::Newline => continue,
                TokenKind::Word(Case::Initial) => continue,
                _ => break,
            }
            for &rank in &wanted {
                if values[rank].digits == digits {
                    let span = token.range().start..next.range().end;
                    let known = hits.iter().any(|hit| hit.value == rank && hit.span == span);
                    if !known {
                        hits.push(Hit {
                            value: rank,
                            span,
                            tokens: (first, last),
                            form: Form::Digits,
                        });
                    }
                }
            }
            if digits.len() > 32 {
                break;
            }
        }
    }
}

/// Names glued inside e-mail addresses and links: `jdupont@`, `www.dupont-freres.fr`.
fn addresses(view: &View, values: &[Value], hits: &mut Vec<Hit>) {
    let text = &view.text;
    let bytes = text.as_bytes();
    let mut places: Vec<Range<usize>> =
        memchr::memchr_iter(b'@', bytes).map(|at| word_around(text, at)).collect();
    for link in ["www.", "://"] {
        places.extend(memchr::memmem::find_iter(bytes, link).map(|at| word_around(text, at)));
    }
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup();
    for place in places {
        let folded: String =
            tokens::fold(&text[place.clone()]).chars().filter(|c| c.is_alphanumeric()).collect();
        for (rank, value) in values.iter().enumerate() {
            let letters: String = value.folded.chars().filter(|c| *c != ' ').collect();
            let long = letters.chars().count() >= IN_ADDRESS && value.digits.is_empty();
            // The whole address, when the value is a word of it.
            let mut inside = false;
            for hit in hits.iter_mut().filter(|hit| {
                hit.value == rank && place.start <= hit.span.start && hit.span.end <= place.end
            }) {
                inside = true;
                hit.span = place.clone();
                hit.form = Form::Address;
            }
            if long && !inside && folded.contains(&letters) {
                let first =
                    view.tokens().partition_point(|token| (token.end as usize) <= place.start);
                hits.push(Hit {
                    value: rank,
                    span: place.clone(),
                    tokens: (first, first),
                    form: Form::Address,
                });
            }
        }
    }
}

/// The run of characters without spaces around an offset.
fn word_around(text: &str, at: usize) -> Range<usize> {
    let stops = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | ',' | ';');
    let start = text[..at]
        .rfind(stops)
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(stops).map_or(text.len(), |after| at + after);
    let end = start + text[start..end].trim_end_matches(['.', ')', ':']).len();
    start..end.max(at)
}
