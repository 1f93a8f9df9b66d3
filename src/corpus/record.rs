//! From named values to a decision: which fields are published prose, which are metadata,
//! which are codes. One table of keys serves JSON records and the rows of tables.
//!
//! Must not judge a text nor normalise it; only dates and court names of metadata are put in one form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::taxonomy::Category;

use super::bench::MagistrateName;
use super::decision::{
    Annotation, Decision, GivenZone, KnownPolicy, Metadata, Numbering, Origin, Party, TextField,
    ZoneKind,
};
use super::reject::{Reject, RejectReason};

/// Name of the main text in every table.
pub(super) static TEXT: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from("text"));

/// An identifier longer than this is a text put in the wrong column.
const MAX_ID_BYTES: usize = 256;

/// What is done with a key at the top of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Text,
    Pseudo,
    Original,
    /// Copies of the text, read only when they differ from it.
    Copy,
    Meta(Meta),
    Zones,
    Zoning(Zoning),
    Occultation,
    Bloc,
    DebatPublic,
    Parties,
    Tiers,
    Treatments,
    /// What each placeholder of the case stands for.
    Replacements,
    /// Who judged: read only when masking the bench was ordered.
    Bench,
    Flags,
    LabourTerms,
    FreeTerms,
    Recommendation,
    Checklist,
    BusinessSecret,
    DebatesInChamber,
    ParticularInterest,
    EndCase,
    SourceId,
    DeclaredId,
    Results,
    Withdrawn,
    /// Published prose, also when the record comes from dbsder.
    Published,
    /// The same, about other decisions of the case.
    Linked,
    /// Codes, addresses, dates, and what dbsder does not publish.
    Ignored,
    /// Another usual name of the identifier, by rank of preference.
    IdAlias(usize),
    /// A key of another tool: its strings are read as published prose, except in dbsder records.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meta {
    Jurisdiction,
    Location,
    LocationName,
    Chamber,
    ChamberId,
    Formation,
    Number,
    RoleNumber,
    Numbers,
    Ecli,
    DecisionDate,
    UpdateDate,
    Nac,
    Source,
    Solution,
    EndOfCase,
    Kind,
    Partial,
    Public,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zoning {
    Current,
    Pseudo,
    Original,
}

impl Key {
    /// The key that `columns` (our name → the name in the file) makes of a name of the file.
    fn renamed(columns: &BTreeMap<String, String>, name: &str) -> Self {
        match columns.iter().find(|(_, source)| *source == name) {
            Some((ours, _)) => Self::of(ours),
            None if columns.contains_key(name) => Self::Published,
            None => Self::of(name),
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "id" | "_id" => Self::Id,
            "text" => Self::Text,
            "pseudoText" => Self::Pseudo,
            "originalText" => Self::Original,
            "displayText" | "text_highlight" => Self::Copy,
            "jurisdiction" | "sourceName" => Self::Meta(Meta::Jurisdiction),
            "location" | "jurisdictionId" => Self::Meta(Meta::Location),
            "jurisdictionName" => Self::Meta(Meta::LocationName),
            "chamber" | "chamberName" => Self::Meta(Meta::Chamber),
            "chamberId" => Self::Meta(Meta::ChamberId),
            "formation" => Self::Meta(Meta::Formation),
            "number" | "registerNumber" | "portalisNumber" => Self::Meta(Meta::Number),
            "numeroRoleGeneral" => Self::Meta(Meta::RoleNumber),
            "numbers" | "appeals" => Self::Meta(Meta::Numbers),
            "ecli" => Self::Meta(Meta::Ecli),
            "decision_date" | "dateDecision" | "date" => Self::Meta(Meta::DecisionDate),
            "update_date" | "lastImportDate" => Self::Meta(Meta::UpdateDate),
            "nac" | "NACCode" => Self::Meta(Meta::Nac),
            "source" => Self::Meta(Meta::Source),
            "solution" => Self::Meta(Meta::Solution),
            "libelleEndCaseCode" => Self::Meta(Meta::EndOfCase),
            "type" => Self::Meta(Meta::Kind),
            "partial" => Self::Meta(Meta::Partial),
            "public" => Self::Meta(Meta::Public),
            "zones" => Self::Zones,
            "zoning" => Self::Zoning(Zoning::Current),
            "pseudoTextZoning" => Self::Zoning(Zoning::Pseudo),
            "originalTextZoning" => Self::Zoning(Zoning::Original),
            "occultation" => Self::Occultation,
            "blocOccultation" => Self::Bloc,
            "debatPublic" => Self::DebatPublic,
            "parties" => Self::Parties,
            "tiers" => Self::Tiers,
            "labelTreatments" => Self::Treatments,
            "replacementTerms" => Self::Replacements,
            "president" | "composition" => Self::Bench,
            "occultationsComplementaires" => Self::Flags,
            "elementsAOcculter" => Self::LabourTerms,
            "occultationComplementaire" | "JDEC_OCC_COMP_LIBRE" | "OCCULTATION_SUPPLEMENTAIRE" => {
                Self::FreeTerms
            }
            "recommandationOccultation" => Self::Recommendation,
            "checklist" => Self::Checklist,
            "motifsSecretAffaires" => Self::BusinessSecret,
            "motifsDebatsChambreConseil" => Self::DebatesInChamber,
            "particularInterest" | "raisonInteretParticulier" => Self::ParticularInterest,
            "endCaseCode" => Self::EndCase,
            "sourceId" => Self::SourceId,
            "idDecisionTJ" | "idDecisionTCOM" => Self::DeclaredId,
            "results" => Self::Results,
            "to_be_deleted" => Self::Withdrawn,
            "summary" | "sommaire" | "themes" | "titlesAndSummaries" | "analysis" | "visa"
            | "rapprochements" | "files" | "legacy" | "solution_alt" => Self::Published,
            "contested" | "forward" | "timeline" => Self::Linked,
            _ if DBSDER_PRIVATE.contains(&name) || is_code(name) => Self::Ignored,
            _ => match ID_ALIASES.iter().position(|alias| *alias == name) {
                Some(rank) => Self::IdAlias(rank),
                None => Self::Unknown,
            },
        }
    }
}

