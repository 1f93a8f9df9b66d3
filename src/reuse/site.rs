//! What a reuser says beside the decisions: source, dates, licence, contacts, promises, keys.
//!
//! Texts and pages are read one after the other; what must be said once is judged at the end. Must try no key and keep
//! none: an exhibit holds four characters of it and its length.

use rustc_hash::FxHashSet;

use regex::bytes::Regex;

use super::ReuseError;
use super::dates::{self, Day};
use super::engine::Engine;
use super::fold::Folded;
use super::keys;
use super::ledger::{Exhibit, Ledger, Observation};
use super::profile::surface::line_of;
use crate::document::numbers::MONTHS;
use crate::taxonomy::Severity;

/// A text of the reuser: a page, a notice, a program.
pub struct Said<'t> {
    pub file: &'t str,
    /// What is read: the visible text of a page, a text as it is.
    pub text: &'t str,
    /// The bytes as published, where keys are looked for.
    pub raw: &'t str,
    pub page: bool,
    /// The page shows the text of a decision.
    pub decision: bool,
    /// A notice (README, card, licence): it speaks for the whole set.
    pub notice: bool,
}

/// A sign that a person must look at.
struct Sign {
    control: &'static str,
    severity: Severity,
    pattern: Regex,
    /// What near it makes it harmless.
    unless: Option<Regex>,
    detail: &'static str,
}

/// Words of mentions and signs, compiled.
pub struct Reader<'e> {
    engine: &'e Engine,
    intermediary: Regex,
    terms: Regex,
    licence: Regex,
    contact: Regex,
    privacy: Regex,
    decisions: Regex,
    sder: Regex,
    sder_mail: Regex,
    occultations: Regex,
    nearly: Regex,
    court: Regex,
    rotation: Regex,
    signs: Vec<Sign>,
}

/// What was seen so far.
#[derive(Default)]
pub struct Site {
    pages: u64,
    files: u64,
    notices: u64,
    decision_pages: u64,
    set_source: bool,
    page_source: bool,
    /// A page, or a notice, dates the whole set.
    page_set_update: bool,
    set_update: bool,
    contact: Option<String>,
    sder: bool,
    sder_mail: bool,
    occultations: bool,
    wrong_address: Vec<(String, u64)>,
    licence: bool,
    licence_file: Option<String>,
    terms: Vec<(String, u64, bool)>,
    privacy: Option<String>,
    /// Pages that show a decision and lack the source, or the date of update.
    without_source: Vec<String>,
    without_update: Vec<String>,
    first_page: Option<String>,
    keys: FxHashSet<u64>,
    any_source: bool,
}

