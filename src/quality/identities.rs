//! Invented identities: first names and surnames, common and rare, listed and unlisted.
//!
//! Each word is drawn apart from the other, so a person is invented even when both words
//! exist. About a third of the surnames are in no list, so that being listed is not what
//! makes a name found.

use std::collections::HashMap;
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rustc_hash::FxHashSet;

use crate::document::tokens::fold;

use super::dice::Dice;
use super::lists::{
    ACCENTED, COMMON_FEMININE, COMMON_MASCULINE, COMMON_SURNAMES, COMMON_WORDS, COMPOUND_FEMININE,
    COMPOUND_MASCULINE, FIRST_NAME_SURNAMES, FOREIGN, RECENT_FEMININE, RECENT_MASCULINE, TOWNS,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    Feminine,
    Masculine,
}

/// What makes a value easy or hard to tell from other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueClass {
    /// A frequent name of the lists.
    Common,
    /// A rare name of the lists.
    Rare,
    /// A name in fashion for children.
    Recent,
    Compound,
    /// A name from another naming culture.
    Foreign,
    /// A surname that is also a word of the language.
    CommonWord,
    /// A surname that is also a town.
    Town,
    /// A surname that is also a first name.
    FirstName,
    /// A surname with a particle.
    Particle,
    /// A name of no list, made of syllables.
    Unlisted,
    Nickname,
    /// An identifier whose key is right.
    ValidKey,
    /// An identifier whose key is wrong.
    WrongKey,
    /// An identifier without its key.
    NoKey,
    /// An identifier of a kind that has no key.
    Keyless,
}

impl ValueClass {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Rare => "rare",
            Self::Recent => "recent",
            Self::Compound => "compound",
            Self::Foreign => "foreign",
            Self::CommonWord => "common_word",
            Self::Town => "town",
            Self::FirstName => "first_name",
            Self::Particle => "particle",
            Self::Unlisted => "unlisted",
            Self::Nickname => "nickname",
            Self::ValidKey => "valid_key",
            Self::WrongKey => "wrong_key",
            Self::NoKey => "no_key",
            Self::Keyless => "keyless",
        }
    }
}

/// A first name or a surname, in its usual case and accents: `Maëlys`, `de La Tour`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub class: ValueClass,
}

impl Name {
    pub(super) fn new(text: impl Into<String>, class: ValueClass) -> Self {
        Self { text: text.into(), class }
    }
}

/// Where invented names come from.
pub trait IdentitySource {
    fn given_name(&self, rng: &mut ChaCha8Rng, gender: Gender) -> Name;
    fn surname(&self, rng: &mut ChaCha8Rng) -> Name;
}

/// Names drawn from lists, and from a model of syllables for what no list holds.
pub struct NameLists {
    feminine: Given,
    masculine: Given,
    surnames: Vec<String>,
    /// Folded first names and surnames: an unlisted name must not be among them.
    known: FxHashSet<String>,
    /// Draw from the lists alone: no syllables, no lists of the program.
    alone: bool,
}

/// First names of one sex, from the most borne to the least.
#[derive(Default)]
struct Given {
    names: Vec<String>,
    /// Running total of the square roots of the counts: frequent names come often, but
    /// not so often that the others never do.
    weights: Vec<f64>,
}

impl Given {
    fn push(&mut self, name: String, count: f64) {
        let before = self.weights.last().copied().unwrap_or(0.0);
        self.names.push(name);
        self.weights.push(before + count.sqrt());
    }

    fn frequent(&self, rng: &mut ChaCha8Rng) -> Option<&String> {
        let total = *self.weights.last()?;
        let aim = rng.below(1 << 24) as f64 / f64::from(1 << 24) * total;
        self.names.get(self.weights.partition_point(|&weight| weight <= aim))
    }

    fn any(&self, rng: &mut ChaCha8Rng) -> Option<&String> {
        (!self.names.is_empty()).then(|| rng.one(&self.names))
    }
}

/// Why lists of names are refused.
#[derive(Debug, thiserror::Error)]
pub enum NamesError {
    #[error("{file} : lecture impossible ({source})")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file} : ni colonne « prenom » ni colonne « nom » dans la première ligne")]
    NoColumn { file: String },
    #[error("{file}, ligne {line} : nombre illisible")]
    BadCount { file: String, line: usize },
    #[error(
        "« --only-names » demande des listes (« --names ») de prénoms de femmes et d'hommes, et de noms"
    )]
    Incomplete,
}

