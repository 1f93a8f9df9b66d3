//! Addresses of the network: e-mail, links, IP, MAC; positions (GPS); names of accounts.

use super::cluster::lookalike;
use super::kind::Kind;
use super::scan::{Hit, Scan, word_at, word_before};
use crate::taxonomy::Status;

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'')
        || byte >= 0xC3
        || (0x80..0xC0).contains(&byte)
}

fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

/// Top-level domains seen at the end of an address, to cut a word that was glued after it.
const ENDINGS: [&str; 20] = [
    "com", "fr", "net", "org", "eu", "gouv", "info", "be", "ch", "de", "it", "es", "uk", "lu",
    "re", "io", "biz", "pro", "asso", "nc",
];

/// Tries an e-mail address or the name of an account around the `@` at `at`; returns where to go on.
pub(super) fn at_sign(scan: &mut Scan<'_>, at: usize) -> usize {
    if let Some(hit) = mail(scan, at) {
        let end = hit.span.end;
        scan.push(hit);
        return end;
    }
    if let Some(hit) = account(scan, at) {
        let end = hit.span.end;
        scan.push(hit);
        return end;
    }
    at + 1
}

/// Skips blanks around `@` and points: one or two, or a line break.
fn blanks_back(bytes: &[u8], mut at: usize) -> usize {
    let stop = at.saturating_sub(3);
    while at > stop && matches!(bytes[at - 1], b' ' | b'\n' | b'\r') {
        at -= 1;
    }
    at
}

fn blanks_on(bytes: &[u8], mut at: usize) -> usize {
    let stop = at + 3;
    while at < stop && matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

fn mail(scan: &Scan<'_>, at: usize) -> Option<Hit> {
    let bytes = scan.bytes;
    let local_end = blanks_back(bytes, at);
    let start = local_start(scan, local_end)?;
    let domain = blanks_on(bytes, at + 1);
    let end = domain_end(scan, domain, local_end < at || domain > at + 1)?;
    let spaced = bytes[start..end].iter().any(u8::is_ascii_whitespace);
    Some(mail_hit(scan, start, end, if spaced { 0.93 } else { 0.99 }, "adresse électronique"))
}

/// Where the local part that ends at `end` begins; spaced points are crossed (`prenom . nom`).
fn local_start(scan: &Scan<'_>, end: usize) -> Option<usize> {
    let bytes = scan.bytes;
    let run = |mut at: usize| {
        while at > scan.done && is_local(bytes[at - 1]) && end - at < 72 {
            at -= 1;
        }
        // Not in the middle of a character, nor from a mark.
        while at < end
            && (bytes[at] & 0xC0 == 0x80 || matches!(bytes[at], b'.' | b'-' | b'\'' | b'%'))
        {
            at += 1;
        }
        at
    };
    let mut start = run(end);
    // An opening quotation mark and the like are not letters.
    while let Some(character) = scan.text.get(start..end).and_then(|text| text.chars().next()) {
        if character.is_alphanumeric() || character == '_' || character == '+' {
            break;
        }
        start += character.len_utf8();
    }
    if let Some(mark) = bytes[start..end].iter().rposition(|&byte| matches!(byte, 0xC2 | 0xE2)) {
        // `«prenom@…`: what precedes a quotation mark is another word.
        let mut after = start + mark + 1;
        while after < end && bytes[after] & 0xC0 == 0x80 {
            after += 1;
        }
        start = after;
    }
    if start >= end {
        return None;
    }
    if start > scan.done && bytes[start - 1] == b'\n' && start < end {
        // `louis_mart⏎in@…`: only when what ends the line looks like an address already.
        let head = run(start - 1);
        let tail = &bytes[head..start - 1];
        let shown = tail.iter().any(|byte| matches!(byte, b'_' | b'.') || byte.is_ascii_digit());
        if shown
            && tail.len() >= 3
            && tail.iter().all(|byte| is_local(*byte) && !byte.is_ascii_uppercase())
            && tail.last() != Some(&b'.')
        {
            start = head;
        }
    }
    loop {
        let dot = blanks_back(bytes, start);
        let marked = dot >= 2
            && dot < start
            && matches!(bytes[dot - 1], b'.' | b'_')
            && bytes[dot - 2] == b' ';
        if !marked {
            return Some(start);
        }
        let word_end = blanks_back(bytes, dot - 1);
        let before = run(word_end);
        if before >= word_end || word_end == dot - 1 {
            return Some(start);
        }
        start = before;
    }
}

/// Where a domain that begins at `start` ends: it has a point and a top level of letters.
fn domain_end(scan: &Scan<'_>, start: usize, spaced: bool) -> Option<usize> {
    let bytes = scan.bytes;
    let mut end = start;
    while end < bytes.len() && is_domain(bytes[end]) && end - start < 80 {
        end += 1;
    }
    // Points with blanks around, or a line break before the top level.
    loop {
        let next = blanks_on(bytes, end);
        let dot_next = bytes.get(next) == Some(&b'.') && (next > end);
        let dotted = end > start && bytes[end - 1] == b'.';
        let resume = if dot_next {
            blanks_on(bytes, next + 1)
        } else if dotted && next > end && (spaced || bytes[end..next].contains(&b'\n')) {
            next
        } else {
            break;
        };
        let label = bytes[resume..].iter().take_while(|&&byte| is_domain(byte)).count();
        let first = bytes.get(resume).is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if label == 0 || !first {
            break;
        }
        let text = &bytes[resume..resume + label];
        let known = ENDINGS.iter().any(|ending| {
            text.starts_with(ending.as_bytes())
                && !text.get(ending.len()).is_some_and(u8::is_ascii_alphanumeric)
        });
        if !known && !text.contains(&b'.') && !spaced && !dot_next {
            break;
        }
        end = resume + label;
    }
    let further = comma_top(bytes, start, end)
        .or_else(|| broken_domain(bytes, start, end))
        .or_else(|| blank_top(bytes, start, end));
    if further.is_some() {
        return further;
    }
    while end > start && matches!(bytes[end - 1], b'.' | b'-' | b'_') {
        end -= 1;
    }
    let domain = &bytes[start..end];
    let dot = domain.iter().rposition(|&byte| byte == b'.')?;
    let top = &domain[dot + 1..];
    let letters = top.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let blank = top.iter().take_while(|byte| matches!(byte, b' ' | b'\n')).count();
    if blank > 0 {
        return (top.len() - blank >= 2).then_some(end);
    }
    if letters < 2 || dot == 0 {
        return None;
    }
    Some(start + dot + 1 + cut(&top[..letters]))
}

/// Whether one of the usual top levels stands alone at `at`; where it ends.
fn usual_top(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at.min(bytes.len())..]
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_lowercase())
        .count();
    let top = std::str::from_utf8(bytes.get(at..at + length)?).ok()?;
    (ENDINGS.contains(&top) && !word_at(bytes, at + length)).then_some(at + length)
}