impl<'e> Reader<'e> {
    pub fn new(engine: &'e Engine) -> Result<Self, ReuseError> {
        let compile = |pattern: &str| engine.fields().compile(pattern);
        let sign =
            |control, severity, pattern: &str, unless: &str, detail| -> Result<Sign, ReuseError> {
                let unless = if unless.is_empty() { None } else { Some(compile(unless)?) };
                Ok(Sign { control, severity, pattern: compile(pattern)?, unless, detail })
            };
        let signs = vec![
            sign(
                "CGU-01",
                Severity::Mineur,
                r"propriete exclusive|(?:toute|la) (?:reutilisation|reproduction|extraction)[^.\n]{0,60}(?:interdite|prohibee|reservee)|licence proprietaire|exclusive property|redistribution (?:interdite|prohibited)",
                r"l\. ?111-13|profilage|magistrat",
                "clause qui contredit la Licence Ouverte 2.0",
            )?,
            sign(
                "CGU-04",
                Severity::Mineur,
                r"\b(?:miroir|mirror|copie|reprise|fork|dump|scrap(?:e|ed|ing))\b[^.\n]{0,80}\b(?:kaggle|hugging ?face|github|gitlab|zenodo|site tiers|autre site|jeu tiers|dataset)|(?:source|provenance|origine)\s*:?\s*(?:kaggle|hugging ?face|github|gitlab|doctrine|juricaf|legifrance|pappers|inconnue|unknown|web scraping|scraping)",
                r"judilibre|cour de cassation",
                "copie sans rattachement à la base de la Cour",
            )?,
            sign(
                "CGU-12",
                Severity::Majeur,
                r"(?:resume|synthese|analyse|sommaire)s?[^.\n]{0,30}(?:presentee?s?|vaut|valent|tient lieu|remplace)[^.\n]{0,40}(?:decision|texte officiel|texte de la cour)|(?:resume|synthese)[^.\n]{0,30}(?:officiel(?:le)?|de la cour de cassation)",
                r"automatique|genere|enrichissement|ne (?:vaut|remplace)",
                "contenu ajouté présenté comme le texte de la Cour",
            )?,
            sign(
                "CGU-25",
                Severity::Majeur,
                r"(?:vendons|cedons|transmettons|revendons)[^.\n]{0,60}(?:donnees|profils)[^.\n]{0,60}(?:tiers|partenaires|annonceurs)|prospection[^.\n]{0,60}(?:parties|justiciables)",
                "",
                "finalité à examiner au regard du RGPD",
            )?,
            sign(
                "CGU-29",
                Severity::Majeur,
                r"(?:signal(?:er|ez|ement)|reclamation|demande)s?[^.\n]{0,80}(?:nom|prenom|defaut d'occultation|mal anonymise|non (?:masque|occulte))[^.\n]{0,160}(?:nous (?:traitons|traiterons|corrigeons|corrigerons|gerons|etudions|conservons)|notre equipe|sous \d+ (?:jours|semaines|mois)|en interne)",
                r"anonymisation\.sder\.courdecassation@justice\.fr|transm(?:et|is)[^.\n]{0,40}cour de cassation",
                "demande traitée sans transmission à la Cour",
            )?,
            sign(
                "CGU-43",
                Severity::Majeur,
                r"(?:relais|proxy|passerelle|mcp|demo(?:nstration)?|serveur partage|shared server|gateway)\b[^.\n]{0,160}(?:judilibre|piste)[^.\n]{0,160}(?:sans (?:authentification|compte|cle|inscription)|ouvert a tous|libre acces|public(?:ly)?\b|no (?:auth\w*|key)|notre cle|our key|partage)|(?:judilibre|piste)[^.\n]{0,120}(?:sans (?:authentification|cle|compte|inscription)|notre cle|our (?:api )?key|no auth\w*)[^.\n]{0,80}",
                r"chaque utilisateur[^.\n]{0,40}propre cle|own key|votre propre",
                "relais qui ouvre l'API sans authentification propre",
            )?,
            sign(
                "CGU-44",
                Severity::Majeur,
                r"(?:contourn\w*|bypass\w*|evit\w*|avoid\w*|depass\w*)[^.\n]{0,40}(?:quotas?|rate.?limit\w*|limite[s]? (?:de debit|d'appels))|(?:rotat\w*|cycle|roulement|changer? de|alterner|next|random\.choice|round.?robin)[^\n]{0,40}(?:keys?|cles?|tokens?|comptes? piste|key_?ids?)\b",
                r"respect\w* (?:les )?quotas|exponential|exponentiel",
                "rotation de clés ou contournement des quotas",
            )?,
            sign(
                "CGU-52",
                Severity::Majeur,
                r"<img[^>]{0,200}(?:logo)[^>]{0,80}(?:cour.?de.?cassation|judilibre|marianne|ministere.?(?:de.?la.?)?justice)|<img[^>]{0,200}(?:cour.?de.?cassation|judilibre|ministere.?justice)[^>]{0,80}logo",
                "",
                "logo d'une institution",
            )?,
        ];
        Ok(Self {
            engine,
            intermediary: compile(
                r"\bsource\s*:?\s*(?:legifrance|doctrine|juricaf|lexis|dalloz|pappers|kaggle|hugging)",
            )?,
            terms: compile(
                r"conditions (?:generales )?(?:d'utilisation|de reutilisation|d'usage)|(?:^|[^a-z])cgu(?:[^a-z]|$)|terms of (?:use|service)|terms and conditions",
            )?,
            licence: compile(r"licence ouverte|open licen[cs]e|\blo ?2\.0|etalab|lov2")?,
            contact: compile(
                r"\b(?:dpo|rgpd|gdpr|privacy|donnees[._-]?personnelles|protection[._-]?des[._-]?donnees|vie[._-]?privee|cil)[a-z0-9._-]*@[a-z0-9.-]+|[a-z0-9._-]*(?:dpo|rgpd|privacy)@[a-z0-9.-]+|(?:delegue|deleguee|correspondant)e? a la protection des donnees|data protection officer|(?:exercer|exercice de|faire valoir)\s+(?:vos|ses|leurs|les|mes|de vos)?\s*droits[^\n]{0,200}(?:@|formulaire|courrier|adresse|contact|ecri(?:re|vez)|href)|<form[^>]{0,200}(?:rgpd|droits|dpo)|donnees (?:a caractere )?personnelles[^\n]{0,120}@[a-z0-9.-]+|@[a-z0-9.-]+[^\n]{0,120}donnees (?:a caractere )?personnelles",
            )?,
            privacy: compile(
                r"donnees (?:a caractere )?personnelles|vie privee|\brgpd\b|privacy|politique de confidentialite",
            )?,
            decisions: compile(r"decisions?(?: de justice)?|jurisprudence|judilibre|justiciables")?,
            sder: compile(
                r"anonymisation\.sder\.courdecassation@justice\.fr|5,? quai de l'horloge|tsa n?[? ]*79 ?201",
            )?,
            sder_mail: compile(r"\banonymisation\.sder\.courdecassation@justice\.fr\b")?,
            occultations: compile(
                r"(?:^|[^a-z0-9._-])occultations\.courdecassation@justice\.fr\b",
            )?,
            nearly: compile(
                r"\b[a-z0-9._-]*occult[a-z0-9._-]*@[a-z0-9.-]*(?:justice|courdecassation)[a-z0-9.-]*|\b[a-z0-9._-]*anonymi[sz]ation[a-z0-9._-]*@[a-z0-9.-]*(?:justice|courdecassation)[a-z0-9.-]*",
            )?,
            court: compile(r"cour de cassation|courdecassation|judilibre")?,
            rotation: compile(
                r"(?:keys?|cles?|key_?ids?|tokens?|api_keys?)\s*=\s*[\[(]\s*[\x22'][^\]\n]{8,}[\x22']\s*,\s*[\x22']",
            )?,
            signs,
        })
    }

