//! The 55 controls on a made-up reuser: nothing on the compliant one, each broken obligation found alone and together.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

use super::simulator::{CHECKED_AT, LEGAL, Reuser, decision, id, page};

/// Runs the program on a reuser; gives its exit code and the bundle's controls by identifier.
fn check(reuser: &Reuser, options: &[&str]) -> (i32, BTreeMap<String, Value>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    let (inputs, reference, history) = reuser.write(folder.path());
    let out = folder.path().join("bundle");
    let mut command = Command::cargo_bin("filigrane").unwrap_or_else(|fault| panic!("{fault}"));
    command
        .arg("reuse")
        .arg(&inputs)
        .arg("--reference")
        .arg(&reference)
        .arg("--history")
        .arg(&history);
    command.args(["--checked-at", CHECKED_AT]).args(options).arg("--out").arg(&out);
    let output = command.output().unwrap_or_else(|fault| panic!("{fault}"));
    let code = output.status.code().unwrap_or(-1);
    assert!(code == 0 || code == 3, "{}", String::from_utf8_lossy(&output.stderr));
    (code, controls(&out), folder)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{} : {fault}", path.display()))
}

fn controls(bundle: &Path) -> BTreeMap<String, Value> {
    let list: Vec<Value> = serde_json::from_str(&read(&bundle.join("controls.json")))
        .unwrap_or_else(|fault| panic!("{fault}"));
    list.into_iter()
        .map(|value| (value["id"].as_str().unwrap_or_default().to_owned(), value))
        .collect()
}

fn deviating(controls: &BTreeMap<String, Value>) -> Vec<&str> {
    controls
        .iter()
        .filter(|(_, value)| value["status"] == "ecart")
        .map(|(id, _)| id.as_str())
        .collect()
}