/// `orange,fr`: a comma in place of the point.
fn comma_top(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    (bytes.get(end) == Some(&b',') && end - start >= 2).then(|| usual_top(bytes, end + 1)).flatten()
}

/// `orange fr`: a blank in place of the point. Top levels that are no word only.
fn blank_top(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    const NO_WORD: [&[u8]; 5] = [b"com", b"fr", b"net", b"org", b"eu"];
    if end - start < 3 || bytes[start..end].contains(&b'.') || bytes.get(end) != Some(&b' ') {
        return None;
    }
    let top = usual_top(bytes, end + 1)?;
    NO_WORD.contains(&&bytes[end + 1..top]).then_some(top)
}

/// `ora⏎nge.fr`: a line break inside the domain, before its point.
fn broken_domain(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    if end == start || bytes[start..end].contains(&b'.') || bytes.get(end) != Some(&b'\n') {
        return None;
    }
    let length = bytes[end + 1..]
        .iter()
        .take(60)
        .take_while(|&&byte| is_domain(byte) && byte != b'_')
        .count();
    let rest = &bytes[end + 1..end + 1 + length];
    let rest = rest.strip_suffix(b".").unwrap_or(rest);
    let dot = rest.iter().rposition(|&byte| byte == b'.')?;
    let letters = rest[dot + 1..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let lower = rest
        .first()
        .is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'.' || byte.is_ascii_digit());
    (lower && letters >= 2 && dot + 1 + letters == rest.len()).then_some(end + 1 + rest.len())
}

/// Length of a top level to which a word may have been glued (`frSmith`).
fn cut(top: &[u8]) -> usize {
    let glued =
        (2..top.len()).find(|&at| top[at].is_ascii_uppercase() && top[at - 1].is_ascii_lowercase());
    if let Some(at) = glued
        && std::str::from_utf8(&top[..at]).is_ok_and(|head| ENDINGS.contains(&head))
    {
        return at;
    }
    top.len()
}

fn mail_hit(scan: &Scan<'_>, start: usize, end: usize, confidence: f32, cue: &'static str) -> Hit {
    let value: String = scan.text[start..end]
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let mut hit = Hit::new(Kind::Mail, start..end, confidence).with_cue(cue);
    if functional(&value) {
        hit.at_most = Some(Status::Permitted);
        hit.cue("adresse fonctionnelle d'une juridiction");
    }
    hit.with_value(value)
}

/// Addresses of services of justice, which are public. A person's address there is not.
fn functional(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    if !(domain == "justice.fr"
        || domain.ends_with(".justice.fr")
        || domain == "justice.gouv.fr"
        || domain == "courdecassation.fr")
    {
        return false;
    }
    const SERVICES: [&str; 24] = [
        "courdecassation",
        "greffe",
        "accueil",
        "chambre",
        "secretariat",
        "sauj",
        "sder",
        "occultation",
        "judilibre",
        "baj",
        "referes",
        "pole",
        "tj-",
        "ca-",
        "cph-",
        "tgi-",
        "tprx-",
        "tae-",
        "tcom-",
        "civil",
        "social",
        "contact",
        "presidence",
        "parquet",
    ];
    SERVICES.iter().any(|service| local.contains(service))
}

/// `@marco59`: the name of an account; a line break may cut it.
fn account(scan: &Scan<'_>, at: usize) -> Option<Hit> {
    let bytes = scan.bytes;
    if word_before(bytes, at) || matches!(scan.previous(at), b'.' | b'-' | b'_') {
        return None;
    }
    let run = |from: usize| {
        from + bytes[from..].iter().take(40).take_while(|&&byte| handle(byte)).count()
    };
    let mut end = run(at + 1);
    if end > at + 1 && bytes.get(end) == Some(&b'\n') {
        let next = run(end + 1);
        let tail = &bytes[end + 1..next];
        let open = matches!(bytes[end - 1], b'_' | b'-' | b'.') || end - at <= 3;
        let marked = tail.iter().any(|byte| byte.is_ascii_digit() || *byte == b'_');
        let lower = tail.first().is_some_and(|&byte| byte.is_ascii_lowercase() || byte == b'_');
        if lower && (open || marked) {
            end = next;
        }
    }
    while end > at && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    if end - at < 4 || !bytes[at + 1..end].iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let context = scan.before(at).speaks_for(Kind::Pseudo, 60);
    let mut hit = Hit::new(Kind::Pseudo, at..end, if context { 0.9 } else { 0.7 })
        .with_cue("nom de compte")
        .with_value(scan.text[at + 1..end].to_lowercase());
    if context {
        hit.cue("mot de contexte proche");
    }
    Some(hit)
}

