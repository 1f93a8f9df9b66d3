//! What `linkage` needs to know of a decision to find the others of its case: numbers, dates and
//! courts it cites, amounts, articles, and the smallest hashes of its word sequences.
//!
//! One pass over the tokens. Placeholders count as one and the same word, so that two
//! versions of a text with other letters stay alike. Must not compare decisions.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::detect::civil_dates::DateReader;
use crate::document::tokens::{fold, fold_hash};
use crate::document::{Case, Token, TokenKind, View};
use crate::taxonomy::Category;

/// Decision facts, each list sorted and without repeats.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// Numbers of cases in the text, normalised: `24/91234` (register), `22-12.345` (appeal to
    /// the Cour de cassation).
    pub numbers: Vec<String>,
    /// ISO dates of the decisions that the text names.
    pub cited_dates: Vec<String>,
    /// Courts that the text names: `ca_rennes`, `tj_creteil`.
    pub cited_courts: Vec<String>,
    /// Amounts in euro cents.
    pub amounts: Vec<i64>,
    /// Articles with their code when it follows: `code du travail:L1235-3`, `700`.
    pub articles: Vec<String>,
    /// Categories of which the text holds a placeholder, in their order.
    pub masked: Vec<Category>,
    /// Sequences of `SHINGLE` words in the text, repeats included.
    pub shingles: i64,
    /// The smallest hashes of these sequences, ascending, `KEPT` at most.
    pub sketch: Vec<i64>,
}

/// Words in a sequence.
pub const SHINGLE: usize = 5;

/// Hashes kept: enough to tell 0.8 of likeness from 0.6 nine times out of ten.
pub const KEPT: usize = 128;

/// Longest list of each kind: a decision that cites more is a table of figures.
const LONGEST: usize = 64;

struct Words {
    /// The words below that begin something.
    any: Sieve,
    euro: [u64; 3],
    article: [u64; 3],
    court: u64,
    appeal: u64,
    tribunal: u64,
    council: u64,
    registry: [u64; 7],
    ruling: [u64; 6],
    date_link: [u64; 6],
    codes: FxHashMap<u64, &'static str>,
    code: u64,
    joins: [u64; 3],
    kinds: [(u64, &'static str); 5],
    of: [u64; 3],
}

/// The lower bits of the hashes of some words, which nearly no other word has: a look at one bit for each word of a text.
struct Sieve([u64; Sieve::WIDTH]);

impl Sieve {
    const WIDTH: usize = 64;

    fn of(words: &str) -> Self {
        let mut sieve = Self([0; Self::WIDTH]);
        for hash in words.split_whitespace().map(fold_hash) {
            sieve.0[Self::rank(hash)] |= 1 << (hash % 64);
        }
        sieve
    }

    /// Whether a word may be one of them.
    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        self.0[Self::rank(hash)] >> (hash % 64) & 1 == 1
    }

    fn rank(hash: u64) -> usize {
        (hash / 64) as usize % Self::WIDTH
    }
}

/// Words that begin something to read.
const BEGINNINGS: &str = "euros euro eur article articles art cour tribunal conseil jugement arret ordonnance \
                          decision sentence deferee";

static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    any: Sieve::of(BEGINNINGS),
    euro: ["euros", "euro", "eur"].map(fold_hash),
    article: ["article", "articles", "art"].map(fold_hash),
    court: fold_hash("cour"),
    appeal: fold_hash("appel"),
    tribunal: fold_hash("tribunal"),
    council: fold_hash("conseil"),
    registry: ["rg", "n", "no", "numero", "role", "general", "repertoire"].map(fold_hash),
    ruling: ["jugement", "arret", "ordonnance", "decision", "sentence", "deferee"].map(fold_hash),
    date_link: ["du", "le", "date", "rendu", "rendue", "en"].map(fold_hash),
    codes: CODES.iter().map(|&(words, name)| (phrase(words), name)).collect(),
    code: fold_hash("code"),
    joins: ["et", "a", "ou"].map(fold_hash),
    kinds: [
        (fold_hash("judiciaire"), "tj"),
        (fold_hash("instance"), "tgi"),
        (fold_hash("commerce"), "tcom"),
        (fold_hash("prud"), "cph"),
        (fold_hash("correctionnel"), "tj"),
    ],
    of: ["de", "d", "du"].map(fold_hash),
});

