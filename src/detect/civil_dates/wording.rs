//! What the words around a date are: nouns that an event passes over, adverbs, persons, abstractions.

use std::borrow::Cow;

use crate::detect::Candidate;
use crate::document::TokenKind;
use crate::document::tokens::{fold, hashes};

use super::vocabulary::{DETERMINERS, Event, PAPERS, PREPOSITIONS, Reading, Trigger, Word};

/// A word without case and accents. Most have none, and are read where they lie.
pub(super) fn plain(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(fold(word))
    }
}

/// Whether no date was reported yet at this token.
pub(super) fn is_free(reading: &Reading<'_>, at: usize, reported: &[Candidate]) -> bool {
    let start = reading.tokens[at].start as usize;
    reported.iter().all(|found| !found.span.contains(&start))
}

/// Whether a word announces another event than the one looked for.
pub(super) fn other_event(word: Option<&Word>, event: Event) -> bool {
    match word.and_then(|word| word.trigger) {
        Some(Trigger::Participle(other) | Trigger::Label(other)) => other != event,
        Some(Trigger::Noun(other)) => other != event && other != Event::Birth,
        Some(
            Trigger::Age
            | Trigger::Sex
            | Trigger::Letter
            | Trigger::Majority
            | Trigger::Happened
            | Trigger::Dead,
        )
        | None => false,
    }
}

/// Words of an event that also mean something else: a negation, a spouse, the days of a calendar.
pub(super) fn tells_nothing(word: &str) -> bool {
    matches!(
        word,
        "ne" | "Ne"
            | "mort"
            | "jours"
            | "depuis"
            | "Depuis"
            | "veuf"
            | "veuve"
            | "passé"
            | "perdu"
            | "honneur"
            | "oui"
    ) || event_of_spouse(word)
}

/// `épouse`, `EPOUSE`: the noun, not the participle.
pub(super) fn event_of_spouse(word: &str) -> bool {
    word.to_lowercase().ends_with("pouse")
}

