//! The report of a check, for people: what was checked, deviations with their exhibits, what was not evaluated.
//!
//! Words of PRV-11: « écart constaté », « indice », « à qualifier »; the tool accuses no one. Must write nothing that the
//! controls and marks do not hold.

use std::fmt::Write as _;

use super::check::Checked;
use super::ledger::{Mode, Outcome, State};
use super::record::Conditions;
use super::watch::Watch;
use crate::document::numbers::written_day;

/// Sentence that every report bears (GARDE-13).
pub const PLEDGE: &str = "Ce rapport ne contient aucune donnée permettant d'évaluer un magistrat ou un membre du greffe.";

/// Sentence that says what a finding is (catalogue, section 0).
const LIMIT: &str = "Chaque constat est un indice à faire valider par une personne habilitée ; l'outil ne qualifie rien.";

/// Exhibits listed for a control: beyond, they are in the bundle.
const MOST_SHOWN: usize = 10;

/// The report in Markdown.
pub fn markdown(checked: &Checked, conditions: &Conditions, watch: Option<&Watch>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# Contrôle d'un réutilisateur\n\n{PLEDGE}\n\n{LIMIT}\n");
    summary(&mut out, checked, conditions);
    let of =
        |status: State| checked.outcomes.iter().filter(move |outcome| outcome.status == status);
    let _ = writeln!(out, "## Écarts constatés\n");
    if of(State::Ecart).count() == 0 {
        let _ = writeln!(out, "Aucun écart constaté parmi les contrôles évalués.\n");
    }
    let mut deviations: Vec<&Outcome> = of(State::Ecart).collect();
    deviations.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
    for outcome in deviations {
        let review = if outcome.review { " · à qualifier par une personne" } else { "" };
        let _ = writeln!(
            out,
            "### {} — {}\n\n{} · {} · {} constat(s){review}\n\nFondement : {}\n",
            outcome.id,
            outcome.title,
            outcome.severity.as_str(),
            outcome.nature,
            outcome.deviations,
            outcome.source
        );
        if !outcome.note.is_empty() {
            let _ = writeln!(out, "{}\n", outcome.note);
        }
        let _ = writeln!(out, "| pièce | où | décision | ce qui est constaté |\n|---|---|---|---|");
        for exhibit in outcome.exhibits.iter().take(MOST_SHOWN) {
            let decision = exhibit.decision.as_deref().unwrap_or("—");
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                exhibit.exhibit,
                cell(&exhibit.file),
                cell(decision),
                cell(&exhibit.detail)
            );
        }
        let more = outcome.exhibits.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            let _ =
                writeln!(out, "\nEt {more} autre(s) pièce(s) : `exhibits/{}.json`.", outcome.id);
        }
        out.push('\n');
    }
    profiling(&mut out, checked);
    if let Some(watch) = watch {
        evolution(&mut out, watch);
    }
    let _ = writeln!(
        out,
        "## À examiner par une personne\n\n| contrôle | ce qu'il demande | état | pièces |\n|---|---|---|---|"
    );
    for outcome in checked.outcomes.iter().filter(|outcome| outcome.mode == Mode::SemiAutomatique) {
        let exhibits: Vec<String> = outcome
            .exhibits
            .iter()
            .take(3)
            .map(|exhibit| format!("{} ({})", exhibit.exhibit, exhibit.file))
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            outcome.id,
            cell(&outcome.title),
            outcome.status.label(),
            cell(&exhibits.join(", "))
        );
    }
    let _ = writeln!(out, "\n## Non évalué\n\n| contrôle | intitulé | motif |\n|---|---|---|");
    for outcome in of(State::NonEvalue).filter(|outcome| outcome.mode != Mode::SemiAutomatique) {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            outcome.id,
            cell(&outcome.title),
            cell(&outcome.note)
        );
    }
    let _ = writeln!(
        out,
        "\n## Conforme ou sans objet\n\n| contrôle | intitulé | état | vérifications |\n|---|---|---|---|"
    );
    for outcome in of(State::Conforme).chain(of(State::NonApplicable)) {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            outcome.id,
            cell(&outcome.title),
            outcome.status.label(),
            outcome.examined
        );
    }
    if !conditions.unread.is_empty() {
        let _ = writeln!(out, "\n## Non lu\n\n| fichier | motif |\n|---|---|");
        for unread in &conditions.unread {
            let _ = writeln!(out, "| {} | {} |", cell(&unread.file), cell(&unread.reason));
        }
    }
    out
}

