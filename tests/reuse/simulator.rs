//! A reuser made up from invented decisions: a compliant one, and the same with one obligation broken.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// What a reuser publishes and what it is held against. Fields are changed by tests before `write`.
pub struct Reuser {
    pub reference: Vec<Value>,
    pub history: Vec<Value>,
    /// Rows of the dump.
    pub rows: Vec<Value>,
    /// Passages: (decision id, text).
    pub passages: Vec<(String, String)>,
    /// Files by name.
    pub files: Vec<(String, String)>,
}

pub const CHECKED_AT: &str = "2026-11-25T10:00:00Z";

pub fn id(rank: usize) -> String {
    format!("64a0c0ffee00000000000{rank:03}")
}

const TOWNS: [&str; 4] = ["trifouillis", "bourg_neuf", "montfictif", "port_canari"];

/// A decision of a court of appeal that does not exist.
pub fn decision(rank: usize) -> Value {
    let town = TOWNS[rank % TOWNS.len()];
    let shown = town.replace('_', "-").to_uppercase();
    let day = 1 + rank % 27;
    let number = format!("22/{:05}", 100 + rank);
    let text = format!(
        "COUR D'APPEL DE {shown}\n\nChambre sociale\n\nARRÊT DU {day} MARS 2024\n\nN° RG {number}\n\nCOMPOSITION DE LA COUR : Mme Alpha NOMFICTIF, présidente de chambre, M. Beta BIDULOT, conseiller.\n\nENTRE :\nM. [X] [Y], demeurant [Adresse 1], représenté par Me Gamma TARTEMPION, avocat au barreau de {shown}\nET :\nla société Fabrique du Canari, dont le siège est 12 rue des Lilas à Trifouillis\n\nEXPOSÉ DU LITIGE\nM. [X] [Y] a été engagé le 3 mai 2019 en qualité de magasinier n° {rank} par la société Fabrique du Canari. Il a saisi le conseil de prud'hommes le 7 juin 2021 d'une demande de rappel de salaire portant sur {} heures supplémentaires.\n\nMOTIFS DE LA DÉCISION\nSur la demande principale, la cour relève que l'employeur ne justifie pas des horaires effectivement réalisés par le salarié et que les décomptes produits sont suffisamment précis pour permettre à l'employeur de répondre. Il convient de faire droit à la demande à hauteur de {} euros. La société ne démontre pas avoir rempli ses obligations. Chaque élément versé aux débats sous la cote {} conduit à retenir cette solution.\n\nPAR CES MOTIFS\nLa cour confirme le jugement entrepris en toutes ses dispositions, condamne la société Fabrique du Canari aux dépens et rejette le surplus des demandes numéro {rank}.",
        40 + rank,
        1_200 + 17 * rank,
        300 + rank,
    );
    json!({
        "id": id(rank), "jurisdiction": "ca", "location": format!("ca_{town}"), "chamber": "Chambre sociale",
        "formation": "Formation ordinaire", "number": number, "ecli": format!("ECLI:FR:CA{rank:03}:2024:{rank:05}"),
        "decision_date": format!("2024-03-{day:02}"), "update_date": "2026-10-01", "solution": "Confirmation", "text": text,
    })
}

fn row(decision: &Value) -> Value {
    let mut row = decision.clone();
    row["source"] = json!("Cour de cassation – Judilibre");
    row["url"] = json!(format!(
        "https://www.courdecassation.fr/decision/{}",
        decision["id"].as_str().unwrap_or_default()
    ));
    row
}

/// The page of a decision.
pub fn page(decision: &Value, without: &[&str]) -> String {
    let text = |key: &str| decision[key].as_str().unwrap_or_default().to_owned();
    let keep =
        |part: &str, html: String| if without.contains(&part) { String::new() } else { html };
    let town = text("location").replace("ca_", "").replace('_', "-");
    let date: Vec<String> = text("decision_date").split('-').rev().map(str::to_owned).collect();
    let body = text("text")
        .split("\n\n")
        .map(|block| format!("<p>{}</p>", block.replace('\n', "<br>")))
        .collect::<String>();
    format!(
        "<!doctype html><html lang=\"fr\"><head><title>Décision RG {}</title></head><body><header><dl>{}{}{}{}</dl></header><article>{body}</article><footer>{}{}<a href=\"https://www.courdecassation.fr/decision/{}\">Décision d'origine</a></footer></body></html>",
        text("number"),
        keep("court", "<dt>Juridiction</dt><dd>Cour d'appel</dd>".to_owned()),
        keep("seat", format!("<dt>Siège</dt><dd>{town}</dd>")),
        keep("chamber", "<dt>Formation</dt><dd>Chambre sociale</dd>".to_owned()),
        keep("date", format!("<dt>Date</dt><dd>{}</dd>", date.join("/"))),
        keep("source", "<p>Source : Cour de cassation – Judilibre</p>".to_owned()),
        keep("update", "<p>Date de dernière mise à jour : 01/10/2026</p>".to_owned()),
        text("id"),
    )
}

