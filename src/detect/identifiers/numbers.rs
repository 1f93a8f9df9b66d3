//! Long numbers: telephones, social security, company, card, account and tax numbers.
//!
//! Each window of a cluster that begins and ends between groups is weighed by length, shape,
//! check digits, grouping and the words around it; the best windows that do not overlap win,
//! so that one number is one candidate.

use std::ops::Range;

use super::checks;
use super::cluster::{BREAK, Cluster, GLUED, WIDE};
use super::context::{After, INSTITUTION_CUE, Named, Near};
use super::kind::Kind;
use super::scan::{Hit, Scan};
use crate::taxonomy::Status;

/// The fewest digits worth weighing.
pub(super) const FEWEST: usize = 9;

/// A window and what it would be.
struct Verdict {
    kind: Kind,
    from: usize,
    to: usize,
    /// Where the span begins when a sign (`+`, a bracket) belongs to it.
    start: Option<usize>,
    confidence: f32,
    lowered: bool,
    cue: &'static str,
    in_context: bool,
    at_most: Option<Status>,
}

impl Verdict {
    fn new(kind: Kind, window: &Window<'_>, confidence: f32, cue: &'static str) -> Self {
        Self {
            kind,
            from: window.from,
            to: window.to,
            start: None,
            confidence,
            lowered: false,
            cue,
            in_context: false,
            at_most: None,
        }
    }

    fn lowered(mut self) -> Self {
        self.lowered = true;
        self
    }

    fn in_context(mut self, yes: bool) -> Self {
        self.in_context = yes;
        self
    }
}

/// A window under examination.
struct Window<'a> {
    cluster: &'a Cluster,
    /// A common noun stands right before.
    noun: bool,
    from: usize,
    to: usize,
    digits: &'a [u8],
    near: &'a Near,
    after: &'a After,
    /// Nothing else in the text.
    alone: bool,
}

const PAIRS: u64 = 1 << 2 | 1 << 4 | 1 << 6 | 1 << 8;
const NIR_GROUPS: u64 = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 10 | 1 << 13;
/// How far, in folded bytes, a label stands that is that of the number: `SIREN n° `, `Lille sous le numéro `.
const RIGHT_AFTER: u8 = 24;
const KEY_CUE: &str = "clé de contrôle exacte";
const WRONG_KEY_CUE: &str = "clé de contrôle fausse, contexte net";
const NO_KEY_CUE: &str = "numéro sans clé";
const SHAPE_CUE: &str = "forme caractéristique";

/// Weighs every window of the cluster and reports the best.
pub(super) fn weigh(scan: &mut Scan<'_>, cluster: &Cluster) {
    let amount_from = amount_from(scan.bytes, cluster);
    let mut verdicts: Vec<Verdict> = Vec::new();
    let after_cluster = std::cell::LazyCell::new(|| scan.after(cluster.end()));
    for from in 0..cluster.len {
        if !cluster.opens(from) || cluster.len - from < FEWEST - 1 {
            continue;
        }
        let near = std::cell::LazyCell::new(|| scan.before(cluster.start(from)));
        if may_be_international(scan, cluster, from)
            && let Some(verdict) = international(scan, cluster, from, &near)
        {
            verdicts.push(verdict);
        }
        for length in [9, 10, 13, 14, 15, 16, 19, 21, 23] {
            let to = from + length;
            if to > cluster.len || !cluster.closes(to) {
                continue;
            }
            if amount_from.is_some_and(|amount| to > amount) || cluster.holds_date(from, to) {
                continue;
            }
            if !plausible(&cluster.symbols[from..to]) {
                continue;
            }
            let span = cluster.span(from, to);
            let inner;
            let after: &After = if to == cluster.len {
                &after_cluster
            } else {
                inner = scan.after(span.end);
                &inner
            };
            let window = Window {
                cluster,
                noun: matches!(length, 10 | 14..=16 | 19) && scan.labelled_by_noun(span.start),
                from,
                to,
                digits: &cluster.symbols[from..to],
                near: &near,
                after,
                alone: scan.is_alone(&span),
            };
            classify(&window, &mut verdicts);
        }
    }
    select(scan, cluster, verdicts);
}

/// A first look at a window, before any word around it is read.
fn plausible(digits: &[u8]) -> bool {
    match digits.len() {
        10 => digits[0] == b'0' || digits[0] >= b'2',
        13 => digits[0] != b'9',
        15 => matches!(digits[0], b'1'..=b'8'),
        16 | 19 => matches!(digits[0], b'2'..=b'6'),
        _ => true,
    }
}

