//! The summary of a run for a magistrate: what was read, what was found, what was not looked
//! at, what to do next. Markdown that also reads well as plain text.
//!
//! Must not name a person, nor let anyone count by magistrate (GARDE-13).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::policy::PolicyOrigin;
use crate::run::manifest::{Manifest, Outcome};
use crate::run::tally::Tally;
use crate::taxonomy::{Category, Severity, Status};
use crate::thousands;

use super::Language;

/// What every report says about magistrates and clerks.
pub fn safeguard(language: Language) -> &'static str {
    language.pick(
        "Ce rapport ne contient aucune donnée permettant d'évaluer un magistrat ou un membre du greffe.",
        "This report holds no data that could serve to assess a judge or a member of the registry.",
    )
}

/// The summary of a finished run, kept in the folder `run`.
pub fn render(manifest: &Manifest, run: &Path, language: Language) -> String {
    let page = Page { manifest, counts: &manifest.counts, language };
    let sections = [
        page.headline(),
        page.read(),
        page.severities(),
        page.categories(),
        page.first(),
        page.not_evaluated(),
        page.whereabouts(run),
        page.next_steps(),
        format!("{}\n", safeguard(language)),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A whole number with its thousands set apart.
pub fn grouped(number: u64, language: Language) -> String {
    thousands::grouped(number, language.pick('\u{202f}', ','))
}

struct Page<'a> {
    manifest: &'a Manifest,
    counts: &'a Tally,
    language: Language,
}

const STATUSES: [Status; 4] =
    [Status::Violation, Status::ToReview, Status::Permitted, Status::NotEvaluated];

impl Page<'_> {
    fn number(&self, number: u64) -> String {
        grouped(number, self.language)
    }

    /// A number and its noun. In French nothing and one are singular, in English one alone is.
    fn count(&self, number: u64, forms: Forms) -> String {
        let plural = self.language.pick(number >= 2, number != 1);
        let (french, english) = if plural { forms.many } else { forms.one };
        format!("{} {}", self.number(number), self.language.pick(french, english))
    }

    fn headline(&self) -> String {
        let (counts, language) = (self.counts, self.language);
        let title = language.pick("# Synthèse de l'audit", "# Audit summary");
        let decisions = self.count(counts.decisions, DECISION);
        let verdict = match counts.blocked_decisions {
            _ if counts.decisions == 0 => language
                .pick("Aucune décision n'a été examinée.", "No decision was scanned.")
                .to_owned(),
            0 => language.pick(
                format!("Aucun constat bloquant dans {decisions}."),
                format!("No blocking finding in {decisions}."),
            ),
            blocked => language.pick(
                format!(
                    "{} sur {} {} au moins un constat bloquant.",
                    self.count(blocked, DECISION),
                    self.number(counts.decisions),
                    if blocked >= 2 { "contiennent" } else { "contient" },
                ),
                format!(
                    "{} out of {} {} at least one blocking finding.",
                    self.count(blocked, DECISION),
                    self.number(counts.decisions),
                    if blocked == 1 { "holds" } else { "hold" },
                ),
            ),
        };
        let mut out = format!("{title}\n\n**{verdict}**\n");
        if counts.review_decisions > 0 {
            let rest = if counts.blocked_decisions > 0 { OTHER_DECISION } else { DECISION };
            let rest = self.count(counts.review_decisions, rest);
            let verb = if counts.review_decisions >= 2 { "portent" } else { "porte" };
            let english = if counts.review_decisions == 1 { "holds" } else { "hold" };
            out += &language.pick(
                format!("{rest} {verb} des constats à corriger ou à relire.\n"),
                format!("{rest} {english} findings to correct or to review.\n"),
            );
        }
        if self.manifest.outcome == Outcome::Incomplete {
            out += language.pick(
                "\n**Traitement incomplet** : des enregistrements n'ont pas pu être examinés ; l'absence de constat \
                 n'y vaut pas conformité.\n",
                "\n**Incomplete run**: some records could not be scanned; the absence of findings there proves \
                 nothing.\n",
            );
        }
        out
    }

    fn read(&self) -> String {
        let (counts, language) = (self.counts, self.language);
        let mut rows = vec![
            [language.pick("Fichiers", "Files"), &self.number(self.manifest.inputs.len() as u64)]
                .map(str::to_owned),
            [
                language.pick("Décisions examinées", "Decisions scanned"),
                &self.number(counts.decisions),
            ]
            .map(str::to_owned),
            [
                language.pick("Enregistrements rejetés", "Records rejected"),
                &self.number(counts.rejects),
            ]
            .map(str::to_owned),
        ];
        for (reason, &count) in &counts.by_reject {
            rows.push([format!("— {}", reject_label(reason, language)), self.number(count)]);
        }
        for origin in PolicyOrigin::ALL {
            if let Some(&count) = counts.by_policy.get(&origin) {
                rows.push([policy_label(origin, language).to_owned(), self.number(count)]);
            }
        }
        if counts.policy_warnings > 0 {
            let label = language.pick(
                "Politique de la décision suivie en partie (`policy_warnings`)",
                "Policy of the decision followed in part (`policy_warnings`)",
            );
            rows.push([label.to_owned(), self.number(counts.policy_warnings)]);
        }
        let header = [language.pick("Lecture", "Input"), language.pick("Nombre", "Number")];
        section(language.pick("Ce qui a été lu", "What was read"), &table(&header, &rows))
    }

    fn severities(&self) -> String {
        let title = self.language.pick("Constats par gravité", "Findings by severity");
        let rows: Vec<_> = Severity::DESCENDING
            .into_iter()
            .filter_map(|severity| {
                let counts = self.counts.by_severity.get(&severity)?;
                Some((severity_label(severity, self.language).to_owned(), counts))
            })
            .collect();
        if rows.is_empty() {
            let none = self.language.pick("Aucun constat.", "No finding.");
            return section(title, &format!("{none}\n"));
        }
        section(title, &self.by_status(self.language.pick("Gravité", "Severity"), &rows))
    }

    fn categories(&self) -> String {
        let mut rows: Vec<_> = self.counts.by_category.iter().collect();
        if rows.is_empty() {
            return String::new();
        }
        let violations = |counts: &BTreeMap<Status, u64>| {
            STATUSES.map(|status| std::cmp::Reverse(counts.get(&status).copied().unwrap_or(0)))
        };
        rows.sort_by_key(|(category, counts)| (violations(counts), **category));
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(&category, counts)| (category_label(category, self.language).to_owned(), counts))
            .collect();
        let title = self.language.pick("Constats par catégorie", "Findings by category");
        section(title, &self.by_status(self.language.pick("Catégorie", "Category"), &rows))
    }

    /// A table of counts: one row a label, one column a status that occurs.
    fn by_status(&self, label: &str, rows: &[(String, &BTreeMap<Status, u64>)]) -> String {
        let used =
            STATUSES.map(|status| rows.iter().any(|(_, counts)| counts.contains_key(&status)));
        let shown: Vec<_> = STATUSES
            .into_iter()
            .zip(used)
            .filter_map(|(status, used)| used.then_some(status))
            .collect();
        let mut header = vec![label];
        header.extend(shown.iter().map(|&status| status_label(status, self.language)));
        let lines: Vec<Vec<String>> = rows
            .iter()
            .map(|(name, counts)| {
                let cells = shown
                    .iter()
                    .map(|status| self.number(counts.get(status).copied().unwrap_or(0)));
                std::iter::once(name.clone()).chain(cells).collect()
            })
            .collect();
        table(&header, &lines)
    }

    fn first(&self) -> String {
        let language = self.language;
        if self.counts.first.is_empty() {
            return String::new();
        }
        let rows: Vec<_> = self
            .counts
            .first
            .iter()
            .map(|one| {
                let categories: Vec<_> = one
                    .categories
                    .iter()
                    .map(|&category| category_label(category, language))
                    .collect();
                [one.decision_id.clone(), self.number(one.blocking), categories.join(", ")]
            })
            .collect();
        let header = [
            language.pick("Décision", "Decision"),
            language.pick("Constats bloquants", "Blocking findings"),
            language.pick("Catégories", "Categories"),
        ];
        section(language.pick("À regarder en premier", "To look at first"), &table(&header, &rows))
    }

    fn not_evaluated(&self) -> String {
        let language = self.language;
        let mut out = String::new();
        for control in self.manifest.controls.iter().filter(|control| !control.evaluated) {
            let label = control_label(&control.name, language);
            let _ = writeln!(out, "- {label} : {}", language.pick("non évalué", "not evaluated"));
        }
        if out.is_empty() {
            return out;
        }
        let title = language.pick("Ce qui n'a pas été évalué", "What was not evaluated");
        let warning = language.pick(
            "Un contrôle non évalué n'est pas un contrôle conforme.",
            "A control that was not evaluated is not a control that passed.",
        );
        section(title, &format!("{out}\n{warning}\n"))
    }

    fn whereabouts(&self, run: &Path) -> String {
        let language = self.language;
        let run = run.display();
        let rows = [
            (
                "findings",
                "chaque constat : position, règle, extrait masqué",
                "every finding: place, rule, masked excerpt",
            ),
            (
                "decisions",
                "chaque décision : politique appliquée, nombre de constats",
                "every decision: policy applied, number of findings",
            ),
            (
                "rejects",
                "chaque enregistrement rejeté : fichier, ligne, motif",
                "every rejected record: file, line, reason",
            ),
            (
                "manifest.json",
                "versions, empreintes des entrées et des règles, options, totaux",
                "versions, digests of inputs and rules, options, totals",
            ),
        ]
        .map(|(name, french, english)| {
            [format!("`{run}/{name}`"), language.pick(french, english).to_owned()]
        });
        let header = [language.pick("Où", "Where"), language.pick("Quoi", "What")];
        section(
            language.pick("Où trouver le détail", "Where the detail is"),
            &table(&header, &rows),
        )
    }

    fn next_steps(&self) -> String {
        let (counts, language) = (self.counts, self.language);
        let mut steps = Vec::new();
        if counts.blocked_decisions > 0 {
            steps.push(language.pick(
                "Ne pas publier (ou retirer) les décisions qui portent un constat bloquant, les corriger, puis \
                 relancer l'audit.",
                "Do not publish (or withdraw) the decisions with a blocking finding, correct them, then run the \
                 audit again.",
            ));
        }
        if self.has_minor_violations() {
            steps.push(language.pick(
                "Corriger les autres violations avant publication : elles n'interdisent pas à elles seules de \
                 publier, mais la politique voulait que ces passages soient masqués.",
                "Correct the other violations before publication: they do not forbid it by themselves, but the \
                 policy wanted these passages masked.",
            ));
        }
        if self.has(Status::ToReview) {
            steps.push(language.pick(
                "Relire les constats « à relire » : une personne tranche, l'outil ne sait pas.",
                "Review the findings marked “to review”: a person decides, the tool cannot.",
            ));
        }
        if counts.rejects > 0 {
            steps.push(language.pick(
                "Corriger ou écarter les enregistrements rejetés : ils n'ont pas été examinés.",
                "Correct or set aside the rejected records: they were not scanned.",
            ));
        }
        if counts.findings > 0 {
            steps.push(language.pick(
                "Lire le fondement d'une règle : `filigrane rules explain RÈGLE`.",
                "Read the ground of a rule: `filigrane rules explain RULE`.",
            ));
        }
        if counts.decisions == 0 {
            steps.push(language.pick(
                "Vérifier les fichiers donnés : format, chemin, contenu.",
                "Check the files given: format, path, content.",
            ));
        }
        if steps.is_empty() {
            return String::new();
        }
        let list: String =
            steps.iter().zip(1..).map(|(step, rank)| format!("{rank}. {step}\n")).collect();
        section(language.pick("Que faire maintenant", "What to do next"), &list)
    }

    fn has_minor_violations(&self) -> bool {
        let mut lesser =
            self.counts.by_severity.iter().filter(|(severity, _)| **severity < Severity::Bloquant);
        lesser.any(|(_, counts)| counts.contains_key(&Status::Violation))
    }

    fn has(&self, status: Status) -> bool {
        self.counts.by_severity.values().any(|counts| counts.contains_key(&status))
    }
}

