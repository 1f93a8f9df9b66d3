//! Parcels of the land register: `section AB n° 123`, `parcelles A82 et B72`, and their lists.

use super::context::Near;
use super::kind::Kind;
use super::scan::{Hit, Parcel, Scan, word_at, word_before};

/// Whether a section, a sign or a list may stand before the number `at..end`, by the bytes just before it:
/// nearly every number is refused here.
pub(super) fn may_stand(scan: &Scan<'_>, at: usize, end: usize) -> bool {
    let bytes = scan.bytes;
    if end - at > 9 {
        return false;
    }
    if in_list(scan, at) {
        return true;
    }
    let before = back_over_blanks(bytes, at);
    let (Some(&last), other) = (bytes[..before].last(), bytes[..before].iter().rev().nth(1)) else {
        return false;
    };
    let other = other.copied().unwrap_or(b' ');
    match last {
        b'A'..=b'Z' | 0xB0 | 0xBA => true,
        // `section ab 12`.
        b'a'..=b'z'
            if bytes[..before - 1].ends_with(b"ection ")
                || before >= 2 && bytes[..before - 2].ends_with(b"ection ") =>
        {
            true
        }
        b's' => matches!(other, 0xB0 | b'o' | b'e'),
        b'o' => matches!(other, b'r' | b'n'),
        b'n' => !other.is_ascii_lowercase(),
        b'e' => other == b'l',
        b'.' => other == b'm',
        _ => false,
    }
}

/// Whether the number stands close after a parcel.
fn in_list(scan: &Scan<'_>, at: usize) -> bool {
    scan.parcel.as_ref().is_some_and(|parcel| at - parcel.end.min(at) <= 16)
}