    /// Reads one text.
    pub fn read(&self, said: &Said<'_>, site: &mut Site, ledger: &mut Ledger) {
        let folded = Folded::new(said.text);
        let bytes = folded.bytes();
        site.files += 1;
        site.pages += u64::from(said.page);
        site.notices += u64::from(said.notice);
        if said.page && site.first_page.is_none() {
            site.first_page = Some(said.file.to_owned());
        }
        self.keys(said, site, ledger);
        let whole = 0..bytes.len();
        let hits = self.engine.hits(&folded, std::slice::from_ref(&whole), |id| {
            matches!(id, "CGUX-SRC" | "CGUX-MAJ" | "CGUX-MASQUE" | "CGUX-OFFICIEL")
        });
        let has = |wanted: &str| hits.iter().any(|hit| self.engine.id(hit.rule) == wanted);
        // An intermediary named alone is not the source, even if the court is named elsewhere on the line.
        let source = has("CGUX-SRC");
        let update = has("CGUX-MAJ");
        site.any_source |= source;
        if said.decision {
            site.decision_pages += 1;
            if source {
                site.page_source = true
            } else {
                site.without_source.push(said.file.to_owned())
            }
            if !update {
                site.without_update.push(said.file.to_owned());
            }
        } else {
            site.set_source |= source && (said.notice || !said.page);
            site.page_source |= source && said.page;
            site.set_update |= update;
            site.page_set_update |= update && said.page;
        }
        if self.intermediary.is_match(bytes) && !source {
            let detail = "un intermédiaire est seul mentionné comme source".to_owned();
            ledger.observe(Observation::Deviation(
                "CGU-04",
                self.exhibit(said, 0, Severity::Mineur, detail),
            ));
        }
        let published = Folded::new(said.raw);
        if said.page && site.contact.is_none() && self.contact.is_match(published.bytes()) {
            site.contact = Some(said.file.to_owned());
        }
        if let Some(found) = self.contact.find(bytes) {
            site.contact.get_or_insert_with(|| {
                format!(
                    "{}, ligne {}",
                    said.file,
                    line_of(said.text, folded.original(&found.range()).start)
                )
            });
        }
        // An address may stand in a link alone (`mailto:`).
        for text in [bytes, published.bytes()] {
            site.sder |= self.sder.is_match(text);
            site.sder_mail |= self.sder_mail.is_match(text);
            site.occultations |= self.occultations.is_match(text);
        }
        for found in self.nearly.find_iter(bytes).take(20) {
            // A full stop after an address is not part of it.
            let written = found.as_bytes().trim_ascii();
            let written = written.strip_suffix(b".").unwrap_or(written);
            let written = written.strip_prefix(b".").unwrap_or(written);
            let exact = written == b"occultations.courdecassation@justice.fr"
                || written == b"anonymisation.sder.courdecassation@justice.fr";
            if !exact {
                site.wrong_address.push((
                    said.file.to_owned(),
                    line_of(said.text, folded.original(&found.range()).start),
                ));
            }
        }
        if self.licence.is_match(bytes) {
            site.licence = true;
            site.licence_file.get_or_insert_with(|| said.file.to_owned());
        }
        self.terms(said, &folded, site);
        if self.privacy.is_match(bytes) && self.decisions.is_match(bytes) && !said.decision {
            site.privacy.get_or_insert_with(|| said.file.to_owned());
        }
        for hit in &hits {
            let line = line_of(said.text, hit.span.start);
            match self.engine.id(hit.rule) {
                "CGUX-MASQUE" if !self.court.is_match(folded.around(&hit.folded, 300)) => {
                    let detail = "promesse d'occultation que seule la Cour peut tenir".to_owned();
                    ledger.observe(Observation::Deviation(
                        "CGU-36",
                        self.exhibit(said, line, Severity::Majeur, detail),
                    ));
                }
                "CGUX-OFFICIEL" => {
                    let detail = "formule qui donne à croire à un agrément".to_owned();
                    ledger.observe(Observation::Deviation(
                        "CGU-52",
                        self.exhibit(said, line, Severity::Majeur, detail),
                    ));
                }
                _ => {}
            }
        }
        // Signs are in what is read and, for images and programs, in what is published.
        let raw = Folded::new(said.raw);
        for sign in &self.signs {
            let text = if said.page && !matches!(sign.control, "CGU-44" | "CGU-52") {
                &folded
            } else {
                &raw
            };
            if let Some(found) = sign.pattern.find(text.bytes()) {
                let near = text.around(&found.range(), 200);
                if sign.unless.as_ref().is_none_or(|unless| !unless.is_match(near)) {
                    let source = if std::ptr::eq(text, &folded) { said.text } else { said.raw };
                    let line = line_of(source, text.original(&found.range()).start);
                    ledger.observe(Observation::Deviation(
                        sign.control,
                        self.exhibit(said, line, sign.severity, sign.detail.to_owned()),
                    ));
                }
            }
        }
        if self.rotation.is_match(raw.bytes()) && self.court.is_match(raw.bytes()) {
            let detail = "liste de clés dans un programme qui appelle l'API".to_owned();
            ledger.observe(Observation::Deviation(
                "CGU-44",
                self.exhibit(said, 0, Severity::Mineur, detail),
            ));
        }
    }

