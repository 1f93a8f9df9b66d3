//! Numbers with a meaning: amounts, prices a unit, rates, multiples, volumes, technical values, counts,
//! durations and dates, in digits or in words, each read once with its unit.
//!
//! `read` says what a number is; `measured` says what it measures, from the noun that governs it. Must not
//! judge: whether a turnover is a secret is for `detect`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::{self, Token, TokenKind};
use super::word_table::WordTable;

/// What kind of quantity a number is; lexicons name it in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberKind {
    /// Money: `1 250 000 euros`, `1,2 M€`, `deux cent mille euros`.
    Amount,
    /// Money for one of something: `96,40 euros la tonne`, `890 euros par jour`.
    #[serde(rename = "price")]
    UnitPrice,
    /// `3,25 %`, `quatre pour cent`, `14 pour mille`.
    Rate,
    /// `6,8 fois`, `les deux tiers`, `la moitié`.
    Multiple,
    /// A quantity of goods: `12 000 pièces`, `36 GWh`.
    Volume,
    /// A physical value: `540 °C`, `18,012 mm`, `14 g/l`.
    Technical,
    /// People, customers, shops, files.
    Count,
    /// `neuf mois`, `40 minutes`.
    Duration,
    /// A day, or a year alone.
    Date,
    /// Digits without a unit.
    Bare,
}

impl NumberKind {
    pub const ALL: [Self; 10] = [
        Self::Amount,
        Self::UnitPrice,
        Self::Rate,
        Self::Multiple,
        Self::Volume,
        Self::Technical,
        Self::Count,
        Self::Duration,
        Self::Date,
        Self::Bare,
    ];
}

/// A number read in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Bytes of the normalised text, unit included.
    pub span: Range<usize>,
    /// Ranks of the tokens it covers.
    pub tokens: Range<usize>,
    pub kind: NumberKind,
    /// In units: euros and not thousands of euros; percent for a rate; the year for a date.
    pub value: f64,
}

/// What a number measures, as far as the words around say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    Turnover,
    Margin,
    Price,
    Rebate,
    Volume,
    Headcount,
    Salary,
    Loan,
    Penalty,
    Damages,
    Capital,
    Rent,
    Tax,
    Fees,
    Share,
    Interest,
}

/// The nouns that govern a number, folded; a `*` ends a beginning of word.
const MEASURES: [(Measure, &[&str]); 16] = [
    (Measure::Turnover, &["affaires", "ventes", "recettes", "facturation", "ca"]),
    (Measure::Margin, &["marge*", "benefice*", "rentabilite", "ebitda", "ebe", "profit*"]),
    (Measure::Price, &["prix", "tarif*", "cout*", "valeur", "tjm"]),
    (Measure::Rebate, &["remise*", "ristourne*", "rabais", "rfa", "bonification*", "abattement*"]),
    (Measure::Volume, &["volume*", "quantite*", "tonnage*", "stock*", "production", "capacite*"]),
    (Measure::Headcount, &["effectif*", "salaries", "employes", "postes"]),
    (Measure::Salary, &["salaire*", "remuneration*", "traitement*", "appointements", "prime*"]),
    (Measure::Loan, &["pret*", "credit*", "emprunt*", "encours", "decouvert*", "dette*"]),
    (Measure::Penalty, &["amende*", "penalite*", "sanction*", "astreinte*", "majoration*"]),
    (Measure::Damages, &["dommages", "prejudice*", "indemnite*", "reparation", "provision"]),
    (Measure::Capital, &["capital", "apport*"]),
    (Measure::Rent, &["loyer*", "fermage*"]),
    (Measure::Tax, &["impot*", "imposition", "taxe*", "tva", "cotisation*"]),
    (Measure::Fees, &["honoraires", "depens", "frais", "emoluments"]),
    (Measure::Share, &["part", "parts", "participation*", "quote"]),
    (Measure::Interest, &["interet", "taux", "teg", "taeg"]),
];