pub const LEGAL: &str = "<!doctype html><html lang=\"fr\"><head><title>Mentions légales</title></head><body><h1>Mentions légales</h1>\
<p>Données issues de la base Open Data tenue par la Cour de cassation (Judilibre), sous Licence Ouverte 2.0 et selon les conditions générales d'utilisation de Judilibre, version du 6 janvier 2022.</p>\
<h2>Données personnelles</h2><p>Les décisions de justice peuvent contenir des données à caractère personnel. Pour exercer vos droits : dpo@reutilisateur.exemple.</p>\
<p>Défaut d'occultation d'un nom : la demande est transmise sans délai à la Cour de cassation, anonymisation.sder.courdecassation@justice.fr.</p>\
<p>Occultation complémentaire : seul le magistrat désigné de la Cour de cassation est compétent ; écrivez à occultations.courdecassation@justice.fr.</p></body></html>";

const README: &str = "# Jeu de décisions\n\nSource : Cour de cassation – Judilibre, sous Licence Ouverte 2.0.\nDernière mise à jour : 2026-11-20\n";

impl Reuser {
    /// A reuser that does everything that is asked.
    pub fn compliant() -> Self {
        let reference: Vec<Value> = (1..=16).map(decision).collect();
        let rows = reference.iter().map(row).collect();
        let mut files = vec![
            ("site/mentions-legales.html".to_owned(), LEGAL.to_owned()),
            ("README.md".to_owned(), README.to_owned()),
            (
                "client.py".to_owned(),
                "import os\nheaders = {'KeyId': os.environ['PISTE_KEY']}\n".to_owned(),
            ),
        ];
        for rank in [3, 4, 5] {
            files.push((format!("site/decision-{rank}.html"), page(&decision(rank), &[])));
        }
        let history = (1..=16)
            .map(
                |rank| json!({"id": id(rank), "action": "created", "date": "2024-06-01T06:00:00Z"}),
            )
            .collect();
        let middle = |rank: usize| {
            let text = decision(rank)["text"].as_str().unwrap_or_default().to_owned();
            let start = text.find("MOTIFS").unwrap_or(0);
            text[start..].chars().take(400).collect::<String>()
        };
        let passages = vec![(id(1), middle(1)), (id(2), middle(2))];
        Self { reference, history, rows, passages, files }
    }

    pub fn row(&mut self, rank: usize) -> &mut Value {
        &mut self.rows[rank - 1]
    }

    pub fn set(&mut self, rank: usize, key: &str, value: Value) {
        self.row(rank)[key] = value;
    }

    /// Rewrites the text of a row.
    pub fn rewrite(&mut self, rank: usize, from: &str, to: &str) {
        let text = self.row(rank)["text"].as_str().unwrap_or_default().to_owned();
        assert!(text.contains(from), "{from}");
        self.set(rank, "text", json!(text.replacen(from, to, 1)));
    }

    /// A new version of a reference decision, written by the Court on a day, in which a text was replaced.
    pub fn update(&mut self, rank: usize, day: &str, from: &str, to: &str) {
        let mut new = self.reference[rank - 1].clone();
        let text = new["text"].as_str().unwrap_or_default().replacen(from, to, 1);
        new["text"] = json!(text);
        new["update_date"] = json!(day);
        self.reference.push(new);
        self.history
            .push(json!({"id": id(rank), "action": "updated", "date": format!("{day}T06:00:00Z")}));
    }

    pub fn replace_file(&mut self, name: &str, change: impl Fn(&str) -> String) {
        let file = self
            .files
            .iter_mut()
            .find(|(known, _)| known == name)
            .unwrap_or_else(|| panic!("{name}"));
        file.1 = change(&file.1);
    }

    /// Writes everything under a folder: `reuser`, `reference.jsonl`, `history.jsonl`.
    pub fn write(&self, folder: &Path) -> (PathBuf, PathBuf, PathBuf) {
        let lines =
            |values: &[Value]| values.iter().map(|value| format!("{value}\n")).collect::<String>();
        let put = |path: PathBuf, text: &str| {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).unwrap_or_else(|fault| panic!("{fault}"));
            }
            fs::write(&path, text).unwrap_or_else(|fault| panic!("{fault}"));
            path
        };
        let reuser = folder.join("reuser");
        put(reuser.join("decisions.jsonl"), &lines(&self.rows));
        let mut passages = String::from("decision_id,chunk_index,chunk_text\n");
        for (rank, (id, text)) in self.passages.iter().enumerate() {
            passages.push_str(&format!("{id},{rank},\"{}\"\n", text.replace('"', "\"\"")));
        }
        put(reuser.join("segments.csv"), &passages);
        for (name, text) in &self.files {
            put(reuser.join(name), text);
        }
        (
            reuser,
            put(folder.join("reference.jsonl"), &lines(&self.reference)),
            put(folder.join("history.jsonl"), &lines(&self.history)),
        )
    }
}