/// French and English forms of a noun.
#[derive(Clone, Copy)]
struct Forms {
    one: (&'static str, &'static str),
    many: (&'static str, &'static str),
}

const DECISION: Forms = Forms { one: ("décision", "decision"), many: ("décisions", "decisions") };

const OTHER_DECISION: Forms = Forms {
    one: ("autre décision", "other decision"),
    many: ("autres décisions", "other decisions"),
};

fn section(title: &str, body: &str) -> String {
    format!("## {title}\n\n{body}")
}

/// A Markdown table with aligned columns. Columns of numbers go to the right.
fn table<R: AsRef<[String]>>(header: &[&str], rows: &[R]) -> String {
    let width = |text: &str| text.chars().count();
    let column = |at: usize| rows.iter().map(move |row| row.as_ref()[at].as_str());
    let numeric =
        |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '\u{202f}' | ','));
    let columns: Vec<_> = (0..header.len())
        .map(|at| {
            let widest = column(at).map(width).chain([width(header[at]), 3]).max().unwrap_or(3);
            (widest, column(at).all(numeric))
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::from("|");
        for (cell, &(widest, right)) in cells.zip(&columns) {
            let pad = " ".repeat(widest - width(cell));
            let _ =
                if right { write!(out, " {pad}{cell} |") } else { write!(out, " {cell}{pad} |") };
        }
        out.push('\n');
        out
    };
    let mut out = line(&mut header.iter().copied());
    out.push('|');
    for (widest, right) in &columns {
        out += &if *right {
            format!(" {}: |", "-".repeat(widest - 1))
        } else {
            format!(" {} |", "-".repeat(*widest))
        };
    }
    out.push('\n');
    for row in rows {
        out += &line(&mut row.as_ref().iter().map(String::as_str));
    }
    out
}