/// Codes by the words after « code ».
const CODES: [(&str, &str); 17] = [
    ("civil", "code civil"),
    ("du travail", "code du travail"),
    ("penal", "code pénal"),
    ("de procedure civile", "code de procédure civile"),
    ("de procedure penale", "code de procédure pénale"),
    ("de commerce", "code de commerce"),
    ("de la consommation", "code de la consommation"),
    ("de la securite sociale", "code de la sécurité sociale"),
    ("de la sante publique", "code de la santé publique"),
    ("des assurances", "code des assurances"),
    ("monetaire et financier", "code monétaire et financier"),
    ("de la construction et de l habitation", "code de la construction et de l'habitation"),
    ("de l entree et du sejour", "CESEDA"),
    ("de la propriete intellectuelle", "code de la propriété intellectuelle"),
    ("de l organisation judiciaire", "code de l'organisation judiciaire"),
    ("rural et de la peche maritime", "code rural"),
    ("des procedures civiles d execution", "code des procédures civiles d'exécution"),
];

fn step(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn phrase(words: &str) -> u64 {
    words.split(' ').fold(0, |phrase, word| step(phrase, fold_hash(word)))
}

impl Sketch {
    /// Reads the main text of a decision.
    pub fn of(view: &View<'_>) -> Self {
        static DATES: LazyLock<DateReader> = LazyLock::new(DateReader::new);
        let mut reader = Reader {
            text: &view.text,
            tokens: view.tokens(),
            words: &WORDS,
            dates: &DATES,
            out: Self::default(),
        };
        reader.read();
        let mut out = reader.out;
        (out.shingles, out.sketch) = smallest(&view.text, view.tokens());
        for list in
            [&mut out.numbers, &mut out.cited_dates, &mut out.cited_courts, &mut out.articles]
        {
            list.sort_unstable();
            list.dedup();
            list.truncate(LONGEST);
        }
        out.amounts.sort_unstable();
        out.amounts.dedup();
        out.amounts.truncate(LONGEST);
        out.masked = masked(view);
        out
    }
}

/// What the placeholders of a text stand for; an ellipsis or a comment stands for nothing known.
fn masked(view: &View<'_>) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    for (_, _, kind) in view.placeholders() {
        let category = kind.category();
        if category != Category::AnnotationSupplementaire && !found.contains(&category) {
            found.push(category);
        }
    }
    found.sort_unstable();
    found
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    words: &'t Words,
    dates: &'t DateReader,
    out: Sketch,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut next = 0;
        // Looked for apart from what is read there: a few instructions for each of the others, which nearly all are.
        while let Some(ahead) = self.tokens[next..].iter().position(|token| self.may_begin(token)) {
            self.read_at(next + ahead);
            next += ahead + 1;
        }
    }

    #[inline]
    fn may_begin(&self, token: &Token) -> bool {
        if token.hash != 0 {
            return self.words.any.may_hold(token.hash);
        }
        matches!(token.kind, TokenKind::Punct(b'/' | b'-') | TokenKind::Symbol)
    }

    fn read_at(&mut self, at: usize) {
        let token = &self.tokens[at];
        match token.kind {
            TokenKind::Punct(b'/') => {
                if let Some(number) = self.register_number(at) {
                    self.out.numbers.push(number);
                }
            }
            TokenKind::Punct(_) => {
                if let Some(number) = self.appeal_number(at) {
                    self.out.numbers.push(number);
                }
            }
            TokenKind::Symbol if token.text(self.text) != "€" => {}
            TokenKind::Symbol => self.out.amounts.extend(self.amount_before(at)),
            _ => self.word(at, token.hash),
        }
    }

    fn word(&mut self, at: usize, hash: u64) {
        let words = self.words;
        if words.euro.contains(&hash) {
            self.out.amounts.extend(self.amount_before(at));
        } else if words.article.contains(&hash) {
            self.articles_after(at + 1);
        } else if words.ruling.contains(&hash) {
            self.out.cited_dates.extend(self.date_after(at + 1));
        } else if hash == words.court || hash == words.tribunal || hash == words.council {
            self.out.cited_courts.extend(self.court_at(at));
        }
    }

    fn number(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        (token.kind == TokenKind::Number).then(|| token.text(self.text))
    }

    fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| !token.spaced)
    }

    /// `RG n° 24/91234`, `n° 2024/91234` around the bar at `at`.
    fn register_number(&self, at: usize) -> Option<String> {
        let (left, right) = (self.number(at.checked_sub(1)?)?, self.number(at + 1)?);
        let date = self.tokens.get(at + 2).is_some_and(|next| next.is_punct(b'/') && !next.spaced);
        if date || !matches!(left.len(), 2 | 4) || !(1..=6).contains(&right.len()) {
            return None;
        }
        let before = at.saturating_sub(8)..at - 1;
        let told = right.len() >= 4
            && self.tokens[before].iter().any(|token| self.words.registry.contains(&token.hash));
        let year = &left[left.len() - 2..];
        told.then(|| format!("{year}/{:0>5}", right.trim_start_matches('0')))
    }

    /// `22-12.345`, `U 22-12.345` around the hyphen at `at`.
    fn appeal_number(&self, at: usize) -> Option<String> {
        let (year, middle) = (self.number(at.checked_sub(1)?)?, self.number(at + 1)?);
        let end = self.number(at + 3)?;
        let shaped = (year.len(), middle.len(), end.len()) == (2, 2, 3)
            && self.tokens.get(at + 2).is_some_and(|dot| dot.is_punct(b'.'))
            && (at..at + 4).all(|next| self.glued(next));
        shaped.then(|| format!("{year}-{middle}.{end}"))
    }

    /// The amount that ends before the unit at `at`, in cents.
    fn amount_before(&self, at: usize) -> Option<i64> {
        let mut first = at.checked_sub(1)?;
        let mut cents = 0;
        let mut last = first;
        let decimal = first >= 2
            && matches!(self.tokens[first - 1].kind, TokenKind::Punct(b',' | b'.'))
            && self.glued(first - 1)
            && self.number(first).is_some_and(|digits| digits.len() <= 2);
        if decimal {
            let digits = self.number(first)?;
            cents = digits.parse::<i64>().ok()? * if digits.len() == 1 { 10 } else { 1 };
            last = first - 2;
            first = last;
        }
        self.number(last)?;
        // Groups of three digits, by a space or a point.
        while self.number(first).is_some_and(|digits| digits.len() == 3) && first > 0 {
            let point = self.tokens[first - 1].is_punct(b'.') && self.glued(first);
            let previous = first.checked_sub(if point { 2 } else { 1 });
            match previous {
                Some(rank) if self.number(rank).is_some_and(|digits| digits.len() <= 3) => {
                    first = rank;
                }
                _ => break,
            }
        }
        let digits: String = (first..=last).filter_map(|rank| self.number(rank)).collect();
        let euros = digits.parse::<i64>().ok().filter(|_| digits.len() <= 12)?;
        Some(euros * 100 + cents)
    }

    /// `L. 1235-3, L. 1235-4 et R. 1452-1 du code du travail`.
    fn articles_after(&mut self, mut at: usize) {
        let mut found: Vec<String> = Vec::new();
        while found.len() < 24 {
            let Some((article, end)) = self.article(at) else { break };
            found.push(article);
            at = end;
            let joined = self.tokens.get(at).is_some_and(|token| {
                token.is_punct(b',') || self.words.joins.contains(&token.hash)
            });
            if !joined {
                break;
            }
            at += 1;
        }
        let code = self.code(at);
        self.out.articles.extend(found.into_iter().map(|article| match code {
            Some(code) => format!("{code}:{article}"),
            None => article,
        }));
    }

    fn article(&self, at: usize) -> Option<(String, usize)> {
        let token = self.tokens.get(at)?;
        let text = token.text(self.text);
        let (mut out, mut end) = match token.kind {
            TokenKind::Word(Case::Initial) if matches!(text, "L" | "R" | "D") => {
                let mut next = at + 1;
                while self
                    .tokens
                    .get(next)
                    .is_some_and(|dot| dot.is_punct(b'.') || dot.is_punct(b'*'))
                {
                    next += 1;
                }
                (format!("{text}{}", self.number(next)?), next + 1)
            }
            TokenKind::Mixed
                if text.starts_with(['L', 'R', 'D'])
                    && text[1..].bytes().all(|b| b.is_ascii_digit()) =>
            {
                (text.to_owned(), at + 1)
            }
            TokenKind::Number if text.len() <= 4 => (text.to_owned(), at + 1),
            _ => return None,
        };
        while self.tokens.get(end).is_some_and(|dash| dash.is_punct(b'-'))
            && self.glued(end)
            && self.glued(end + 1)
            && let Some(more) = self.number(end + 1)
        {
            out = format!("{out}-{more}");
            end += 2;
        }
        Some((out, end))
    }

    /// The code named at `at` (`du code civil`) or shortly after.
    fn code(&self, at: usize) -> Option<&'static str> {
        let near = self.tokens.get(at..self.tokens.len().min(at + 4))?;
        let after = at + near.iter().position(|token| token.hash == self.words.code)? + 1;
        let mut hash = 0;
        let mut best = None;
        let words = self.tokens.get(after..)?.iter().filter(|token| token.is_word()).take(7);
        for token in words {
            hash = step(hash, token.hash);
            best = self.words.codes.get(&hash).copied().or(best);
        }
        best
    }

    /// The date of the ruling named just before.
    fn date_after(&self, at: usize) -> Option<String> {
        let last = self.tokens.len().min(at + 10);
        let near = |rank: usize| self.words.date_link.contains(&self.tokens[rank].hash);
        (at..last).filter(|&rank| near(rank)).find_map(|rank| {
            let date = self.dates.read(self.text, self.tokens, rank + 1)?;
            (date.day.is_some() && date.year.is_some()).then(|| date.iso())
        })
    }

    /// `cour d'appel de Rennes`, `tribunal judiciaire de Créteil`.
    fn court_at(&self, at: usize) -> Option<String> {
        let last = self.tokens.len().min(at + 9);
        let mut kind = None;
        for rank in at + 1..last {
            let token = self.tokens[rank];
            if kind.is_none() {
                kind = match token.hash {
                    hash if hash == self.words.appeal => Some("ca"),
                    hash => self
                        .words
                        .kinds
                        .iter()
                        .find(|(word, _)| *word == hash)
                        .map(|&(_, kind)| kind),
                };
                continue;
            }
            if self.words.of.contains(&token.hash) {
                let mut name = String::new();
                let mut next = rank + 1;
                while let Some(word) = self.tokens.get(next) {
                    match word.kind {
                        TokenKind::Word(Case::Title | Case::Upper) => {
                            name.push('_');
                            name.push_str(&fold(word.text(self.text)));
                        }
                        TokenKind::Word(Case::Lower) if !word.spaced && !name.is_empty() => {
                            name.push('_');
                            name.push_str(&fold(word.text(self.text)));
                        }
                        TokenKind::Punct(b'-' | b'\'') if !word.spaced => {}
                        _ => break,
                    }
                    next += 1;
                    if next > rank + 6 {
                        break;
                    }
                }
                if !name.is_empty() {
                    return kind.map(|kind| format!("{kind}{name}"));
                }
            }
        }
        None
    }
}

