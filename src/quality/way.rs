//! The ways in which an identity or an identifier leaks: what the gold and the tables call them.
//!
//! Must not make a leak: see `leak`.

use super::gold::Form;
use super::identifiers::Twist;

/// How an identity or an identifier leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// A name where one placeholder stood.
    PlaceholderOne,
    /// A name at every place of its placeholders.
    PlaceholderAll,
    Kinship,
    Alone,
    Capitals,
    LowerCase,
    NoAccents,
    Particle,
    Hyphen,
    LineBreak,
    InitialSurname,
    SurnameInitial,
    EmailLocal,
    InUrl,
    Company,
    FirstNameAlone,
    Nickname,
    Consorts,
    /// `veuve`, `épouse`, `née`, `feu`.
    CivilStatus,
    /// `X c/ Y`.
    Versus,
    Exhibit,
    /// Attestations, letters, reports, experts, witnesses.
    Attestation,
    TableRow,
    Signature,
    Ocr,
    TwoSurnames,
    Glued,
    /// An identifier where its placeholder stood.
    IdInPlace,
    /// An identifier in an invented sentence.
    IdSentence,
    IdLineBreak,
    IdLetters,
    IdWords,
    IdSeparators,
    IdNoKey,
    IdWrongKey,
    IdGlued,
}

impl Way {
    pub const ALL: [Self; 36] = [
        Self::PlaceholderOne,
        Self::PlaceholderAll,
        Self::Kinship,
        Self::Alone,
        Self::Capitals,
        Self::LowerCase,
        Self::NoAccents,
        Self::Particle,
        Self::Hyphen,
        Self::LineBreak,
        Self::InitialSurname,
        Self::SurnameInitial,
        Self::EmailLocal,
        Self::InUrl,
        Self::Company,
        Self::FirstNameAlone,
        Self::Nickname,
        Self::Consorts,
        Self::CivilStatus,
        Self::Versus,
        Self::Exhibit,
        Self::Attestation,
        Self::TableRow,
        Self::Signature,
        Self::Ocr,
        Self::TwoSurnames,
        Self::Glued,
        Self::IdInPlace,
        Self::IdSentence,
        Self::IdLineBreak,
        Self::IdLetters,
        Self::IdWords,
        Self::IdSeparators,
        Self::IdNoKey,
        Self::IdWrongKey,
        Self::IdGlued,
    ];

    /// The hard ways of a name.
    pub(super) const HARD_NAMES: &[Self] = {
        let (_, hard) = Self::ALL.split_at(2);
        hard.split_at(25).0
    };

    /// The word written in the column `way` of the gold.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlaceholderOne => "placeholder_one",
            Self::PlaceholderAll => "placeholder_all",
            Self::Kinship => "kinship",
            Self::Alone => "alone",
            Self::Capitals => "capitals",
            Self::LowerCase => "lower_case",
            Self::NoAccents => "no_accents",
            Self::Particle => "particle",
            Self::Hyphen => "hyphen",
            Self::LineBreak => "line_break",
            Self::InitialSurname => "initial_surname",
            Self::SurnameInitial => "surname_initial",
            Self::EmailLocal => "email_local",
            Self::InUrl => "in_url",
            Self::Company => "company",
            Self::FirstNameAlone => "first_name_alone",
            Self::Nickname => "nickname",
            Self::Consorts => "consorts",
            Self::CivilStatus => "civil_status",
            Self::Versus => "versus",
            Self::Exhibit => "exhibit",
            Self::Attestation => "attestation",
            Self::TableRow => "table_row",
            Self::Signature => "signature",
            Self::Ocr => "ocr",
            Self::TwoSurnames => "two_surnames",
            Self::Glued => "glued",
            Self::IdInPlace => "id_in_place",
            Self::IdSentence => "id_sentence",
            Self::IdLineBreak => "id_line_break",
            Self::IdLetters => "id_letters",
            Self::IdWords => "id_words",
            Self::IdSeparators => "id_separators",
            Self::IdNoKey => "id_no_key",
            Self::IdWrongKey => "id_wrong_key",
            Self::IdGlued => "id_glued",
        }
    }

    /// The words of the French tables.
    pub fn label(self) -> &'static str {
        match self {
            Self::PlaceholderOne => "nom à une place occultée",
            Self::PlaceholderAll => "nom à toutes ses places",
            Self::Kinship => "après un lien de parenté",
            Self::Alone => "seul dans la phrase",
            Self::Capitals => "en capitales",
            Self::LowerCase => "en minuscules",
            Self::NoAccents => "sans accents",
            Self::Particle => "à particule",
            Self::Hyphen => "composé",
            Self::LineBreak => "coupé en fin de ligne",
            Self::InitialSurname => "initiale puis nom",
            Self::SurnameInitial => "nom puis initiale",
            Self::EmailLocal => "dans un courriel",
            Self::InUrl => "dans une adresse de page",
            Self::Company => "dans un nom d'entreprise",
            Self::FirstNameAlone => "prénom seul",
            Self::Nickname => "surnom",
            Self::Consorts => "consorts, époux, famille",
            Self::CivilStatus => "veuve, épouse, née, feu",
            Self::Versus => "titre « X c/ Y »",
            Self::Exhibit => "liste de pièces",
            Self::Attestation => "attestation, lettre, rapport",
            Self::TableRow => "ligne de tableau",
            Self::Signature => "signature de lettre",
            Self::Ocr => "abîmé par la numérisation",
            Self::TwoSurnames => "deux noms",
            Self::Glued => "collé au mot précédent",
            Self::IdInPlace => "identifiant à une place occultée",
            Self::IdSentence => "identifiant dans une phrase",
            Self::IdLineBreak => "identifiant coupé",
            Self::IdLetters => "lettres pour des chiffres",
            Self::IdWords => "en toutes lettres",
            Self::IdSeparators => "séparateurs insolites",
            Self::IdNoKey => "sans clé",
            Self::IdWrongKey => "clé fausse",
            Self::IdGlued => "identifiant collé",
        }
    }

    /// Reads a way by the word `as_str` gives.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }

    pub fn form(self) -> Form {
        match self {
            Self::PlaceholderOne | Self::PlaceholderAll | Self::IdInPlace | Self::IdSentence => {
                Form::Plain
            }
            _ => Form::Hard,
        }
    }

    pub(super) fn of_twist(twist: Twist) -> Self {
        match twist {
            Twist::LineBreak => Self::IdLineBreak,
            Twist::Letters => Self::IdLetters,
            Twist::Words => Self::IdWords,
            Twist::Separators => Self::IdSeparators,
            Twist::NoKey => Self::IdNoKey,
            Twist::WrongKey => Self::IdWrongKey,
            Twist::Glued => Self::IdGlued,
        }
    }
}
