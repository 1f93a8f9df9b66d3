//! Dates that signs or a place in a line tell, and no word: `†03/05/2019`, `(° 3 mai 1940)`, `[V] (3 mai 2009)`,
//! `[X], 3 mai 1986, célibataire`, `le défunt (3 mai 1940 - 4 juin 2018)`.

use crate::detect::Candidate;
use crate::document::tokens::hashes;
use crate::document::{PlaceholderKind, TokenKind, View};

use super::vocabulary::{Event, PAPERS, Reading};
use super::wording::{children_before, ends_clause, is_free, is_person};
use super::{CivilDates, doubt};

/// Years that separate the two dates of a life, at least: fewer are those of a contract.
const SHORTEST_LIFE: u16 = 20;

impl CivilDates {
    /// `[V] (03/05/2009)`: a date in brackets right after someone masked, for a person to decide.
    pub(super) fn beside_persons(
        &self,
        view: &View<'_>,
        reading: &Reading<'_>,
        reported: usize,
        out: &mut Vec<Candidate>,
    ) {
        let known = out.len();
        self.after_signs(reading, reported, out);
        let bytes = reading.text.as_bytes();
        let mut last = 0;
        for (person, token, kind) in view.placeholders() {
            let end = token.end as usize;
            // `X…` of the old stock is no bracket.
            if !kind.is_person() || bytes[end - 1] != b']' {
                continue;
            }
            let rest = &bytes[end..];
            if rest.starts_with(b" (") {
                self.in_brackets(reading, person + 1, reported, out);
            } else if let Some(digit) = bare_digit(rest) {
                let places = (person, end + digit);
                last = self.in_line_of_identity(reading, places, last, reported, out);
            }
        }
        if out.len() > known {
            out[reported..].sort_by_key(|found| found.span.start);
        }
    }

    /// `[V] (03/05/2009)`, `[X] (* 3 mai 1940)`: what the bracket gives that opens after someone.
    fn in_brackets(
        &self,
        reading: &Reading<'_>,
        open: usize,
        reported: usize,
        out: &mut Vec<Candidate>,
    ) {
        if self.lifetime(reading, open, reported, out).is_some() {
            return;
        }
        // `(Tunis, 3 mai 1975)`
        let town = reading.punct(open + 2, b',')
            && reading.tokens.get(open + 1).is_some_and(|token| {
                token.kind == TokenKind::Placeholder(PlaceholderKind::Locality)
                    || token.case().is_some_and(|case| case.is_capital())
            });
        let star = reading.word(open + 1) == "*";
        let start = open
            + match (town, star) {
                (true, _) => 3,
                (_, true) => 2,
                _ => 1,
            };
        let start = start + usize::from(town && reading.word(start) == "le");
        let date = self
            .date_with_year(reading, start)
            .filter(|date| star || reading.punct(date.end, b')'));
        let Some(date) = date else { return };
        if is_free(reading, start, &out[reported..]) {
            self.push(reading, start, date, Event::Birth, 17, out);
            // `Trois enfants : [A] (3 mai 2005), [B] (4 juin 2007)`
            let told = star || children_before(reading, open);
            if !told {
                doubt(out, 0.5, "date entre parenthèses après une personne");
            }
        }
    }

    /// `†03/05/2019`, `(° 3 mai 1940)`: the signs of those who write family trees.
    fn after_signs(&self, reading: &Reading<'_>, reported: usize, out: &mut Vec<Candidate>) {
        let text = reading.text;
        for (sign, event) in [("†", Event::Death), ("+", Event::Death), ("°", Event::Birth)] {
            for found in memchr::memmem::find_iter(text.as_bytes(), sign.as_bytes()) {
                // `n° 3`, `2 + 3`: but for the cross, a sign opens a bracket or follows a name.
                let opens = ["(", "] ", "], "].iter().any(|by| text[..found].ends_with(by));
                if sign != "†" && !opens {
                    continue;
                }
                let after = found + sign.len();
                let start = reading.tokens.partition_point(|token| (token.start as usize) < after);
                let start = start + usize::from(reading.word(start).eq_ignore_ascii_case("le"));
                if let Some(date) = self.date_with_year(reading, start)
                    && is_free(reading, start, &out[reported..])
                {
                    self.push(reading, start, date, event, 4, out);
                }
            }
        }
    }

