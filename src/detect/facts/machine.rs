//! The expressions of the rules made ready, and the words that wake them.
//!
//! Must not know a text.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use crate::document::tokens::fold;

use super::expression::{Expression, Found};
use super::lexicon::{self, files};
use super::rules::{RULES, Rule};
use super::wake::Wakes;

/// A rule ready to run.
pub(super) struct Compiled {
    pub rule: &'static Rule,
    pub expression: Expression,
    /// What makes a match void.
    unless: Vec<Finder<'static>>,
    /// The group of each long gap and its bytes at most.
    gaps: Vec<(String, usize)>,
}

pub(super) struct Machine {
    pub wakes: Wakes,
    pub rules: Vec<Compiled>,
    pub offence: Expression,
    pub surface: Expression,
    pub trade_end: Expression,
    pub at_work: Expression,
    /// Those that are no rule's, and are looked for as a rule is.
    pub others: [Expression; other::PATTERNS.len()],
    pub partner: Expression,
    /// Offices, which are no trades though the list of trades has some.
    pub offices: FxHashSet<String>,
    /// First words of the trades of the list.
    pub trades: FxHashSet<String>,
    nationalities: FxHashSet<String>,
    nationality_forms: Vec<(String, String)>,
}

/// Complements of an offence.
const OFFENCE: &str = r"\b(?P<v><OFFENCE>(?: (?:par conjoint|par concubin|par ascendant|sur conjoint|sur concubin|sur ascendant|en recidive|en reunion|en bande organisee|aggravee?s?|habituelles?|sur mineure?s?(?: de (?:moins de )?1[58] ans)?|sur personne vulnerable|avec arme|sur personne depositaire de l'autorite publique|de stupefiants|en etat de recidive legale|sur un mineur(?: de 1[58] ans)?))*)\b";

const SURFACE: &str =
    r"^[^.;\x0f]{0,60}?(?P<v>\d{1,3}(?: \d{3})*(?:,\d+)?) ?(?:m2\b|metres? carres?)";

/// Words that end the name of a trade.
const TRADE_END: &str = r"(?: a compter| a partir| a temps| a mi-temps| a plein| a l'| a la | au (?:sein|service|salaire|coefficient|statut|forfait|dernier|niveau|profit|cours)| aupres| avec| chez| coefficient| dans | depuis| du \x0e| en (?:vertu|contrat|dernier|cdi|cdd|date|application|vue|[12]\d{3})| echelon| et (?:a|avait|percev\w+|etait|est|en|le|la|que|qu|son|sa|pour) | groupe| jusqu| le | la (?:societe|sas|sarl)| moyennant| niveau| par | pour | puis | qualification| selon| sous | statut| suivant| sur | qui | que | dont | position| remuner| est | etait | sont | soit | lorsqu| de la (?:societe|sas|sarl|sa )| de l'(?:entreprise|association)| contre | pendant| classe | categorie| a ete | il | elle | ou il| ou elle| un | une | n'| ne | aux termes| au$| de$| et$| a$|, )";

/// A relative of someone, as the subject of what follows.
const RELATIVE: &str = r"\b(?:son|sa|ses|leur|leurs|une?|avec) (?:ex-)?(?:mari|epoux|epouse|femme|conjointe?|compagne|compagnon|pere|mere|parents|fils|fille|frere|soeur|oncle|tante|cousine?|beau-pere|belle-mere|grand-pere|grand-mere|voisine?|collegue|medecin|concubine?|nouvelle compagne)(?:,| qui)? ?(?:est |sont |etait |etaient |a ete |alors |elle-meme |lui-meme |aussi )*$";

/// A relative of whom something is said without a name: `son fils aîné, atteint de`, `sa mère souffre d'un`.
const UNNAMED: &str = r"(?:(?:^|[,;] |\bet |\bque |\bdont |\bsi )(?:son|sa|leur) (?:ex-)?(?:mari|epoux|epouse|femme|conjointe?|compagne|compagnon|pere|mere|fils|fille|enfant|frere|soeur)\b(?: (?:aine|cadet|mineur|majeur|unique)e?)?(?:,|,? qui| de \d+ ans| est| etait| a ete| souffr| attein| present)|\b(?:de|a|avec|par|pour|chez) (?:son|sa|leur) (?:ex-)?(?:mari|epoux|epouse|femme|conjointe?|compagne|compagnon|pere|mere|fils|fille|enfant|frere|soeur)\b(?: (?:aine|cadet|mineur|majeur|unique)e?)?(?:,? qui (?:est|etait|souffre|a)|, (?:atteinte?|souffrante?|agee?|nee?|malade|handicapee?)| de \d+ ans))[^.;<P>]{0,50}$";

