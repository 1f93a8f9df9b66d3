//! Pages and texts that show a decision: whose it is, what they say of it, what they add to it.
//!
//! A page is the reuser's around the Court's text: its mentions, labels and links are judged apart from the decision.
//! Must write no name that a title or an address holds.

use super::Check;
use crate::reuse::compare::Compared;
use crate::reuse::ledger::{Exhibit, Observation};
use crate::reuse::page::Page;
use crate::reuse::profile::surface;
use crate::reuse::reference::Meta;
use crate::reuse::site::Said;
use crate::reuse::unit::{Field, Unit};
use crate::reuse::{canon, dates, fold, mentions, page};
use crate::taxonomy::Severity;

impl Check<'_> {
    /// Mentions that a page carries in its metadata count as the page's.
    pub(super) fn metas(&mut self, file: &str, page: &Page, decision: bool) {
        let metas = page.metas.join("\n");
        if !metas.is_empty() && !decision {
            let said =
                Said { file, text: &metas, raw: "", page: false, decision: false, notice: false };
            self.reader.read(&said, &mut self.site, &mut self.ledger);
        }
    }

    /// Whether a text is a part of a reference decision.
    pub(super) fn is_excerpt(&self, text: &str) -> bool {
        let reference = self.request.reference.as_ref();
        text.len() > 200
            && reference
                .is_some_and(|reference| reference.by_words(&canon::canonical(text)).is_some())
    }

    /// Passages shown in a list, each of which needs its mentions or a key to them (CGU-10).
    fn cards(&mut self, page: &Page, identifiers: &[String]) {
        let Some(reference) = self.request.reference.as_ref() else { return };
        let lines: Vec<&str> = page.visible.lines().collect();
        for (rank, line) in lines.iter().enumerate().filter(|(_, line)| line.len() > 160) {
            let canonical = canon::canonical(line);
            let Some(decision) = reference.by_words(&canonical) else { continue };
            let Some(meta) =
                reference.latest(decision).and_then(|latest| reference.meta(latest).ok())
            else {
                continue;
            };
            let near = lines[rank.saturating_sub(6)..(rank + 4).min(lines.len())].join(" ");
            let day = meta.decision_date.as_deref().and_then(dates::day);
            let dated = day.is_none_or(|day| mentions::says_date(&near, day));
            let court = meta.jurisdiction.as_deref().and_then(mentions::court);
            let named = court.is_none_or(|court| names_court(&near, court));
            let keyed = identifiers.iter().any(|id| id.eq_ignore_ascii_case(&meta.id))
                || meta
                    .number
                    .as_deref()
                    .is_some_and(|number| number.len() > 4 && near.contains(number))
                || meta.ecli.as_deref().is_some_and(|ecli| page.visible.contains(ecli));
            self.ledger.observe(if keyed || (dated && named) {
                Observation::Clear("CGU-10")
            } else {
                Observation::Deviation(
                    "CGU-10",
                    Exhibit {
                        exhibit: String::new(),
                        file: page.file.clone(),
                        decision: Some(meta.id.clone()),
                        detail: "extrait affiché sans ses mentions ni clé vers elles".to_owned(),
                        severity: Severity::Majeur,
                    },
                )
            });
        }
    }

    /// A text file that holds a decision: an export, to be held against the reference like a page.
    pub(super) fn plain_decision(&mut self, file: &str, text: &str) {
        let text = &without_page_numbers(text);
        let whole = surface::decision_range(text).is_some();
        let page = Page {
            file: file.to_owned(),
            url: None,
            // An excerpt is one passage, whatever its lines.
            visible: if whole { text.to_owned() } else { text.replace('\n', " ") },
            heads: Vec::new(),
            metas: Vec::new(),
            links: Vec::new(),
        };
        let decision = self.page(&page) || whole;
        let said = Said { file, text, raw: text, page: false, decision, notice: false };
        self.reader.read(&said, &mut self.site, &mut self.ledger);
    }

    /// A page that shows a decision: integrity, mentions, links. Gives whether it does.
    pub(super) fn page(&mut self, page: &Page) -> bool {
        self.pages += 1;
        let shows = surface::decision_range(&page.visible).is_some();
        let Some(reference) = self.request.reference.as_ref() else {
            return shows;
        };
        let mut unit = Unit::of_file(&page.file);
        let identifiers = page.identifiers();
        let canonical = page.canonical();
        let history = self.request.history.as_ref();
        let known: Vec<&String> =
            identifiers.iter().filter(|id| reference.by_id(id).is_some()).collect();
        let gone: Vec<&String> = identifiers
            .iter()
            .filter(|id| {
                history.is_some_and(|history| history.deleted(id, self.request.now).is_some())
                    || reference.is_withdrawn(id)
            })
            .collect();
        let by_words = (canonical.len() > 400).then(|| reference.by_words(&canonical)).flatten();
        let by_ecli = page.ecli().and_then(|ecli| reference.by_ecli(&ecli));
        // A page cites other decisions: its own is the one whose words it holds, else the one it names alone.
        // A page of excerpts shows no decision: its passages are judged one by one.
        let own = match (by_words, known.as_slice()) {
            (Some(decision), _) if shows || self.is_whole(decision, &canonical) => Some(decision),
            _ if !shows => None,
            (Some(decision), _) => Some(decision),
            (None, [one]) => reference.by_id(one),
            (None, _) => by_ecli,
        };
        if own.is_none() {
            if !shows {
                self.cards(page, &identifiers);
            }
            if let (true, [id]) = (canonical.len() > 300, gone.as_slice()) {
                unit.set(Field::Id, id.as_str());
                unit.set(Field::Text, canonical.as_str());
                let compared = self.yardstick.compare(&unit, true);
                self.take(compared);
                self.units += 1;
            }
            for observation in self.yardstick.page_links(&unit, &page.links, None) {
                self.ledger.observe(observation);
            }
            return shows;
        }
        let Some((meta, text)) = own.and_then(|decision| {
            let latest = reference.latest(decision)?;
            Some((reference.meta(latest).ok()?, reference.text(latest).ok()?))
        }) else {
            return shows;
        };
        let (around, found) = page::around(&canonical, &text);
        let heads = format!("{} {} {}", page.heads.join(" "), page.metas.join(" "), around);
        if let Some(day) = update_of(&heads) {
            unit.set(Field::Update, day);
        }
        unit.set(Field::Id, meta.id.as_str());
        unit.set(Field::Text, canonical.as_str());
        let mut compared = self.yardstick.compare(&unit, true);
        self.page_mentions(&unit, &meta, &text, &heads, found, &mut compared);
        let links = self.yardstick.page_links(&unit, &page.links, Some(&meta.id));
        compared.observations.extend(links);
        self.sense_of_page(&unit, &meta, &around, &mut compared);
        self.names_of_page(&unit, page, &text, &mut compared);
        self.take(compared);
        self.units += 1;
        true
    }

    /// Whether a page holds nearly all of a decision, from its first words or to its last.
    fn is_whole(&self, decision: u32, canonical: &str) -> bool {
        let reference = self.request.reference.as_ref();
        let text = reference.and_then(|reference| {
            reference.latest(decision).and_then(|latest| reference.text(latest).ok())
        });
        text.is_some_and(|text| {
            canonical.len() * 10 >= text.len() * 8 && page::around(canonical, &text).1
        })
    }

    fn page_mentions(
        &self,
        unit: &Unit,
        meta: &Meta,
        whole: &str,
        heads: &str,
        found: bool,
        compared: &mut Compared,
    ) {
        let court = meta
            .jurisdiction
            .as_deref()
            .and_then(mentions::court)
            .or_else(|| meta.location.as_deref().and_then(mentions::court));
        let chambers: Vec<&str> = [meta.chamber.as_deref(), meta.formation.as_deref()]
            .into_iter()
            .flatten()
            .filter(|text| !text.trim().is_empty())
            .collect();
        let day = meta.decision_date.as_deref().and_then(dates::day);
        let says = |text: &str| -> [Option<bool>; 4] {
            [
                court.map(|court| names_court(text, court)),
                (!chambers.is_empty())
                    .then(|| chambers.iter().any(|chamber| names_chamber(text, chamber))),
                match mentions::department(meta) {
                    // A page that gives the seat names a commune of the department.
                    Some(department) => Some(mentions::lies_in(text, department) == Some(true)),
                    None => mentions::says_seat(meta, text, || Some(whole.to_owned())),
                },
                day.map(|day| mentions::says_date(text, day)),
            ]
        };
        let beside = says(heads);
        // A page that heads its decision with mentions must give all four; one that shows the text alone is read as it is.
        let headed = found && beside.iter().flatten().filter(|said| **said).count() > 0;
        let given = if headed {
            beside
        } else {
            says(&format!("{heads} {}", unit.text().unwrap_or_default()))
        };
        let controls = [
            ("CGU-06", "nom de la juridiction absent de la page"),
            ("CGU-07", "formation absente de la page"),
            ("CGU-08", "siège absent de la page"),
            ("CGU-09", "date du prononcé absente de la page"),
        ];
        let mut missing = 0;
        for ((id, detail), said) in controls.into_iter().zip(given) {
            match said {
                Some(false) => {
                    missing += 1;
                    let exhibit = Exhibit {
                        exhibit: String::new(),
                        file: unit.file.clone(),
                        decision: Some(meta.id.clone()),
                        detail: detail.to_owned(),
                        severity: Severity::Majeur,
                    };
                    compared.observations.push(Observation::Deviation(id, exhibit));
                }
                Some(true) => compared.observations.push(Observation::Clear(id)),
                None => {}
            }
        }
        compared.observations.push(if missing >= 3 {
            Observation::Deviation(
                "CGU-10",
                Exhibit {
                    exhibit: String::new(),
                    file: unit.file.clone(),
                    decision: Some(meta.id.clone()),
                    detail: "décision ou extrait affiché sans ses mentions".to_owned(),
                    severity: Severity::Majeur,
                },
            )
        } else {
            Observation::Clear("CGU-10")
        });
    }

    /// A label of solution beside the decision that says the contrary (CGU-11).
    fn sense_of_page(&self, unit: &Unit, meta: &Meta, around: &str, compared: &mut Compared) {
        let Some(known) = meta.solution.as_deref() else { return };
        let folded = fold::fold(around);
        let label = ["solution", "sens de la decision", "sens :", "dispositif :", "issue :"]
            .iter()
            .find_map(|word| folded.find(word).map(|at| at + word.len()));
        let Some(at) = label else { return };
        let end = (at + 40).min(folded.len());
        let served = mentions::sense(&folded[at..end]);
        if served.is_contrary(mentions::sense(known)) {
            compared.observations.push(Observation::Deviation(
                "CGU-11",
                Exhibit {
                    exhibit: String::new(),
                    file: unit.file.clone(),
                    decision: Some(meta.id.clone()),
                    detail: "étiquette de solution contraire à celle de la référence".to_owned(),
                    severity: Severity::Critique,
                },
            ));
        }
    }

    /// A title, a description or an address that names a person where the decision has placeholders (CGU-35).
    fn names_of_page(&self, unit: &Unit, page: &Page, text: &str, compared: &mut Compared) {
        static NAMED: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(|| {
            regex::Regex::new(r"(?:\b[Aa]ffaire|\bM\.|\bMme|\bMonsieur|\bMadame|\b[ÉE]poux|\b[Cc]onsorts)\s+(?:\p{Lu}\p{L}+[ -]?){1,3}|\b\p{Lu}\p{L}{2,}\s+(?:c/|contre|vs\.?)\s+\p{Lu}").ok()
        });
        let Some(named) = NAMED.as_ref() else { return };
        if canon::tokens(text).iter().all(
            |token| !matches!(token.kind, canon::TokenKind::Placeholder(kind) if kind.is_person()),
        ) {
            return;
        }
        let plain = fold::fold(text);
        let suspicious = page.heads.iter().chain(&page.metas).any(|head| {
            named.find_iter(head).any(|found| {
                // A company or a lawyer that the decision itself names is no enrichment.
                let words = fold::fold(found.as_str());
                let last = words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .rfind(|word| word.len() > 2)
                    .unwrap_or_default()
                    .to_owned();
                !last.is_empty()
                    && !plain.contains(&last)
                    && !words.contains("juge")
                    && !words.contains("president")
            })
        });
        if suspicious {
            compared.observations.push(Observation::Deviation("CGU-35", Exhibit {
                exhibit: String::new(),
                file: unit.file.clone(),
                decision: None,
                detail: "titre ou métadonnée qui nomme une personne absente du texte pseudonymisé (valeur non reproduite)".to_owned(),
                severity: Severity::Critique,
            }));
        }
    }
}