/// Name of a severity for a reader.
pub fn severity_label(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Bloquant => language.pick("bloquant", "blocking"),
        Severity::Critique => language.pick("critique", "critical"),
        Severity::Majeur => language.pick("majeur", "major"),
        Severity::Mineur => language.pick("mineur", "minor"),
        Severity::Info => language.pick("info", "info"),
    }
}

/// Name of a status for a reader.
pub fn status_label(status: Status, language: Language) -> &'static str {
    match status {
        Status::Violation => language.pick("violation", "violation"),
        Status::ToReview => language.pick("à relire", "to review"),
        Status::Permitted => language.pick("permis", "permitted"),
        Status::NotEvaluated => language.pick("non évalué", "not evaluated"),
    }
}

/// Name of the origin of a policy, for a reader.
pub fn policy_label(origin: PolicyOrigin, language: Language) -> &'static str {
    match origin {
        PolicyOrigin::Known => language.pick(
            "Politique d'occultation connue (categoriesToOmit)",
            "Occultation policy known (categoriesToOmit)",
        ),
        PolicyOrigin::KnownBloc => language
            .pick("Politique d'occultation connue (bloc)", "Occultation policy known (bloc)"),
        PolicyOrigin::NacTable => language.pick(
            "Politique d'occultation donnée par la table NAC",
            "Occultation policy given by the table of natures of case",
        ),
        PolicyOrigin::Placeholders => language.pick(
            "Politique déduite des termes de remplacement",
            "Policy inferred from the placeholders",
        ),
        PolicyOrigin::DefaultBloc3 => language.pick(
            "Politique inconnue : défaut de la Cour (bloc 3)",
            "Policy unknown: the Court's default (bloc 3)",
        ),
    }
}

