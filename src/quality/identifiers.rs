//! Invented identifiers of every kind, with valid keys where the kind has one, in the usual
//! writings and in those that escape.
//!
//! The keys are computed here and not borrowed from the detectors: a mistake made twice in
//! the same way would not be seen.

use rand_chacha::ChaCha8Rng;

use crate::document::PlaceholderKind;
use crate::document::numbers::WRITTEN_MONTHS;
use crate::taxonomy::Category;

use super::dice::Dice;
use super::forms::{self, Person};
use super::identities::ValueClass;

/// A kind of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Nir,
    Iban,
    Rib,
    Card,
    Siren,
    Siret,
    Vat,
    Rcs,
    Phone,
    Fax,
    Email,
    /// Registration plate, system of 2009.
    PlateSiv,
    /// Registration plate, system before 2009.
    PlateFni,
    Cadastre,
    BirthDate,
    DeathDate,
    MarriageDate,
    Address,
    /// A locality with its postal code or its department.
    Locality,
    Passport,
    IdentityCard,
    ResidencePermit,
    TaxNumber,
    Caf,
    JobSeeker,
    Rpps,
    Url,
    Handle,
    Ip,
}

/// How an identifier escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Twist {
    /// Cut at a line end.
    LineBreak,
    /// `O` for 0, `l` for 1, `S` for 5…
    Letters,
    /// Spelled out in words.
    Words,
    /// Separators one does not expect, or `arobase`.
    Separators,
    NoKey,
    WrongKey,
    /// Stuck to the word before.
    Glued,
}

/// A drawn identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub class: ValueClass,
}

impl Kind {
    pub const ALL: [Self; 29] = [
        Self::Nir,
        Self::Iban,
        Self::Rib,
        Self::Card,
        Self::Siren,
        Self::Siret,
        Self::Vat,
        Self::Rcs,
        Self::Phone,
        Self::Fax,
        Self::Email,
        Self::PlateSiv,
        Self::PlateFni,
        Self::Cadastre,
        Self::BirthDate,
        Self::DeathDate,
        Self::MarriageDate,
        Self::Address,
        Self::Locality,
        Self::Passport,
        Self::IdentityCard,
        Self::ResidencePermit,
        Self::TaxNumber,
        Self::Caf,
        Self::JobSeeker,
        Self::Rpps,
        Self::Url,
        Self::Handle,
        Self::Ip,
    ];