/// How many words before a number may govern it.
const GOVERNED: usize = 9;

/// Units of money and what they are worth in their own unit.
const MONEY: [(&str, f64); 17] = [
    ("€", 1.0),
    ("euro", 1.0),
    ("euros", 1.0),
    ("eur", 1.0),
    ("dollar", 1.0),
    ("dollars", 1.0),
    ("$", 1.0),
    ("usd", 1.0),
    ("franc", 1.0),
    ("francs", 1.0),
    ("livres", 1.0),
    ("£", 1.0),
    ("chf", 1.0),
    ("yuans", 1.0),
    ("yens", 1.0),
    ("centime", 0.01),
    ("centimes", 0.01),
];

/// Physical units, as tokens glued together without spaces.
const TECHNICAL: [&str; 62] = [
    "°c",
    "°",
    "degre",
    "degres",
    "kelvin",
    "mm",
    "cm",
    "µm",
    "um",
    "nm",
    "micron",
    "microns",
    "micrometres",
    "nanometres",
    "nanometre",
    "millimetre",
    "millimetres",
    "bar",
    "bars",
    "mbar",
    "pascal",
    "pascals",
    "mpa",
    "kpa",
    "hpa",
    "g/l",
    "mg/l",
    "mg/kg",
    "g/kg",
    "g/m2",
    "mg",
    "ppm",
    "ppb",
    "newton",
    "newtons",
    "kn",
    "joules",
    "kj",
    "kilojoules",
    "volt",
    "volts",
    "v",
    "ampere",
    "amperes",
    "watts",
    "kw",
    "hz",
    "khz",
    "mhz",
    "ghz",
    "hertz",
    "megahertz",
    "gigahertz",
    "tours/minute",
    "tr/min",
    "ml",
    "microlitres",
    "db",
    "decibels",
    "bits",
    "octets",
    "mmol/l",
];

/// Units of goods.
const VOLUME: [&str; 66] = [
    "tonne",
    "tonnes",
    "kg",
    "kilo",
    "kilos",
    "kilogramme",
    "kilogrammes",
    "gramme",
    "grammes",
    "litre",
    "litres",
    "hectolitre",
    "hectolitres",
    "m3",
    "metres",
    "unite",
    "unites",
    "piece",
    "pieces",
    "article",
    "articles",
    "exemplaire",
    "exemplaires",
    "palette",
    "palettes",
    "carton",
    "cartons",
    "flacon",
    "flacons",
    "bouteille",
    "bouteilles",
    "lot",
    "lots",
    "colis",
    "camion",
    "camions",
    "gwh",
    "mwh",
    "twh",
    "kwh",
    "gigawattheures",
    "megawattheures",
    "barils",
    "conteneurs",
    "conteneur",
    "doses",
    "boites",
    "plaquettes",
    "bobines",
    "terminaux",
    "vehicules",
    "appareils",
    "machines",
    "licences",
    "modules",
    "cellules",
    "drones",
    "munitions",
    "obus",
    "missiles",
    "fusils",
    "gilets",
    "lingots",
    "comprimes",
    "capteurs",
    "cycles",
];

/// What is counted rather than weighed.
const COUNT: [&str; 60] = [
    "client",
    "clients",
    "prospects",
    "contacts",
    "comptes",
    "abonnes",
    "utilisateurs",
    "adherents",
    "magasins",
    "boutiques",
    "agences",
    "points",
    "franchises",
    "sites",
    "salaries",
    "collaborateurs",
    "personnes",
    "postes",
    "hommes",
    "agents",
    "techniciens",
    "ingenieurs",
    "fournisseurs",
    "distributeurs",
    "revendeurs",
    "sous-traitants",
    "references",
    "commandes",
    "contrats",
    "devis",
    "dossiers",
    "fiches",
    "adresses",
    "fichiers",
    "lignes",
    "virements",
    "retraits",
    "echeances",
    "mensualites",
    "images",
    "formulations",
    "formules",
    "patients",
    "sujets",
    "essais",
    "couches",
    "reunions",
    "scenarios",
    "usines",
    "lignes",
    "equipes",
    "etapes",
    "variables",
    "parametres",
    "criteres",
    "operations",
    "soldats",
    "militaires",
    "seances",
    "transporteurs",
];