/// Ways to write `@` in words or signs.
const AROBASE: [&[u8]; 24] = [
    b" arrobase ",
    b" arrobas ",
    b" a commercial ",
    b" arobase\n",
    b" arobase ",
    b" arobas ",
    b" arobaze ",
    b"[at]",
    b"(at)",
    b"[arobase]",
    b"(arobase)",
    b"(a)",
    b"[a]",
    b"{at}",
    b"<at>",
    b" at ",
    b" (at) ",
    b" [at] ",
    b" (a) ",
    b" [a] ",
    b" [arobase] ",
    b" (arobase) ",
    b"-arobase-",
    b"_at_",
];

/// Ways to write a point, a hyphen or an underscore between the words of an address.
const JOINTS: [&[u8]; 17] = [
    b" point ",
    b" dot ",
    b"[dot]",
    b"(dot)",
    b"[point]",
    b"(point)",
    b" tiret bas ",
    b" underscore ",
    b" tiret du six ",
    b" tiret ",
    b" [dot] ",
    b" [point] ",
    b" (point) ",
    b" . ",
    b"{dot}",
    b" (dot) ",
    b"(.)",
];

fn starts(bytes: &[u8], word: &[u8]) -> bool {
    bytes.len() >= word.len()
        && bytes.iter().zip(word).all(|(&byte, &other)| {
            let blank = other == b' ' && byte == b'\n';
            blank || byte.eq_ignore_ascii_case(&other)
        })
}

fn ends(bytes: &[u8], word: &[u8]) -> bool {
    bytes.len() >= word.len() && starts(&bytes[bytes.len() - word.len()..], word)
}

/// Tries an address whose `@` is written out somewhere around `at`. True when one was reported.
pub(super) fn written_mail(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let floor = at.saturating_sub(3).max(scan.done);
    let sign = (floor..=at + 2)
        .flat_map(|from| {
            let here =
                AROBASE.iter().filter(move |sign| starts(&bytes[from.min(bytes.len())..], sign));
            here.map(move |sign| (from, sign.len()))
        })
        .max_by_key(|&(_, length)| length);
    let Some((from, width)) = sign else { return false };
    let Some(end) = written_domain(scan, from + width) else {
        return written_account(scan, from, from + width);
    };
    let Some(start) = written_local(scan, from) else { return false };
    let mut hit = mail_hit(scan, start, end, 0.93, "adresse électronique écrite en toutes lettres");
    hit.value = plain_address(&scan.text[start..end]);
    scan.push(hit);
    true
}

/// `arobase marco_59`: the name of an account, when it looks like one or a word says so.
fn written_account(scan: &mut Scan<'_>, from: usize, start: usize) -> bool {
    let bytes = scan.bytes;
    let name =
        bytes[from..start].iter().any(|byte| byte.is_ascii_alphabetic() && *byte | 0x20 == b'o');
    let length = bytes[start..].iter().take(40).take_while(|&&byte| handle(byte)).count();
    let end = start + length;
    let shown = bytes[start..end].iter().any(|byte| byte.is_ascii_digit() || *byte == b'_');
    if !name || length < 3 || !(shown || scan.before(from).speaks_for(Kind::Pseudo, 60)) {
        return false;
    }
    let word = from + usize::from(bytes[from].is_ascii_whitespace());
    let hit = Hit::new(Kind::Pseudo, word..end, 0.8)
        .with_cue("nom de compte")
        .with_value(scan.text[start..end].to_lowercase());
    scan.push(hit);
    true
}

fn handle(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn plain_address(written: &str) -> String {
    let mut value = written.to_lowercase().replace('\n', " ");
    for sign in AROBASE {
        if let Ok(sign) = std::str::from_utf8(sign) {
            value = value.replace(sign, "@");
        }
    }
    for joint in JOINTS {
        let Ok(joint) = std::str::from_utf8(joint) else { continue };
        let mark = match joint {
            j if j.contains("bas") || j.contains("under") || j.contains("six") => "_",
            j if j.contains("tiret") => "-",
            _ => ".",
        };
        value = value.replace(joint, mark);
    }
    value.retain(|c| !c.is_whitespace());
    value
}

fn atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'-' | b'+')
        || matches!(byte, 0xC3 | 0x80..=0xBF)
}

fn written_local(scan: &Scan<'_>, end: usize) -> Option<usize> {
    let bytes = scan.bytes;
    let mut start = end;
    loop {
        let word_end = start;
        while start > scan.done && atom(bytes[start - 1]) && end - start < 90 {
            start -= 1;
        }
        while start < word_end
            && (bytes[start] & 0xC0 == 0x80 || matches!(bytes[start], b'.' | b'-'))
        {
            start += 1;
        }
        if start == word_end {
            return None;
        }
        match JOINTS
            .iter()
            .filter(|joint| ends(&bytes[scan.done..start], joint))
            .max_by_key(|joint| joint.len())
        {
            Some(joint) if end - start < 80 => start -= joint.len(),
            _ => return Some(start),
        }
    }
}

