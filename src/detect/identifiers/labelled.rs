//! Numbers that only their label tells: passport, tax, beneficiary, customer, account,
//! health professional.
//!
//! The label must stand just before, with nothing but the words one writes between a label
//! and its number.

use super::checks;
use super::cluster::{BREAK, lookalike, separator};
use super::context::{INSTITUTION_CUE, Named, Near};
use super::kind::Kind;
use super::scan::{Hit, Scan, skip_forward, word_at, word_before};
use crate::taxonomy::Status;

/// Kinds found by their label, in order of preference at equal distance.
const KINDS: [Kind; 7] =
    [Kind::Id, Kind::Health, Kind::Num, Kind::Rib, Kind::Nir, Kind::Tel, Kind::Iban];

/// Labels that need no sign of a number after them.
const PLAIN: [&[u8]; 42] = [
    b"iban",
    b"fax",
    b"tel",
    b"telephone",
    b"telecopie",
    b"telecopieur",
    b"caf",
    b"declarant",
    b"passport",
    b"numero",
    b"identifiant",
    b"identification",
    b"pole emploi",
    b"france travail",
    b"demandeur d'emploi",
    b"reference fiscale",
    b"recepisse",
    b"piece d'identite",
    b"ipp",
    b"nda",
    b"nif",
    b"spi",
    b"agdref",
    b"imei",
    b"ine",
    b"rpps",
    b"adeli",
    b"finess",
    b"cni",
    b"nir",
    b"rib",
    b"passeport",
    b"document de voyage",
    b"permis de conduire",
    b"carte d'identite",
    b"titre de sejour",
    b"carte de sejour",
    b"carte nationale d'identite",
    b"ecrou",
    b"matricule",
    b"carte de resident",
    b"allocataire",
];

/// Words that may stand between a label and its number.
const LINKS: [&[u8]; 66] = [
    b"prescripteur",
    b"praticien",
    b"medecin",
    b"titulaire",
    b"beneficiaire",
    b"interesse",
    b"demande",
    b"carte",
    b"declarant",
    b"contribuable",
    b"etranger",
    b"allocataire",
    b"joint",
    b"cra",
    b"n",
    b"no",
    b"nos",
    b"num",
    b"numero",
    b"numeros",
    b"nr",
    b"est",
    b"le",
    b"la",
    b"l",
    b"les",
    b"sous",
    b"de",
    b"du",
    b"des",
    b"d",
    b"portant",
    b"porte",
    b"ayant",
    b"pour",
    b"suivant",
    b"suivante",
    b"ci",
    b"apres",
    b"identifiant",
    b"matricule",
    b"francais",
    b"francaise",
    b"biometrique",
    b"et",
    b"dont",
    b"a",
    b"au",
    b"etait",
    b"reference",
    b"references",
    b"ref",
    b"id",
    b"caf",
    b"cpam",
    b"bancaire",
    b"unique",
    b"national",
    b"personnel",
    b"son",
    b"numerote",
    b"enregistre",
    b"immatricule",
    b"courant",
    b"ouvert",
    b"fr",
];

