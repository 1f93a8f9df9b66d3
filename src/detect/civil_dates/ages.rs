//! Birth dates that stand beside an age, a birthday, a majority, or after the sex of somebody.

use crate::detect::Candidate;
use crate::detect::Cue;
use crate::document::TokenKind;
use crate::document::tokens::{fold, hashes};
use crate::taxonomy::Status;

use super::CivilDates;
use super::vocabulary::{Event, Reading};
use super::wording::is_person;

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
            let date = self.dates.read(reading.text, reading.tokens, at + 2);
            return match date.filter(|date| {
                date.year.is_some() && reading.punct(date.end, b')') && date.end - at > 4
            }) {
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
        let parenthesis = at >= 2
            && reading.punct(at - 2, b'(')
            && reading.punct(at + 1, b')')
            && reading.tokens[at - 1].kind == TokenKind::Number;
        if !parenthesis {
            return floor;
        }
        let end = at - 2;
        let from = end.saturating_sub(6).max(floor);
        for start in from..end {
            let date = self.dates.read(reading.text, reading.tokens, start);
            if let Some(date) = date.filter(|date| date.end == end && date.year.is_some()) {
                self.push(reading, start, date, Event::Birth, 6, out);
                return end;
            }
        }
        floor
    }

    /// `le 3 mai 2021, jour de ses 62 ans`: a birthday told after its day.
    fn day_of_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let told = at >= 5
            && matches!(reading.word(at - 2), "ses" | "leurs")
            && reading.word(at - 3) == "de"
            && matches!(reading.word(at - 4), "jour" | "date");
        let mut end = at.saturating_sub(4);
        while told && (reading.punct(end - 1, b',') || reading.word(end - 1) == "le") && end > 1 {
            end -= 1;
        }
        let reads = |start: usize| {
            let date = self.dates.read(reading.text, reading.tokens, start)?;
            (date.end == end && date.year.is_some()).then_some(start)
        };
        let start =
            told.then(|| (end.saturating_sub(6).max(floor)..end).find_map(reads)).flatten()?;
        self.anniversary(reading, start, out)
    }

    /// `aura 18 ans le 3 mai 2025`, `a atteint l'âge de 62 ans le …`: a birthday.
    pub(super) fn birthday(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        const REACHED: [u64; 10] = hashes([
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
        const TERMS: [u64; 7] = hashes([
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
        let mut reached = reached;
        while matches!(
            &*fold(reading.word(start)),
            "revolus" | "accomplis" | "atteints" | "fetes" | "le" | ","
        ) {
            // `ses soixante ans, atteints le 3 mai 1991`
            reached |= matches!(&*fold(reading.word(start)), "atteints" | "fetes");
            start += 1;
        }
        let led = start > at + 1 && reading.word(start - 1).eq_ignore_ascii_case("le");
        (reached && !thing && led).then(|| self.anniversary(reading, start, out)).flatten()
    }

    /// `devenue majeure le 3 mai 1993`, `majeur depuis le …`, `atteindra sa majorité le …`.
    pub(super) fn date_of_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let noun = fold(reading.word(at)).starts_with("majori");
        let own = !noun
            || at > 0 && matches!(&*fold(reading.word(at - 1)), "sa" | "leur")
            || at > 1
                && fold(reading.word(at - 1)) == "la"
                && (fold(reading.word(at - 2)).starts_with("attei")
                    || reading.word(at + 1) == "de" && is_person(reading, at + 2));
        let thing = (at.saturating_sub(3)..at).any(|index| self.is_thing(reading, index));
        let mut start = at + 1;
        while start < at + 7
            && (is_person(reading, start)
                || matches!(
                    &*fold(reading.word(start)),
                    "depuis" | "soit" | "," | "le" | "au" | "de" | "d" | "'"
                ))
        {
            start += 1;
        }
        // `à la majorité de [X], soit au 3 mai 2025`
        let led = match &*fold(reading.word(start - 1)) {
            "le" => start > at + 1,
            "au" => start > at + 2 && fold(reading.word(start - 2)) == "soit",
            _ => false,
        };
        let date = (own && !thing && led).then(|| self.anniversary(reading, start, out)).flatten();
        date.unwrap_or(floor)
    }

    /// A birthday: its day and month are those of the birth, for a person to decide.
    pub(super) fn anniversary(
        &self,
        reading: &Reading<'_>,
        start: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let date = self.dates.read(reading.text, reading.tokens, start)?;
        let end = date.end;
        date.year?;
        self.push(reading, start, date, Event::Birth, 6, out);
        if let Some(found) = out.last_mut() {
            found.confidence = found.confidence.min(0.7);
            found.at_most = Some(Status::ToReview);
            found.cues = vec![Cue::Borrowed("jour d'un âge atteint : celui de la naissance")];
        }
        Some(end)
    }

    /// `N. le 3 mai 1975`, `D.D.N. 3.5.1975`: an abbreviation of birth.
    pub(super) fn date_after_letter(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        if !reading.punct(at + 1, b'.') || reading.tokens[at + 1].spaced {
            return floor;
        }
        let spelled = at >= 4
            && reading.punct(at - 1, b'.')
            && reading.punct(at - 3, b'.')
            && [at - 2, at - 4].iter().all(|&index| reading.word(index).eq_ignore_ascii_case("d"));
        let mut start = at + 2;
        while reading.punct(start, b':') || reading.word(start).eq_ignore_ascii_case("le") {
            start += 1;
        }
        let led = spelled || start > at + 2 && reading.word(start - 1).eq_ignore_ascii_case("le");
        let date = led.then(|| self.dates.read(reading.text, reading.tokens, start)).flatten();
        match date.filter(|date| date.year.is_some()) {
            Some(date) => {
                let end = date.end;
                self.push(reading, start, date, Event::Birth, start - at, out);
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
        let cell = at > 0 && reading.punct(at - 1, b'|') && reading.punct(at + 1, b'|');
        let date = cell.then(|| self.dates.read(reading.text, reading.tokens, at + 2)).flatten();
        match date.filter(|date| date.year.is_some()) {
            Some(date) => {
                self.push(reading, at + 2, date, Event::Birth, 6, out);
                date.end
            }
            None => floor,
        }
    }
}