/// Keys of dbsder that the public API never shows.
const DBSDER_PRIVATE: [&str; 27] = [
    "labelStatus",
    "publishStatus",
    "pseudoStatus",
    "filenameSource",
    "decisionAssociee",
    "decatt",
    "documents",
    "idDecisionWinci",
    "idGroupement",
    "codeService",
    "libelleService",
    "libelleNAC",
    "NACLibelle",
    "libelleNatureParticuliere",
    "libelleMatiere",
    "codeMatiereCivil",
    "codeProcedure",
    "natureAffaireCivil",
    "natureAffairePenal",
    "NAOCode",
    "NPCode",
    "pubCategory",
    "jurisdictionCode",
    "dateCreation",
    "publishDate",
    "unpublishDate",
    "firstImportDate",
];

/// Keys that hold codes, identifiers, addresses or dates wherever they stand (OpenAPI 1.2.5).
fn is_code(name: &str) -> bool {
    matches!(
        name,
        "id" | "_id"
            | "url"
            | "rawUrl"
            | "type"
            | "date"
            | "size"
            | "source"
            | "sourceId"
            | "number"
            | "ecli"
            | "jurisdiction"
            | "chamber"
            | "formation"
            | "location"
            | "solution"
            | "publication"
            | "bulletin"
            | "nac"
            | "portalis"
            | "decision_date"
            | "decision_datetime"
            | "update_date"
            | "update_datetime"
            | "score"
            | "zones"
    )
}

/// Columns and keys read as the main text when there is no `text`, by preference.
const TEXT_ALIASES: [&str; 5] = ["texte", "contenu", "content", "texte_integral", "full_text"];
/// Columns and keys read as the identifier when there is neither `id` nor `_id`.
const ID_ALIASES: [&str; 4] = ["decision_id", "identifiant", "ident", "ref"];

/// Whether a table has what a record needs, under the names that are read by default.
pub(super) fn names_a_text(name: &str) -> bool {
    matches!(name, "text" | "pseudoText" | "originalText") || TEXT_ALIASES.contains(&name)
}

/// See [`names_a_text`].
pub(super) fn names_an_id(name: &str) -> bool {
    matches!(name, "id" | "_id") || ID_ALIASES.contains(&name)
}

/// A value that should be one string.
#[derive(Default)]
enum Slot {
    #[default]
    Absent,
    WrongType,
    Text(String),
}

impl Slot {
    fn take_filled(&mut self) -> Option<String> {
        match std::mem::take(self) {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            other => {
                *self = other;
                None
            }
        }
    }
}

