//! Vehicle plates: the 2009 series (`AB-123-CD`) and the older one (`1234 AB 75`).
//!
//! The shape is read first, letter by letter, through whatever parts its groups; words are
//! looked up only around a shape that fits.

use super::cluster::lookalike;
use super::context::Near;
use super::kind::Kind;
use super::scan::{Hit, Scan, skip_backward, skip_forward, word_at, word_before};
use crate::taxonomy::Status;

/// Two-letter words that stand around numbers in a text in capitals.
const WORDS: [&[u8; 2]; 22] = [
    b"LE", b"LA", b"DE", b"EN", b"ET", b"ES", b"CE", b"SE", b"ME", b"TE", b"NE", b"SA", b"MA",
    b"TA", b"CA", b"JE", b"AN", b"AS", b"KM", b"MM", b"KG", b"BP",
];

/// Words of two or three letters, and months, that may stand between two numbers.
const BETWEEN: [&[u8]; 33] = [
    b"LE", b"LA", b"DE", b"DU", b"EN", b"ET", b"AU", b"LES", b"DES", b"SUR", b"PAR", b"RUE",
    b"ANS", b"KM", b"AV", b"BIS", b"TER", b"EUR", b"CM", b"MM", b"HA", b"CA", b"AUX", b"UN",
    b"UNE", b"NO", b"N", b"H", b"A", b"MN", b"VS", b"OU", b"ART",
];

/// Months in short, which stand between two numbers in a date.
const MONTHS: [&[u8]; 9] = [b"MAI", b"JAN", b"FEV", b"AVR", b"NOV", b"DEC", b"SEP", b"JUN", b"OCT"];

/// The widest separator of two groups, in bytes (` / `).
const GAP: usize = 3;

/// A plate as it is written.
#[derive(Default)]
struct Plate {
    start: usize,
    end: usize,
    value: [u8; 12],
    len: usize,
    /// Letters read as digits.
    soft: usize,
    upper: bool,
    lower: bool,
    /// What parts the groups: the same single byte twice, or zero.
    gap: u8,
    parted: bool,
    broken: bool,
}

impl Plate {
    fn push(&mut self, byte: u8) {
        if self.len < self.value.len() {
            self.value[self.len] = byte;
            self.len += 1;
        }
    }

    fn letter(&mut self, byte: u8) {
        self.upper |= byte.is_ascii_uppercase();
        self.lower |= byte.is_ascii_lowercase();
        self.push(byte.to_ascii_uppercase());
    }

    fn digit(&mut self, byte: u8, read: u8) {
        self.soft += usize::from(!byte.is_ascii_digit());
        self.push(read);
    }

    fn value(&self) -> String {
        String::from_utf8_lossy(&self.value[..self.len]).into_owned()
    }
}

/// A letter of the 2009 series: neither I, O nor U.
fn series_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() && !matches!(byte & 0xDF, b'I' | b'O' | b'U')
}

/// Whether letters may follow the digits `at..end`, a separator between: nearly every number is refused here.
pub(super) fn may_stand(bytes: &[u8], at: usize, end: usize) -> bool {
    if end - at > 4 {
        return false;
    }
    match bytes.get(end..end + 5) {
        // Placeholders, dates, decimals.
        Some([b']' | b'%', ..] | [b'/' | b',' | b'-' | b'.', b'0'..=b'9', ..]) => false,
        // A word in lower case.
        Some([b' ', word @ ..]) => !word.iter().all(u8::is_ascii_lowercase),
        _ => true,
    }
}

