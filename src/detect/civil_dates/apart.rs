//! An event told apart from its date: `le décès de M. [X], né le 3 mai 1940, survenu le 4 juin 2018`,
//! `le passeport porte le 3 mai 1975 comme date de naissance`.

use crate::detect::Candidate;
use crate::document::tokens::hashes;

use super::CivilDates;
use super::vocabulary::{Event, Reading, Scope, Trigger};
use super::wording::{ends_clause, lower_noun, plain};

/// Tokens between an event and the participle that gives its date, at most.
const APART: usize = 40;

impl CivilDates {
    /// `survenu le`, `célébré le`, beyond the date of another event: whose own date it is.
    pub(super) fn happened(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        // Right after a noun, it is that noun which happened: `la rechute survenue le`.
        let parted = at
            .checked_sub(1)
            .is_some_and(|before| reading.punct(before, b',') || reading.punct(before, b')'));
        if !parted {
            return floor;
        }
        // A noun that no date follows yet reads its own.
        let Some(event) = self.told_before(reading, at, floor) else { return floor };
        match self.first_date(reading, at + 1, event, Scope::Act, 0) {
            Some((start, date)) if date.year.is_some() && start >= floor => {
                let end = date.end;
                self.push(reading, start, date, event, start - at + 4, out);
                end
            }
            _ => floor,
        }
    }

    /// The event that happened, when its noun stands before the last date reported.
    fn told_before(&self, reading: &Reading<'_>, at: usize, floor: usize) -> Option<Event> {
        const OTHERS: [u64; 18] = hashes([
            "accident",
            "sinistre",
            "incendie",
            "rupture",
            "licenciement",
            "vol",
            "faits",
            "fait",
            "agression",
            "chute",
            "dommage",
            "evenement",
            "incident",
            "divorce",
            "separation",
            "vente",
            "jugement",
            "aggravation",
        ]);
        let celebrated = reading.word(at).to_lowercase().starts_with("céléb");
        let nouns = (at.saturating_sub(APART)..at).rev();
        for index in nouns.take_while(|&index| !ends_clause(reading, index)) {
            if reading.is_among(index, &OTHERS) {
                return None;
            }
            let word = self.words.get(&reading.tokens[index].hash);
            let Some(Trigger::Noun(told)) = word.and_then(|word| word.trigger) else { continue };
            let fits = matches!(
                (told, celebrated),
                (Event::Union, _) | (Event::Birth | Event::Death, false)
            );
            if fits && self.noun(reading, index, told) == Some(Scope::Sentence) {
                return (index < floor).then_some(told);
            }
        }
        None
    }

    /// `le 3 mai 1975, date de sa naissance`, `le 3 mai (date du décès)`, `le 3 mai comme date de naissance`,
    /// `le 3 mai, jour où il est mort`: a date right before what it is the day of.
    pub(super) fn day_of_event(
        &self,
        reading: &Reading<'_>,
        at: usize,
        event: Event,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let day = day_word(reading, at)?;
        // `le 3 mai 1975, qui est celle de sa naissance`
        const COPULAS: [&str; 7] = ["qui", "est", "étant", "comme", "retenue", "serait", "était"];
        let celle = reading.word(day) == "celle";
        let lead = (0..day).rfind(|&index| !(celle && COPULAS.contains(&reading.word(index))))?;
        let opens = reading.punct(lead, b',')
            || reading.punct(lead, b'(')
            || matches!(reading.word(lead), "comme" | "pour");
        // `la date du 3 mai 1975 retenue comme celle de`: no sign parts them.
        let lead = lead + usize::from(celle && !opens);
        let opens = opens || celle;
        let (start, date) =
            opens.then(|| self.date_that_ends(reading, lead, 8, floor)).flatten()?;
        // `le 3 mai 2015, date de son soixantième anniversaire`
        let word = plain(reading.word(at));
        if word == "anniversaire" || word.starts_with("major") {
            let own = (day..at).any(|index| matches!(reading.word(index), "son" | "sa" | "leur"));
            return own.then(|| self.anniversary(reading, start, out)).flatten();
        }
        self.push(reading, start, date, event, 6, out);
        Some(at + 1)
    }

    /// Whether a verb or a participle that fixes a day lets `au` lead to it: `situe le décès au`, `noces fixées au`.
    pub(super) fn fixed_at(&self, reading: &Reading<'_>, at: usize, from: usize) -> bool {
        const STEMS: [&str; 9] =
            ["fix", "situ", "remont", "plac", "report", "prev", "prév", "ramen", "retien"];
        // `une naissance au 3 mai 1975`
        let at_once = at - from == 1 && lower_noun(reading, from);
        at_once
            || (from.saturating_sub(6)..at).any(|index| {
                let word = reading.word(index);
                STEMS.iter().any(|stem| word.starts_with(stem))
            })
    }
}

/// Where `date` or `jour` stands that the event at `at` qualifies: `date de la célébration du mariage`, `date à
/// laquelle son mari est décédé`, `jour où`, `étant celle de sa naissance`.
fn day_word(reading: &Reading<'_>, at: usize) -> Option<usize> {
    const DAYS: [u64; 3] = hashes(["date", "jour", "celle"]);
    const BETWEEN: [u64; 19] = hashes([
        "de",
        "du",
        "d",
        "la",
        "le",
        "l",
        "son",
        "sa",
        "leur",
        "ses",
        "leurs",
        "celebration",
        "enregistrement",
        "conclusion",
        "survenance",
        "signature",
        "civil",
        "pacte",
        "naissance",
    ]);
    for index in (at.saturating_sub(12)..at).rev() {
        if !reading.is_among(index, &DAYS) {
            if ends_clause(reading, index) {
                return None;
            }
            continue;
        }
        let clause = matches!(reading.word(index + 1), "à" | "où")
            && matches!(reading.word(index + 2), "laquelle" | "compter")
            || matches!(reading.word(index + 1), "où");
        let ordinal = |place: usize| plain(reading.word(place)).ends_with("ieme");
        let joined = (index + 1..at).all(|place| {
            reading.is_among(place, &BETWEEN) || reading.punct(place, b'\'') || ordinal(place)
        });
        // `date à laquelle Mme [X], née [Y], a démissionné`
        let clause = clause && !(index..at).any(|place| reading.punct(place, b','));
        return (clause || joined && at - index <= 9).then_some(index);
    }
    None
}