/// Gathers the values of one record, in any order, then makes the decision.
#[derive(Default)]
pub(super) struct Builder {
    id: Slot,
    id_alias: Option<(usize, String)>,
    text: Slot,
    pseudo: Slot,
    original: Slot,
    copies: Vec<TextField>,
    published: Vec<TextField>,
    /// Prose under keys that neither Judilibre nor dbsder has.
    unknown: Vec<TextField>,
    metadata: Metadata,
    location_name: Option<String>,
    chamber_id: Option<String>,
    role_number: Option<String>,
    end_of_case: Option<String>,
    zones: Vec<GivenZone>,
    zonings: [Vec<GivenZone>; 3],
    policy: KnownPolicy,
    parties: Vec<Party>,
    annotations: Vec<Annotation>,
    bench: Vec<MagistrateName>,
    numbering: Numbering,
    withdrawn: bool,
    /// Elements of a page that was kept whole (a page inside an array, a row).
    pub results: Vec<Value>,
    path: String,
}

impl Builder {
    /// Takes one top-level value of the record, under the name it has or the one `columns` gives it.
    pub fn entry<'de, D: Deserializer<'de>>(
        &mut self,
        columns: &BTreeMap<String, String>,
        name: &str,
        value: D,
    ) -> Result<(), D::Error> {
        match Key::renamed(columns, name) {
            Key::Id => {
                let id = identifier(value)?;
                if !matches!(id, Slot::Absent) {
                    self.id = id;
                }
            }
            Key::Text => self.text = value.deserialize_any(SlotVisitor)?,
            Key::Pseudo => self.pseudo = value.deserialize_any(SlotVisitor)?,
            Key::Original => self.original = value.deserialize_any(SlotVisitor)?,
            Key::Copy => {
                if let Slot::Text(text) = value.deserialize_any(SlotVisitor)? {
                    self.copies.push(TextField { name: Arc::from(name), text });
                }
            }
            Key::Meta(meta) => self.meta(meta, value)?,
            Key::Zones => self.zones = zones(&json(value)?),
            Key::Zoning(which) => {
                let zoning = json(value)?;
                self.zonings[which as usize] = zoning.get("zones").map(zones).unwrap_or_default();
                self.zoning_visa(&zoning);
            }
            Key::Occultation => read_occultation(&json(value)?, &mut self.policy),
            Key::Bloc => {
                let bloc = json(value)?;
                self.policy.bloc = whole_number(&bloc);
                self.policy.illegible_bloc = !bloc.is_null() && self.policy.bloc.is_none();
            }
            Key::DebatPublic => self.policy.public_debate = json(value)?.as_bool(),
            Key::Parties | Key::Tiers => self.parties.extend(parties(&json(value)?)),
            Key::Treatments => {
                let treatments = json(value)?;
                self.annotations.extend(annotations(&treatments));
                self.policy.open_checklist |= has_checklist(&treatments);
            }
            Key::Replacements => self.annotations.extend(replacements(&json(value)?)),
            Key::Bench => self.bench.extend(bench(&json(value)?)),
            Key::Flags => read_flags(&json(value)?, &mut self.policy),
            Key::LabourTerms => self.policy.labour_terms = strings(&json(value)?),
            Key::FreeTerms => self.policy.free_terms.extend(strings(&json(value)?)),
            Key::Recommendation => self.policy.recommendation = scalar(value)?,
            Key::Checklist => {
                self.policy.open_checklist |=
                    json(value)?.as_array().is_some_and(|list| !list.is_empty());
            }
            Key::BusinessSecret => self.policy.business_secret = flag(&json(value)?),
            Key::DebatesInChamber => self.policy.debates_in_chamber = flag(&json(value)?),
            Key::ParticularInterest => {
                let interest = json(value)?;
                let said = flag(&interest).or_else(|| filled(Some(&interest)).map(|_| true));
                let m = &mut self.metadata;
                m.particular_interest = m.particular_interest.filter(|&said| said).or(said);
            }
            Key::EndCase => self.metadata.end_case = scalar(value)?,
            Key::SourceId => self.numbering.source_id = scalar(value)?,
            Key::DeclaredId => self.numbering.declared = scalar(value)?,
            Key::Results => match json(value)? {
                Value::Array(results) => self.results = results,
                _ => self.results.clear(),
            },
            Key::Withdrawn => self.withdrawn = json(value)?.as_bool().unwrap_or(false),
            Key::Published => self.prose(name, value, true)?,
            Key::Linked => {
                let value = json(value)?;
                linked(&value, 0, &mut self.metadata.linked);
                self.prose(name, value, true).map_err(|_| D::Error::custom("texte illisible"))?;
            }
            Key::Unknown => self.prose(name, value, false)?,
            Key::IdAlias(rank) => {
                let id = identifier(value)?;
                self.note_id_alias(rank, id);
            }
            Key::Ignored => {
                value.deserialize_ignored_any(IgnoredAny)?;
            }
        }
        Ok(())
    }

