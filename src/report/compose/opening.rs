//! How a report begins: title, headline, what matters most, what to do.

use crate::report::Language;
use crate::report::data::{Block, Number, Section, Tone, Words};
use crate::report::gate;
use crate::report::summary::grouped;
use crate::run::Outcome;
use crate::verdict::gate::{BatchOutcome, Summary};

use super::Maker;
use super::labels::day_words;
use super::pieces::{both, heading, notice, number, section, words};

impl Maker<'_> {
    pub(super) fn subtitle(&self, decisions: u64) -> Words {
        let inputs = self.manifest.inputs.len() as u64;
        let dates = self.all.dates.as_ref();
        both(|language| {
            let plural = |count: u64, one: &str, many: &str| {
                format!("{} {}", grouped(count, language), if count > 1 { many } else { one })
            };
            let mut line = language.pick(
                format!(
                    "{} dans {}",
                    plural(decisions, "décision examinée", "décisions examinées"),
                    plural(inputs, "fichier", "fichiers")
                ),
                format!(
                    "{} in {}",
                    plural(decisions, "decision scanned", "decisions scanned"),
                    plural(inputs, "file", "files")
                ),
            );
            if let Some((first, last)) = dates {
                let [first, last] = [first, last].map(|day| day_words(day, language));
                line += &if first == last {
                    language.pick(format!(", du {first}"), format!(", of {first}"))
                } else {
                    language.pick(
                        format!(", du {first} au {last}"),
                        format!(", from {first} to {last}"),
                    )
                };
            }
            line
        })
    }

    pub(super) fn headline(&self) -> (Words, Tone) {
        if let Some(summary) = self.summary() {
            let tone = match summary.outcome {
                BatchOutcome::Publishable if summary.review_now == 0 => Tone::Good,
                BatchOutcome::Publishable => Tone::Neutral,
                BatchOutcome::Refused => Tone::Bad,
                BatchOutcome::Incomplete | BatchOutcome::Nothing => Tone::Warning,
            };
            return (both(|language| gate::headline(&summary, language)), tone);
        }
        let blocked = self.manifest.counts.blocked_decisions;
        let (fr, en) = match blocked {
            0 => ("Aucun constat bloquant.".to_owned(), "No blocking finding.".to_owned()),
            _ => (
                format!(
                    "{} décision(s) avec un constat bloquant.",
                    grouped(blocked, Language::French)
                ),
                format!(
                    "{} decision(s) with a blocking finding.",
                    grouped(blocked, Language::English)
                ),
            ),
        };
        let tone = if blocked > 0 { Tone::Bad } else { Tone::Neutral };
        (Words::new(fr, en), tone)
    }

    pub(super) fn summary(&self) -> Option<Summary> {
        self.all.judged.then(|| Summary::read(self.run.path())).flatten()
    }

    pub(super) fn essential(&self) -> Section {
        let counts = &self.manifest.counts;
        let [publish, review, refuse] = self.all.verdicts;
        let item = |count: u64, fr: &str, en: &str, tone| Number {
            value: number(count),
            label: words(fr, en),
            tone,
        };
        let alert = |count: u64, tone| if count > 0 { tone } else { Tone::Neutral };
        let mut items = vec![item(
            self.all.decisions,
            "décisions examinées",
            "decisions scanned",
            Tone::Neutral,
        )];
        if self.all.judged {
            items.extend([
                item(refuse, "à refuser", "to refuse", alert(refuse, Tone::Bad)),
                item(review, "à relire", "to review", alert(review, Tone::Warning)),
                item(publish, "publiables", "publishable", alert(publish, Tone::Good)),
            ]);
        }
        items.push(item(
            counts.rejects,
            "enregistrements rejetés",
            "records rejected",
            alert(counts.rejects, Tone::Warning),
        ));
        let mut blocks = vec![Block::Numbers { items }];
        if self.manifest.outcome == Outcome::Incomplete {
            blocks.push(notice(
                Tone::Warning,
                "Traitement incomplet : des enregistrements n'ont pas pu être examinés. L'absence de constat n'y vaut pas conformité.",
                "Incomplete run: some records could not be scanned. The absence of findings there proves nothing.",
            ));
        }
        if !self.all.judged {
            blocks.push(notice(
                Tone::Warning,
                "Score et verdict non évalués : lancez « filigrane gate » sur ce traitement.",
                "Score and verdict not evaluated: run “filigrane gate” on this run.",
            ));
        }
        let not_evaluated = self.controls_off();
        if !not_evaluated.is_empty() {
            let list = |language: Language| {
                not_evaluated.iter().map(|words| words.get(language)).collect::<Vec<_>>().join(", ")
            };
            blocks.push(notice(
                Tone::Neutral,
                format!("Non évalué dans ce traitement : {}.", list(Language::French)),
                format!("Not evaluated in this run: {}.", list(Language::English)),
            ));
        }
        let steps = self.steps();
        if !steps.is_empty() {
            blocks.push(heading("Que faire", "What to do"));
            blocks.push(Block::List { ordered: true, items: steps });
        }
        section("essentiel", "L'essentiel", "In short", blocks)
    }

    pub(super) fn steps(&self) -> Vec<Words> {
        let [_, review, refuse] = self.all.verdicts;
        let counts = &self.manifest.counts;
        let mut steps = Vec::new();
        if refuse > 0 {
            steps.push(words(
                "Ne pas publier (ou retirer) les décisions refusées, corriger chaque passage signalé, puis relancer le contrôle.",
                "Do not publish (or withdraw) the refused decisions, correct each passage reported, then run the control again.",
            ));
        }
        if review > 0 {
            steps.push(words(
                "Faire relire par une personne les décisions à relire : l'outil doute, il ne tranche pas.",
                "Have a person review the decisions to review: the tool doubts, it does not decide.",
            ));
        }
        if counts.rejects > 0 {
            steps.push(words(
                "Corriger ou écarter les enregistrements rejetés : ils n'ont pas été examinés (dossier rejects).",
                "Correct or set aside the rejected records: they were not scanned (folder rejects).",
            ));
        }
        if counts.decisions == 0 {
            steps.push(words("Vérifier les fichiers donnés.", "Check the files given."));
        }
        steps
    }

    /// The list itself is in `cards`: each format shows it its own way under this heading.
    pub(super) fn list(&self) -> Section {
        let shown = self.all.cards.len() as u64;
        let text = both(|language| {
            let (count, hidden) =
                (grouped(shown, language), grouped(self.all.hidden_cards, language));
            match (shown, self.all.hidden_cards) {
                (0, _) => language.pick("Aucune décision à examiner.".to_owned(), "No decision to look at.".to_owned()),
                (_, 0) => language.pick(
                    format!("{count} décisions portent un constat ou un risque, de la plus exposée à la moins exposée. Les extraits sont masqués."),
                    format!("{count} decisions carry a finding or a risk, from the most exposed to the least. Excerpts are masked."),
                ),
                _ => language.pick(
                    format!("Les {count} décisions les plus exposées ; {hidden} autres ne sont pas montrées ici : elles sont toutes dans les tables Parquet du traitement. Les extraits sont masqués."),
                    format!("The {count} most exposed decisions; {hidden} others are not shown here: all of them are in the Parquet tables of the run. Excerpts are masked."),
                ),
            }
        });
        section(
            "decisions",
            "Décisions à examiner",
            "Decisions to look at",
            vec![Block::Paragraph { text }],
        )
    }
}