impl NameLists {
    /// The short lists of this module alone: enough for tests and for a machine without lexicons.
    pub fn builtin() -> Self {
        let mut lists = Self {
            feminine: Given::default(),
            masculine: Given::default(),
            surnames: Vec::new(),
            known: FxHashSet::default(),
            alone: false,
        };
        for (rank, name) in COMMON_FEMININE.iter().enumerate() {
            lists.feminine.push((*name).to_owned(), 1e6 / (rank + 1) as f64);
        }
        for (rank, name) in COMMON_MASCULINE.iter().enumerate() {
            lists.masculine.push((*name).to_owned(), 1e6 / (rank + 1) as f64);
        }
        lists.surnames.extend(COMMON_SURNAMES.iter().map(|&name| name.to_owned()));
        let every = [
            COMMON_FEMININE,
            COMMON_MASCULINE,
            RECENT_FEMININE,
            RECENT_MASCULINE,
            COMMON_SURNAMES,
            COMMON_WORDS,
            TOWNS,
        ];
        lists.known.extend(every.into_iter().flatten().map(|name| fold(name)));
        for (feminine, masculine, surnames) in FOREIGN {
            let every = [feminine, masculine, surnames];
            lists.known.extend(every.into_iter().copied().flatten().map(|name| fold(name)));
        }
        lists
    }

    /// Lists read from files (`prenoms.tsv`, `noms.tsv`) or from folders that hold them.
    pub fn read(paths: &[impl AsRef<Path>]) -> Result<Self, NamesError> {
        Self::builtin().with(paths)
    }

    /// The same, and nothing but what the files hold: both first names and surnames are needed.
    pub fn read_alone(paths: &[impl AsRef<Path>]) -> Result<Self, NamesError> {
        let empty = Self {
            feminine: Given::default(),
            masculine: Given::default(),
            surnames: Vec::new(),
            known: FxHashSet::default(),
            alone: true,
        };
        let lists = empty.with(paths)?;
        let given = [&lists.feminine, &lists.masculine];
        if lists.surnames.is_empty() || given.iter().any(|given| given.names.is_empty()) {
            return Err(NamesError::Incomplete);
        }
        Ok(lists)
    }

    fn with(mut self, paths: &[impl AsRef<Path>]) -> Result<Self, NamesError> {
        let lists = &mut self;
        for path in paths {
            let path = path.as_ref();
            if path.is_dir() {
                for member in ["prenoms.tsv", "noms.tsv"] {
                    let member = path.join(member);
                    if member.exists() {
                        lists.read_file(&member)?;
                    }
                }
            } else {
                lists.read_file(path)?;
            }
        }
        Ok(self)
    }

    fn read_file(&mut self, path: &Path) -> Result<(), NamesError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| NamesError::Unreadable { file: file.clone(), source })?;
        self.add_table(&text, &file)
    }

    /// Adds a table: tab-separated, first line of column names (`prenom`, `n_femmes`,
    /// `n_hommes`, or `nom`), lines that begin with `#` left aside.
    fn add_table(&mut self, text: &str, file: &str) -> Result<(), NamesError> {
        let mut lines = text
            .lines()
            .zip(1usize..)
            .filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty());
        let header: Vec<&str> = match lines.next() {
            Some((line, _)) => line.split('\t').collect(),
            None => Vec::new(),
        };
        let column = |name: &str| header.iter().position(|&title| title == name);
        if let Some(at) = column("prenom") {
            let counts = [column("n_femmes"), column("n_hommes")];
            return self.add_given(lines, at, counts, file);
        }
        let at = column("nom").ok_or_else(|| NamesError::NoColumn { file: file.to_owned() })?;
        for (line, _) in lines {
            if let Some(name) = line.split('\t').nth(at).filter(|name| name.len() > 1) {
                self.known.insert(fold(name));
                self.surnames.push(title_case(name));
            }
        }
        Ok(())
    }

    fn add_given<'a>(
        &mut self,
        lines: impl Iterator<Item = (&'a str, usize)>,
        at: usize,
        counts: [Option<usize>; 2],
        file: &str,
    ) -> Result<(), NamesError> {
        let accented = accented_names();
        for (line, number) in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let Some(name) = cells.get(at).filter(|name| name.len() > 1) else { continue };
            let count = |column: Option<usize>| match column.and_then(|c| cells.get(c)) {
                None | Some(&"") => Ok(1.0),
                Some(cell) => cell
                    .parse::<f64>()
                    .map_err(|_| NamesError::BadCount { file: file.to_owned(), line: number }),
            };
            let (women, men) = (count(counts[0])?, count(counts[1])?);
            let written = match accented.get(*name) {
                Some(&accented) => accented.to_owned(),
                None => title_case(name),
            };
            self.known.insert(fold(name));
            if women >= men {
                self.feminine.push(written, women);
            } else {
                self.masculine.push(written, men);
            }
        }
        Ok(())
    }

    /// A word of syllables that no list holds.
    fn unlisted(&self, rng: &mut ChaCha8Rng, make: fn(&mut ChaCha8Rng) -> String) -> String {
        let mut word = make(rng);
        for _ in 0..8 {
            if !self.known.contains(&fold(&word)) {
                break;
            }
            word = make(rng);
        }
        title_case(&word)
    }
}

