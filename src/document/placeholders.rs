//! Every style of placeholder a published decision may hold, old stock included.
//!
//! Sources: label-back `settings.json` and `ANONYMIZATION_DEFAULT_TEXT`; decisions
//! published before Label. Recognition only: whether a placeholder is right is for `detect`.

use std::ops::Range;

use crate::taxonomy::Category;

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// `[X]`, `[XA]`: a name or a first name.
    Person,
    /// `X...`, `Michel Y...`: the same before Label.
    OldPerson,
    BirthDate,
    MarriageDate,
    DeathDate,
    Address,
    Locality,
    /// `[1]`: legal person or establishment.
    LegalPerson,
    Siren,
    Phone,
    Account,
    Email,
    /// `[01]`.
    WebSite,
    Identifier,
    Cadastre,
    Plate,
    /// `[...]`, `[…]`: extra term, ellipsis or partial publication.
    Ellipsis,
    /// `[Motifs de la décision occultés]` and its older form.
    Reasons,
    /// `XXX` and longer runs: an entity without a replacement.
    Unmapped,
    /// Square brackets around something that is no known placeholder but looks like one.
    Foreign,
}

impl PlaceholderKind {
    /// Whether a natural person's name stood here.
    pub fn is_person(self) -> bool {
        matches!(self, Self::Person | Self::OldPerson)
    }

    /// What is masked by it, under the name that findings use.
    pub fn category(self) -> Category {
        match self {
            Self::Person | Self::OldPerson | Self::Unmapped => Category::PersonnePhysique,
            Self::BirthDate => Category::DateNaissance,
            Self::MarriageDate => Category::DateMariage,
            Self::DeathDate => Category::DateDeces,
            Self::Address => Category::Adresse,
            Self::Locality => Category::Localite,
            Self::LegalPerson => Category::PersonneMorale,
            Self::Siren => Category::NumeroSiretSiren,
            Self::Phone => Category::TelephoneFax,
            Self::Account => Category::CompteBancaire,
            Self::Email => Category::Email,
            Self::WebSite => Category::SiteWebSensible,
            Self::Identifier => Category::NumeroIdentifiant,
            Self::Cadastre => Category::Cadastre,
            Self::Plate => Category::PlaqueImmatriculation,
            Self::Ellipsis | Self::Reasons | Self::Foreign => Category::AnnotationSupplementaire,
        }
    }
}

/// A placeholder in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    pub kind: PlaceholderKind,
    /// Bytes of the normalised text, brackets or dots included.
    pub span: Range<usize>,
}

/// The longest text between brackets that may be a placeholder, in bytes.
const LONGEST: usize = 80;

/// Recognises the bracketed placeholder that opens at `at` (where `[` stands).
pub fn bracketed(text: &str, at: usize) -> Option<Placeholder> {
    let bytes = text.as_bytes();
    let window = &bytes[at + 1..bytes.len().min(at + 1 + LONGEST)];
    let close = memchr::memchr3(b']', b'\n', b'[', window)?;
    if window[close] != b']' {
        return None;
    }
    let inside = &text[at + 1..at + 1 + close];
    let kind = inside_kind(inside)?;
    Some(Placeholder { kind, span: at..at + close + 2 })
}

