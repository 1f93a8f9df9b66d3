//! The tables of a run, described once: Arrow schemas, JSON Schemas and the data dictionary
//! are all made from these descriptions.
//!
//! A change here is a change of `SCHEMA_VERSION` and a line in CHANGELOG.md. Integers are
//! signed: Spark refuses the others.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::{Value, json};

use crate::detect::facts::{Attribute, Role};
use crate::policy::PolicyOrigin;
use crate::taxonomy::{Category, Family, LinkKind, Severity, Status, Verdict};

/// Version of all the tables, written in the manifest and in each Parquet file.
pub const SCHEMA_VERSION: i64 = 2;

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// 64 bits, signed.
    Integer,
    /// 32 bits.
    Real,
    Boolean,
    TextList,
    IntegerList,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether a row may lack it.
    pub optional: bool,
    /// What it holds, in French, for the dictionary.
    pub about: &'static str,
    /// The values it may take, when they form a closed list.
    pub values: fn() -> Vec<&'static str>,
}

/// A table of a run.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Name of its folder in the run and of its schema.
    pub name: &'static str,
    /// What a row is, in French.
    pub about: &'static str,
    pub columns: &'static [Column],
    /// Extension of its part files.
    pub extension: &'static str,
}

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, optional: false, about, values: Vec::new }
}

const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, optional: true, about, values: Vec::new }
}

const fn listed(
    name: &'static str,
    kind: Kind,
    values: fn() -> Vec<&'static str>,
    about: &'static str,
) -> Column {
    Column { name, kind, optional: false, about, values }
}

fn categories() -> Vec<&'static str> {
    Category::ALL.into_iter().map(Category::as_str).collect()
}

fn severities() -> Vec<&'static str> {
    Severity::DESCENDING.into_iter().map(Severity::as_str).collect()
}

fn statuses() -> Vec<&'static str> {
    [Status::Violation, Status::ToReview, Status::Permitted, Status::NotEvaluated]
        .into_iter()
        .map(Status::as_str)
        .collect()
}

fn families() -> Vec<&'static str> {
    Family::OF_FINDINGS.map(Family::as_str).to_vec()
}

fn origins() -> Vec<&'static str> {
    PolicyOrigin::ALL.into_iter().map(PolicyOrigin::as_str).collect()
}

fn link_kinds() -> Vec<&'static str> {
    LinkKind::ALL.into_iter().map(LinkKind::as_str).collect()
}

fn verdicts() -> Vec<&'static str> {
    Verdict::ALL.into_iter().map(Verdict::as_str).collect()
}

fn attributes() -> Vec<&'static str> {
    Attribute::ALL.into_iter().map(Attribute::as_str).collect()
}

fn roles() -> Vec<&'static str> {
    Role::ALL.into_iter().map(Role::as_str).collect()
}

fn risk_levels() -> Vec<&'static str> {
    vec!["negligeable", "limite", "important", "maximal"]
}

fn adversaries() -> Vec<&'static str> {
    vec!["", "voisin", "journaliste", "adversaire", "courtier", "moteur"]
}

fn zone_sources() -> Vec<&'static str> {
    vec!["given", "estimated"]
}

use Kind::{Boolean, Integer, IntegerList, Real, Text, TextList};

pub const DECISIONS: Table = Table {
    name: "decisions",
    about: "une ligne par décision lue",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "identifiant de la décision, tel que le fichier le donne"),
        column(
            "file",
            Text,
            "fichier d'origine, tel que l'utilisateur l'a désigné ; `archive!membre` pour un membre d'archive",
        ),
        column(
            "line",
            Integer,
            "ligne (à partir de 1), ou rang de l'enregistrement dans le fichier",
        ),
        optional("jurisdiction", Text, "juridiction (`cc`, `ca`, `tj`, `tcom`, `cph`…)"),
        optional("location", Text, "siège (`ca_rennes`…)"),
        optional(
            "chamber",
            Text,
            "chambre, quand elle est donnée par un code ; un libellé libre n'est pas recopié, il peut contenir un nom",
        ),
        optional("number", Text, "numéro de l'affaire"),
        optional("ecli", Text, "identifiant européen"),
        optional("decision_date", Text, "date de la décision, AAAA-MM-JJ"),
        optional("nac", Text, "code de nature d'affaire"),
        optional("source", Text, "base d'origine (`juritj`, `jurica`…)"),
        optional("partial", Boolean, "publication partielle"),
        optional("public", Boolean, "décision publique"),
        column("fields", Integer, "nombre de textes publiés (texte, sommaire, moyens…)"),
        column("text_bytes", Integer, "taille de ces textes, en octets UTF-8"),
        listed(
            "zones",
            Text,
            zone_sources,
            "zones du texte principal : données avec la décision (`given`) ou estimées (`estimated`)",
        ),
        listed("policy_origin", Text, origins, "d'où vient la politique d'occultation appliquée"),
        column("policy_omitted", TextList, "catégories qui peuvent rester visibles"),
        column(
            "policy_warnings",
            TextList,
            "ce qui, dans la politique de la décision, n'a pas pu être suivi",
        ),
        column(
            "linked",
            TextList,
            "autres décisions de l'affaire que les métadonnées nomment (`contested`, `forward`, `timeline`) : identifiants, ECLI, numéros",
        ),
        column(
            "not_evaluated",
            TextList,
            "contrôles que les métadonnées de la décision ne permettent pas d'évaluer ; jamais réputés conformes",
        ),
        column("blocking", Integer, "nombre de constats bloquants en violation"),
        column("violations", Integer, "nombre de constats en violation"),
        column("to_review", Integer, "nombre de constats à relire"),
        column("permitted", Integer, "nombre de constats permis par la politique"),
    ],
};