/// What speaks of the law, of other cases or of anyone.
const GENERAL: &str = r"il est de jurisprudence|^jug(?:e|ee?s?) qu|a (?:deja |ainsi |notamment )?juge qu|\((?:[123]e )?(?:soc|civ|crim|com|ass|ch)\b ?[.,0-9]|\bl(?:'|es )articles? [^;<P>]{0,90}(?:dispos|prevoi|enonc|impos|ouvre|permet|subordonn)|(?:aux termes|en application|en vertu|au sens|selon|vu) (?:de |d')?(?:l'|les |des )(?:articles?|dispositions|alinea)|\b(?:est|sont) punie?s?\b|\btoute? (?:salariee?|employeur|personne|etranger|preneur|enfant)|\ble salarie qui\b|\bcelui qui\b|\bcelle qui\b|\bquiconque\b|\bil (?:en )?resulte (?:d\'autre part |d\'une part |ainsi )?(?:de ce|que|qu\'|des (?:articles|dispositions|textes))|\bla loi\b|\ble bareme\b|^(?:lorsqu|quand|des lors qu|si)(?:e|'| )|\blorsque (?:l'interessee?|l'etranger|la personne|le prevenu|la prevenue|le condamne|le salarie|la salariee)\b|\bpour une? (?:homme|femme)\b|^une? (?:homme|femme|salariee?) ";

/// A hypothesis: nothing of it is a fact.
const HYPOTHESIS: &str =
    r"^(?:mais |et |que |or )?(?:si |s'|a supposer|quand bien meme|meme si )[^;]*r(?:ait|aient)\b";

/// Someone just after « marié », « divorcé »: `mariée le … à … avec <P>`.
const PARTNER: &str = r"^(?: depuis| en| le| a| au| aux| civilement|,| religieusement| [a-z-]+ois|<D>|<L>| <D>| <L>| <Y>| \(| \)| [a-z-]{3,20})*? (?:avec|a|de|d') ?(?P<p><P>)";

/// `son ex-épouse, <P>`, `leurs enfants <P>`, `sa mère, <P>`.
const POSSESSED: &str = r"\b(?P<d>son|sa|ses|leurs?|une?) (?:\d{1,2} )?(?P<ex>ex-|ancien(?:ne)? )?(?:premier |premiere |seconde? |nouvelle |nouveau |defunte? |jeune |propre |futurs? )*(?P<k>epoux|epouse|mari|femme|veuve|veuf|conjointe?|compagne|compagnon|concubine?|fils|filles?|enfants?|mere|pere|parents)(?: (?:mineure?s?|majeure?s?|ainee?s?|cadets?|cadette|uniques?|communs?|prenommee?s?|survivante?))*,?(?: :)? ?\(?(?P<p><P>)";

/// `<P>, époux de <P>`, `<P> et <P>, parents de <P>`.
const OF: &str = r"<P>,? (?:est |sont |etait |etaient |, )?(?:le |la |l'|les )?(?P<ex>ex-|ancien(?:ne)? )?(?P<k>epoux|epouse|mari|femme|conjointe?|compagne|compagnon|concubine?|fils|fille|mere|pere|parents) (?:de |d'|des enfants |de l'enfant )(?P<p><P>)";

/// `de leur union sont nés : <P>, le …`: children of those whom the text speaks of.
const BORN: &str = r"(?:unions?|mariage|relations?|concubinage|couple|vie commune)\b[^.;]{0,80}(?:sont|est) (?:nes?|nees?|issue?s?)\b(?: \d{1,2}| une?)?(?: enfants?)? ?:? ?(?:- ?)?(?P<p><P>)|(?:sont|est) (?:nes?|nees?|issue?s?)[^.;<P>]{0,60}enfants? ?: ?(?:- ?)?(?P<q><P>)";

/// `<P>, issu de l'union de <P> et de <P>`.
const ISSUE: &str = r"(?P<p><P>),? (?:est |\()?(?:ne|nee|issue?)\b[^.;<P>]{0,70}(?:relations?|unions?|mariage|concubinage|liaison) (?:de |d'|entre )(?P<q><P>)";

/// `<P>, son épouse`, `<P>, son fils unique`: the kinship after the name.
const AFTER: &str = r"(?P<p><P>),? (?:qui est )?(?:son|sa) (?P<ex>ex-)?(?P<k>epoux|epouse|mari|femme|conjointe?|compagne|compagnon|concubine?|fils|fille|mere|pere)(?: (?:unique|ainee?|cadet|cadette|mineure?|majeure?|survivante?))?(?:[,.;)]| et | est |$)";

/// `<P> vit maritalement avec <P>`.
const TOGETHER: &str = r"(?:en couple|viv(?:re|ant|ait) maritalement|vit maritalement|vie maritale|en concubinage|en union libre|en menage|vie commune) avec (?P<p><P>)";

/// Words of work, which make a trade of what « en qualité de » introduces.
const AT_WORK: &str = r"\b(?:embauche|engage|recrute|employe|promu|affecte|occup|exerc|licencie|contrat de travail|contrat a duree|travaill)[a-z]*\b|(?:fonctions?|emploi|poste|qualification|metier) ?: ?$";

/// Expressions that are no rule's, by rank.
pub(super) mod other {
    pub const GENERAL: usize = 0;
    pub const HYPOTHESIS: usize = 1;
    pub const POSSESSED: usize = 2;
    pub const OF: usize = 3;
    pub const BORN: usize = 4;
    pub const ISSUE: usize = 5;
    pub const AFTER: usize = 6;
    pub const TOGETHER: usize = 7;
    /// From there on, looked for in the last words before a match.
    pub const RELATIVE: usize = 8;
    pub const UNNAMED: usize = 9;