/// What breaks one control.
type Breakage = (&'static str, fn(&mut Reuser));

const BREAKAGES: [Breakage; 27] = [
    ("CGU-03", |one| {
        one.replace_file("site/mentions-legales.html", |html| {
            html.replace("version du 6 janvier 2022", "version de septembre 2021")
        })
    }),
    ("CGU-05", |one| one.rewrite(1, "suffisamment précis", "tout à fait imprécis")),
    ("CGU-06", |one| one.set(2, "jurisdiction", json!(""))),
    ("CGU-07", |one| {
        one.set(2, "chamber", Value::Null);
        one.set(2, "formation", Value::Null);
    }),
    ("CGU-08", |one| one.set(3, "location", json!(""))),
    ("CGU-09", |one| one.set(4, "decision_date", json!("2026-10-01"))),
    ("CGU-10", |one| {
        one.passages.push((String::new(), "Il convient de faire droit à la demande à hauteur de 1370 euros. La société ne démontre pas avoir rempli ses obligations.".to_owned()))
    }),
    ("CGU-13", |one| one.replace_file("site/decision-3.html", |_| page(&decision(3), &["source"]))),
    ("CGU-15", |one| {
        one.set(5, "url", json!(format!("https://www.courdecassation.fr/decision/{}", id(9))))
    }),
    ("CGU-16", |one| one.set(6, "update_date", json!(""))),
    ("CGU-17", |one| one.set(7, "update_date", json!("2027-01-15"))),
    ("CGU-18", |one| {
        one.update(8, "2026-11-10", "toutes ses dispositions", "ses seules dispositions utiles")
    }),
    ("CGU-19", |one| {
        one.update(8, "2026-11-10", "toutes ses dispositions", "ses seules dispositions utiles")
    }),
    ("CGU-20", |one| {
        one.history.push(json!({"id": id(9), "action": "deleted", "date": "2026-11-01T06:00:00Z"}))
    }),
    ("CGU-21", |one| one.update(10, "2026-11-10", "12 rue des Lilas à Trifouillis", "[Adresse 2]")),
    ("CGU-26", |one| {
        one.replace_file("site/mentions-legales.html", |html| {
            html.replace("Pour exercer vos droits : dpo@reutilisateur.exemple.", "")
        })
    }),
    ("CGU-28", |one| {
        one.replace_file("site/mentions-legales.html", |html| {
            html.replace("anonymisation.sder.courdecassation@justice.fr", "nous-mêmes")
        })
    }),
    ("CGU-31", |one| {
        one.rewrite(11, "M. [X] [Y], demeurant", "M. [ANONYMISÉ] [Y], demeurant");
        one.history
            .push(json!({"id": id(11), "action": "updated", "date": "2026-10-01T06:00:00Z"}));
    }),
    ("CGU-32", |one| one.rewrite(12, "M. [X] [Y], demeurant", "M. Sosthène [Y], demeurant")),
    ("CGU-33", |one| one.rewrite(13, "Me Gamma TARTEMPION", "Me Gamma ████")),
    ("CGU-34", |one| one.rewrite(14, "M. [X] [Y], demeurant", "M. [Z] [Y], demeurant")),
    ("CGU-37", |one| {
        one.replace_file("site/mentions-legales.html", |html| {
            html.replace("occultations.courdecassation@justice.fr", "occultation@justice.fr")
        })
    }),
    ("CGU-38", |one| one.rewrite(15, "12 rue des Lilas", "[adresse masquée]")),
    ("CGU-40", |one| {
        one.files.push((
            "demo.ipynb.py".to_owned(),
            "headers = {\"KeyId\": \"01234567-89ab-cdef-0123-456789abcdef\"}\n".to_owned(),
        ))
    }),
    ("CGU-42", |one| {
        one.files.push((
            "config/.env".to_owned(),
            "PISTE_CLIENT_SECRET=01234567-89ab-cdef-0123-456789abcdef\n".to_owned(),
        ))
    }),
    ("CGU-49", |one| one.rewrite(1, "des horaires effectivement réalisés", "des horaires")),
    ("CGU-53", |one| {
        let whole = one.reference[15]["text"].as_str().unwrap_or_default().to_owned();
        let (start, end) = (whole.find("EXPOSÉ").unwrap_or(0), whole.find("PAR CES").unwrap_or(0));
        one.reference[15]["text"] = json!(format!("{}[...]\n\n{}", &whole[..start], &whole[end..]));
        one.reference[15]["partial"] = json!(true);
    }),
];

#[test]
fn nothing_is_found_on_a_compliant_reuser() {
    let (code, controls, folder) = check(&Reuser::compliant(), &[]);
    assert_eq!(controls.len(), 55);
    let wrong: Vec<String> = deviating(&controls)
        .iter()
        .map(|id| format!("{id} {}", controls[*id]["exhibits"]))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let automatic = controls.values().filter(|value| value["mode"] == "automatique");
    let left: Vec<&str> = automatic
        .filter(|value| value["status"] == "non_evalue")
        .filter_map(|value| value["id"].as_str())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(code, 0);
    // The folder is sealed: it verifies as it stands, and no longer once a byte of a control has changed.
    let bundle = folder.path().join("bundle");
    let verify = || {
        Command::cargo_bin("filigrane")
            .unwrap_or_else(|fault| panic!("{fault}"))
            .args(["evidence", "verify"])
            .arg(&bundle)
            .output()
            .unwrap_or_else(|fault| panic!("{fault}"))
            .status
            .success()
    };
    assert!(verify());
    let path = bundle.join("controls.json");
    let changed = read(&path).replacen("conforme", "conformé", 1);
    fs::write(&path, changed).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(!verify());
}

#[test]
fn each_broken_obligation_is_found() {
    for (control, break_it) in BREAKAGES {
        let mut reuser = Reuser::compliant();
        break_it(&mut reuser);
        let (_, controls, _folder) = check(&reuser, &[]);
        let found = deviating(&controls);
        assert!(found.contains(&control), "{control} : {found:?}");
        assert!(
            controls[control]["exhibits"].as_array().is_some_and(|list| !list.is_empty()),
            "{control}"
        );
        // What is broken may show in a sum or a neighbour, never everywhere.
        assert!(found.len() <= 8, "{control} : {found:?}");
    }
}

#[test]
fn a_reuser_that_breaks_everything_deviates_everywhere() {
    let mut reuser = Reuser::compliant();
    for (_, break_it) in BREAKAGES {
        break_it(&mut reuser);
    }
    // A change that the API did not let anyone see: neutralised, and said.
    reuser.update(2, "2026-11-18", "cote 302", "cote 999");
    let (code, controls, folder) = check(&reuser, &["--unavailable", "2026-11-18/2026-11-24"]);
    let found = deviating(&controls);
    let automatic: Vec<&str> = controls
        .iter()
        .filter(|(_, value)| value["mode"] == "automatique")
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(automatic.len(), 28);
    let missed: Vec<&&str> = automatic.iter().filter(|id| !found.contains(*id)).collect();
    assert!(missed.is_empty(), "{missed:?}");
    for value in controls.values() {
        match value["mode"].as_str() {
            Some("manuel") => assert_eq!(value["status"], "non_evalue"),
            Some("semi-automatique") => {
                assert!(
                    value["exhibits"].as_array().is_some_and(|list| !list.is_empty()),
                    "{value}"
                );
                assert_eq!(value["review"], true);
            }
            _ => {}
        }
    }
    assert_eq!(code, 0);
    no_name_is_written(folder.path());
}

/// Neither what was found behind a placeholder, nor a judge, nor a key, in any file of the bundle.
fn no_name_is_written(folder: &Path) {
    let mut left = vec![folder.join("bundle")];
    let mut files = 0;
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .unwrap_or_else(|fault| panic!("{fault}"))
                    .filter_map(|entry| entry.ok().map(|entry| entry.path())),
            );
            continue;
        }
        files += 1;
        let text = read(&path).to_lowercase();
        for secret in ["sosthène", "nomfictif", "bidulot", "tartempion", "01234567-89ab", "lilas"]
        {
            assert!(!text.contains(secret), "{secret} dans {}", path.display());
        }
    }
    assert!(files > 8);
}

