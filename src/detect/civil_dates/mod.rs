//! Birth, death and marriage dates left in clear: rules OCC-DN-LETTRE, OCC-DN-NUM, OCC-DM, OCC-DD.
//!
//! A word of birth, death or union starts a reading to the right, through words that may stand
//! between it and its date and no others; the first date met is its date. A year alone is no
//! finding: the Court leaves years. Must not decide what the policy masks.

mod ages;
mod before;
mod contrast;
mod date;
mod vocabulary;
mod wording;

use rustc_hash::FxHashMap;

use crate::detect::{Candidate, Cue};
use crate::document::tokens::{fold, fold_hash, hashes};
use crate::document::{PlaceholderKind, TokenKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Severity, Status};

use date::Writing;
pub(crate) use date::{Date, DateReader};
use vocabulary::{DETERMINERS, Event, PASSES, Reading, Scope, THINGS, TRIGGERS, Trigger, Word};
use wording::{
    Nouns, abstraction, adverb, agrees_with_person, apposed, children_before, clause_start,
    event_of_spouse, fold_start, goes_out, is_free, is_person, lower_noun, opens_noun, other_event,
    person_before, spouses_before, tells_nothing, whose, widowed,
};

/// Rules this engine evaluates.
pub const RULES: [&str; 4] = ["OCC-DN-LETTRE", "OCC-DN-NUM", "OCC-DM", "OCC-DD"];

/// Tokens between a word of civil status and its date, at most.
const REACH: usize = 34;

/// Dates in a row (`nés les 3 mai 1975 et 4 juin 1977`), at most.
const LONGEST_LIST: usize = 8;

/// Why the engine could not be built.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CivilDatesError {
    #[error("la règle {0} manque au catalogue : les dates d'état civil ne peuvent être contrôlées")]
    MissingRule(&'static str),
}

/// The engine of civil-status dates.
pub struct CivilDates {
    rules: [RuleIndex; 4],
    words: FxHashMap<u64, Word>,
    filter: Box<[u64; FILTER_WORDS]>,
    dates: DateReader,
}

const FILTER_WORDS: usize = 128;

fn filter_slot(hash: u64) -> (usize, u64) {
    ((hash >> 6) as usize % FILTER_WORDS, 1 << (hash & 63))
}

impl CivilDates {
    /// Builds the engine for a loaded catalogue.
    pub fn compile(catalogue: &Catalogue) -> Result<Self, CivilDatesError> {
        Self::with_rules(|id| catalogue.index(id))
    }

    /// Builds the engine; `index` gives the rank of a rule in the loaded catalogue.
    pub fn with_rules(index: impl Fn(&str) -> Option<RuleIndex>) -> Result<Self, CivilDatesError> {
        let rule = |id: &'static str| index(id).ok_or(CivilDatesError::MissingRule(id));
        let rules = [rule(RULES[0])?, rule(RULES[1])?, rule(RULES[2])?, rule(RULES[3])?];
        let mut words: FxHashMap<u64, Word> = FxHashMap::default();
        let none = Word { trigger: None, passes: 0, thing: false };
        for (trigger, list) in TRIGGERS {
            for word in list.split_whitespace() {
                words.entry(fold_hash(word)).or_insert(none).trigger = Some(*trigger);
            }
        }
        let mut filter = Box::new([0; FILTER_WORDS]);
        for hash in words.keys() {
            let (slot, bit) = filter_slot(*hash);
            filter[slot] |= bit;
        }
        for (events, list) in PASSES {
            for word in list.split_whitespace() {
                words.entry(fold_hash(word)).or_insert(none).passes |= events;
            }
        }
        for word in THINGS.split_whitespace() {
            words.entry(fold_hash(word)).or_insert(none).thing = true;
        }
        Ok(Self { rules, words, filter, dates: DateReader::new() })
    }