    fn prose<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        published: bool,
    ) -> Result<(), D::Error> {
        self.path.clear();
        push_key(&mut self.path, if name == "sommaire" { "summary" } else { name });
        let out = if published { &mut self.published } else { &mut self.unknown };
        Prose { path: &mut self.path, out }.deserialize(value)
    }

    /// An identifier under another name is kept aside in case there is no `id`.
    fn note_id_alias(&mut self, rank: usize, id: Slot) {
        if let Slot::Text(id) = id
            && self.id_alias.as_ref().is_none_or(|(best, _)| rank < *best)
        {
            self.id_alias = Some((rank, id));
        }
    }

    fn meta<'de, D: Deserializer<'de>>(&mut self, meta: Meta, value: D) -> Result<(), D::Error> {
        let m = &mut self.metadata;
        if meta == Meta::Numbers {
            m.numbers.extend(strings(&json(value)?));
            return Ok(());
        }
        if matches!(meta, Meta::Partial | Meta::Public) {
            let flag = flag(&json(value)?);
            *(if meta == Meta::Partial { &mut m.partial } else { &mut m.public }) = flag;
            return Ok(());
        }
        let Some(text) = scalar(value)? else {
            return Ok(());
        };
        match meta {
            Meta::Jurisdiction => m.jurisdiction = Some(jurisdiction(&text).into_owned()),
            Meta::Location => {
                self.numbering.court = Some(text.clone());
                m.location = Some(text);
            }
            Meta::LocationName => self.location_name = Some(text),
            Meta::Chamber => m.chamber = Some(text),
            Meta::ChamberId => self.chamber_id = Some(text),
            Meta::Formation => m.formation = Some(text),
            Meta::Number => {
                self.numbering.register = Some(text.clone());
                m.number = Some(text);
            }
            Meta::RoleNumber => {
                self.numbering.role = Some(text.clone());
                self.role_number = Some(text);
            }
            Meta::Ecli => m.ecli = Some(text),
            Meta::DecisionDate => m.decision_date = Some(iso_date(text)),
            Meta::UpdateDate => m.update_date = Some(iso_date(text)),
            Meta::Nac => m.nac = Some(text),
            Meta::Source => m.source = Some(text),
            Meta::Solution => m.solution = Some(text),
            Meta::EndOfCase => self.end_of_case = Some(text),
            Meta::Kind => m.kind = Some(text),
            Meta::Numbers | Meta::Partial | Meta::Public => {}
        }
        Ok(())
    }

    /// The texts of law that dbsder's zoning found are published as `visa`.
    fn zoning_visa(&mut self, zoning: &Value) {
        if !self.published.iter().any(|field| field.name.starts_with("visa["))
            && let Some(visa) = zoning.get("visa")
        {
            for (rank, title) in strings(visa).into_iter().enumerate() {
                let name = Arc::from(format!("visa[{rank}].title"));
                self.published.push(TextField { name, text: title });
            }
        }
    }

    /// Whether the record has neither identifier nor text: it may be a page.
    pub fn is_bare(&self) -> bool {
        matches!(self.id, Slot::Absent)
            && matches!(
                (&self.text, &self.pseudo, &self.original),
                (Slot::Absent, Slot::Absent, Slot::Absent)
            )
    }

    /// Takes one string under one of our own names.
    pub fn string(&mut self, name: &str, text: String) {
        let value = serde::de::value::StringDeserializer::<serde::de::value::Error>::new(text);
        // A string deserializer always yields a string, which every key accepts.
        let _ = self.entry(&BTreeMap::new(), name, value);
    }

    /// The number of the decision itself, kept when the case has no number.
    pub fn default_number(&mut self, number: &str) {
        self.metadata.number.get_or_insert_with(|| number.to_owned());
    }

    /// A number of the case: the first one is the decision's main number.
    pub fn case_number(&mut self, number: &str) {
        if self.metadata.numbers.is_empty() {
            self.metadata.number = Some(number.to_owned());
        }
        self.metadata.numbers.push(number.to_owned());
    }

    pub fn add_field(&mut self, name: impl Into<Arc<str>>, text: String) {
        if !text.trim().is_empty() {
            self.published.push(TextField { name: name.into(), text });
        }
    }

    /// The decision, or why there is none.
    pub fn finish(mut self, origin: Origin) -> Result<Decision, Reject> {
        let id = self.take_id();
        let refuse = |reason, detail: &str| Reject {
            file: origin.file.clone(),
            line: origin.line,
            reason,
            detail: detail.to_owned(),
            decision_id: id.clone(),
        };
        let wrong_type = [&self.text, &self.pseudo, &self.original]
            .iter()
            .any(|slot| matches!(slot, Slot::WrongType));
        let dbsder = !matches!((&self.pseudo, &self.original), (Slot::Absent, Slot::Absent));
        let main = self.take_main();
        let Some((text, zones, original)) = main else {
            return Err(if self.withdrawn {
                refuse(RejectReason::Withdrawn, WITHDRAWN)
            } else if wrong_type {
                refuse(RejectReason::MissingText, WRONG_TEXT)
            } else {
                refuse(RejectReason::MissingText, NO_TEXT)
            });
        };
        let Some(id) = id.clone() else {
            return Err(refuse(RejectReason::MissingId, NO_ID));
        };
        let fields = self.take_fields(text, dbsder);
        self.complete_metadata();
        // Names of the bench serve one control, and only where it was ordered (GARDE-03).
        if !dbsder || self.policy.keeps_bench_visible() {
            self.bench.clear();
        }
        Ok(Decision {
            id,
            origin,
            fields,
            metadata: self.metadata,
            zones,
            known: dbsder.then_some(self.policy),
            parties: self.parties,
            original,
            annotations: self.annotations,
            bench: self.bench.into(),
            numbering: self.numbering,
        })
    }

    fn take_id(&mut self) -> Option<String> {
        self.id
            .take_filled()
            .or_else(|| self.id_alias.take().map(|(_, id)| id))
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty() && id.len() <= MAX_ID_BYTES)
    }

    /// The text to audit, the zones over that very text, and the original if it is another.
    fn take_main(&mut self) -> Option<(String, Vec<GivenZone>, Option<String>)> {
        if let Some(text) = self.text.take_filled() {
            return Some((text, std::mem::take(&mut self.zones), self.original.take_filled()));
        }
        let [current, pseudo, original] = std::mem::take(&mut self.zonings);
        if let Some(text) = self.pseudo.take_filled() {
            let zones = first_that_fits([pseudo, current], &text);
            return Some((text, zones, self.original.take_filled()));
        }
        if let Some(text) = self.original.take_filled() {
            let zones = first_that_fits([original, current], &text);
            return Some((text, zones, None));
        }
        let text = self.take_alias()?;
        Some((text, std::mem::take(&mut self.zones), None))
    }

    fn take_alias(&mut self) -> Option<String> {
        TEXT_ALIASES.iter().find_map(|alias| {
            let at = self.unknown.iter().position(|field| &*field.name == *alias)?;
            Some(self.unknown.remove(at).text)
        })
    }

    fn take_fields(&mut self, text: String, dbsder: bool) -> Vec<TextField> {
        self.copies.retain(|copy| !same_text(&copy.text, &text));
        let mut fields = Vec::with_capacity(1 + self.published.len() + self.unknown.len());
        fields.push(TextField { name: TEXT.clone(), text });
        fields.append(&mut self.copies);
        fields.append(&mut self.published);
        if !dbsder {
            fields.append(&mut self.unknown);
        }
        fields
    }

    fn complete_metadata(&mut self) {
        let m = &mut self.metadata;
        m.location = m.location.take().or_else(|| self.location_name.take());
        m.chamber = m.chamber.take().or_else(|| self.chamber_id.take());
        m.solution = m.solution.take().or_else(|| self.end_of_case.take());
        if let Some(role) = self.role_number.take() {
            m.number = Some(role);
        }
        if let Some(number) = &m.number
            && !m.numbers.contains(number)
        {
            m.numbers.insert(0, number.clone());
        }
    }
}