/// Tries a plate around the digits `at..end`, before which `may_stand` was asked. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let bytes = scan.bytes;
    // A line break may cut the digits themselves.
    let mut past = end;
    if bytes.get(end) == Some(&b'\n') {
        past +=
            1 + bytes[end + 1..].iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    }
    let letters_at = skip_forward(bytes, past, GAP);
    // Letters in lower case stand close: `ab 123 cd`, not `123, il`.
    match bytes.get(letters_at) {
        Some(byte) if byte.is_ascii_uppercase() => {}
        Some(byte) if byte.is_ascii_lowercase() && letters_at <= past + 1 => {
            // `700 du code`, `12 et 13`: nearly all of what is left.
            let word = &bytes[letters_at..bytes.len().min(letters_at + 3)];
            if let [first, second, b' '] = word
                && WORDS.iter().any(|pair| pair.eq_ignore_ascii_case(&[*first, *second]))
            {
                return false;
            }
        }
        _ => return false,
    }
    let letters_end = letters_end(bytes, letters_at);
    if letters_end == letters_at || letters_end - letters_at > 6 {
        return false;
    }
    let mut group = at;
    while group > scan.done && at - group < 7 && bytes[group - 1].is_ascii_alphanumeric() {
        group -= 1;
    }
    let capital = glued(bytes, group, at).unwrap_or(group);
    let inside = [group, capital];
    let inside = if group < at { &inside[..] } else { &[] };
    let hit = before_2009(bytes, group, at)
        .into_iter()
        .chain(inside.iter().copied())
        .find_map(|start| series_2009(bytes, start).and_then(|plate| judge_2009(scan, plate)));
    let hit = hit.or_else(|| {
        if !before_department(bytes, letters_at, letters_end) {
            return None;
        }
        let read = |start| series_1950(bytes, start).and_then(|plate| judge_1950(scan, plate));
        read(group).or_else(|| if capital == group { None } else { read(capital) })
    });
    match hit {
        Some(hit) => {
            scan.plate_end = hit.span.end;
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// Where the letters that begin at `at` end; a line break may cut a short group of them.
fn letters_end(bytes: &[u8], at: usize) -> usize {
    let run = |from: usize| {
        from + bytes[from..].iter().take(7).take_while(|byte| byte.is_ascii_alphabetic()).count()
    };
    let end = run(at);
    if end == at || end - at > 2 || bytes.get(end) != Some(&b'\n') {
        return end;
    }
    let further = run(end + 1);
    if further > end + 1 && further - end <= 4 { further } else { end }
}

fn word_letter(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_alphabetic)
}

/// Whether two or three digits, and no more, follow the letters: a year is refused here.
fn before_department(bytes: &[u8], letters_at: usize, letters_end: usize) -> bool {
    let next = skip_forward(bytes, letters_end, GAP);
    let digits = bytes[next..].iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    match digits {
        // A department whose digits were read as letters.
        0 => {
            let soft = bytes[letters_at..letters_end].iter().all(|&byte| lookalike(byte).is_some());
            letters_end - letters_at > 3
                || (soft && word_letter(bytes, next))
                || bytes.get(next).is_some_and(|&byte| lookalike(byte).is_some())
        }
        1..=3 => letters_end - letters_at <= 5,
        _ => false,
    }
}

/// Where the two letters of the 2009 series stand before the group of digits, if they do.
fn before_2009(bytes: &[u8], group: usize, at: usize) -> Option<usize> {
    if group < at && !bytes[group..at].iter().all(|&byte| lookalike(byte).is_some()) {
        return None;
    }
    let end = skip_backward(bytes, group, GAP);
    // `G P 146 C D`: each letter alone.
    if let Some([before, first, b' ', second]) = end.checked_sub(4).map(|from| &bytes[from..end])
        && !before.is_ascii_alphanumeric()
        && first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && series_letter(*first)
        && series_letter(*second)
    {
        return Some(end - 3);
    }
    if end == group || end < 2 || !series_letter(bytes[end - 1]) || !series_letter(bytes[end - 2]) {
        return None;
    }
    let parted = end == 2 || !bytes[end - 3].is_ascii_alphanumeric();
    let glued =
        bytes[end - 1].is_ascii_uppercase() && end > 2 && bytes[end - 3].is_ascii_lowercase();
    (parted || glued).then_some(end - 2)
}

/// Where a plate glued to a word in lower case begins: `immatriculéAB-123-CD`, `plaque1234AB75`.
fn glued(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let lower = (start..at).rev().find(|&place| bytes[place].is_ascii_lowercase())?;
    bytes[lower + 1..at].iter().all(u8::is_ascii_uppercase).then_some(lower + 1)
}

/// Moves over one separator of groups; notes what it was.
fn cross(bytes: &[u8], at: usize, plate: &mut Plate, first: bool) -> usize {
    let next = skip_forward(bytes, at, GAP);
    plate.broken |= bytes[at..next].contains(&b'\n');
    plate.parted |= next > at;
    let gap = if next == at + 1 { bytes[at] } else { 0 };
    plate.gap = if first || plate.gap == gap { gap } else { 0 };
    next
}

/// Whether a blank at `at` parts two capitals that stand alone: `G P`.
fn spaced(bytes: &[u8], at: usize) -> bool {
    let capital = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_uppercase);
    bytes.get(at) == Some(&b' ')
        && capital(at - 1)
        && capital(at + 1)
        && !word_before(bytes, at - 1)
        && !word_at(bytes, at + 2)
}

