//! A second birth date, told against the first: `né le 3 mai 1975, alors que le visa porte le 4 juin 1977`.

use crate::detect::Candidate;
use crate::document::tokens::hashes;

use super::vocabulary::{Event, Reading};
use super::wording::plain;
use super::{CivilDates, doubt};

/// What opens the other account.
const AGAINST: [u64; 8] =
    hashes(["alors", "mais", "tandis", "quand", "contre", "cependant", "toutefois", "or"]);

/// Papers that tell a birth.
const IDENTITY: [u64; 20] = hashes([
    "acte",
    "passeport",
    "visa",
    "carte",
    "copie",
    "extrait",
    "document",
    "documents",
    "jugement",
    "registre",
    "livret",
    "permis",
    "titre",
    "piece",
    "certificat",
    "attestation",
    "fiche",
    "fichier",
    "dossier",
    "recepisse",
]);

impl CivilDates {
    /// Reports the date of the other account, for a person to decide; returns the token after what is reported.
    pub(super) fn contrasted(
        &self,
        reading: &Reading<'_>,
        end: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        const TELLS: [&str; 7] =
            ["mention", "indiqu", "port", "figur", "inscri", "retien", "declar"];
        let open = end + usize::from(reading.punct(end, b','));
        // `né le 3 mai à Oran, mais dont le visa…`
        let Some(against) = (open..open + 6).find(|&at| reading.is_among(at, &AGAINST)) else {
            return end;
        };
        let (mut paper, mut told) = (false, false);
        for at in against + 1..against + 14 {
            let stops = [b'.', b';', b'('].iter().any(|&sign| reading.punct(at, sign));
            if stops || reading.word(at).is_empty() {
                break;
            }
            let led = paper && told && matches!(reading.word(at - 1), "le" | "du" | "au");
            let date = led.then(|| self.date_with_year(reading, at)).flatten();
            if let Some(date) = date.filter(|date| date.end - at >= 3) {
                let end = date.end;
                self.push(reading, at, date, Event::Birth, at - against, out);
                doubt(out, 0.6, "autre date de naissance, d'après une autre pièce");
                return end;
            }
            paper |= reading.is_among(at, &IDENTITY);
            told |= {
                let word = plain(reading.word(at));
                TELLS.iter().any(|stem| word.starts_with(stem))
            };
        }
        end
    }
}