    /// `[X], 3.4.71, célibataire`, `Patient : [X] 3.4.71 F`, `les enfants [A], 3 mai 2005, et [B], 4 juin 2007`: a date
    /// that stands bare after someone masked, in a line that tells who they are. `places` are the token of the person and
    /// the byte where the date begins, `last` the token after the date of the row before; returns that of this one.
    fn in_line_of_identity(
        &self,
        reading: &Reading<'_>,
        places: (usize, usize),
        last: usize,
        reported: usize,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let (person, digit) = places;
        let start = (person..person + 8)
            .find(|&at| reading.tokens.get(at).is_none_or(|token| token.start as usize >= digit))
            .unwrap_or(person);
        let date = self.date_with_year(reading, start).filter(|date| date.end - start >= 3);
        let Some(date) = date else { return last };
        // `le nommé [X] du 12/03/1975 à [Localité 1]`, and no `courrier de [X] du`
        let placed = is_status_at(reading, date.end);
        if reading.word(start - 1) == "du" && (!placed || of_a_paper(reading, person)) {
            return last;
        }
        let sure = placed || last > 0 && person < last + 8;
        let told = sure
            || closes_a_row(reading, date.end)
                && !of_a_paper(reading, person)
                && (labelled(reading, person) || children_before(reading, person));
        if !told || !is_free(reading, start, &out[reported..]) {
            return last;
        }
        let end = date.end;
        self.push(reading, start, date, Event::Birth, 10, out);
        if !sure {
            doubt(out, 0.6, "date seule après une personne");
        }
        end
    }

    /// `[X], 34 ans, 10 janv. 1986 [Localité 7]`: a date that stands alone after an age, in a line of identity.
    pub(super) fn after_age(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let aged = at > 2
            && reading.tokens[at - 1].kind == TokenKind::Number
            && reading.punct(at - 2, b',')
            && is_person(reading, at - 3)
            && reading.punct(at + 1, b',');
        let start = at + 2;
        let date = aged.then(|| self.date_with_year(reading, start)).flatten()?;
        let place = matches!(
            reading.tokens.get(date.end)?.kind,
            TokenKind::Placeholder(PlaceholderKind::Locality | PlaceholderKind::Ellipsis)
                | TokenKind::Punct(b',' | b'(')
                | TokenKind::Newline
        ) || matches!(reading.word(date.end), "à" | "A" | "À" | "de");
        if !place {
            return None;
        }
        let end = date.end;
        self.push(reading, start, date, Event::Birth, 10, out);
        Some(end)
    }

    /// `le défunt (3 mai 1940 - 4 juin 2018)`: the dates of a life, from the token after the noun.
    pub(super) fn after_the_dead(
        &self,
        reading: &Reading<'_>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        // `la défunte, Mme [X], 16/06/1931 - 03/10/2015`
        let open = (at + 1..at + 8).find(|&index| {
            let opens = reading.punct(index, b'(') || reading.punct(index, b',');
            opens && reading.tokens.get(index + 1).is_some_and(|next| !next.is_word())
        })?;
        self.lifetime(reading, open, out.len(), out)
    }

    /// Two dates that a dash joins, after the sign that opens them, when a life may lie between; returns the token
    /// after the second.
    fn lifetime(
        &self,
        reading: &Reading<'_>,
        open: usize,
        reported: usize,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let dash = |index: usize| reading.punct(index, b'-') || reading.word(index) == "–";
        let birth = self.date_with_year(reading, open + 1)?;
        let second = birth.end + 1;
        if !dash(birth.end) || !is_free(reading, open + 1, &out[reported..]) {
            return None;
        }
        let death = self.date_with_year(reading, second)?;
        if death.year? < birth.year? + SHORTEST_LIFE {
            return None;
        }
        let end = death.end;
        self.push(reading, open + 1, birth, Event::Birth, 10, out);
        self.push(reading, second, death, Event::Death, 10, out);
        Some(end)
    }
}