    fn exhibit(&self, said: &Said<'_>, line: u64, severity: Severity, detail: String) -> Exhibit {
        let file =
            if line > 0 { format!("{}, ligne {line}", said.file) } else { said.file.to_owned() };
        Exhibit { exhibit: String::new(), file, decision: None, detail, severity }
    }

    /// Keys left in clear (CGU-40, CGU-42; in a page or a demonstration, CGU-43).
    fn keys(&self, said: &Said<'_>, site: &mut Site, ledger: &mut Ledger) {
        let folded = Folded::new(said.raw);
        let whole = 0..folded.bytes().len();
        for hit in self.engine.hits(&folded, std::slice::from_ref(&whole), keys::is_key_rule) {
            let id = self.engine.id(hit.rule).to_owned();
            let value = said.raw.get(hit.span.clone()).unwrap_or_default();
            if !keys::is_real(&folded.bytes()[hit.folded.clone()]) {
                continue;
            }
            if id == "CGUX-BEARER" {
                let near = folded.around(&hit.folded, 500);
                if !self.court.is_match(near) && memchr::memmem::find(near, b"piste").is_none() {
                    continue;
                }
            }
            if !site
                .keys
                .insert(crate::document::tokens::fold_hash(&format!("{} {value}", said.file)))
            {
                continue;
            }
            let line = line_of(said.raw, hit.span.start);
            let detail = format!(
                "{} : {} ; jamais essayé",
                starting_low(&self.engine.catalogue().rule(hit.rule).title),
                keys::masked(value)
            );
            ledger.observe(Observation::Deviation(
                "CGU-42",
                self.exhibit(said, line, Severity::Critique, detail.clone()),
            ));
            ledger.observe(Observation::Deviation(
                "CGU-40",
                self.exhibit(said, line, Severity::Majeur, detail.clone()),
            ));
            if said.page {
                ledger.observe(Observation::Deviation(
                    "CGU-43",
                    self.exhibit(
                        said,
                        line,
                        Severity::Majeur,
                        format!("page publique qui porte la clé ({detail})"),
                    ),
                ));
            }
        }
        if !site.keys.is_empty() {
            return;
        }
        ledger.observe(Observation::Clear("CGU-40"));
        ledger.observe(Observation::Clear("CGU-42"));
    }