const NO_ID: &str = "identifiant absent ou vide : chaque enregistrement doit porter un champ « id » \
     ou « _id » ; indiquez un autre champ par --column id=NOM";
const NO_TEXT: &str = "texte absent ou vide : les résultats de /search et les exports abrégés ne \
     contiennent pas le texte intégral ; utilisez /decision ou /export, ou indiquez un autre champ \
     par --column text=NOM";
const WRONG_TEXT: &str = "le champ du texte ne contient pas une chaîne de caractères";
const WITHDRAWN: &str = "décision à supprimer (to_be_deleted) : l’enregistrement annonce un retrait \
     et ne contient pas de texte";

/// A copy of the text is the text itself, with or without search highlights.
fn same_text(copy: &str, text: &str) -> bool {
    copy == text || (copy.contains("<em>") && copy.replace("<em>", "").replace("</em>", "") == text)
}

/// Zones made for another text than the one audited end far beyond it: they are left out.
fn first_that_fits(candidates: [Vec<GivenZone>; 2], text: &str) -> Vec<GivenZone> {
    let length = utf16_length(text);
    candidates
        .into_iter()
        .find(|zones| !zones.is_empty() && zones.iter().all(|zone| zone.end <= length + 1))
        .unwrap_or_default()
}

fn utf16_length(text: &str) -> u64 {
    let units = |&byte: &u8| u64::from(byte & 0xC0 != 0x80) + u64::from(byte >= 0xF0);
    text.as_bytes().iter().map(units).sum()
}

