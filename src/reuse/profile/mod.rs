//! Whether a reuser's product profiles judges or clerks: the decision on five elements.
//!
//! E1 identity · E2 structure · E3 measure · E4 purpose or effect · E5 French judicial context. Rules say which words stand
//! together; this module says what they amount to, and dismisses what only looks alike: judges of models, sport and dog
//! shows, staffing, foreign law, and pages that recall the ban. Must write no value: a mark gives a rule, a line
//! and words of the lexical fields. Never called on the text of a decision.

mod lexicon;
mod names;
mod sentences;
pub mod surface;

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;
use serde::Serialize;

use super::ReuseError;
use super::content;
use super::engine::{Engine, Hit};
use super::fold::Folded;
use names::{Identity, Names};
use sentences::{Doubt, Sentences};
use surface::{Kind, Surface};

/// What a file amounts to (catalogue, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    None,
    Info,
    Mineur,
    Majeur,
    Critique,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Info => "info",
            Self::Mineur => "mineur",
            Self::Majeur => "majeur",
            Self::Critique => "critique",
        }
    }

    /// The wording that the catalogue makes compulsory.
    pub fn label(self) -> &'static str {
        match self {
            Self::Critique => {
                "faisceau d'indices de réutilisation visée à L.111-13 al. 3 — à qualifier"
            }
            Self::Majeur | Self::Mineur => {
                "indexation de données d'identité (CGU VI) — finalité à vérifier"
            }
            Self::Info => "mention légale de composition",
            Self::None => "aucun constat",
        }
    }
}

/// The five elements, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Elements(u8);

impl Elements {
    pub const IDENTITY: Self = Self(1);
    pub const STRUCTURE: Self = Self(2);
    pub const MEASURE: Self = Self(4);
    pub const PURPOSE: Self = Self(8);
    pub const CONTEXT: Self = Self(16);

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// `E1`, `E2`… in order.
    pub fn names(self) -> Vec<&'static str> {
        let all = ["E1", "E2", "E3", "E4", "E5"];
        (0..).zip(all).filter(|(rank, _)| self.0 & (1 << rank) != 0).map(|(_, name)| name).collect()
    }
}

/// What a rule shows when it fires.
fn elements_of(rule: &str) -> Elements {
    let [identity, structure, measure, purpose] =
        [Elements::IDENTITY, Elements::STRUCTURE, Elements::MEASURE, Elements::PURPOSE];
    match rule {
        "PROFB-02" => measure,
        "PROFB-01" | "PROFB-09" | "PROFB-12" | "PROFB-13" | "PROFB-14" | "PROFB-16"
        | "PROFB-17" | "PROFB-20" | "PROFB-27" | "PROFB-33" => identity.with(structure),
        "PROFB-35" | "PROFB-36" => identity.with(structure),
        "PROFB-25" | "PROFB-29" => identity.with(structure),
        "PROFB-10" | "PROFB-34" => identity.with(structure).with(purpose),
        "PROFB-21" | "PROFB-22" | "PROFB-24" | "PROFB-26" | "PROFB-30" | "PROFB-32" => {
            identity.with(purpose)
        }
        "PROFB-23" | "PROFB-28" | "PROFB-31" => identity.with(measure).with(purpose),
        "PROFB-18" => identity.with(structure).with(measure).with(purpose),
        _ => identity.with(structure).with(measure),
    }
}

/// Where a rule fired, in words that name no one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub rule_id: String,
    /// Line of the file, 1-based; 0 when the file has no lines.
    pub line: u64,
    /// The structure: words of the lexical fields; everything else is « … ».
    pub structure: String,
}

/// What was decided of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub level: Level,
    pub elements: Elements,
    pub rule_ids: Vec<String>,
    pub marks: Vec<Mark>,
    /// Why words that looked alike were set aside, in French.
    pub dismissed: Option<&'static str>,
}

impl Assessment {
    /// Nothing to say.
    pub fn empty() -> Self {
        Self {
            level: Level::None,
            elements: Elements::default(),
            rule_ids: Vec::new(),
            marks: Vec::new(),
            dismissed: None,
        }
    }
}

/// Bytes looked at around a word that names a judge.
const REACH: usize = 1_200;
/// Distance within which a recall of the law counts (catalogue, section 5.2).
const RECALL: usize = 120;
/// Longest list of names judged column by column, in bytes: beyond, it is a minified program.
const LONGEST_HEADER: usize = 16 << 10;
/// Largest number of marks kept for a file.
const MOST_MARKS: usize = 40;

const ANCHORS: [&str; 30] = [
    "jug",
    "magistrat",
    "greff",
    "judg",
    "judic",
    "clerk",
    "president",
    "pdt",
    "rapporteur",
    "conseill",
    "assesseur",
    "jaf",
    "jex",
    "jld",
    "jcp",
    "parquet",
    "procureur",
    "substitut",
    "cabinet",
    "composition",
    "trio",
    "binome",
    "college",
    "linked",
    "formation",
    "nominati",
    "section",
    "magistrate",
    "harshest",
    "annuaire",
];