/// Reads `count` characters with `fits`, a line break or a hyphen at a line end allowed between two.
fn run(
    bytes: &[u8],
    at: usize,
    count: usize,
    plate: &mut Plate,
    fits: fn(u8) -> Option<u8>,
    digits: bool,
) -> Option<usize> {
    let mut place = at;
    for rank in 0..count {
        if rank > 0 && bytes.get(place) == Some(&b'\n') {
            place += 1;
            plate.broken = true;
        } else if rank > 0 && !digits && spaced(bytes, place) {
            // Only what words announce is read so.
            place += 1;
            plate.broken = true;
        }
        let byte = *bytes.get(place)?;
        let read = fits(byte)?;
        if digits {
            plate.digit(byte, read);
        } else {
            plate.letter(byte);
        }
        place += 1;
    }
    Some(place)
}

/// `AB-123-CD`, `ab 123 cd`, `AB123CD`, `AB-12O-CD`, `AB-1⏎23-CD`.
fn series_2009(bytes: &[u8], start: usize) -> Option<Plate> {
    let letter = |byte: u8| series_letter(byte).then_some(byte);
    let mut plate = Plate { start, ..Plate::default() };
    let at = run(bytes, start, 2, &mut plate, letter, false)?;
    let at = cross(bytes, at, &mut plate, true);
    let at = run(bytes, at, 3, &mut plate, lookalike, true)?;
    let at = cross(bytes, at, &mut plate, false);
    plate.end = run(bytes, at, 2, &mut plate, letter, false)?;
    let zero = &plate.value[2..5] == b"000";
    (plate.soft < 3 && !zero && plate.upper != plate.lower && !word_at(bytes, plate.end))
        .then_some(plate)
}

/// `1234 AB 75`, `123ABC2A`, `12-XY-971`, `123 A⏎B 75`.
fn series_1950(bytes: &[u8], start: usize) -> Option<Plate> {
    let letter = |byte: u8| byte.is_ascii_alphabetic().then_some(byte);
    // The number is one to four digits, the letters one to three: every cut that fits is tried,
    // the longest number first.
    let most = bytes[start..]
        .iter()
        .take(6)
        .filter(|&&byte| byte != b'\n')
        .take(4)
        .take_while(|&&byte| lookalike(byte).is_some())
        .count();
    for digits in (1..=most).rev() {
        for letters in [2usize, 3, 1] {
            let mut plate = Plate { start, ..Plate::default() };
            let Some(at) = run(bytes, start, digits, &mut plate, lookalike, true) else { continue };
            if plate.soft == digits {
                continue;
            }
            let at = cross(bytes, at, &mut plate, true);
            let Some(at) = run(bytes, at, letters, &mut plate, letter, false) else { continue };
            let at = cross(bytes, at, &mut plate, false);
            let Some(end) = department(bytes, at, &mut plate) else { continue };
            plate.end = end;
            return Some(plate);
        }
    }
    None
}

/// Where a department number that begins at `at` ends: 01 to 95, 2A, 2B, 971 to 978, 98x.
fn department(bytes: &[u8], at: usize, plate: &mut Plate) -> Option<usize> {
    let second = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'));
    let (&first, &last) = (bytes.get(at)?, bytes.get(second)?);
    let tens = lookalike(first)?;
    if tens == b'2' && matches!(last, b'A' | b'B' | b'a' | b'b') && !word_at(bytes, second + 1) {
        plate.push(b'2');
        plate.push(last.to_ascii_uppercase());
        return Some(second + 1);
    }
    let units = lookalike(last)?;
    if !first.is_ascii_digit() && !last.is_ascii_digit() {
        return None;
    }
    let overseas = tens == b'9' && matches!(units, b'7' | b'8');
    let fits = match (tens, units) {
        (b'0', b'1'..=b'9') | (b'1'..=b'8', _) => true,
        (b'9', b'0'..=b'5') => true,
        _ => overseas,
    };
    if !fits {
        return None;
    }
    plate.digit(first, tens);
    plate.digit(last, units);
    let mut end = second + 1;
    if overseas {
        let third = end + usize::from(bytes.get(end) == Some(&b'\n'));
        let read = lookalike(*bytes.get(third)?)?;
        if !matches!(read, b'1'..=b'8') {
            return None;
        }
        plate.digit(bytes[third], read);
        end = third + 1;
    }
    (!word_at(bytes, end)).then_some(end)
}

