//! The judge's own list of terms to mask or to keep, as the courts' software writes it.
//!
//! `|` separates terms, `/` did before; `+term` keeps one; at commercial courts `#flag` names
//! categories. Terms are identities in clear: no `Debug`. Must not search texts.

use crate::corpus::KnownPolicy;
use crate::taxonomy::Category;

use super::warning::PolicyWarning;

/// One element of the list.
#[derive(Clone, PartialEq, Eq)]
pub enum Term {
    /// To mask wherever it stands.
    Mask(String),
    /// To keep visible.
    Keep(String),
    /// `+term` at a labour court, whose software sends with a `+` what is to be masked.
    Ambiguous(String),
    MaskCategories(&'static [Category]),
    KeepCategories(&'static [Category]),
}

impl Term {
    /// The same element, in a list of what is to be kept.
    fn kept(self) -> Option<Self> {
        match self {
            Self::Mask(text) | Self::Keep(text) => Some(Self::Keep(text)),
            Self::MaskCategories(categories) | Self::KeepCategories(categories) => {
                Some(Self::KeepCategories(categories))
            }
            Self::Ambiguous(_) => None,
        }
    }
}

/// The list of a decision, read.
#[derive(Clone, Default)]
pub struct Terms {
    pub list: Vec<Term>,
    pub warnings: Vec<PolicyWarning>,
}

/// Categories that the flags of commercial courts name.
const FLAGS: [(&str, &[Category]); 9] = [
    ("dateCivile", &[Category::DateNaissance, Category::DateMariage, Category::DateDeces]),
    ("magistratGreffe", &[Category::ProfessionnelMagistratGreffier]),
    ("personneMorale", &[Category::PersonneMorale, Category::NumeroSiretSiren]),
    ("adresse", &[Category::Adresse, Category::Localite, Category::Etablissement]),
    ("plaqueImmatriculation", &[Category::PlaqueImmatriculation]),
    ("cadastre", &[Category::Cadastre]),
    ("chaineNumeroIdentifiante", &[Category::NumeroIdentifiant, Category::CompteBancaire]),
    ("coordonneeElectronique", &[Category::SiteWebSensible, Category::TelephoneFax]),
    ("personnePhysicoMoraleGeoMorale", &[Category::PersonneMorale, Category::Localite]),
];

impl Terms {
    /// The terms of a record. `jurisdiction` is its code (`cph`…).
    pub fn of(known: &KnownPolicy, jurisdiction: Option<&str>) -> Self {
        let labour = jurisdiction == Some("cph");
        let mut terms = Self::default();
        if let Some(list) = &known.additional_terms {
            terms.read_list(list, labour);
        }
        if let Some(list) = &known.terms_to_remove {
            terms.read_list(list, false);
        }
        if let Some(list) = &known.terms_to_keep {
            let kept = Terms::reading(list).list.into_iter().filter_map(Term::kept);
            terms.list.extend(kept);
        }
        terms.list.extend(known.labour_terms.iter().cloned().map(Term::Ambiguous));
        for list in &known.free_terms {
            terms.read_list(list, labour);
        }
        // These come cut, but for what the judge pasted as one element.
        let parts = known.terms_to_annotate.iter().flat_map(|element| element.split('|'));
        for (part, rank) in parts.zip(1..) {
            match (part.trim(), part.trim().strip_prefix('+').map(str::trim)) {
                ("", _) | (_, Some("")) => {
                    terms.warnings.push(PolicyWarning::StraySeparator(rank));
                }
                (_, Some(text)) => terms.read_term(text, true, labour),
                (text, None) => terms.read_term(text, false, labour),
            }
        }
        for text in known.terms_to_unannotate.iter().flat_map(|element| element.split('|')) {
            let text = text.trim().trim_start_matches('+').trim();
            if !text.is_empty() {
                terms.list.push(Term::Keep(text.to_owned()));
            }
        }
        terms.check_contradictions();
        terms
    }

    fn reading(list: &str) -> Self {
        let mut terms = Self::default();
        terms.read_list(list, false);
        terms
    }

    fn read_list(&mut self, list: &str, labour: bool) {
        // A list with one `|` is of the current form: its slashes belong to the terms.
        let separator = if list.contains('|') { '|' } else { '/' };
        let parts: Vec<&str> = list.split(separator).map(str::trim).collect();
        for (rank, part) in parts.iter().enumerate() {
            let (keep, text) = match part.strip_prefix('+') {
                Some(kept) => (true, kept.trim()),
                None => (false, *part),
            };
            if text.is_empty() {
                self.warnings.push(PolicyWarning::StraySeparator(rank.max(1)));
            } else {
                self.read_term(text, keep, labour);
            }
        }
    }

    fn read_term(&mut self, text: &str, keep: bool, labour: bool) {
        let term = match (text.strip_prefix('#'), keep) {
            (Some(name), _) => match (FLAGS.iter().find(|(flag, _)| *flag == name), keep) {
                (Some((_, categories)), true) => Term::KeepCategories(categories),
                (Some((_, categories)), false) => Term::MaskCategories(categories),
                (None, _) => {
                    self.warnings.push(PolicyWarning::UnknownFlag(name.to_owned()));
                    return;
                }
            },
            (None, true) if labour => Term::Ambiguous(text.to_owned()),
            (None, true) => Term::Keep(text.to_owned()),
            (None, false) => Term::Mask(text.to_owned()),
        };
        self.list.push(term);
    }

    fn check_contradictions(&mut self) {
        let kept: Vec<&str> = self
            .list
            .iter()
            .filter_map(|term| match term {
                Term::Keep(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let both = self.list.iter().enumerate().filter_map(|(rank, term)| match term {
            Term::Mask(text) if kept.contains(&text.as_str()) => {
                Some(PolicyWarning::ContradictoryTerm(rank + 1))
            }
            _ => None,
        });
        let both: Vec<_> = both.collect();
        self.warnings.extend(both);
    }
}