    /// Appends what it finds in one text, in text order.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        let tokens = view.tokens();
        let reading = Reading { text: &view.text, tokens };
        let reported = out.len();
        // Tokens before this one belong to a date already reported.
        let mut floor = 0;
        for (at, token) in tokens.iter().enumerate() {
            let (slot, bit) = filter_slot(token.hash);
            if self.filter[slot] & bit == 0 || at < floor {
                continue;
            }
            let Some(trigger) = self.words.get(&token.hash).and_then(|word| word.trigger) else {
                continue;
            };
            floor = self.at_trigger(&reading, at, trigger, floor, out);
        }
        self.beside_persons(&reading, reported, out);
    }

    /// `[V] (03/05/2009)`: a date in brackets right after someone masked, for a person to decide.
    fn beside_persons(&self, reading: &Reading<'_>, reported: usize, out: &mut Vec<Candidate>) {
        let known = out.len();
        self.after_crosses(reading, reported, out);
        self.before_statuses(reading, reported, out);
        for close in memchr::memmem::find_iter(reading.text.as_bytes(), b"] (") {
            let open = reading.tokens.partition_point(|token| (token.start as usize) < close + 2);
            let person = open.checked_sub(1).is_some_and(|before| {
                matches!(reading.tokens[before].kind, TokenKind::Placeholder(kind) if kind.is_person())
            });
            if !person {
                continue;
            }
            // `(Tunis, 3 mai 1975)`
            let town = reading.tokens.get(open + 1).is_some_and(|token| {
                token.case().is_some_and(|case| case.is_capital()) && reading.punct(open + 2, b',')
            });
            let start = open + if town { 3 } else { 1 };
            let date = self
                .dates
                .read(reading.text, reading.tokens, start)
                .filter(|date| date.year.is_some() && reading.punct(date.end, b')'));
            let Some(date) = date else { continue };
            if is_free(reading, start, &out[reported..]) {
                self.push(reading, start, date, Event::Birth, 17, out);
                // `Trois enfants : [A] (3 mai 2005), [B] (4 juin 2007)`
                let child = children_before(reading, open);
                if let Some(found) = out.last_mut().filter(|_| !child) {
                    found.confidence = 0.5;
                    found.at_most = Some(Status::ToReview);
                    found.cues = vec![Cue::Borrowed("date entre parenthèses après une personne")];
                }
            }
        }
        if out.len() > known {
            out[reported..].sort_by_key(|found| found.span.start);
        }
    }

    /// `†03/05/2019`: the sign of a death.
    fn after_crosses(&self, reading: &Reading<'_>, reported: usize, out: &mut Vec<Candidate>) {
        for cross in memchr::memmem::find_iter(reading.text.as_bytes(), "†".as_bytes()) {
            let sign = reading.tokens.partition_point(|token| (token.start as usize) < cross);
            let start = sign + 1 + usize::from(reading.word(sign + 1).eq_ignore_ascii_case("le"));
            let date = self.dates.read(reading.text, reading.tokens, start);
            if let Some(date) = date.filter(|date| date.year.is_some())
                && is_free(reading, start, &out[reported..])
            {
                self.push(reading, start, date, Event::Death, 4, out);
            }
        }
    }

    /// `[X], 3.4.71, célibataire`: a date between someone masked and a civil status.
    fn before_statuses(&self, reading: &Reading<'_>, reported: usize, out: &mut Vec<Candidate>) {
        const STATUSES: [&str; 14] = [
            "celibataire",
            "celibataires",
            "marie",
            "mariee",
            "divorce",
            "divorcee",
            "veuf",
            "veuve",
            "pacse",
            "pacsee",
            "separe",
            "separee",
            "concubin",
            "concubine",
        ];
        let bytes = reading.text.as_bytes();
        for close in memchr::memmem::find_iter(bytes, b"], ") {
            if !bytes.get(close + 3).is_some_and(u8::is_ascii_digit) {
                continue;
            }
            let start = reading.tokens.partition_point(|token| (token.start as usize) < close + 3);
            let person = start.checked_sub(2).is_some_and(|before| {
                matches!(reading.tokens[before].kind, TokenKind::Placeholder(kind) if kind.is_person())
            });
            let date = person
                .then(|| self.dates.read(reading.text, reading.tokens, start))
                .flatten()
                .filter(|date| {
                    date.year.is_some()
                        && reading.punct(date.end, b',')
                        && STATUSES.contains(&&*fold(reading.word(date.end + 1)))
                });
            if let Some(date) = date
                && is_free(reading, start, &out[reported..])
            {
                self.push(reading, start, date, Event::Birth, 10, out);
            }
        }
    }

    /// Reads from a trigger; returns the token after the last date reported.
    fn at_trigger(
        &self,
        reading: &Reading<'_>,
        at: usize,
        trigger: Trigger,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let event = match trigger {
            Trigger::Participle(event) | Trigger::Noun(event) | Trigger::Label(event) => event,
            Trigger::Age => return self.date_before_age(reading, at, floor, out),
            Trigger::Letter => return self.date_after_letter(reading, at, floor, out),
            Trigger::Majority => return self.date_of_age(reading, at, floor, out),
            Trigger::Sex => return self.date_after_sex(reading, at, floor, out),
        };
        let scope = match trigger {
            Trigger::Participle(_) => self.participle(reading, at),
            Trigger::Noun(_) => self.noun(reading, at, event),
            _ => Some(Scope::Sentence),
        };
        let Some(scope) = scope else { return floor };
        // `veuve de [X] depuis le 3 mai 2003`
        let event = match event {
            Event::Union if widowed(reading, at) => Event::Death,
            event => event,
        };
        // `la date de naissance figurant sur son attestation (…)`
        let dated = at > 1
            && reading.word(at - 1) == "de"
            && matches!(&*fold(reading.word(at - 2)), "date" | "dates");
        let loose = match trigger {
            Trigger::Participle(_) => 4,
            Trigger::Noun(_) if dated => 4,
            Trigger::Noun(_) if scope == Scope::Sentence => 2,
            _ => 0,
        };
        let Some((start, date)) = self.first_date(reading, at + 1, event, scope, loose) else {
            let told = matches!(trigger, Trigger::Participle(_)) || before::tells(reading, at);
            return if told { self.date_before(reading, at, event, floor, out) } else { floor };
        };
        // `acte de naissance n° 03/05/1975`: a number.
        let told = matches!(reading.word(start - 1), "du" | "le" | "date" | "\n");
        if start < floor || (scope == Scope::Act && !told) {
            return floor;
        }
        let mut end = date.end;
        let distance = start - at;
        self.push(reading, start, date, event, distance, out);
        if scope == Scope::Act {
            // An act is drawn up within days of what it tells, but its date is not that day.
            if let Some(found) = out.last_mut() {
                found.confidence = found.confidence.min(0.6);
                found.at_most = Some(Status::ToReview);
                found.cues.push(Cue::Borrowed("date de l'acte d'état civil"));
            }
            return end;
        }
        for _ in 1..LONGEST_LIST {
            let Some((start, date)) = self.next_of_list(reading, end, event) else { break };
            end = date.end;
            self.push(reading, start, date, event, distance + 4, out);
        }
        if event == Event::Birth {
            end = self.contrasted(reading, end, out);
        }
        end
    }

    /// Where the date of a participle may stand; `None` when it is of no person.
    fn participle(&self, reading: &Reading<'_>, at: usize) -> Option<Scope> {
        let word = reading.word(at);
        // `le divorce des époux mariés le`: what stands between is a person.
        let person = at > 0
            && matches!(
                &*fold(reading.word(at - 1)),
                "epoux"
                    | "parties"
                    | "conjoints"
                    | "parents"
                    | "sont"
                    | "etaient"
                    | "etant"
                    | "etre"
            );
        // `Situation : marié le`: what a label names is no subject.
        let label = (at.saturating_sub(3)..at).rfind(|&index| reading.punct(index, b':'));
        let from = clause_start(reading, label.unwrap_or(at.saturating_sub(3)), at);
        // `selon extrait du registre, né à`: papers are not born.
        const REGISTERS: [u64; 6] =
            hashes(["acte", "extrait", "registre", "copie", "certificat", "declaration"]);
        let born = fold_start(word) == 'n';
        let paper = |index: usize| born && reading.is_among(index, &REGISTERS);
        let things = (from..at).any(|index| self.is_thing(reading, index) && !paper(index))
            || born && self.born_thing(reading, at)
            || born
                && whose(reading, at).is_some_and(|head| {
                    self.is_thing(reading, head) && !agrees_with_person(reading, head, at)
                })
            || goes_out(reading, at);
        // `M. [X], gérant de société, né à`
        let person = person || apposed(reading, at);
        if things && !person {
            return None;
        }
        // `ne` is the negation: believed only in `ne le 3 mai`.
        if matches!(word, "ne" | "Ne" | "nes" | "NE" | "NES") {
            let next = reading.word(at + 1);
            let date = matches!(
                next,
                "le" | "LE" | "les" | "LES" | "l" | "à" | "À" | "A" | "(" | "e" | "E"
            );
            let negation = matches!(word, "ne" | "Ne" | "nes");
            return date.then_some(if negation { Scope::AtOnce } else { Scope::Sentence });
        }
        // `Jean-Marie`, `Marie`: a first name, not a participle.
        let accented = word.contains('é') || word.contains('É');
        let capitals = word.chars().all(char::is_uppercase);
        let joined = at > 0 && reading.punct(at - 1, b'-') && !reading.tokens[at].spaced;
        if joined || (word.eq_ignore_ascii_case("marie") && !accented && !capitals) {
            return None;
        }
        // `la lettre morte`
        if at > 0 && reading.word(at - 1).eq_ignore_ascii_case("lettre") {
            return None;
        }
        // `épouse [X]` is no wedding, `a épousé` is.
        if word.starts_with(['e', 'é', 'E', 'É']) && event_of_spouse(word) {
            return None;
        }
        // `née de l'union`, `né d'un contrat`: the place of a birth is told with `de` after `native` alone.
        let next = reading.word(at + 1);
        let of = matches!(next, "de" | "d" | "du" | "des");
        let native = fold(word).starts_with("nati");
        // `née de parents inconnus`, `né de leur union`
        let of_parents = (at + 2..at + 4).any(|index| {
            matches!(
                &*fold(reading.word(index)),
                "parents" | "pere" | "mere" | "union" | "mariage" | "couple"
            )
        });
        let of_thing =
            of && !native && fold_start(word) == 'n' && !of_parents && !person_before(reading, at);
        // `est entré en France, marié, le 3 mai`: the date is that of the entry.
        let aside = fold(word).starts_with("mari") && reading.punct(at + 1, b',');
        (!of_thing && !aside).then_some(Scope::Sentence)
    }

    /// `l'hypothèque, née le`, `le droit à prestations est né le`: the subject is an abstraction.
    fn born_thing(&self, reading: &Reading<'_>, at: usize) -> bool {
        let mut nearest = true;
        for index in (at.saturating_sub(6)..at).rev() {
            let token = &reading.tokens[index];
            match token.kind {
                TokenKind::Word(case) if !case.is_capital() => {}
                TokenKind::Punct(b',' | b'\'') => continue,
                _ => return false,
            }
            let word = fold(reading.word(index));
            if matches!(&*word, "est" | "sont" | "etait" | "etaient" | "serait" | "fut" | "etant") {
                continue;
            }
            if self.is_thing(reading, index) {
                return true;
            }
            let determined = index > 0
                && (reading.punct(index - 1, b'\'') || reading.is_among(index - 1, &DETERMINERS));
            if nearest && determined && abstraction(&word) {
                return true;
            }
            nearest = false;
        }
        false
    }

    /// Where the date of a noun may stand; `None` when it is of no person.
    fn noun(&self, reading: &Reading<'_>, at: usize, event: Event) -> Option<Scope> {
        let word = fold(reading.word(at));
        let before = |count: usize, words: &[&str]| {
            (at.saturating_sub(count)..at).any(|index| words.contains(&&*fold(reading.word(index))))
        };
        let after = |count: usize, words: &[&str]| {
            (at + 1..=at + count).any(|index| words.contains(&&*fold(reading.word(index))))
        };
        let from = clause_start(reading, at.saturating_sub(3), at);
        let things = (from..at).filter(|&index| self.is_thing(reading, index));
        let holds = match word.as_str() {
            // `venu au monde`, `vu le jour`
            "monde" => before(1, &["au"]),
            "jour" => before(1, &["le"]) && before(2, &["vu"]),
            "solidarite" => before(1, &["de"]) && before(3, &["pacte"]),
            "union" => {
                let next = fold(reading.word(at + 1));
                next.starts_with("celebr")
                    // `leur union a été célébrée le`, `l'union fut célébrée le`
                    || before(2, &["leur", "cette", "l"])
                        && (at + 2..at + 4).any(|index| {
                            let word = fold(reading.word(index));
                            word.starts_with("celebr") || word.starts_with("contract")
                        })
                    || matches!(&*next, "le" | "du")
                    || matches!(&*next, "conclue" | "matrimoniale" | "conjugale" | "legitime")
                    || before(1, &["contracte"])
                    || fold(reading.word(at.saturating_sub(4))) == "date"
            }
            // `nous a quittés le`, `a mis fin à ses jours le`, `disparu en mer le`
            "quitte" | "quittes" | "quittees" => before(2, &["nous"]) && after(1, &["le", "ce"]),
            "jours" => before(1, &["ses", "leurs"]) && before(4, &["fin"]),
            // `époux de Mme [Y] depuis le`, `pacsés depuis le`
            "depuis" => {
                after(1, &["le", "ce"]) && (spouses_before(reading, at) || widowed(reading, at))
            }
            "emporte" | "emportee" => after(5, &["maladie", "cancer", "mal", "virus", "covid"]),
            "mortellement" => {
                after(1, &["blesse", "blessee", "blesses", "atteint", "percute", "frappe"])
            }
            "tombe" => {
                before(5, &["precede", "precedee", "precedes", "rejoint", "suivi", "suivie"])
            }
            // `né le 3 mai 1931 et disparu le`
            "disparu" | "disparue" | "disparus" => {
                after(3, &["mer", "riviere"])
                    || after(1, &["le"]) && before(9, &["ne", "nee", "nes", "nees"])
            }
            // `sans vie`, `perdu la vie`
            "vie" => {
                before(1, &["sans"])
                    || before(2, &["perdu", "perdait", "perdit", "coute", "ote", "arrache"])
            }
            "pendu" | "pendue" => before(2, &["est", "etait"]) && before(4, &["s"]),
            // `a rendu l'âme le`, `son dernier souffle`
            "ame" => before(3, &["rendu", "rendait", "rendit"]),
            "souffle" | "soupir" => before(1, &["dernier"]),
            "ceremonie" => after(3, &["religieuse", "nuptiale", "mariage", "coutumiere"]),
            "benediction" => after(1, &["nuptiale"]),
            "ouverte" => before(8, &["succession"]),
            "ouverture" => after(4, &["succession"]),
            "corps" | "cadavre" => {
                after(8, &["decouvert", "retrouve", "decouverte", "retrouvee", "repeche"])
            }
            "anniversaire" => {
                !before(1, &["date"])
                    && (after(4, &["enfant", "fils", "fille", "naissance"])
                        || after(1, &["tombe", "tombait"])
                        // `qui fêtera son soixantième anniversaire le`
                        || (at.saturating_sub(4)..at)
                            .any(|index| fold(reading.word(index)).starts_with("fete")))
            }
            "disparition" => false,
            _ => true,
        };
        if !holds {
            return None;
        }
        let act = |index: usize| matches!(&*fold(reading.word(index)), "acte" | "actes");
        let mut things = things.peekable();
        match things.peek() {
            None => Some(Scope::Sentence),
            // `acte de naissance du 3 mai 1975`, but no extract and no copy of it; that of a death comes later.
            Some(_) if event == Event::Birth || word == "mariage" => (things.all(act)
                && !before(7, &["extrait", "extraits", "copie", "copies", "certificat"]))
            .then_some(Scope::Act),
            Some(_) => None,
        }
    }

    fn is_thing(&self, reading: &Reading<'_>, at: usize) -> bool {
        reading
            .tokens
            .get(at)
            .and_then(|token| self.words.get(&token.hash))
            .is_some_and(|word| word.thing)
    }

    /// The first date after `from` that only passing words precede.
    fn first_date(
        &self,
        reading: &Reading<'_>,
        from: usize,
        event: Event,
        scope: Scope,
        loose: u8,
    ) -> Option<(usize, Date)> {
        const OCCURRED: [u64; 3] = hashes(["survenu", "survenue", "intervenu"]);
        const REGIME: [u64; 1] = hashes(["regime"]);
        const DISASTERS: [u64; 4] = hashes(["accident", "attentat", "incendie", "naufrage"]);
        const UNIONS: [u64; 2] = hashes(["union", "mariage"]);
        const SOURCES: [u64; 2] = hashes(["selon", "apres"]);
        let reach = match scope {
            Scope::AtOnce => 2,
            Scope::Act => 5,
            Scope::Sentence => REACH,
        };
        let mut capitals = 0;
        let mut place = false;
        let mut breaks = 0;
        // Words of what happened that no list holds, inside `dans sa cellule`, `d'un mésothéliome`.
        let mut nouns =
            Nouns { left: loose, last: if loose == 2 { from - 1 } else { 0 }, sourced: false };
        // `date de naissance portée sur son passeport`: papers tell the event.
        let dated = event == Event::Birth
            && loose == 4
            && from > 2
            && fold(reading.word(from - 1)).starts_with("naissance");
        nouns.sourced |= dated;
        let mut fatal = false;
        let mut regime = false;
        for at in from..from + reach {
            let token = reading.tokens.get(at)?;
            if let Some(date) =
                self.date_at(reading, at, at - from).or_else(|| self.night_at(reading, at))
            {
                // `mariés sous le régime de la communauté, le 3 mai`: the date of what they did.
                if regime && at > 1 && reading.punct(at - 2, b',') {
                    return None;
                }
                let told = fatal && reading.word(at - 1) == "du";
                return (told || self.introduced(reading, at, from)).then_some((at, date));
            }
            match token.kind {
                TokenKind::Word(_) => {
                    let word = self.words.get(&token.hash);
                    let happened = |list: &[u64]| reading.is_among(at, list);
                    // `décès de [X] intervenu dans son atelier le`
                    if nouns.left == 0 && happened(&OCCURRED) {
                        nouns.left = 4;
                    }
                    regime |= happened(&REGIME);
                    fatal |= loose > 0 && event == Event::Death && happened(&DISASTERS);
                    // `né d'une précédente union`, `né hors mariage`
                    let parents = event == Event::Birth
                        && at - from <= 4
                        && happened(&UNIONS)
                        && (from..at).any(|index| opens_noun(reading, index));
                    nouns.sourced |= happened(&SOURCES);
                    if other_event(word, event) && !tells_nothing(reading.word(at)) && !parents {
                        return None;
                    }
                    if parents || adverb(reading, at) {
                        continue;
                    }
                    if word.is_some_and(|word| word.passes & event as u8 != 0) {
                        place |= matches!(
                            reading.word(at),
                            "à" | "À" | "A" | "au" | "aux" | "dans" | "en"
                        );
                        continue;
                    }
                    let capital = token.case().is_some_and(|case| case.is_capital())
                        || reading.word(at).starts_with(char::is_uppercase);
                    // Names of people and places; a year or a month may follow them.
                    if !capital || capitals == 8 {
                        let written = dated && at - from <= 1 && {
                            let word = fold(reading.word(at));
                            [
                                "figur", "port", "mention", "inscri", "indiqu", "declar", "allegu",
                                "reten",
                            ]
                            .iter()
                            .any(|stem| word.starts_with(stem))
                        };
                        let inside_place = place
                            && matches!(reading.word(at), "sur" | "lès" | "sous" | "près" | "les");
                        if inside_place || written || !capital && nouns.take(reading, at) {
                            continue;
                        }
                        return None;
                    }
                    capitals += 1;
                }
                TokenKind::Placeholder(kind) => match kind {
                    PlaceholderKind::BirthDate
                    | PlaceholderKind::DeathDate
                    | PlaceholderKind::MarriageDate => return None,
                    _ => {}
                },
                TokenKind::Punct(b'.') => {
                    // An abbreviation, or the end of a label.
                    let short = reading.word(at - 1).chars().count() <= 5;
                    let clause_end = at == from
                        && reading
                            .tokens
                            .get(at + 1)
                            .is_some_and(|next| next.case().is_some_and(|case| case.is_capital()));
                    if !short || clause_end {
                        return None;
                    }
                }
                TokenKind::Punct(b';' | b'?' | b'!' | b'[' | b']') => return None,
                TokenKind::Newline => {
                    breaks += 1;
                    if breaks > 2 {
                        return None;
                    }
                }
                TokenKind::Number | TokenKind::Mixed => {
                    // A district, a department, an age; never a figure of another kind.
                    if token.end - token.start > 5 {
                        return None;
                    }
                }
                TokenKind::Punct(_) => {}
                TokenKind::Symbol => {}
            }
        }
        None
    }

    /// A date at a token; compact and spaced forms must stand close to their announcement.
    fn date_at(&self, reading: &Reading<'_>, at: usize, distance: usize) -> Option<Date> {
        let date = self.dates.read(reading.text, reading.tokens, at);
        let date = date.filter(|date| {
            let plain = date.end - at >= 3 || date.writing == Writing::Letters;
            plain || distance <= 4
        });
        if date.is_some() {
            return date;
        }
        let told = matches!(reading.word(at - 1), "en" | "courant" | "début" | "fin" | "mi");
        let happened = || {
            at > 1 && {
                let before = fold(reading.word(at - 2));
                before.starts_with("surven") || before.starts_with("interven")
            }
        };
        // `au mois de mars 2019`
        let of = if at > 1 && reading.punct(at - 1, b'\'') { at - 2 } else { at - 1 };
        let month = of > 0
            && matches!(reading.word(of), "de" | "d")
            && reading.word(of - 1).eq_ignore_ascii_case("mois");
        let near = told && (distance <= 3 || happened()) || month && distance <= 5;
        if near { self.dates.read_month(reading.text, reading.tokens, at) } else { None }
    }

    /// `3 au 4 mai 2015`: a night.
    fn night_at(&self, reading: &Reading<'_>, at: usize) -> Option<Date> {
        let day: u8 = reading.word(at).parse().ok().filter(|day| (1..=31).contains(day))?;
        let joined = matches!(reading.word(at + 1), "au" | "et" | "ou");
        let date =
            joined.then(|| self.dates.read(reading.text, reading.tokens, at + 2)).flatten()?;
        let next = date.day.is_some_and(|next| next == day + 1 || next == 1);
        (next && date.year.is_some()).then_some(date)
    }

    /// Whether what stands right before a date lets it be the date of the event.
    fn introduced(&self, reading: &Reading<'_>, at: usize, from: usize) -> bool {
        if at == from {
            return true;
        }
        let before = reading.word(at - 1);
        let lower = before.to_lowercase();
        match lower.as_str() {
            "le" | "les" | "ce" | "en" | "l" | ":" | "," | "(" | "-" | "|" | "/" | "soit"
            | "et" | "." => true,
            "du" => {
                at - from <= 3
                    || matches!(
                        reading.word(at - 2),
                        "date" | "," | "nuit" | "soirée" | "soir" | "journée" | "matinée" | "matin"
                    )
                    // `acte de mariage n° 12 du`
                    || reading.tokens[at - 2].kind == TokenKind::Number && at - from <= 5
            }
            "courant" | "début" | "fin" | "mi" => true,
            "de" => reading.word(at.saturating_sub(2)).eq_ignore_ascii_case("mois"),
            // `une naissance au 3 mai 1975`
            "au" if at - from == 1 && lower_noun(reading, from) => true,
            "au" => at >= 2 && fold(reading.word(at - 2)).starts_with("remont"),
            "lundi" | "mardi" | "mercredi" | "jeudi" | "vendredi" | "samedi" | "dimanche" => true,
            "entre" | "vers" | "jour" | "'" | "s" | "e" | ")" | "un" => true,
            _ => {
                matches!(
                    reading.tokens[at - 1].kind,
                    TokenKind::Newline | TokenKind::Placeholder(_)
                ) || reading.tokens[at - 1].kind == TokenKind::Symbol
                    || lower.starts_with("naiss")
            }
        }
    }

    /// `, 4 juin 1977`, ` et le 4 juin 1977` right after a date.
    fn next_of_list(
        &self,
        reading: &Reading<'_>,
        end: usize,
        event: Event,
    ) -> Option<(usize, Date)> {
        let joined = reading.punct(end, b',') || matches!(reading.word(end), "et" | "ou" | "ET");
        if !joined {
            return None;
        }
        // `née le 3 mai 1975, la cadette le 4 juin 1977`
        const NEXT: [u64; 15] = hashes([
            "le",
            "la",
            "l",
            "les",
            "du",
            "et",
            "cadet",
            "cadette",
            "second",
            "seconde",
            "autre",
            "benjamin",
            "benjamine",
            "puine",
            "puinee",
        ]);
        let mut at = end + 1;
        while at < end + 7
            && (reading.is_among(at, &NEXT)
                || event == Event::Birth && is_person(reading, at)
                || reading.punct(at, b'\''))
        {
            at += 1;
        }
        if matches!(reading.word(at - 1), "du") && event != Event::Birth {
            return None;
        }
        // A comma alone opens another clause: the list needs `et` or a date of the same form.
        let date = self.dates.read(reading.text, reading.tokens, at)?;
        (date.year.is_some() && date.end - at >= 3).then_some((at, date))
    }

    fn push(
        &self,
        reading: &Reading<'_>,
        start: usize,
        date: Date,
        event: Event,
        distance: usize,
        out: &mut Vec<Candidate>,
    ) {
        let rule = match (event, date.writing) {
            (Event::Birth, Writing::Letters) => self.rules[0],
            (Event::Birth, Writing::Numbers) => self.rules[1],
            (Event::Union, _) => self.rules[2],
            (Event::Death, _) => self.rules[3],
        };
        let mut confidence: f32 = match distance {
            0..=3 => 0.97,
            4..=8 => 0.92,
            9..=16 => 0.85,
            _ => 0.75,
        };
        let mut cues = vec![Cue::Borrowed(event.cue())];
        if date.damaged {
            confidence = confidence.min(0.85);
            cues.push(Cue::Borrowed("date abîmée : lettre et chiffre confondus"));
        }
        let partial = date.day.is_none();
        if partial {
            confidence = 0.6;
            cues.push(Cue::Borrowed("mois et année sans le jour"));
        }
        let first = reading.tokens[start].start as usize;
        let last = reading.tokens[date.end - 1].end as usize;
        out.push(Candidate {
            span: first..last,
            rule,
            category: event.category(),
            severity: partial.then_some(Severity::Mineur),
            confidence,
            value: date.iso(),
            cues,
            at_most: partial.then_some(Status::ToReview),
        });
    }
}