pub const FINDINGS: Table = Table {
    name: "findings",
    about: "une ligne par constat ; aucune identité n'y figure en clair",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "décision où le constat a été fait"),
        column("field", Text, "texte concerné (`text`, `summary`, `contested.content`…)"),
        column("start", Integer, "début, en points de code Unicode du texte publié"),
        column("end", Integer, "fin (exclue), en points de code Unicode"),
        column(
            "start_utf16",
            Integer,
            "début, en unités UTF-16 (ce que comptent Label et Judilibre)",
        ),
        column("end_utf16", Integer, "fin (exclue), en unités UTF-16"),
        optional("zone", Text, "zone du texte principal (`introduction`, `motivations`…)"),
        column("rule_id", Text, "règle ; `filigrane rules explain` en donne le texte"),
        listed("family", Text, families, "famille de la règle"),
        listed("category", Text, categories, "catégorie, au nom de Label"),
        listed("severity", Text, severities, "gravité"),
        listed("status", Text, statuses, "ce que la politique en fait"),
        column(
            "confidence",
            Real,
            "probabilité, de 0 à 1, que le passage soit ce que la règle cherche",
        ),
        column("masked", Text, "extrait où toute identité est masquée"),
        column(
            "fingerprint",
            Text,
            "empreinte HMAC-SHA-256 de la règle, de la valeur et de la décision, en hexadécimal ; ne dépend pas de la position",
        ),
        column("reasons", TextList, "indices qui ont joué"),
    ],
};

pub const FACTS: Table = Table {
    name: "facts",
    about: "une ligne par quasi-identifiant d'une personne, lu dans le texte principal ; vide si ce contrôle n'a pas été mené (voir `controls` du manifeste)",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "décision"),
        column(
            "person",
            Text,
            "lettres des termes de remplacement (`X`, `X Y`) ; `#1`, `#2`… quand le nom est en clair ou absent : jamais le nom",
        ),
        Column {
            name: "role",
            kind: Text,
            optional: true,
            about: "ce que la personne est dans l'affaire",
            values: roles,
        },
        listed("attribute", Text, attributes, "attribut"),
        column("value", Text, "valeur normalisée : date ISO, entier, euros, mots en minuscules"),
        column("level", Integer, "niveau de généralisation, 0 étant la valeur exacte"),
        column("start", Integer, "début, en points de code Unicode"),
        column("end", Integer, "fin (exclue), en points de code Unicode"),
        optional("zone", Text, "zone du texte principal"),
        column("confidence", Real, "probabilité, de 0 à 1"),
    ],
};

pub const SKETCHES: Table = Table {
    name: "sketches",
    about: "une ligne par décision : ce qui permet de retrouver les décisions d'une même affaire sans relire les textes",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "décision"),
        column(
            "numbers",
            TextList,
            "numéros d'affaire lus dans le texte, normalisés : `24/91234` (rôle), `22-12.345` (pourvoi)",
        ),
        column("cited_dates", TextList, "dates des décisions que le texte nomme, AAAA-MM-JJ"),
        column(
            "cited_courts",
            TextList,
            "juridictions que le texte nomme (`ca_rennes`, `tj_creteil`)",
        ),
        column("amounts", IntegerList, "montants, en centimes d'euro"),
        column("articles", TextList, "articles cités, précédés de leur code quand il suit"),
        column("masked", TextList, "catégories dont le texte porte un terme de remplacement"),
        column("shingles", Integer, "suites de cinq mots dans le texte"),
        column(
            "sketch",
            IntegerList,
            "les 128 plus petites empreintes de ces suites, termes de remplacement confondus, en ordre croissant",
        ),
    ],
};