impl IdentitySource for NameLists {
    fn given_name(&self, rng: &mut ChaCha8Rng, gender: Gender) -> Name {
        let (listed, recent) = match gender {
            Gender::Feminine => (&self.feminine, RECENT_FEMININE),
            Gender::Masculine => (&self.masculine, RECENT_MASCULINE),
        };
        let fallback = |name: Option<&String>| name.map_or("Claude", String::as_str).to_owned();
        if self.alone {
            return Name::new(fallback(listed.any(rng)), ValueClass::Rare);
        }
        match rng.below(100) {
            0..30 => Name::new(fallback(listed.frequent(rng)), ValueClass::Common),
            30..45 => Name::new(fallback(listed.any(rng)), ValueClass::Rare),
            45..63 => Name::new(*rng.one(recent), ValueClass::Recent),
            63..80 => {
                let (feminine, masculine, _) = rng.one(FOREIGN);
                let names = if gender == Gender::Feminine { feminine } else { masculine };
                Name::new(*rng.one(names), ValueClass::Foreign)
            }
            80..90 => {
                let (first, second) = match gender {
                    Gender::Feminine => (COMPOUND_FEMININE, COMMON_FEMININE),
                    Gender::Masculine => (COMPOUND_MASCULINE, COMMON_MASCULINE),
                };
                Name::new(format!("{}-{}", rng.one(first), rng.one(second)), ValueClass::Compound)
            }
            _ => {
                let make = match gender {
                    Gender::Feminine => syllables::feminine,
                    Gender::Masculine => syllables::masculine,
                };
                Name::new(self.unlisted(rng, make), ValueClass::Unlisted)
            }
        }
    }

    fn surname(&self, rng: &mut ChaCha8Rng) -> Name {
        if self.alone {
            let name = rng.one(&self.surnames);
            let class = if name.contains(' ') { ValueClass::Particle } else { ValueClass::Rare };
            return Name::new(name, class);
        }
        match rng.below(100) {
            0..34 => {
                let make = *rng.one(syllables::SURNAMES);
                Name::new(self.unlisted(rng, make), ValueClass::Unlisted)
            }
            34..52 => match rng.one(&self.surnames).as_str() {
                name if name.contains(' ') => Name::new(name, ValueClass::Particle),
                name => Name::new(name, ValueClass::Rare),
            },
            52..64 => Name::new(*rng.one(COMMON_SURNAMES), ValueClass::Common),
            64..74 => Name::new(*rng.one(COMMON_WORDS), ValueClass::CommonWord),
            74..78 => Name::new(*rng.one(TOWNS), ValueClass::Town),
            78..83 => Name::new(*rng.one(FIRST_NAME_SURNAMES), ValueClass::FirstName),
            83..95 => {
                let (_, _, surnames) = rng.one(FOREIGN);
                Name::new(*rng.one(surnames), ValueClass::Foreign)
            }
            _ => particle(self, rng),
        }
    }
}

