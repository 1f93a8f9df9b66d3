//! Identifiers: numbers with a key, addresses of the network, plates, parcels; one pass over the bytes.
//!
//! A table of byte classes finds what may begin an identifier (a digit, `@`, `://`, `z` of a
//! number in words…); only there are shapes read, keys computed and nearby words looked up.
//! Needs no tokens, keeps nothing between two texts, and must not judge by the decision's policy.

mod bank;
mod cadastre;
pub mod checks;
mod cluster;
mod context;
mod dates;
mod kind;
mod labelled;
mod numbers;
mod plates;
mod register;
mod scan;
mod spelled;
mod web;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use fearless_simd::{Level, Simd, dispatch};
use thiserror::Error;

use self::cluster::lookalike;
use self::context::Lexicon;
use self::kind::{KINDS, Kind};
use self::scan::{Hit, Scan, word_before};
use crate::detect::Candidate;
use crate::document::View;
use crate::document::bits::{BLOCK, gather};
use crate::rules::{Catalogue, Rule, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

/// Why the engine could not be built from a catalogue.
#[derive(Debug, Error)]
#[error("les mots de contexte des règles d'identifiants ne peuvent être compilés : {0}")]
pub struct IdentifiersError(#[from] aho_corasick::BuildError);

/// What the catalogue says of a kind.
#[derive(Clone, Copy)]
struct Target {
    rule: RuleIndex,
    category: Category,
    /// Severity one step below the rule's.
    below: Severity,
}

/// The compiled engine. Kinds whose rule is not in the catalogue are not reported.
pub struct Identifiers {
    lexicon: Lexicon,
    targets: [Option<Target>; KINDS],
    /// Finds words that no rare byte announces, in one pass.
    words: AhoCorasick,
}

/// What a word opens.
#[derive(Clone, Copy)]
enum Opener {
    /// The name of an account.
    Account,
    /// A number in words.
    Number,
    /// An address whose points are in words.
    Point,
    /// The number of an identity card, which may hold no run of digits.
    Card,
}

/// Words that no rare byte announces.
const OPENERS: [(&str, Opener); 6] = [
    ("seudo", Opener::Account),
    (" cent", Opener::Number),
    (" mille ", Opener::Number),
    (" point ", Opener::Point),
    ("CNI", Opener::Card),
    ("dentité", Opener::Card),
];

impl Identifiers {
    /// Compiles the engine from a catalogue.
    pub fn compile(catalogue: &Catalogue) -> Result<Self, IdentifiersError> {
        Self::from_rules(catalogue.rules())
    }

    /// Compiles the engine from the rules of a catalogue, in its order: the place of a rule is its index.
    pub fn from_rules(rules: &[Rule]) -> Result<Self, IdentifiersError> {
        let mut targets = [None; KINDS];
        let mut known = Vec::new();
        for kind in Kind::ALL {
            let found = rules.iter().enumerate().find(|(_, rule)| &*rule.id == kind.rule_id());
            if let Some((index, rule)) = found {
                targets[kind as usize] = Some(Target {
                    rule: RuleIndex(index as u16),
                    category: rule.category,
                    below: below(rule.severity),
                });
                known.push((kind, rule));
            }
        }
        let lexicon = Lexicon::new(known.into_iter());
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(OPENERS.map(|(word, _)| word))?;
        Ok(Self { lexicon, targets, words })
    }

    /// Finds the identifiers of a view and appends them to `out`, in the order of the text.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        let mut scan = Scan::new(self, &view.text);
        scan.signs();
        scan.openers();
        let mut hits = scan.hits;
        settle(&mut hits);
        out.extend(hits.into_iter().filter_map(|hit| self.candidate(hit)));
    }

    fn candidate(&self, hit: Hit) -> Option<Candidate> {
        let target = self.targets[hit.kind as usize]?;
        // Any number of a form or of an invoice may stand after these labels: with a wrong or missing
        // key, someone looks before anything is called a violation.
        let doubtful = hit.lowered && matches!(hit.kind, Kind::Nir | Kind::Company);
        Some(Candidate {
            span: hit.span,
            rule: target.rule,
            category: target.category,
            severity: hit.lowered.then_some(target.below),
            confidence: hit.confidence.clamp(0.0, 1.0),
            value: hit.value,
            cues: hit.cues,
            at_most: hit.at_most.or(doubtful.then_some(Status::ToReview)),
        })
    }
}

fn below(severity: Severity) -> Severity {
    match severity {
        Severity::Bloquant => Severity::Critique,
        Severity::Critique => Severity::Majeur,
        Severity::Majeur => Severity::Mineur,
        Severity::Mineur | Severity::Info => Severity::Info,
    }
}

/// Puts hits in the order of the text; where two overlap, the surer and then the longer stays.
fn settle(hits: &mut Vec<Hit>) {
    if hits.is_sorted_by(|a, b| a.span.end <= b.span.start) {
        return;
    }
    hits.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(b.span.len().cmp(&a.span.len()))
    });
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits.drain(..) {
        let free = kept
            .iter()
            .all(|other| hit.span.end <= other.span.start || other.span.end <= hit.span.start);
        if free {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| hit.span.start);
    *hits = kept;
}