    /// Versions of the terms of use that the reuser names (CGU-03).
    fn terms(&self, said: &Said<'_>, folded: &Folded, site: &mut Site) {
        for found in self.terms.find_iter(folded.bytes()).take(50) {
            let near = folded.around(&found.range(), 160);
            let key = found.as_bytes().ends_with(b"_");
            if !key && !self.court.is_match(near) {
                continue;
            }
            let start = folded.original(&found.range()).end;
            let end = (start + 200).min(said.text.len());
            let Some(after) = (start..=end).rev().find_map(|end| said.text.get(start..end)) else {
                continue;
            };
            // The date of the terms, not one that follows in another sentence.
            let sentence = after.split(['\n', '!', '?']).next().unwrap_or_default();
            let sentence = sentence.split(". ").next().unwrap_or_default();
            let line = line_of(said.text, start);
            // « dans leur version du… » follows; « la version de septembre 2021 des CGU » comes before.
            let opening = folded.original(&found.range()).start;
            let low = (opening.saturating_sub(60)..=opening)
                .find(|&at| said.text.is_char_boundary(at))
                .unwrap_or(opening);
            let before = said.text[low..opening]
                .rsplit(['\n', '!', '?', ';', '|'])
                .next()
                .unwrap_or_default();
            let versioned = before.rfind("ersion").map(|at| &before[at..]);
            for said_there in std::iter::once(sentence).chain(versioned) {
                if let Some(day) = dates::first_in(said_there) {
                    site.terms.push((said.file.to_owned(), line, is_current(day)));
                } else if let Some(month) = month_and_year(said_there) {
                    site.terms.push((said.file.to_owned(), line, month == "2022-01"));
                } else {
                    continue;
                }
                break;
            }
        }
    }
}

/// The terms in force: version of 6 January 2022, published on the 19th.
fn is_current(day: Day) -> bool {
    matches!(day.iso().as_str(), "2022-01-06" | "2022-01-19")
}

