//! A date that stands before what happened: `Le 3 mai 1975, M. [X] et Mme [Y] se sont mariés`.

use crate::detect::Candidate;
use crate::document::tokens::hashes;

use super::CivilDates;
use super::date::Date;
use super::vocabulary::{Event, Reading};
use super::wording::{is_person, plain};

/// Verbs that tell an event without an auxiliary.
const FINITE: [u64; 20] = hashes([
    "naquit",
    "naquirent",
    "nait",
    "naissait",
    "decedait",
    "deceda",
    "decederent",
    "mourut",
    "mourait",
    "succomba",
    "succombait",
    "eteignit",
    "eteignait",
    "trepassa",
    "perit",
    "epousa",
    "epousait",
    "epouserent",
    "maria",
    "marierent",
]);

/// Who may be the subject of an event, when no name says it.
pub(super) const PERSONS: [u64; 41] = hashes([
    "beneficiaire",
    "epoux",
    "epouse",
    "parties",
    "parents",
    "enfant",
    "fils",
    "fille",
    "frere",
    "soeur",
    "mari",
    "femme",
    "pere",
    "mere",
    "conjoint",
    "conjointe",
    "compagnon",
    "compagne",
    "assure",
    "assuree",
    "salarie",
    "salariee",
    "victime",
    "patient",
    "patiente",
    "interesse",
    "interessee",
    "requerant",
    "requerante",
    "locataire",
    "bailleur",
    "bailleresse",
    "usufruitier",
    "usufruitiere",
    "testateur",
    "testatrice",
    "donateur",
    "donatrice",
    "concubins",
    "partenaires",
    "defunt",
]);

/// Civilities, determiners and joints of a subject.
const JOINTS: [u64; 18] = hashes([
    "m",
    "mm",
    "mme",
    "mmes",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "le",
    "la",
    "l",
    "les",
    "son",
    "sa",
    "leur",
    "leurs",
    "et",
    "cujus",
]);

/// Words of a story between a date in front and its event: `Le 3 mai, Mme [X] a mis au monde`, `a été célébré le`.
const STORY: [u64; 38] = hashes([
    "a",
    "ont",
    "est",
    "sont",
    "s",
    "ete",
    "etait",
    "fut",
    "y",
    "il",
    "elle",
    "ils",
    "elles",
    "au",
    "la",
    "ses",
    "leurs",
    "de",
    "un",
    "une",
    "fin",
    "en",
    "donne",
    "donnait",
    "donna",
    "mis",
    "mettait",
    "mit",
    "trouve",
    "retrouve",
    "retrouvee",
    "devenu",
    "devenue",
    "atteint",
    "eu",
    "lieu",
    "celebre",
    "justes",
]);

/// Verbs without which such a story tells nothing.
const VERBS: [u64; 14] = hashes([
    "a",
    "ont",
    "est",
    "sont",
    "ete",
    "etait",
    "fut",
    "donnait",
    "donna",
    "mettait",
    "mit",
    "atteint",
    "accouchait",
    "accoucha",
]);

/// Verbs that hold their own event: `accouche`, `convolaient`.
const WHOLE: [u64; 6] =
    hashes(["accouche", "accouchait", "accoucha", "convolaient", "convolait", "convolerent"]);

/// Whether a noun of an event is the object of a verb whose date may come first: `ont contracté mariage`,
/// `ont conclu un pacte civil de solidarité`, `succombait`.
pub(super) fn tells(reading: &Reading<'_>, at: usize) -> bool {
    const MADE: [u64; 5] = hashes(["contracte", "conclu", "souscrit", "signe", "celebre"]);
    const OBJECTS: [u64; 5] = hashes(["mariage", "pacs", "solidarite", "union", "noces"]);
    reading.is_among(at, &FINITE)
        || reading.is_among(at, &OBJECTS)
            && (at.saturating_sub(5)..at).any(|index| reading.is_among(index, &MADE))
}

/// Where the subject begins that ends before `end`, when it names a person: `M. [X] et Mme [Y]`, `, l'assuré`.
fn subject(reading: &Reading<'_>, floor: usize, end: usize) -> Option<usize> {
    let mut start = end;
    let mut person = false;
    while start > floor && end - start < 16 {
        let at = start - 1;
        // The point of a civility, never that of a sentence.
        let point = reading.punct(at, b'.')
            && at > 0
            && reading.word(at - 1).len() <= 4
            && reading.is_among(at - 1, &JOINTS);
        let capital = reading.tokens[at].case().is_some_and(|case| case.is_capital());
        let named = is_person(reading, at) || reading.is_among(at, &PERSONS);
        let joint =
            reading.is_among(at, &JOINTS) || reading.punct(at, b',') || reading.punct(at, b'\'');
        if !(named || point || joint || capital) {
            break;
        }
        person |= named;
        start = at;
    }
    person.then_some(start)
}

