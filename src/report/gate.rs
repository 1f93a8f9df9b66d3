//! What the gate prints: the answer, what was refused and why, what was not looked at.
//!
//! Markdown that also reads well as plain text. No text of a decision.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::run::Manifest;
use crate::run::derived::Verdict;
use crate::verdict::gate::{BatchOutcome, Judged, Summary};
use crate::verdict::score::Route;

use super::Language;
use super::summary::{control_label, grouped, safeguard};

/// A decision that is not published, as the gate lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub decision_id: String,
    pub verdict: Verdict,
    pub score: i64,
    pub reasons: Vec<String>,
}

/// Reasons shown a decision.
const REASONS: usize = 4;

impl Refused {
    pub fn of(judged: &Judged) -> Self {
        Self {
            decision_id: judged.row.decision_id.clone(),
            verdict: judged.row.verdict,
            score: judged.row.score,
            reasons: judged.row.reasons.clone(),
        }
    }

    /// Keeps the worst of a list, in order.
    pub fn keep_worst(list: &mut Vec<Self>, count: usize) {
        list.sort_by(|a, b| {
            (Reverse(a.verdict), Reverse(a.score), &a.decision_id).cmp(&(
                Reverse(b.verdict),
                Reverse(b.score),
                &b.decision_id,
            ))
        });
        list.truncate(count);
    }
}

/// The page that the gate prints.
pub fn render(
    summary: &Summary,
    listed: &[Refused],
    manifest: &Manifest,
    language: Language,
) -> String {
    let number = |count: u64| grouped(count, language);
    let mut out = format!(
        "# {}\n\n**{}**\n\n",
        language.pick("Contrôle avant publication", "Control before publication"),
        headline(summary, language)
    );
    let rows = [
        (language.pick("Publier", "Publish"), summary.publish),
        (language.pick("Relire", "Review"), summary.review),
        (language.pick("Refuser", "Refuse"), summary.refuse),
        (language.pick("Enregistrements rejetés", "Records rejected"), manifest.counts.rejects),
    ];
    for (label, count) in rows {
        let _ = writeln!(out, "- {label} : {}", number(count));
    }
    if summary.unchanged > 0 {
        let _ = writeln!(
            out,
            "- {} : {}",
            language.pick("Sans rien de nouveau", "Nothing new"),
            number(summary.unchanged)
        );
    }
    if summary.waived + summary.baselined > 0 {
        let _ = writeln!(
            out,
            "- {} : {} + {}",
            language.pick(
                "Constats écartés (dérogations + référence)",
                "Findings set aside (waivers + baseline)"
            ),
            number(summary.waived),
            number(summary.baselined)
        );
    }
    if !listed.is_empty() {
        let title = language
            .pick("Décisions à ne pas publier en l'état", "Decisions not to publish as they are");
        let _ = writeln!(out, "\n## {title}\n");
        for one in listed {
            let _ = writeln!(
                out,
                "- {} : {}, {} {}",
                one.decision_id,
                verdict_label(one.verdict, language),
                language.pick("score", "score"),
                one.score
            );
            for reason in one.reasons.iter().take(REASONS) {
                let _ = writeln!(out, "  - {reason}");
            }
        }
        let shown = listed.len() as u64;
        let all = summary.refused_now + summary.review_now;
        if all > shown {
            let rest = number(all - shown);
            let _ = writeln!(
                out,
                "- {}",
                language.pick(
                    format!("et {rest} autres : voir la table `verdicts` du traitement"),
                    format!("and {rest} others: see the table `verdicts` of the run"),
                )
            );
        }
    }
    let not_evaluated: Vec<String> = manifest
        .controls
        .iter()
        .filter(|control| !control.evaluated)
        .map(|control| control_label(&control.name, language).to_owned())
        .chain(summary.not_evaluated.iter().filter_map(|name| Route::parse(name)).map(|route| {
            let (french, english) = route.label();
            language.pick(format!("voie « {french} »"), format!("route “{english}”"))
        }))
        .collect();
    if !not_evaluated.is_empty() {
        let title = language.pick("Ce qui n'a pas été évalué", "What was not evaluated");
        let _ = writeln!(out, "\n## {title}\n");
        for what in not_evaluated {
            let _ = writeln!(out, "- {what}");
        }
    }
    let _ = writeln!(out, "\n{}", safeguard(language));
    out
}

/// The answer, in one sentence.
pub fn headline(summary: &Summary, language: Language) -> String {
    let number = |count: u64| grouped(count, language);
    match summary.outcome {
        BatchOutcome::Nothing => {
            language.pick("Aucune décision n'a été examinée.", "No decision was scanned.").to_owned()
        }
        BatchOutcome::Incomplete => language.pick(
            format!(
                "Contrôle incomplet : le lot ne peut pas être publié en l'état ({} décision(s) refusée(s) sur {}).",
                number(summary.refused_now),
                number(summary.decisions)
            ),
            format!(
                "Incomplete control: the batch cannot be published as it is ({} refused out of {}).",
                number(summary.refused_now),
                number(summary.decisions)
            ),
        ),
        BatchOutcome::Refused => language.pick(
            format!(
                "{} décision{} à ne pas publier sur {}.",
                number(summary.refused_now),
                if summary.refused_now >= 2 { "s" } else { "" },
                number(summary.decisions)
            ),
            format!(
                "{} not to publish out of {} decisions.",
                number(summary.refused_now),
                number(summary.decisions)
            ),
        ),
        BatchOutcome::Publishable if summary.review_now > 0 => language.pick(
            format!(
                "Lot publiable, sauf {} décision{} à relire d'abord.",
                number(summary.review_now),
                if summary.review_now >= 2 { "s" } else { "" }
            ),
            format!("Publishable batch, except {} to review first.", number(summary.review_now)),
        ),
        BatchOutcome::Publishable => {
            language.pick("Lot publiable.", "Publishable batch.").to_owned()
        }
    }
}

/// Name of a verdict for a reader.
pub fn verdict_label(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Publish => language.pick("publier", "publish"),
        Verdict::Review => language.pick("relire", "review"),
        Verdict::Refuse => language.pick("refuser", "refuse"),
    }
}
