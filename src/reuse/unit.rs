//! One decision, passage or page as a reuser serves it: its text, its mentions, its identifiers.
//!
//! Columns and keys are known under the names that French and English reusers give them. Must not compare with the
//! reference, and must keep no name of a judge: columns of the bench are not read.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::fold::fold;

/// What a column or a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Id,
    Ecli,
    Number,
    Date,
    Update,
    Jurisdiction,
    Location,
    Chamber,
    Formation,
    Text,
    /// A part of a text: chunk, excerpt.
    Passage,
    Solution,
    Source,
    Url,
    Summary,
    Partial,
    /// Names of people, press, directories joined to a decision.
    Person,
}

const NAMES: [(Field, &[&str]); 17] = [
    (
        Field::Id,
        &[
            "id",
            "_id",
            "decision_id",
            "id_decision",
            "judilibre_id",
            "id_judilibre",
            "identifiant",
            "doc_id",
            "document_id",
            "decisionid",
            "id_doc",
            "ref_decision",
            "identifiant_judilibre",
        ],
    ),
    (Field::Ecli, &["ecli", "code_ecli", "ecli_id"]),
    (
        Field::Number,
        &[
            "number",
            "numero",
            "num",
            "rg",
            "numero_rg",
            "n_rg",
            "numbers",
            "numero_pourvoi",
            "pourvoi",
            "numero_affaire",
            "case_number",
            "docket",
            "numero_decision",
        ],
    ),
    (
        Field::Date,
        &[
            "decision_date",
            "date_decision",
            "date",
            "date_prononce",
            "date_du_prononce",
            "date_de_prononce",
            "judgment_date",
            "ruling_date",
            "date_jugement",
            "date_arret",
            "prononce_le",
            "dated",
            "date_de_la_decision",
            "date_rendu",
        ],
    ),
    (
        Field::Update,
        &[
            "update_date",
            "date_maj",
            "maj",
            "date_mise_a_jour",
            "mise_a_jour",
            "derniere_mise_a_jour",
            "date_derniere_mise_a_jour",
            "date_de_mise_a_jour",
            "last_update",
            "last_updated",
            "last_update_date",
            "updated_at",
            "updated",
            "date_update",
            "update_datetime",
            "modified",
            "modified_at",
            "last_modified",
            "date_de_derniere_mise_a_jour",
            "mis_a_jour_le",
        ],
    ),
    (
        Field::Jurisdiction,
        &[
            "jurisdiction",
            "juridiction",
            "court",
            "tribunal",
            "cour",
            "nom_juridiction",
            "jurisdiction_name",
            "court_name",
            "type_juridiction",
            "nom_de_la_juridiction",
            "juridiction_nom",
            "court_type",
        ],
    ),
    (
        Field::Location,
        &[
            "location",
            "siege",
            "ville",
            "lieu",
            "ressort",
            "ville_juridiction",
            "siege_juridiction",
            "city",
            "seat",
            "localisation",
            "court_city",
            "location_name",
            "siege_de_la_juridiction",
            "lieu_juridiction",
        ],
    ),
    (
        Field::Chamber,
        &[
            "chamber",
            "chambre",
            "court_chamber",
            "chamber_name",
            "nom_chambre",
            "chambre_nom",
            "division",
            "pole",
            "service",
        ],
    ),
    (
        Field::Formation,
        &["formation", "formation_jugement", "panel", "section", "formation_de_jugement"],
    ),
    (
        Field::Text,
        &[
            "text",
            "texte",
            "contenu",
            "content",
            "body",
            "full_text",
            "fulltext",
            "texte_integral",
            "corps",
            "decision_text",
            "texte_decision",
            "markdown",
            "html",
            "text_html",
            "texte_html",
            "document",
            "raw_text",
        ],
    ),
    (
        Field::Passage,
        &[
            "chunk",
            "chunk_text",
            "segment",
            "segment_text",
            "passage",
            "extrait",
            "excerpt",
            "snippet",
            "paragraphe",
            "page_content",
            "texte_segment",
            "morceau",
            "highlight",
            "texte_extrait",
            "fragment",
        ],
    ),
    (
        Field::Solution,
        &[
            "solution",
            "sens",
            "issue",
            "outcome",
            "sens_decision",
            "resultat",
            "solution_label",
            "sens_de_la_decision",
        ],
    ),
    (
        Field::Source,
        &[
            "source",
            "origine",
            "provenance",
            "origin",
            "credit",
            "attribution",
            "mention_source",
            "source_donnees",
            "data_source",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "lien",
            "link",
            "source_url",
            "url_judilibre",
            "url_source",
            "href",
            "permalink",
            "lien_source",
            "uri",
            "lien_judilibre",
            "judilibre_url",
        ],
    ),
    (
        Field::Summary,
        &[
            "summary",
            "resume",
            "sommaire",
            "abstract",
            "resume_ia",
            "ai_summary",
            "synthese",
            "tldr",
            "resume_auto",
            "resume_automatique",
            "generated_summary",
            "titre",
            "title",
            "commentaire",
            "headline",
        ],
    ),
    (Field::Partial, &["partial", "partielle", "publication_partielle", "is_partial", "partiel"]),
    (
        Field::Person,
        &[
            "nom_partie",
            "partie",
            "parties",
            "nom_demandeur",
            "nom_defendeur",
            "demandeur",
            "defendeur",
            "dirigeant",
            "nom_dirigeant",
            "linkedin",
            "lien_presse",
            "article_presse",
            "press_url",
            "nom_personne",
            "personne",
            "party_name",
            "parties_reelles",
            "nom_reel",
            "identite_partie",
            "annuaire",
            "nom_salarie",
            "nom_victime",
        ],
    ),
];