/// Classes of bytes that may begin or announce an identifier.
const PLAIN: u8 = 0;
const DIGIT: u8 = 1;
const POINT: u8 = 2;
const OPEN: u8 = 3;
const COLON: u8 = 4;
const AT: u8 = 5;
const W: u8 = 6;
const Z: u8 = 7;
const B: u8 = 8;
const Q: u8 = 9;
const F: u8 = 10;
const M: u8 = 11;

const CLASS: [u8; 256] = {
    let mut table = [PLAIN; 256];
    let mut byte = b'0';
    while byte <= b'9' {
        table[byte as usize] = DIGIT;
        byte += 1;
    }
    table[b'.' as usize] = POINT;
    table[b'(' as usize] = OPEN;
    table[b'[' as usize] = OPEN;
    table[b'{' as usize] = OPEN;
    table[b'<' as usize] = OPEN;
    table[b':' as usize] = COLON;
    table[b'@' as usize] = AT;
    table[b'w' as usize] = W;
    table[b'W' as usize] = W;
    table[b'z' as usize] = Z;
    table[b'Z' as usize] = Z;
    table[b'b' as usize] = B;
    table[b'B' as usize] = B;
    table[b'q' as usize] = Q;
    table[b'Q' as usize] = Q;
    table[b'f' as usize] = F;
    table[b'F' as usize] = F;
    table[b'M' as usize] = M;
    table
};

/// Which bytes of a text are signs, from the second on: a number of sixty-four bits for each block that has a byte after it.
fn masks(bytes: &[u8]) -> Vec<u64> {
    dispatch!(Level::new(), simd => masks_with(simd, bytes))
}

#[inline(always)]
fn masks_with<S: Simd>(simd: S, bytes: &[u8]) -> Vec<u64> {
    let mut masks = Vec::with_capacity(bytes.len() / BLOCK);
    let mut base = 0;
    while let Some(around) = bytes.get(base..).and_then(<[u8]>::first_chunk) {
        masks.push(mask(simd, around));
        base += BLOCK;
    }
    masks
}

/// Which of these bytes are signs, the first in the lowest bit; one more byte stands before them, and one after:
/// a letter is a sign only between the letters that make it rare. Whatever `sign` acts on must be in it.
#[inline(always)]
fn mask<S: Simd>(simd: S, around: &[u8; BLOCK + 2]) -> u64 {
    let mut signs = [0u8; BLOCK];
    for at in 0..BLOCK {
        let (before, byte, next) = (around[at] | 0x20, around[at + 1], around[at + 2]);
        let (folded, after) = (byte | 0x20, next | 0x20);
        let digit = byte.wrapping_sub(b'0') < 10;
        let point = (byte == b'.') & (after.wrapping_sub(b'a') < 26);
        let open = ((byte == b'(') | (byte == b'<') | (folded == b'{')) & (after == b'a');
        let colon = (byte == b':') & ((next == b'/') | (next == b':'));
        let www = (folded == b'w') & ((after == b'w') | (after == b'a'));
        let zero = (folded == b'z') & ((after == b'e') | (next == 0xC3));
        let arobase = (folded == b'b') & (after == b'a') & (before == b'o');
        let bank = (folded == b'q') & (before == b'n');
        let account = (folded == b'f') & (next == b'i') & (before == b'i');
        let mac = (byte == b'M') & (next == b'A');
        let found = digit | point | open | colon | (byte == b'@') | www | zero | arobase;
        signs[at] = u8::from(found | bank | account | mac);
    }
    gather(simd, &signs)
}