fn classify(window: &Window<'_>, verdicts: &mut Vec<Verdict>) {
    let found = match window.digits.len() {
        9 => [siren(window), None],
        10 => [telephone(window), north_american(window)],
        13 => [nir(window).or_else(|| card(window)), tax(window)],
        14 => [siret(window), card(window)],
        15 => [nir(window), card(window)],
        16 | 19 => [card(window), None],
        21 | 23 => [rib(window), None],
        _ => [None, None],
    };
    verdicts.extend(found.into_iter().flatten());
}

/// Keeps the best verdicts that do not overlap, and reports them.
fn select(scan: &mut Scan<'_>, cluster: &Cluster, mut verdicts: Vec<Verdict>) {
    verdicts.sort_by(|a, b| {
        (b.confidence, b.to - b.from)
            .partial_cmp(&(a.confidence, a.to - a.from))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut taken: Vec<Range<usize>> = Vec::new();
    for verdict in verdicts {
        if taken.iter().any(|range| verdict.from < range.end && range.start < verdict.to) {
            continue;
        }
        taken.push(verdict.from..verdict.to);
        report(scan, cluster, &verdict);
    }
}

fn report(scan: &mut Scan<'_>, cluster: &Cluster, verdict: &Verdict) {
    let (from, to) = (verdict.from, verdict.to);
    let mut span = cluster.span(from, to);
    let mut hit = Hit::new(verdict.kind, span.clone(), verdict.confidence);
    if let Some(start) = verdict.start {
        span.start = start;
    }
    hit.span = span;
    hit.lowered = verdict.lowered;
    hit.at_most = verdict.at_most;
    let is_mobile = matches!(cluster.symbols[from..to], [b'0', b'6' | b'7', ..]);
    if verdict.kind == Kind::Tel
        && !is_mobile
        && scan.named(cluster.start(from)) == Named::Institution
    {
        hit.at_most = Some(Status::Permitted);
        hit.cue(INSTITUTION_CUE);
    }
    hit.value = canonical(cluster, verdict);
    hit.cue(verdict.cue);
    if verdict.in_context {
        hit.cue("mot de contexte proche");
    }
    // 0800 to 0829 and 089x are lines of services: no one's.
    if verdict.kind == Kind::Tel
        && matches!(hit.value.as_bytes(), [b'0', b'8', b'0' | b'1' | b'2' | b'9', _, ..])
        && hit.value.len() == 10
    {
        hit.at_most = Some(Status::Permitted);
        hit.cue("numéro de service");
    }
    let soft = cluster.soft(from, to);
    if soft > 0 && !(soft == 1 && verdict.kind == Kind::Nir && cluster.corsican(from).is_some()) {
        hit.cue("lettres lues comme des chiffres");
        hit.confidence -= 0.03;
    }
    if cluster.broken(from, to) {
        hit.cue("coupé par un saut de ligne");
    }
    scan.push(hit);
}

fn canonical(cluster: &Cluster, verdict: &Verdict) -> String {
    let mut digits = cluster.symbols[verdict.from..verdict.to].to_vec();
    if verdict.kind == Kind::Nir
        && let Some(letter) = cluster.corsican(verdict.from)
    {
        digits[6] = letter;
    }
    if verdict.kind == Kind::Tel {
        let national = digits.strip_prefix(b"00").unwrap_or(&digits);
        if let Some(rest) = national.strip_prefix(b"33")
            && verdict.start.is_some()
        {
            let rest = rest.strip_prefix(b"0").unwrap_or(rest);
            return format!("0{}", String::from_utf8_lossy(rest));
        }
    }
    String::from_utf8_lossy(&digits).into_owned()
}

/// Index from which the end of the cluster is an amount, a surface or a share: its last groups
/// of three digits, what stands before them, and its decimals.
fn amount_from(bytes: &[u8], cluster: &Cluster) -> Option<usize> {
    if !is_amount(&bytes[cluster.end()..]) {
        return None;
    }
    let group_before =
        |end: usize| (0..end).rev().find(|&slot| slot == 0 || cluster.gaps[slot] != GLUED);
    let mut from = group_before(cluster.len)?;
    let decimals = from > 0 && cluster.len - from <= 2 && matches!(cluster.gaps[from], b',' | b'.');
    if decimals {
        from = group_before(from)?;
    }
    let mut end = cluster.len - if decimals { cluster.len - from } else { 0 };
    end = end.max(from + 1);
    while from > 0 && end - from == 3 && matches!(cluster.gaps[from], b' ' | b'.') {
        let before = group_before(from)?;
        if from - before > 3 {
            break;
        }
        end = from;
        from = before;
    }
    Some(from)
}

/// Whether what follows a number makes it an amount, a surface or a share.
pub(super) fn is_amount(after: &[u8]) -> bool {
    let mut after = after;
    if let [b',' | b'.', first, rest @ ..] = after
        && first.is_ascii_digit()
    {
        after = &rest[rest.iter().take_while(|byte| byte.is_ascii_digit()).count()..];
    }
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\n')).count().min(2);
    let rest = &after[blanks..];
    let Some(&first) = rest.first() else { return false };
    // By the first byte: this is asked of nearly every number.
    let units: &[&str] = match first {
        b'k' => &["kg", "kWh", "km"],
        b'l' => &["litres"],
        b't' => &["tonnes"],
        b'p' => &["points"],
        0xE2 => &["€"],
        b'e' => &["euro"],
        b'E' => &["Euro", "EURO", "EUR"],
        b'm' => &["m²", "m2"],
        b'%' => &["%"],
        b'f' => &["francs"],
        b'F' => &["Francs", "FRANCS", "FCFA"],
        _ => &[],
    };
    units.iter().any(|unit| rest.starts_with(unit.as_bytes()))
        || (matches!(first, b'F' | b'$') && !rest.get(1).is_some_and(u8::is_ascii_alphanumeric))
}

impl Window<'_> {
    fn whole(&self) -> bool {
        self.cluster.leads(self.from)
            && self.to == self.cluster.len
            && !self.cluster.glued_after
            && !self.cluster.goes_on
    }

    /// Nothing of the same grouping goes on before or after the window.
    fn parted(&self) -> bool {
        let inner = self.cluster.inner_gap(self.from, self.to);
        let gap_before = self.cluster.gaps[self.from];
        let left = self.cluster.leads(self.from)
            || matches!(gap_before, WIDE | BREAK)
            || gap_before != inner
            || self.from >= FEWEST;
        let right = (self.to == self.cluster.len && !self.cluster.goes_on)
            || self.to < self.cluster.len
                && (matches!(self.cluster.gaps[self.to], WIDE | BREAK)
                    || self.cluster.gaps[self.to] != inner
                    || self.cluster.len - self.to >= FEWEST);
        left && right
    }

    /// Stands between line breaks or wider gaps, or the ends of the cluster.
    fn lined(&self) -> bool {
        let parted = |gap: u8| matches!(gap, WIDE | BREAK);
        (self.from == 0 || parted(self.cluster.gaps[self.from]))
            && (self.to == self.cluster.len || parted(self.cluster.gaps[self.to]))
    }

    fn grouping(&self) -> u64 {
        self.cluster.grouping(self.from, self.to)
    }

    /// Groups that one would write for this kind, or none at all.
    fn groups_within(&self, allowed: u64) -> bool {
        self.grouping() & !allowed == 0
    }

    fn wide(&self) -> bool {
        self.cluster.wide(self.from, self.to)
    }

    /// A company word before, or just after (`552 100 554 RCS Paris`).
    fn company_context(&self) -> bool {
        self.near.speaks_for(Kind::Company, 90) || self.after.speaks_for(Kind::Company, 30)
    }
}

fn nir(window: &Window<'_>) -> Option<Verdict> {
    let mut digits = [0u8; 15];
    let length = window.digits.len();
    digits[..length].copy_from_slice(window.digits);
    if let Some(letter) = window.cluster.corsican(window.from) {
        // `2A` and `2B`, unless the letter stands for a digit and the key says so.
        let misread = length == 15 && checks::nir(&digits);
        if !misread {
            digits[6] = letter;
        }
    }
    let nir = &digits[..length];
    if !checks::nir_shape(nir) {
        return None;
    }
    let context = window.near.speaks_for(Kind::Nir, 90);
    let countered = window.near.speaks_against(Kind::Nir, 40);
    let natural = window.groups_within(NIR_GROUPS) && !window.wide();
    let spelt = window.grouping() | 1 << 13 == NIR_GROUPS && !window.wide();
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Nir, window, confidence, cue).in_context(context))
    };
    if length == 15 {
        let boxed = window.cluster.boxed(window.from, window.to) && window.lined();
        return if checks::nir(nir) {
            match (context, natural || boxed || window.whole()) {
                (true, _) => verdict(0.99, KEY_CUE),
                (false, true) if !countered => verdict(0.93, KEY_CUE),
                _ if window.parted() => verdict(0.75, KEY_CUE),
                _ => None,
            }
        } else if context && !countered {
            verdict(0.75, WRONG_KEY_CUE).map(Verdict::lowered)
        } else if (spelt || (boxed && !window.alone)) && !countered {
            verdict(if spelt { 0.6 } else { 0.5 }, SHAPE_CUE).map(Verdict::lowered)
        } else {
            None
        };
    }
    if context && !countered {
        verdict(0.72, NO_KEY_CUE).map(Verdict::lowered)
    } else if spelt && !countered && window.whole() && !window.alone {
        verdict(0.55, SHAPE_CUE).map(Verdict::lowered)
    } else {
        None
    }
}