/// What a name of column means, if it is known.
pub fn field_of(name: &str) -> Option<Field> {
    let folded = fold(name.rsplit(['.', '/']).next().unwrap_or(name));
    let plain: String =
        folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_matches('_');
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&plain) || names.contains(&folded.as_str()))
        .map(|(field, _)| *field)
        .or_else(|| by_words(plain))
}

/// What a longer name means, from its words: `date_prononce_decision`, `libelle_de_la_juridiction`.
fn by_words(plain: &str) -> Option<Field> {
    /// Words that make a column speak of something else: its size, its kind, its technical key.
    const ASIDE: [&str; 32] = [
        "nb",
        "count",
        "nombre",
        "length",
        "longueur",
        "taille",
        "size",
        "hash",
        "md5",
        "sha",
        "sha1",
        "sha256",
        "score",
        "rank",
        "rang",
        "type",
        "langue",
        "lang",
        "mime",
        "embedding",
        "vector",
        "vecteur",
        "token",
        "tokens",
        "code",
        "id",
        "uid",
        "slug",
        "fichier",
        "file",
        "format",
        "statut",
    ];
    const MADE: [&str; 10] = [
        "decision",
        "prononce",
        "jugement",
        "arret",
        "rendu",
        "rendue",
        "judgment",
        "ruling",
        "delivery",
        "ordonnance",
    ];
    const CHANGED: [&str; 9] = [
        "maj",
        "jour",
        "update",
        "updated",
        "modification",
        "modified",
        "modif",
        "actualisation",
        "refresh",
    ];
    let words: Vec<&str> = plain.split('_').filter(|word| !word.is_empty()).collect();
    if words.len() < 2 || words.iter().any(|word| ASIDE.contains(word)) {
        return None;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let dated = has(&["date", "le", "on", "at", "datetime", "day"]);
    if dated && has(&CHANGED) {
        return Some(Field::Update);
    }
    if has(&["date", "datetime"]) {
        return has(&MADE).then_some(Field::Date);
    }
    if has(&["lien", "url", "link", "href", "uri"]) {
        return Some(Field::Url);
    }
    if has(&["ville", "siege", "city", "seat", "town", "localisation"]) {
        return Some(Field::Location);
    }
    if has(&["chambre", "chamber"]) {
        return Some(Field::Chamber);
    }
    if has(&["juridiction", "juridictions", "jurisdiction", "jurisdictions", "court", "courts"]) {
        return Some(Field::Jurisdiction);
    }
    if has(&["texte", "text", "contenu", "fulltext"])
        && has(&[
            "decision",
            "integral",
            "complet",
            "full",
            "arret",
            "jugement",
            "public",
            "pseudonymise",
        ])
    {
        return Some(Field::Text);
    }
    (has(&["numero", "number"])
        && has(&["rg", "role", "pourvoi", "affaire", "case", "decision", "dossier", "docket"]))
    .then_some(Field::Number)
}

/// A served thing. No `Debug`: it holds the text of a decision.
#[derive(Default, Clone)]
pub struct Unit {
    pub file: String,
    /// Line or rank in the file, 1-based; 0 for a whole file.
    pub line: u64,
    values: Vec<(Field, String)>,
    /// Fields that the table has, filled or not.
    pub columns: Vec<Field>,
    /// A part of a decision by construction: chunk, excerpt, card.
    pub passage: bool,
}

impl Unit {
    /// A unit that is a whole file.
    pub fn of_file(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value.as_str())
    }

    pub fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.values
            .iter()
            .filter(move |(known, _)| *known == field)
            .map(|(_, value)| value.as_str())
    }

    pub fn has_column(&self, field: Field) -> bool {
        self.columns.contains(&field)
    }

    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        self.values.push((field, value.into()));
    }

    /// The identifier: 24 hexadecimal characters first, which Judilibre's are.
    pub fn id(&self) -> Option<&str> {
        self.all(Field::Id).find(|id| is_judilibre_id(id)).or_else(|| self.get(Field::Id))
    }

    /// The text served, whole or not.
    pub fn text(&self) -> Option<&str> {
        self.get(Field::Text).or_else(|| self.get(Field::Passage))
    }

    /// Where it was read, for an exhibit.
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}, enregistrement {line}", self.file),
        }
    }
}