fn summary(out: &mut String, checked: &Checked, conditions: &Conditions) {
    let count =
        |status: State| checked.outcomes.iter().filter(|outcome| outcome.status == status).count();
    let _ = writeln!(out, "## Ce qui a été contrôlé\n");
    let _ = writeln!(
        out,
        "- Date du constat : {} ({})",
        written_day(&conditions.checked_at),
        conditions.checked_at
    );
    let _ = writeln!(
        out,
        "- Fichiers lus : {} · décisions, extraits et pages rapprochés : {}",
        checked.profiling.len(),
        checked.units
    );
    match &conditions.reference_sha256 {
        Some(digest) => {
            let _ = writeln!(
                out,
                "- Référence : {} décision(s), empreinte {}",
                conditions.reference_decisions,
                &digest[..16.min(digest.len())]
            );
        }
        None => {
            let _ = writeln!(
                out,
                "- Référence : aucune (les contrôles qui en ont besoin ne sont pas évalués)"
            );
        }
    }
    for (standing, number) in &conditions.standings {
        let _ = writeln!(out, "  - {number} {standing}");
    }
    if let Some((median, longest)) = conditions.delays_hours {
        let _ = writeln!(
            out,
            "- Retard des changements non repris, hors indisponibilité : médian {median} h, maximal {longest} h (72 h recommandées)"
        );
    }
    let _ = writeln!(
        out,
        "- Contrôles : {} en écart · {} conformes · {} non évalués · {} sans objet",
        count(State::Ecart),
        count(State::Conforme),
        count(State::NonEvalue),
        count(State::NonApplicable)
    );
    let _ = writeln!(
        out,
        "- Outil : {} · catalogue {} · forme canonique {}\n",
        conditions.tool,
        &conditions.catalogue_sha256[..16.min(conditions.catalogue_sha256.len())],
        conditions.canonical_form
    );
}

fn profiling(out: &mut String, checked: &Checked) {
    let _ = writeln!(out, "## Identité des magistrats et du greffe\n");
    let lawful = checked.profiling.iter().filter(|file| file.level == "info").count();
    let marked: Vec<_> = checked
        .profiling
        .iter()
        .filter(|file| !matches!(file.level.as_str(), "none" | "info"))
        .collect();
    if lawful > 0 {
        // A decision names its bench by law: a count says enough.
        let _ = writeln!(
            out,
            "{lawful} fichier(s) portent la mention légale de composition, sans plus (liste dans `profiling.json`).\n"
        );
    }
    if marked.is_empty() {
        let _ = writeln!(out, "Aucune structure relevée.\n");
        return;
    }
    let _ = writeln!(
        out,
        "Seule la structure est relevée ; les valeurs sont masquées.\n\n| fichier | niveau | éléments | règles | libellé |\n|---|---|---|---|---|"
    );
    for file in marked {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            cell(&file.file),
            file.level,
            file.elements.join(" "),
            file.rule_ids.join(" "),
            cell(&file.label)
        );
    }
    out.push('\n');
}

fn evolution(out: &mut String, watch: &Watch) {
    let _ = writeln!(out, "## Depuis le contrôle précédent ({})\n", watch.previous_at);
    if watch.lines.is_empty() {
        let _ = writeln!(out, "Aucun écart, ni alors ni maintenant.\n");
    } else {
        let _ = writeln!(
            out,
            "| contrôle | évolution | constats avant | après | vu depuis | jours |\n|---|---|---|---|---|---|"
        );
        for line in &watch.lines {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                line.id,
                line.change.label(),
                line.before,
                line.after,
                written_day(&line.since),
                line.days
            );
        }
        out.push('\n');
    }
    let _ = writeln!(out, "![Écarts d'une vérification à l'autre](timeline.svg)\n");
}

/// The text of a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "¦").replace(['\n', '\r'], " ")
}

/// The report as one page without any outside resource.
pub fn html(
    checked: &Checked,
    conditions: &Conditions,
    watch: Option<&Watch>,
    timeline: Option<&str>,
) -> String {
    let mut body = String::new();
    let mut in_table = false;
    for line in markdown(checked, conditions, watch).lines() {
        let row = line.starts_with('|');
        if in_table && !row {
            body.push_str("</table>\n");
        }
        if row {
            if line.starts_with("|---") {
                in_table = true;
                continue;
            }
            let tag = if in_table { "td" } else { "th" };
            if !in_table {
                body.push_str("<table>\n");
            }
            let cells: String = line
                .trim_matches('|')
                .split('|')
                .map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell.trim())))
                .collect();
            let _ = writeln!(body, "<tr>{cells}</tr>");
            in_table = true;
            continue;
        }
        in_table = false;
        if let Some(title) = line.strip_prefix("### ") {
            let _ = writeln!(body, "<h3>{}</h3>", escaped(title));
        } else if let Some(title) = line.strip_prefix("## ") {
            let _ = writeln!(body, "<h2>{}</h2>", escaped(title));
        } else if let Some(title) = line.strip_prefix("# ") {
            let _ = writeln!(body, "<h1>{}</h1>", escaped(title));
        } else if line.starts_with("![") {
            body.push_str(timeline.unwrap_or_default());
        } else if let Some(item) = line.trim_start().strip_prefix("- ") {
            let _ = writeln!(body, "<p class=\"item\">{}</p>", escaped(item));
        } else if !line.trim().is_empty() {
            let _ = writeln!(body, "<p>{}</p>", escaped(line));
        }
    }
    if in_table {
        body.push_str("</table>\n");
    }
    format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Contrôle d'un réutilisateur</title>\n<style>\nbody{{font-family:sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;line-height:1.45;color:#1b1b1b}}\ntable{{border-collapse:collapse;width:100%;margin:0 0 1.5rem}}\ntd,th{{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}}\nth{{background:#eef2f7}}\np.item{{margin:.2rem 0 .2rem 1rem}}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