fn siret(window: &Window<'_>) -> Option<Verdict> {
    let context = window.company_context();
    let usual = window.groups_within(1 << 3 | 1 << 6 | 1 << 9) && !window.wide();
    let grouped = usual && window.grouping() == (1 << 3 | 1 << 6 | 1 << 9);
    let establishment = window.digits[9..].starts_with(b"00");
    let right = checks::siret(window.digits);
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Company, window, confidence, cue).in_context(context))
    };
    if window.near.speaks_against(Kind::Company, 30) && !context {
        return None;
    }
    if right {
        return match () {
            () if context => verdict(0.99, KEY_CUE),
            () if window.alone => verdict(if establishment { 0.9 } else { 0.6 }, KEY_CUE),
            () if grouped => verdict(0.9, KEY_CUE),
            () if usual && establishment && window.parted() => verdict(0.88, KEY_CUE),
            () => None,
        };
    }
    if !context
        || !(usual
            || window.cluster.wide(window.from, window.to)
            || window.cluster.broken(window.from, window.to)
            || grouped_wide(window))
    {
        return None;
    }
    if checks::siren(&window.digits[..9]) {
        return verdict(0.93, WRONG_KEY_CUE);
    }
    verdict(0.7, WRONG_KEY_CUE).map(Verdict::lowered)
}