/// Reads `{introduction: [{start, end}], …}`, under the names of Judilibre or of dbsder, one range or a list.
fn zones(value: &Value) -> Vec<GivenZone> {
    let parsed;
    let value = match value {
        Value::String(text) => {
            parsed = serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
            &parsed
        }
        other => other,
    };
    let Some(object) = value.as_object() else {
        return Vec::new();
    };
    let mut zones = Vec::new();
    for (name, ranges) in object {
        let Some(kind) = zone_kind(name) else {
            continue;
        };
        let one = std::slice::from_ref(ranges);
        for range in ranges.as_array().map_or(one, Vec::as_slice) {
            if let (Some(start), Some(end)) = (position(range, "start"), position(range, "end")) {
                zones.push(GivenZone { kind, start, end });
            }
        }
    }
    zones
}

fn position(range: &Value, name: &str) -> Option<u64> {
    range.get(name)?.as_u64()
}

fn zone_kind(name: &str) -> Option<ZoneKind> {
    Some(match name {
        "introduction" => ZoneKind::Introduction,
        "expose" | "expose du litige" => ZoneKind::Expose,
        "moyens" => ZoneKind::Moyens,
        "motivations" => ZoneKind::Motivations,
        "dispositif" => ZoneKind::Dispositif,
        "annexes" | "moyens annexes" => ZoneKind::Annexes,
        _ => return None,
    })
}

fn read_occultation(value: &Value, policy: &mut KnownPolicy) {
    policy.illegible_occultation = !value.is_null() && !value.is_object();
    for name in value.get("categoriesToOmit").map(strings).unwrap_or_default() {
        match Category::parse(&name) {
            Some(category) => policy.categories_to_omit.push(category),
            None => policy.unknown_categories.push(name),
        }
    }
    policy.additional_terms = match value.get("additionalTerms") {
        Some(Value::String(terms)) => Some(terms.clone()).filter(|terms| !terms.trim().is_empty()),
        // A list already cut: put together under the separator that cuts it again.
        Some(list @ Value::Array(_)) => Some(strings(list).join("|")).filter(|all| !all.is_empty()),
        _ => None,
    };
    let terms = |name| value.get(name).map(strings).unwrap_or_default();
    policy.terms_to_annotate = terms("additionalTermsToAnnotate");
    policy.terms_to_unannotate = terms("additionalTermsToUnAnnotate");
    policy.motivation_occultation = value.get("motivationOccultation").and_then(Value::as_bool);
}

/// Parties as the courts of appeal, the judicial and the commercial courts write them: a list, a list
/// of lists at the Cour de cassation, or one object. What has none of the known keys is left out.
fn parties(value: &Value) -> Vec<Party> {
    let mut parties = Vec::new();
    read_parties(value, 0, &mut parties);
    parties
}

fn read_parties(value: &Value, depth: usize, parties: &mut Vec<Party>) {
    match value {
        Value::Array(items) if depth < 3 => {
            items.iter().for_each(|item| read_parties(item, depth + 1, parties));
        }
        Value::Object(party) => read_party(party, parties),
        _ => {}
    }
}