    /// The word that names the kind in a file of sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nir => "nir",
            Self::Iban => "iban",
            Self::Rib => "rib",
            Self::Card => "card",
            Self::Siren => "siren",
            Self::Siret => "siret",
            Self::Vat => "vat",
            Self::Rcs => "rcs",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Email => "email",
            Self::PlateSiv => "plate",
            Self::PlateFni => "plate_old",
            Self::Cadastre => "cadastre",
            Self::BirthDate => "birth_date",
            Self::DeathDate => "death_date",
            Self::MarriageDate => "marriage_date",
            Self::Address => "address",
            Self::Locality => "locality",
            Self::Passport => "passport",
            Self::IdentityCard => "identity_card",
            Self::ResidencePermit => "residence_permit",
            Self::TaxNumber => "tax_number",
            Self::Caf => "caf",
            Self::JobSeeker => "job_seeker",
            Self::Rpps => "rpps",
            Self::Url => "url",
            Self::Handle => "handle",
            Self::Ip => "ip",
        }
    }

    /// Reads a kind by the word `as_str` gives.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn category(self) -> Category {
        match self {
            Self::Iban | Self::Rib | Self::Card => Category::CompteBancaire,
            Self::Siren | Self::Siret | Self::Vat | Self::Rcs => Category::NumeroSiretSiren,
            Self::Phone | Self::Fax => Category::TelephoneFax,
            Self::Email => Category::Email,
            Self::PlateSiv | Self::PlateFni => Category::PlaqueImmatriculation,
            Self::Cadastre => Category::Cadastre,
            Self::BirthDate => Category::DateNaissance,
            Self::DeathDate => Category::DateDeces,
            Self::MarriageDate => Category::DateMariage,
            Self::Address => Category::Adresse,
            Self::Locality => Category::Localite,
            Self::Url => Category::SiteWebSensible,
            Self::Handle | Self::Ip => Category::TraceNumerique,
            Self::Nir
            | Self::Passport
            | Self::IdentityCard
            | Self::ResidencePermit
            | Self::TaxNumber
            | Self::Caf
            | Self::JobSeeker
            | Self::Rpps => Category::NumeroIdentifiant,
        }
    }

    /// The placeholder that would have stood there.
    pub fn placeholder(self) -> PlaceholderKind {
        match self.category() {
            Category::CompteBancaire => PlaceholderKind::Account,
            Category::NumeroSiretSiren => PlaceholderKind::Siren,
            Category::TelephoneFax => PlaceholderKind::Phone,
            Category::Email => PlaceholderKind::Email,
            Category::PlaqueImmatriculation => PlaceholderKind::Plate,
            Category::Cadastre => PlaceholderKind::Cadastre,
            Category::DateNaissance => PlaceholderKind::BirthDate,
            Category::DateDeces => PlaceholderKind::DeathDate,
            Category::DateMariage => PlaceholderKind::MarriageDate,
            Category::Adresse => PlaceholderKind::Address,
            Category::Localite => PlaceholderKind::Locality,
            Category::SiteWebSensible | Category::TraceNumerique => PlaceholderKind::WebSite,
            _ => PlaceholderKind::Identifier,
        }
    }

    /// The twists that make sense for this kind.
    pub fn twists(self) -> &'static [Twist] {
        use Twist::{Glued, Letters, LineBreak, NoKey, Separators, Words, WrongKey};
        match self {
            Self::Nir => &[LineBreak, Letters, Words, Separators, NoKey, WrongKey, Glued],
            Self::Rib => &[LineBreak, Letters, Separators, NoKey, WrongKey, Glued],
            Self::Iban | Self::Card | Self::Siren | Self::Siret | Self::Vat | Self::Rpps => {
                &[LineBreak, Letters, Separators, WrongKey, Glued]
            }
            Self::Rcs => &[LineBreak, Letters, Separators, WrongKey],
            Self::Phone | Self::Fax => &[LineBreak, Letters, Words, Separators, Glued],
            Self::Email => &[LineBreak, Words, Separators, Glued],
            Self::PlateSiv | Self::PlateFni => &[LineBreak, Letters, Words, Separators, Glued],
            Self::Cadastre => &[LineBreak, Words, Separators, Glued],
            Self::BirthDate | Self::DeathDate | Self::MarriageDate => {
                &[LineBreak, Letters, Words, Separators]
            }
            Self::Address => &[LineBreak, Words, Separators],
            Self::Locality => &[LineBreak, Letters, Separators],
            Self::TaxNumber => &[LineBreak, Letters, Separators, WrongKey, Glued],
            Self::Passport
            | Self::IdentityCard
            | Self::ResidencePermit
            | Self::Caf
            | Self::JobSeeker => &[LineBreak, Letters, Separators, Glued],
            Self::Url => &[LineBreak, Words, Separators],
            Self::Handle => &[LineBreak, Words],
            Self::Ip => &[LineBreak, Letters, Separators],
        }
    }

    /// Draws an identifier; `person` is whose it is. Without a twist it is in a usual writing.
    pub fn draw(self, rng: &mut ChaCha8Rng, person: &Person, twist: Option<Twist>) -> Value {
        match self {
            Self::Email => email(rng, person, twist),
            Self::Url => url(rng, person, twist),
            Self::Handle => handle(rng, person, twist),
            Self::Address => address(rng, person, twist),
            Self::Locality => locality(rng, twist),
            Self::Cadastre => cadastre(rng, twist),
            Self::BirthDate => date(rng, (1932, 2018), twist),
            Self::DeathDate => date(rng, (1985, 2024), twist),
            Self::MarriageDate => date(rng, (1958, 2022), twist),
            _ => self.numbered(rng, twist),
        }
    }

    fn numbered(self, rng: &mut ChaCha8Rng, twist: Option<Twist>) -> Value {
        let key = match twist {
            Some(Twist::WrongKey) => Key::Wrong,
            Some(Twist::NoKey) => Key::None,
            _ => Key::Right,
        };
        let (groups, keyed) = self.groups(rng, key);
        let text = match twist {
            None | Some(Twist::Glued | Twist::WrongKey | Twist::NoKey) => self.usual(rng, &groups),
            Some(Twist::LineBreak) => cut(&self.usual(rng, &groups), rng),
            Some(Twist::Letters) => letters(&self.usual(rng, &groups), rng),
            Some(Twist::Words) => spelled(rng, &groups),
            Some(Twist::Separators) => {
                const ODD: &[&str] =
                    &["/", " / ", "_", "·", " - ", "–", "\u{2009}", "\u{a0}", "  ", ",", ";", ". "];
                groups.join(*rng.one::<&str>(ODD))
            }
        };
        let class = match (keyed, key) {
            (false, _) => ValueClass::Keyless,
            (true, Key::Right) => ValueClass::ValidKey,
            (true, Key::Wrong) => ValueClass::WrongKey,
            (true, Key::None) => ValueClass::NoKey,
        };
        Value { text, class }
    }

    /// The groups a value is written in, and whether the kind has a key.
    fn groups(self, rng: &mut ChaCha8Rng, key: Key) -> (Vec<String>, bool) {
        match self {
            Self::Nir => (nir(rng, key), true),
            Self::Iban => (by(&iban(rng, key), &[4; 7]), true),
            Self::Rib => (rib(rng, key), true),
            Self::Card => (by(&card(rng, key), &[4; 4]), true),
            Self::Siren | Self::Rcs => (by(&siren(rng, key), &[3, 3, 3]), true),
            Self::Siret => (by(&siret(rng, key), &[3, 3, 3, 5]), true),
            Self::Vat => (by(&vat(rng, key), &[2, 2, 3, 3, 3]), true),
            Self::Rpps => (by(&rpps(rng, key), &[2, 3, 3, 3]), true),
            Self::TaxNumber => (by(&tax_number(rng, key), &[2, 2, 3, 3, 3]), true),
            Self::Phone | Self::Fax => (phone(rng, self == Self::Fax), false),
            Self::PlateSiv => {
                (vec![plate_letters(rng, 2), rng.digits(3), plate_letters(rng, 2)], false)
            }
            Self::PlateFni => {
                let count = rng.between(1, 9999).to_string();
                let width = rng.between(2, 3);
                (vec![count, plate_letters(rng, width), department(rng)], false)
            }
            Self::Passport => (vec![rng.digits(2), plate_letters(rng, 2), rng.digits(5)], false),
            Self::IdentityCard if rng.chance(0.5) => (by(&rng.digits(12), &[4, 4, 4]), false),
            Self::IdentityCard => {
                const SIGNS: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";
                let tail: String = (0..8).map(|_| char::from(*rng.one(SIGNS))).collect();
                (by(&format!("{}{tail}", plate_letters(rng, 1)), &[3, 3, 3]), false)
            }
            Self::ResidencePermit => (
                by(&format!("{}{}", rng.one(&["75", "99", "59", "13"]), rng.digits(8)), &[4, 3, 3]),
                false,
            ),
            Self::Caf => {
                let mut groups = vec![rng.digits(4), rng.digits(3)];
                if rng.chance(0.4) {
                    groups.push(plate_letters(rng, 1));
                }
                (groups, false)
            }
            Self::JobSeeker => (vec![rng.digits(4), rng.digits(3), plate_letters(rng, 1)], false),
            _ => (by(&ip(rng), &[]), false),
        }
    }

    /// A usual writing of the groups.
    fn usual(self, rng: &mut ChaCha8Rng, groups: &[String]) -> String {
        let glue: &[&str] = match self {
            Self::Nir | Self::Iban | Self::Card | Self::Siren | Self::Siret | Self::Rcs => {
                &[" ", " ", "", "\u{a0}"]
            }
            Self::Rib | Self::PlateFni => &[" ", ""],
            Self::Phone | Self::Fax => &[" ", ".", "", "-"],
            Self::PlateSiv => &["-", "-", " ", ""],
            Self::Vat => &["", " "],
            Self::TaxNumber => &[" ", ""],
            _ => &[""],
        };
        groups.join(*rng.one::<&str>(glue))
    }
}