/// Groups of a SIRET, whatever parts them.
fn grouped_wide(window: &Window<'_>) -> bool {
    window.groups_within(1 << 3 | 1 << 6 | 1 << 9)
}

fn siren(window: &Window<'_>) -> Option<Verdict> {
    let context = window.company_context();
    let usual = window.groups_within(1 << 3 | 1 << 6);
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Company, window, confidence, cue).in_context(context))
    };
    if checks::siren(window.digits) {
        if context && (usual || window.parted()) {
            return verdict(0.98, KEY_CUE);
        }
        return if window.alone { verdict(0.85, KEY_CUE) } else { None };
    }
    let adjacent = (window.near.speaks_for(Kind::Company, 60)
        || window.after.speaks_for(Kind::Company, 12))
        && window.parted()
        && usual;
    if !adjacent {
        return None;
    }
    let doubt = verdict(0.65, WRONG_KEY_CUE)?;
    // Right after its label it is the number of someone, with a slip: as grave, and for a person to look at.
    Some(if window.near.to(Kind::Company) <= RIGHT_AFTER {
        Verdict { at_most: Some(Status::ToReview), ..doubt }
    } else {
        doubt.lowered()
    })
}

fn card(window: &Window<'_>) -> Option<Verdict> {
    if !checks::card_shape(window.digits) {
        return None;
    }
    let context = window.near.speaks_for(Kind::Card, 80);
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Card, window, confidence, cue).in_context(context))
    };
    let natural = match window.digits.len() {
        15 => window.groups_within(1 << 4 | 1 << 10),
        14 => window.groups_within(1 << 4 | 1 << 10),
        _ => window.groups_within(1 << 4 | 1 << 8 | 1 << 12 | 1 << 16),
    } && !window.wide();
    if !checks::luhn(window.digits) {
        let adjacent = window.near.speaks_for(Kind::Card, 50) && window.digits.len() >= 15;
        return if adjacent { verdict(0.7, WRONG_KEY_CUE).map(Verdict::lowered) } else { None };
    }
    if context {
        return verdict(0.99, KEY_CUE);
    }
    let otherwise = window.noun
        || window.near.speaks_against(Kind::Card, 40)
        || window.near.folded.as_bytes().ends_with(b" ; ");
    if otherwise || window.digits[0] == b'1' {
        return None;
    }
    let usual_length = window.digits.len() >= 15;
    if natural && ((usual_length && window.parted()) || window.alone) {
        return verdict(if usual_length { 0.9 } else { 0.7 }, KEY_CUE);
    }
    None
}