/// A text taken out of a PDF, without the numbers that end or open its pages.
fn without_page_numbers(text: &str) -> String {
    if !text.contains('\u{c}') {
        return text.to_owned();
    }
    let number = |line: &str| {
        let line =
            line.trim().trim_start_matches(['p', 'P']).trim_start_matches("age").trim_start();
        !line.is_empty()
            && line.len() < 12
            && line.starts_with(|c: char| c.is_ascii_digit())
            && line
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '/' | ' ' | 's' | 'u' | 'r' | '-'))
    };
    let pages: Vec<String> = text
        .split('\u{c}')
        .map(|page| {
            let mut lines: Vec<&str> = page.trim_matches('\n').lines().collect();
            if lines.last().is_some_and(|line| number(line)) {
                lines.pop();
            }
            if lines.first().is_some_and(|line| number(line)) {
                lines.remove(0);
            }
            lines.join("\n")
        })
        .collect();
    pages.join("\n")
}

/// The date of update that a page shows beside its decision.
fn update_of(heads: &str) -> Option<String> {
    static UPDATED: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"(?i)(?:mise?s? à jour|actualisée?s?|last updated?|modified_time|dateModified|maj)[^\d]{0,24}(\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(?:er)? \p{L}+ \d{4})").ok()
    });
    Some(UPDATED.as_ref()?.captures(heads)?.get(1)?.as_str().to_owned())
}