/// Whether only the names of people stand between a word of spouses and here.
pub(super) fn spouses_before(reading: &Reading<'_>, at: usize) -> bool {
    const SPOUSES: [&str; 12] = [
        "epoux",
        "epouse",
        "epouses",
        "maries",
        "mariee",
        "marie",
        "mariees",
        "pacses",
        "unis",
        "conjoints",
        "partenaires",
        "lies",
    ];
    const BETWEEN: [&str; 7] = ["de", "d", "et", "avec", "a", "tous", "deux"];
    for index in (at.saturating_sub(10)..at).rev() {
        let token = &reading.tokens[index];
        match token.kind {
            TokenKind::Placeholder(_) | TokenKind::Punct(b'.' | b'\'' | b'-' | b',') => {}
            TokenKind::Word(case) => {
                let word = plain(reading.word(index));
                // `mari et femme depuis le`
                let wife = &*word == "femme" && index > 1 && reading.word(index - 2) == "mari";
                if wife || SPOUSES.contains(&&*word) {
                    return true;
                }
                if !case.is_capital() && !BETWEEN.contains(&&*word) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    false
}

/// Unknown nouns that may still be passed over, and the last one that was.
pub(super) struct Nouns {
    pub(super) left: u8,
    pub(super) last: usize,
    /// The last adjective that was passed over.
    pub(super) adjective: usize,
    /// `selon`, `d'après`: a paper may follow, which tells the event and is not one.
    pub(super) sourced: bool,
}

impl Nouns {
    /// Passes over a noun that a preposition opens (`dans sa cellule`, `d'asphyxie`), or its adjective; a paper or
    /// an act, whose date would follow, never is.
    pub(super) fn take(&mut self, reading: &Reading<'_>, at: usize) -> bool {
        if self.left == 0 || !self.sourced && reading.is_among(at, &PAPERS) {
            return false;
        }
        let opened = opens_noun(reading, at - 1);
        // `d'une mère française`, `en la forme consulaire`: the noun is of a list.
        let noun = reading.tokens[at - 1].is_word()
            && !reading.is_among(at - 1, &PREPOSITIONS)
            && !reading.is_among(at - 1, &DETERMINERS);
        let qualified = at > 1 && noun && opens_noun(reading, at - 2);
        // A participle or a verb is no adjective: `le décès expirait le`.
        let told = ["é", "ée", "és", "ées", "ait", "aient", "era"]
            .iter()
            .any(|end| reading.word(at).ends_with(end));
        let adjective = self.last > 0 && self.last + 1 == at && !told;
        // `centre hospitalier universitaire`
        let second = self.adjective > 0 && self.adjective + 1 == at;
        if !(opened || adjective || (qualified || second) && is_adjective(&plain(reading.word(at))))
        {
            return false;
        }
        self.left -= 1;
        self.last = if opened { at } else { 0 };
        self.adjective = if opened { 0 } else { at };
        true
    }
}

/// Whether a word ends as adjectives do, and verbs seldom.
fn is_adjective(word: &str) -> bool {
    const ENDINGS: [&str; 24] = [
        "el", "elle", "al", "ale", "aux", "ique", "if", "ive", "eux", "euse", "ien", "ienne",
        "ais", "aise", "ain", "aine", "aire", "able", "ible", "ier", "iere", "er", "ere", "oise",
    ];
    let stem = word.trim_end_matches('s');
    let whole = if word.ends_with("ais") { word } else { stem };
    ENDINGS.iter().any(|end| whole.ends_with(end))
}

/// Whether the word before a reading is the noun of a birth.
pub(super) fn lower_noun(reading: &Reading<'_>, from: usize) -> bool {
    from > 0 && plain(reading.word(from - 1)) == "naissance"
}

/// Whether the words that end at `last` lead to a noun: `dans`, `dans sa`, `d'`, `de l'`.
pub(super) fn opens_noun(reading: &Reading<'_>, last: usize) -> bool {
    // Over the apostrophe of `d'`, `l'`.
    let over = |index: usize| match reading.punct(index, b'\'') {
        true => index.checked_sub(1),
        false => Some(index),
    };
    let among =
        |index: Option<usize>, list| index.is_some_and(|index| reading.is_among(index, list));
    let near = over(last);
    // `a` is the verb, `à` the preposition.
    let verb = near.is_some_and(|index| reading.word(index) == "a");
    !verb && among(near, &PREPOSITIONS)
        || among(near, &DETERMINERS) && {
            let far = near.and_then(|index| index.checked_sub(1)).and_then(over);
            among(far, &PREPOSITIONS)
        }
}

/// `civilement`, `prématurément`: how it happened; a noun in `-ment` has a determiner.
pub(super) fn adverb(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at);
    word.len() >= 8
        && word.ends_with("ment")
        && !opens_noun(reading, at - 1)
        && !reading.is_among(at - 1, &DETERMINERS)
        && reading.word(at - 1) != "'"
}

/// Words that name no person by their ending.
pub(super) fn abstraction(word: &str) -> bool {
    let stem = word.trim_end_matches('s');
    ["tion", "sion", "ite", "ance", "ence", "ment", "isme", "eque", "ude"]
        .iter()
        .any(|end| stem.ends_with(end) && stem.len() > end.len() + 2)
}

pub(super) fn is_person(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .tokens
        .get(at)
        .is_some_and(|token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()))
}

/// Whether someone is named right before: `[X], né de`, `le mineur [K], né d'une`.
pub(super) fn person_before(reading: &Reading<'_>, at: usize) -> bool {
    const PERSONS: [u64; 8] =
        hashes(["enfant", "enfants", "fils", "fille", "filles", "mineur", "mineure", "garcon"]);
    (at.saturating_sub(3)..at)
        .any(|index| is_person(reading, index) || reading.is_among(index, &PERSONS))
}

/// Whether `veuf` or `veuve` stands before `depuis`, with nothing but the name of the dead between.
pub(super) fn widowed(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at).eq_ignore_ascii_case("depuis")
        && (at.saturating_sub(8)..at).rev().find_map(|index| {
            let word = plain(reading.word(index));
            let passed =
                matches!(&*word, "de" | "d" | "m" | "mme" | "monsieur" | "madame" | "'" | ".")
                    || matches!(reading.tokens[index].kind, TokenKind::Placeholder(_))
                    || reading.tokens[index].case().is_some_and(|case| case.is_capital());
            match &*word {
                "veuf" | "veuve" | "veufs" | "veuves" => Some(true),
                _ if passed => None,
                _ => Some(false),
            }
        }) == Some(true)
}