/// Tries a labelled number whose first digits are `at..end`. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    if at < scan.labelled || continues(scan.bytes, at) || article(scan.bytes, at) {
        return false;
    }
    if !introduced(scan.bytes, at, end) {
        return false;
    }
    let Some(number) = Number::read(scan, at, end) else { return false };
    scan.labelled = number.end;
    if number.start < scan.done || !number.worth_a_look(scan, at) {
        return false;
    }
    if super::numbers::is_amount(&scan.bytes[number.end..]) {
        return false;
    }
    let near = scan.before(number.start);
    let kind = labelled(&near).or_else(|| {
        let after = scan.after(number.end);
        after.speaks_for(Kind::Health, 4).then_some(Kind::Health)
    });
    let Some(kind) = kind else { return false };
    match judge(scan, kind, &number, &near) {
        Some(hit) => {
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// Whether a number of four or five digits that stands alone is introduced by a sign or a label:
/// years and articles, which are nearly all of them, are refused before anything is read.
fn introduced(bytes: &[u8], at: usize, end: usize) -> bool {
    if !matches!(end - at, 1..=5) || word_at(bytes, end) || word_before(bytes, at) {
        return true;
    }
    let next = skip_forward(bytes, end, 3);
    let goes_on =
        next > end && bytes.get(next).is_some_and(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    if goes_on {
        return true;
    }
    let mut before = at;
    while before > 0 && bytes[before - 1] == b' ' {
        before -= 1;
    }
    let last = before.checked_sub(1).map_or(b' ', |last| bytes[last]);
    signed(last) || last.is_ascii_uppercase() || bytes[..before].ends_with(b"crou")
}

/// Whether a byte ends a sign that introduces a number.
fn signed(last: u8) -> bool {
    matches!(last, 0xB0 | 0xBA | b':' | b'o' | b'O' | b'#' | b'=' | b'(' | b'.')
}

/// Whether the digits at `at` go on from others (`05` of `12/05/2020`).
fn continues(bytes: &[u8], at: usize) -> bool {
    at >= 2 && matches!(bytes[at - 1], b'/' | b'-' | b'.' | b',') && bytes[at - 2].is_ascii_digit()
}

/// Whether the digits at `at` are those of an article of a code: `L. 111-13`, `R 33-3`.
fn article(bytes: &[u8], at: usize) -> bool {
    let mut before = at;
    while before > 0 && at - before < 3 && matches!(bytes[before - 1], b' ' | b'.' | b'*') {
        before -= 1;
    }
    before < at
        && before > 0
        && matches!(bytes[before - 1], b'L' | b'R' | b'D' | b'A')
        && !word_before(bytes, before - 1)
}

/// Where the number that holds the digit at `at` begins.
fn beginning(bytes: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0 && at - start < 12 && bytes[start - 1].is_ascii_alphanumeric() {
        start -= 1;
    }
    if word_before(bytes, start) {
        return at;
    }
    let head = &bytes[start..at];
    // Glued to its label (`passeport12AB34567`, `RPPS1089…`): the number begins after the word.
    if head.iter().any(|&byte| byte.is_ascii_lowercase() && lookalike(byte).is_none())
        || LABELS.contains(&head)
    {
        return at;
    }
    with_capitals(bytes, start)
}

/// Takes in a group of capitals joined to the digits: `AB-2019-778812`, `XW⏎17Y0X68`.
fn with_capitals(bytes: &[u8], start: usize) -> usize {
    if start < 2 || !matches!(bytes[start - 1], b'-' | b'/' | b'_' | b'\n') {
        return start;
    }
    let end = start - 1;
    let length =
        bytes[..end].iter().rev().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let from = end - length;
    let group = &bytes[from..end];
    if !(1..=5).contains(&length) || word_before(bytes, from) || LABELS.contains(&group) {
        return start;
    }
    from
}

/// Labels in capitals that people glue to their number.
const LABELS: [&[u8]; 12] = [
    b"RPPS", b"CNI", b"SPI", b"CAF", b"NIF", b"AGDREF", b"IPP", b"NDA", b"ADELI", b"FINESS",
    b"RIB", b"INE",
];

/// Whether one number goes on over the separator `from..to`.
fn joins(bytes: &[u8], from: usize, to: usize) -> bool {
    let mark = &bytes[from..to];
    let comma = mark.contains(&b',') || mark.contains(&b';');
    // `6714,837,J` but not `6714, le 12`.
    let closed = mark.iter().any(|byte| matches!(byte, b'(' | b')' | b'|'));
    !closed && (!comma || to == from + 1)
}

/// Whether a word goes on after a single capital: `A` of `A compter`.
fn word_goes_on(bytes: &[u8], after: usize) -> bool {
    bytes.get(after) == Some(&b' ') && bytes.get(after + 1).is_some_and(|b| b.is_ascii_lowercase())
}

/// Groups of capitals and digits around the first digits.
struct Number {
    start: usize,
    end: usize,
    /// Capitals and digits, without separators: the first `len` of these.
    buffer: [u8; 28],
    len: usize,
    digits: usize,
    broken: bool,
}

impl Number {
    fn read(scan: &Scan<'_>, at: usize, end: usize) -> Option<Self> {
        let bytes = scan.bytes;
        let start = beginning(bytes, at);
        if is_date(&bytes[start..]) {
            return None;
        }
        let mut number = Self { start, end, buffer: [0; 28], len: 0, digits: 0, broken: false };
        let mut from = start;
        let mut groups = 0;
        loop {
            let length = bytes[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let group = &bytes[from..from + length];
            let digits = group.iter().filter(|b| b.is_ascii_digit()).count();
            // Letters in lower case are digits misread, or the number is over.
            let lower = group.iter().any(|&b| b.is_ascii_lowercase() && lookalike(b).is_none());
            let capitals = digits == 0 && !lower && (1..=3).contains(&length);
            if groups > 0 && (lower || !(digits > 0 || capitals) || is_date(&bytes[from..])) {
                break;
            }
            let after = from + length;
            let next = separator(bytes, after).filter(|&(next, _)| next - after <= 4);
            if capitals && groups > 0 {
                // Capitals belong to the number between digits, or one alone at its end.
                let digit = next.is_some_and(|(next, _)| {
                    bytes.get(next).is_some_and(|&b| b.is_ascii_digit() || lookalike(b).is_some())
                });
                let last =
                    length == 1 && group[0].is_ascii_uppercase() && !word_goes_on(bytes, after);
                if !(digit || last) || number.len + length > 24 {
                    break;
                }
            }
            if number.len + length > 26 {
                break;
            }
            number.append(group);
            number.digits += digits;
            number.end = after;
            groups += 1;
            if lower {
                break;
            }
            match next {
                Some((place, kind)) if joins(bytes, after, place) => {
                    number.broken |= kind == BREAK;
                    from = place;
                }
                _ => break,
            }
        }
        let enough = number.digits >= 4 || (number.digits >= 1 && number.len == 9);
        enough.then_some(number)
    }

    fn append(&mut self, group: &[u8]) {
        for byte in group {
            if self.len < self.buffer.len() {
                self.buffer[self.len] = byte.to_ascii_uppercase();
                self.len += 1;
            }
        }
    }

    fn value(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Refuses years, articles and short numbers that nothing introduces, before any look at words.
    fn worth_a_look(&self, scan: &Scan<'_>, at: usize) -> bool {
        if (self.digits >= 6 && self.len >= 6)
            || (self.len == 9
                && self.buffer[..9].iter().filter(|b| b.is_ascii_uppercase()).count() >= 2)
        {
            return true;
        }
        if self.digits >= 5 && self.len >= 7 {
            return true;
        }
        let mut before = self.start;
        while before > 0 && scan.bytes[before - 1] == b' ' {
            before -= 1;
        }
        let last = scan.previous(before);
        let signed = matches!(last, 0xB0 | 0xBA | b':' | b'o' | b'O' | b'#' | b'=' | b'(' | b'.');
        let label = last.is_ascii_uppercase() || scan.bytes[..before].ends_with(b"crou");
        let year = self.len == 4 && matches!(self.buffer[0], b'1' | b'2');
        signed || (label && !year && self.end - at >= 4)
    }
}

/// Whether a date begins here (`12/05/2020`, `12.05.20`).
fn is_date(bytes: &[u8]) -> bool {
    let digits = |from: usize| {
        bytes[from.min(bytes.len())..].iter().take(5).take_while(|b| b.is_ascii_digit()).count()
    };
    let day = digits(0);
    if !(1..=2).contains(&day) {
        return false;
    }
    let mark = bytes.get(day).copied().unwrap_or(0);
    if !matches!(mark, b'/' | b'.' | b'-') {
        return false;
    }
    let month = digits(day + 1);
    (1..=2).contains(&month)
        && bytes.get(day + 1 + month) == Some(&mark)
        && matches!(digits(day + month + 2), 2 | 4)
}

/// The kind whose label introduces the number: the nearest one, if only linking words part them.
fn labelled(near: &Near) -> Option<Kind> {
    let kind = KINDS.into_iter().min_by_key(|&kind| near.to(kind))?;
    if near.to(kind) > 60 || near.speaks_against(kind, 60) {
        return None;
    }
    // A stranger's label nearer than ours wins.
    let stranger = [Kind::Company, Kind::Register, Kind::Card];
    if stranger.iter().any(|&other| near.to(other) < near.to(kind)) {
        return None;
    }
    let filler = near.filler(kind)?;
    let (linked, signed) = links(filler);
    if !linked {
        return None;
    }
    let bytes = near.folded.as_bytes();
    let label = bytes[..bytes.len() - filler.len()].trim_ascii_end();
    let plain = PLAIN.iter().any(|word| label.ends_with(word));
    let announced = tail_has_sign(label);
    (signed || plain || announced).then_some(kind)
}

/// Whether the filler holds only linking words; and whether it says that a number follows.
fn links(filler: &[u8]) -> (bool, bool) {
    let mut signed = filler.contains(&b':');
    for word in filler.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let rank = word.len() == 1 && word[0].is_ascii_digit();
        if !rank && !LINKS.contains(&word) {
            return (false, false);
        }
        signed |= matches!(
            word,
            b"n" | b"no"
                | b"nos"
                | b"num"
                | b"numero"
                | b"numeros"
                | b"identifiant"
                | b"reference"
                | b"matricule"
        );
    }
    (true, signed)
}

/// `numéro d'allocataire`, `n° client`: the sign stands before the label.
fn tail_has_sign(label: &[u8]) -> bool {
    let from = label.len().saturating_sub(44);
    label[from..].split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        matches!(word, b"no" | b"numero" | b"num" | b"identifiant" | b"reference" | b"n")
    })
}

fn judge(scan: &Scan<'_>, kind: Kind, number: &Number, near: &Near) -> Option<Hit> {
    let value = number.value();
    let all_digits = number.digits == value.len();
    let digits: Vec<u8> = value.iter().map(|&byte| lookalike(byte).unwrap_or(byte)).collect();
    // Letters read as digits, where the kind has digits only.
    let value = match kind {
        Kind::Health | Kind::Tel | Kind::Iban => digits.as_slice(),
        Kind::Num if checks::nif(&digits) => digits.as_slice(),
        _ => value,
    };
    let span = number.start..number.end;
    let mut hit = Hit::new(kind, span, 0.9).with_cue("libellé du numéro juste avant");
    match kind {
        Kind::Id => {
            if value.len() < 6 || value.len() > 20 || (number.digits < 4 && value.len() != 9) {
                return None;
            }
            hit.confidence = if passport(value) || value.len() >= 9 { 0.95 } else { 0.85 };
        }
        Kind::Health => {
            let right = checks::rpps(value) || (value.len() == 9 && checks::luhn(value));
            if !matches!(value.len(), 8 | 9 | 11) || number.digits < 6 {
                return None;
            }
            hit.confidence = if right { 0.97 } else { 0.8 };
            hit.cue(if right {
                "clé de contrôle exacte"
            } else {
                "clé de contrôle fausse, contexte net"
            });
            hit.lowered = !right;
        }
        Kind::Rib => {
            if value.len() < 7 || number.digits * 3 < value.len() * 2 {
                return None;
            }
            if checks::rib(value) {
                hit.confidence = 0.98;
                hit.cue("clé de contrôle exacte");
            } else {
                hit.confidence = if value.len() >= 10 { 0.8 } else { 0.7 };
                hit.lowered = true;
                hit.cue("compte sans clé vérifiée");
            }
        }
        Kind::Tel | Kind::Iban => {
            // Short lines, and what is left of an account: the label alone tells.
            let least = if kind == Kind::Tel { 3 } else { 5 };
            if !all_digits || !(least..=9).contains(&value.len()) || near.to(kind) > 14 {
                return None;
            }
            hit.confidence = 0.7;
            hit.lowered = true;
            if kind == Kind::Tel && scan.named(number.start) == Named::Institution {
                hit.at_most = Some(Status::Permitted);
                hit.cue(INSTITUTION_CUE);
            }
        }
        Kind::Nir => {
            // Thirteen and fifteen characters were weighed with their shape; these are cut short.
            if !(10..=12).contains(&value.len()) || !all_digits || !matches!(value[0], b'1' | b'2')
            {
                return None;
            }
            hit.confidence = 0.6;
            hit.lowered = true;
            hit.cue("numéro incomplet, contexte net");
        }
        _ => {
            if checks::nif(value) {
                hit.confidence = 0.97;
                hit.cue("clé de contrôle exacte");
            } else if value.len() < 6 {
                hit.confidence = 0.75;
            }
            if kind == Kind::Num && scan.named(number.start) == Named::Company {
                hit.lowered = true;
                hit.at_most = Some(Status::ToReview);
                hit.cue("contrat ou dossier d'une personne morale, sans doute");
            }
        }
    }
    if near.to(kind) > 30 {
        hit.confidence -= 0.05;
    }
    if number.broken {
        hit.cue("coupé par un saut de ligne");
    }
    Some(hit.with_value(String::from_utf8_lossy(value).into_owned()))
}

/// Two digits, two capitals, five digits.
fn passport(value: &[u8]) -> bool {
    value.len() == 9
        && value[..2].iter().all(u8::is_ascii_digit)
        && value[2..4].iter().all(u8::is_ascii_uppercase)
        && value[4..].iter().all(u8::is_ascii_digit)
}

/// `code banque 30006 code guichet 00001 compte 12345678901 clé 89`: the parts of an account
/// with their names between them. `at` is where the bank's five digits begin.
pub(super) fn spread_account(scan: &mut Scan<'_>, at: usize) -> bool {
    let mut value: Vec<u8> = Vec::with_capacity(23);
    let mut place = at;
    let mut last_end = at;
    for (rank, size) in [5usize, 5, 11, 2].into_iter().enumerate() {
        if rank > 0 {
            // The name of the part, then the part.
            let window = &scan.bytes[place..scan.bytes.len().min(place + 48)];
            let Some(skip) = window.windows(1).enumerate().position(|(offset, _)| {
                scan.bytes[place + offset].is_ascii_digit()
                    && !word_before(scan.bytes, place + offset)
            }) else {
                return false;
            };
            place += skip;
        }
        let part = &scan.bytes[place..scan.bytes.len().min(place + size)];
        if part.len() < size
            || !part.iter().all(|b| b.is_ascii_digit() || (rank == 2 && b.is_ascii_uppercase()))
        {
            return false;
        }
        if word_at(scan.bytes, place + size) {
            return false;
        }
        value.extend_from_slice(part);
        place += size;
        last_end = place;
    }
    if !checks::rib(&value) {
        return false;
    }
    let hit = Hit::new(Kind::Rib, at..last_end, 0.97)
        .with_cue("clé de contrôle exacte")
        .with_cue("compte écrit en plusieurs parties")
        .with_value(String::from_utf8_lossy(&value).into_owned());
    scan.push(hit);
    true
}

/// Signs of the identity cards of 2021 after the first letter: no vowel, nothing that looks like a digit.
const CARD_SIGNS: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";

/// Words between the label of an identity card and its number.
const CARD_LINKS: [&[u8]; 14] = [
    b"n",
    b"no",
    b"num",
    b"numero",
    b"nationale",
    b"francaise",
    b"portant",
    b"le",
    b"la",
    b"est",
    b"sous",
    b"d",
    b"de",
    b"identite",
];

/// `carte d'identité n° X4R TFJ 2Z9`, `CNIX4RTFJ2Z9`: the nine signs of a card that no run of digits
/// announces. `label` is where the label was seen.
pub(super) fn identity_card(scan: &mut Scan<'_>, label: usize) {
    let text = scan.text;
    let Some(rest) = text.get(label..) else { return };
    // The label itself: a number may be glued to it.
    let Some(word) = ["CNI", "dentité"].iter().find(|word| rest.starts_with(**word)) else {
        return;
    };
    let mut start = label + word.len();
    let limit = start + 60;
    while start < limit {
        let Some(tail) = text.get(start..) else { return };
        let skipped = tail.find(char::is_alphanumeric).unwrap_or(tail.len());
        start += skipped;
        let Some(tail) = text.get(start..) else { return };
        // `numéroX4RTFJ2Z9`: a capital after small letters opens the number.
        let mut small = false;
        let length = tail
            .find(|c: char| {
                let opens = !c.is_alphabetic() || (small && c.is_uppercase());
                small |= c.is_lowercase();
                opens
            })
            .unwrap_or(tail.len());
        let folded = crate::document::tokens::fold(&tail[..length]);
        if length == 0 || !CARD_LINKS.contains(&folded.as_bytes()) {
            break;
        }
        start += length;
    }
    if let Some((value, end)) = card_signs(&text[start.min(text.len())..]) {
        let hit = Hit::new(Kind::Id, start..start + end, 0.9)
            .with_cue("libellé du numéro juste avant")
            .with_value(value);
        scan.push(hit);
    }
}

/// Nine signs of a card in a row, a separator between groups allowed: the value and its length in bytes.
fn card_signs(text: &str) -> Option<(String, usize)> {
    let mut value = String::with_capacity(9);
    let mut gap = 0;
    let mut letters = 0;
    for (at, sign) in text.char_indices() {
        if value.len() == 9 {
            let over = !sign.is_alphanumeric();
            return (over && letters >= 1).then_some((value, at));
        }
        if !sign.is_alphanumeric() {
            gap += 1;
            if value.is_empty() || gap > 3 {
                return None;
            }
            continue;
        }
        gap = 0;
        let byte = u8::try_from(sign).ok()?;
        let first = value.is_empty();
        let known = (first && byte.is_ascii_uppercase()) || CARD_SIGNS.contains(&byte);
        let meant = if known { byte } else { lookalike(byte)? };
        letters += usize::from(meant.is_ascii_uppercase());
        value.push(char::from(meant));
    }
    (value.len() == 9 && letters >= 1).then_some((value, text.len()))
}