impl Scan<'_> {
    /// The pass over bytes: signs are found sixty-four bytes at a time.
    fn signs(&mut self) {
        let bytes = self.bytes;
        // The first byte has none before it.
        let mut at = if bytes.is_empty() { 0 } else { self.plain_sign(0, 0) };
        let mut base = 1;
        for mut mask in masks(bytes) {
            while mask != 0 {
                let place = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                // What was read already is often the rest of a number.
                if place >= at {
                    at = self.sign(place);
                }
            }
            base += BLOCK;
        }
        for place in base..bytes.len() {
            at = self.plain_sign(place, at);
        }
    }

    /// Handles the byte at `place` if it is a sign that stands after what was read.
    fn plain_sign(&mut self, place: usize, at: usize) -> usize {
        let sign = place >= at && CLASS[self.bytes[place] as usize] != PLAIN;
        if sign { self.sign(place) } else { at }
    }

    /// Handles the sign at `at`: one cheap test before any reading. Returns where to go on.
    fn sign(&mut self, at: usize) -> usize {
        let bytes = self.bytes;
        let class = CLASS[bytes[at] as usize];
        if class == DIGIT {
            return self.digits(at);
        }
        let next = self.byte(at + 1);
        match class {
            POINT if next.is_ascii_lowercase() || next.is_ascii_uppercase() => self.point(at),
            OPEN if next | 0x20 == b'a' && written_at(&bytes[at + 2..]) => {
                web::written_mail(self, at);
                at + 1
            }
            COLON if next == b'/' => web::scheme(self, at),
            COLON if next == b':' && at >= self.done => web::colon(self, at),
            AT => web::at_sign(self, at),
            W if next == b'w' || next == b'W' => self.www(at),
            W if next == b'a' && bytes[..at].ends_with(b"hard") => {
                web::announced_mac(self, at);
                at + 1
            }
            Z if matches!(next, b'e' | b'E' | 0xC3) => {
                spelled::around(self, at);
                at + 1
            }
            B if matches!(next, b'a' | b'A') && written_arobase(bytes, at) => {
                web::written_mail(self, at.saturating_sub(5));
                at + 1
            }
            Q if bytes[..at].ends_with(b"ban") || bytes[..at].ends_with(b"BAN") => {
                self.bank(at);
                at + 1
            }
            F if next == b'i' && bytes[..at].ends_with(b"denti") => {
                web::account_name(self, at);
                at + 1
            }
            M if next == b'A' && self.byte(at + 2) == b'C' => {
                web::announced_mac(self, at + 3);
                at + 1
            }
            _ => at + 1,
        }
    }

    /// A point inside a word: a domain, or an address whose `@` is the word « at ».
    fn point(&mut self, at: usize) -> usize {
        if at < self.done || at == 0 || !self.bytes[at - 1].is_ascii_alphanumeric() {
            return at + 1;
        }
        web::bare_domain(self, at)
    }

    fn www(&mut self, at: usize) -> usize {
        if at < self.done || !starts_www(&self.bytes[at..]) {
            return at + 1;
        }
        web::www(self, at);
        self.done.max(at + 1)
    }

    /// `code banque 30006 …`: an account in parts.
    fn bank(&mut self, at: usize) {
        let digits = self.bytes[at..].iter().take(24).position(u8::is_ascii_digit);
        if let Some(skip) = digits {
            labelled::spread_account(self, at + skip);
        }
    }

    /// What words open; each place is tried for itself, word by word, and overlaps are settled at the end.
    fn openers(&mut self) {
        let mut places: [Vec<usize>; OPENERS.len()] = Default::default();
        let mut from = 0;
        // One word may end with the blank that begins another.
        while let Some(found) = self.engine.words.find(Input::new(self.bytes).range(from..)) {
            places[found.pattern().as_usize()].push(found.start());
            from = found.start() + 1;
        }
        for ((_, opener), places) in OPENERS.iter().zip(places) {
            for at in places {
                self.done = 0;
                match opener {
                    Opener::Account => {
                        web::account_name(self, at);
                    }
                    Opener::Number => {
                        spelled::around(self, at + 1);
                    }
                    Opener::Point => {
                        web::written_domain_at(self, at);
                    }
                    Opener::Card => labelled::identity_card(self, at),
                }
            }
            self.spelt = 0;
        }
    }

    /// Tries everything that may stand around the digits that begin at `at`; returns where to go on.
    fn digits(&mut self, at: usize) -> usize {
        let bytes = self.bytes;
        let mut end = at + 1;
        while end < bytes.len() && bytes[end].is_ascii_digit() {
            end += 1;
        }
        if at < self.done {
            return end;
        }
        if let Some(end) = dates::plain(bytes, at, end) {
            return end;
        }
        let outlook = outlook(bytes, at, end);
        if outlook.letter_led && bank::letter_led(self, at) {
            return self.done;
        }
        if plates::may_stand(bytes, at, end) && plates::around(self, at, end) {
            return self.done.max(end);
        }
        if outlook.symbols >= numbers::FEWEST && outlook.digits >= 4 && at >= self.weighed {
            let start = lead(bytes, at, self.done);
            let cluster = cluster::Cluster::read(bytes, start);
            self.weighed = cluster.end();
            if cluster.len >= numbers::FEWEST {
                numbers::weigh(self, &cluster);
            }
            if at < self.done {
                return end;
            }
        }
        if self.short(at, end, outlook.digits) { self.done.max(end) } else { end }
    }

    /// Identifiers of few digits.
    fn short(&mut self, at: usize, end: usize, digits: usize) -> bool {
        let next = self.byte(end);
        let length = end - at;
        match next {
            b':' if matches!(self.byte(end + 1), b':' | b'\n')
                || self.byte(end + 1).is_ascii_hexdigit() =>
            {
                let found = self.hits.len();
                web::colon(self, end);
                if self.hits.len() > found {
                    return true;
                }
            }
            b'-' | b'A'..=b'F' | b'a'..=b'f' if length <= 2 && web::hyphenated(self, at) => {
                return true;
            }
            b'/' if matches!(length, 2 | 4) && register::general(self, at, end) => return true,
            b'.' | b'\n'
                if length <= 3
                    && (web::ipv4(self, at, end)
                        || web::position(self, at, end)
                        || web::spoilt_ipv4(self, at)) =>
            {
                return true;
            }
            b'o' | b'O' | b'l' | b'I' | b'B' | b'b' | b'g' | b'S' | b'Z' | b'A' | b'G'
                if length <= 2 && web::spoilt_ipv4(self, at) =>
            {
                return true;
            }
            b',' if length <= 2 && web::position(self, at, end) => return true,
            0xC2 if length <= 3 && web::sexagesimal(self, at, end) => return true,
            _ => {}
        }
        let previous = self.previous(at);
        if previous == b' '
            && at >= 2
            && self.bytes[at - 2] | 0x20 == b's'
            && bytes_end(self.bytes, at, b"plus ")
            && spelled::around(self, at)
        {
            return true;
        }
        if length == 1
            && previous.is_ascii_uppercase()
            && next.is_ascii_uppercase()
            && register::portalis(self, at)
        {
            return true;
        }
        (cadastre::may_stand(self, at, end) && cadastre::around(self, at, end))
            || ((digits >= 4
                || previous.is_ascii_uppercase()
                || next.is_ascii_alphabetic()
                || capital_ahead(self.bytes, end))
                && labelled::around(self, at, end))
    }
}

