//! `filigrane diff`: what a newer publication masks that the older gave.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use filigrane::document::View;
use filigrane::linkage::differences::{
    Detail, Visibility, complementary, differential, masked_since, union,
};
use filigrane::taxonomy::Category;
use serde_json::{Value, json};
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    fn write(&self, name: &str, decisions: &[(&str, &str)]) -> PathBuf {
        let lines: String = decisions
            .iter()
            .map(|(id, text)| json!({ "id": id, "text": text }).to_string() + "\n")
            .collect();
        let path = self.folder.path().join(name);
        fs::write(&path, lines).expect("written");
        path
    }

    fn run(&self, command: &str, arguments: &[&str]) -> (i32, String, String) {
        let mut program = Command::cargo_bin("filigrane").expect("the program");
        program.current_dir(self.folder.path()).env("XDG_DATA_HOME", self.folder.path());
        let output = program.arg(command).args(arguments).output().expect("it ran");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
    }
}

const OLD: &str = "La cour, statuant sur l'appel formé par Mme Zélie Carvignac, demeurant 14 rue des Tilleuls à Montfaubert, \
    contre le jugement rendu le 3 mars 2021, confirme la décision entreprise. \
    M. [X] a conclu au rejet de la demande et Mme [Y] s'en rapporte.";
const NEW: &str = "La cour, statuant sur l'appel formé par Mme [Z] [C], demeurant [Adresse 1] à [Localité 2], \
    contre le jugement rendu le 3 mars 2021, confirme la décision entreprise. \
    M. [B] a conclu au rejet de la demande et Mme [Y] s'en rapporte.";

fn view(text: &str) -> View<'_> {
    View::new("text".into(), text, &[])
}

#[test]
fn what_the_newer_masks_is_found_and_what_both_mask_is_not() {
    let (old, new) = (view(OLD), view(NEW));
    let found = masked_since(&old, &new);
    let seen: Vec<(Category, &str)> =
        found.iter().map(|one| (one.category, &OLD[old.raw_range(&one.old)])).collect();
    assert_eq!(seen[0], (Category::PersonnePhysique, "Zélie Carvignac"));
    assert!(
        seen.iter()
            .any(|(category, text)| *category == Category::Adresse && text.contains("Tilleuls"))
    );
    assert!(seen.len() <= 3, "the placeholders that only changed letters are no difference");
    assert!(masked_since(&old, &old).is_empty());
    assert!(masked_since(&new, &new).is_empty());
    // The older masks more: nothing was revealed.
    assert!(masked_since(&new, &old).is_empty());
}

#[test]
fn a_judge_s_name_is_never_a_difference() {
    let text = |judge: &str| {
        format!(
            "COUR D'APPEL\n\nComposition de la cour :\nM. {judge}, président\nMme Odile Trasvelle, conseillère\n\n\
             Après en avoir délibéré, la cour confirme le jugement entrepris en toutes ses dispositions."
        )
    };
    let (before, after) = (text("Aurèle Quintavin"), text("[J]"));
    assert!(masked_since(&view(&before), &view(&after)).is_empty());
}