fn inside_kind(inside: &str) -> Option<PlaceholderKind> {
    use PlaceholderKind as Kind;
    let bytes = inside.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    if matches!(inside.trim(), "..." | "…" | ". . ." | ".." | "....") {
        return Some(Kind::Ellipsis);
    }
    if bytes.len() <= 2 && bytes.iter().all(u8::is_ascii_uppercase) {
        return Some(Kind::Person);
    }
    if bytes.len() <= 3 && bytes.iter().all(u8::is_ascii_digit) {
        return Some(if bytes[0] == b'0' { Kind::WebSite } else { Kind::LegalPerson });
    }
    let crosses = bytes.iter().take_while(|&&byte| byte == b'X').count();
    if crosses >= 8 && bytes[crosses..].iter().all(u8::is_ascii_digit) && crosses < bytes.len() {
        return Some(if crosses >= 10 { Kind::Account } else { Kind::Phone });
    }
    let label = inside.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').trim_start();
    if label.is_empty() {
        return None;
    }
    // As the Court's software writes the most frequent ones: nothing to fold.
    match label {
        "Localité" => return Some(Kind::Locality),
        "Adresse" => return Some(Kind::Address),
        "Date naissance" => return Some(Kind::BirthDate),
        _ => {}
    }
    let folded = label.to_lowercase();
    let kind = match folded.as_str() {
        "date naissance" | "date de naissance" => Kind::BirthDate,
        "date mariage" | "date de mariage" => Kind::MarriageDate,
        "date décès" | "date deces" | "date de décès" => Kind::DeathDate,
        "adresse" | "adresses" => Kind::Address,
        "localité" | "localite" | "localités" | "ville" | "commune" => Kind::Locality,
        "n° siren/siret" | "n° siren" | "n° siret" | "siren" | "siret" => Kind::Siren,
        "courriel" | "email" | "e-mail" | "mail" => Kind::Email,
        "numéro identifiant" | "numero identifiant" | "n° insee" | "numéro insee" => {
            Kind::Identifier
        }
        "cadastre" => Kind::Cadastre,
        "immatriculation" => Kind::Plate,
        "téléphone" | "telephone" | "fax" => Kind::Phone,
        "etablissement" | "établissement" | "société" | "personne morale" => Kind::LegalPerson,
        "site web" | "url" => Kind::WebSite,
        // A judge may also write `[au motif que]` inside a quotation.
        _ if folded.contains("occult") && folded.contains("moti") => Kind::Reasons,
        _ if folded.chars().all(|c| c == 'x') && folded.len() >= 2 => Kind::Unmapped,
        "nom" | "prénom" | "prenom" | "person" | "name" | "redacted" | "masked" | "masqué"
        | "anonymisé" | "confidentiel" => Kind::Foreign,
        _ => return None,
    };
    Some(kind)
}

/// Recognises an old-stock placeholder (`X...`, `M. XYZ...`, `XXX`) in the capitals `start..end`.
pub fn old_style(text: &str, start: usize, end: usize) -> Option<Placeholder> {
    let word = &text.as_bytes()[start..end];
    if !word.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let rest = &text[end..];
    if word.len() <= 2 || (word.len() == 3 && after_person(&text[..start])) {
        let dots = if rest.starts_with("...") {
            3
        } else if rest.starts_with('…') {
            '…'.len_utf8()
        } else {
            0
        };
        if dots > 0 {
            return Some(Placeholder { kind: PlaceholderKind::OldPerson, span: start..end + dots });
        }
    }
    (word.len() >= 3 && word.iter().all(|&byte| byte == b'X'))
        .then_some(Placeholder { kind: PlaceholderKind::Unmapped, span: start..end })
}

/// Whether a text ends with what a name follows: a civility, or another placeholder.
///
/// Codes of three letters were used when two ran out; elsewhere three capitals before
/// dots are an acronym in a quotation (`le TGI...`).
fn after_person(before: &str) -> bool {
    const PERSONS: [&str; 8] =
        ["M. ", "Mme ", "Mlle ", "Monsieur ", "Madame ", "époux ", "consorts ", "... "];
    PERSONS.iter().any(|person| before.ends_with(person))
}

/// The kinds of bracketed placeholders that a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Present(u32);

impl Present {
    /// Looks at every bracket of a text, which costs much less than tokens.
    pub fn of(text: &str) -> Self {
        let kinds = memchr::memchr_iter(b'[', text.as_bytes())
            .filter_map(|at| bracketed(text, at))
            .fold(0, |bits, found| bits | 1 << found.kind as u32);
        Self(kinds)
    }

    pub fn has(self, kind: PlaceholderKind) -> bool {
        self.0 & 1 << kind as u32 != 0
    }
}