/// The compiled decision.
pub struct Profiler<'e> {
    engine: &'e Engine,
    anchors: AhoCorasick,
    french: Regex,
    judicial: Regex,
    machine: Regex,
    sport: Regex,
    staffing: Regex,
    foreign: Regex,
    recall: Regex,
    refusal: Regex,
    offer: Regex,
    judge: Regex,
    native: Regex,
    national: Regex,
    office: Regex,
    outcome_label: Regex,
    person_heading: regex::Regex,
    composition: Regex,
    counting: Regex,
    counted: Regex,
    model: Regex,
    weak_column: Regex,
    sentences: Sentences,
    names: Names,
    /// A member of the bench cited with her office, as decisions are.
    cited: regex::Regex,
    /// A heading that is a person's name and nothing else.
    person: regex::Regex,
    /// A column that gives an office.
    office_column: Regex,
    /// A cell that names a judge with her office.
    bearer: regex::Regex,
    measured_name: Regex,
    shared: Regex,
    reduced: Regex,
    /// « passe de 20 % à 80 % ».
    ranging: Regex,
    /// « cabinet d'avocats »: no cabinet of a judge.
    other_cabinet: Regex,
    vocabulary: BTreeSet<&'static str>,
}

impl<'e> Profiler<'e> {
    pub fn new(engine: &'e Engine) -> Result<Self, ReuseError> {
        let fields = engine.fields();
        Ok(Self {
            engine,
            anchors: AhoCorasick::new(ANCHORS).map_err(|error| ReuseError::Pattern(error.to_string()))?,
            french: fields.words("FRANCAIS")?,
            judicial: fields.words("JUDICIAIRE")?,
            machine: fields.words("MACHINE")?,
            sport: fields.words("SPORT")?,
            staffing: fields.words("EFFECTIFS")?,
            foreign: fields.words("ETRANGER")?,
            recall: fields.words("RAPPEL")?,
            refusal: fields.words("REFUS")?,
            offer: fields.compile(
                r"(?:^|[^a-z])(?:nous|notre|nos|vous|votre|vos|decouvrez|cliquez|essayez|tarif\w*|abonne\w*|our|your|you|we)(?:[^a-z]|$)",
            )?,
            judge: fields.words("JUGE")?,
            native: fields.compile(r"magistrat|greffi|president|rapporteur|conseill|jaf|jex|jld|jcp")?,
            office: fields.compile(r"(?:^|[^a-z])(?:juges?|magistrate?s?|greffi(?:er|ere)s?)(?:[^a-z]|$)")?,
            national: fields.compile(
                r"judilibre|legifrance|ecli:fr|l\. ?111-13|cour de cassation|(?:^|[^a-z])(?:france|francais\w*|french|prud'?hom\w*|paris|lyon|marseille|bordeaux|lille|nantes|toulouse|rennes|montpellier|versailles|douai|aix-en-provence|grenoble|nanterre|bobigny)(?:[^a-z]|$)",
            )?,
            outcome_label: fields.compile(
                r"(?:^|[^a-z])(?:taux|delai moyen|duree moyenne|decisions? (?:analysees?|rendues|etudiees)|win rate|grant rate|median|moyen\w*|severite|cases heard|reversal rate|rejets?|score|classement|rang|statistiques|montant\w* moyen\w*|confirmation|infirmation)(?:[^a-z]|$)",
            )?,
            person_heading: regex::Regex::new(
                r"(?i:juge|magistrate?|judge)\s*:\s*\p{Lu}\p{L}+|(?:\p{Lu}[\p{L}'’.-]*\s+){1,3}\p{Lu}?[\p{L}'’-]+\s*[,|(:–—-]+\s*(?i:vice-?)?(?i:présidente?|juge|magistrate?|conseill|greffi|judge)|(?i:judge|juge|magistrate?|profile|profil)\s*:?\s+(?:M\.|Mme|Mr|Mrs|Ms)?\s*\p{Lu}\p{L}*\.?\s+\p{Lu}",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            composition: fields.compile(r"composition|president|conseill|magistrat|greffi|juge|assesseur|rapporteur")?,
            counted: fields.compile(
                r"(?:juges?|magistrats?|greffi(?:er|ere)s?|judges?|clerks?)_(?:etpt?|effectifs?|postes?|presents?|prevus?|manquants?|vacants?|total|count)(?:[^a-z]|$)|(?:^|[^a-z])(?:nb|nombre|effectifs?|etpt?|llm|type|fonction|qualite|grade)_(?:de_|des_)?(?:[a-z]+_)?(?:juge|magistrat|greffi|judge|president)|(?:^|[^a-z])(?:par|by|per)_(?:juge|magistrat|greffi|judge|president)",
            )?,
            counting: fields.compile(r"\b(?:count|avg|sum|collect|percentile\w*|stdev)\s*\(")?,
            model: fields.words("MODELE")?,
            weak_column: fields.compile(r"^(?:[a-z]+_)?(?:presidente?s?|conseill(?:er|ere)s?|rapporteure?s?|assesseure?s?|pdt)(?:_[a-z]+)?$")?,
            sentences: Sentences::new(fields)?,
            names: Names::new()?,
            cited: regex::Regex::new(
                r"(?:\bM\.|\bMme|\bMonsieur|\bMadame)\s+(?:\p{Lu}[\p{L}’'.-]*\s+){0,2}\p{Lu}[\p{L}’'-]+,?\s+(?i:vice-)?(?i:présidente?|conseill[eè]re?|rapporteure?|greffi[eè]re?|juge|magistrate?|assesseure?|avocate? générale?)",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            person: regex::Regex::new(
                r"^\s*(?:Hon\.|M\.|Mme|Mr|Ms|Mrs|Judge|Madame|Monsieur)?\s*(?:\p{Lu}[\p{L}’'.-]*\s+){1,3}\p{Lu}[\p{L}’'-]+\s*$",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            office_column: fields.compile(
                r"(?:^|;)\s*(?:fonctions?|qualites?|grades?|roles?|professions?|office|position)\s*(?:;|$)",
            )?,
            bearer: regex::Regex::new(
                r"(?:\bM\.|\bMme)\s+(?:le |la )(?i:juge|magistrate?|présidente?|conseill[eè]re?|greffi[eè]re?)\s+\p{Lu}[\p{L}’'-]+|\b(?:juge|magistrate?|greffi[eè]re?)\s+(?:M\.|Mme)?\s*\p{Lu}[\p{L}’'-]{2,}",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            measured_name: fields.compile(
                r"(?:^|[^a-z])(?:taux|rates?|scores?|rang|rank(?:ing)?|moyen(?:ne)?s?|average|avg|median\w*|mean|percent\w*|pourcent\w*|pct|ratio|severit\w*|clemence|leniency|bias|biais|delai\w*|stats?|statisti\w*|shares?|counts?|nombre|nb|indice|index_\w+)(?:[^a-z]|$)",
            )?,
            // A share of a sum of money is no frequency.
            shared: fields.compile(
                r"^[^.;\n]{0,20}(?:des?|de la|du|de l')\s?(?:sommes?|prix|montants?|salaires?|parts?|frais|depens|capital|loyers?|indemnit\w*|creances?|chiffre|prejudices?|honoraires|valeur|actions)",
            )?,
            other_cabinet: fields.compile(
                r"cabinets? (?:d'avocat|d'expert|d'audit|d'architecte|de conseil|de recrutement|dentaire|medica|comptable|notarial|ministeriel)",
            )?,
            ranging: fields.compile(r"(?:de|from) \d+(?:[.,]\d+)? ?%? (?:a|to) \d")?,
            reduced: fields.compile(r"(?:^|[^a-z])(?:de|by) \d+(?:[.,]\d+)? ?(?:%|pour cent|percent)")?,
            vocabulary: VOCABULARY.split_whitespace().collect(),
        })
    }

    pub fn engine(&self) -> &Engine {
        self.engine
    }

    /// Decides on a text file, whatever it is.
    pub fn assess_text(&self, name: &str, text: &str) -> Assessment {
        let format = match content::recognise(name, text.as_bytes()) {
            content::Format::Text(format) => format,
            _ => content::TextFormat::Prose,
        };
        self.assess(name, &surface::of(format, text), surface::shows_bench(text))
    }

    /// Decides on the surfaces of one file. `name` is part of the context; `decision`: the file holds the text of one.
    pub fn assess(&self, name: &str, surfaces: &[Surface], decision: bool) -> Assessment {
        let folded: Vec<Folded> =
            surfaces.iter().map(|surface| Folded::new(&surface.text)).collect();
        let cited: usize = surfaces
            .iter()
            .filter(|surface| matches!(surface.kind, Kind::Prose | Kind::Source))
            .map(|surface| self.cited.find_iter(&surface.text).take(3).count())
            .max()
            .unwrap_or(0);
        let context = Context::of(
            self,
            name,
            &folded,
            decision || holds_a_record(&folded, surfaces),
            cited > 1,
            is_one_record(&folded, surfaces),
        );
        let mut kept: Vec<(usize, Hit)> = Vec::new();
        let mut reason = None;
        for (rank, (surface, text)) in surfaces.iter().zip(&folded).enumerate() {
            for hit in self.hits_of(surface, text) {
                match self.dismiss(surface, text, &hit, &context) {
                    None => kept.push((rank, hit)),
                    Some(why) => reason = Some(why),
                }
            }
            for hit in self.named(surface, text, &context) {
                match self.dismiss(surface, text, &hit, &context) {
                    None => kept.push((rank, hit)),
                    Some(why) => reason = Some(why),
                }
            }
            for hit in self.told(surface, text, &context) {
                match self.dismiss(surface, text, &hit, &context) {
                    None => kept.push((rank, hit)),
                    Some(why) => reason = Some(why),
                }
            }
        }
        kept.extend(self.titled(surfaces, &folded));
        kept.extend(self.sampled(surfaces, &folded));
        if !kept.is_empty()
            && let Some(why) = self.reject(&kept, &folded, surfaces, &context)
        {
            kept.clear();
            reason = Some(why);
        }
        if kept.is_empty() {
            return self.unmarked(&context, reason);
        }
        self.conclude(surfaces, &folded, kept)
    }

    fn hits_of(&self, surface: &Surface, text: &Folded) -> Vec<Hit> {
        let whole = 0..text.bytes().len();
        match surface.kind {
            Kind::Header => {
                // Only the names: the line that follows the broken bar is context.
                let end = surface.text.find(surface::ASIDE).map_or(whole.end, |at| {
                    // Folding never shortens what it has read.
                    (at..=whole.end)
                        .find(|&end| text.original(&(0..end)).end >= at)
                        .unwrap_or(whole.end)
                });
                self.engine.hits(text, std::slice::from_ref(&(0..end)), |id| {
                    matches!(
                        id,
                        "PROFB-01"
                            | "PROFB-02"
                            | "PROFB-03"
                            | "PROFB-04"
                            | "PROFB-05"
                            | "PROFB-33"
                            | "PROFB-35"
                            | "PROFB-36"
                    )
                })
            }
            Kind::Label | Kind::Aside => Vec::new(),
            _ => self.engine.hits(text, &self.windows(text), |id| {
                id.starts_with("PROFB") && !matches!(id, "PROFB-01" | "PROFB-02" | "PROFB-03")
            }),
        }
    }

    /// What the names of a table or of a program show together.
    fn named(&self, surface: &Surface, text: &Folded, context: &Context) -> Vec<Hit> {
        let Ok(folded) = std::str::from_utf8(text.bytes()) else { return Vec::new() };
        let found = match surface.kind {
            Kind::Header => self.names.header(folded).into_iter().collect(),
            Kind::Source => self.names.source(folded, false),
            Kind::Prose => self.names.source(folded, true),
            Kind::Heading | Kind::Label | Kind::Aside => Vec::new(),
        };
        let of_justice = context.french + context.national > 0 || context.judicial > 1;
        found
            .into_iter()
            .filter(|(evidence, _)| evidence.identity == Identity::Strong || of_justice)
            .filter(|(_, folded)| !self.refusal.is_match(text.around(folded, 130)))
            .filter_map(|(evidence, folded)| {
                let rule = self.engine.catalogue().index(evidence.rule)?;
                let span = text.original(&folded);
                Some(Hit { rule, folded, span })
            })
            .collect()
    }

    /// What sentences say of one judge, where the file says that France is meant.
    fn told(&self, surface: &Surface, text: &Folded, context: &Context) -> Vec<Hit> {
        if matches!(surface.kind, Kind::Header | Kind::Label | Kind::Aside) {
            return Vec::new();
        }
        let in_france = context.french > 0 || context.national > 0;
        self.sentences
            .read(&surface.text, text, surface.line == 0)
            .into_iter()
            .filter(|(told, _)| match told.doubt {
                Doubt::None => true,
                Doubt::Named => in_france || (context.judicial > 0 && context.sport == 0),
                Doubt::English => in_france,
            })
            .filter_map(|(told, folded)| {
                let rule = self.engine.catalogue().index(told.rule)?;
                let span = text.original(&folded);
                Some(Hit { rule, folded, span })
            })
            .collect()
    }

    /// Whether an office is named right under a heading.
    fn office_under(&self, heading: &str, surfaces: &[Surface]) -> bool {
        surfaces.iter().filter(|surface| surface.kind == Kind::Prose).any(|surface| {
            surface.text.match_indices(heading.trim()).any(|(at, found)| {
                let start = at + found.len();
                let end = (start..=(start + 160).min(surface.text.len()))
                    .rev()
                    .find(|&end| surface.text.is_char_boundary(end))
                    .unwrap_or(start);
                self.judge.is_match(Folded::new(&surface.text[start..end]).bytes())
            })
        })
    }

    /// Whether a page shows figures, and not the bare frame of a profile (PROFB-37).
    fn shows_figures(surfaces: &[Surface]) -> bool {
        let page = surfaces.iter().any(|surface| surface.kind == Kind::Heading);
        let figure = |text: &str| {
            text.split(|c: char| !c.is_ascii_digit())
                .filter_map(|digits| digits.parse::<u32>().ok())
                .any(|number| number > 0 && !(1_900..2_100).contains(&number))
        };
        let template = |text: &str| ["{{", "${", "{%", "<%"].iter().any(|mark| text.contains(mark));
        !page
            || surfaces
                .iter()
                .filter(|surface| matches!(surface.kind, Kind::Prose | Kind::Label | Kind::Source))
                .any(|surface| {
                    template(&surface.text)
                        || (surface.kind != Kind::Source && figure(&surface.text))
                })
    }

    /// A page whose title is a person and an office: a page about a judge, measured or not.
    fn titled(&self, surfaces: &[Surface], folded: &[Folded]) -> Option<(usize, Hit)> {
        let mut headings =
            surfaces.iter().zip(folded).enumerate().filter(|(_, (surface, text))| {
                surface.kind == Kind::Heading
                    && ((self.person_heading.is_match(&surface.text)
                        && self.judge.is_match(text.bytes()))
                        || (self.person.is_match(&surface.text)
                            && self.office_under(&surface.text, surfaces)))
            });
        let (rank, (surface, text)) = headings.next()?;
        let measured = Self::shows_figures(surfaces)
            && surfaces.iter().zip(folded).any(|(other, text)| {
                let short = |line: &[u8]| {
                    line.len() < 48 && (contains(line, b"%") || self.outcome_label.is_match(line))
                };
                match other.kind {
                    Kind::Label => short(text.bytes()) || self.outcome_label.is_match(text.bytes()),
                    Kind::Prose => text.bytes().split(|&byte| byte == b'\n').any(short),
                    _ => false,
                }
            });
        let id = if measured { "PROFB-18" } else { "PROFB-13" };
        let rule = self.engine.catalogue().index(id)?;
        Some((rank, Hit { rule, folded: 0..text.bytes().len(), span: 0..surface.text.len() }))
    }

    /// A table that measures, whose first rows name judges with their office (« Mme la juge N. »), or give the office in a column
    /// of its own.
    fn sampled(&self, surfaces: &[Surface], folded: &[Folded]) -> Option<(usize, Hit)> {
        let told = |rank: usize, by: &dyn Fn(usize) -> bool| {
            surfaces
                .iter()
                .enumerate()
                .skip(rank + 1)
                .take_while(|(_, surface)| surface.kind != Kind::Header)
                .any(|(other, surface)| {
                    matches!(surface.kind, Kind::Aside | Kind::Label) && by(other)
                })
        };
        let (rank, _) = surfaces.iter().enumerate().find(|(rank, surface)| {
            let names = folded[*rank].bytes();
            surface.kind == Kind::Header
                && std::str::from_utf8(names).is_ok_and(|names| self.names.is_measured(names))
                && (told(*rank, &|other| self.bearer.is_match(&surfaces[other].text))
                    || (self.office_column.is_match(names)
                        && told(*rank, &|other| self.judge.is_match(folded[other].bytes()))))
        })?;
        let rule = self.engine.catalogue().index("PROFB-03")?;
        let end = folded[rank].bytes().len();
        Some((rank, Hit { rule, folded: 0..end, span: 0..surfaces[rank].text.len() }))
    }

    /// Ranges around words that name a judge, cut at lines.
    fn windows(&self, text: &Folded) -> Vec<Range<usize>> {
        let bytes = text.bytes();
        let mut windows: Vec<Range<usize>> = Vec::new();
        for found in self.anchors.find_iter(bytes) {
            let low = found.start().saturating_sub(REACH);
            let high = (found.end() + REACH).min(bytes.len());
            let start = memchr::memchr(b'\n', &bytes[low..found.start()])
                .filter(|_| low > 0)
                .map_or(low, |at| low + at + 1);
            let end = memchr::memrchr(b'\n', &bytes[found.end()..high])
                .filter(|_| high < bytes.len())
                .map_or(high, |at| found.end() + at);
            match windows.last_mut() {
                Some(last) if last.end >= start => last.end = last.end.max(end),
                _ => windows.push(start..end),
            }
        }
        windows
    }

    /// Why one hit does not count, if it does not.
    fn dismiss(
        &self,
        surface: &Surface,
        text: &Folded,
        hit: &Hit,
        context: &Context,
    ) -> Option<&'static str> {
        let id = self.engine.id(hit.rule);
        let bytes = text.bytes();
        let matched = &bytes[hit.folded.clone()];
        if id == "PROFB-02" {
            return None;
        }
        if surface.kind == Kind::Header
            && bytes.len() < LONGEST_HEADER
            && matches!(id, "PROFB-01" | "PROFB-03")
            && std::str::from_utf8(bytes).is_ok_and(|text| {
                self.names.other_sense(text, &hit.folded, context.french + context.national > 0)
            })
        {
            return Some("autre sens du mot");
        }
        if id == "PROFB-01" && self.counted.is_match(text.around(&hit.folded, 16)) {
            return Some("effectif ou autre sens du mot");
        }
        let plural = |word: &[u8]| contains(matched, word);
        if id == "PROFB-01"
            && surface.kind == Kind::Header
            && (plural(b"magistrats") || plural(b"juges") || plural(b"greffiers"))
            && self.staffing.is_match(bytes)
        {
            return Some("ratio d'effectifs, qui ne désigne personne");
        }
        if id == "PROFB-23"
            && (self.shared.is_match(after_percent(bytes, &hit.folded))
                || (self.reduced.is_match(matched)
                    && !self.ranging.is_match(matched)
                    && !contains(matched, b"fois")))
        {
            return Some("part d'une somme, et non fréquence");
        }
        const WORKLOAD: [&[u8]; 4] =
            [b"taux d'affaires", b"affaires nouvelles", b"affaires terminees", b"affaires par "];
        if WORKLOAD.iter().any(|words| contains(matched, words)) {
            return Some("ratio d'effectifs, qui ne désigne personne");
        }
        let line = sentence(bytes, &hit.folded, surface.kind);
        if self.refusal.is_match(line) {
            return Some("la phrase dit ce que le produit ne fait pas");
        }
        let prose = is_prose_rule(id) || surface.kind == Kind::Prose;
        if prose && self.sentences.names_another_office(line) && !contains(line, b"magistrat") {
            return Some("autre sens du mot « président » ou « conseiller »");
        }
        if prose && self.recall.is_match(text.around(&hit.folded, RECALL)) {
            return Some("rappel de l'interdiction");
        }
        let french = context.french > 0;
        let machine = context.machine || (context.model && !french);
        if machine && !self.native.is_match(matched) {
            return Some("évaluation d'un modèle par un autre");
        }
        if contains(matched, b"llm")
            || contains(line, b"as-a-judge")
            || contains(text.around(&hit.folded, 12), b"juge_commissaire")
        {
            return Some("autre sens du mot « juge »");
        }
        if id == "PROFB-35" && self.other_cabinet.is_match(text.around(&hit.folded, 40)) {
            return Some("cabinet qui n'est pas celui d'un juge");
        }
        if id == "PROFB-01" && context.record {
            return Some("mention légale de composition");
        }
        if matches!(id, "PROFB-05" | "PROFB-06" | "PROFB-19" | "PROFB-28" | "PROFB-31" | "PROFB-35")
            && self.staffing.is_match(text.around(&hit.folded, 300))
        {
            return Some("ratio d'effectifs, qui ne désigne personne");
        }
        None
    }

    /// Why a file's hits are all rejected, if they are: another field, another country, a page that recalls the law.
    fn reject(
        &self,
        kept: &[(usize, Hit)],
        folded: &[Folded],
        surfaces: &[Surface],
        context: &Context,
    ) -> Option<&'static str> {
        let texts =
            || kept.iter().map(|(rank, hit)| (&folded[*rank].bytes()[hit.folded.clone()], hit));
        let identity = |hit: &Hit| elements_of(self.engine.id(hit.rule)).has(Elements::IDENTITY);
        if !kept.iter().any(|(_, hit)| identity(hit)) {
            return Some("mesure sans identité : statistiques non nominatives");
        }
        let professional =
            texts().any(|(text, _)| contains(text, b"magistrat") || contains(text, b"greffi"));
        if context.sport > 0
            && context.french == 0
            && !professional
            && context.sport >= context.judicial.min(3)
        {
            return Some("autre domaine : sport, concours, exposition");
        }
        if context.foreign > 0 && context.foreign >= context.french + 2 * context.national {
            return Some("droit étranger");
        }
        let weak = texts().filter(|(_, hit)| identity(hit)).all(|(text, hit)| {
            self.engine.id(hit.rule) == "PROFB-01" && self.weak_column.is_match(text)
        });
        // « Juge », « magistrat », « greffier » are French offices where nothing speaks of another field.
        let offices = professional || texts().any(|(text, _)| self.office.is_match(text));
        // A table that judges fill may be that of any contest; a program, a path or a page that says « juge » is less so.
        let tabled = kept.iter().all(|(rank, _)| surfaces[*rank].kind == Kind::Header);
        let elsewhere = context.sport > 0
            || context.foreign > 0
            || context.machine
            || (context.model && context.french == 0);
        let known = context.french > 0
            || context.national > 0
            || context.judicial >= if weak { 2 } else { 1 }
            || (offices && (professional || !tabled) && !elsewhere);
        if !known {
            return Some("hors contexte judiciaire français");
        }
        let only_prose = kept.iter().all(|(rank, hit)| {
            surfaces[*rank].kind == Kind::Prose && is_prose_rule(self.engine.id(hit.rule))
        });
        if only_prose && context.recalls && !context.offers {
            return Some("page qui rappelle la loi, sans rien proposer");
        }
        None
    }

    fn unmarked(&self, context: &Context, reason: Option<&'static str>) -> Assessment {
        let mut elements = Elements::default();
        if context.composition {
            elements = elements.with(Elements::IDENTITY);
        }
        if context.french > 0 || context.national > 0 {
            elements = elements.with(Elements::CONTEXT);
        }
        let level = if context.decision { Level::Info } else { Level::None };
        Assessment { level, elements, rule_ids: Vec::new(), marks: Vec::new(), dismissed: reason }
    }

    fn conclude(
        &self,
        surfaces: &[Surface],
        folded: &[Folded],
        kept: Vec<(usize, Hit)>,
    ) -> Assessment {
        let mut all = Elements::CONTEXT;
        let mut level = Level::None;
        let page_measures = surfaces
            .iter()
            .zip(folded)
            .filter(|(surface, _)| matches!(surface.kind, Kind::Label | Kind::Header))
            .any(|(_, text)| self.outcome_label.is_match(text.bytes()))
            && Self::shows_figures(surfaces);
        let measured_table = |rank: usize| {
            kept.iter().any(|(other, hit)| *other == rank && self.engine.id(hit.rule) == "PROFB-02")
        };
        for (rank, hit) in &kept {
            let id = self.engine.id(hit.rule);
            let mut elements = elements_of(id);
            let around = folded[*rank].around(&hit.folded, 300);
            let structure = elements.has(Elements::IDENTITY.with(Elements::STRUCTURE));
            let measured = structure
                && (measured_table(*rank)
                    || (surfaces[*rank].kind == Kind::Header
                        && self.is_measured(folded[*rank].bytes()))
                    || (matches!(id, "PROFB-13" | "PROFB-16" | "PROFB-17" | "PROFB-20")
                        && page_measures)
                    || (id == "PROFB-09" && self.counting.is_match(around))
                    || (id == "PROFB-14"
                        && self.measured_name.is_match(body(folded[*rank].bytes(), &hit.folded))));
            if measured {
                elements = elements.with(Elements::MEASURE);
            }
            level = level.max(level_of(elements));
            all = all.with(elements);
        }
        let lines: Vec<Mark> = kept
            .iter()
            .take(MOST_MARKS)
            .map(|(rank, hit)| Mark {
                rule_id: self.engine.id(hit.rule).to_owned(),
                line: match surfaces[*rank].line {
                    0 => 0,
                    first => first - 1 + surface::line_of(&surfaces[*rank].text, hit.span.start),
                },
                structure: self.structure(&folded[*rank].bytes()[hit.folded.clone()]),
            })
            .collect();
        let ids: BTreeSet<String> =
            kept.iter().map(|(_, hit)| self.engine.id(hit.rule).to_owned()).collect();
        let mut marks: Vec<Mark> = Vec::new();
        for mark in lines {
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        Assessment {
            level,
            elements: all,
            rule_ids: ids.into_iter().collect(),
            marks,
            dismissed: None,
        }
    }

    /// Whether the headings of a table, in plain words, announce a measure of outcomes.
    fn is_measured(&self, names: &[u8]) -> bool {
        let end = memchr::memmem::find(names, surface::ASIDE.as_bytes()).unwrap_or(names.len());
        memchr::memchr(b'%', &names[..end]).is_some() || self.outcome_label.is_match(&names[..end])
    }

    /// The words of the fields in what a rule matched; everything else, names included, becomes « … ».
    fn structure(&self, matched: &[u8]) -> String {
        let mut out = String::new();
        for word in matched.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_') {
            let text = String::from_utf8_lossy(word).into_owned();
            let known = !text.is_empty()
                && text.split('_').all(|part| part.is_empty() || self.vocabulary.contains(part));
            let shown = if known { text.as_str() } else { "…" };
            let repeated = shown == "…" && out.ends_with('…');
            if !text.is_empty() && !repeated {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(shown);
            }
        }
        out
    }
}

/// The level of a combination of elements, the context being French (catalogue, section 5.2).
fn level_of(elements: Elements) -> Level {
    let [identity, structure, measure, purpose] =
        [Elements::IDENTITY, Elements::STRUCTURE, Elements::MEASURE, Elements::PURPOSE];
    if elements.has(identity.with(structure).with(measure)) || elements.has(identity.with(purpose))
    {
        Level::Critique
    } else if elements.has(identity.with(structure)) {
        Level::Majeur
    } else {
        Level::None
    }
}

/// What a declaration holds: up to the brace that closes it, the next declaration, or so many bytes.
fn body<'t>(bytes: &'t [u8], declared: &Range<usize>) -> &'t [u8] {
    const LONGEST: usize = 1_500;
    let end = (declared.start + LONGEST).min(bytes.len());
    let rest = &bytes[declared.start..end];
    let braced = memchr::memchr(b'{', rest).zip(memchr::memchr(b'\n', rest).or(Some(rest.len())));
    if braced.is_some_and(|(brace, line)| brace < line) {
        let mut depth = 0_usize;
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return &rest[..at];
            }
        }
        return rest;
    }
    let first = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    let next = [&b"\nclass "[..], b"\ndef ", b"\ntype ", b"\n\n\n"]
        .iter()
        .filter_map(|mark| memchr::memmem::find(&rest[first.min(rest.len())..], mark))
        .min();
    next.map_or(rest, |at| &rest[..first + at])
}