#[test]
fn the_command_reveals_nothing_and_says_where() {
    let desk = Desk::new();
    desk.write("ancien.jsonl", &[("d1", OLD), ("d2", NEW), ("d3", "Texte retiré depuis.")]);
    desk.write("nouveau.jsonl", &[("d1", NEW), ("d2", NEW), ("d4", "Texte ajouté.")]);
    let (code, out, err) = desk
        .run("diff", &["ancien.jsonl", "nouveau.jsonl", "--format", "json", "--out", "rapport"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let object: Value = serde_json::from_str(&out).expect("one object");
    assert_eq!(
        [
            &object["decisions_compared"],
            &object["only_in_old"],
            &object["only_in_new"],
            &object["rejects"]
        ],
        [&json!(2), &json!(1), &json!(1), &json!(0)]
    );
    let rows = object["differences"].as_array().expect("differences");
    assert!(
        !rows.is_empty()
            && rows.iter().all(|row| row["decision_id"] == "d1" && row["rule_id"] == "REI-05")
    );
    let first = &rows[0];
    assert_eq!(
        (&first["category"], &first["severity"]),
        (&json!("personnePhysique"), &json!("bloquant"))
    );
    let points = |key: &str| first[key].as_u64().expect("an offset") as usize;
    let passage: String =
        NEW.chars().skip(points("start")).take(points("end") - points("start")).collect();
    assert_eq!(passage, "[Z] [C]");
    let (code, text, _) = desk.run("diff", &["ancien.jsonl", "nouveau.jsonl"]);
    assert_eq!(code, 0);
    let written =
        fs::read_to_string(desk.folder.path().join("rapport/differences.txt")).expect("a report");
    assert_eq!(written, text);
    for clear in
        ["Zélie", "Carvignac", "carvignac", "Tilleuls", "tilleuls", "Montfaubert", "montfaubert"]
    {
        assert!(!out.contains(clear) && !text.contains(clear), "{clear}");
    }
    assert!(rows.iter().all(|row| row["direction"] == "masked_since"));
    assert_eq!(desk.run("diff", &["ancien.jsonl", "nouveau.jsonl", "--check"]).0, 1);
    assert_eq!(desk.run("diff", &["nouveau.jsonl", "nouveau.jsonl", "--check"]).0, 0);
}

#[test]
fn two_runs_are_compared_by_their_fingerprints() {
    let desk = Desk::new();
    let line = |value: &str| {
        format!(
            "La demanderesse, numéro de sécurité sociale {value}, a saisi le conseil de prud'hommes."
        )
    };
    desk.write(
        "ancien.jsonl",
        &[("d1", &line("2 78 12 75 115 004 06")), ("d2", &line("[Numéro]"))],
    );
    desk.write("nouveau.jsonl", &[("d1", &line("[Numéro]")), ("d2", &line("[Numéro]"))]);
    for name in ["ancien", "nouveau"] {
        let (_, _, err) = desk.run("scan", &[&format!("{name}.jsonl"), "--out", name]);
        assert!(Path::new(&desk.folder.path().join(name).join("manifest.json")).is_file(), "{err}");
    }
    let (code, out, err) = desk.run("diff", &["ancien", "nouveau", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let object: Value = serde_json::from_str(&out).expect("one object");
    let rows = object["differences"].as_array().expect("differences");
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["decision_id"], &rows[0]["found_by"]), (&json!("d1"), &json!("OCC-NIR")));
    assert!(!out.contains("75 115") && !out.contains("2781275115"));
    let (code, _, err) = desk.run("diff", &["ancien", "nouveau.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("ne se compare"), "{err}");
    assert_eq!(desk.run("diff", &["absent", "nouveau.jsonl"]).0, 2);
}

#[test]
fn the_union_of_facts_is_held_to_the_largest_single_risk() {
    let detail = |attribute: &str, value: &str, level| Detail {
        attribute: attribute.to_owned(),
        value: value.to_owned(),
        level,
    };
    let first = [detail("profession", "pharmacien", 0), detail("age", "50-59", 1)];
    let second = [detail("age", "54", 0), detail("residence", "Montfaubert", 0)];
    let all = union([&first[..], &second[..]]);
    let names: Vec<(&str, &str)> =
        all.iter().map(|one| (one.attribute.as_str(), one.value.as_str())).collect();
    assert_eq!(names, [("age", "54"), ("profession", "pharmacien"), ("residence", "Montfaubert")]);
    assert!((complementary(0.5, &[0.1, 0.2]) - 0.3).abs() < 1e-15);
    assert_eq!(complementary(0.1, &[0.4]), 0.0);
    let shows =
        Visibility { clear: [Category::Localite].into(), masked: [Category::Adresse].into() };
    let hides =
        Visibility { clear: [].into(), masked: [Category::Localite, Category::Adresse].into() };
    assert_eq!(differential(&shows, &hides), [Category::Localite]);
    assert_eq!(differential(&hides, &hides), []);
}

#[test]
fn a_mask_that_is_lifted_and_a_decision_that_moved_are_seen() {
    let desk = Desk::new();
    let line = |id: &str, number: &str, text: &str| {
        json!({ "id": id, "jurisdiction": "ca", "location": "ca_sorgelac", "number": number,
                "decision_date": "2022-11-08", "text": text })
        .to_string()
            + "\n"
    };
    let write = |name: &str, lines: &[String]| {
        fs::write(desk.folder.path().join(name), lines.concat()).expect("written");
    };
    write(
        "ancien.jsonl",
        &[line("lifted", "21/1", NEW), line("old-name", "21/2", OLD), line("same", "21/3", NEW)],
    );
    write(
        "nouveau.jsonl",
        &[line("lifted", "21/1", OLD), line("new-name", "21/2", NEW), line("same", "21/3", NEW)],
    );
    let (code, out, err) = desk.run("diff", &["ancien.jsonl", "nouveau.jsonl", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let object: Value = serde_json::from_str(&out).expect("one object");
    assert_eq!((&object["decisions_compared"], &object["moved"]), (&json!(3), &json!(1)));
    assert_eq!((&object["only_in_old"], &object["only_in_new"]), (&json!(0), &json!(0)));
    assert_eq!(object["masked_since"], object["revealed_since"]);
    let rows = object["differences"].as_array().expect("differences");
    let lifted: Vec<&Value> = rows.iter().filter(|row| row["decision_id"] == "lifted").collect();
    assert!(!lifted.is_empty() && lifted.iter().all(|row| row["direction"] == "revealed_since"));
    let first = lifted[0];
    let points = |key: &str| first[key].as_u64().expect("an offset") as usize;
    let passage: String =
        OLD.chars().skip(points("start")).take(points("end") - points("start")).collect();
    assert_eq!(passage, "Zélie Carvignac", "offsets are those of the newer text");
    let moved: Vec<&Value> = rows.iter().filter(|row| row["decision_id"] == "new-name").collect();
    assert!(!moved.is_empty() && moved.iter().all(|row| row["old_id"] == "old-name"));
    for clear in ["Carvignac", "Tilleuls", "Montfaubert"] {
        assert!(!out.contains(clear), "{clear}");
    }
}