pub fn is_judilibre_id(id: &str) -> bool {
    id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether an object is a record of a decision or of a part of one.
pub fn is_record(fields: &[(String, Value)]) -> bool {
    let filled = |wanted: Field| {
        fields.iter().any(|(name, value)| {
            field_of(name) == Some(wanted) && !value.is_null() && !is_empty(value)
        })
    };
    let text = fields.iter().any(|(name, value)| {
        matches!(field_of(name), Some(Field::Text | Field::Passage))
            && value.as_str().is_some_and(|text| text.len() > 60)
    });
    let summary = fields.iter().any(|(name, value)| {
        let summary = ["resume", "summary", "sommaire", "synthese", "abstract"];
        let folded = fold(name);
        summary.iter().any(|word| folded.contains(word))
            && value.as_str().is_some_and(|text| text.len() > 80)
    });
    let passages = fields.iter().any(|(_, value)| holds_passages(value));
    let named = filled(Field::Id) || filled(Field::Ecli);
    let described =
        [Field::Date, Field::Jurisdiction, Field::Chamber, Field::Solution, Field::Location]
            .into_iter()
            .filter(|field| filled(*field))
            .count();
    text || summary || (named && described >= 2) || (named && passages)
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.trim().is_empty())
}

fn holds_passages(value: &Value) -> bool {
    value.as_array().is_some_and(|items| {
        items.iter().any(|item| {
            item.as_object().is_some_and(|map| {
                map.iter().any(|(name, value)| {
                    matches!(field_of(name), Some(Field::Passage | Field::Text))
                        && value.as_str().is_some_and(|text| text.len() > 60)
                })
            })
        })
    })
}

