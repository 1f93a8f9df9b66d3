//! Birth, death and marriage dates left in clear: rules OCC-DN-LETTRE, OCC-DN-NUM, OCC-DM, OCC-DD.
//!
//! A word of birth, death or union starts a reading to the right, through words that may stand
//! between it and its date and no others; the first date met is its date. A year alone is no
//! finding: the Court leaves years. Must not decide what the policy masks.

mod ages;
mod apart;
mod before;
mod contrast;
mod date;
mod lists;
mod nouns;
mod signs;
mod vocabulary;
mod wording;

use rustc_hash::FxHashMap;

use crate::detect::{Candidate, Cue};
use crate::document::tokens::{fold_hash, hashes};
use crate::document::{PlaceholderKind, TokenKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Severity, Status};

use date::Writing;
pub(crate) use date::{Date, DateReader};
use vocabulary::{
    DETERMINERS, Event, PAPERS, PASSES, Reading, Scope, THINGS, TRIGGERS, Trigger, Word,
};
use wording::{
    Nouns, abstraction, adverb, agrees_with_person, apposed, clause_start, event_of_spouse,
    fold_start, goes_out, is_paper, only_persons, opens_noun, other_event, person_before, plain,
    tells_nothing, tells_of_event, verb_of_act, whose, widowed,
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
    dates: DateReader,
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
        for (events, list) in PASSES {
            for word in list.split_whitespace() {
                words.entry(fold_hash(word)).or_insert(none).passes |= events;
            }
        }
        for word in THINGS.split_whitespace() {
            words.entry(fold_hash(word)).or_insert(none).thing = true;
        }
        Ok(Self { rules, words, dates: DateReader::new() })
    }

    /// Whether a word starts a reading, by its hash.
    pub(super) fn may_begin(&self, word: u64) -> bool {
        self.trigger(word).is_some()
    }

    fn trigger(&self, word: u64) -> Option<Trigger> {
        self.words.get(&word).and_then(|word| word.trigger)
    }

    /// Appends what it finds in one text, in text order.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        self.scan_at(view, 0..view.tokens().len(), out);
    }

    /// The same, where `starts` has at least the words that start a reading, in order.
    pub(super) fn scan_at(
        &self,
        view: &View<'_>,
        starts: impl Iterator<Item = usize>,
        out: &mut Vec<Candidate>,
    ) {
        let tokens = view.tokens();
        let reading = Reading { text: &view.text, tokens };
        let reported = out.len();
        // Tokens before this one belong to a date already reported.
        let mut floor = 0;
        for at in starts {
            if at >= floor
                && let Some(trigger) = self.trigger(tokens[at].hash)
            {
                floor = self.at_trigger(&reading, at, trigger, floor, out);
            }
        }
        self.beside_persons(view, &reading, reported, out);
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
            Trigger::Happened => return self.happened(reading, at, floor, out),
            Trigger::Dead => return self.after_the_dead(reading, at, out).unwrap_or(floor),
        };
        // `a donné la vie à des jumeaux le`
        let gives_life = event == Event::Death && nouns::gives_life(reading, at);
        let event = if gives_life { Event::Birth } else { event };
        let scope = match trigger {
            Trigger::Participle(_) => self.participle(reading, at),
            Trigger::Noun(_) => self.noun(reading, at, event),
            _ => Some(Scope::Sentence),
        };
        let Some(scope) = scope else {
            let birthday = fold_start(reading.word(at)) == 'a' && event == Event::Birth;
            let day = birthday.then(|| self.day_of_event(reading, at, event, floor, out));
            return day.flatten().unwrap_or(floor);
        };
        let day = (scope == Scope::Sentence)
            .then(|| self.day_of_event(reading, at, event, floor, out))
            .flatten();
        if let Some(end) = day {
            return end;
        }
        // `veuve de [X] depuis le 3 mai 2003`
        let event = match event {
            Event::Union if widowed(reading, at) => Event::Death,
            event => event,
        };
        // `la date de naissance figurant sur son attestation (…)`
        let dated = at > 1
            && reading.word(at - 1) == "de"
            && matches!(&*plain(reading.word(at - 2)), "date" | "dates");
        let loose = match trigger {
            Trigger::Participle(_) => 4,
            Trigger::Noun(_) if dated => 4,
            // What is born of a union is followed by its name.
            Trigger::Noun(_) if plain(reading.word(at)).starts_with("issu") => 0,
            Trigger::Noun(_) if scope == Scope::Sentence => 2,
            _ => 0,
        };
        let from = match trigger {
            Trigger::Noun(_) => verb_of_act(reading, at),
            _ => at + 1,
        };
        let Some((start, date)) = self.first_date(reading, from, event, scope, loose) else {
            let told = matches!(trigger, Trigger::Participle(_)) || before::tells(reading, at);
            let end = if told { self.date_before(reading, at, event, floor, out) } else { floor };
            let front = (end == floor && scope == Scope::Sentence)
                .then(|| self.in_front(reading, at, floor))
                .flatten();
            return match front {
                Some((start, date)) => {
                    self.push(reading, start, date, event, 8, out);
                    at
                }
                None => end,
            };
        };
        let (start, date) =
            self.not_as_planned(reading, (start, date), event).unwrap_or((start, date));
        // `acte de naissance n° 03/05/1975`: a number.
        let told = matches!(reading.word(start - 1), "du" | "le" | "date" | "\n");
        if start < floor || (scope == Scope::Act && !told) {
            return floor;
        }
        let mut end = date.end;
        let distance = start - at;
        let first = out.len();
        self.push(reading, start, date, event, distance, out);
        for _ in 1..LONGEST_LIST {
            let Some((start, date)) = self.next_of_list(reading, end, event) else { break };
            end = date.end;
            self.push(reading, start, date, event, distance + 4, out);
        }
        if scope == Scope::Act {
            // An act is drawn up within days of what it tells, but its date is not that day.
            for found in &mut out[first..] {
                found.confidence = found.confidence.min(0.6);
                found.at_most = Some(Status::ToReview);
                found.cues.push(Cue::Borrowed("date de l'acte d'état civil"));
            }
        } else if event == Event::Birth {
            end = self.contrasted(reading, end, out);
        }
        end
    }

    /// `L'accouchement, prévu le 2 juin, a eu lieu le 4 mai`: the second date, when the first was only planned.
    fn not_as_planned(
        &self,
        reading: &Reading<'_>,
        (start, date): (usize, Date),
        event: Event,
    ) -> Option<(usize, Date)> {
        const PLANNED: [u64; 8] = hashes([
            "prevu",
            "prevue",
            "programme",
            "programmee",
            "attendu",
            "attendue",
            "fixe",
            "fixee",
        ]);
        let planned = (start.saturating_sub(3)..start).any(|at| reading.is_among(at, &PLANNED));
        let goes_on = reading.punct(date.end, b',')
            && matches!(reading.word(date.end + 1), "a" | "s" | "est" | "fut" | "n" | "avait");
        let happened = (planned && goes_on)
            .then(|| self.first_date(reading, date.end + 1, event, Scope::Sentence, 0))
            .flatten();
        happened.filter(|(_, date)| date.year.is_some())
    }

    /// Where the date of a participle may stand; `None` when it is of no person.
    fn participle(&self, reading: &Reading<'_>, at: usize) -> Option<Scope> {
        let word = reading.word(at);
        // `ne` is the negation: believed only in `ne le 3 mai`.
        let unaccented = matches!(word, "ne" | "Ne" | "nes" | "NE" | "NES");
        if unaccented
            && !matches!(
                reading.word(at + 1),
                "le" | "LE" | "les" | "LES" | "l" | "à" | "À" | "A" | "(" | "e" | "E"
            )
        {
            return None;
        }
        // `le divorce des époux mariés le`: what stands between is a person.
        let person = at > 0
            && matches!(
                &*plain(reading.word(at - 1)),
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
        let born = fold_start(word) == 'n';
        let paper = |index: usize| born && is_paper(reading, index);
        // `son acte le fait naître le`
        let makes = |index: usize| index + 1 == at && reading.word(index) == "fait";
        let things = !only_persons(reading, at)
            && (from..at)
                .any(|index| self.is_thing(reading, index) && !paper(index) && !makes(index))
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
        if unaccented {
            let negation = matches!(word, "ne" | "Ne" | "nes");
            return Some(if negation { Scope::AtOnce } else { Scope::Sentence });
        }
        // `Jean-Marie`, `Marie`: a first name, not a participle.
        let accented = word.contains('é') || word.contains('É');
        let capitals = word.chars().all(char::is_uppercase);
        let joined = at > 1
            && reading.punct(at - 1, b'-')
            && !reading.tokens[at].spaced
            && reading.word(at - 2) != "mort";
        if joined || (word.eq_ignore_ascii_case("marie") && !accented && !capitals) {
            return None;
        }
        // `la lettre morte`
        if at > 0 && reading.word(at - 1).eq_ignore_ascii_case("lettre") {
            return None;
        }
        // `épouse [X]` is no wedding, `a épousé` is, and `a pris pour épouse`.
        let taken = || {
            (at.saturating_sub(3)..at).any(|index| {
                let word = plain(reading.word(index));
                word.starts_with("deven") || matches!(&*word, "devint" | "pris" | "prit" | "prend")
            })
        };
        if word.starts_with(['e', 'é', 'E', 'É']) && event_of_spouse(word) && !taken() {
            return None;
        }
        // `l'enfant à naître`, `fait naître un litige`; `son acte le fait naître le` tells a birth.
        let before = |count: usize| at.checked_sub(count).map_or("", |index| reading.word(index));
        let to_come = before(1) == "à" || before(1) == "fait" && !matches!(before(2), "le" | "la");
        if word.starts_with("naît") && word.ends_with("re") && to_come {
            return None;
        }
        // `avant de mourir, le 3 mai, il a signé`, `a failli mourir`, `menacé de mort`
        let spared = matches!(before(1), "failli" | "faillit") || before(2) == "avant";
        let threat = before(1) == "de" && !matches!(before(2), "date" | "jour" | "heure");
        if word == "mourir" && spared || word == "mort" && threat {
            return None;
        }
        // `États-Unis`, `Nations unis`: no couple.
        if word == "Unis" && before(1) == "-" {
            return None;
        }
        // `née de l'union`, `né d'un contrat`: the place of a birth is told with `de` after `native` alone.
        let next = reading.word(at + 1);
        let of = matches!(next, "de" | "d" | "du" | "des");
        let native = plain(word).starts_with("nati");
        // `née de parents inconnus`, `né de leur union`
        let of_parents = (at + 2..at + 6).any(|index| {
            matches!(
                &*plain(reading.word(index)),
                "parents" | "pere" | "mere" | "union" | "mariage" | "couple" | "relation"
            )
        });
        let of_thing =
            of && !native && fold_start(word) == 'n' && !of_parents && !person_before(reading, at);
        // `est entré en France, marié, le 3 mai`: the date is that of the entry.
        let aside = plain(word).starts_with("mari") && reading.punct(at + 1, b',');
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
            let word = plain(reading.word(index));
            if matches!(&*word, "est" | "sont" | "etait" | "etaient" | "serait" | "fut" | "etant") {
                continue;
            }
            // `son acte le fait naître le`
            if nearest && reading.word(index) == "fait" {
                return false;
            }
            if self.is_thing(reading, index) {
                return !is_paper(reading, index);
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
        const YEARS: [u64; 4] = hashes(["ans", "annees", "mois", "an"]);
        const OCCURRED: [u64; 3] = hashes(["survenu", "survenue", "intervenu"]);
        const REGIME: [u64; 1] = hashes(["regime"]);
        const DISASTERS: [u64; 4] = hashes(["accident", "attentat", "incendie", "naufrage"]);
        const UNIONS: [u64; 3] = hashes(["union", "mariage", "relation"]);
        const SOURCES: [u64; 4] = hashes(["selon", "apres", "posterieurement", "anterieurement"]);
        let reach = match scope {
            Scope::AtOnce => 2,
            Scope::Act => 8,
            Scope::Sentence => REACH,
        };
        let mut capitals = 0;
        let mut place = false;
        let mut breaks = 0;
        // Words of what happened that no list holds, inside `dans sa cellule`, `d'un mésothéliome`.
        let mut nouns = Nouns {
            left: loose,
            last: if loose == 2 { from - 1 } else { 0 },
            adjective: 0,
            sourced: false,
        };
        // `date de naissance portée sur son passeport`: papers tell the event.
        let dated = event == Event::Birth
            && loose == 4
            && from > 2
            && plain(reading.word(from - 1)).starts_with("naissance");
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
                // The transcription of an act comes later.
                TokenKind::Word(_)
                    if scope == Scope::Act && plain(reading.word(at)).starts_with("transcri") =>
                {
                    return None;
                }
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
                        && at - from <= 5
                        && happened(&UNIONS)
                        && (from..at).any(|index| opens_noun(reading, index));
                    nouns.sourced |= happened(&SOURCES);
                    if other_event(word, event) && !tells_nothing(reading.word(at)) && !parents {
                        return None;
                    }
                    // `n'a été célébré que le`
                    let only = reading.word(at) == "que"
                        && (matches!(reading.word(at + 1), "le" | "jusqu")
                            || reading
                                .tokens
                                .get(at + 1)
                                .is_some_and(|next| self.dates.counts(next.hash)));
                    // `l'acte de décès indique la date du 3 mai 2015`
                    let tells = at == from && tells_of_event(reading, at);
                    // `le mariage a duré trente et un ans, du 3 mai 1987 au`
                    let lasted = event == Event::Union
                        && self.dates.counts(token.hash)
                        && (at + 1..at + 5).any(|index| reading.is_among(index, &YEARS));
                    if parents || only || tells || lasted || adverb(reading, at) {
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
                        // `figurant sur`, `déclarée à l'agence`, `erronée`
                        let written = dated && at - from <= 1 && !reading.is_among(at, &PAPERS);
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
                    // `née le [Date naissance 1], soit le 3 mai 1975`: masked, then told.
                    PlaceholderKind::BirthDate
                    | PlaceholderKind::DeathDate
                    | PlaceholderKind::MarriageDate
                        if !told_again(reading, at + 1) =>
                    {
                        return None;
                    }
                    _ => {}
                },
                TokenKind::Punct(b'.') => {
                    // An abbreviation, or the end of a label.
                    let short = reading.word(at - 1).chars().count() <= 5;
                    let masked = matches!(reading.tokens[at - 1].kind, TokenKind::Placeholder(_));
                    let clause_end = (at == from || masked)
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
                    // A column of labels, then one of values.
                    if breaks > if dated { 4 } else { 2 } {
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

    /// The date, with its year, that begins at a token.
    fn date_with_year(&self, reading: &Reading<'_>, at: usize) -> Option<Date> {
        self.dates.read(reading.text, reading.tokens, at).filter(|date| date.year.is_some())
    }

    /// The date, with its year, that ends before a token, and where it begins: `reach` tokens before at most, and not
    /// before `floor`.
    fn date_that_ends(
        &self,
        reading: &Reading<'_>,
        end: usize,
        reach: usize,
        floor: usize,
    ) -> Option<(usize, Date)> {
        (end.saturating_sub(reach).max(floor)..end).find_map(|start| {
            let date = self.date_with_year(reading, start)?;
            (date.end == end).then_some((start, date))
        })
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
        let told =
            matches!(reading.word(at - 1), "en" | "courant" | "début" | "fin" | "mi" | "depuis");
        let happened = || {
            at > 1 && {
                let before = plain(reading.word(at - 2));
                before.starts_with("surven") || before.starts_with("interven")
            }
        };
        // `au mois de mars 2019`
        let of = if at > 1 && reading.punct(at - 1, b'\'') { at - 2 } else { at - 1 };
        let month = of > 0
            && matches!(reading.word(of), "de" | "d")
            && reading.word(of - 1).eq_ignore_ascii_case("mois");
        let near = told && (distance <= 8 || happened()) || month && distance <= 5;
        if near { self.month_at(reading, at) } else { None }
    }

    /// `mai 1975`, `05/1975`.
    fn month_at(&self, reading: &Reading<'_>, at: usize) -> Option<Date> {
        self.dates
            .read_month(reading.text, reading.tokens, at)
            .or_else(|| date::numeric_month(reading.text, reading.tokens, at))
    }

    /// `3 au 4 mai 2015`: a night.
    fn night_at(&self, reading: &Reading<'_>, at: usize) -> Option<Date> {
        let day: u8 = reading.word(at).parse().ok().filter(|day| (1..=31).contains(day))?;
        let joined = matches!(reading.word(at + 1), "au" | "et" | "ou");
        let date = joined.then(|| self.date_with_year(reading, at + 2)).flatten()?;
        date.day.is_some_and(|next| next == day + 1 || next == 1).then_some(date)
    }

    /// Whether what stands right before a date lets it be the date of the event.
    fn introduced(&self, reading: &Reading<'_>, at: usize, from: usize) -> bool {
        if at == from {
            return true;
        }
        let before = reading.word(at - 1);
        let lower = before.to_lowercase();
        match lower.as_str() {
            "le" | "1e" | "ie" | "les" | "ce" | "en" | "on" | "el" | "am" | "l" | ":" | "="
            | "," | "(" | "-" | "|" | "/" | "soit" | "et" | "." => true,
            "du" => {
                at - from <= 3
                    || matches!(
                        reading.word(at - 2),
                        "date"
                            | ","
                            | "respectivement"
                            | "nuit"
                            | "soirée"
                            | "soir"
                            | "journée"
                            | "matinée"
                            | "matin"
                            | "ans"
                    )
                    // `accouchement par voie basse du`
                    || at - from <= 6 && plain(reading.word(from - 1)) == "accouchement"
                    // `acte de mariage n° 12 du`
                    || reading.tokens[at - 2].kind == TokenKind::Number && at - from <= 5
            }
            "courant" | "début" | "fin" | "mi" | "depuis" => true,
            "de" => reading.word(at.saturating_sub(2)).eq_ignore_ascii_case("mois"),
            // `n'a survécu que jusqu'au 3 mai 2015`
            "au" if reading.word(at.saturating_sub(3)) == "jusqu" => {
                plain(reading.word(from.saturating_sub(1))) == "survecu"
            }
            "au" => self.fixed_at(reading, at, from),
            "lundi" | "mardi" | "mercredi" | "jeudi" | "vendredi" | "samedi" | "dimanche" => true,
            "entre" | "vers" | "jour" | "'" | "s" | "e" | ")" | "un" => true,
            _ => {
                matches!(
                    reading.tokens[at - 1].kind,
                    TokenKind::Newline | TokenKind::Placeholder(_)
                ) || reading.tokens[at - 1].kind == TokenKind::Symbol
                    || lower.starts_with("naiss")
                    // `né à Oran 12 mars 1950`, `Lieu et date de naissance : Oran 12/03/1950`
                    || reading.tokens[at - 1].case().is_some_and(|case| case.is_capital())
                        && matches!(reading.word(at.saturating_sub(2)), "à" | "À" | "A" | ":")
            }
        }
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

/// Leaves the date found last for a person to decide, and says why.
fn doubt(found: &mut [Candidate], at_most: f32, why: &'static str) {
    if let Some(date) = found.last_mut() {
        date.confidence = date.confidence.min(at_most);
        date.at_most = Some(Status::ToReview);
        date.cues = vec![Cue::Borrowed(why)];
    }
}

/// `, soit`, ` (`: whether what was masked is told again.
fn told_again(reading: &Reading<'_>, at: usize) -> bool {
    let comma = usize::from(reading.punct(at, b','));
    reading.word(at + comma) == "soit" || reading.punct(at, b'(')
}