const DURATION: [&str; 18] = [
    "seconde",
    "secondes",
    "minute",
    "minutes",
    "heure",
    "heures",
    "h",
    "jour",
    "jours",
    "semaine",
    "semaines",
    "mois",
    "trimestre",
    "trimestres",
    "an",
    "ans",
    "annee",
    "annees",
];

/// What a price may be for one of, beside the units of goods.
const PRICED: [&str; 48] = [
    "unite",
    "piece",
    "tonne",
    "kilo",
    "kg",
    "litre",
    "heure",
    "jour",
    "journee",
    "poste",
    "mille",
    "metre",
    "megawattheure",
    "mwh",
    "kwh",
    "kilowattheure",
    "hectolitre",
    "palette",
    "colis",
    "abonne",
    "abonnes",
    "client",
    "utilisateur",
    "licence",
    "flacon",
    "carton",
    "lot",
    "bac",
    "bouteille",
    "clic",
    "contact",
    "dossier",
    "appareil",
    "terminal",
    "relais",
    "vehicule",
    "repas",
    "nuitee",
    "chambre",
    "boite",
    "dose",
    "exemplaire",
    "paire",
    "km",
    "kilometre",
    "passager",
    "bobine",
    "consultant",
];

/// Number words from two to ninety, folded. `un` is also an article, `cent` and `mille` multiply: each reader deals
/// with them as it needs.
pub const WORDS: [(&str, u32); 25] = [
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("vingt", 20),
    ("vingts", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("huitante", 80),
    ("octante", 80),
    ("nonante", 90),
];

/// Those that are articles or nothing.
const SMALLEST: [(&str, u32); 3] = [("zero", 0), ("un", 1), ("une", 1)];

/// The months as they are written, from January.
pub const WRITTEN_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « 1er juin 2025 »: the day in France of an instant, or a day, written out; as it is when it is neither.
pub fn written_day(text: &str) -> String {
    let instant = text.parse::<jiff::Timestamp>().ok().and_then(|at| at.in_tz("Europe/Paris").ok());
    let day = instant.map(|at| at.date()).or_else(|| text.parse::<jiff::civil::Date>().ok());
    let Some(day) = day else { return text.to_owned() };
    let month = WRITTEN_MONTHS[usize::from(day.month().unsigned_abs()).clamp(1, 12) - 1];
    match day.day() {
        1 => format!("1er {month} {}", day.year()),
        number => format!("{number} {month} {}", day.year()),
    }
}

/// The months, folded, from January.
pub const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// What a word may be beside a number: one bit a list. A word is told by its hash before it is folded and
/// compared with any of them.
mod part {
    /// A number in words may begin with it.
    pub const HEAD: u16 = 1;
    pub const HALF: u16 = 1 << 1;
    pub const FRACTION: u16 = 1 << 2;
    /// `mille`, `millions`, `k`.
    pub const FACTOR: u16 = 1 << 3;
    pub const MONEY: u16 = 1 << 4;
    pub const PERCENT: u16 = 1 << 5;
    pub const MONTH: u16 = 1 << 6;
    /// The first token of a technical unit.
    pub const TECHNICAL: u16 = 1 << 7;
    /// A plain unit.
    pub const UNIT: u16 = 1 << 8;
    /// `HT`, `hors taxes`.
    pub const TAX: u16 = 1 << 9;
    /// What a price may be given by: `la tonne`, `par jour`, `pièce`.
    pub const BY: u16 = 1 << 10;
    /// `millions d'euros`.
    pub const OF: u16 = 1 << 11;
}

static PARTS: LazyLock<WordTable<u16>> = LazyLock::new(|| {
    let mut parts: Vec<(u64, u16)> = Vec::new();
    let mut add = |part: u16, words: &[&str]| {
        parts.extend(words.iter().map(|word| (tokens::fold_hash(word), part)));
    };
    WORDS.iter().chain(&SMALLEST).for_each(|(word, _)| add(part::HEAD, &[word]));
    add(part::HEAD, &["cent", "cents", "mille"]);
    add(part::HEAD | part::HALF, &["moitie", "moities"]);
    add(part::FRACTION, &FRACTIONS);
    let factors = ["million", "millions", "milliard", "milliards", "mille"];
    add(part::FACTOR, &factors);
    add(part::FACTOR, &["k", "ke", "m", "me", "md", "mds"]);
    MONEY.iter().for_each(|(word, _)| add(part::MONEY, &[word]));
    add(part::PERCENT, &["pour", "pourcent", "pourcents", "points"]);
    add(part::MONTH, &MONTHS);
    for unit in TECHNICAL {
        add(part::TECHNICAL, &[unit.split('/').next().unwrap_or(unit)]);
    }
    for units in [&VOLUME[..], &COUNT, &DURATION, &["fois"]] {
        add(part::UNIT, units);
    }
    add(part::TAX, &["ht", "ttc", "net", "nets", "brut", "bruts", "hors"]);
    add(part::BY, &["la", "le", "l", "par", "au", "a", "de", "du", "chaque"]);
    add(part::BY, &["piece", "unite", "pieces"]);
    add(part::OF, &["d", "de"]);
    WordTable::new(&parts, |one, other| one | other)
});

/// What each number word is worth, and one more: nought is no number word.
static NUMERALS: LazyLock<WordTable<u32>> = LazyLock::new(|| {
    let words = WORDS.iter().chain(&SMALLEST).chain(&[("cent", 100), ("cents", 100)]);
    let words: Vec<(u64, u32)> =
        words.map(|&(word, value)| (tokens::fold_hash(word), value + 1)).collect();
    WordTable::new(&words, |_, new| new)
});

const AND: u64 = tokens::hash_plain("et");
const THOUSAND: u64 = tokens::hash_plain("mille");

/// Parts of a whole, said in words.
const FRACTIONS: [&str; 14] = [
    "tiers",
    "quart",
    "quarts",
    "cinquieme",
    "cinquiemes",
    "dixieme",
    "dixiemes",
    "moitie",
    "moities",
    "double",
    "triple",
    "quadruple",
    "huitieme",
    "centiemes",
];

/// Every number of a slice of tokens, in order. `tokens` are those of `text`, or a run of them;
/// `Number::tokens` counts from the start of the slice.
pub fn read(text: &str, tokens: &[Token]) -> Vec<Number> {
    let reader = Reader::new(text, tokens);
    let mut found = Vec::with_capacity(8);
    let mut at = 0;
    while at < tokens.len() {
        // Most tokens say no number.
        if !may_begin(&tokens[at]) {
            at += 1;
            continue;
        }
        match reader.number(at) {
            Some(number) => {
                at = number.tokens.end.max(at + 1);
                found.push(number);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a number may begin at a token, whatever stands around it.
pub fn may_begin(token: &Token) -> bool {
    match token.kind {
        TokenKind::Number => true,
        TokenKind::Word(_) => PARTS.get(token.hash) & part::HEAD != 0,
        _ => false,
    }
}

/// What the number that begins at token `at` measures: the nearest governing noun before it in
/// its sentence.
pub fn measured(text: &str, tokens: &[Token], at: usize) -> Option<Measure> {
    let mut words = 0;
    for token in tokens[..at.min(tokens.len())].iter().rev() {
        if token.is_punct(b'.') || token.is_punct(b';') || words >= GOVERNED {
            break;
        }
        if !token.is_word() {
            continue;
        }
        words += 1;
        let word = tokens::fold(token.text(text));
        let measure = MEASURES.iter().find(|(_, nouns)| nouns.iter().any(|noun| is(noun, &word)));
        if let Some(&(measure, _)) = measure {
            return Some(measure);
        }
    }
    None
}

fn is(noun: &str, word: &str) -> bool {
    match noun.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning) && word.len() <= beginning.len() + 2,
        None => noun == word,
    }
}

/// Reads numbers one by one where they may begin.
pub struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    parts: &'a WordTable<u16>,
}

/// The digits of a number as they are added: a whole number, the power of ten that divides it, and all of them
/// as text once a double cannot hold them exactly.
#[derive(Default)]
struct Digits {
    whole: u64,
    count: usize,
    decimals: usize,
    text: String,
}

impl Digits {
    /// Digits that a double always holds exactly.
    const EXACT: usize = 15;
    const POWERS: [f64; Self::EXACT + 1] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    fn add(&mut self, digits: &str) {
        let before = self.count;
        self.count += digits.len();
        if self.count <= Self::EXACT {
            let add = |whole: u64, digit: u8| whole * 10 + u64::from(digit - b'0');
            self.whole = digits.bytes().fold(self.whole, add);
            return;
        }
        if before <= Self::EXACT {
            self.text = format!("{:0before$}", self.whole);
        }
        self.text.push_str(digits);
    }

    fn add_decimals(&mut self, digits: &str) {
        self.decimals = digits.len();
        self.add(digits);
    }

    /// The nearest double. The quotient of two doubles that are exact is the nearest to the number.
    fn value(&self) -> f64 {
        if self.text.is_empty() {
            return self.whole as f64 / Self::POWERS[self.decimals];
        }
        let (whole, decimals) = self.text.split_at(self.text.len() - self.decimals);
        format!("{whole}.{decimals}").parse().unwrap_or(0.0)
    }
}

/// A value read from `at`, and the token after it.
struct Value {
    value: f64,
    end: usize,
    in_words: bool,
}

impl<'a> Reader<'a> {
    /// `tokens` are those of `text`, or a run of them.
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens, parts: &PARTS }
    }
}