/// How many sequences of words a text has, and the smallest of their hashes.
fn smallest(text: &str, tokens: &[Token]) -> (i64, Vec<i64>) {
    // Hashes are spread evenly: few need be kept before the smallest are known, unless the text repeats itself.
    let likely = match i64::try_from(tokens.len()) {
        Ok(count) if count > LIKELY => i64::MAX / count * LIKELY,
        _ => i64::MAX,
    };
    let (seen, kept) = smallest_below(likely, text, tokens);
    if kept.len() < KEPT && likely < i64::MAX {
        return smallest_below(i64::MAX, text, tokens);
    }
    (seen, kept)
}

/// The same of the hashes below a limit.
fn smallest_below(limit: i64, text: &str, tokens: &[Token]) -> (i64, Vec<i64>) {
    // Hashes of the last word, of the last two… so that those of one step do not wait for one another.
    let [mut one, mut two, mut three, mut four] = [0_u64; SHINGLE - 1];
    let mut seen = 0_usize;
    let mut kept = Smallest::below(limit);
    let mut in_placeholder = false;
    for token in tokens {
        // Words first, which most tokens are: only they bear a hash.
        let word = if token.hash != 0 {
            in_placeholder = false;
            token.hash
        } else {
            match token.kind {
                TokenKind::Number => {
                    in_placeholder = false;
                    fold_hash(token.text(text))
                }
                // `[X] [Y]` and `[X]` are one person.
                TokenKind::Placeholder(_) if !in_placeholder => {
                    in_placeholder = true;
                    1
                }
                TokenKind::Punct(_) => {
                    in_placeholder = false;
                    continue;
                }
                _ => continue,
            }
        };
        let hash = step(four, word);
        (four, three, two, one) =
            (step(three, word), step(two, word), step(one, word), step(0, word));
        seen += 1;
        if seen < SHINGLE {
            continue;
        }
        // Positive 64-bit integers: Spark refuses the unsigned ones.
        let hash = ((hash ^ (hash >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 1) as i64;
        kept.add(hash);
    }
    ((seen + 1).saturating_sub(SHINGLE) as i64, kept.sorted())
}

/// Hashes that are likely to be looked at, of a text without repeats: more than are kept.
const LIKELY: i64 = 3 * KEPT as i64;

/// The smallest of many numbers, each once. They are sorted by hundreds: a place for each as it comes costs more.
struct Smallest {
    some: Vec<i64>,
    /// What is not below it is not kept.
    limit: i64,
}

impl Smallest {
    /// Numbers that wait before they are sorted.
    const WAITING: usize = 4 * KEPT;

    fn below(limit: i64) -> Self {
        Self { some: Vec::with_capacity(Self::WAITING), limit }
    }

    #[inline]
    fn add(&mut self, number: i64) {
        if number < self.limit {
            self.some.push(number);
            if self.some.len() == Self::WAITING {
                self.sort();
            }
        }
    }

    fn sort(&mut self) {
        self.some.sort_unstable();
        self.some.dedup();
        self.some.truncate(KEPT);
        if self.some.len() == KEPT {
            self.limit = self.some[KEPT - 1];
        }
    }

    fn sorted(mut self) -> Vec<i64> {
        self.sort();
        self.some
    }
}
