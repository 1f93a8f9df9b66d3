//! Birth dates that stand beside an age, a birthday, a majority, or after the sex of somebody.

use crate::detect::Candidate;
use crate::document::TokenKind;
use crate::document::tokens::hashes;
use crate::taxonomy::Status;

use super::before::PERSONS;
use super::date::Date;
use super::vocabulary::{Event, Reading};
use super::wording::{CHILDREN, fold_start, is_person, plain};
use super::{CivilDates, doubt};

impl CivilDates {
    /// `03/05/1975 (49 ans)`, `49 ans (03/05/1975)`: a date before an age, or after it.
    pub(super) fn date_before_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        if reading.punct(at + 1, b'(') {
            let date = self.date_with_year(reading, at + 2);
            return match date.filter(|date| reading.punct(date.end, b')') && date.end - at > 4) {
                Some(date) => {
                    self.push(reading, at + 2, date, Event::Birth, 6, out);
                    date.end
                }
                None => floor,
            };
        }
        if let Some(end) = self.birthday(reading, at, out) {
            return end;
        }
        if let Some(end) = self.day_of_age(reading, at, floor, out) {
            return end;
        }
        if let Some(end) = self.after_age(reading, at, out) {
            return end;
        }
        let parenthesis = at >= 2
            && reading.punct(at - 2, b'(')
            && reading.punct(at + 1, b')')
            && reading.tokens[at - 1].kind == TokenKind::Number;
        if !parenthesis {
            return floor;
        }
        let end = at - 2;
        match self.date_that_ends(reading, end, 6, floor) {
            Some((start, date)) => {
                self.push(reading, start, date, Event::Birth, 6, out);
                end
            }
            None => floor,
        }
    }

    /// Where the number begins that ends before a word: `dix-huit`, `62`.
    fn number_before(&self, reading: &Reading<'_>, at: usize) -> usize {
        (at.saturating_sub(5)..at)
            .rev()
            .take_while(|&index| {
                let token = &reading.tokens[index];
                token.kind == TokenKind::Number
                    || self.dates.counts(token.hash)
                    || reading.punct(index, b'-')
            })
            .last()
            .unwrap_or(at)
    }

    /// `le 3 mai 2021, jour de ses 62 ans`: a birthday told after its day.
    fn day_of_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let number = self.number_before(reading, at);
        let told = number >= 4
            && matches!(reading.word(number - 1), "ses" | "leurs")
            && reading.word(number - 2) == "de"
            && matches!(reading.word(number - 3), "jour" | "date");
        let mut end = number.saturating_sub(3);
        while told && (reading.punct(end - 1, b',') || reading.word(end - 1) == "le") && end > 1 {
            end -= 1;
        }
        let (start, _) = told.then(|| self.date_that_ends(reading, end, 6, floor)).flatten()?;
        self.anniversary(reading, start, out)
    }

    /// `aura 18 ans le 3 mai 2025`, `a atteint l'âge de 62 ans le …`: a birthday.
    pub(super) fn birthday(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        const REACHED: [u64; 18] = hashes([
            "fera",
            "feront",
            "souffle",
            "atteignait",
            "atteindre",
            "fetant",
            "feter",
            "atteignant",
            "aura",
            "aurait",
            "auront",
            "eu",
            "atteint",
            "atteindra",
            "atteindrait",
            "fetera",
            "fetait",
            "fete",
        ]);
        let reached = (at.saturating_sub(7)..at).any(|index| reading.is_among(index, &REACHED));
        const TERMS: [u64; 11] = hashes([
            "vehicule",
            "immeuble",
            "batiment",
            "entreprise",
            "echeance",
            "terme",
            "delai",
            "duree",
            "anciennete",
            "periode",
            "prescription",
        ]);
        let thing = (at.saturating_sub(10)..at)
            .any(|index| self.is_thing(reading, index) || reading.is_among(index, &TERMS));
        let mut start = at + 1;
        // `le jour de ses 18 ans, soit le 3 mai`
        let number = self.number_before(reading, at);
        // `jusqu'à l'âge de 20 ans, soit le 3 mai 2022`
        let age = reading.punct(at + 1, b',')
            && reading.word(at + 2) == "soit"
            && (at.saturating_sub(5)..at).any(|index| plain(reading.word(index)) == "age");
        let day = number > 0
            && match reading.word(number - 1) {
                "ses" | "leurs" => true,
                // `aux 18 ans de l'enfant, soit le 3 mai`
                "aux" | "des" | "les" => {
                    reading.word(at + 1) == "de" && of_someone(reading, at + 2)
                }
                // `[Z], 18 ans le 3 mai 2021`
                "," => number > 1 && is_person(reading, number - 2) && reading.word(at + 1) == "le",
                _ => false,
            };
        let mut reached = reached || day || age;
        let mut thing = thing;
        while is_person(reading, start)
            || reading.is_among(start, &CHILDREN)
            || reading.is_among(start, &PERSONS)
            || matches!(
                &*plain(reading.word(start)),
                "de" | "l"
                    | "son"
                    | "sa"
                    | "revolus"
                    | "accomplis"
                    | "atteints"
                    | "fetes"
                    | "le"
                    | ","
                    | "soit"
                    | "("
                    | "qu"
                    | "'"
                    | "il"
                    | "elle"
                    | "a"
                    | "avait"
                    | "du"
                    | "lequel"
                    | "laquelle"
                    | "qui"
                    | "les"
                    | "age"
                    | "eus"
                    | "aura"
                    | "atteint"
                    | "atteindra"
            )
        {
            // `ses soixante ans, atteints le 3 mai 1991`, `l'âge de 62 ans, qu'il a atteint le`
            let word = plain(reading.word(start));
            reached |= matches!(&*word, "atteints" | "fetes" | "eus" | "atteint" | "atteindra");
            // `la rente versée jusqu'aux 25 ans de l'enfant, qui les a eus le`: whoever has years is no thing.
            let had = matches!(&*word, "atteints" | "fetes" | "eus");
            thing &= !(had && matches!(reading.word(start - 1), "a" | "avait"));
            start += 1;
        }
        let led = start > at + 1
            && (reading.word(start - 1).eq_ignore_ascii_case("le")
                // `aux 70 ans de l'assuré, soit au 3 mai`
                || day && reading.word(start - 1) == "soit" && reading.word(start) == "au"
                || day && reading.punct(start - 1, b'('));
        start += usize::from(led && reading.word(start) == "au");
        let after = (reached && !thing && led).then(|| self.anniversary(reading, start, out));
        // `le 3 mai 2012, il a eu 60 ans`
        after.flatten().or_else(|| {
            let front = (reached && !thing).then(|| self.in_front(reading, number, 0)).flatten();
            self.anniversary(reading, front?.0, out).map(|_| at)
        })
    }

    /// `devenue majeure le 3 mai 1993`, `majeur depuis le …`, `atteindra sa majorité le …`.
    pub(super) fn date_of_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let noun = plain(reading.word(at)).starts_with("majori");
        let own = !noun
            || at > 0 && matches!(&*plain(reading.word(at - 1)), "sa" | "leur")
            || at > 0
                && plain(reading.word(at - 1)) == "la"
                && ((at.saturating_sub(6)..at).any(|index| reaches(&plain(reading.word(index))))
                    || reading.word(at + 1) == "de" && of_someone(reading, at + 2));
        let thing = (at.saturating_sub(3)..at).any(|index| self.is_thing(reading, index));
        // `mineur jusqu'au 3 mai 2021`
        if plain(reading.word(at)).starts_with("mineur") {
            let until = reading.word(at + 1) == "jusqu" && reading.word(at + 3) == "au";
            let date = until.then(|| self.anniversary(reading, at + 4, out)).flatten();
            return date.unwrap_or(floor);
        }
        let mut start = at + 1;
        // `a atteint l'âge légal de départ à la retraite le`
        if &*plain(reading.word(at)) == "age" {
            let date = self.legal_age(reading, at, out);
            return date.unwrap_or(floor);
        }
        while start < at + 9
            && (is_person(reading, start)
                || reading.is_among(start, &CHILDREN)
                || matches!(
                    &*plain(reading.word(start)),
                    "depuis"
                        | "soit"
                        | ","
                        | "le"
                        | "au"
                        | "de"
                        | "d"
                        | "'"
                        | "l"
                        | "la"
                        | "son"
                        | "sa"
                        | "acquise"
                        | "intervenue"
                        | "survenue"
                        | "atteinte"
                        | "en"
                        | "cours"
                        | "instance"
                        | "procedure"
                ))
        {
            start += 1;
        }
        // `à la majorité de [X], soit au 3 mai 2025`
        let led = match &*plain(reading.word(start - 1)) {
            "le" => start > at + 1,
            "au" => start > at + 2 && plain(reading.word(start - 2)) == "soit",
            _ => false,
        };
        let date = (own && !thing && led).then(|| self.anniversary(reading, start, out)).flatten();
        // `jusqu'au 3 mai 2022, date de sa majorité`, `le 3 mai 2022, l'enfant est devenu majeur`
        let date = date.or_else(|| {
            let day = (own && noun && !thing)
                .then(|| self.day_of_event(reading, at, Event::Birth, floor, out))
                .flatten();
            day.or_else(|| {
                let becomes =
                    at > 0 && (plain(reading.word(at - 1)).starts_with("deven") || noun && own);
                let front =
                    (becomes && !thing).then(|| self.in_front(reading, at, floor)).flatten();
                self.anniversary(reading, front?.0, out).map(|_| at)
            })
        });
        date.unwrap_or(floor)
    }

    /// `de sexe masculin, 12 mars 1975`, `Sexe : M - 12/03/1975`, `ressortissant tunisien, 12 mars 1975`: a date alone in
    /// a line of identity.
    fn after_sex_in_words(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        // What is said of the sex or of the nationality: two words at most.
        let told = (at + 1..at + 4).find(|&index| {
            !(reading.punct(index, b':')
                || reading.tokens.get(index).is_some_and(|token| token.is_word()))
        })?;
        let parted = [b',', b'-', b'/', b'|', b';'].iter().any(|&sign| reading.punct(told, sign));
        let start = told + 1;
        let date = parted.then(|| self.date_with_year(reading, start)).flatten()?;
        if date.end - start < 3 {
            return None;
        }
        let end = date.end;
        self.push(reading, start, date, Event::Birth, 10, out);
        if let Some(found) = out.last_mut() {
            found.confidence = 0.6;
            found.at_most = Some(Status::ToReview);
        }
        Some(end)
    }

    /// `a atteint l'âge légal de départ à la retraite le 3 mai 2021`: a birthday, an age of the law later.
    fn legal_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        const LEGAL: [u64; 14] = hashes([
            "legal",
            "legale",
            "de",
            "d",
            "depart",
            "a",
            "la",
            "retraite",
            "requis",
            "ouverture",
            "des",
            "droits",
            "pension",
            "en",
        ]);
        let reached =
            at > 2 && reading.punct(at - 1, b'\'') && reaches(&plain(reading.word(at - 3)));
        let end = (at + 1..at + 10)
            .find(|&index| !(reading.is_among(index, &LEGAL) || reading.punct(index, b'\'')))?;
        let led = reached && end > at + 1 && reading.word(end) == "le";
        led.then(|| self.anniversary(reading, end + 1, out)).flatten()
    }

    /// A birthday: its day and month are those of the birth, for a person to decide.
    pub(super) fn anniversary(
        &self,
        reading: &Reading<'_>,
        start: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let date = self.date_with_year(reading, start)?;
        let end = date.end;
        self.push(reading, start, date, Event::Birth, 6, out);
        doubt(out, 0.7, "jour d'un âge atteint : celui de la naissance");
        Some(end)
    }

    /// `N. le 3 mai 1975`, `(n. 3.5.75 à Oran)`, `D.D.N. 3.5.1975`, `DN : 3.5.75`, `déc. le 3 mai 2015`: an abbreviation.
    pub(super) fn date_after_letter(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let initials = reading.word(at) == "DN";
        let point = reading.punct(at + 1, b'.') && !reading.tokens[at + 1].spaced;
        // `2 déc. 2014`: a month.
        let dead = fold_start(reading.word(at)) == 'd' && !initials;
        let month = dead && at > 0 && !is_person(reading, at - 1) && !reading.punct(at - 1, b',');
        if !(point || initials) || month {
            return floor;
        }
        let letter = |before: usize| {
            at.checked_sub(before).is_some_and(|index| {
                reading.punct(index + 1, b'.') && reading.word(index).eq_ignore_ascii_case("d")
            })
        };
        let spelled = initials || letter(2);
        let mut start = at + 1 + usize::from(point);
        let first = start;
        while reading.punct(start, b':') || reading.word(start).eq_ignore_ascii_case("le") {
            start += 1;
        }
        let led = start > first && reading.word(start - 1).eq_ignore_ascii_case("le");
        // `n. 3.5.75 à [Localité 1]`
        let placed = |date: &Date| {
            !dead
                && matches!(reading.word(date.end), "à" | "À" | "A")
                && reading.tokens.get(date.end + 1).is_some_and(|next| {
                    matches!(next.kind, TokenKind::Placeholder(_))
                        || next.case().is_some_and(|case| case.is_capital())
                })
        };
        let event = if dead { Event::Death } else { Event::Birth };
        let date = self.date_with_year(reading, start);
        match date.filter(|date| spelled || led || placed(date)) {
            Some(date) => {
                let end = date.end;
                self.push(reading, start, date, event, start - at, out);
                end
            }
            None => floor,
        }
    }

    /// `| M | 03/05/1975 |`: a date after the sex, in a table.
    pub(super) fn date_after_sex(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        if reading.word(at).len() > 1 {
            return self.after_sex_in_words(reading, at, out).unwrap_or(floor);
        }
        let cell = at > 0 && reading.punct(at - 1, b'|') && reading.punct(at + 1, b'|');
        match cell.then(|| self.date_with_year(reading, at + 2)).flatten() {
            Some(date) => {
                self.push(reading, at + 2, date, Event::Birth, 6, out);
                date.end
            }
            None => floor,
        }
    }
}

/// `atteint`, `accédera à`, `parvenu à`: of a majority.
fn reaches(word: &str) -> bool {
    ["attei", "acced", "parv"].iter().any(|stem| word.starts_with(stem))
}

/// `la majorité de [X]`, `de son fils`: whose majority is told.
fn of_someone(reading: &Reading<'_>, at: usize) -> bool {
    (at..at + 3).any(|index| {
        is_person(reading, index)
            || reading.is_among(index, &CHILDREN)
            || reading.is_among(index, &PERSONS)
    })
}