/// How far the digit is that begins a date right after someone masked: signs alone may part them.
fn bare_digit(rest: &[u8]) -> Option<usize> {
    let signs = rest.iter().take(4).take_while(|byte| b" ,-/|;:\n".contains(byte)).count();
    let signs = signs + if rest[signs..].starts_with(b"du ") { 3 } else { 0 };
    (signs > 0 && rest.get(signs).is_some_and(u8::is_ascii_digit)).then_some(signs)
}

/// Whether what follows a date is what follows the birth in a line of identity: a place, a status, a sex, a parent.
fn is_status_at(reading: &Reading<'_>, end: usize) -> bool {
    const STATUSES: [u64; 27] = hashes([
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
        "nationalite",
        "ressortissant",
        "ressortissante",
        "fils",
        "fille",
        "f",
        "h",
        "nir",
        "sexe",
        "masculin",
        "feminin",
        "sdf",
        "profession",
    ]);
    let parted = [b',', b'-', b'/', b'|', b';'].iter().any(|&sign| reading.punct(end, sign));
    let at = end + usize::from(parted);
    let place = |at: usize| {
        reading.tokens.get(at).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Placeholder(PlaceholderKind::Locality | PlaceholderKind::Address)
            )
        })
    };
    // `[X]⏎12/03/1975⏎[Adresse 1]`
    let below = reading.tokens.get(end).is_some_and(|token| token.kind == TokenKind::Newline);
    let at = at + usize::from(below);
    let town = matches!(reading.word(at), "à" | "À" | "A")
        && (place(at + 1)
            || reading
                .tokens
                .get(at + 1)
                .is_some_and(|token| token.case().is_some_and(|case| case.is_capital())));
    let of = usize::from(matches!(reading.word(at), "de" | "sans"));
    place(at) || town || reading.is_among(at + of, &STATUSES)
}

/// Whether someone is told as the author or the subject of a paper, whose date would follow.
fn of_a_paper(reading: &Reading<'_>, person: usize) -> bool {
    (person.saturating_sub(10)..person)
        .rev()
        .take_while(|&index| !ends_clause(reading, index))
        .any(|index| reading.is_among(index, &PAPERS))
}

/// Whether nothing else is told of whoever a date follows: the line ends, or another person comes.
fn closes_a_row(reading: &Reading<'_>, end: usize) -> bool {
    let Some(next) = reading.tokens.get(end) else { return true };
    let sign = matches!(next.kind, TokenKind::Newline | TokenKind::Punct(b'.' | b')' | b';'));
    let comma = usize::from(reading.punct(end, b','));
    let and = usize::from(reading.word(end + comma) == "et");
    sign || is_person(reading, end + comma + and)
}

/// `Patient : [X]`, `le nommé [X]`: whether a word before someone opens a line of identity.
fn labelled(reading: &Reading<'_>, person: usize) -> bool {
    const LABELS: [u64; 14] = hashes([
        "patient",
        "patiente",
        "identite",
        "assure",
        "assuree",
        "detenu",
        "detenue",
        "ecrou",
        "ipp",
        "ipep",
        "nom",
        "prenom",
        "prenoms",
        "allocataire",
    ]);
    (person.saturating_sub(8)..person)
        .rev()
        .take_while(|&index| !ends_clause(reading, index) || reading.punct(index, b';'))
        .take_while(|&index| reading.tokens[index].kind != TokenKind::Newline)
        .any(|index| {
            let marked = reading.punct(index + 1, b':')
                || matches!(reading.tokens[index + 1].kind, TokenKind::Number | TokenKind::Mixed)
                || is_person(reading, index + 1);
            marked && reading.is_among(index, &LABELS)
        })
}