/// A surname with a particle: `de La Vernoude`, `Van der Brakel`, `Ben Youssouf`.
pub(super) fn particle(lists: &dyn IdentitySource, rng: &mut ChaCha8Rng) -> Name {
    const PARTICLES: &[&str] = &[
        "de", "de La", "de", "du", "Le", "La", "Des", "d'", "D'", "Van", "Van der", "Van de",
        "Vanden", "von", "Ben", "El", "Al", "Aït", "Ould", "Da", "Dos", "Di", "Mac", "Saint-",
        "N'",
    ];
    let particle = *rng.one(PARTICLES);
    let mut stem = syllables::french(rng);
    for _ in 0..6 {
        if stem.len() <= 9 && (!particle.ends_with('\'') || starts_with_vowel(&stem)) {
            break;
        }
        stem = if rng.chance(0.4) { lists.surname(rng).text } else { syllables::french(rng) };
        stem = stem.rsplit([' ', '\'']).next().unwrap_or_default().to_owned();
    }
    let glue = if particle.ends_with(['\'', '-']) { "" } else { " " };
    Name::new(format!("{particle}{glue}{}", title_case(&stem)), ValueClass::Particle)
}

fn starts_with_vowel(word: &str) -> bool {
    fold(word).starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h'])
}

/// `jean-pierre` → `Jean-Pierre`, `de la tour` → `de La Tour`, `d'avril` → `d'Avril`.
pub(super) fn title_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest.find([' ', '-', '\'', '’']).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        let lower = word.to_lowercase();
        let stays = matches!(lower.as_str(), "de" | "du" | "des" | "d" | "von")
            && out.is_empty()
            && !tail.is_empty()
            && !tail.starts_with('-');
        let mut letters = lower.chars();
        match letters.next() {
            Some(first) if !stays => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            _ => out.push_str(&lower),
        }
        let width = tail.chars().next().map_or(0, char::len_utf8);
        out.push_str(&tail[..width]);
        rest = &tail[width..];
    }
    out
}

/// First names that are written with accents, by their form without.
fn accented_names() -> HashMap<String, &'static str> {
    let every = [COMMON_FEMININE, COMMON_MASCULINE, RECENT_FEMININE, RECENT_MASCULINE, ACCENTED];
    every
        .into_iter()
        .flatten()
        .filter(|name| !name.is_ascii())
        .map(|&name| (fold(name), name))
        .collect()
}

/// Words that sound like names and are none.
mod syllables {
    use rand_chacha::ChaCha8Rng;

    use super::Dice;

    pub type Make = fn(&mut ChaCha8Rng) -> String;

    /// Half of French sound, half of other sounds.
    pub const SURNAMES: &[Make] = &[
        french, french, french, french, arabic, slavic, bantu, mandinka, iberian, turkic, germanic,
    ];

    fn chain(rng: &mut ChaCha8Rng, parts: &[&[&str]]) -> String {
        parts.iter().map(|part| *rng.one(part)).collect()
    }