/// The units of a record: the decision, and its passages when it holds some.
pub fn of_record(file: &str, line: u64, fields: &[(String, Value)]) -> Vec<Unit> {
    let mut unit = Unit { file: file.to_owned(), line, ..Unit::default() };
    let mut passages = Vec::new();
    read(fields, &mut unit, &mut passages, 0);
    let counts = |name: &str| {
        let name = fold(name);
        ["chunk", "segment", "embedding", "vector", "vecteur", "token_count", "passage"]
            .iter()
            .any(|word| name.contains(word))
    };
    unit.passage = unit.get(Field::Text).is_none() && unit.get(Field::Passage).is_some()
        || fields.iter().any(|(name, _)| counts(name)) && unit.text().is_some();
    // A summary alone, without anything to tie it to its decision.
    let tied = [Field::Id, Field::Ecli, Field::Number, Field::Url, Field::Text, Field::Passage];
    if unit.get(Field::Summary).is_some() && tied.into_iter().all(|field| unit.get(field).is_none())
    {
        unit.passage = true;
    }
    let mut units = Vec::new();
    for passage in passages {
        let mut part = Unit { file: file.to_owned(), line, passage: true, ..Unit::default() };
        read(&passage, &mut part, &mut Vec::new(), 1);
        // A passage inside its decision carries the mentions of it.
        for (field, value) in &unit.values {
            if !matches!(field, Field::Text | Field::Passage | Field::Summary)
                && part.get(*field).is_none()
            {
                part.values.push((*field, value.clone()));
            }
        }
        part.columns = unit.columns.clone();
        units.push(part);
    }
    units.insert(0, unit);
    units
}

fn read(
    fields: &[(String, Value)],
    unit: &mut Unit,
    passages: &mut Vec<Vec<(String, Value)>>,
    depth: u8,
) {
    for (name, value) in fields {
        let field = field_of(name);
        if let Some(field) = field.filter(|field| !unit.columns.contains(field)) {
            unit.columns.push(field);
        }
        match value {
            Value::Object(map) if depth < 2 => {
                let inner: Vec<(String, Value)> =
                    map.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                // `jurisdiction: {code, label}` is a value; `metadata: {…}` is a record.
                match field {
                    Some(field) => {
                        for label in ["label", "libelle", "libellé", "name", "nom", "value", "code"]
                        {
                            if let Some(Value::String(text)) = map.get(label) {
                                unit.values.push((field, text.clone()));
                            }
                        }
                    }
                    None => read(&inner, unit, passages, depth + 1),
                }
            }
            Value::Array(items) => {
                if holds_passages(value) {
                    passages.extend(items.iter().filter_map(Value::as_object).map(|map| {
                        map.iter()
                            .map(|(key, value)| (key.clone(), value.clone()))
                            .collect::<Vec<_>>()
                    }));
                } else if let Some(field) = field {
                    unit.values.extend(
                        items.iter().filter_map(Value::as_str).map(|text| (field, text.to_owned())),
                    );
                }
            }
            Value::String(text) if !text.trim().is_empty() => {
                if let Some(field) = field {
                    unit.values.push((field, text.clone()));
                }
            }
            Value::Bool(flag) if field == Some(Field::Partial) => {
                unit.values.push((Field::Partial, flag.to_string()));
            }
            Value::Number(number) => {
                if let Some(field) = field.filter(|field| *field != Field::Partial) {
                    unit.values.push((field, number.to_string()));
                }
            }
            _ => {}
        }
    }
}

static JUDGE_SEGMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)((?:^|[/!])(?:juges?|magistrate?s?|judges?|greffi(?:er|ère|ere)s?|rapporteurs?|conseillers?|presidents?)/)([^/?#!.]+)|([?&](?:q_?)?(?:juge|magistrat|judge|rapporteur|greffier|president)[a-z_]*=)([^&#]+)").ok()
});

/// An address or a path in which what follows « /magistrat/ » is masked.
pub fn masked_url(url: &str) -> String {
    match JUDGE_SEGMENT.as_ref() {
        Some(pattern) => pattern
            .replace_all(url, |found: &regex::Captures<'_>| {
                let head = found.get(1).or_else(|| found.get(3)).map_or("", |head| head.as_str());
                format!("{head}‹masqué›")
            })
            .into_owned(),
        None => String::new(),
    }
}
