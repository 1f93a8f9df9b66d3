//! The JSON Schema of a rule's head, for editors and for other tools.
//!
//! Written from the same constants as the loader; a crate that derives schemas would describe the
//! type `Rule`, which also holds what is not in the head.

use serde_json::{Value, json};

use super::front_matter::{FAMILIES, KEYS, SEVERITIES, STATUSES};
use super::rule::EngineName;
use crate::taxonomy::Category;

/// JSON Schema (2020-12) of the TOML head of a rule file.
pub fn schema() -> Value {
    let required: Vec<&str> =
        KEYS.iter().filter(|(_, needed)| *needed).map(|(key, _)| *key).collect();
    let properties: serde_json::Map<String, Value> =
        KEYS.iter().map(|&(key, _)| (key.to_owned(), property(key))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "En-tête d'une règle de Filigrane",
        "description": "Le bloc TOML entre +++ de rules/<famille>/<ID>.md",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn property(key: &str) -> Value {
    let mut property = shape(key);
    property["description"] = description(key).into();
    property
}

fn shape(key: &str) -> Value {
    let text = || json!({ "type": "string", "minLength": 1 });
    let list = |least: u8| json!({ "type": "array", "items": text(), "minItems": least });
    let choice = |names: Vec<&str>| json!({ "type": "string", "enum": names });
    match key {
        "id" => json!({ "type": "string", "pattern": "^[A-Z]+(-[A-Z0-9]+)+$" }),
        "family" => choice(FAMILIES.to_vec()),
        "category" => choice(Category::ALL.iter().map(|category| category.as_str()).collect()),
        "severity" => choice(SEVERITIES.to_vec()),
        "status" => choice(STATUSES.to_vec()),
        "engine" => choice(EngineName::ALL.iter().map(|engine| engine.as_str()).collect()),
        "sources" => list(1),
        "context" | "counter_context" | "patterns" | "literals" | "validators" => list(0),
        "extension" => json!({ "type": "boolean", "default": false }),
        "title_en" => json!({ "type": "string" }),
        _ => text(),
    }
}

/// What a key means, in French: also the text of the generated reference.
pub(crate) fn description(key: &str) -> &'static str {
    match key {
        "id" => "Identifiant du catalogue ; c'est aussi le nom du fichier",
        "family" => "Famille du constat, colonne « family » des tables",
        "category" => "Catégorie de Label, ou celle de la règle",
        "title" => "Titre en français",
        "title_en" => "Titre en anglais ; à défaut, le titre français",
        "severity" => "Gravité d'un constat, hors circonstance qui l'aggrave ou l'atténue",
        "status" => "« vérifié » si le fondement a été lu à sa source, sinon « connaissance »",
        "sources" => "Fondements juridiques et techniques, un par élément",
        "engine" => "Moteur qui évalue la règle",
        "context" => "Mots dont la présence à moins de cent octets rend le constat plus sûr",
        "counter_context" => {
            "Mots qui écartent le constat, ou l'affaiblissent si un mot du contexte est là aussi"
        }
        "patterns" => {
            "Moteur patterns : expressions rationnelles (crate regex) ; le groupe « so » délimite le constat"
        }
        "literals" => {
            "Moteur patterns : mots dont l'un se trouve dans chaque texte cherché, sans égard à la \
             casse ni aux accents ; une espace en tête ou en fin exige une limite de mot"
        }
        "validators" => "Contrôles appliqués à la valeur (clé, somme de contrôle), pour mémoire",
        "extension" => "Vrai si le catalogue de novembre 2026 n'a pas cet identifiant",
        _ => "",
    }
}