pub const RISKS: Table = Table {
    name: "risks",
    about: "une ligne par personne d'une décision ; écrite par `filigrane link` et par `filigrane audit` ; aucune identité de candidat n'y figure",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "décision"),
        column("person", Text, "personne, comme dans `facts`"),
        Column {
            name: "role",
            kind: Text,
            optional: true,
            about: "ce que la personne est dans l'affaire",
            values: roles,
        },
        column("attributes", TextList, "attributs relevés de la personne"),
        optional(
            "class_size",
            Integer,
            "personnes du traitement au même profil (k), elle comprise",
        ),
        optional(
            "compatible_size",
            Integer,
            "personnes du traitement dont le profil ne contredit pas le sien, elle comprise",
        ),
        optional(
            "population",
            Real,
            "nombre attendu de personnes de la population au même profil, elle comprise",
        ),
        optional("population_low", Real, "borne basse de ce nombre (95 %)"),
        optional("population_high", Real, "borne haute de ce nombre (95 %)"),
        column(
            "prosecutor",
            Real,
            "risque quand l'adversaire sait que la personne est dans le corpus (1 / `class_size`)",
        ),
        optional("journalist", Real, "risque quand il l'ignore (1 / `population`)"),
        column(
            "suda",
            Real,
            "score SUDA : 0 si aucun petit ensemble d'éléments connus n'est unique dans le traitement",
        ),
        column("probability", Real, "probabilité, de 0 à 1, que l'adversaire isole cette personne"),
        listed("adversary", Text, adversaries, "adversaire le plus redoutable"),
        column(
            "combination",
            TextList,
            "plus petite combinaison révélatrice, par codes d'attributs",
        ),
        column("explanation", Text, "la même en toutes lettres, sans identité"),
        column(
            "combinations",
            TextList,
            "les plus petites combinaisons révélatrices, en toutes lettres",
        ),
        column(
            "adversaries",
            TextList,
            "chaque adversaire, son niveau et les sources qui lui sont prêtées",
        ),
        listed("level", Text, risk_levels, "niveau de risque, le plus élevé des adversaires"),
        column("reasons", TextList, "ce qui a décidé du niveau, en français"),
    ],
};

pub const REJECTS: Table = Table {
    name: "rejects",
    about: "une ligne par enregistrement illisible, en JSON ; le contenu n'est jamais recopié",
    extension: "jsonl",
    columns: &[
        column("file", Text, "fichier, tel que l'utilisateur l'a désigné"),
        column("line", Integer, "ligne (à partir de 1), ou rang de l'enregistrement"),
        optional("decision_id", Text, "identifiant, quand il a pu être lu"),
        column("reason", Text, "motif, d'une liste courte"),
        optional("detail", Text, "précision technique, sans extrait du fichier"),
    ],
};

pub const LINKS: Table = Table {
    name: "links",
    about: "une ligne par couple de décisions d'une même affaire, d'une même personne ou d'une même décision à deux dates ; écrite par `filigrane link`",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "première décision"),
        column("other_id", Text, "seconde décision"),
        listed("kind", Text, link_kinds, "ce qui les réunit"),
        column("cluster", Text, "groupe de décisions auquel le couple appartient"),
        column("probability", Real, "probabilité, de 0 à 1, que les deux aillent ensemble"),
        optional(
            "union_risk",
            Real,
            "probabilité, de 0 à 1, que les deux décisions réunies isolent une personne",
        ),
        optional(
            "complementary",
            Real,
            "score d'occultation complémentaire : ce que la réunion ajoute, pour une même personne, au plus grand risque d'une seule des deux décisions",
        ),
        column("reasons", TextList, "ce qui les rapproche"),
        column(
            "differences",
            TextList,
            "attributs ou catégories masqués dans l'une et lisibles dans l'autre",
        ),
    ],
};

