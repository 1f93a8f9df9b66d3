//! Which controls of the legal catalogue are done, not evaluated, out of scope or still to come.
//!
//! The file lists the identifiers; a rule that exists is done whatever the file says, so that
//! the two cannot disagree.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::catalogue::Catalogue;
use super::error::{CatalogueError, Problem};

const FILE: &str = "rules/COVERAGE.toml";
const EMBEDDED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/COVERAGE.toml"));

/// The controls of the legal catalogue, by family.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    families: BTreeMap<String, FamilyFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    title: String,
    ids: Vec<String>,
    #[serde(default)]
    implemented: Vec<String>,
    #[serde(default)]
    not_evaluated: BTreeMap<String, String>,
    #[serde(default)]
    out_of_scope: BTreeMap<String, String>,
}

/// Where a control stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Implemented,
    /// An input is missing: which one.
    NotEvaluated(String),
    Upcoming,
    /// Why.
    OutOfScope(String),
}

impl State {
    pub fn label(&self) -> &'static str {
        match self {
            Self::Implemented => "mis en œuvre",
            Self::NotEvaluated(_) => "non évalué (entrée manquante)",
            Self::Upcoming => "à venir",
            Self::OutOfScope(_) => "hors périmètre",
        }
    }
}

/// A family of controls with the state of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCoverage {
    /// Prefix of the identifiers: `SOC`, `OCC-COH`…
    pub prefix: String,
    pub title: String,
    /// Identifiers in the order of the file, then the extensions that the catalogue of rules adds.
    pub controls: Vec<(String, State)>,
    /// How many of `controls` are extensions.
    pub extensions: usize,
}

impl Coverage {
    /// The coverage file the binary was built with.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::parse(FILE, EMBEDDED)
    }

    pub fn parse(path: &str, text: &str) -> Result<Self, CatalogueError> {
        toml::from_str(text).map_err(|error| {
            let problem = Problem::Toml(error.message().to_owned());
            match error.span() {
                None => CatalogueError::whole(path, problem),
                Some(span) => {
                    let before = text.as_bytes().iter().take(span.start);
                    let line = 1 + before.filter(|&&byte| byte == b'\n').count();
                    CatalogueError::at(path, line, problem)
                }
            }
        })
    }

    /// The state of every control, given the rules that exist.
    pub fn against(&self, catalogue: &Catalogue) -> Vec<FamilyCoverage> {
        self.families
            .iter()
            .map(|(prefix, family)| {
                let mut controls: Vec<(String, State)> =
                    family.ids.iter().map(|id| (id.clone(), family.state(id, catalogue))).collect();
                let added = extensions(prefix, catalogue);
                let extensions = added.len();
                controls.extend(added.into_iter().map(|id| (id, State::Implemented)));
                FamilyCoverage {
                    prefix: prefix.clone(),
                    title: family.title.clone(),
                    controls,
                    extensions,
                }
            })
            .collect()
    }

    /// Rules that neither the file knows nor call themselves extensions: a misspelt id.
    pub fn unknown_rules<'a>(&self, catalogue: &'a Catalogue) -> Vec<&'a str> {
        let known =
            |id: &str| self.families.values().any(|family| family.ids.iter().any(|i| i == id));
        let rules = catalogue.rules().iter();
        rules.filter(|rule| !rule.extension && !known(&rule.id)).map(|rule| &*rule.id).collect()
    }

    /// Identifiers given a state without being listed in `ids`: a misspelt id.
    pub fn unknown_states(&self) -> Vec<&str> {
        let mut unknown = Vec::new();
        for family in self.families.values() {
            let stated = family.implemented.iter();
            let stated =
                stated.chain(family.not_evaluated.keys()).chain(family.out_of_scope.keys());
            unknown.extend(stated.filter(|id| !family.ids.contains(id)).map(String::as_str));
        }
        unknown
    }
}

impl FamilyFile {
    fn state(&self, id: &str, catalogue: &Catalogue) -> State {
        if catalogue.index(id).is_some() || self.implemented.iter().any(|done| done == id) {
            return State::Implemented;
        }
        if let Some(input) = self.not_evaluated.get(id) {
            return State::NotEvaluated(input.clone());
        }
        match self.out_of_scope.get(id) {
            Some(reason) => State::OutOfScope(reason.clone()),
            None => State::Upcoming,
        }
    }
}

/// Extensions whose identifier begins with this family's prefix, and with no longer one.
fn extensions(prefix: &str, catalogue: &Catalogue) -> Vec<String> {
    let ours = |id: &str| {
        id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'))
            && !(prefix == "OCC" && id.starts_with("OCC-COH-"))
    };
    let rules = catalogue.rules().iter().filter(|rule| rule.extension && ours(&rule.id));
    rules.map(|rule| rule.id.to_string()).collect()
}