/// Tries a parcel whose number is `at..end`. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let none = scan.bytes[at..end].iter().all(|&byte| byte == b'0');
    if end - at > 9 || none || word_at(scan.bytes, end) {
        return false;
    }
    let before = back_over_blanks(scan.bytes, at);
    let in_list = in_list(scan, at);
    let hit = match before.checked_sub(1).map_or(0, |last| scan.bytes[last]) {
        b'A'..=b'Z' => led_by_letters(scan, at, end, before),
        0xB0 | 0xBA | b'o' | b's' | b'n' | b'.' => listed(scan, at, end)
            .or_else(|| led_by_letters(scan, at, end, before))
            .or_else(|| reversed(scan, at, end, before)),
        b'e' if scan.bytes[..before].ends_with(b"arcelle") => {
            led_by_letters(scan, at, end, before).or_else(|| reversed(scan, at, end, before))
        }
        b'b'..=b'z' if !in_list => {
            lower_section(scan.bytes, before).and_then(|_| led_by_letters(scan, at, end, before))
        }
        _ => None,
    };
    let hit = hit.or_else(|| in_list.then(|| listed(scan, at, end)).flatten());
    match hit {
        Some((hit, section)) => {
            scan.parcel = Some(Parcel { end: hit.span.end, section });
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// Where the sign of a number (`n°`, `numéro`, `nos`) begins, when one ends at `end`.
fn sign(bytes: &[u8], end: usize) -> Option<usize> {
    // By the last byte, the longer first.
    let signs: &[&str] = match *bytes[..end].last()? {
        0xB0 => &["n°", "N°", "°"],
        0xBA => &["nº", "Nº"],
        b's' => &["n°s", "N°s", "numéros", "numeros", "nos"],
        b'o' => &["numéro", "numero", "Numéro", "no"],
        b'O' => &["NUMERO", "NUMÉRO"],
        b'.' => &["num."],
        b'n' => &["n"],
        _ => return None,
    };
    let sign = signs.iter().find(|sign| bytes[..end].ends_with(sign.as_bytes()))?;
    let start = end - sign.len();
    // `ABn°12`: glued to the section.
    let free = !word_before(bytes, start) || bytes[start - 1].is_ascii_uppercase();
    free.then_some(start)
}

/// `section BK, parcelle 772`: the word in place of a sign.
fn parcel_word(bytes: &[u8], end: usize) -> Option<usize> {
    let word = [b"parcelle".as_slice(), b"parcelles"]
        .into_iter()
        .find(|word| bytes[..end].ends_with(word))?;
    Some(end - word.len())
}

fn back_over_blanks(bytes: &[u8], mut at: usize) -> usize {
    let stop = at.saturating_sub(3);
    while at > stop
        && matches!(bytes[at - 1], b' ' | b'\n' | b',' | b'-' | b':' | b'.' | b'/' | b'_')
    {
        at -= 1;
    }
    at
}

/// One or two capitals that end at `end`, parted from what precedes; where they begin.
fn section(bytes: &[u8], end: usize) -> Option<usize> {
    let upper = |at: usize| bytes[at].is_ascii_uppercase();
    if end == 0 || !upper(end - 1) {
        return None;
    }
    let start = if end >= 2 && upper(end - 2) { end - 2 } else { end - 1 };
    if !word_before(bytes, start) || bytes[..start].ends_with(b"section") {
        return Some(start);
    }
    // `0A 12`: the register pads one-letter sections with a zero.
    (bytes[start - 1] == b'0' && !word_before(bytes, start - 1)).then(|| start - 1)
}

/// Letters, then perhaps a sign, then the number.
fn led_by_letters(
    scan: &Scan<'_>,
    at: usize,
    end: usize,
    mut before: usize,
) -> Option<(Hit, String)> {
    let bytes = scan.bytes;
    let last = before.checked_sub(1).map(|b| bytes[b])?;
    // `L. 1235`, `R.33`: an article of a code.
    let pointed = before < at && bytes[before] == b'.';
    if pointed
        && (bytes.get(before + 1) == Some(&b' ')
            || matches!(last, b'L' | b'R' | b'D' | b'A' | b'C'))
    {
        return None;
    }
    let mut signed = false;
    let letters_start = match section(bytes, before).or_else(|| lower_section(bytes, before)) {
        Some(start) => start,
        None => {
            signed = true;
            let sign_at = sign(bytes, before).or_else(|| parcel_word(bytes, before))?;
            before = back_over_blanks(bytes, sign_at);
            section(bytes, before).or_else(|| lower_section(bytes, before))?
        }
    };
    if letters_start < scan.done {
        return None;
    }
    let glued = !signed && before == at;
    let letters =
        scan.text.get(letters_start..before)?.trim_start_matches('0').to_ascii_uppercase();
    let near = scan.before(letters_start);
    let article =
        bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    let certainty = weigh(scan, &near, letters_start, signed, letters.len())?;
    if (article && certainty < 0.9)
        || (end - at > 4 && !signed && near.to(Kind::Cadastre) > 40)
        || is_surface(bytes, end) && !signed
    {
        return None;
    }
    let start =
        not_before(scan.done, with_word(bytes, padded(bytes, letters_start)), letters_start);
    let mut hit = parcel(scan, start, end, certainty, &letters, at);
    if glued {
        hit.confidence -= 0.02;
    }
    Some((hit, letters))
}

/// A section in lower case, after the word: `section ab n° 12`.
fn lower_section(bytes: &[u8], end: usize) -> Option<usize> {
    let start = (end.saturating_sub(2)..end)
        .find(|&at| bytes[at..end].iter().all(u8::is_ascii_lowercase))?;
    let before = &bytes[..start];
    (before.ends_with(b"section ") || before.ends_with(b"Section ")).then_some(start)
}

/// How sure a section and number are, by what stands before them.
fn weigh(scan: &Scan<'_>, near: &Near, start: usize, signed: bool, letters: usize) -> Option<f32> {
    let follows = scan.parcel.as_ref().is_some_and(|parcel| start - parcel.end < 100);
    let labelled = near.ends_with(&[b"section", b"sections", b"sect.", b"section :"]);
    let context = near.speaks_for(Kind::Cadastre, 110);
    let against = near.speaks_against(Kind::Cadastre, 60);
    match () {
        () if against && !(context && labelled) => None,
        () if context && (labelled || signed) => Some(0.98),
        () if context => Some(0.93),
        () if follows => Some(0.9),
        () if labelled && signed && near.counter[Kind::Cadastre as usize] > 80 => Some(0.9),
        () if labelled && letters == 2 && near.counter[Kind::Cadastre as usize] > 80 => Some(0.8),
        () => None,
    }
}

/// The wider start, unless something was reported there already.
fn not_before(done: usize, wide: usize, narrow: usize) -> usize {
    if wide >= done { wide } else { narrow }
}

/// Takes in the word `section`, which is part of the reference.
fn with_word(bytes: &[u8], start: usize) -> usize {
    const WORDS: [&[u8]; 9] = [
        b"section ",
        b"sections ",
        b"Section ",
        b"SECTION ",
        b"sect. ",
        b"section\n",
        b"section",
        b"section : ",
        b"section: ",
    ];
    let word = WORDS.iter().find(|word| bytes[..start].ends_with(word));
    word.map_or(start, |word| start - word.len())
}

/// Takes in the prefix of the register (`000 AB 123`).
fn padded(bytes: &[u8], start: usize) -> usize {
    let digits = |from: usize| bytes[from..from + 3].iter().all(u8::is_ascii_digit);
    if start >= 4 && bytes[start - 1] == b' ' && digits(start - 4) && !word_before(bytes, start - 4)
    {
        return start - 4;
    }
    start
}

/// `45, 46 et 47` after a parcel: the same section.
fn listed(scan: &Scan<'_>, at: usize, end: usize) -> Option<(Hit, String)> {
    let parcel_before = scan.parcel.as_ref()?;
    if at < parcel_before.end || at - parcel_before.end > 16 {
        return None;
    }
    let between = scan.text.get(parcel_before.end..at)?;
    let joins = between.split([' ', ',', ';', '/', '-', '\n', '&', '+', '(', ')']).all(|word| {
        matches!(
            word,
            "" | "et"
                | "à"
                | "n°"
                | "numéro"
                | "numéros"
                | "n°s"
                | "ET"
                | "au"
                | "N°"
                | "puis"
                | "ainsi"
                | "que"
        )
    });
    if !joins || between.is_empty() || is_surface(scan.bytes, end) || goes_on(scan.bytes, end) {
        return None;
    }
    let section = parcel_before.section.clone();
    let hit = parcel(scan, at, end, 0.9, &section, at).with_cue("suite d'une liste de parcelles");
    Some((hit, section))
}

/// `cadastrée n° 123 section AB`, `parcelle n° 45`.
fn reversed(scan: &Scan<'_>, at: usize, end: usize, before: usize) -> Option<(Hit, String)> {
    let named = [b"parcelle".as_slice(), b"parcelles"]
        .iter()
        .any(|word| scan.bytes[..before].ends_with(word));
    let signed = match sign(scan.bytes, before) {
        Some(signed) => signed,
        None if named && end - at >= 2 && !goes_on(scan.bytes, end) => before,
        None => return None,
    };
    if is_surface(scan.bytes, end) {
        return None;
    }
    let near = scan.before(signed);
    if !near.speaks_for(Kind::Cadastre, 30) || near.speaks_against(Kind::Cadastre, 30) {
        return None;
    }
    let rest = &scan.bytes[end..];
    const LINKS: [&[u8]; 6] = [
        b" section ",
        b", section ",
        b" de la section ",
        b" (section ",
        b" de section ",
        b", de la section ",
    ];
    let link = LINKS.iter().find(|link| rest.starts_with(link));
    let letters_at = link.map(|link| end + link.len());
    let letters = letters_at.map_or(0, |from| {
        scan.bytes[from..].iter().take(3).take_while(|byte| byte.is_ascii_uppercase()).count()
    });
    let section_end = letters_at.unwrap_or(end) + letters;
    if (1..=2).contains(&letters) && !word_at(scan.bytes, section_end) {
        let section = scan.text.get(section_end - letters..section_end)?.to_owned();
        let hit = parcel(scan, at, section_end, 0.95, &section, at);
        return Some((hit.with_value(format!("{section}{}", scan.text.get(at..end)?)), section));
    }
    if !near.ends_with(&[
        b"parcelle",
        b"parcelles",
        b"cadastre",
        b"cadastree",
        b"cadastrees",
        b"cadastres",
        b"cadastrale",
    ]) {
        return None;
    }
    let hit = parcel(scan, at, end, if named { 0.6 } else { 0.7 }, "", at);
    Some((hit, String::new()))
}

fn parcel(
    scan: &Scan<'_>,
    start: usize,
    end: usize,
    certainty: f32,
    section: &str,
    number_at: usize,
) -> Hit {
    let number = scan.text[number_at..end].trim_start_matches('0');
    Hit::new(Kind::Cadastre, start..end, certainty)
        .with_cue("section et numéro de parcelle")
        .with_value(format!("{section}{number}"))
}

/// Whether what follows makes the number a surface: `12 a 30 ca`, `739 m²`.
fn is_surface(bytes: &[u8], end: usize) -> bool {
    let blanks = bytes[end..].iter().take_while(|&&byte| byte == b' ').count().min(1);
    let rest = &bytes[end + blanks..];
    const UNITS: [&[u8]; 9] =
        [b"ha", b"ca", b"ares", b"are", b"hectare", b"centiare", b"m2", "m²".as_bytes(), b"a"];
    let unit = UNITS.iter().find(|unit| rest.starts_with(unit));
    unit.is_some_and(|unit| !rest.get(unit.len()).is_some_and(u8::is_ascii_alphabetic))
        || super::numbers::is_amount(&bytes[end..])
}

/// Whether the number goes on as a date, a quantity or another number.
fn goes_on(bytes: &[u8], end: usize) -> bool {
    let rest = &bytes[end..];
    const NEXT: [&[u8]; 17] = [
        b" autre",
        b" lot",
        b" parcelle",
        b" janv",
        " fév".as_bytes(),
        b" mars",
        b" avril",
        b" mai",
        b" juin",
        b" juil",
        " ao".as_bytes(),
        b" sept",
        b" oct",
        b" nov",
        " déc".as_bytes(),
        b" ans",
        b" %",
    ];
    NEXT.iter().any(|next| rest.starts_with(next))
        || (matches!(rest.first(), Some(b'/' | b'-' | b'.' | b','))
            && rest.get(1).is_some_and(u8::is_ascii_digit)
            && rest.first() != Some(&b','))
}

/// A parcel whose number, `from..to`, is in words: only right after its section and a sign.
pub(super) fn spelt(scan: &Scan<'_>, from: usize, to: usize, number: u32) -> Option<Hit> {
    let bytes = scan.bytes;
    let sign_at = sign(bytes, back_over_blanks(bytes, from))?;
    let letters_end = back_over_blanks(bytes, sign_at);
    let letters_start = section(bytes, letters_end)?;
    let start = with_word(bytes, letters_start);
    if letters_start < scan.done {
        return None;
    }
    let near = scan.before(letters_start);
    if start == letters_start && !near.speaks_for(Kind::Cadastre, 110) {
        return None;
    }
    let letters = scan.text.get(letters_start..letters_end)?;
    Some(
        Hit::new(Kind::Cadastre, not_before(scan.done, start, letters_start)..to, 0.93)
            .with_cue("numéro écrit en toutes lettres")
            .with_value(format!("{letters}{number}")),
    )
}