/// Rules that read sentences rather than structures.
fn is_prose_rule(id: &str) -> bool {
    matches!(
        id,
        "PROFB-10"
            | "PROFB-21"
            | "PROFB-22"
            | "PROFB-23"
            | "PROFB-24"
            | "PROFB-25"
            | "PROFB-26"
            | "PROFB-27"
            | "PROFB-28"
            | "PROFB-29"
            | "PROFB-30"
            | "PROFB-31"
            | "PROFB-32"
            | "PROFB-35"
            | "PROFB-36"
    )
}

/// What follows the last percentage of a match.
fn after_percent<'t>(bytes: &'t [u8], hit: &Range<usize>) -> &'t [u8] {
    let matched = &bytes[hit.clone()];
    match memchr::memrchr(b'%', matched) {
        Some(at) => &bytes[hit.start + at + 1..(hit.start + at + 61).min(bytes.len())],
        None => &[],
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}

/// The sentence, or the line of a program, in which a hit stands.
fn sentence<'t>(bytes: &'t [u8], hit: &Range<usize>, kind: Kind) -> &'t [u8] {
    let ends = |at: usize| {
        let byte = bytes[at];
        let next_is_blank = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        byte == b'\n'
            || (kind != Kind::Source && matches!(byte, b'.' | b'!' | b'?') && next_is_blank)
    };
    let low = hit.start.saturating_sub(300);
    let start = (low..hit.start).rev().find(|&at| ends(at)).map_or(low, |at| at + 1);
    let high = (hit.end + 300).min(bytes.len());
    let end = (hit.end.min(high)..high).find(|&at| ends(at)).unwrap_or(high);
    &bytes[start..end]
}