    pub fn french(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "bar", "ber", "bid", "bou", "bre", "cha", "chau", "cor", "cou", "cra", "dar", "del",
            "dou", "du", "fa", "fle", "fou", "gar", "gou", "gra", "gué", "hau", "jou", "lam",
            "lar", "lou", "mar", "mau", "mé", "mon", "mou", "nau", "pel", "per", "pi", "pou",
            "qué", "ra", "rou", "sau", "ser", "tar", "tou", "tré", "val", "ver", "vi", "vou",
        ];
        const HEART: &[&str] = &[
            "", "", "ba", "be", "bi", "bou", "che", "chi", "da", "di", "dou", "fi", "ga", "gui",
            "la", "le", "li", "ma", "mi", "na", "ni", "pa", "pi", "ra", "re", "ri", "ron", "san",
            "ta", "ti", "tou", "va", "ve", "vi", "zi",
        ];
        const TAIL: &[&str] = &[
            "deau", "dier", "gnac", "gnon", "lard", "leau", "let", "lier", "lin", "lot", "mont",
            "nac", "naud", "nel", "net", "nier", "not", "quet", "quin", "rand", "reau", "ret",
            "rieu", "rin", "sart", "seau", "ssac", "tard", "teau", "telle", "tier", "tot", "veau",
            "vel", "vieux", "voux", "zac", "ziat", "bert", "court", "doux", "fort", "ville",
        ];
        chain(rng, &[HEAD, HEART, TAIL])
    }

    fn arabic(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "bel", "ben", "bou", "cha", "che", "dja", "fer", "gha", "had", "kha", "kher", "lah",
            "mah", "mes", "ouar", "rah", "sa", "ta", "ya", "zer", "zou",
        ];
        const HEART: &[&str] =
            &["ba", "di", "gha", "ha", "ka", "kri", "la", "ma", "ra", "ri", "za"];
        const TAIL: &[&str] = &[
            "oui", "ane", "aoui", "di", "fi", "li", "mi", "ni", "ri", "che", "dane", "lla", "ssi",
        ];
        chain(rng, &[HEAD, HEART, TAIL])
    }

    fn slavic(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "bor", "chle", "dro", "gra", "jan", "kar", "kos", "kra", "mil", "mro", "pav", "pie",
            "rad", "ser", "sta", "wale", "woj", "zbo",
        ];
        const TAIL: &[&str] = &[
            "czak", "czyk", "enko", "ev", "ewicz", "ic", "kiewicz", "nek", "niak", "nski", "ov",
            "ovic", "owski", "sky", "vic", "zek",
        ];
        chain(rng, &[HEAD, &["", "a", "i", "o"], TAIL])
    }

    fn bantu(rng: &mut ChaCha8Rng) -> String {
        const PART: &[&str] = &[
            "ba", "bo", "ka", "ki", "ko", "lo", "lu", "ma", "mba", "mbo", "mo", "mu", "nda", "ngo",
            "ngu", "nko", "nza", "sa", "ta", "wa", "yi", "zo",
        ];
        let mut word = chain(rng, &[PART, PART, PART]);
        if rng.chance(0.3) {
            let ending: &str = rng.one::<&str>(&["la", "mbi", "ndo", "nga"]);
            word.push_str(ending);
        }
        word
    }

    fn mandinka(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "bam", "dem", "dia", "dou", "fo", "gas", "ka", "kon", "sa", "sis", "sou", "tou", "tra",
        ];
        const TAIL: &[&str] =
            &["ba", "béla", "biri", "ko", "koré", "lé", "no", "ssa", "soko", "té"];
        chain(rng, &[HEAD, &["", "ma", "ra"], TAIL])
    }

    fn iberian(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "al", "bar", "car", "cor", "es", "fer", "gal", "lo", "mar", "mo", "per", "que", "sal",
        ];
        const TAIL: &[&str] = &[
            "deira", "dinho", "gueira", "lares", "linha", "meda", "nandes", "rinho", "seca",
            "veira",
        ];
        chain(rng, &[HEAD, &["ba", "da", "ga", "ma", "ra", "va"], TAIL])
    }

    fn turkic(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] =
            &["ak", "ay", "bal", "dem", "er", "gul", "kar", "kil", "oz", "sah", "yil"];
        const TAIL: &[&str] =
            &["batur", "çan", "demir", "gelen", "kaya", "lioglu", "maz", "soy", "tepe"];
        chain(rng, &[HEAD, &["", "a", "i"], TAIL])
    }

    fn germanic(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "bau", "brau", "dietz", "eck", "grun", "heim", "klee", "lind", "oster", "schwab",
            "wein",
        ];
        const TAIL: &[&str] =
            &["bach", "berger", "felder", "gartner", "hauser", "linger", "mayer", "rich"];
        chain(rng, &[HEAD, &["", "en", "er"], TAIL])
    }

    pub fn feminine(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "al", "cé", "dja", "el", "is", "ka", "ké", "lou", "ly", "ma", "mé", "na", "nou", "océ",
            "sa", "sha", "so", "tha", "ya", "zé",
        ];
        const TAIL: &[&str] = &[
            "ïa", "line", "lya", "lyne", "mina", "na", "naëlle", "ria", "rissa", "vana", "yah",
            "zia",
        ];
        chain(rng, &[HEAD, &["", "", "da", "li", "ri"], TAIL])
    }

    pub fn masculine(rng: &mut ChaCha8Rng) -> String {
        const HEAD: &[&str] = &[
            "ad", "bré", "da", "dy", "el", "ka", "ké", "ky", "lo", "ma", "na", "no", "ra", "ro",
            "sa", "te", "ty", "wa", "yo", "ze",
        ];
        const TAIL: &[&str] = &[
            "dan", "ïan", "kim", "lan", "lian", "liam", "mir", "nael", "rick", "ron", "vin", "yan",
        ];
        chain(rng, &[HEAD, &["", "", "le", "ri"], TAIL])
    }
}