/// `(a)`, `[at]`, `(arobase)`, after the bracket and its `a`.
fn written_at(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b')' | b']', ..]
            | [b't' | b'T', b')' | b']' | b'}' | b'>', ..]
            | [b'r' | b'R', b'o' | b'O', b'b' | b'B', ..]
    )
}

/// Whether the text before `at` ends with a word, in any case.
fn bytes_end(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    at >= word.len() && bytes[at - word.len()..at].eq_ignore_ascii_case(word)
}

/// Whether a capital or a digit begins the next group (`12 AB 34567`, `03⏎RH15364`).
fn capital_ahead(bytes: &[u8], end: usize) -> bool {
    let next = scan::skip_forward(bytes, end, 3);
    next > end && bytes.get(next).is_some_and(u8::is_ascii_uppercase)
}

/// The `b` of `arobase`, `arobas`, `arrobase`.
fn written_arobase(bytes: &[u8], at: usize) -> bool {
    let around = |word: &[u8]| {
        at >= 2 && bytes[at - 2..].len() >= 5 && bytes[at - 2..at + 3].eq_ignore_ascii_case(word)
    };
    around(b"robas") || around(b"robaz")
}

fn starts_www(bytes: &[u8]) -> bool {
    let point = |at: usize| bytes.get(at) == Some(&b'.');
    bytes.len() > 5
        && bytes[..3].eq_ignore_ascii_case(b"www")
        && (point(3) || (bytes[3] == b' ' && point(4)))
}