/// What the whole file says about its field.
struct Context {
    french: usize,
    national: usize,
    judicial: usize,
    machine: bool,
    model: bool,
    sport: usize,
    foreign: usize,
    recalls: bool,
    offers: bool,
    composition: bool,
    decision: bool,
    /// The file is one object, and that object is a decision.
    record: bool,
}

impl Context {
    /// `decision`: the file holds one; `cited`: it cites members of a bench, which is a legal mention where France is meant.
    fn of(
        profiler: &Profiler<'_>,
        name: &str,
        folded: &[Folded],
        decision: bool,
        cited: bool,
        record: bool,
    ) -> Self {
        let name = Folded::new(name);
        let texts = || std::iter::once(&name).chain(folded).map(Folded::bytes);
        let distinct = |pattern: &Regex| {
            let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
            for text in texts() {
                for found in pattern.find_iter(text).take(200) {
                    seen.insert(found.as_bytes().to_ascii_lowercase());
                }
            }
            let trimmed: BTreeSet<Vec<u8>> = seen
                .into_iter()
                .map(|word| {
                    word.trim_ascii().iter().copied().filter(u8::is_ascii_alphanumeric).collect()
                })
                .collect();
            trimmed.len()
        };
        let any = |pattern: &Regex| texts().any(|text| pattern.is_match(text));
        let french = distinct(&profiler.french);
        let national = distinct(&profiler.national);
        let judicial = distinct(&profiler.judicial);
        let cites = cited && (french > 0 || national > 0 || judicial > 1);
        Self {
            french,
            national,
            judicial,
            machine: any(&profiler.machine),
            model: any(&profiler.model),
            sport: distinct(&profiler.sport),
            foreign: distinct(&profiler.foreign),
            recalls: any(&profiler.recall),
            offers: any(&profiler.offer),
            composition: decision || any(&profiler.composition) || any(&profiler.judge),
            decision: decision || cites,
            record,
        }
    }
}