/// First letter of a word, folded.
pub(super) fn fold_start(word: &str) -> char {
    word.chars().next().map_or(' ', |c| c.to_lowercase().next().unwrap_or(c))
}

/// Where the clause that holds `at` begins, at or after `from`.
pub(super) fn clause_start(reading: &Reading<'_>, from: usize, at: usize) -> usize {
    (from..at).rfind(|&index| ends_clause(reading, index)).map_or(from, |index| index + 1)
}

/// Whether a clause ends here: at a semicolon, or at a full stop that no abbreviation explains.
pub(super) fn ends_clause(reading: &Reading<'_>, index: usize) -> bool {
    let stop = reading.punct(index, b'.') && reading.word(index.saturating_sub(1)).len() > 4;
    stop || reading.punct(index, b';')
}

/// `M. [X] [Y], gérant de société, né à`: what stands between commas qualifies whoever is named before.
pub(super) fn apposed(reading: &Reading<'_>, at: usize) -> bool {
    let comma = |index: usize| reading.punct(index, b',');
    if at < 2 || !comma(at - 1) {
        return false;
    }
    let opened = (at.saturating_sub(9)..at - 1).rfind(|&index| comma(index));
    opened.is_some_and(|index| index > 0 && is_person(reading, index - 1))
}

/// `la procédure s'est éteinte le`, `le cheval est mort le`: what goes out, and beasts, are no persons.
pub(super) fn goes_out(reading: &Reading<'_>, at: usize) -> bool {
    const LASTING: [u64; 22] = hashes([
        "procedure",
        "procedures",
        "action",
        "actions",
        "dette",
        "dettes",
        "obligation",
        "obligations",
        "usufruit",
        "servitude",
        "poursuite",
        "poursuites",
        "privilege",
        "hypotheque",
        "incendie",
        "feu",
        "lumiere",
        "moteur",
        "peine",
        "peines",
        "recours",
        "mandat",
    ]);
    const BEASTS: [u64; 13] = hashes([
        "cheval", "chevaux", "jument", "poulain", "pouliche", "chien", "chienne", "chiot", "chat",
        "animal", "animaux", "vache", "moteur",
    ]);
    let out = matches!(fold_start(reading.word(at)), 'e' | 'é');
    let list: &[u64] = if out { &LASTING } else { &BEASTS };
    (at.saturating_sub(6)..at).any(|index| reading.is_among(index, list))
}

/// Who is born.
pub(super) const CHILDREN: [u64; 15] = hashes([
    "enfant", "enfants", "fils", "fille", "filles", "garcon", "garcons", "fillette", "bebe",
    "mineur", "mineurs", "mineure", "mineures", "jumeaux", "jumelles",
]);

/// Who is mourned, or told apart from another by a tie.
pub(super) const KIN: [u64; 29] = hashes([
    "pere",
    "mere",
    "mari",
    "femme",
    "epoux",
    "epouse",
    "conjoint",
    "conjointe",
    "fils",
    "fille",
    "enfant",
    "frere",
    "soeur",
    "compagnon",
    "compagne",
    "parents",
    "oncle",
    "tante",
    "grand",
    "aieul",
    "aieule",
    "neveu",
    "niece",
    "cousin",
    "cousine",
    "concubin",
    "concubine",
    "jumeau",
    "jumelle",
]);

/// Whether the sentence told of children or of births before this place.
pub(super) fn children_before(reading: &Reading<'_>, at: usize) -> bool {
    const BIRTHS: [u64; 4] = hashes(["nee", "nes", "nees", "naissance"]);
    (at.saturating_sub(40)..at)
        .rev()
        .take_while(|&index| !ends_clause(reading, index))
        .any(|index| reading.is_among(index, &CHILDREN) || reading.is_among(index, &BIRTHS))
}

