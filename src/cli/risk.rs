//! `filigrane risk`: the disclosure-risk metrics of any CSV or Parquet table.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::ThreadPoolBuilder;
use serde_json::{Map, Value, json};

use crate::cause;
use crate::detect::facts::Attribute;
use crate::linkage::adversaries::Adversary;
use crate::linkage::attacks;
use crate::linkage::metrics::{self, Compat, NullPolicy, Order, Request, scores};
use crate::report::Language;
use crate::run::atomic;

use super::args::{self, RiskArgs};
use super::{Exit, Failure};

pub(super) fn run(args: &RiskArgs, language: Language) -> Result<Exit, Failure> {
    let request = request(args);
    let pool = ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|_| {
            Failure::Usage(
                "les fils d'exécution n'ont pas pu être créés. Réduisez --threads.".to_owned(),
            )
        })?;
    let mut assessment = pool
        .install(|| metrics::assess(&args.table, &request))
        .map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(control) = &args.control {
        assessment.json.insert("attacks".into(), attacks(args, control)?);
    }
    if let Some(path) = &args.out {
        publish(path, |out| scores::write(out, &assessment.scores, &request.qi))?;
    }
    let text = match args.format {
        args::RiskFormat::Json => {
            let mut text =
                serde_json::to_string_pretty(&assessment.json).map_err(io::Error::other)?;
            text.push('\n');
            text
        }
        args::RiskFormat::Text => render(&assessment.json, &args.table, language),
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// The attacks of an adversary, who knows all the quasi-identifiers unless one is named.
fn attacks(args: &RiskArgs, control: &Path) -> Result<Value, Failure> {
    let adversary = args.adversary;
    let holds = |adversary: Adversary, name: &str| {
        Attribute::from_code(name).is_some_and(|attribute| adversary.holds(attribute))
    };
    let known: Vec<&str> = args
        .qi
        .iter()
        .map(String::as_str)
        .filter(|name| adversary.is_none_or(|adversary| holds(adversary, name)))
        .collect();
    if known.is_empty() {
        return Err(Failure::Usage(
            "cet adversaire ne connaît aucun des quasi-identifiants nommés. Nommez-les par les codes d'attributs (age, profession, residence…), ou retirez --adversary."
                .to_owned(),
        ));
    }
    let tried = attacks::on_files(&args.table, control, &known, args.sensitive.as_deref())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(json!({
        "adversary": adversary.map(Adversary::as_str),
        "sources": adversary.map(Adversary::sources),
        "known": known,
        "tried": tried,
    }))
}

fn request(args: &RiskArgs) -> Request {
    Request {
        qi: args.qi.clone(),
        sensitive: args.sensitive.clone(),
        order: match args.order {
            args::RiskOrder::Auto => Order::Auto,
            args::RiskOrder::Numeric => Order::Numeric,
        },
        null: args.null.map(|null| match null {
            args::RiskNull::OwnValue => NullPolicy::OwnValue,
            args::RiskNull::Drop => NullPolicy::Drop,
            args::RiskNull::Wildcard => NullPolicy::Wildcard,
            args::RiskNull::Compatible => NullPolicy::Compatible,
        }),
        population: args.population.clone(),
        weight: args.weight.clone(),
        household: args.household.clone(),
        fraction: args.fraction,
        thresholds: if args.threshold.is_empty() {
            Request::of(&[]).thresholds
        } else {
            args.threshold.clone()
        },
        subsets: args.subsets,
        suda: args.suda,
        suda_depth: args.suda_depth,
        compat: args.compat.map(|compat| match compat {
            args::RiskCompat::Pycanon => Compat::Pycanon,
            args::RiskCompat::Arx => Compat::Arx,
        }),
        hierarchies: args
            .hierarchy
            .iter()
            .map(|(column, path)| (column.clone(), PathBuf::from(path)))
            .collect(),
        scores: args.out.is_some(),
    }
}

fn publish(
    path: &Path,
    write: impl FnOnce(&mut io::BufWriter<std::fs::File>) -> io::Result<()>,
) -> Result<(), Failure> {
    atomic::publish(path, write).map_err(|error| {
        let (path, cause) = (path.display(), cause::in_french(&error));
        Failure::Usage(format!(
            "{path} : écriture impossible ({cause}). Vérifiez le dossier, la place et les droits."
        ))
    })
}

/// What a reader wants first; everything else is in the JSON.
fn render(json: &Map<String, Value>, table: &Path, language: Language) -> String {
    let number = |value: &Value| match value {
        Value::Null => language.pick("non défini", "undefined").to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(real) if number.is_f64() => {
                let text = format!("{real:.6}");
                let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
                language.pick(text.replace('.', ","), text)
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    };
    let list = |key: &str| {
        let names = json.get(key).and_then(Value::as_array).into_iter().flatten();
        names.filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let mut out = String::new();
    let mut line = |label: &str, value: String| {
        let _ = writeln!(out, "{label} : {value}");
    };
    line(language.pick("Table", "Table"), table.display().to_string());
    line(language.pick("Quasi-identifiants", "Quasi-identifiers"), list("qi"));
    let labels: [(&str, &str, &str); 17] = [
        ("n", "Lignes", "Rows"),
        ("dropped_rows", "Lignes écartées", "Rows left out"),
        ("classes", "Classes d'équivalence", "Equivalence classes"),
        ("k", "k (plus petite classe)", "k (smallest class)"),
        ("sample_uniqueness", "Part de lignes uniques", "Share of unique rows"),
        ("separation", "Séparation", "Separation"),
        ("distinction", "Distinction", "Distinction"),
        ("l_distinct", "l distinct", "Distinct l"),
        ("l_entropy", "l entropique", "Entropy l"),
        ("t_equal", "t (distances égales)", "t (equal distances)"),
        ("t_ordered", "t (valeurs ordonnées)", "t (ordered values)"),
        ("alpha", "α", "α"),
        ("beta_basic", "β", "β"),
        ("delta", "δ", "δ"),
        ("pitman", "Uniques dans la population, Pitman", "Population uniques, Pitman"),
        ("zayatz", "Uniques dans la population, Zayatz", "Population uniques, Zayatz"),
        ("snb", "Uniques dans la population, SNB", "Population uniques, SNB"),
    ];
    for (key, french, english) in labels {
        if let Some(value) = json.get(key) {
            line(language.pick(french, english), number(value));
        }
    }
    let models = [
        ("prosecutor", "Risque du procureur", "Prosecutor risk"),
        ("journalist", "Risque du journaliste", "Journalist risk"),
        ("marketer", "Risque du démarcheur", "Marketer risk"),
    ];
    for (key, french, english) in models {
        let Some(risk) = json.get(key) else { continue };
        let (highest, average) =
            language.pick(("au plus", "en moyenne"), ("at most", "on average"));
        let mut text = format!(
            "{highest} {}, {average} {}",
            number(&risk["highest"]),
            number(&risk["average"])
        );
        for (threshold, share) in risk["at_risk"].as_object().into_iter().flatten() {
            let above = language.pick("au-dessus de", "above");
            let _ = write!(text, " · {above} {threshold} : {}", number(share));
        }
        line(language.pick(french, english), text);
    }
    if let Some(suda) = json.get("suda") {
        line(
            language.pick(
                "Lignes à combinaison unique minimale (SUDA)",
                "Rows with a minimal unique (SUDA)",
            ),
            number(&suda["rows_with_minimal_uniques"]),
        );
        for set in suda["minimal_sets"].as_array().into_iter().flatten().take(10) {
            let names: Vec<&str> =
                set["qi"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            line(&format!("  {}", names.join(" + ")), number(&set["rows"]));
        }
    }
    for subset in json.get("subsets").and_then(Value::as_array).into_iter().flatten() {
        let names: Vec<&str> =
            subset["qi"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let text = language.pick(
            format!(
                "k {}, classes {}, lignes uniques {}",
                subset["k"],
                subset["classes"],
                number(&subset["sample_uniqueness"])
            ),
            format!(
                "k {}, classes {}, unique rows {}",
                subset["k"],
                subset["classes"],
                number(&subset["sample_uniqueness"])
            ),
        );
        line(&format!("  {}", names.join(" + ")), text);
    }
    out
}