/// Whether an object has the keys of one decision and of its bench.
fn holds_a_record(folded: &[Folded], surfaces: &[Surface]) -> bool {
    let headers = surfaces.iter().zip(folded).filter(|(surface, _)| surface.kind == Kind::Header);
    headers.map(|(_, text)| text.bytes()).any(|names| {
        contains(names, b"composition")
            && (contains(names, b"ecli") || contains(names, b"decision_date"))
            || (is_a_record(names) && contains(names, b"president"))
    })
}

/// Whether a file holds one decision and no table: the bench is mentioned, and nothing is indexed.
fn is_one_record(folded: &[Folded], surfaces: &[Surface]) -> bool {
    let tabled = surfaces.iter().any(|surface| surface.kind == Kind::Aside);
    let headers: Vec<&[u8]> = surfaces
        .iter()
        .zip(folded)
        .filter(|(surface, _)| surface.kind == Kind::Header)
        .map(|(_, text)| text.bytes())
        .collect();
    !tabled && headers.len() < 3 && headers.iter().any(|names| is_a_record(names))
}

/// Whether columns or keys are those of one decision as courts publish it: its bench is a legal mention.
fn is_a_record(names: &[u8]) -> bool {
    const KEYS: [&[u8]; 9] = [
        b"ecli",
        b"date",
        b"solution",
        b"formation",
        b"juri",
        b"chambe",
        b"chambre",
        b"number",
        b"numero",
    ];
    let table = names.starts_with(b"table ");
    !table && KEYS.iter().filter(|key| contains(names, key)).count() > 2
}