fn written_domain(scan: &Scan<'_>, start: usize) -> Option<usize> {
    let bytes = scan.bytes;
    let mut end = start;
    let mut points = 0;
    loop {
        let from = end;
        while end < bytes.len() && atom(bytes[end]) && end - start < 90 {
            end += 1;
        }
        while end > from && matches!(bytes[end - 1], b'.' | b'-' | 0x80..=0xBF) {
            end -= 1;
        }
        if end == from {
            return None;
        }
        points += bytes[from..end].iter().filter(|&&byte| byte == b'.').count();
        let joint = JOINTS
            .iter()
            .filter(|joint| starts(&bytes[end..], joint))
            .max_by_key(|joint| joint.len());
        match joint {
            Some(joint)
                if end - start < 80
                    && bytes.get(end + joint.len()).is_some_and(|b| b.is_ascii_alphanumeric()) =>
            {
                points += 1;
                end += joint.len();
            }
            _ => break,
        }
    }
    let top = bytes[start..end].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    (points > 0 && (2..=12).contains(&top)).then_some(end)
}

/// Platforms whose bare name says nothing of a person.
const PLATFORMS: [&str; 20] = [
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "twitter.com",
    "x.com",
    "tiktok.com",
    "snapchat.com",
    "google.com",
    "google.fr",
    "youtube.com",
    "amazon.fr",
    "amazon.com",
    "booking.com",
    "leboncoin.fr",
    "airbnb.fr",
    "airbnb.com",
    "meetic.fr",
    "hotels.com",
    "vinted.fr",
    "ebay.fr",
];

/// Sites of public bodies: cited, not sensitive.
const PUBLIC: [&str; 34] = [
    "gouv.fr",
    "justice.fr",
    "courdecassation.fr",
    "conseil-etat.fr",
    "conseil-constitutionnel.fr",
    "europa.eu",
    "coe.int",
    "service-public.fr",
    "cnil.fr",
    "senat.fr",
    "assemblee-nationale.fr",
    "insee.fr",
    "urssaf.fr",
    "ameli.fr",
    "cglpl.fr",
    "defenseurdesdroits.fr",
    "cnda.fr",
    "cada.fr",
    "arcom.fr",
    "hatvp.fr",
    "vie-publique.fr",
    "autoritedelaconcurrence.fr",
    "amf-france.org",
    "banque-france.fr",
    "has-sante.fr",
    "francetravail.fr",
    "pole-emploi.fr",
    "caf.fr",
    "msa.fr",
    "lassuranceretraite.fr",
    "ccomptes.fr",
    "inpi.fr",
    "notaires.fr",
    "ohchr.org",
];

/// Top levels that a bare domain must end with.
const BARE: [&str; 14] = [
    "com", "fr", "net", "org", "eu", "info", "biz", "io", "be", "ch", "co", "pro", "paris", "shop",
];

/// Tries a link around `://`; `at` is the colon. Returns where to go on.
pub(super) fn scheme(scan: &mut Scan<'_>, at: usize) -> usize {
    let bytes = scan.bytes;
    if at < scan.done || bytes.get(at + 2) != Some(&b'/') {
        return at + 1;
    }
    let mut start = at;
    while start > scan.done && bytes[start - 1].is_ascii_alphabetic() && at - start < 6 {
        start -= 1;
    }
    let name = bytes[start..at].to_ascii_lowercase();
    let known = ["https", "http", "hxxps", "hxxp", "ftp"]
        .iter()
        .find(|known| name.ends_with(known.as_bytes()));
    let Some(known) = known else { return at + 1 };
    link(scan, at - known.len(), at + 3)
}

/// Tries a link that begins with `www.` at `at`.
pub(super) fn www(scan: &mut Scan<'_>, at: usize) {
    if !word_before(scan.bytes, at) || scan.previous(at).is_ascii_lowercase() {
        let point = 4 + usize::from(scan.byte(at + 3) == b' ');
        link(scan, at, at + point);
    }
}

/// Reports the link that begins at `start`, whose host begins at `host`.
fn link(scan: &mut Scan<'_>, start: usize, host: usize) -> usize {
    let bytes = scan.bytes;
    let mut end = host;
    while end < bytes.len()
        && bytes[end] > b' '
        && !matches!(
            bytes[end],
            b'<' | b'>' | b'"' | b'|' | b'\\' | b'^' | b'`' | b'{' | b'}' | b'[' | b']'
        )
        && !bytes[end..].starts_with("»".as_bytes())
        && !bytes[end..].starts_with("…".as_bytes())
    {
        end += 1;
    }
    end = spread(bytes, host, end);
    // Punctuation of the sentence, and a bracket that was opened before.
    while end > host {
        let last = bytes[end - 1];
        let closing = last == b')' && !bytes[host..end].contains(&b'(');
        if closing || matches!(last, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'') {
            end -= 1;
        } else {
            break;
        }
    }
    let host_end =
        host + bytes[host..end].iter().take_while(|&&b| !matches!(b, b'/' | b'?' | b'#')).count();
    let name =
        scan.text.get(host..host_end).unwrap_or("").to_ascii_lowercase().replace([' ', '\n'], "");
    if !name.contains('.') && name.matches(':').count() < 2 {
        return end.max(start + 1);
    }
    if name.rsplit('.').next().is_some_and(|top| top.len() < 2) || start < scan.done {
        return end.max(start + 1);
    }
    let path = host_end + 1 < end;
    report_link(scan, start, end, &name, path, 0.95);
    end
}