impl CivilDates {
    /// The date that ends right at `end`, after `le`.
    fn led_date(&self, reading: &Reading<'_>, end: usize, floor: usize) -> Option<(usize, Date)> {
        (end.saturating_sub(20).max(floor)..end).find_map(|start| {
            let date = self.dates.read(reading.text, reading.tokens, start)?;
            // `L'an mil neuf cent…`
            let act = start > 1 && reading.punct(start - 1, b'\'');
            let led = start > 0
                && (act || reading.word(start - 1).eq_ignore_ascii_case("le"))
                && !matches!(
                    &*plain(reading.word(start.wrapping_sub(2))),
                    "avant" | "apres" | "jusque" | "des"
                );
            (date.end == end && date.year.is_some() && led).then_some((start, date))
        })
    }

    /// `Le 3 mai 2012, Mme [X] a mis au monde un enfant`, `Le 3 mai 2012 a été célébré le mariage`: a date in front of a
    /// clause that tells the event and nothing else.
    pub(super) fn in_front(
        &self,
        reading: &Reading<'_>,
        at: usize,
        floor: usize,
    ) -> Option<(usize, Date)> {
        const PRONOUNS: [u64; 4] = hashes(["il", "elle", "ils", "elles"]);
        const ALONE: [u64; 2] = hashes(["celebre", "lieu"]);
        let (mut verb, mut who) = (reading.is_among(at, &WHOLE), false);
        let mut end = at;
        while end > floor && at - end < 14 {
            let before = end - 1;
            let named = is_person(reading, before) || reading.is_among(before, &PERSONS);
            let point =
                reading.punct(before, b'.') && before > 0 && reading.word(before - 1).len() <= 3;
            let capital = reading.tokens[before].case().is_some_and(|case| case.is_capital());
            let passed = reading.is_among(before, &STORY)
                || reading.is_among(before, &JOINTS)
                || reading.punct(before, b'\'');
            if !(named || point || capital || passed) {
                break;
            }
            verb |= reading.is_among(before, &VERBS);
            who |= named || reading.is_among(before, &PRONOUNS) || reading.is_among(before, &ALONE);
            end -= 1;
        }
        if !verb || !who || end == floor {
            return None;
        }
        let comma = usize::from(reading.punct(end - 1, b','));
        // `Depuis le 3 mai 1975, il était marié`: how things stood, not when they happened.
        self.led_date(reading, end - comma, floor).filter(|(start, _)| {
            let since = start.checked_sub(2).map_or("", |index| reading.word(index));
            !since.eq_ignore_ascii_case("depuis")
        })
    }

    /// `Le 3 mai 1975, ils se sont mariés`, `le 3 mai 1975 est né`: a date before its event.
    pub(super) fn date_before(
        &self,
        reading: &Reading<'_>,
        at: usize,
        event: Event,
        floor: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        const TOLD: [&str; 10] =
            ["est", "sont", "s", "ont", "a", "été", "fut", "furent", "naquit", "naquirent"];
        const PASSED: [&str; 26] = [
            "'",
            ",",
            "se",
            "il",
            "elle",
            "ils",
            "elles",
            "que",
            "qu",
            "comparu",
            "pour",
            "être",
            "publiquement",
            "devant",
            "nous",
            "ici",
            "y",
            "contracté",
            "conclu",
            "souscrit",
            "signé",
            "célébré",
            "leur",
            "un",
            "pacte",
            "civil",
        ];
        let mut told = reading.is_among(at, &FINITE);
        let mut end = at;
        while end > floor && at - end < 12 {
            let before = reading.word(end - 1);
            let helper = TOLD.contains(&before);
            if !helper && !PASSED.contains(&before) {
                break;
            }
            told |= helper;
            end -= 1;
        }
        // `la créance, née le 3 mai, est éteinte`: who dies « s'éteint ».
        if plain(reading.word(at)).starts_with("eteint")
            && !(at.saturating_sub(4)..at)
                .any(|index| matches!(&*plain(reading.word(index)), "s" | "se"))
        {
            return floor;
        }
        // `est née une contestation`: what is born is no person.
        let thing = (at + 1..at + 4).any(|index| self.is_thing(reading, index));
        if !told || thing || end == floor {
            return floor;
        }
        // `Le 3 mai 1975, M. [X] décédait`: the comma belongs to the date.
        // `C'est le 3 mai 1975 que M. [X] est décédé`
        let cleft = |start: usize| start > 0 && reading.word(start - 1) == "que";
        let whose = subject(reading, floor, end).and_then(|start| match cleft(start) {
            true => Some(start - 1),
            false => reading.punct(start, b',').then_some(start),
        });
        let end = whose.unwrap_or(end);
        match self.led_date(reading, end, floor) {
            Some((start, date)) => {
                self.push(reading, start, date, event, at - end, out);
                at
            }
            None => floor,
        }
    }
}