/// Which key to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Right,
    Wrong,
    None,
}

/// Cuts an ASCII value into groups of these widths (the last takes what is left).
fn by(value: &str, widths: &[usize]) -> Vec<String> {
    let mut groups = Vec::with_capacity(widths.len() + 1);
    let mut rest = value;
    for &width in widths {
        let (group, tail) = rest.split_at(width.min(rest.len()));
        groups.push(group.to_owned());
        rest = tail;
    }
    if !rest.is_empty() {
        groups.push(rest.to_owned());
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Remainder of a decimal number of any length.
fn modulo(digits: &str, by: u64) -> u64 {
    digits.bytes().fold(0, |rest, byte| (rest * 10 + u64::from(byte - b'0')) % by)
}

/// A key of `width` digits, right or not.
fn written(key: Key, right: u64, span: u64, width: usize, rng: &mut ChaCha8Rng) -> String {
    match key {
        Key::None => String::new(),
        Key::Right => format!("{right:0width$}"),
        Key::Wrong => {
            let wrong = (right + 1 + rng.below(span as usize - 2) as u64) % span;
            format!("{wrong:0width$}")
        }
    }
}

/// The Luhn digit that completes these digits.
fn luhn(digits: &str) -> u64 {
    let sum: u64 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(rank, byte)| {
            let digit = u64::from(byte - b'0');
            let doubled = if rank % 2 == 0 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

fn nir(rng: &mut ChaCha8Rng, key: Key) -> Vec<String> {
    let (department, number) = match rng.below(20) {
        0 => ("2A".to_owned(), "19".to_owned()),
        1 => ("2B".to_owned(), "18".to_owned()),
        2..4 => ("99".to_owned(), "99".to_owned()),
        _ => {
            let number = format!("{:02}", [rng.between(1, 19), rng.between(21, 95)][rng.below(2)]);
            (number.clone(), number)
        }
    };
    let groups = [
        rng.between(1, 2).to_string(),
        format!("{:02}", (rng.between(32, 107)) % 100),
        format!("{:02}", rng.between(1, 12)),
        department,
        format!("{:03}", rng.between(1, 590)),
        format!("{:03}", rng.between(1, 480)),
    ];
    let plain =
        format!("{}{}{}{number}{}{}", groups[0], groups[1], groups[2], groups[4], groups[5]);
    let key = written(key, 97 - modulo(&plain, 97), 97, 2, rng);
    let mut groups = groups.to_vec();
    if !key.is_empty() {
        groups.push(key);
    }
    groups
}

/// Bank, branch, account and key of a French account.
fn rib(rng: &mut ChaCha8Rng, key: Key) -> Vec<String> {
    let bank =
        (*rng.one(&["10278", "30004", "20041", "17515", "13507", "30002", "16006"])).to_owned();
    let (branch, account) = (rng.digits(5), rng.digits(11));
    let number = |digits: &str| digits.parse::<u64>().unwrap_or_default();
    let sum = 89 * number(&bank) + 15 * number(&branch) + 3 * number(&account);
    let key = written(key, 97 - sum % 97, 97, 2, rng);
    let mut groups = vec![bank, branch, account];
    if !key.is_empty() {
        groups.push(key);
    }
    groups
}

fn iban(rng: &mut ChaCha8Rng, key: Key) -> String {
    let account = rib(rng, Key::Right).concat();
    // F is 15 and R is 27 in the arithmetic of ISO 13616.
    let right = 98 - modulo(&format!("{account}152700"), 97);
    let key = written(key, right, 97, 2, rng);
    format!("FR{key}{account}")
}

fn card(rng: &mut ChaCha8Rng, key: Key) -> String {
    let head = *rng.one(&["4970", "4973", "4532", "5132", "5355", "4974"]);
    let body = format!("{head}{}", rng.digits(11));
    format!("{body}{}", written(key, luhn(&body), 10, 1, rng))
}

fn siren(rng: &mut ChaCha8Rng, key: Key) -> String {
    let body = format!("{}{}", rng.between(3, 9), rng.digits(7));
    format!("{body}{}", written(key, luhn(&body), 10, 1, rng))
}

fn siret(rng: &mut ChaCha8Rng, key: Key) -> String {
    let body = format!("{}{:04}", siren(rng, Key::Right), rng.between(1, 39));
    format!("{body}{}", written(key, luhn(&body), 10, 1, rng))
}

fn vat(rng: &mut ChaCha8Rng, key: Key) -> String {
    let siren = siren(rng, Key::Right);
    let right = (12 + 3 * modulo(&siren, 97)) % 97;
    format!("FR{}{siren}", written(key, right, 97, 2, rng))
}

fn rpps(rng: &mut ChaCha8Rng, key: Key) -> String {
    let body = format!("10{}", rng.digits(8));
    format!("{body}{}", written(key, luhn(&body), 10, 1, rng))
}

/// Ten digits and their remainder by 511.
fn tax_number(rng: &mut ChaCha8Rng, key: Key) -> String {
    let body = format!("{}{}", rng.between(0, 3), rng.digits(9));
    format!("{body}{}", written(key, modulo(&body, 511), 511, 3, rng))
}

fn phone(rng: &mut ChaCha8Rng, fixed: bool) -> Vec<String> {
    let head = match rng.below(10) {
        _ if fixed => rng.between(1, 5),
        0..6 => rng.between(6, 7),
        6..9 => rng.between(1, 5),
        _ => 9,
    };
    let tail: Vec<String> = (0..4).map(|_| rng.digits(2)).collect();
    let mut groups = match rng.below(10) {
        0..7 => vec![format!("0{head}")],
        7..9 => vec!["+33".to_owned(), head.to_string()],
        _ => vec!["00".to_owned(), "33".to_owned(), head.to_string()],
    };
    groups.extend(tail);
    groups
}

fn plate_letters(rng: &mut ChaCha8Rng, count: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTVWXYZ";
    let word: String = (0..count).map(|_| char::from(*rng.one(LETTERS))).collect();
    if matches!(word.as_str(), "SS" | "WW") { "AB".to_owned() } else { word }
}

fn department(rng: &mut ChaCha8Rng) -> String {
    match rng.below(12) {
        0 => "2A".to_owned(),
        1 => "2B".to_owned(),
        2 => format!("97{}", rng.between(1, 4)),
        _ => format!("{:02}", rng.between(1, 95)),
    }
}

fn ip(rng: &mut ChaCha8Rng) -> String {
    if rng.chance(0.75) {
        let head = *rng.one(&[78usize, 80, 82, 86, 90, 109, 176, 193]);
        return format!("{head}.{}.{}.{}", rng.below(256), rng.below(256), rng.between(1, 254));
    }
    let mut block = || format!("{:x}", rng.between(1, 0xffff));
    format!(
        "2a01:{}:{}:{}:{}:{}:{}:{}",
        block(),
        block(),
        block(),
        block(),
        block(),
        block(),
        block()
    )
}

/// Cuts a value at a line end: at a separator if it has one, else in its middle.
fn cut(value: &str, rng: &mut ChaCha8Rng) -> String {
    let spots: Vec<(usize, usize)> =
        value.match_indices([' ', '\u{a0}']).map(|(at, space)| (at, at + space.len())).collect();
    if !spots.is_empty() && rng.chance(0.7) {
        let (at, after) = *rng.one(&spots);
        return format!("{}{}{}", &value[..at], rng.one(&["\n", " \n", "\n "]), &value[after..]);
    }
    let inside: Vec<usize> = value.char_indices().map(|(at, _)| at).skip(2).collect();
    let inside = &inside[..inside.len().saturating_sub(1)];
    if inside.is_empty() {
        return value.to_owned();
    }
    let at = *rng.one(inside);
    format!("{}\n{}", &value[..at], &value[at..])
}

/// Writes letters for one to three digits.
fn letters(value: &str, rng: &mut ChaCha8Rng) -> String {
    const LIKE: &[(char, &[char])] = &[
        ('0', &['O', 'o']),
        ('1', &['l', 'I']),
        ('5', &['S']),
        ('8', &['B']),
        ('2', &['Z']),
        ('6', &['b', 'G']),
        ('9', &['g']),
        ('4', &['A']),
    ];
    let mut signs: Vec<char> = value.chars().collect();
    let spots: Vec<usize> = (0..signs.len()).filter(|&at| signs[at].is_ascii_digit()).collect();
    if spots.is_empty() {
        return value.to_owned();
    }
    // O and l are by far the usual mistakes: try for them first.
    let usual: Vec<usize> =
        spots.iter().copied().filter(|&at| matches!(signs[at], '0' | '1')).collect();
    for _ in 0..rng.between(1, 3) {
        let at =
            if usual.is_empty() || rng.chance(0.25) { *rng.one(&spots) } else { *rng.one(&usual) };
        if let Some((_, like)) = LIKE.iter().find(|(digit, _)| *digit == signs[at]) {
            signs[at] = *rng.one(like);
        }
    }
    let changed: String = signs.into_iter().collect();
    if changed != value {
        return changed;
    }
    value.replacen(|c: char| c.is_ascii_digit(), "O", 1)
}

/// Groups in words: numbers in letters, letters as they are.
fn spelled(rng: &mut ChaCha8Rng, groups: &[String]) -> String {
    let glue = *rng.one(&[" ", ", ", " - "]);
    let words: Vec<String> = groups.iter().map(|group| group_in_words(group)).collect();
    words.join(glue)
}

fn group_in_words(group: &str) -> String {
    if group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()) {
        return group.replace('+', "plus ");
    }
    let zeros = group.bytes().take_while(|&byte| byte == b'0').count();
    let mut words = vec!["zéro".to_owned(); zeros];
    if let Some(number) = group[zeros..].parse().ok().filter(|&number| number > 0) {
        words.push(in_words(number));
    }
    words.join(" ")
}

/// A number below a million in French words.
pub fn in_words(number: u32) -> String {
    const UNITS: [&str; 20] = [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
        "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit",
        "dix-neuf",
    ];
    const TENS: [&str; 8] =
        ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante"];
    match number {
        0..20 => UNITS[number as usize].to_owned(),
        20..80 => {
            let ten = number / 10;
            let rest = number - if ten == 7 { 60 } else { ten * 10 };
            match rest {
                0 => TENS[ten as usize].to_owned(),
                1 | 11 => format!("{} et {}", TENS[ten as usize], UNITS[rest as usize]),
                _ => format!("{}-{}", TENS[ten as usize], UNITS[rest as usize]),
            }
        }
        80 => "quatre-vingts".to_owned(),
        81..100 => format!("quatre-vingt-{}", UNITS[(number - 80) as usize]),
        100..1000 => {
            let (hundreds, rest) = (number / 100, number % 100);
            let head = match (hundreds, rest) {
                (1, _) => "cent".to_owned(),
                (_, 0) => return format!("{} cents", in_words(hundreds)),
                _ => format!("{} cent", in_words(hundreds)),
            };
            if rest == 0 { head } else { format!("{head} {}", in_words(rest)) }
        }
        _ => {
            let (thousands, rest) = (number / 1000, number % 1000);
            let head = match thousands {
                1 => "mille".to_owned(),
                _ => format!("{} mille", in_words(thousands)),
            };
            if rest == 0 { head } else { format!("{head} {}", in_words(rest)) }
        }
    }
}

/// A date between two years; where a year stands already, `date_of` keeps it.
fn date(rng: &mut ChaCha8Rng, (low, high): (usize, usize), twist: Option<Twist>) -> Value {
    let year = rng.between(low, high);
    Value { text: date_of(rng, year, twist), class: ValueClass::Keyless }
}

/// A date of this year, in a usual writing or a twisted one.
pub(super) fn date_of(rng: &mut ChaCha8Rng, year: usize, twist: Option<Twist>) -> String {
    let (day, month) = (rng.between(1, 28), rng.between(1, 12));
    let name = WRITTEN_MONTHS[month - 1];
    let ordinal = if day == 1 { "1er".to_owned() } else { day.to_string() };
    let long = format!("{ordinal} {name} {year}");
    match twist {
        None => match rng.below(10) {
            0..6 => long,
            6..9 => format!("{day:02}/{month:02}/{year}"),
            _ => format!("{day:02}.{month:02}.{year}"),
        },
        Some(Twist::LineBreak) => cut(&long, rng),
        Some(Twist::Letters) => {
            let short = format!("{day:02}/{month:02}/{year}");
            let base = if rng.chance(0.5) { short } else { long };
            letters(&base, rng)
        }
        Some(Twist::Words) => {
            let day = if day == 1 { "premier".to_owned() } else { in_words(day as u32) };
            let year = if year < 2000 && rng.chance(0.7) {
                format!("mil neuf cent {}", in_words(year as u32 - 1900))
            } else {
                in_words(year as u32)
            };
            format!("{day} {name} {year}")
        }
        Some(_) => match rng.below(6) {
            0 => format!("{day:02}-{month:02}-{year}"),
            1 => format!("{year}-{month:02}-{day:02}"),
            2 => format!("{day:02} {month:02} {year}"),
            3 => format!("{day:02}/{month:02}/{:02}", year % 100),
            4 => format!("{day} {} {year}", name.to_uppercase()),
            _ => format!("{day:02} / {month:02} / {year}"),
        },
    }
}

const TOWNS: &[(&str, &str)] = &[
    ("59000", "Lille"),
    ("59200", "Tourcoing"),
    ("62300", "Lens"),
    ("13100", "Aix-en-Provence"),
    ("83400", "Hyères"),
    ("35400", "Saint-Malo"),
    ("29200", "Brest"),
    ("44600", "Saint-Nazaire"),
    ("64200", "Biarritz"),
    ("40100", "Dax"),
    ("33120", "Arcachon"),
    ("87000", "Limoges"),
    ("63000", "Clermont-Ferrand"),
    ("42400", "Saint-Chamond"),
    ("38200", "Vienne"),
    ("73000", "Chambéry"),
    ("74100", "Annemasse"),
    ("01000", "Bourg-en-Bresse"),
    ("25200", "Montbéliard"),
    ("68100", "Mulhouse"),
    ("67500", "Haguenau"),
    ("57100", "Thionville"),
    ("54300", "Lunéville"),
    ("51100", "Reims"),
    ("02100", "Saint-Quentin"),
    ("80100", "Abbeville"),
    ("76200", "Dieppe"),
    ("14100", "Lisieux"),
    ("50100", "Cherbourg-en-Cotentin"),
    ("61000", "Alençon"),
    ("72000", "Le Mans"),
    ("49300", "Cholet"),
    ("79000", "Niort"),
    ("17000", "La Rochelle"),
    ("16100", "Cognac"),
    ("24000", "Périgueux"),
    ("81100", "Castres"),
    ("11100", "Narbonne"),
    ("66000", "Perpignan"),
    ("34200", "Sète"),
    ("30100", "Alès"),
    ("07100", "Annonay"),
    ("26200", "Montélimar"),
    ("84100", "Orange"),
    ("06400", "Cannes"),
    ("20200", "Bastia"),
    ("93200", "Saint-Denis"),
    ("94000", "Créteil"),
    ("95100", "Argenteuil"),
    ("78200", "Mantes-la-Jolie"),
    ("91000", "Évry-Courcouronnes"),
    ("77100", "Meaux"),
    ("97400", "Saint-Denis"),
    ("97110", "Pointe-à-Pitre"),
    ("97200", "Fort-de-France"),
    ("92230", "Gennevilliers"),
    ("75018", "Paris"),
    ("69003", "Lyon"),
    ("58200", "Cosne-Cours-sur-Loire"),
];

/// A town's name as a sentence may write it.
pub(super) fn town(rng: &mut ChaCha8Rng) -> (&'static str, &'static str) {
    *rng.one(TOWNS)
}

fn locality(rng: &mut ChaCha8Rng, twist: Option<Twist>) -> Value {
    let (code, town) = *rng.one(TOWNS);
    let text = match twist {
        None => match rng.below(4) {
            0 => format!("{code} {town}"),
            1 => format!("{code} {}", town.to_uppercase()),
            2 => format!("{town} ({})", &code[..2]),
            _ => format!("{town} ({code})"),
        },
        Some(Twist::LineBreak) => cut(&format!("{code} {}", town.to_uppercase()), rng),
        Some(Twist::Letters) => format!("{} {town}", letters(code, rng)),
        Some(_) => match rng.below(6) {
            0 => format!("{} {} {}", &code[..2], &code[2..], town.to_uppercase()),
            1 => format!("{code} {}", forms::without_accents(town).to_lowercase()),
            2 => format!("{code}-{town}"),
            3 => format!("F-{code} {}", town.to_uppercase()),
            4 => format!("{}, {code}", town),
            _ => format!("{code}{}", town.to_uppercase()),
        },
    };
    Value { text, class: ValueClass::Keyless }
}

/// The number and the street, without the town.
pub(super) fn street(rng: &mut ChaCha8Rng, person: &Person) -> (String, String) {
    const TYPES: &[&str] = &[
        "rue",
        "rue",
        "rue",
        "avenue",
        "boulevard",
        "place",
        "chemin",
        "impasse",
        "allée",
        "route",
        "square",
        "quai",
        "cours",
        "passage",
        "lotissement",
        "résidence",
        "hameau",
        "sente",
        "rue",
    ];
    const NAMES: &[&str] = &[
        "des Lilas",
        "du Moulin Brûlé",
        "de la Gare",
        "des Trois-Cailloux",
        "du Général Foy",
        "Victor Hugo",
        "Jean Jaurès",
        "de la République",
        "des Tisserands",
        "du Puits Salé",
        "de l'Ancienne Forge",
        "Sainte-Catherine",
        "du 8 Mai 1945",
        "du 11 Novembre",
        "des Acacias",
        "de Verdun",
        "aux Moines",
        "du Bois Joli",
        "de la Croix Verte",
        "des Écoles",
        "Pasteur",
        "du Docteur Roux",
        "Marcel Pagnol",
        "des Alouettes",
        "Léon Blum",
        "du Champ Rond",
    ];
    let number = match rng.below(6) {
        0 => format!("{} {}", rng.between(1, 120), rng.one(&["bis", "ter", "B", "A"])),
        1 => format!("{}, ", rng.between(1, 250)).trim_end().to_owned(),
        _ => rng.between(1, 250).to_string(),
    };
    let name = if rng.chance(0.2) {
        format!("{} {}", person.given.text, person.surname.text)
    } else {
        (*rng.one(NAMES)).to_owned()
    };
    (number, format!("{} {name}", rng.one(TYPES)))
}

fn address(rng: &mut ChaCha8Rng, person: &Person, twist: Option<Twist>) -> Value {
    let (number, street) = street(rng, person);
    let (code, town) = *rng.one(TOWNS);
    let text = match twist {
        None => match rng.below(4) {
            0 => format!("{number} {street}, {code} {town}"),
            1 => format!("{number} {street} {code} {}", town.to_uppercase()),
            2 => format!("{number} {street} à {town} ({code})"),
            _ => format!("{number} {street} - {code} {}", town.to_uppercase()),
        },
        Some(Twist::LineBreak) => match rng.below(3) {
            0 => format!("{number}\n{street}\n{code} {}", town.to_uppercase()),
            1 => cut(&format!("{number} {street} {code} {town}"), rng),
            _ => format!("{number} {street}\nAppartement {}\n{code} {town}", rng.between(1, 60)),
        },
        Some(Twist::Words) => {
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            let number = in_words(digits.parse().unwrap_or(7));
            format!("{number} {street} à {town}")
        }
        Some(_) => {
            let short = street
                .replace("avenue", "av.")
                .replace("boulevard", "bd")
                .replace("chemin", "chem.")
                .replace("place", "pl.")
                .replace("rue ", "r. ")
                .replace("impasse", "imp.");
            match rng.below(4) {
                0 => format!(
                    "{number} {short} {code} {}",
                    forms::without_accents(town).to_lowercase()
                ),
                1 => format!("{}, {}", number.to_uppercase(), street.to_uppercase()),
                2 => format!(
                    "Bât. {} esc. {} {number} {short}, {town}",
                    plate_letters(rng, 1),
                    rng.between(1, 9)
                ),
                _ => format!("n°{number} de la {street} à {town}"),
            }
        }
    };
    Value { text, class: ValueClass::Keyless }
}

fn cadastre(rng: &mut ChaCha8Rng, twist: Option<Twist>) -> Value {
    let width = rng.between(1, 2);
    let section = plate_letters(rng, width);
    let number = rng.between(1, 1980);
    let text = match twist {
        None => match rng.below(4) {
            0 => format!("section {section} n° {number}"),
            1 => format!("section {section} numéro {number}"),
            2 => format!("section {section} n°{number}"),
            _ => format!("section {section} n° {number} et {}", number + 1),
        },
        Some(Twist::LineBreak) => format!("section {section}\nn° {number}"),
        Some(Twist::Words) => {
            format!("section {section} numéro {}", in_words(number as u32))
        }
        Some(Twist::Glued) => format!("section{section}n°{number}"),
        Some(_) => match rng.below(4) {
            0 => format!("{section} {number}"),
            1 => format!("{section}-{number:04}"),
            2 => format!("sect. {section}, parcelle {number}"),
            _ => format!("{section}/{number}"),
        },
    };
    Value { text, class: ValueClass::Keyless }
}

/// A mailbox name of a person: `jean.martin`, `jmartin59`, `martin_jean`…
pub(super) fn mailbox(rng: &mut ChaCha8Rng, person: &Person) -> String {
    let given = forms::slug(&person.given.text);
    let surname = forms::slug(&person.surname.text);
    let initial = given.chars().next().unwrap_or('x');
    match rng.below(7) {
        0 => format!("{given}.{surname}"),
        1 => format!("{initial}.{surname}"),
        2 => format!("{initial}{surname}"),
        3 => format!("{surname}.{given}"),
        4 => format!("{given}_{surname}"),
        5 => format!("{given}{surname}"),
        _ => format!("{surname}{given}"),
    }
}

pub(super) fn mail_domain(rng: &mut ChaCha8Rng) -> &'static str {
    const DOMAINS: &[&str] = &[
        "exemple.fr",
        "example.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "gmail.com",
        "wanadoo.fr",
        "hotmail.fr",
        "yahoo.fr",
        "sfr.fr",
        "outlook.com",
        "cabinet-droit.example",
        "bbox.fr",
        "mairie-villefictive.fr",
        "icloud.com",
        "numericable.fr",
    ];
    rng.one::<&str>(DOMAINS)
}

fn email(rng: &mut ChaCha8Rng, person: &Person, twist: Option<Twist>) -> Value {
    let mut local = mailbox(rng, person);
    if rng.chance(0.5) {
        local.push_str(&rng.digits(2));
    }
    let domain = mail_domain(rng);
    let text = match twist {
        None | Some(Twist::Glued) => format!("{local}@{domain}"),
        Some(Twist::LineBreak) => match rng.below(3) {
            0 => format!("{local}@\n{domain}"),
            1 => format!("{local}\n@{domain}"),
            _ => cut(&format!("{local}@{domain}"), rng),
        },
        Some(Twist::Words) => {
            let domain = domain.replace('.', " point ").replace('-', " tiret ");
            let local = local.replace('.', " point ").replace('_', " tiret bas ");
            format!("{local} {} {domain}", rng.one(&["arobase", "at", "arrobase", "a commercial"]))
        }
        Some(_) => match rng.below(6) {
            0 => format!("{local} @ {domain}"),
            1 => format!("{local}(at){domain}"),
            2 => format!("{local} [at] {domain}"),
            3 => format!("{local}@{}", domain.replace('.', " . ")),
            4 => format!("{local}@{}", domain.replace('.', ",")),
            _ => format!("{}@{}", local.to_uppercase(), domain.to_uppercase()),
        },
    };
    Value { text, class: ValueClass::Keyless }
}

fn url(rng: &mut ChaCha8Rng, person: &Person, twist: Option<Twist>) -> Value {
    let slug = mailbox(rng, person);
    let base = match rng.below(7) {
        0 => format!("https://www.facebook.com/{slug}"),
        1 => format!("www.instagram.com/{slug}"),
        2 => format!("https://fr.linkedin.com/in/{slug}"),
        3 => format!("https://www.tiktok.com/@{slug}"),
        4 => format!("http://www.{}.fr", slug.replace(['.', '_'], "-")),
        5 => format!(
            "https://{}.over-blog.com/article-{}.html",
            slug.replace(['.', '_'], "-"),
            rng.digits(5)
        ),
        _ => format!("www.leboncoin.fr/profil/{slug}"),
    };
    let text = match twist {
        None => base,
        Some(Twist::LineBreak) => {
            let slashes: Vec<usize> = base.match_indices('/').map(|(at, _)| at + 1).collect();
            match slashes.last() {
                Some(&at) => format!("{}\n{}", &base[..at], &base[at..]),
                None => cut(&base, rng),
            }
        }
        Some(Twist::Words) => base
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .replace('.', " point ")
            .replace('/', " slash "),
        Some(_) => match rng.below(3) {
            0 => base.replace("https://www.", "").replace("http://www.", "").replace("www.", ""),
            1 => base.replace('.', " ."),
            _ => base.replace("https://", "hxxps://").replace("www.", "www ."),
        },
    };
    Value { text, class: ValueClass::Keyless }
}

fn handle(rng: &mut ChaCha8Rng, person: &Person, twist: Option<Twist>) -> Value {
    let mut slug = mailbox(rng, person).replace('.', "_");
    if rng.chance(0.6) {
        slug.push_str(&rng.digits(2));
    }
    let text = match twist {
        None => format!("@{slug}"),
        Some(Twist::LineBreak) => cut(&format!("@{slug}"), rng),
        Some(_) => format!("arobase {slug}"),
    };
    Value { text, class: ValueClass::Keyless }
}