/// `www .instagram .com/nom`, `www.instagram.com/⏎nom`: goes on over a blank before a point, and
/// over a line break after a slash.
fn spread(bytes: &[u8], host: usize, mut end: usize) -> usize {
    loop {
        let blank = bytes.get(end) == Some(&b' ') && bytes.get(end + 1) == Some(&b'.');
        let broken = bytes.get(end) == Some(&b'\n') && end > host && bytes[end - 1] == b'/';
        let next = end + if blank { 2 } else { 1 };
        let letter =
            bytes.get(next).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'@');
        if !(blank || broken) || !letter || end - host > 120 {
            return end;
        }
        end = next;
        while end < bytes.len()
            && bytes[end] > b' '
            && !matches!(bytes[end], b'<' | b'>' | b'"' | b')' | b',' | b';' | 0xC2 | 0xE2)
        {
            end += 1;
        }
    }
}

/// Tries a bare domain around the point at `at` (`garage-martin.com`, `google.co.il`).
pub(super) fn bare_domain(scan: &mut Scan<'_>, at: usize) -> usize {
    let bytes = scan.bytes;
    let top = &bytes[at + 1..bytes.len().min(at + 3)];
    const HEADS: &[u8] = b"cofrneoreuinbiiobechprpashmi";
    if !HEADS.chunks(2).any(|head| head.eq_ignore_ascii_case(top))
        && !bytes[at + 1..].iter().take(20).any(|&byte| byte == b'.')
    {
        return at + 1;
    }
    let mut end = at;
    while end < bytes.len() && (is_domain(bytes[end]) && bytes[end] != b'_') {
        end += 1;
    }
    while matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let mut start = at;
    while start > scan.done
        && (bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'-' | b'.'))
        && at - start < 64
    {
        start -= 1;
    }
    while start < at && matches!(bytes[start], b'-' | b'.') {
        start += 1;
    }
    if end <= at + 1
        || at - start < 2
        || bytes.get(end) == Some(&b'@')
        || word_at(bytes, end)
        || word_before(bytes, start)
    {
        return at + 1;
    }
    let name = scan.text[start..end].to_ascii_lowercase();
    let mut labels = name.rsplit('.');
    let top = labels.next().unwrap_or("");
    let second = labels.next().unwrap_or("");
    let country = top.len() == 2 && second == "co" && labels.next().is_some();
    let lower_top = bytes[at + 1..end].iter().any(u8::is_ascii_lowercase);
    if !(BARE.contains(&top) || country)
        || !lower_top && bytes[start..at].iter().any(u8::is_ascii_lowercase)
    {
        return at + 1;
    }
    let mut stop = end;
    if bytes.get(end) == Some(&b'/')
        && (word_at(bytes, end + 1) || bytes.get(end + 1) == Some(&b'@'))
    {
        while stop < bytes.len()
            && bytes[stop] > b' '
            && !matches!(bytes[stop], b')' | b']' | b'"' | b',' | b';' | 0xC2)
        {
            stop += 1;
        }
        while stop > end && matches!(bytes[stop - 1], b'.' | b':') {
            stop -= 1;
        }
    }
    let path = stop > end + 1;
    if bytes[..start].ends_with(b" at ") && written_mail(scan, start - 4) {
        return scan.done;
    }
    let near = scan.before(start);
    let company =
        near.ends_with(&[b"societe", b"sas", b"sarl", b"sa", b"plateforme", b"group", b"groupe"]);
    if !path && (PLATFORMS.contains(&name.as_str()) || company) {
        return end;
    }
    report_link(scan, start, stop, &name, path, 0.8);
    stop
}

fn report_link(
    scan: &mut Scan<'_>,
    start: usize,
    end: usize,
    host: &str,
    path: bool,
    confidence: f32,
) {
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let mut hit = Hit::new(Kind::Url, start..end, confidence)
        .with_cue(if path { "lien vers une page" } else { "adresse d'un site" })
        .with_value(scan.text[start..end].to_lowercase());
    let public = PUBLIC.iter().any(|site| {
        bare == *site || bare.strip_suffix(site).is_some_and(|head| head.ends_with('.'))
    });
    if public || (!path && PLATFORMS.contains(&bare)) {
        hit.at_most = Some(Status::Permitted);
        hit.cue("site public");
    }
    scan.push(hit);
}

/// Tries an address or a page whose points are in words, around the « point » at `at`.
pub(super) fn written_domain_at(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let after = at + 7;
    // Only a top level, or what follows `www`, makes this point worth a look.
    let top = usual_top(bytes, after).is_some()
        || bytes[after.min(bytes.len())..].starts_with(b"example");
    if !top || scan.hits.iter().any(|hit| hit.span.contains(&at)) {
        return false;
    }
    let Some(start) = written_local(scan, at) else { return false };
    let signed =
        AROBASE.iter().filter(|sign| ends(&bytes[..start], sign)).map(|sign| sign.len()).max();
    if let Some(width) = signed {
        return written_mail(scan, start - width + 1);
    }
    let Some(mut end) = written_domain(scan, start) else { return false };
    while let Some(next) = slash(bytes, end) {
        end = next;
    }
    let words = bytes[start..end].windows(7).filter(|window| *window == b" point ").count();
    let slashed = bytes[start..end].windows(5).any(|window| window == b"slash");
    if !(slashed || words >= 2 || bytes[start..].starts_with(b"www")) {
        return false;
    }
    let value = plain_address(&scan.text[start..end]).replace("slash", "/");
    let hit = Hit::new(Kind::Url, start..end, 0.92)
        .with_cue("adresse d'un site écrite en toutes lettres")
        .with_value(value);
    scan.push(hit);
    true
}