/// A quick look at what begins with a digit, before anything is read for good.
struct Outlook {
    /// Digits and letters alike, separators crossed.
    symbols: usize,
    /// Digits of the same stretch.
    digits: usize,
    /// Two letters stand just before, or the letters of a VAT number.
    letter_led: bool,
}

/// `at..end` is the first group of digits.
fn outlook(bytes: &[u8], at: usize, end: usize) -> Outlook {
    let (mut symbols, mut digits, mut apart, mut place) = (end - at, end - at, 0, end);
    while place < bytes.len() && symbols < 16 {
        match OUTLOOK[bytes[place] as usize] {
            1 => {
                symbols += 1;
                digits += 1;
                apart = 0;
            }
            2 => {
                symbols += 1;
                apart = 0;
            }
            3 if apart < 6 => apart += 1,
            _ => break,
        }
        place += 1;
    }
    let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
    let glued = before.is_ascii_alphabetic();
    let letters = || {
        let apart = matches!(before, b' ' | b'-' | b'\n' | b'.');
        glued || (apart && at >= 2 && bytes[at - 2].is_ascii_alphabetic())
    };
    // An IBAN may hold letters after its first digits: its length is judged there.
    let letter_led = match symbols >= 8 {
        true => letters(),
        // Two capitals before a blank, or a letter: nearly nothing.
        false => {
            (glued || (at >= 2 && bytes[at - 2].is_ascii_uppercase()))
                && letters()
                && leads_iban(bytes, at)
        }
    };
    // A letter alike just before may be a digit (`B33 029 952` has nine).
    let lead = usize::from(glued && lookalike(before).is_some());
    Outlook { symbols: symbols + lead, digits, letter_led }
}

/// Two digits after two capitals (or letters in lower case glued to them), then more of an account.
fn leads_iban(bytes: &[u8], at: usize) -> bool {
    let glued = bytes[at - 1].is_ascii_alphabetic();
    let (first, second) = match (glued, at) {
        (true, 2..) => (bytes[at - 2], bytes[at - 1]),
        (false, 3..) => (bytes[at - 3], bytes[at - 2]),
        _ => return false,
    };
    let capitals = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let lower = glued && first.is_ascii_lowercase() && second.is_ascii_lowercase();
    (capitals || lower)
        && bytes.get(at + 1).is_some_and(|&byte| lookalike(byte).is_some())
        && bytes[at..].iter().take(24).filter(|byte| byte.is_ascii_digit()).count() >= 8
}

/// 1: a digit; 2: a letter alike; 3: a separator.
const OUTLOOK: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' => 1,
            b'O' | b'o' | b'I' | b'l' | b'S' | b'B' | b'Z' | b'A' | b'b' | b'g' | b'G' => 2,
            b' ' | b'.' | b'-' | b'/' | b'_' | b',' | b';' | b'(' | b')' | b'|' | b'*' | b'~'
            | b'\n' | b'\r' | b'\t' => 3,
            0xC2 | 0xB7 | 0xE2 | 0x80 | 0xA2 | 0x94 => 3,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Moves the start back over letters read as digits: `O6 12…`, `S80 769…`, `l 85 05…`.
fn lead(bytes: &[u8], at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor && at - start < 3 && lookalike(bytes[start - 1]).is_some() {
        start -= 1;
    }
    if start < at {
        // Part of a longer word: the digits alone.
        return if word_before(bytes, start) { at } else { lone(bytes, start, floor) };
    }
    lone(bytes, at, floor)
}

/// Whether a letter that stands apart may be a digit: any letter alike before a point or a hyphen.
fn alike_alone(letter: u8, gap: u8) -> bool {
    matches!(letter, b'l' | b'I' | b'O' | b'o')
        || (gap != b' ' && lookalike(letter).is_some() && !letter.is_ascii_digit())
}

/// Takes in one or two letters alike that stand apart before the digits: `OO 33 6…`, `l 85 05…`.
fn lone(bytes: &[u8], at: usize, floor: usize) -> usize {
    let gap = usize::from(at > floor && matches!(bytes[at - 1], b' ' | b'-' | b'.' | b'/'));
    let mut start = at - gap;
    while gap == 1
        && start > floor
        && at - start < 4
        && alike_alone(bytes[start - 1], bytes[at - 1])
    {
        start -= 1;
    }
    let apart =
        start < at - gap && !word_before(bytes, start) && (start == 0 || bytes[start - 1] != b'\'');
    if apart { start } else { at }
}