/// The month that a text gives without a day, as `YYYY-MM`.
fn month_and_year(text: &str) -> Option<String> {
    let folded = super::fold::fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_year = |word: &str| {
        word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let figure = |word: &str| {
        word.parse::<usize>().ok().filter(|month| word.len() == 2 && (1..=12).contains(month))
    };
    words.windows(2).find_map(|pair| {
        let named = MONTHS.iter().position(|month| *month == pair[0]).map(|rank| rank + 1);
        match (is_year(pair[0]), is_year(pair[1])) {
            (_, true) => {
                named.or_else(|| figure(pair[0])).map(|month| format!("{}-{month:02}", pair[1]))
            }
            (true, _) => figure(pair[1]).map(|month| format!("{}-{month:02}", pair[0])),
            _ => None,
        }
    })
}

/// What the rows of the dump say of source and update.
#[derive(Default)]
pub struct RowMentions {
    pub rows: u64,
    pub with_source: u64,
    pub with_update: u64,
    /// Rows without a date of update although the reference has one for them.
    pub lacking_update: Vec<Exhibit>,
    /// The same for decisions that the reference does not date either.
    pub undated: Vec<Exhibit>,
    pub first: Option<String>,
    pub first_without_source: Option<String>,
}

impl Site {
    /// Judges what must be said once (CGU-01, 03, 13, 14, 16, 25 to 28, 36, 37, 52).
    pub fn conclude(&self, rows: &RowMentions, ledger: &mut Ledger) {
        let at = |file: &str, severity, detail: &str| Exhibit {
            exhibit: String::new(),
            file: file.to_owned(),
            decision: None,
            detail: detail.to_owned(),
            severity,
        };
        self.source(rows, ledger, &at);
        self.update(rows, ledger, &at);
        match self.terms.as_slice() {
            [] => {
                ledger.not_applicable("CGU-03", "aucune version des CGU de Judilibre n'est citée")
            }
            cited => {
                for (file, line, current) in cited {
                    ledger.observe(if *current {
                        Observation::Clear("CGU-03")
                    } else {
                        let place = format!("{file}, ligne {line}");
                        Observation::Deviation(
                            "CGU-03",
                            at(
                                &place,
                                Severity::Info,
                                "version des CGU citée autre que celle du 6 janvier 2022",
                            ),
                        )
                    });
                }
            }
        }
        if let Some(file) = &self.licence_file {
            ledger.observe(Observation::Look(
                "CGU-01",
                at(file, Severity::Info, "Licence Ouverte citée"),
            ));
        } else if self.files > 0 {
            ledger.observe(Observation::Look(
                "CGU-01",
                at(
                    "ensemble des fichiers",
                    Severity::Mineur,
                    "Licence Ouverte 2.0 non citée dans les fichiers fournis",
                ),
            ));
        }
        self.contacts(ledger, &at);
    }

    fn source(
        &self,
        rows: &RowMentions,
        ledger: &mut Ledger,
        at: &dyn Fn(&str, Severity, &str) -> Exhibit,
    ) {
        const ID: &str = "CGU-13";
        for file in &self.without_source {
            ledger.observe(Observation::Deviation(
                ID,
                at(file, Severity::Majeur, "page de décision sans mention de la source"),
            ));
        }
        if self.decision_pages > self.without_source.len() as u64 {
            ledger.observe(Observation::Clear(ID));
        }
        if rows.rows > 0 {
            let said = rows.with_source == rows.rows || self.set_source;
            if said {
                ledger.observe(Observation::Clear(ID));
            } else {
                let first = rows
                    .first_without_source
                    .as_deref()
                    .or(rows.first.as_deref())
                    .unwrap_or_default();
                if self.page_source {
                    ledger.observe(Observation::Deviation(
                        "CGU-14",
                        at(
                            first,
                            Severity::Mineur,
                            "source mentionnée sur le site, absente du jeu de données",
                        ),
                    ));
                } else {
                    ledger.observe(Observation::Deviation(
                        ID,
                        at(
                            first,
                            Severity::Majeur,
                            "jeu de données sans mention de la source (notice, fiche ou colonne)",
                        ),
                    ));
                }
            }
        } else if self.decision_pages == 0 && self.pages > 0 && self.any_source {
            ledger.observe(Observation::Clear(ID));
        }
        if let Some(file) = self.without_source.first()
            && self.page_source
            && rows.rows == 0
        {
            ledger.observe(Observation::Deviation(
                "CGU-14",
                at(file, Severity::Mineur, "source mentionnée sur certaines pages seulement"),
            ));
        }
        if let Some(file) = self.first_page.as_deref().or(rows.first.as_deref()) {
            ledger.observe(Observation::Look(
                "CGU-14",
                at(
                    file,
                    Severity::Info,
                    "vérifier aussi les exports PDF, les courriels et les réponses d'agents",
                ),
            ));
            ledger.observe(Observation::Look(
                "CGU-04",
                at(file, Severity::Info, "vérifier la chaîne de provenance du jeu"),
            ));
        }
    }

    fn update(
        &self,
        rows: &RowMentions,
        ledger: &mut Ledger,
        at: &dyn Fn(&str, Severity, &str) -> Exhibit,
    ) {
        const ID: &str = "CGU-16";
        // Pages that carry the date show what the others lack; else a date for the whole set will do.
        let some_do = (self.without_update.len() as u64) < self.decision_pages;
        if some_do || !self.set_update {
            for file in &self.without_update {
                ledger.observe(Observation::Deviation(ID, at(file, Severity::Majeur, "page de décision sans date de dernière mise à jour, et le site n'en donne pas pour l'ensemble")));
            }
        }
        if self.decision_pages > 0
            && (self.set_update || (self.without_update.len() as u64) < self.decision_pages)
        {
            ledger.observe(Observation::Clear(ID));
        }
        if rows.rows > 0 {
            for exhibit in &rows.lacking_update {
                ledger.observe(Observation::Deviation(ID, exhibit.clone()));
            }
            if !self.set_update {
                for exhibit in &rows.undated {
                    ledger.observe(Observation::Deviation(ID, exhibit.clone()));
                }
            }
            if rows.with_update == 0 && !self.set_update {
                let first = rows.first.as_deref().unwrap_or_default();
                ledger.observe(Observation::Deviation(ID, at(first, Severity::Majeur, "jeu de données sans date de dernière mise à jour (colonne, notice ou fiche)")));
            } else {
                ledger.observe(Observation::Clear(ID));
            }
        }
    }

    fn contacts(&self, ledger: &mut Ledger, at: &dyn Fn(&str, Severity, &str) -> Exhibit) {
        let speaks = self.sder || self.occultations || self.contact.is_some();
        if self.pages == 0 && !(speaks && self.notices > 0) {
            return;
        }
        let site = self.first_page.as_deref().unwrap_or("ensemble des fichiers");
        match &self.contact {
            Some(_) => ledger.observe(Observation::Clear("CGU-26")),
            None => ledger.observe(Observation::Deviation(
                "CGU-26",
                at(
                    site,
                    Severity::Mineur,
                    "aucun point de contact pour l'exercice des droits dans les pages fournies",
                ),
            )),
        }
        ledger.observe(match self.sder {
            true => Observation::Clear("CGU-28"),
            false => Observation::Deviation(
                "CGU-28",
                at(
                    site,
                    Severity::Info,
                    "aucun renvoi au SDER (courriel ou adresse postale) dans les pages fournies",
                ),
            ),
        });
        for (file, line) in &self.wrong_address {
            let place = format!("{file}, ligne {line}");
            ledger.observe(Observation::Deviation(
                "CGU-37",
                at(&place, Severity::Mineur, "adresse de la Cour inexacte"),
            ));
        }
        ledger.observe(match self.occultations {
            true => Observation::Clear("CGU-37"),
            false => Observation::Deviation(
                "CGU-37",
                at(
                    site,
                    Severity::Mineur,
                    "adresse occultations.courdecassation@justice.fr absente des pages fournies",
                ),
            ),
        });
        match &self.privacy {
            Some(file) => ledger.observe(Observation::Look("CGU-25", at(file, Severity::Info, "page sur les données personnelles qui mentionne les décisions : à apprécier"))),
            None => ledger.observe(Observation::Deviation("CGU-25", at(site, Severity::Majeur, "aucune information sur les données personnelles des décisions dans les pages fournies"))),
        }
        if !self.sder_mail {
            ledger.observe(Observation::Deviation("CGU-27", at(site, Severity::Info, "adresse de signalement anonymisation.sder.courdecassation@justice.fr absente (simple invitation)")));
            ledger.observe(Observation::Look(
                "CGU-29",
                at(
                    site,
                    Severity::Info,
                    "procédure de transmission des demandes non trouvée dans les pages fournies",
                ),
            ));
        } else {
            ledger.observe(Observation::Look(
                "CGU-27",
                at(site, Severity::Info, "adresse de signalement affichée"),
            ));
            ledger.observe(Observation::Look(
                "CGU-29",
                at(site, Severity::Info, "adresse affichée ; délais de transmission à vérifier"),
            ));
        }
        ledger.observe(Observation::Look(
            "CGU-36",
            at(site, Severity::Info, "textes et formulaires à relire"),
        ));
        ledger.observe(Observation::Look(
            "CGU-52",
            at(site, Severity::Info, "titres, logos et balises à relire"),
        ));
    }
}

/// A title within a sentence: only its first letter changes (« clé KeyId de PISTE »).
fn starting_low(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