/// Where a part of a path written after « slash » ends.
fn slash(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes[at..].strip_prefix(b" slash ")?;
    let start = at + 7;
    let first = rest.iter().take(40).take_while(|&&byte| handle(byte) || byte == b'@').count();
    let mut end = start + first;
    while let Some(rest) = bytes[end..].strip_prefix(b" point ") {
        let more = rest.iter().take(40).take_while(|&&byte| handle(byte)).count();
        if more == 0 {
            break;
        }
        end += 7 + more;
    }
    while end > start && bytes[end - 1] == b'.' {
        end -= 1;
    }
    (end > start).then_some(end)
}

/// Tries an IPv4 address that a scan spoilt (a line break, letters for digits), where words
/// announce it. The first part begins at `at`.
pub(super) fn spoilt_ipv4(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let mut start = at;
    while start > scan.done && at - start < 3 && lookalike(bytes[start - 1]).is_some() {
        start -= 1;
    }
    if word_before(bytes, start) {
        return false;
    }
    let (mut place, mut points, mut width, mut odd) = (start, 0, 0, 0);
    let mut end = start;
    while place < bytes.len() && place - start < 24 {
        match bytes[place] {
            b'.' if width > 0 && points < 3 => {
                points += 1;
                width = 0;
            }
            b'\n' => odd += 1,
            byte if lookalike(byte).is_some() && width < 3 => {
                odd += usize::from(!byte.is_ascii_digit());
                width += 1;
                end = place + 1;
            }
            _ => break,
        }
        place += 1;
    }
    if points < 3 || odd == 0 || word_at(bytes, end) {
        return false;
    }
    let value: String = bytes[start..end]
        .iter()
        .filter(|byte| **byte != b'\n')
        .map(|&byte| char::from(lookalike(byte).unwrap_or(byte)))
        .collect();
    let octets =
        value.split('.').filter(|part| part.parse::<u16>().is_ok_and(|octet| octet < 1000)).count();
    let near = scan.before(start);
    if octets != 4
        || value.matches('.').count() != 3
        || !(near.speaks_for(Kind::Ip, 60) || scan.after(end).speaks_for(Kind::Ip, 4))
    {
        return false;
    }
    let hit = Hit::new(Kind::Ip, start..end, 0.85)
        .with_cue("adresse IP")
        .with_cue("mot de contexte proche")
        .with_value(value);
    scan.push(hit);
    true
}

/// Tries an IPv6 address that a scan spoilt, where words announce it; `at` is one of its colons.
fn spoilt_ipv6(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let inside = |byte: u8| {
        byte.is_ascii_hexdigit() || lookalike(byte).is_some() || matches!(byte, b':' | b'\n')
    };
    let mut start = at;
    while start > scan.done && at - start < 44 && inside(bytes[start - 1]) {
        // A line break joins only what stands by a colon.
        let apart = bytes[start - 1] == b'\n'
            && bytes[start] != b':'
            && !bytes[..start - 1].ends_with(b":");
        if apart {
            break;
        }
        start -= 1;
    }
    while start < at && matches!(bytes[start], b':' | b'\n') {
        start += 1;
    }
    let length = bytes[start..].iter().take(48).take_while(|&&byte| inside(byte)).count();
    let mut end = start + length;
    while end > start && matches!(bytes[end - 1], b'\n' | b':') {
        end -= 1;
    }
    let colons = bytes[start..end].iter().filter(|&&byte| byte == b':').count();
    if colons != 7 || word_before(bytes, start) || word_at(bytes, end) {
        return false;
    }
    let near = scan.before(start);
    if !(near.speaks_for(Kind::Ip, 60) || scan.after(end).speaks_for(Kind::Ip, 4)) {
        return false;
    }
    let value = scan.text[start..end].replace('\n', "").to_ascii_lowercase();
    let hit = Hit::new(Kind::Ip, start..end, 0.85)
        .with_cue("adresse IP")
        .with_cue("mot de contexte proche")
        .with_value(value);
    scan.push(hit);
    true
}

/// Tries an IPv4 address whose first part is `at..end`; true when one was reported.
pub(super) fn ipv4(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let bytes = scan.bytes;
    if word_before(bytes, at)
        || scan.previous(at) == b'.' && at >= 2 && bytes[at - 2].is_ascii_digit()
    {
        return false;
    }
    if !bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let Some((stop, octets)) = octets(bytes, at, end) else { return false };
    if word_at(bytes, stop) {
        return false;
    }
    let mask = mask_end(bytes, stop, 32);
    let near = scan.before(at);
    let context = near.speaks_for(Kind::Ip, 60);
    let spread =
        octets.iter().map(|&octet| u32::from(octet)).sum::<u32>() > 60 || octets[1..].contains(&0);
    let sure =
        context || (spread && !near.speaks_against(Kind::Ip, 30)) || scan.is_alone(&(at..stop));
    if !sure {
        return false;
    }
    let mut hit = Hit::new(Kind::Ip, at..mask, if context { 0.98 } else { 0.8 })
        .with_cue("adresse IP")
        .with_value(scan.text[at..stop].to_owned());
    if context {
        hit.cue("mot de contexte proche");
    }
    scan.push(hit);
    true
}