/// Why a record was rejected, for a reader.
pub fn reject_label(reason: &str, language: Language) -> &str {
    match reason {
        "invalid_json" => language.pick("JSON invalide", "invalid JSON"),
        "invalid_xml" => language.pick("XML invalide", "invalid XML"),
        "invalid_utf8" => language.pick("texte qui n'est pas en UTF-8", "text that is not UTF-8"),
        "not_a_decision" => language.pick("autre chose qu'une décision", "not a decision"),
        "missing_id" => language.pick("identifiant absent", "identifier missing"),
        "missing_text" => language.pick("texte absent", "text missing"),
        "withdrawn" => language.pick("décision retirée", "decision withdrawn"),
        "too_large" => language.pick("enregistrement trop long", "record too long"),
        "too_deep" => language.pick("structure trop profonde", "structure too deep"),
        "truncated" => language.pick("données tronquées", "truncated data"),
        "corrupt" => language.pick("données corrompues", "corrupt data"),
        "unknown_format" => language.pick("format inconnu", "unknown format"),
        "unsupported" => language.pick("format non pris en charge", "unsupported format"),
        "missing_column" => language.pick("colonne absente", "column missing"),
        "io" => language.pick("lecture impossible", "unreadable"),
        "internal_error" => {
            language.pick("erreur interne de Filigrane", "internal error of Filigrane")
        }
        _ => reason,
    }
}