fn tax(window: &Window<'_>) -> Option<Verdict> {
    let right = checks::nif(window.digits) && (window.alone || window.parted());
    right.then(|| Verdict::new(Kind::Num, window, 0.85, KEY_CUE))
}

fn rib(window: &Window<'_>) -> Option<Verdict> {
    let context = window.near.speaks_for(Kind::Rib, 90);
    let natural = window.groups_within(1 << 5 | 1 << 10 | 1 << 21) && !window.wide();
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Rib, window, confidence, cue).in_context(context))
    };
    if window.digits.len() == 23 && checks::rib(window.digits) {
        return if context {
            verdict(0.98, KEY_CUE)
        } else if natural && window.parted() {
            verdict(0.92, KEY_CUE)
        } else {
            None
        };
    }
    if !context || window.near.to(Kind::Rib) > 60 {
        return None;
    }
    let (confidence, cue) = match window.digits.len() {
        23 => (0.75, WRONG_KEY_CUE),
        _ => (0.72, NO_KEY_CUE),
    };
    verdict(confidence, cue).map(Verdict::lowered)
}

/// Ten digits as they are dialled in France, overseas departments included.
fn telephone(window: &Window<'_>) -> Option<Verdict> {
    let digits = window.digits;
    let glued_letter = window.from > 0 && window.cluster.gaps[window.from] == GLUED;
    if digits[0] != b'0' || digits[1] == b'0' || glued_letter {
        return None;
    }
    let grouping = window.grouping();
    let glued = grouping == 0;
    let pairs = grouping & !PAIRS == 0;
    let triples = matches!(grouping, 0b1001_0010 | 0b1001_0000 | 0b10_0100_1000 | 0b1_0100_1000);
    let soft = window.cluster.soft(window.from, window.to);
    let context = window.near.speaks_for(Kind::Tel, 80) || window.after.speaks_for(Kind::Tel, 4);
    let verdict = |confidence, cue| {
        Some(Verdict::new(Kind::Tel, window, confidence, cue).in_context(context))
    };
    if context {
        return verdict(if pairs { 0.98 } else { 0.9 }, SHAPE_CUE);
    }
    if window.near.labels_otherwise(Kind::Tel) || counts_days(digits, window.after) {
        return None;
    }
    let commas = window.cluster.inner_gap(window.from, window.to) == b',' && rising(digits);
    let repeated = digits.chunks(2).all(|pair| pair == &digits[..2]);
    if commas || window.wide() || !window.parted() || repeated || soft > 3 {
        return None;
    }
    let all_wide = window.cluster.inner_gap(window.from, window.to) == WIDE;
    let exact = grouping == PAIRS && !all_wide && !window.cluster.broken(window.from, window.to);
    if window.noun {
        // `quittance 02 12 34 56 78`: five pairs still look like a line, for a person to decide.
        let doubtful = verdict(0.55, SHAPE_CUE).filter(|_| exact);
        return doubtful.map(|found| Verdict { at_most: Some(Status::ToReview), ..found });
    }
    if window.near.speaks_against(Kind::Tel, 45) {
        return if exact && soft == 0 { verdict(0.6, SHAPE_CUE) } else { None };
    }
    match () {
        () if exact => verdict(0.93, SHAPE_CUE),
        () if glued && soft <= 1 => verdict(0.85, SHAPE_CUE),
        () if pairs && all_wide && !rising(digits) => verdict(0.7, SHAPE_CUE),
        () if pairs && !all_wide => verdict(0.8, SHAPE_CUE),
        () if triples && soft == 0 => verdict(0.7, SHAPE_CUE),
        () => None,
    }
}

/// « les 01 02 03 04 05 mars »: pairs that follow one another, of a month.
fn counts_days(digits: &[u8], after: &After) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"fev", b"mars", b"avr", b"mai", b"juin", b"juil", b"aou", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let word = after.folded.as_bytes().trim_ascii_start();
    rising(digits) && MONTHS.iter().any(|month| word.starts_with(month))
}

/// Pairs that go up one by one: a list of exhibits.
fn rising(digits: &[u8]) -> bool {
    digits.chunks(2).zip(digits.chunks(2).skip(1)).all(|(pair, next)| pair < next)
}