/// Words that may be written in a mark: none is a name.
const VOCABULARY: &str = "juge juges magistrat magistrate magistrats magistrates greffier greffiere greffiers greffieres judge judges \
 clerk clerks president presidente presidents pdt rapporteur rapporteure conseiller conseillere assesseur jaf jex jld jcp \
 nom noms prenom prenoms name names id ids uid slug cle key hash md5 sha sha1 sha256 pseudo anon token identite full raw keyword \
 taux rate rates score scores ratio pct moy moyenne moyen avg mean median mediane rank ranking rang classement nb nombre count \
 stats stat statistiques statistics analytics severite severity clemence leniency biais bias profil profils profile profiles \
 tendance tendances prediction predictions proba indice part share acceptation accueil rejet rejets infirmation confirmation \
 condamnation cassation relaxe grant denial reversal win success decisions decision arrets arret jugements affaires dossiers cases \
 rulings montant montants indemnite indemnites duree delai delais award awards damages favorable group by groupby partition over \
 select from join where order having sum as on table create index view type query terms field aggs aggregations cardinality \
 pivot pivot_table value_counts crosstab summarise summarize breakout aggregate rollup cube facet facets path get post api v1 v2 \
 par per selon le la les du de des d un une ce cette ces chaque votre chacun each every this your the of for to a in with devant \
 plus moins severe severes clement clemente favorables lent rapide laxiste repressif genereux souple comparer comparez compare \
 compares comparing rank ranks ranking evaluer evaluate predict predicts prediction noter notez note avis sur analyse analyser \
 fiche fiches page pages alerte alertes suivre abonner index annuaire onglet filtrer rechercher recherche search filter \
 list get_decisions palmares barometre top portrait habitudes historique cartographie chances probabilite pronostic \
 linkedin annuaires nomination nominations decret decrets jorf chambre cabinet composition trio binome college formation \
 nominative nominatif juridiction cour tribunal title label displayname h1 h2 h3 input select option name placeholder person jobtitle \
 one hot onehot encoder features feature embedding categorical ville nac location chamber jurisdiction date solution match merge \
 rendue rendues rendu par outcome outcomes delibere productivite charge rendement stock presiding reporting individual french";