impl Reader<'_> {
    /// Whether the word at `at` may be one of these parts.
    #[inline]
    fn is(&self, at: usize, parts: u16) -> bool {
        self.tokens.get(at).is_some_and(|token| self.parts.get(token.hash) & parts != 0)
    }

    /// The number that begins at token `at`; it covers that token at least.
    pub fn number(&self, at: usize) -> Option<Number> {
        if let Some(fraction) = self.fraction(at) {
            return Some(fraction);
        }
        let value = match self.tokens[at].kind {
            TokenKind::Number => self.digits(at),
            TokenKind::Word(_) => self.in_words(at)?,
            _ => return None,
        };
        let value = self.multiplied(value);
        self.with_unit(at, &value)
    }

    /// `1 250 000`, `1.250.000`, `12,5`.
    fn digits(&self, at: usize) -> Value {
        let mut digits = Digits::default();
        digits.add(self.tokens[at].text(self.text));
        let mut end = at + 1;
        // A number of four digits or more is not the head of a group of thousands.
        if self.tokens[at].end - self.tokens[at].start <= 3 {
            while let Some(next) = self.thousands(end) {
                digits.add(self.tokens[next].text(self.text));
                end = next + 1;
            }
        }
        let decimal = self
            .tokens
            .get(end)
            .is_some_and(|token| !token.spaced && (token.is_punct(b',') || token.is_punct(b'.')));
        if decimal
            && let Some(next) = self.tokens.get(end + 1)
            && next.kind == TokenKind::Number
            && !next.spaced
        {
            digits.add_decimals(next.text(self.text));
            end += 2;
        }
        Value { value: digits.value(), end, in_words: false }
    }

    /// The token of a group of three digits that follows one, after a space or a point.
    fn thousands(&self, at: usize) -> Option<usize> {
        let group = |rank: usize| {
            self.tokens
                .get(rank)
                .filter(|token| token.kind == TokenKind::Number && token.end - token.start == 3)
        };
        let here = self.tokens.get(at)?;
        if group(at).is_some_and(|token| token.spaced) {
            return Some(at);
        }
        (here.is_punct(b'.') && !here.spaced && group(at + 1).is_some_and(|token| !token.spaced))
            .then_some(at + 1)
    }

    /// A number in words: `deux cent quatre-vingt-douze mille`.
    fn in_words(&self, at: usize) -> Option<Value> {
        if !self.is(at, part::HEAD) {
            return None;
        }
        let (mut total, mut group, mut end, mut any) = (0.0, 0.0, at, false);
        while let Some(token) = self.tokens.get(end) {
            if token.is_punct(b'-') && any {
                if self.numeral(end + 1).is_none() {
                    break;
                }
                end += 1;
                continue;
            }
            let word = if token.is_word() { token.hash } else { 0 };
            if any && word == AND && self.numeral(end + 1).is_some_and(|next| next <= 11.0) {
                end += 1;
                continue;
            }
            match self.numeral(end) {
                Some(100.0) => group = f64::max(group, 1.0) * 100.0,
                // `quatre-vingt`: a score, not twenty more.
                Some(20.0) if group % 100.0 == 4.0 => group += 76.0,
                Some(value) => group += value,
                None if word == THOUSAND && (any || self.is_quantified(end)) => {
                    total += f64::max(group, 1.0) * 1e3;
                    group = 0.0;
                }
                None => break,
            }
            any = true;
            end += 1;
        }
        any.then_some(Value { value: total + group, end, in_words: true })
    }

    /// `mille` alone is a number only before something it counts.
    fn is_quantified(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(Token::is_word)
    }

    /// The value of a number word.
    fn numeral(&self, at: usize) -> Option<f64> {
        let token = self.tokens.get(at).filter(|token| token.is_word())?;
        NUMERALS.get(token.hash).checked_sub(1).map(f64::from)
    }

    /// Applies `mille`, `k`, `M`, `millions`, `milliards` that follow a value.
    fn multiplied(&self, mut value: Value) -> Value {
        loop {
            if !self.is(value.end, part::FACTOR) {
                return value;
            }
            let factor = match &*self.word(value.end) {
                "million" | "millions" => 1e6,
                "milliard" | "milliards" => 1e9,
                "mille" if !value.in_words => 1e3,
                "k" | "ke" if self.money_follows(value.end + 1) => 1e3,
                "m" | "me" if self.money_follows(value.end + 1) => 1e6,
                "md" | "mds" if self.money_follows(value.end + 1) => 1e9,
                _ => return value,
            };
            value.value *= factor;
            value.end += 1;
        }
    }

    fn money_follows(&self, at: usize) -> bool {
        self.money(at).is_some()
    }

    fn money(&self, at: usize) -> Option<f64> {
        let token = self.tokens.get(at)?;
        let written = match token.kind {
            TokenKind::Word(_) if self.is(at, part::MONEY) => self.word(at),
            TokenKind::Symbol | TokenKind::Punct(b'$') => Cow::Borrowed(token.text(self.text)),
            _ => return None,
        };
        MONEY.iter().find(|(known, _)| *known == written).map(|&(_, unit)| unit)
    }

    /// The number with what follows it: unit, price of one, month…
    fn with_unit(&self, at: usize, value: &Value) -> Option<Number> {
        let mut unit = value.end;
        // `millions d'euros`, `tonnes de`
        if self.is(unit, part::OF) {
            unit += 1;
            if self.tokens.get(unit).is_some_and(|token| token.is_punct(b'\'')) {
                unit += 1;
            }
            if self.money(unit).is_none() {
                unit = value.end;
            }
        }
        if let Some(worth) = self.money(unit) {
            return Some(self.amount(at, value.value * worth, unit + 1));
        }
        if let Some(end) = self.percent(value.end) {
            return Some(self.build(at, end, NumberKind::Rate, value.value));
        }
        if let Some((end, year)) = self.date(at, value) {
            return Some(self.build(at, end, NumberKind::Date, year));
        }
        if let Some((end, kind)) = self.plain_unit(value) {
            return Some(self.build(at, end, kind, value.value));
        }
        let bare = !value.in_words || value.value >= 100.0;
        bare.then(|| self.build(at, value.end, NumberKind::Bare, value.value))
    }

    /// An amount, its cents (`onze euros quarante`), its tax, and what it is the price of.
    fn amount(&self, at: usize, value: f64, mut end: usize) -> Number {
        let mut value = value;
        let cents = match self.tokens.get(end).map(|token| token.kind) {
            Some(TokenKind::Number) if self.tokens[end].end - self.tokens[end].start == 2 => {
                Some(self.digits(end))
            }
            Some(TokenKind::Word(_)) => self.in_words(end),
            _ => None,
        };
        if let Some(cents) = cents.filter(|cents| cents.value < 100.0 && cents.value >= 2.0) {
            value += cents.value / 100.0;
            end = cents.end;
        }
        if self.is(end, part::TAX) {
            end = match &*self.word(end) {
                "hors" if matches!(&*self.word(end + 1), "taxe" | "taxes") => end + 2,
                "hors" => end,
                _ => end + 1,
            };
        }
        match self.priced(end) {
            Some(end) => self.build(at, end, NumberKind::UnitPrice, value),
            None => self.build(at, end, NumberKind::Amount, value),
        }
    }

    /// `la tonne`, `par jour`, `l'unité`, `/kg`, `au kilo`, `de l'heure`.
    fn priced(&self, end: usize) -> Option<usize> {
        let mut at = end;
        if self.tokens.get(at).is_some_and(|token| token.is_punct(b'/')) {
            at += 1;
        } else if !self.is(at, part::BY) {
            return None;
        } else {
            let mut steps = 0;
            while matches!(
                &*self.word(at),
                "la" | "le" | "l" | "par" | "au" | "a" | "de" | "du" | "chaque"
            ) || self.tokens.get(at).is_some_and(|token| token.is_punct(b'\'') && steps > 0)
            {
                at += 1;
                steps += 1;
                if steps > 4 {
                    return None;
                }
            }
            if steps == 0 && !matches!(&*self.word(at), "piece" | "unite" | "pieces") {
                return None;
            }
        }
        let word = self.word(at);
        (PRICED.contains(&&*word)).then_some(at + 1)
    }

    fn percent(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if token.is_punct(b'%') || token.kind == TokenKind::Symbol && token.text(self.text) == "‰"
        {
            return Some(at + 1);
        }
        if !self.is(at, part::PERCENT) {
            return None;
        }
        match (&*self.word(at), &*self.word(at + 1)) {
            ("pour", "cent" | "mille") => Some(at + 2),
            ("pourcent" | "pourcents", _) => Some(at + 1),
            ("points", "de") if &*self.word(at + 2) == "pourcentage" => Some(at + 3),
            _ => None,
        }
    }

    /// The year of `12 janvier 2024`, `2024`, `1er mars 2021`.
    fn date(&self, at: usize, value: &Value) -> Option<(usize, f64)> {
        if value.in_words {
            return None;
        }
        let year_at = |rank: usize| {
            let token = self.tokens.get(rank).filter(|token| token.end - token.start == 4)?;
            let year: f64 = token.text(self.text).parse().ok()?;
            (1900.0..2100.0).contains(&year).then_some(year)
        };
        if self.is(value.end, part::MONTH) {
            return match year_at(value.end + 1) {
                Some(year) => Some((value.end + 2, year)),
                None => Some((value.end + 1, 0.0)),
            };
        }
        let year = (value.end == at + 1).then(|| year_at(at)).flatten()?;
        self.plain_unit(value).is_none().then_some((at + 1, year))
    }

    fn plain_unit(&self, value: &Value) -> Option<(usize, NumberKind)> {
        let at = value.end;
        // Units written with a sign come in several tokens: `°C`, `g/l`, `m²`.
        let may_be = self.is(at, part::TECHNICAL)
            || self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Symbol);
        let mut glued = String::new();
        let longest = if may_be { 4 } else { 0 };
        for rank in at..(at + longest).min(self.tokens.len()) {
            let token = &self.tokens[rank];
            if rank > at && token.spaced {
                break;
            }
            glued.push_str(&tokens::fold(token.text(self.text)));
            if TECHNICAL.contains(&&*glued) && !self.continues(rank + 1) {
                return Some((rank + 1, NumberKind::Technical));
            }
        }
        // `900 nouveaux clients`, `huit cents palettes`, `dix mille flacons`
        for rank in at..(at + 2).min(self.tokens.len()) {
            if !self.is(rank, part::UNIT) {
                if self.tokens[rank].is_word() {
                    continue;
                }
                return None;
            }
            let word = self.word(rank);
            let word = &*word;
            let kind = match () {
                () if word == "fois" => NumberKind::Multiple,
                () if DURATION.contains(&word) => NumberKind::Duration,
                () if VOLUME.contains(&word) => NumberKind::Volume,
                () => NumberKind::Count,
            };
            return Some((rank + 1, kind));
        }
        None
    }

    /// Whether a token goes on the one before without a space.
    fn continues(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            !token.spaced && (token.is_word() || token.is_punct(b'/') || token.is_punct(b'\''))
        })
    }

    /// `les deux tiers`, `la moitié`, `plus du double`, `un sur quatre`.
    fn fraction(&self, at: usize) -> Option<Number> {
        if self.is(at, part::HALF) {
            return Some(self.build(at, at + 1, NumberKind::Multiple, 0.5));
        }
        if !self.is(at + 1, part::FRACTION) {
            return None;
        }
        let value = match self.tokens[at].kind {
            TokenKind::Number | TokenKind::Word(_) => self.numeral(at).or_else(|| {
                self.tokens[at].text(self.text).parse().ok().filter(|value: &f64| *value < 100.0)
            })?,
            _ => return None,
        };
        let after = self.word(at + 1);
        let is_other_word = match &*after {
            "double" | "triple" => true,
            "tiers" => value == 1.0 && self.is_third_party(at),
            _ => false,
        };
        (!is_other_word).then(|| self.build(at, at + 2, NumberKind::Multiple, value))
    }

    /// Whether `un tiers` is someone else: `vendu à un tiers`, and not `à un tiers de sa valeur`.
    fn is_third_party(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or(Cow::Borrowed(""), |before| self.word(before));
        matches!(&*before, "a" | "par" | "avec" | "chez" | "pour" | "envers" | "contre")
            && !matches!(&*self.word(at + 2), "de" | "du" | "des" | "d")
    }

    fn word(&self, at: usize) -> Cow<'_, str> {
        match self.tokens.get(at) {
            Some(token) if token.is_word() || token.kind == TokenKind::Mixed => {
                folded(token.text(self.text))
            }
            _ => Cow::Borrowed(""),
        }
    }

    fn build(&self, at: usize, end: usize, kind: NumberKind, value: f64) -> Number {
        let end = end.min(self.tokens.len()).max(at + 1);
        let span = self.tokens[at].start as usize..self.tokens[end - 1].end as usize;
        Number { span, tokens: at..end, kind, value }
    }
}

/// Folded, without allocating for a word of plain lower-case letters.
fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(tokens::fold(word))
    }
}
