//! Dates in a row, each of somebody: `nés les 3 mai 1975 et 4 juin 1977`, `le père le 3 mai et la mère le 4 juin`.

use crate::document::TokenKind;
use crate::document::tokens::hashes;

use super::CivilDates;
use super::date::Date;
use super::vocabulary::{DETERMINERS, Event, Reading};
use super::wording::{KIN, is_person};

/// Words between two dates of a list.
const NEXT: [u64; 31] = hashes([
    "le",
    "la",
    "l",
    "les",
    "du",
    "et",
    "ou",
    "non",
    "pas",
    "pour",
    "celui",
    "celle",
    "de",
    "son",
    "sa",
    "leur",
    "cadet",
    "cadette",
    "second",
    "seconde",
    "autre",
    "benjamin",
    "benjamine",
    "puine",
    "puinee",
    "deuxieme",
    "troisieme",
    "dernier",
    "derniere",
    "a",
    "puis",
]);

impl CivilDates {
    /// `, 4 juin 1977`, ` et le 4 juin 1977`, ` pour le mari et le 4 juin 1977` right after a date.
    pub(super) fn next_of_list(
        &self,
        reading: &Reading<'_>,
        end: usize,
        event: Event,
    ) -> Option<(usize, Date)> {
        let owned = over_owner(reading, end);
        let end = owned.unwrap_or(end);
        // `né le 3 mai 1975 (ou le 4 mai selon l'acte)`
        let aside = reading.punct(end, b'(') && reading.word(end + 1) == "ou";
        let joined = aside
            || reading.punct(end, b',')
            || matches!(reading.word(end), "et" | "ou" | "ET" | "puis");
        // `nés de cette union :⏎- [A] le 3 mai 2005⏎- [B] le 4 juin 2007`
        let below = (0..3)
            .take_while(|&more| !reading.word(end + more).is_empty())
            .find(|&more| event == Event::Birth && is_person(reading, end + more));
        let column = below.is_some_and(|more| {
            (end..end + more).all(|index| {
                reading.punct(index, b'-')
                    || reading.punct(index, b',')
                    || reading.punct(index, b';')
                    || reading.tokens[index].kind == TokenKind::Newline
            })
        });
        if !joined && !column {
            return None;
        }
        // `née le 3 mai 1975, la cadette le 4 juin 1977`, `le père le 3 mai 1999 et la mère le 4 juin 2004`
        let mut at = end + 1;
        while at < end + 9
            && (reading.is_among(at, &NEXT)
                || event != Event::Union && reading.is_among(at, &KIN)
                || event == Event::Birth && is_person(reading, at)
                || event != Event::Union && civility(reading, at)
                // `son épouse, le 4 juin`
                || reading.punct(at, b',') && at > end + 1
                || column && at < end + 4 && reading.tokens[at].kind != TokenKind::Number
                || reading.punct(at, b'\''))
        {
            at += 1;
        }
        if matches!(reading.word(at - 1), "du") && event != Event::Birth {
            return None;
        }
        // A comma alone opens another clause: the list needs `et` or a date of the same form.
        let date = self.date_with_year(reading, at)?;
        (date.end - at >= 3).then_some((at, date))
    }
}

/// `M.`, `Mme`: the civility or its point.
fn civility(reading: &Reading<'_>, at: usize) -> bool {
    let of = at - usize::from(reading.punct(at, b'.'));
    matches!(reading.word(of), "M" | "Mme" | "Monsieur" | "Madame")
}

/// Where the words end that give a date to one of several: `pour le mari`, `(pour [X])`, `s'agissant de la mère`.
fn over_owner(reading: &Reading<'_>, end: usize) -> Option<usize> {
    let mut at = end + usize::from(reading.punct(end, b'(') || reading.punct(end, b','));
    // `né le 3 mai 1975 à Oran et non le 4 mai`
    let elsewhere =
        reading.word(at) == "à" && reading.word(at + 2) == "et" && reading.word(at + 3) == "non";
    if elsewhere {
        return Some(at + 2);
    }
    let led = match reading.word(at) {
        "pour" => 1,
        "s" if reading.word(at + 2) == "agissant" => 4,
        // `selon le passeport et le 4 mai selon l'acte`
        "selon" => return Some(at + 3),
        "d" if reading.word(at + 2) == "après" => return Some(at + 5),
        _ => return None,
    };
    at += led;
    let from = at;
    let mut person = false;
    while at < from + 6 {
        let named = is_person(reading, at)
            || reading.is_among(at, &KIN)
            || reading.is_among(at, &NEXT[16..])
            || matches!(
                &*reading.word(at).to_lowercase(),
                "aîné" | "aînée" | "premier" | "première" | "une" | "un"
            );
        let joint = reading.is_among(at, &DETERMINERS) || reading.punct(at, b'\'');
        if !(named || joint || civility(reading, at)) {
            break;
        }
        person |= named;
        at += 1;
    }
    let closed = at + usize::from(reading.punct(at, b')'));
    // `pour le mari, et le`: the comma is of the pause.
    let pause = reading.punct(closed, b',')
        && matches!(reading.tokens.get(closed + 1)?.kind, TokenKind::Word(_))
        && reading.word(closed + 1) == "et";
    person.then_some(closed + usize::from(pause))
}