    pub(super) const PATTERNS: [&str; 10] = [
        super::GENERAL,
        super::HYPOTHESIS,
        super::POSSESSED,
        super::OF,
        super::BORN,
        super::ISSUE,
        super::AFTER,
        super::TOGETHER,
        super::RELATIVE,
        super::UNNAMED,
    ];
}

pub(super) static MACHINE: LazyLock<Machine> = LazyLock::new(|| {
    let nationality_forms: Vec<(String, String)> = lexicon::lines(files::NATIONALITIES)
        .flat_map(|line| {
            let feminine = line[0].to_owned();
            [(fold(line[0]), feminine.clone()), (fold(line[1]), feminine)]
        })
        .collect();
    let rules: Vec<Compiled> = RULES.iter().map(Compiled::new).collect();
    let others = other::PATTERNS.map(Expression::new);
    let expressions = rules.iter().map(|rule| &rule.expression).chain(&others);
    Machine {
        wakes: Wakes::new(expressions, RULES.len() + other::RELATIVE),
        rules,
        others,
        offence: Expression::new(OFFENCE),
        surface: Expression::new(SURFACE),
        trade_end: Expression::new(TRADE_END),
        at_work: Expression::new(AT_WORK),
        partner: Expression::new(PARTNER),
        offices: lexicon::lines(files::ROLES).map(|line| lexicon::stream_form(line[0])).collect(),
        trades: lexicon::lines(files::PROFESSIONS)
            .map(|line| {
                lexicon::stream_form(line[0])
                    .split([' ', '-'])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect(),
        nationalities: nationality_forms.iter().map(|(form, _)| form.clone()).collect(),
        nationality_forms,
    }
});

/// A long gap of an expression.
struct Gap {
    /// Where its class of bytes is written, and the bound after it.
    class: Range<usize>,
    bound: Range<usize>,
    longest: usize,
}

/// The long gaps of an expression.
///
/// A repeat that counts (`{0,90}`) costs a state a step. It is compiled without its bound, as a group, and a match
/// whose gap is too long is left afterwards.
fn gaps(pattern: &str) -> impl Iterator<Item = Gap> {
    pattern.match_indices("]{0,").filter_map(|(at, opening)| {
        let from = at + opening.len();
        let end = from + pattern[from..].find('}')?;
        let longest = pattern[from..end].parse().ok().filter(|&longest| longest >= 40)?;
        Some(Gap { class: pattern[..at].rfind('[')?..at + 1, bound: at + 1..end + 1, longest })
    })
}

/// The expression with a group `g0`, `g1`… in place of each long gap.
fn unbounded(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut from = 0;
    for (rank, gap) in gaps(pattern).enumerate() {
        out.push_str(&pattern[from..gap.class.start]);
        let lazy = if pattern[gap.bound.end..].starts_with('?') { "?" } else { "" };
        out.push_str(&format!("(?P<g{rank}>{}*{lazy})", &pattern[gap.class]));
        from = gap.bound.end + lazy.len();
    }
    out.push_str(&pattern[from..]);
    out
}

/// Every expression, with its pattern: for tests.
pub(super) fn expressions() -> impl Iterator<Item = (&'static Expression, &'static str)> {
    let rules = MACHINE.rules.iter().map(|rule| (&rule.expression, rule.rule.pattern));
    let others = [
        (&MACHINE.offence, OFFENCE),
        (&MACHINE.surface, SURFACE),
        (&MACHINE.trade_end, TRADE_END),
        (&MACHINE.at_work, AT_WORK),
        (&MACHINE.partner, PARTNER),
    ];
    rules.chain(MACHINE.others.iter().zip(other::PATTERNS)).chain(others)
}

impl Compiled {
    fn new(rule: &'static Rule) -> Self {
        let gaps = gaps(rule.pattern).enumerate();
        let gaps = gaps.map(|(rank, gap)| (format!("g{rank}"), gap.longest)).collect();
        let unless = rule.unless.iter().map(|words| Finder::new(words.as_bytes())).collect();
        Self { rule, expression: Expression::new(&unbounded(rule.pattern)), unless, gaps }
    }

    /// Whether a match holds words that make it void.
    pub fn is_void(&self, whole: &[u8]) -> bool {
        self.unless.iter().any(|words| words.find(whole).is_some())
    }

    /// Whether no gap of a match is too long.
    pub fn holds_together(&self, found: &Found<'_>) -> bool {
        self.gaps
            .iter()
            .all(|(group, longest)| found.name(group).is_none_or(|gap| gap.len() <= *longest))
    }
}

impl Machine {
    pub fn nationality(&self, written: &str) -> Option<String> {
        if !self.nationalities.contains(written) {
            return None;
        }
        self.nationality_forms
            .iter()
            .find(|(form, _)| form == written)
            .map(|(_, feminine)| feminine.clone())
    }
}
