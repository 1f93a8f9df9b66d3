//! The kinds of identifiers this engine knows, and the rules of the catalogue they answer to.

/// A kind of identifier; each answers to one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Mail,
    Tel,
    Nir,
    Id,
    Num,
    Iban,
    Rib,
    Card,
    Company,
    PlateSiv,
    PlateFni,
    Cadastre,
    Url,
    Pseudo,
    Ip,
    Health,
    Mac,
    Gps,
    Register,
    Portalis,
}

pub(super) const KINDS: usize = 20;

impl Kind {
    pub(super) const ALL: [Self; KINDS] = [
        Self::Mail,
        Self::Tel,
        Self::Nir,
        Self::Id,
        Self::Num,
        Self::Iban,
        Self::Rib,
        Self::Card,
        Self::Company,
        Self::PlateSiv,
        Self::PlateFni,
        Self::Cadastre,
        Self::Url,
        Self::Pseudo,
        Self::Ip,
        Self::Health,
        Self::Mac,
        Self::Gps,
        Self::Register,
        Self::Portalis,
    ];

    /// The rule of the catalogue.
    pub(super) fn rule_id(self) -> &'static str {
        match self {
            Self::Mail => "OCC-MAIL",
            Self::Tel => "OCC-TEL",
            Self::Nir => "OCC-NIR",
            Self::Id => "OCC-ID",
            Self::Num => "OCC-NUM",
            Self::Iban => "OCC-IBAN",
            Self::Rib => "OCC-RIB",
            Self::Card => "OCC-CB",
            Self::Company => "OCC-SIREN",
            Self::PlateSiv => "OCC-PLQ-SIV",
            Self::PlateFni => "OCC-PLQ-FNI",
            Self::Cadastre => "OCC-CAD",
            Self::Url => "OCC-URL",
            Self::Pseudo => "OCC-PSEUDO",
            Self::Ip => "OCC-IP",
            Self::Health => "OCC-RPPS",
            Self::Mac => "OCC-MAC",
            Self::Gps => "OCC-GPS",
            Self::Register => "OCC-RG",
            Self::Portalis => "OCC-PORTALIS",
        }
    }
}