/// Name of a category for a reader.
pub fn category_label(category: Category, language: Language) -> &'static str {
    use Category as C;
    match category {
        C::PersonnePhysique => language.pick("personne physique", "natural person"),
        C::Adresse => language.pick("adresse", "address"),
        C::Localite => language.pick("localité", "locality"),
        C::TelephoneFax => language.pick("téléphone ou fax", "phone or fax"),
        C::Email => language.pick("courriel", "e-mail"),
        C::SiteWebSensible => language.pick("site web sensible", "sensitive web site"),
        C::NumeroIdentifiant => language.pick("numéro identifiant", "identification number"),
        C::CompteBancaire => language.pick("compte bancaire", "bank account"),
        C::NumeroSiretSiren => language.pick("numéro SIREN ou SIRET", "SIREN or SIRET number"),
        C::PlaqueImmatriculation => language.pick("plaque d'immatriculation", "number plate"),
        C::Cadastre => language.pick("cadastre", "land register"),
        C::DateNaissance => language.pick("date de naissance", "date of birth"),
        C::DateDeces => language.pick("date de décès", "date of death"),
        C::DateMariage => language.pick("date de mariage", "date of marriage"),
        C::PersonneMorale => language.pick("personne morale", "legal person"),
        C::Etablissement => language.pick("établissement", "establishment"),
        C::ProfessionnelMagistratGreffier => {
            language.pick("magistrat ou greffier", "judge or clerk")
        }
        C::ProfessionnelAvocat => language.pick("avocat", "counsel"),
        C::AnnotationSupplementaire => language.pick("terme supplémentaire", "additional term"),
        C::NumeroDossier => language.pick("numéro de dossier", "case number"),
        C::TraceNumerique => language.pick("trace numérique", "digital trace"),
        C::ElementIdentifiant => language.pick("élément identifiant", "identifying element"),
        C::PersonneProtegee => language.pick("personne protégée", "protected person"),
        C::Publicite => language.pick("publicité", "publicity"),
        C::SecretAffaires => language.pick("secret des affaires", "business secret"),
        C::SecretMedical => language.pick("secret médical", "medical secret"),
        C::SecretBancaire => language.pick("secret bancaire", "banking secret"),
        C::SecretFiscal => language.pick("secret fiscal", "tax secret"),
        C::SecretAvocatClient => {
            language.pick("secret entre avocat et client", "lawyer-client secret")
        }
        C::SecretDefense => language.pick("secret de la défense nationale", "defence secret"),
        C::Souverainete => language.pick("souveraineté économique", "economic sovereignty"),
        C::Mineur => language.pick("mineur", "child"),
        C::TermeRemplacement => language.pick("terme de remplacement", "placeholder"),
        C::Lisibilite => language.pick("lisibilité", "readability"),
        C::Rapprochement => language.pick("rapprochement", "linkage"),
        C::ConditionsReutilisation => {
            language.pick("conditions de réutilisation", "terms of reuse")
        }
    }
}

/// Name of a control for a reader.
pub fn control_label(name: &str, language: Language) -> &str {
    match name {
        "identifiers" => language.pick("numéros et coordonnées", "numbers and contact details"),
        "names" => language.pick("noms de personnes", "names of persons"),
        "places" => language.pick("adresses et localités", "addresses and localities"),
        "civil_dates" => language.pick("dates d'état civil", "civil status dates"),
        "patterns" => language.pick("règles par expressions", "rules by expressions"),
        "known" => language.pick("valeurs connues", "known values"),
        "readability" => language.pick("lisibilité", "readability"),
        "facts" => language.pick("quasi-identifiants", "quasi-identifiers"),
        "risks" => language.pick("risque des personnes", "risk of people"),
        "linkage" => language.pick("rapprochement entre décisions", "linkage between decisions"),
        "pseudonyms" => language.pick("cohérence des pseudonymes", "consistency of pseudonyms"),
        "publicity" => {
            language.pick("publicité des débats et des motifs", "publicity of hearing and reasons")
        }
        "magistrates" => language
            .pick("occultation des magistrats et du greffe", "occultation of judges and registry"),
        "secrets" => language.pick("secrets protégés", "protected secrets"),
        _ => name,
    }
}