fn octets(bytes: &[u8], at: usize, end: usize) -> Option<(usize, [u8; 4])> {
    let mut octets = [0u8; 4];
    let (mut from, mut to) = (at, end);
    for (rank, octet) in octets.iter_mut().enumerate() {
        let part = std::str::from_utf8(&bytes[from..to]).ok()?;
        if part.is_empty() || (part.len() > 1 && part.starts_with('0')) {
            return None;
        }
        *octet = part.parse().ok()?;
        if rank < 3 {
            if bytes.get(to) != Some(&b'.') {
                return None;
            }
            from = to + 1;
            to = from
                + bytes[from..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        }
    }
    Some((to, octets))
}

/// Takes in the length of a prefix (`/24`), when it is one.
fn mask_end(bytes: &[u8], end: usize, most: u32) -> usize {
    if bytes.get(end) != Some(&b'/') {
        return end;
    }
    let digits = bytes[end + 1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(&bytes[end + 1..end + 1 + digits])
        .ok()
        .and_then(|d| d.parse::<u32>().ok());
    match value {
        Some(value) if value <= most && !word_at(bytes, end + 1 + digits) => end + 1 + digits,
        _ => end,
    }
}

/// Tries an IPv6 or MAC address around the colon at `at`; returns where to go on.
pub(super) fn colon(scan: &mut Scan<'_>, at: usize) -> usize {
    let bytes = scan.bytes;
    let inside = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
    let mut start = at;
    while start > scan.done && inside(bytes[start - 1]) && at - start < 40 {
        start -= 1;
    }
    let mut end = at;
    while end < bytes.len() && inside(bytes[end]) && end - start < 60 {
        end += 1;
    }
    while end > start && bytes[end - 1] == b'.' {
        end -= 1;
    }
    if end - start == 17 && mac_shape(&bytes[start..end], b':') {
        return mac(scan, start, end);
    }
    if word_before(bytes, start) || word_at(bytes, end) {
        if spoilt_ipv6(scan, at) {
            return scan.done;
        }
        return embedded_ipv4(scan, start, end);
    }
    let text = &scan.text[start..end];
    let Ok(address) = text.parse::<std::net::Ipv6Addr>() else {
        if spoilt_ipv6(scan, at) {
            return scan.done;
        }
        return embedded_ipv4(scan, start, end);
    };
    let near = scan.before(start);
    let context = near.speaks_for(Kind::Ip, 60);
    // `::` alone is also punctuation of programs.
    if end - start < 3 && !context {
        return end;
    }
    let mut stop = end;
    if bytes.get(end) == Some(&b'%') {
        stop += 1 + bytes[end + 1..]
            .iter()
            .take(16)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
    } else {
        stop = mask_end(bytes, end, 128);
    }
    let mut hit = Hit::new(Kind::Ip, start..stop, if context { 0.98 } else { 0.9 })
        .with_cue("adresse IP")
        .with_value(address.to_string());
    if context {
        hit.cue("mot de contexte proche");
    }
    scan.push(hit);
    stop
}

/// `text::ffff:192.0.2.1`: the last part is an address of its own.
fn embedded_ipv4(scan: &mut Scan<'_>, start: usize, end: usize) -> usize {
    let bytes = scan.bytes;
    if let Some(colon) = bytes[start..end].iter().rposition(|&byte| byte == b':') {
        let from = start + colon + 1;
        let to = from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if bytes[from..end].contains(&b'.')
            && to > from
            && from >= scan.done
            && ipv4(scan, from, to)
        {
            return scan.done;
        }
        return from;
    }
    end.max(start + 1)
}

fn mac_shape(bytes: &[u8], mark: u8) -> bool {
    bytes.len() == 17
        && bytes.iter().enumerate().all(|(rank, byte)| {
            if rank % 3 == 2 { *byte == mark } else { byte.is_ascii_hexdigit() }
        })
        && bytes.iter().any(|byte| !matches!(*byte, b'0') && *byte != mark)
}

/// Tries a MAC address written with hyphens, one of whose pairs holds the digit at `at`.
pub(super) fn hyphenated(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let mut start = at;
    while start > scan.done
        && at - start < 17
        && (bytes[start - 1].is_ascii_hexdigit() || bytes[start - 1] == b'-')
    {
        start -= 1;
    }
    if start + 17 > bytes.len() || !mac_shape(&bytes[start..start + 17], b'-') {
        return false;
    }
    let before = scan.hits.len();
    mac(scan, start, start + 17);
    scan.hits.len() > before
}

/// Tries a MAC address, perhaps without a digit, after the word that announces it.
pub(super) fn announced_mac(scan: &mut Scan<'_>, at: usize) {
    let bytes = scan.bytes;
    let stop = bytes.len().min(at + 48);
    let mark = bytes[at..stop]
        .windows(17)
        .position(|pairs| mac_shape(pairs, b'-') || mac_shape(pairs, b':'));
    if let Some(skip) = mark {
        mac(scan, at + skip, at + skip + 17);
    }
}

fn mac(scan: &mut Scan<'_>, start: usize, end: usize) -> usize {
    let bytes = scan.bytes;
    let parted = !word_before(bytes, start)
        && !word_at(bytes, end)
        && !matches!(bytes.get(end), Some(b':' | b'-'));
    let letters = bytes[start..end].iter().any(u8::is_ascii_alphabetic);
    let context = scan.before(start).speaks_for(Kind::Mac, 60);
    if !parted || start < scan.done || !(letters || context || scan.is_alone(&(start..end))) {
        return end;
    }
    let hit = Hit::new(Kind::Mac, start..end, if context { 0.98 } else { 0.9 })
        .with_cue("adresse matérielle")
        .with_value(scan.text[start..end].to_ascii_uppercase().replace('-', ":"));
    scan.push(hit);
    end
}

/// Tries a pair of decimal degrees whose first whole part is `at..end`.
pub(super) fn position(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let bytes = scan.bytes;
    let Some((first_end, first)) = degrees(bytes, at, end) else { return false };
    if first.abs() > 90.0 || word_before(bytes, at) {
        return false;
    }
    let mut next = first_end;
    while next < bytes.len()
        && next - first_end < 24
        && !bytes[next].is_ascii_digit()
        && bytes[next] != b'\n'
    {
        next += 1;
    }
    let whole =
        next + bytes[next..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let Some((stop, second)) = degrees(bytes, next, whole) else { return false };
    if second.abs() > 180.0 {
        return false;
    }
    let near = scan.before(at);
    if !near.speaks_for(Kind::Gps, 80) {
        return false;
    }
    let start = if matches!(scan.previous(at), b'-' | b'+') { at - 1 } else { at };
    let hit = Hit::new(Kind::Gps, start..stop, 0.95)
        .with_cue("coordonnées géographiques")
        .with_cue("mot de contexte proche")
        .with_value(format!("{first},{second}"));
    scan.push(hit);
    true
}

/// `48.8566`: a whole part of one to three digits and four decimals or more.
fn degrees(bytes: &[u8], at: usize, end: usize) -> Option<(usize, f64)> {
    if !(1..=3).contains(&(end.checked_sub(at)?)) || !matches!(bytes.get(end), Some(b'.' | b',')) {
        return None;
    }
    let decimals =
        bytes[end + 1..].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    if decimals < 4 {
        return None;
    }
    let whole = std::str::from_utf8(&bytes[at..end]).ok()?;
    let fraction = std::str::from_utf8(&bytes[end + 1..end + 1 + decimals]).ok()?;
    Some((end + 1 + decimals, format!("{whole}.{fraction}").parse().ok()?))
}

/// Tries degrees, minutes and seconds (`48°51'24"N 2°21'07"E`) whose degrees are `at..end`.
pub(super) fn sexagesimal(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let Some(first) = angle(scan.bytes, at, end) else { return false };
    let mut next = first;
    while next < scan.bytes.len() && next - first < 5 && !scan.bytes[next].is_ascii_digit() {
        next += 1;
    }
    let whole =
        next + scan.bytes[next..].iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let Some(stop) = angle(scan.bytes, next, whole) else { return false };
    let hit = Hit::new(Kind::Gps, at..stop, 0.95)
        .with_cue("coordonnées géographiques")
        .with_value(scan.text[at..stop].split_whitespace().collect());
    scan.push(hit);
    true
}

/// Where an angle ends: degrees, minutes, perhaps seconds, a cardinal point.
fn angle(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    if at == end || !bytes[end..].starts_with("°".as_bytes()) {
        return None;
    }
    let mut place = end + 2;
    let stop = bytes.len().min(place + 24);
    let mut digits = 0;
    while place < stop {
        match bytes[place] {
            b'0'..=b'9' => digits += 1,
            b'N' | b'S' | b'E' | b'W' | b'O' if digits > 0 => {
                return (!word_at(bytes, place + 1)).then_some(place + 1);
            }
            b' ' | b'.' | b',' | b'\'' | b'"' | 0xE2 | 0x80..=0xBF => {}
            _ => return None,
        }
        place += 1;
    }
    None
}

/// Tries the name of an account after `pseudo…` or `identifiant`; `at` is inside that word.
pub(super) fn account_name(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let mut place = at;
    while place < bytes.len() && word_at(bytes, place) && place - at < 16 {
        place += if bytes[place] < 0x80 { 1 } else { 2 };
    }
    // Short links only: `pseudonyme de « … »`, `identifiant : « … »`, `pseudo Snapchat « … »`.
    let limit = bytes.len().min(place + 40);
    let mut quoted = None;
    let mut from = place;
    while from < limit {
        let rest = &bytes[from..];
        let width = [("«", 2), ("“", 3), ("\"", 1)]
            .iter()
            .find(|(mark, _)| rest.starts_with(mark.as_bytes()));
        if let Some(&(_, width)) = width {
            quoted = Some(from + width);
            break;
        }
        if matches!(bytes[from], b'.' | b';' | b'\n' | b'(' | b'[') {
            return false;
        }
        from += 1;
    }
    let Some(mut start) = quoted else { return false };
    while matches!(bytes.get(start), Some(b' ' | b'@')) {
        start += 1;
    }
    let stop = bytes.len().min(start + 48);
    let mut end = start;
    while end < stop
        && !matches!(bytes[end], b'"' | b'\n' | b'[' | b']')
        && !bytes[end..].starts_with("»".as_bytes())
        && !bytes[end..].starts_with("”".as_bytes())
    {
        end += 1;
    }
    if end == stop && end < bytes.len() && !scan.text.is_char_boundary(end) {
        return false;
    }
    let Some(name) = scan.text.get(start..end) else { return false };
    let start = start + name.len() - name.trim_start().len();
    let name = name.trim();
    let words = name.split_whitespace().count();
    if name.chars().count() < 3
        || words > 3
        || start < scan.done
        || !name.chars().any(char::is_alphanumeric)
    {
        return false;
    }
    if name.contains("...") || name.contains('…') {
        return false;
    }
    let hit =
        Hit::new(Kind::Pseudo, start..start + name.len(), if words == 1 { 0.85 } else { 0.7 })
            .with_cue("nom de compte entre guillemets")
            .with_value(name.to_lowercase());
    scan.push(hit);
    true
}