fn read_party(party: &serde_json::Map<String, Value>, parties: &mut Vec<Party>) {
    // The older bases write their keys in capitals.
    let key = |name: &str| party.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    let get = |name: &str| filled(key(name).map(|(_, value)| value));
    let attributes = party.get("attributes");
    let attribute = |name: &str| attributes.and_then(|all| filled(all.get(name)));
    let kind = attribute("typePersonne").or_else(|| get("typePersonne")).or_else(|| get("type"));
    let quality = attribute("qualitePartie").or_else(|| get("qualite")).or_else(|| get("role"));
    let mut push = |identity: Option<String>| {
        if let Some(identity) = identity {
            parties.push(Party { identity, kind: kind.clone(), quality: quality.clone() });
        }
    };
    let firsts: Vec<String> =
        ["prenom", "prenomAutre"].iter().filter_map(|name| get(name)).collect();
    let full = |name: String| [firsts.clone(), vec![name]].concat().join(" ");
    push(get("identite"));
    push(get("nom").map(full).or_else(|| Some(firsts.join(" ")).filter(|names| !names.is_empty())));
    push(get("nomUsage").map(full));
    push(get("alias"));
}

/// The entities of the last treatment: those that came before are drafts.
fn annotations(treatments: &Value) -> Vec<Annotation> {
    let rank = |treatment: &Value| treatment.get("order").and_then(Value::as_i64).unwrap_or(0);
    let last = treatments
        .as_array()
        .into_iter()
        .flatten()
        .filter(|treatment| treatment.get("annotations").is_some_and(Value::is_array))
        .max_by_key(|treatment| rank(treatment));
    let list = last.and_then(|treatment| treatment.get("annotations")).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|annotation| {
            let text = filled(annotation.get("text"))?;
            Some(Annotation {
                entity: filled(annotation.get("entityId")).unwrap_or_else(|| text.clone()),
                category: filled(annotation.get("category"))
                    .and_then(|name| Category::parse(&name)),
                text,
            })
        })
        .collect()
}

/// The terms of a case: what each placeholder replaced, however it was written.
fn replacements(terms: &Value) -> Vec<Annotation> {
    let mut found = Vec::new();
    for term in terms.as_array().into_iter().flatten() {
        let category = filled(term.get("category")).and_then(|name| Category::parse(&name));
        let entity = filled(term.get("entityId"));
        for text in term.get("originalTextInstances").map(strings).unwrap_or_default() {
            let entity = entity.clone().unwrap_or_else(|| text.clone());
            found.push(Annotation { entity, text, category });
        }
    }
    found
}

fn has_checklist(treatments: &Value) -> bool {
    let lists = treatments.as_array().into_iter().flatten().filter_map(|one| one.get("checklist"));
    lists.filter_map(Value::as_array).any(|list| !list.is_empty())
}

/// Who judged, as judicial and commercial courts write it.
fn bench(value: &Value) -> Vec<MagistrateName> {
    let one = std::slice::from_ref(value);
    let people = value.as_array().map_or(one, Vec::as_slice);
    people
        .iter()
        .filter_map(|person| {
            let last = filled(person.get("nom"))?;
            let first = filled(person.get("prenom")).unwrap_or_default();
            Some(MagistrateName::new(format!("{first} {last}")))
        })
        .collect()
}

fn read_flags(value: &Value, policy: &mut KnownPolicy) {
    for (name, set) in value.as_object().into_iter().flatten() {
        match (name.as_str(), set) {
            ("supprimerElement", _) => policy.terms_to_remove = filled(Some(set)),
            ("conserverElement", _) => policy.terms_to_keep = filled(Some(set)),
            (_, Value::Bool(set)) => {
                policy.flags.insert(name.clone(), *set);
            }
            _ => {}
        }
    }
}

/// A whole number, also when it is written as text.
fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn filled(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Strings of a list (or one string), blank ones left out.
fn strings(value: &Value) -> Vec<String> {
    let one = std::slice::from_ref(value);
    let items = value.as_array().map_or(one, Vec::as_slice);
    items.iter().filter_map(|item| filled(Some(item))).collect()
}

fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_i64() {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    })
}

/// `YYYY-MM-DD` from what the sources write (ISO date or date-time, `YYYYMMDD`, `DD/MM/YYYY`); else unchanged.
pub(super) fn iso_date(text: String) -> String {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let bytes = text.as_bytes();
    if digits(0..4) && digits(5..7) && digits(8..10) && bytes[4] == b'-' && bytes[7] == b'-' {
        text[..10].to_owned()
    } else if bytes.len() == 8 && digits(0..8) {
        format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
    } else if digits(0..2) && digits(3..5) && digits(6..10) && bytes[2] == b'/' && bytes[5] == b'/'
    {
        format!("{}-{}-{}", &text[6..10], &text[3..5], &text[..2])
    } else {
        text
    }
}