pub const VERDICTS: Table = Table {
    name: "verdicts",
    about: "une ligne par décision ; écrite par `filigrane audit` et `filigrane gate`",
    extension: "parquet",
    columns: &[
        column("decision_id", Text, "décision"),
        column("score", Integer, "score de risque, de 0 à 100"),
        column("likelihood", Integer, "vraisemblance, de 1 (négligeable) à 4 (maximale)"),
        column("severity", Integer, "gravité, de 1 (négligeable) à 4 (maximale)"),
        listed("verdict", Text, verdicts, "publier, relire ou refuser"),
        column(
            "probability",
            Real,
            "probabilité, de 0 à 1, qu'une personne soit identifiée, toutes voies évaluées réunies",
        ),
        column("adversary", Text, "adversaire de la voie la plus probable"),
        column("routes", TextList, "voies évaluées, `voie=probabilité`"),
        column("not_evaluated", TextList, "voies qui n'ont pas pu être évaluées"),
        column("reasons", TextList, "chaque point du score et du verdict, avec ses règles"),
        column("waived", Integer, "nombre de constats couverts par une dérogation"),
        column("baselined", Integer, "nombre de constats déjà acceptés"),
    ],
};

/// Tables computed from the others, that a run may lack.
pub const DERIVED: [Table; 3] = [LINKS, RISKS, VERDICTS];

/// The tables that a scan writes, in the order of the dictionary.
pub const TABLES: [Table; 5] = [DECISIONS, FINDINGS, FACTS, SKETCHES, REJECTS];

impl Table {
    pub fn arrow(&self) -> SchemaRef {
        let fields = self.columns.iter().map(Column::arrow).collect::<Vec<_>>();
        Arc::new(Schema::new(fields))
    }

    /// JSON Schema of one row.
    pub fn json_schema(&self) -> Value {
        let properties: serde_json::Map<_, _> = self
            .columns
            .iter()
            .map(|column| (column.name.to_owned(), column.json_schema()))
            .collect();
        let required: Vec<_> = self
            .columns
            .iter()
            .filter(|column| !column.optional)
            .map(|column| column.name)
            .collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": self.about,
            "x-schema-version": SCHEMA_VERSION,
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "required": required,
        })
    }
}

impl Column {
    fn arrow(&self) -> Field {
        let data_type = match self.kind {
            Kind::Text => DataType::Utf8,
            Kind::Integer => DataType::Int64,
            Kind::Real => DataType::Float32,
            Kind::Boolean => DataType::Boolean,
            Kind::TextList => DataType::List(list_item()),
            Kind::IntegerList => DataType::List(integer_item()),
        };
        Field::new(self.name, data_type, self.optional)
    }

    fn json_schema(&self) -> Value {
        let name = match self.kind {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Real => "number",
            Kind::Boolean => "boolean",
            Kind::TextList | Kind::IntegerList => "array",
        };
        let kind = if self.optional { json!([name, "null"]) } else { json!(name) };
        let mut schema = json!({ "type": kind, "description": self.about });
        if self.kind == Kind::TextList {
            schema["items"] = json!({ "type": "string" });
        }
        if self.kind == Kind::IntegerList {
            schema["items"] = json!({ "type": "integer" });
        }
        let values = (self.values)();
        if !values.is_empty() {
            schema["enum"] = json!(values);
        }
        schema
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Text => "texte",
            Kind::Integer => "entier signé (64 bits)",
            Kind::Real => "réel (32 bits)",
            Kind::Boolean => "booléen",
            Kind::TextList => "liste de textes",
            Kind::IntegerList => "liste d'entiers signés (64 bits)",
        }
    }
}

/// The element of a list of texts.
pub(super) fn list_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Utf8, false))
}

/// The element of a list of integers.
pub(super) fn integer_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Int64, false))
}

/// The data dictionary, in Markdown: `docs/dictionnaire.md`.
pub fn dictionary() -> String {
    let mut out = format!(
        "# Dictionnaire des données\n\n\
         Tables d'un traitement Filigrane, version {SCHEMA_VERSION} du schéma. Page produite à partir du \
         code (`src/run/schema.rs`) ; ne pas la modifier à la main.\n\n\
         Les tables sont en Parquet, compressées (zstd), un fichier par lot de décisions ; les rejets \
         sont en lignes JSON. Les schémas JSON sont dans `reports/schemas/`.\n"
    );
    for table in TABLES.into_iter().chain(DERIVED) {
        out += &format!(
            "\n## `{0}`\n\nFichiers `{0}/part-*.{1}` : {2}.\n\n| colonne | type | contenu |\n|---|---|---|\n",
            table.name, table.extension, table.about
        );
        for column in table.columns {
            let absent = if column.optional { ", peut manquer" } else { "" };
            out +=
                &format!("| `{}` | {}{absent} | {}", column.name, column.type_name(), column.about);
            let values = (column.values)();
            if !values.is_empty() {
                let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
                out += &format!(" : {}", values.join(", "));
            }
            out += " |\n";
        }
    }
    out
}
