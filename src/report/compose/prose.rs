//! The prose of the reports, `reports/textes.toml`, with the facts of a run in it.

use std::collections::BTreeMap;

use minijinja::{Environment, context};
use serde::Deserialize;

use crate::report::Language;
use crate::report::data::{Block, Field, Section, Words};
use crate::report::summary::grouped;

use super::pieces::{annex, section};
use super::{Maker, ReportError};

/// The prose of the reports.
const TEXTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/textes.toml"));

#[derive(Deserialize)]
pub(super) struct Texts {
    pub(super) aipd: Vec<FormText>,
    pub(super) registre: Vec<FormText>,
    #[serde(flatten)]
    prose: BTreeMap<String, Prose>,
}

impl Texts {
    pub(super) fn read() -> Result<Self, ReportError> {
        toml::from_str(TEXTS).map_err(|error| ReportError::Texts(error.message().to_owned()))
    }
}

#[derive(Deserialize)]
struct Prose {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
pub(super) struct FormText {
    #[serde(default)]
    id: String,
    fr: String,
    en: String,
    value_fr: String,
    value_en: String,
}

impl Maker<'_> {
    /// A text of the templates, with the facts of this run in it.
    pub(super) fn text(&self, key: &str) -> Result<Words, ReportError> {
        let prose = self
            .texts
            .prose
            .get(key)
            .ok_or_else(|| ReportError::Texts(format!("« {key} » manque")))?;
        Ok(Words {
            fr: self.filled(&prose.fr, Language::French)?,
            en: self.filled(&prose.en, Language::English)?,
        })
    }

    pub(super) fn filled(&self, template: &str, language: Language) -> Result<String, ReportError> {
        let facts = context! {
            decisions => grouped(self.all.decisions, language),
            key_id => self.manifest.parameters.key_id.clone(),
        };
        Environment::new()
            .render_str(template, facts)
            .map_err(|error| ReportError::Template(error.to_string()))
    }

    pub(super) fn text_section(
        &self,
        id: &str,
        fr: &str,
        en: &str,
        keys: &[&str],
    ) -> Result<Section, ReportError> {
        let blocks = keys
            .iter()
            .map(|key| Ok(Block::Paragraph { text: self.text(key)? }))
            .collect::<Result<_, ReportError>>()?;
        Ok(section(id, fr, en, blocks))
    }

    pub(super) fn form(
        &self,
        id: &str,
        fr: &str,
        en: &str,
        texts: &[FormText],
    ) -> Result<Section, ReportError> {
        let fields = texts
            .iter()
            .map(|text| {
                let label = |title: &str| match text.id.is_empty() {
                    true => title.to_owned(),
                    false => format!("{} — {title}", text.id),
                };
                Ok(Field {
                    label: Words::new(label(&text.fr), label(&text.en)),
                    value: Words {
                        fr: self.filled(&text.value_fr, Language::French)?,
                        en: self.filled(&text.value_en, Language::English)?,
                    },
                })
            })
            .collect::<Result<_, ReportError>>()?;
        let lead = Block::Paragraph { text: self.text("adequation")? };
        Ok(annex(id, fr, en, vec![lead, Block::Form { fields }]))
    }
}