/// The short name of a court, from dbsder's source names and from resolved labels; else unchanged.
pub(super) fn jurisdiction(name: &str) -> Cow<'static, str> {
    const LABELS: [(&str, &str); 6] = [
        ("cour de cassation", "cc"),
        ("cour d", "ca"),
        ("tribunal judiciaire", "tj"),
        ("tribunal de commerce", "tcom"),
        ("tribunal des activités économiques", "tcom"),
        ("conseil de prud", "cph"),
    ];
    let code = match name {
        "jurinet" => "cc",
        "jurica" => "ca",
        "juritj" => "tj",
        "juritcom" => "tcom",
        "portalis-cph" => "cph",
        _ => {
            let lower = name.to_lowercase();
            let label = LABELS.iter().find(|(label, _)| lower.starts_with(label));
            return label.map_or_else(|| name.to_owned().into(), |(_, code)| (*code).into());
        }
    };
    code.into()
}

/// Other decisions that a record names: their ids, ECLI and numbers, wherever they stand in it.
fn linked(value: &Value, depth: usize, out: &mut Vec<String>) {
    /// Decisions named at most, and levels of the record looked into.
    const MOST: usize = 64;
    const DEEPEST: usize = 6;
    let mut add = |text: &Value| {
        if let Some(text) = text.as_str().map(str::trim)
            && (1..=64).contains(&text.len())
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && out.len() < MOST
            && !out.iter().any(|known| known == text)
        {
            out.push(text.to_owned());
        }
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("id" | "_id" | "ecli" | "number", value) => add(value),
                    ("numbers", Value::Array(all)) => all.iter().for_each(&mut add),
                    _ => {}
                }
            }
            if depth < DEEPEST {
                fields.values().for_each(|value| linked(value, depth + 1, out));
            }
        }
        Value::Array(items) if depth < DEEPEST => {
            items.iter().for_each(|item| linked(item, depth + 1, out));
        }
        _ => {}
    }
}

fn json<'de, D: Deserializer<'de>>(value: D) -> Result<Value, D::Error> {
    serde::Deserialize::deserialize(value)
}

/// A string, or a number written as one; `None` for anything else and for blank strings.
fn scalar<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Ok(match json(value)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A string, an integer, or MongoDB's `{"$oid": "…"}`.
fn identifier<'de, D: Deserializer<'de>>(value: D) -> Result<Slot, D::Error> {
    Ok(match json(value)? {
        Value::Null => Slot::Absent,
        Value::String(text) => Slot::Text(text),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            Slot::Text(number.to_string())
        }
        Value::Object(object) => match object.get("$oid").and_then(Value::as_str) {
            Some(text) => Slot::Text(text.to_owned()),
            None => Slot::WrongType,
        },
        _ => Slot::WrongType,
    })
}

/// Names of fields are written in clear in the tables: a key that does not look like one is not.
fn push_key(path: &mut String, key: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    path.push_str(if key.len() <= 64 && key.bytes().all(plain) { key } else { "*" });
}

/// Accepts any value; keeps strings.
struct SlotVisitor;

impl<'de> Visitor<'de> for SlotVisitor {
    type Value = Slot;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Slot, E> {
        Ok(Slot::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Slot, E> {
        Ok(Slot::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Slot, E> {
        Ok(Slot::Absent)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Slot, E> {
        Ok(Slot::WrongType)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Slot, E> {
        Ok(Slot::WrongType)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Slot, E> {
        Ok(Slot::WrongType)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Slot, E> {
        Ok(Slot::WrongType)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Slot, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Slot::WrongType)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slot, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Slot::WrongType)
    }
}

/// Collects every string of a value that is prose, with its path as name.
struct Prose<'a> {
    path: &'a mut String,
    out: &'a mut Vec<TextField>,
}

impl<'de> DeserializeSeed<'de> for Prose<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Prose<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<(), E> {
        if !text.trim().is_empty() {
            self.out.push(TextField { name: Arc::from(self.path.as_str()), text });
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let length = self.path.len();
        let mut rank = 0usize;
        loop {
            // Writing to a `String` cannot fail.
            let _ = write!(self.path, "[{rank}]");
            let item = Prose { path: &mut *self.path, out: &mut *self.out };
            let read = seq.next_element_seed(item)?;
            self.path.truncate(length);
            if read.is_none() {
                return Ok(());
            }
            rank += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let length = self.path.len();
        while let Some(key) = map.next_key::<Cow<str>>()? {
            if is_code(&key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            self.path.push('.');
            push_key(self.path, &key);
            map.next_value_seed(Prose { path: &mut *self.path, out: &mut *self.out })?;
            self.path.truncate(length);
        }
        Ok(())
    }
}