/// Whether a text names a court of this kind anywhere.
fn names_court(text: &str, court: mentions::Court) -> bool {
    use mentions::Court;
    let folded = fold::fold(text).replace(['_', '-', '’'], " ");
    let words: &[&str] = match court {
        Court::Cassation => &["cour de cassation", "cass."],
        Court::Appeal => &["cour d'appel", "cour d appel", " ca "],
        Court::Judicial => {
            &["tribunal judiciaire", "grande instance", " tj ", "tribunal de proximite"]
        }
        Court::Commercial => &["tribunal de commerce", "activites economiques", "tcom"],
        Court::Labour => &["prud'hom", "prud hom", " cph "],
        Court::Other => &["tribunal", "cour "],
    };
    // « Source : Cour de cassation » is not the court that judged.
    let own = match court {
        Court::Cassation => {
            static SOURCE: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(
                || {
                    regex::Regex::new(r"(?:source|donnees|issue?s|base|tenue|judilibre|licence|demande|magistrat)[^.|\n]{0,60}cour de cassation(?: +judilibre)?|cour de cassation {1,3}judilibre|anonymisation\S*|occultations\S*").ok()
                },
            );
            SOURCE.as_ref().map_or_else(
                || folded.clone(),
                |source| source.replace_all(&folded, " ").into_owned(),
            )
        }
        _ => folded.clone(),
    };
    let padded = format!(" {own} ");
    words.iter().any(|word| padded.contains(word))
}

/// Whether a text names a chamber, by its words or by its code.
fn names_chamber(text: &str, chamber: &str) -> bool {
    let folded = fold::fold(text);
    folded
        .split(['|', '\n', ';', '·', '•', '–', ','])
        .any(|part| part.len() < 400 && mentions::same_chamber(part, chamber))
        || folded.contains(&fold::fold(chamber))
        || mentions::same_chamber(&folded, chamber)
            && (folded.contains("chambre")
                || folded.contains("assemblee")
                || folded.contains("formation"))
}