fn in_context(scan: &Scan<'_>, near: &Near, kind: Kind, reach: u8, start: usize) -> bool {
    near.speaks_for(kind, reach) || (scan.plate_end > 0 && start - scan.plate_end.min(start) < 48)
}

fn judge_2009(scan: &Scan<'_>, plate: Plate) -> Option<Hit> {
    let (start, end) = (plate.start, plate.end);
    if start < scan.done {
        return None;
    }
    let letters = [plate.value[0], plate.value[1], plate.value[5], plate.value[6]];
    let words = [&[letters[0], letters[1]], &[letters[2], letters[3]]];
    let ordinary = words.iter().any(|pair| WORDS.contains(pair));
    let glued = word_before(scan.bytes, start);
    if glued
        && !(plate.upper
            && !scan.bytes[start - 1].is_ascii_uppercase()
            && !scan.bytes[start - 1].is_ascii_digit())
    {
        return None;
    }
    // Nothing but a look at words can save what is neither in capitals nor clean.
    let near = scan.before(start);
    let context = in_context(scan, &near, Kind::PlateSiv, 90, start);
    let against = if context {
        near.labels_otherwise(Kind::PlateSiv)
    } else {
        near.speaks_against(Kind::PlateSiv, 25)
    };
    if against {
        return None;
    }
    let noun = !context && scan.labelled_by_noun(start);
    let reserved = words[0] == b"SS" || words[1] == b"SS" || words[0] == b"WW";
    let confidence = match () {
        () if context && (plate.lower || plate.soft > 1) => 0.88,
        () if context => 0.98,
        () if reserved || plate.soft > 0 || glued || plate.lower || plate.broken => return None,
        () if plate.gap == b'-' => 0.93,
        () if ordinary || noun => return None,
        () if matches!(plate.gap, b' ' | b'/' | b'_') => 0.85,
        () if scan.is_alone(&(start..end)) => 0.85,
        () => return None,
    };
    let mut hit = report(Kind::PlateSiv, &plate, confidence, context);
    if noun {
        // `vanne AB-123-CD`: the shape alone, after the name of another thing.
        hit.confidence = 0.55;
        hit.at_most = Some(Status::ToReview);
    }
    Some(hit)
}

fn judge_1950(scan: &Scan<'_>, plate: Plate) -> Option<Hit> {
    let start = plate.start;
    if start < scan.done {
        return None;
    }
    let letters_at = plate.value.iter().position(u8::is_ascii_uppercase)?;
    let series = plate.value[letters_at..plate.len]
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    let series = &plate.value[letters_at..letters_at + series];
    let ordinary =
        BETWEEN.contains(&series) || series.iter().any(|byte| matches!(byte, b'I' | b'O'));
    if MONTHS.contains(&series) || (ordinary && (plate.lower || plate.soft > 0)) {
        return None;
    }
    let glued = word_before(scan.bytes, start);
    if glued
        && (scan.bytes[start - 1].is_ascii_uppercase() || scan.bytes[start - 1].is_ascii_digit())
    {
        return None;
    }
    let doubtful = plate.lower || ordinary || series.len() == 1 || plate.soft > 0;
    let near = scan.before(start);
    if !in_context(scan, &near, Kind::PlateFni, if doubtful { 45 } else { 90 }, start) {
        return None;
    }
    Some(report(Kind::PlateFni, &plate, if doubtful { 0.85 } else { 0.97 }, true))
}

fn report(kind: Kind, plate: &Plate, confidence: f32, context: bool) -> Hit {
    let mut hit = Hit::new(kind, plate.start..plate.end, confidence)
        .with_cue("forme caractéristique")
        .with_value(plate.value());
    if context {
        hit.cue("mot de contexte proche");
    }
    if plate.soft > 0 {
        hit.cue("lettres lues comme des chiffres");
    }
    if plate.broken {
        hit.cue("coupé par un saut de ligne");
    }
    hit
}

/// Whether what stands before a number in words, and after, makes it a plate
/// (`KJ, sept cent quarante et un, BV`); gives the span.
pub(super) fn spelt(bytes: &[u8], from: usize, to: usize) -> Option<std::ops::Range<usize>> {
    let left = skip_backward(bytes, from, GAP);
    let right = skip_forward(bytes, to, GAP);
    let pair = |at: usize| {
        bytes.get(at..at + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_uppercase))
    };
    let fits = left < from
        && right > to
        && left >= 2
        && pair(left - 2)
        && !word_before(bytes, left - 2)
        && pair(right)
        && !word_at(bytes, right + 2);
    fits.then(|| left - 2..right + 2)
}