#[test]
fn without_a_reference_what_needs_it_is_not_evaluated() {
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    let (inputs, ..) = Reuser::compliant().write(folder.path());
    let out = folder.path().join("bundle");
    Command::cargo_bin("filigrane")
        .unwrap_or_else(|fault| panic!("{fault}"))
        .arg("reuse")
        .arg(&inputs)
        .arg("--out")
        .arg(&out)
        .args(["--checked-at", CHECKED_AT])
        .assert()
        .success();
    let controls = controls(&out);
    for id in [
        "CGU-05", "CGU-06", "CGU-17", "CGU-18", "CGU-19", "CGU-20", "CGU-21", "CGU-32", "CGU-49",
        "CGU-53",
    ] {
        assert_eq!(controls[id]["status"], "non_evalue", "{id}");
    }
    for id in ["CGU-13", "CGU-16", "CGU-26", "CGU-37", "CGU-42"] {
        assert_eq!(controls[id]["status"], "conforme", "{id}");
    }
}

#[test]
fn a_second_check_says_what_was_fixed_and_what_is_new() {
    let mut broken = Reuser::compliant();
    broken.rewrite(1, "suffisamment précis", "tout à fait imprécis");
    let (_, _, first) = check(&broken, &[]);
    let mut later = Reuser::compliant();
    later.replace_file("site/mentions-legales.html", |_| {
        LEGAL
            .replace("dpo@reutilisateur.exemple", "voir plus tard")
            .replace("Pour exercer vos droits", "Plus")
    });
    let previous = first.path().join("bundle");
    let previous = previous.to_string_lossy();
    let (_, _, second) = check(&later, &["--previous", &previous]);
    let bundle = second.path().join("bundle");
    let watch: Value = serde_json::from_str(&read(&bundle.join("watch.json")))
        .unwrap_or_else(|fault| panic!("{fault}"));
    let change = |id: &str| {
        watch["lines"]
            .as_array()
            .and_then(|lines| lines.iter().find(|line| line["id"] == id))
            .map(|line| line["change"].clone())
    };
    assert_eq!(change("CGU-05"), Some(json!("fixed")));
    assert_eq!(change("CGU-26"), Some(json!("new")));
    let figure = read(&bundle.join("timeline.svg"));
    for shown in ["<svg", "CGU-05", "corrigé", "CGU-26", "nouveau", "2026-11-25"] {
        assert!(figure.contains(shown), "{shown}");
    }
    assert!(read(&bundle.join("report.md")).contains("corrigé"));
}

#[test]
fn reports_accuse_no_one() {
    let mut reuser = Reuser::compliant();
    for (_, break_it) in BREAKAGES {
        break_it(&mut reuser);
    }
    let (_, _, folder) = check(&reuser, &[]);
    for name in ["report.md", "report.html"] {
        let text = read(&folder.path().join("bundle").join(name)).to_lowercase();
        for word in ["infraction", "coupable", "délit commis", "fraude", "illégal"] {
            assert!(!text.contains(word), "{word} dans {name}");
        }
        assert!(text.contains("ne contient aucune donnée permettant d'évaluer un magistrat"));
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let mut reuser = Reuser::compliant();
    for (_, break_it) in BREAKAGES {
        break_it(&mut reuser);
    }
    let [(_, _, one), (_, _, two)] = [check(&reuser, &[]), check(&reuser, &[])];
    for name in ["controls.json", "profiling.json", "report.md", "check.json"] {
        assert_eq!(
            read(&one.path().join("bundle").join(name)),
            read(&two.path().join("bundle").join(name)),
            "{name}"
        );
    }
}
