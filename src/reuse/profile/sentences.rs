//! Sentences that say of one judge or clerk what she decides, how often, or what she will decide.
//!
//! Rules hold expressions for set phrases; a sentence can say the same in any order. Here its parts are looked for apart:
//! who is meant, what is done, how often, what is foretold. Must keep no name: a sentence gives a rule and a place.

use std::ops::Range;

use regex::bytes::Regex;

use super::super::ReuseError;
use super::super::fields::Fields;
use super::super::fold::Folded;

/// What a sentence amounts to: the rule that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub rule: &'static str,
    /// The person is meant by a name or by an English word alone: the file itself must say that France is meant.
    pub unsure: bool,
}

/// The parts of such sentences, compiled.
pub(super) struct Sentences {
    office: Regex,
    designated: Regex,
    asked: Regex,
    each: Regex,
    named: regex::Regex,
    acts: Regex,
    often: Regex,
    measured: Regex,
    usual: Regex,
    compared: Regex,
    foretold: Regex,
    portrayed: Regex,
    own: Regex,
    listed: Regex,
    of_money: Regex,
    other_president: Regex,
    english: Regex,
    pronoun: Regex,
}

impl Sentences {
    pub(super) fn new(fields: &Fields) -> Result<Self, ReuseError> {
        const OFFICE: &str = "(?:(?:JUGE)|presidente?s?|conseill(?:er|ere)s?)";
        let compile = |pattern: &str| fields.compile(&pattern.replace("OFFICE", OFFICE));
        Ok(Self {
            office: compile("(?:B)OFFICE(?:E)")?,
            designated: compile(
                r"(?:B)(?:ce|cet|cette|chaque|chacun des|chacune des|votre|mon|ton|notre|quel|quelle|quels|quelles|tel|telle|le meme|la meme|un meme|une meme|this|that|each|every|your|my|our|which|any given|one|another|tout)\s+(?:[a-z-]+\s+)?OFFICE(?:E)",
            )?,
            asked: compile(
                r"(?:B)(?:noms? (?:du|de la|d'un|d'une)|names? of (?:the|a)|(?:par|by) nom (?:du|de))\s+OFFICE(?:E)|(?:B)(?:le|la|du|au|de la|a la|the|a|un|une)\s+OFFICE\s+(?:(?:de|du|des|of)\s+[a-z' ]{2,40}\s+)?(?:qui\s+(?:vous|tiendra|va|jugera|statuera|connaitra|preside|aura)|dont\s+(?:le|la|vous|on)|en charge|charge(?:e)? de|saisi|designe|nomme|concerne|choisi|assigne|indique|mentionne|cite|fourni|selectionne|selected|given|specified|demande|donne en|de votre|de ton|who\s+(?:will|hears|sits)|assigned|in charge|hearing|whose|named|you|on your)",
            )?,
            each: compile(
                r"(?:B)(?:(?:juge|magistrate?|greffi(?:er|ere)|presidente?|rapporteure?)s?\s+par\s+(?:juge|magistrate?|greffi(?:er|ere)|presidente?|rapporteure?)|nom par nom|judge[ -]by[ -]judge|magistrate[ -]by[ -]magistrate|(?:par|selon|by|per)\s+(?:(?:le|la|les|the|individual|chaque|each)\s+)?(?:juge|magistrate?|greffi(?:er|ere)|rapporteure?|conseill(?:er|ere) rapporteure?|presidente? de chambre|judge)s?)(?:E)",
            )?,
            named: regex::Regex::new(
                r"(?:\b(?i:juge|magistrate?|vice-présidente?|présidente?|conseill[eè]re?|greffi[eè]re?|rapporteure?|judge|JAF|JLD|JEX)\s+(?:M\.|Mme|Mr|Ms|Mrs)?\s*\p{Lu}[\p{Ll}’'-]+|\b(?:M\.|Mme|Madame|Monsieur|Mr|Ms|Mrs)\s+(?:\p{Lu}[\p{L}’'.-]*\s+){0,2}\p{Lu}[\p{L}’'-]+,?\s+(?:(?i:la|le|the)\s+)?(?i:vice-)?(?i:présidente?|juge|magistrate?|conseill[eè]re?|greffi[eè]re?|rapporteure?|judge)\b)",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            acts: compile(
                r"(?:B)(?:(?:ISSUE)|liber\w*|octroy\w*|tranch\w*|statu\w*|pench\w*|favoris\w*|sanctionn\w*|prolong\w*|incarcer\w*|acquitt\w*|tax\w*|redui\w*|suspen\w*|decid\w*|decisions?|rend|rendu\w*|deliber\w*|notifi\w*|releas\w*|jail\w*|ruling\w*|acquit\w*|order\w*|sid(?:es?|ed|ing)|bail|sign\w*|fix(?:e|ent|ait|ant|er)|evalu\w*|chiffr\w*|ramen\w*|refus\w*|accept\w*|retien\w*|impos\w*|inflig\w*|settle\w*|set(?:s|ting)?)(?:E)",
            )?,
            often: compile(
                r"(?:dans|pour|in|sur|chez|[:(])\s*(?:pres de\s+|plus de\s+|environ\s+|about\s+|over\s+)?\d+(?:[.,]\d+)? ?(?:%|pour cent|percent|per cent)|\d+(?:[.,]\d+)? ?(?:%|pour cent|percent|per cent)\s*(?:des|de ses|de leurs|d'|of|du temps|plus|moins|more|less|higher|lower|\)|$)|(?:B)(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt|one|two|three|four|five|nine|ten)\s+(?:[a-z']+\s+){0,4}(?:sur|out of|in)\s+(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt|two|three|four|five|ten)(?:E)|fois (?:plus|moins)|times (?:more|less|as)|twice as|en moyenne|on average|dans (?:la majorite|la plupart|presque tous) d|most of the time",
            )?,
            measured: compile(
                r"(?:B)(?:taux|frequences?|proportions?|pourcentages?|moyennes?|medianes?|statistiques?|scores?|palmares|win rates?|grant rates?|rates|frequency|percentages?|averages?|odds|how often|how long)(?:E)",
            )?,
            usual: compile(
                r"(?:B)(?:toujours|systematiquement|jamais|rarement|generalement|habituel\w*|d'ordinaire|d'habitude|a l'habitude|tendance a|tend a|plutot|volontiers|plus souvent|moins souvent|usually|often|rarely|typically|always|never|tends? to|generally|habitually|more than (?:his|her|the|other)|inclined)(?:E)",
            )?,
            compared: compile(
                r"(?:plus|moins)\s+(?:[a-z-]+\s+){0,3}qu(?:e |')(?:sa|son|ses|ce|celui|celle|les autres|la moyenne|leurs|l'autre|le reste|d'autres|tout autre)|(?:more|less|\w+er|higher|lower)\s+(?:[a-z-]+\s+){0,3}than\s+(?:his|her|their|other|others|the other|the average|average|any other|colleagues|judge)",
            )?,
            foretold: compile(
                r"(?:B)(?:probabilit\w*|chances|predi\w*|anticip\w*|pronosti\w*|likel(?:y|ihood)|odds|forecast\w*|a l'avance|d'avance|in advance|avant (?:l'|votre )audience)(?:E)|(?:B)(?:comment|how)\s[^.]{0,120}?(?:B)(?:tranch\w*|statu\w*|jug(?:e|era|ent)|decid\w*|rules?|ruled|votes?)(?:E)",
            )?,
            portrayed: compile(
                r"(?:B)(?:(?:PROFIL)|sensibilites?|temperaments?|temper|propensions?|penchants?|inclinations?|manies|leanings?|propensity|taux|statistiques|stats|analytics|win rates?|grant rates?|reversal rates?)\s+(?:[a-z'-]+\s+){0,3}?(?:du|de la|de ce|de cette|de mon|de ton|de votre|de chaque|d'un|d'une|of|for|pour)\s+(?:[a-z]+\s+){0,2}?OFFICE(?:E)",
            )?,
            own: compile(
                r"(?:B)(?:son|sa|ses|leur|leurs|his|her|their)\s+(?:propre\s+|own\s+)?(?:profils?|biais|tendances?|habitudes?|severite|clemence|sensibilites?|temperament|temper|propensions?|penchants?|taux|statistiques|scores?|bias|leanings?|track record|leniency|average|rates?|grant rate|reversal rate|past (?:decisions|rulings)|(?:part|proportion) de (?:ses|leurs) (?:decisions|jugements|arrets|ordonnances)|share of (?:his|her|their) (?:decisions|rulings))(?:E)",
            )?,
            listed: compile(
                r"(?:decisions?|arrets?|jugements?|rulings?|judgments?|ordonnances?)\b[^.]{0,60}?(?:B)(?:rendue?s?|signee?s?|prononcee?s?|handed down|decided|issued|delivered|auxquels? \w+ a participe|participe)(?:E)",
            )?,
            of_money: compile(
                r"(?:%|pour cent)\s+(?:des?|de la|du|de l')\s?(?:sommes?|prix|montants?|salaires?|parts?|frais|depens|capital|loyers?|indemnit\w*|creances?|chiffre|prejudices?|honoraires|demandes? indemnitaires|capacite|deficit|la valeur|valeur|actions)",
            )?,
            other_president: compile(
                r"presidente?s?\s+(?:de l'|de la |du |des |d'une? |d')(?:association|societe|conseil d'administration|conseil regional|conseil departemental|syndicat|club|jury|comite|federation|commission|departement|region|republique|groupe|directoire|mutuelle|fondation|parti|copropriete|entreprise|banque|sas|assemblee)|presidente?s?[ -]directeur|conseill(?:er|ere)s?\s+(?:bancaire|clientele|financier|municipal|regional|departemental|en |d'orientation|pole emploi|immobilier|patrimonial|commercial|client|fiscal|technique|economique)",
            )?,
            english: compile(r"(?:B)(?:judges?|magistrates?|clerks?)(?:E)")?,
            pronoun: compile(r"(?:B)(?:il|elle|ils|elles|ses|son|sa|lui|celui-ci|celle-ci|he|she|his|her|they|their|cette derniere|ce dernier|qu'il|qu'elle)(?:E)")?,
        })
    }

    /// Reads every sentence of a text in which an office is named. `lines`: each line is a block of its own.
    pub(super) fn read(
        &self,
        original: &str,
        text: &Folded,
        lines: bool,
    ) -> Vec<(Told, Range<usize>)> {
        let bytes = text.bytes();
        let mut found = Vec::new();
        // Who was meant just before: « le juge désigné » then « il accorde ».
        let mut meant = None;
        let mut pointed = false;
        for range in sentences(bytes, lines).into_iter().filter(|range| range.len() > 12) {
            let sentence = &bytes[range.clone()];
            let span = text.original(&range);
            let written = original.get(span).unwrap_or_default();
            if self.office.is_match(sentence) {
                found.extend(self.told(sentence, written).map(|told| (told, range)));
                let named = self.named.is_match(written);
                pointed = self.designated.is_match(sentence) || self.asked.is_match(sentence);
                meant = ((pointed || named) && !self.other_president.is_match(sentence))
                    .then(|| self.english.is_match(sentence) || (named && !pointed));
            } else if let Some(unsure) = meant {
                let often = self.often.is_match(sentence) && !self.of_money.is_match(sentence);
                let spoken_of = self.pronoun.is_match(sentence);
                // « Votre juge est… Historique : 7 demandes accueillies sur 10. »
                let told = self.acts.is_match(sentence)
                    && (often && (spoken_of || (pointed && sentence.len() < 160))
                        || spoken_of
                            && (self.compared.is_match(sentence) || self.usual.is_match(sentence)));
                if told {
                    found.push((Told { rule: "PROFB-23", unsure }, range));
                }
                meant = meant.filter(|_| self.pronoun.is_match(sentence));
            }
        }
        found
    }

    /// « présidente de l'association », « conseiller bancaire »: no member of a bench.
    pub(super) fn names_another_office(&self, sentence: &[u8]) -> bool {
        self.other_president.is_match(sentence)
    }

    fn told(&self, sentence: &[u8], original: &str) -> Option<Told> {
        let designated = self.designated.is_match(sentence) || self.asked.is_match(sentence);
        let each = self.each.is_match(sentence);
        let named = self.named.is_match(original);
        if !(designated || each || named) || self.other_president.is_match(sentence) {
            return None;
        }
        let french = !self.english.is_match(sentence);
        let told = |rule| Some(Told { rule, unsure: !french || (named && !designated && !each) });
        let frequent = self.often.is_match(sentence) && !self.of_money.is_match(sentence);
        let compared = self.compared.is_match(sentence);
        let acts = self.acts.is_match(sentence);
        let portrayed = self.portrayed.is_match(sentence) || self.own.is_match(sentence);
        let foretold = self.foretold.is_match(sentence);
        if acts
            && (frequent || compared || (designated && self.usual.is_match(sentence)))
            && !(each && !designated && !named)
        {
            return told("PROFB-23");
        }
        if (designated || named) && foretold && (designated || portrayed) {
            return told("PROFB-24");
        }
        if designated && acts && self.measured.is_match(sentence) {
            return told("PROFB-31");
        }
        if each && (foretold || portrayed || compared || frequent) {
            return told("PROFB-31");
        }
        if (designated || named) && portrayed {
            return told("PROFB-25");
        }
        if designated && self.listed.is_match(sentence) && self.asked.is_match(sentence) {
            return told("PROFB-27");
        }
        None
    }
}

/// Where sentences stand; a full stop after one or two letters ends an abbreviation (« M. », « J. »).
fn sentences(bytes: &[u8], lines: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..bytes.len() {
        let ends = match bytes[at] {
            b'\n' => {
                lines
                    || bytes
                        .get(at + 1)
                        .is_none_or(|next| matches!(next, b'\n' | b'#' | b'-' | b'*' | b'|'))
            }
            b'.' | b'!' | b'?' => {
                bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) && {
                    let word = bytes[start..at]
                        .iter()
                        .rev()
                        .take_while(|byte| byte.is_ascii_alphabetic())
                        .count();
                    bytes[at] != b'.' || word > 2 || word == 0
                }
            }
            _ => false,
        };
        if ends {
            found.push(start..at);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        found.push(start..bytes.len());
    }
    found
}