/// Where an act that was drawn up tells its event: `l'acte de décès dressé à [Localité 1] mentionne le`.
pub(super) fn verb_of_act(reading: &Reading<'_>, noun: usize) -> usize {
    const DRAWN_UP: [u64; 8] = hashes([
        "dresse",
        "dressee",
        "etabli",
        "etablie",
        "delivre",
        "delivree",
        "transcrit",
        "transcrite",
    ]);
    let next = noun + 1;
    // A town of several words, or `par l'officier d'état civil de [Localité 1]`.
    let verb = reading
        .is_among(next, &DRAWN_UP)
        .then(|| {
            (next + 1..next + 12)
                .take_while(|&at| !ends_clause(reading, at))
                .find(|&at| tells_of_event(reading, at))
        })
        .flatten();
    verb.unwrap_or(next)
}

/// `mentionne`, `situe`: a verb whose subject is a paper and whose object an event.
pub(super) fn tells_of_event(reading: &Reading<'_>, at: usize) -> bool {
    const VERBS: [u64; 15] = hashes([
        "mentionne",
        "mentionnant",
        "mentionnait",
        "indique",
        "indiquant",
        "indiquait",
        "situe",
        "situant",
        "situait",
        "fixe",
        "fixant",
        "fixait",
        "atteste",
        "retient",
        "revele",
    ]);
    reading.is_among(at, &VERBS)
}

/// Whether only someone can be what a participle says, and no thing: `décédée`, `orphelin`.
pub(super) fn only_persons(reading: &Reading<'_>, at: usize) -> bool {
    const PERSONAL: [u64; 18] = hashes([
        "decede",
        "decedee",
        "decedes",
        "decedees",
        "predecede",
        "predecedee",
        "predecedes",
        "orphelin",
        "orpheline",
        "orphelins",
        "orphelines",
        "suicide",
        "suicidee",
        "assassine",
        "assassinee",
        "deceda",
        "decedait",
        "decedera",
    ]);
    reading.is_among(at, &PERSONAL)
}

/// Papers that tell a birth, and are not born.
pub(super) fn is_paper(reading: &Reading<'_>, at: usize) -> bool {
    const PAPERS: [u64; 6] =
        hashes(["acte", "extrait", "registre", "copie", "certificat", "declaration"]);
    reading.is_among(at, &PAPERS)
}

/// `la créance de M. [X], née le`: the noun that a person owns, before a comma.
pub(super) fn whose(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let comma = at.checked_sub(1).filter(|&index| reading.punct(index, b','))?;
    let named = |index: &usize| {
        is_person(reading, *index)
            || reading.punct(*index, b'.')
            || reading.tokens[*index].case().is_some_and(|case| case.is_capital())
            || matches!(reading.word(*index), "monsieur" | "madame")
    };
    let of = (comma.saturating_sub(7)..comma).rev().find(|index| !named(index))?;
    (of + 1 < comma && reading.word(of) == "de").then(|| of.checked_sub(1)).flatten()
}

/// `l'action de M. [X], né le`, `le contrat de Mme [Y], née le`: whether a participle agrees with the person who owns the
/// noun at `head`, and not with the noun.
pub(super) fn agrees_with_person(reading: &Reading<'_>, head: usize, at: usize) -> bool {
    const FEMININE: [&str; 8] = ["tion", "sion", "ance", "ence", "ite", "ture", "nde", "elle"];
    let feminine = match &*plain(reading.word(at)) {
        "ne" => false,
        "nee" => true,
        _ => return false,
    };
    let person = (head + 1..at).find_map(|index| match &*plain(reading.word(index)) {
        "m" | "mr" | "monsieur" => Some(false),
        "mme" | "mlle" | "madame" | "mademoiselle" => Some(true),
        _ => None,
    });
    let article = head.checked_sub(1).map(|index| plain(reading.word(index))).unwrap_or_default();
    let noun = match &*article {
        "la" | "une" | "cette" | "sa" => true,
        "le" | "un" | "ce" | "du" | "au" => false,
        _ => FEMININE.iter().any(|ending| plain(reading.word(head)).ends_with(ending)),
    };
    person == Some(feminine) && noun != feminine
}