/// `(212) 555-0143`, `212-555-0143`.
fn north_american(window: &Window<'_>) -> Option<Verdict> {
    let digits = window.digits;
    let shape = window.grouping() == (1 << 3 | 1 << 6)
        && digits[0] >= b'2'
        && digits[3] >= b'2'
        && window.cluster.gaps[window.from + 6] == b'-'
        && window.cluster.gaps[window.from + 3] != b' ';
    if !shape || window.near.speaks_against(Kind::Tel, 45) {
        return None;
    }
    let context = window.near.speaks_for(Kind::Tel, 60);
    let mut verdict = Verdict::new(Kind::Tel, window, if context { 0.9 } else { 0.65 }, SHAPE_CUE);
    if window.cluster.gaps[window.from + 3] == WIDE {
        verdict.start = Some(window.cluster.start(window.from) - 1);
    }
    Some(verdict.in_context(context))
}

/// Countries and territories dialled as French ones, with the digits that follow the code.
const FRENCH: [(&[u8], &[usize]); 10] = [
    (b"33", &[9]),
    (b"262", &[9]),
    (b"590", &[9]),
    (b"594", &[9]),
    (b"596", &[9]),
    (b"269", &[9, 7]),
    (b"508", &[9, 6]),
    (b"681", &[6]),
    (b"687", &[6]),
    (b"689", &[8, 6]),
];

/// Whether a sign of an international number stands at this symbol.
fn may_be_international(scan: &Scan<'_>, cluster: &Cluster, from: usize) -> bool {
    matches!(scan.previous(cluster.start(from)), b'+' | b'(')
        || cluster.symbols[from..cluster.len].starts_with(b"00")
}

/// A number with its country code: `+33 (0)6…`, `0033…`, `(33) 1…`, `+262…`, `+49…`.
fn international(scan: &Scan<'_>, cluster: &Cluster, from: usize, near: &Near) -> Option<Verdict> {
    let start = cluster.start(from);
    let before = start.checked_sub(1).map_or(0, |at| scan.bytes[at]);
    let symbols = &cluster.symbols[from..cluster.len];
    let zeros = symbols.starts_with(b"00") && symbols.get(2).is_some_and(|&s| s != b'0');
    let plus = before == b'+';
    let bracket = before == b'(' && symbols.starts_with(b"33");
    if !(plus || zeros || bracket) {
        return None;
    }
    let code_at = if zeros && !plus { 2 } else { 0 };
    let context = near.speaks_for(Kind::Tel, 80);
    let (length, confidence) = french(&symbols[code_at..], cluster, from + code_at)
        .map(|length| (length, if context { 0.98 } else { 0.95 }))
        .or_else(|| {
            let allowed = (plus || (zeros && context)) && !near.speaks_against(Kind::Tel, 45);
            let length = allowed.then(|| foreign(cluster, from + code_at)).flatten()?;
            Some((length, if context { 0.93 } else { 0.8 }))
        })?;
    let to = from + code_at + length;
    if is_amount(&scan.bytes[cluster.span(from, to).end..]) {
        return None;
    }
    let opened = plus && start >= 2 && scan.bytes[start - 2] == b'(';
    let closed = scan.bytes[start..cluster.span(from, to).end].contains(&b')');
    Some(Verdict {
        kind: Kind::Tel,
        from,
        to,
        start: Some(match () {
            () if opened && closed => start - 2,
            () if plus || bracket => start - 1,
            () => start,
        }),
        confidence,
        lowered: false,
        cue: "indicatif international",
        in_context: context,
        at_most: None,
    })
}

/// Length of a French number from its country code on.
fn french(symbols: &[u8], cluster: &Cluster, from: usize) -> Option<usize> {
    for (code, lengths) in FRENCH {
        let Some(rest) = symbols.strip_prefix(code) else { continue };
        let zero = usize::from(rest.first() == Some(&b'0'));
        for &length in lengths {
            let total = code.len() + zero + length;
            if rest.len() >= zero + length && rest[zero] != b'0' && cluster.closes(from + total) {
                return Some(total);
            }
        }
    }
    None
}

/// Length of a foreign number: as far as its groups go, eight to fifteen digits.
fn foreign(cluster: &Cluster, from: usize) -> Option<usize> {
    if cluster.symbols[from] == b'0' {
        return None;
    }
    let limit = cluster.len.min(from + 15);
    let stop = (from + 1..limit).find(|&slot| cluster.gaps[slot] == BREAK).unwrap_or(limit);
    let to = (from + 1..=stop).rev().find(|&to| cluster.closes(to))?;
    (to - from >= 8).then_some(to - from)
}
