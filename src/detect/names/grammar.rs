//! Forms of names that a grammar states better than a statistical score: initials, letters
//! spaced out, file names, electronic addresses, nicknames, titles of cases, companies.
//!
//! Each function looks at one place of a text and says whether a name stands there.

use crate::document::tokens::{Case, Token, TokenKind, fold, hash_plain};
use crate::lexicon::{Cue, WordInfo};

use super::around::{
    Opening, capital_name, counsel_follows, is_greeting, is_one_of, may_be_party, named_after,
    near_the_court, opens_surname, run_of_names, unexplained, unlisted,
};
use super::deeds::shown_by_a_deed;
use super::features::{DOUBT, Text};
use super::lists::in_a_list_of_people;
use super::shapes;
use super::spans::{Form, NameSpan};
use super::starts::SIGNED;

fn covered(spans: &[NameSpan], at: usize) -> bool {
    spans.iter().any(|span| span.tokens.contains(&at))
}

/// Whether a span is already held with a confidence that a form would not raise.
fn held(spans: &[NameSpan], at: usize, probability: f32) -> bool {
    spans.iter().any(|span| span.tokens.contains(&at) && span.probability >= probability)
}

/// Names that the grammar finds and that are not among those already known, or that it is surer of.
pub fn fixed_forms(text: &Text, known: &[NameSpan]) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::new();
    for &at in &text.starts.openings {
        let at = at as usize;
        let token = &text.tokens[at];
        let found = match token.kind {
            TokenKind::Punct(b'@') => local_part(text, at).or_else(|| handle(text, at)),
            TokenKind::Punct(b'"') => quoted_nickname(text, at),
            TokenKind::Punct(b'_' | b'-') => file_name(text, at),
            TokenKind::Punct(b'.') => file_with_extension(text, at),
            TokenKind::Punct(b'/') => profile(text, at).or_else(|| opponent(text, at)),
            TokenKind::Word(Case::Initial) if text.infos[at].cue() == Cue::Civility => {
                shapes::after_formula(text, at)
                    .or_else(|| spelled_in_lower_case(text, at))
                    .or_else(|| initial_or_trade(text, at))
            }
            TokenKind::Word(Case::Initial) => {
                shapes::after_formula(text, at).or_else(|| initial_or_trade(text, at))
            }
            TokenKind::Word(Case::Title | Case::Upper) => capital_word(text, at),
            TokenKind::Punct(b':') => shapes::labelled(text, at),
            TokenKind::Word(Case::Lower) => lower_case_word(text, at),
            TokenKind::Symbol => quoted_nickname(text, at),
            TokenKind::Newline => signed_below(text, at),
            TokenKind::Placeholder(kind) if kind.is_person() => initial_beside(text, at)
                .or_else(|| glued(text, at))
                .or_else(|| shapes::listed_with(text, at)),
            _ => None,
        };
        // « A c/ B » holds two names: the one before the sign is looked for apart.
        let earlier = match token.kind {
            TokenKind::Punct(b'/') => plaintiff(text, at),
            _ => None,
        };
        let company = if token.hash != 0 { company_name(text, at) } else { None };
        // Nearly always: to build the list below costs more than all the rest.
        if found.is_none() && earlier.is_none() && company.is_none() {
            continue;
        }
        for span in [found, earlier, company].into_iter().flatten() {
            // A file or an address named after someone is told whole, whatever was seen inside.
            let whole = matches!(span.form, Form::FileName | Form::InAddress);
            // What the score already sees is told again only by two plain signs, or when it saw a part of it.
            let sure = span.probability >= shapes::LIKELY && !company_form(span.form);
            let mut tokens = span.tokens.clone();
            let seen = match sure {
                true => tokens.all(|place| held(known, place, span.probability)),
                false => !whole && tokens.any(|place| covered(known, place)),
            };
            if !seen && !span.tokens.clone().any(|place| covered(&out, place)) {
                out.push(span);
            }
        }
    }
    out
}

/// Whether a word may announce a name by itself: « cordialement », « signé », « succession », « dit ».
#[inline]
fn announces(text: &Text, at: usize) -> bool {
    text.infos[at].cue() != Cue::None || text.tokens[at].hash == SIGNED
}

/// The forms that a word in lower case may begin. Most are plain words, which announce nothing.
fn lower_case_word(text: &Text, at: usize) -> Option<NameSpan> {
    if !announces(text, at) {
        let rare = text.infos[at].ordinary() <= 1;
        return greeted(text, at)
            .or_else(|| double_after_civility(text, at))
            .or_else(|| if rare { in_lower_case(text, at) } else { None });
    }
    nickname(text, at)
        .or_else(|| signature(text, at))
        .or_else(|| shapes::of_a_family(text, at))
        .or_else(|| greeted(text, at))
        .or_else(|| double_after_civility(text, at))
        .or_else(|| in_lower_case(text, at))
}

/// The forms that a word with a capital may begin.
fn capital_word(text: &Text, at: usize) -> Option<NameSpan> {
    if text.infos[at].cue() == Cue::Civility {
        return spelled_in_lower_case(text, at);
    }
    let run = run_of_names(text, at);
    // What begins with a name begins with a word that may be one; most capitals are those of a sentence or a court.
    if text.infos[at].first_name() < 4 && run == at {
        let announced = if announces(text, at) { signature(text, at) } else { None };
        return announced
            .or_else(|| greeted(text, at))
            .or_else(|| shapes::of_a_family(text, at))
            .or_else(|| shapes::known_as(text, at))
            .or_else(|| full_name(text, at));
    }
    let name = Opening::read(text, at, run);
    let before = match at.checked_sub(1).map(|before| text.tokens[before].kind) {
        None | Some(TokenKind::Newline) => LINE,
        Some(TokenKind::Word(_) | TokenKind::Mixed) => WORD,
        Some(_) => SIGN,
    };
    signature(text, at).or_else(|| {
        let mut possible = SHAPES.iter().filter(|(after, _)| after & before != 0);
        possible.find_map(|(_, shape)| shape(text, &name))
    })
}

/// What stands right before a name, one bit each: nothing or a line end, a word, a sign or a number or a placeholder.
const LINE: u8 = 1;
const WORD: u8 = 1 << 1;
const SIGN: u8 = 1 << 2;
const ANYTHING: u8 = LINE | WORD | SIGN;

/// A form of a name, with what may stand before it.
type Shape = (u8, fn(&Text, &Opening) -> Option<NameSpan>);

/// The forms of a name that may be one, the first to be tried first. Each asks for a word, a line or a sign before it.
const SHAPES: [Shape; 30] = [
    (SIGN, |text, name| shapes::after_formula(text, name.at)),
    (SIGN, |text, name| shapes::hailed(text, name.at)),
    (WORD, shapes::former_name),
    (ANYTHING, shapes::subject_of_verb),
    (LINE, shapes::facing),
    (WORD, shapes::opposed),
    (WORD, |text, name| shapes::cut_by_a_line(text, name.at)),
    (ANYTHING, shapes::sole_trader),
    (LINE, shapes::at_an_address),
    (ANYTHING, |text, name| shapes::of_a_family(text, name.at)),
    (WORD | SIGN, shapes::case_title),
    (WORD | SIGN, |text, name| shapes::plain_full_name(text, name.at)),
    (ANYTHING, |text, name| full_name(text, name.at)),
    (ANYTHING, |text, name| compound_first_name(text, name.at)),
    (WORD | SIGN, |text, name| shapes::trade_name(text, name.at)),
    (LINE, shapes::represented_below),
    (LINE, |text, name| shapes::opens_a_loud_line(text, name.at)),
    (WORD, shapes::exhibit_of),
    (WORD | SIGN, shapes::of_a_person),
    (WORD, shapes::payee),
    (WORD, shapes::signed_paper),
    (WORD | SIGN, shapes::two_unknown),
    (WORD, shapes::given_to),
    (SIGN, |text, name| shapes::after_its_number(text, name.at)),
    (WORD | SIGN, shapes::after_a_function),
    (WORD, |text, name| shapes::known_as(text, name.at)),
    (ANYTHING, shown_by_a_deed),
    (ANYTHING, in_a_list_of_people),
    (WORD | SIGN, |text, name| shapes::word_that_tells(text, name.at)),
    (WORD | SIGN, |text, name| shapes::of_a_manor(text, name.at)),
];

fn company_form(form: Form) -> bool {
    matches!(form, Form::InCompany | Form::InPractice)
}

fn span(tokens: std::ops::Range<usize>, probability: f32, form: Form) -> Option<NameSpan> {
    Some(NameSpan { tokens, probability, form })
}

/// The forms that a letter alone may begin.
fn initial_or_trade(text: &Text, at: usize) -> Option<NameSpan> {
    initials(text, at)
        .or_else(|| letter_by_letter(text, at))
        .or_else(|| initial_and_surname(text, at))
        .or_else(|| shapes::trade_name(text, at))
}

/// « M. A. B. », « l'enfant L.M. » : real initials, when nothing else follows.
fn initials(text: &Text, at: usize) -> Option<NameSpan> {
    let before = text.before(at)?;
    if !matches!(text.infos[before].cue(), Cue::Civility | Cue::Kinship) {
        return None;
    }
    let mut end = at;
    let mut letters = 0;
    while text.case(end) == Some(Case::Initial)
        && text.tokens.get(end + 1).is_some_and(|dot| dot.is_punct(b'.') && !dot.spaced)
    {
        letters += 1;
        end += 2;
        if text.tokens.get(end).is_some_and(|hyphen| hyphen.is_punct(b'-') && !hyphen.spaced) {
            end += 1;
        }
    }
    let name_follows = text.case(end).is_some_and(Case::is_capital);
    (letters >= 2 && !name_follows).then_some(NameSpan {
        tokens: at..end,
        probability: WEAK,
        form: Form::Initials,
    })
}

/// « M. T A R T E M P I O N »: four letters or more, spaced out, after a civility.
fn letter_by_letter(text: &Text, at: usize) -> Option<NameSpan> {
    let before = text.before(at)?;
    if !matches!(text.infos[before].cue(), Cue::Civility | Cue::Title | Cue::Birth) {
        return None;
    }
    let end = (at..text.tokens.len())
        .find(|&place| text.case(place) != Some(Case::Initial))
        .unwrap_or(text.tokens.len());
    (end - at >= 4).then_some(NameSpan {
        tokens: at..end,
        probability: 0.8,
        form: Form::AfterCivility,
    })
}

/// « Mme t a r t e m p i o n », « M. B i d u l o t »: the same in lower case, from the civility on.
fn spelled_in_lower_case(text: &Text, civility: usize) -> Option<NameSpan> {
    let point = text.tokens.get(civility + 1).is_some_and(|token| token.is_punct(b'.'));
    let start = civility + 1 + usize::from(point);
    let letter = |at: &usize| {
        text.case(*at) == Some(Case::Lower)
            && text.tokens[*at].range().len() <= 2
            && text.text[text.tokens[*at].range()].chars().count() == 1
    };
    let first = start + usize::from(text.case(start) == Some(Case::Initial));
    let end = (first..text.tokens.len()).find(|at| !letter(at)).unwrap_or(text.tokens.len());
    (end - start >= 4).then_some(NameSpan {
        tokens: start..end,
        probability: 0.8,
        form: Form::AfterCivility,
    })
}

/// « J. [X] », « [X] J. »: the real initial that was left beside a placeholder.
fn initial_beside(text: &Text, placeholder: usize) -> Option<NameSpan> {
    let is_initial = |letter: usize| {
        text.case(letter) == Some(Case::Initial)
            && text.tokens.get(letter + 1).is_some_and(|dot| dot.is_punct(b'.') && !dot.spaced)
            // « M. [X] »: a civility, not an initial; « S.E.L.A.R.L. [X] »: a form of company.
            && text.infos[letter].cue() != Cue::Civility
            && (letter == 0 || text.tokens[letter].spaced || !text.tokens[letter - 1].is_punct(b'.'))
    };
    let before = placeholder.checked_sub(2).filter(|&letter| is_initial(letter))?;
    Some(NameSpan { tokens: before..before + 2, probability: WEAK, form: Form::Initials })
}

/// « [X]-TARTEMPION », « [X]ski »: what is left of a name that was masked in part.
fn glued(text: &Text, placeholder: usize) -> Option<NameSpan> {
    let unspaced = |at: usize| text.tokens.get(at).is_some_and(|token| !token.spaced);
    let hyphen = text
        .tokens
        .get(placeholder + 1)
        .is_some_and(|token| !token.spaced && matches!(token.kind, TokenKind::Punct(b'-' | b'\'')));
    let word = placeholder + 1 + usize::from(hyphen);
    let token = text.tokens.get(word)?;
    let info = text.infos[word];
    (unspaced(word) && token.is_word() && token.range().len() >= 2 && info.ordinary() == 0)
        .then_some(NameSpan {
            tokens: word..word + 1,
            probability: 0.7,
            form: Form::BesidePlaceholder,
        })
}

/// « Anne-Sophie »: two frequent first names joined by a hyphen, whatever stands around.
fn compound_first_name(text: &Text, at: usize) -> Option<NameSpan> {
    let hyphen = text.tokens.get(at + 1)?;
    let second = at + 2;
    let given = |place: usize| {
        text.infos.get(place).is_some_and(|info| info.first_name() >= 7 && info.cue() == Cue::None)
            && text.case(place) == Some(Case::Title)
    };
    let joined = hyphen.is_punct(b'-') && !hyphen.spaced && !text.tokens.get(second)?.spaced;
    let goes_on = text.tokens.get(second + 1).is_some_and(|next| {
        next.is_punct(b'-') && !next.spaced || next.case().is_some_and(Case::is_capital)
    });
    let place =
        at > 0 && (text.tokens[at - 1].is_punct(b'-') || text.tokens[at - 1].is_punct(b'\''));
    (joined
        && given(at)
        && given(second)
        && !goes_on
        && !place
        && !named_after(text, at)
        && !near_the_court(text, at))
    .then_some(NameSpan {
        tokens: at..second + 1,
        probability: SHAPE_ALONE,
        form: Form::FirstNameAlone,
    })
}

/// Confidence in a name that only its shape shows: for a person to decide.
const SHAPE_ALONE: f32 = DOUBT;

/// Confidence in initials, and in other forms that say little by themselves: for a person to decide.
const WEAK: f32 = DOUBT;

/// « N. Chastain »: an initial and a surname, outside the blocks of professionals.
fn initial_and_surname(text: &Text, at: usize) -> Option<NameSpan> {
    if let Some(found) = bare_initial(text, at) {
        return Some(found);
    }
    let dotted = text.tokens.get(at + 1)?.is_punct(b'.') && !text.tokens[at + 1].spaced;
    let alone = at == 0 || !text.tokens[at - 1].is_punct(b'.') || text.tokens[at].spaced;
    let letter = text.tokens[at].text(text.text);
    // « L. », « R. », « D. »: numbers of articles; « c. », « n. »: references; « M. » is a civility.
    if !dotted || !alone || letter == "M" {
        return None;
    }
    let end = run_of_names(text, at + 2);
    // « L. », « R. », « D. »: a number of article follows, not a name.
    let article = matches!(letter, "L" | "R" | "D") && !unexplained(text, at + 2);
    // « Q. Connaissez-vous cet homme ? »
    let asked = text.tokens.get(end).is_some_and(|mark| mark.is_punct(b'-') && !mark.spaced)
        && text.case(end + 1) == Some(Case::Lower);
    if end == at + 2 || article || asked || named_after(text, at) {
        return None;
    }
    let civil = text.before(at).is_some_and(|before| text.infos[before].cue() == Cue::Civility);
    if civil && !super::features::professional_around(text, at) {
        return span(at..end, 0.6, Form::AfterCivility);
    }
    let tells = shapes::tells(text, end) && !shapes::in_court_sentence(text, at, end);
    let led = at.checked_sub(1).is_some_and(|before| {
        text.tokens[before].case() == Some(Case::Lower)
            && is_one_of(
                text,
                before,
                &["de", "à", "par", "avec", "chez", "pour", "selon", "et", "que"],
            )
    });
    let probability = match (tells, near_the_court(text, at)) {
        (true, _) => shapes::TWO_SIGNS,
        (false, false)
            if led || unexplained(text, at + 2) && text.tokens[at + 2].range().len() >= 5 =>
        {
            shapes::LIKELY
        }
        (false, false) => SHAPE_ALONE,
        (false, true) => return None,
    };
    Some(NameSpan { tokens: at..end, probability, form: Form::Bare })
}

/// « T TARTEMPION »: an initial without its point before a word that nothing explains.
fn bare_initial(text: &Text, at: usize) -> Option<NameSpan> {
    let letter = text.tokens[at].text(text.text);
    let next = text.tokens.get(at + 1)?;
    let tells = shapes::tells(text, at + 2) && !shapes::in_court_sentence(text, at, at + 2);
    let opens =
        at == 0 || matches!(text.tokens[at - 1].kind, TokenKind::Newline | TokenKind::Punct(b'.'));
    let begins = at == 0
        || opens && tells
        || text.tokens[at - 1].case() == Some(Case::Lower) && text.infos[at - 1].ordinary() > 0;
    let name = next.spaced
        && unexplained(text, at + 1)
        && text.case(at + 1).is_some_and(Case::is_capital)
        && text.tokens[at + 1].range().len() >= 5;
    let counted = ["numéro", "lot", "bâtiment", "section", "annexe", "point", "catégorie", "type"];
    let of_thing = at > 0 && is_one_of(text, at - 1, &counted);
    (begins
        && name
        && !of_thing
        && letter != "M"
        && letter != "Y"
        && !text.shouted(at)
        && !named_after(text, at)
        && !near_the_court(text, at))
    .then_some(NameSpan {
        tokens: at..at + 2,
        probability: if opens && tells { shapes::LIKELY } else { SHAPE_ALONE },
        form: Form::Bare,
    })
}

/// « Mylène Thorigny », « Zélie TARTEMPION », « TARTEMPION Zélie »: a first name and a word that
/// nothing explains, or the two cases in which people write the two parts of a name.
#[inline]
fn full_name(text: &Text, at: usize) -> Option<NameSpan> {
    let info = text.infos[at];
    if info.ordinary() >= 3 || info.cue() != Cue::None { None } else { two_words(text, at) }
}

/// The same for a word that is neither a cue nor an everyday word.
fn two_words(text: &Text, at: usize) -> Option<NameSpan> {
    let info = text.infos[at];
    if text.shouted(at) && info.first_name() < 8 {
        return None;
    }
    let mut second = at + 1;
    // « Anne-Sophie TARTEMPION »
    let hyphen = text.tokens.get(second).is_some_and(|t| t.is_punct(b'-') && !t.spaced);
    if hyphen && text.case(second + 1).is_some_and(Case::is_capital) {
        second += 2;
    }
    if info.first_name() >= 6 {
        if let Some(end) = particles_then_surname(text, at, second) {
            return span(at..end, shapes::LIKELY, Form::Bare);
        }
        if misread_surname(text, at, second) {
            return span(at..second + 1, shapes::LIKELY, Form::Bare);
        }
    }
    let case = (text.case(at)?, text.case(second)?);
    let next = *text.infos.get(second)?;
    let unknown = |place: usize| unexplained(text, place);
    let written_as_name = match case {
        (Case::Title, Case::Upper) => {
            (info.first_name() >= 3 || unknown(at)) && (next.is_surname() || unknown(second))
        }
        (Case::Upper, Case::Title) => {
            next.first_name() >= 4 && (info.is_surname() || unknown(at)) && next.ordinary() < 3
        }
        _ => false,
    };
    let frequent =
        info.first_name() >= 8 && (next.is_surname() || unknown(second)) && next.first_name() < 8;
    let plausible = (written_as_name || frequent)
        && next.ordinary() < 3
        && next.cue() == Cue::None
        && text.tokens[second].range().len() >= 3;
    if !plausible || named_after(text, at) || near_the_court(text, at) {
        return None;
    }
    let end = run_of_names(text, second).max(second + 1);
    let led = at.checked_sub(1).is_some_and(|before| {
        text.tokens[before].case() == Some(Case::Lower)
            && is_one_of(text, before, &["à", "par", "avec", "contre", "chez", "que"])
    });
    // « l'attestation de Zélie TARTEMPION », « l'enfant de … »
    let of = at >= 2
        && is_one_of(text, at - 1, &["de"])
        && matches!(text.infos[at - 2].cue(), Cue::Exhibit | Cue::Kinship);
    // « les neveux, savoir Zélie Tartempion »
    let kin = (at.saturating_sub(6)..at)
        .rev()
        .take_while(|&place| {
            !matches!(text.tokens[place].kind, TokenKind::Newline | TokenKind::Punct(b';'))
        })
        .any(|place| text.infos[place].cue() == Cue::Kinship);
    let sure = (led || of || kin) && info.first_name() >= 6 || (of || kin) && written_as_name;
    // In published texts the rest is hardly ever anything but a name; at the end stand those who signed.
    let late = text.is_late(at);
    let known = info.first_name() >= 6 && unknown(second) && !late && !text.shouted(at);
    let probability = if sure || known { shapes::LIKELY } else { SHAPE_ALONE };
    Some(NameSpan { tokens: at..end, probability, form: Form::Bare })
}

/// « avec Zélie von Tartempen »: where the surname ends that particles open, after a first name in a sentence.
fn particles_then_surname(text: &Text, at: usize, second: usize) -> Option<usize> {
    let led = at.checked_sub(1).is_some_and(|before| {
        text.tokens[before].case() == Some(Case::Lower) && text.infos[before].ordinary() > 0
    });
    let particles = (second..second + 2)
        .take_while(|&place| text.infos.get(place).is_some_and(|info| info.cue() == Cue::Particle))
        .count();
    let surname = second + particles;
    let known =
        particles > 0 && led && text.case(surname) == text.case(at) && unexplained(text, surname);
    (known && !named_after(text, at) && !near_the_court(text, at)).then_some(surname + 1)
}

/// « ZÉLIE TAR2EMPION »: a first name and a word in which a scanner put a digit.
fn misread_surname(text: &Text, at: usize, second: usize) -> bool {
    let worn = text.tokens.get(second).is_some_and(|token| {
        let word = token.text(text.text);
        token.kind == TokenKind::Mixed
            && token.spaced
            && text.is_capital(second)
            && word.chars().filter(|letter| letter.is_alphabetic()).count() >= 5
            && word.chars().filter(char::is_ascii_digit).count() <= 2
    });
    worn && text.infos[at].ordinary() <= 1 && !named_after(text, at) && !near_the_court(text, at)
}

/// « bonjour tartempion, », « salut bidulot ! »: whom a message greets, in lower case.
#[inline]
fn greeted(text: &Text, at: usize) -> Option<NameSpan> {
    let name = at + 1;
    let called = text
        .tokens
        .get(name + 1)
        .is_some_and(|mark| matches!(mark.kind, TokenKind::Punct(b',' | b'!')));
    let greets = called
        && is_greeting(text, at)
        && text.case(name) == Some(Case::Lower)
        && unexplained(text, name);
    greets.then_some(NameSpan {
        tokens: name..name + 1,
        probability: 0.5,
        form: Form::FirstNameAlone,
    })
}

/// « christine tartempion », « bonjour zélie »: names in lower case where only a name can stand.
fn in_lower_case(text: &Text, at: usize) -> Option<NameSpan> {
    let info = text.infos[at];
    if lower_name(text, at)
        && let Some(found) = paid_in_lower_case(text, at).or_else(|| says_who(text, at))
    {
        return Some(found);
    }
    let given = info.first_name() >= 6 && info.ordinary() <= 1 && info.cue() == Cue::None;
    if !given || text.tokens[at].range().len() < 4 {
        return None;
    }
    let greeted = at.checked_sub(1).is_some_and(|before| is_greeting(text, before));
    // « ma collègue zélie », « mon cousin zélie »
    let own = at >= 2
        && is_one_of(text, at - 2, &["ma", "mon", "sa", "son", "ta", "ton", "notre", "leur"])
        && (shapes::is_function(text, at - 1) || text.infos[at - 1].cue() == Cue::Kinship);
    if own && info.ordinary() == 0 {
        return span(at..at + 1, SHAPE_ALONE, Form::FirstNameAlone);
    }
    if greeted {
        return span(at..at + 1, 0.5, Form::FirstNameAlone);
    }
    let mut second = at + 1;
    if text.tokens.get(second).is_some_and(|t| t.is_punct(b'-') && !t.spaced) {
        second += 2;
    }
    let next = *text.infos.get(second)?;
    let surname = text.case(second) == Some(Case::Lower)
        && next.ordinary() == 0
        && next.cue() == Cue::None
        && text.tokens[second].range().len() >= 4
        && (next.is_surname() || next == WordInfo::default());
    // « reçu de zélie bidulot »: a rarer first name, where a person is named.
    let led = at.checked_sub(1).is_some_and(|before| {
        const LEADS: [&str; 16] = [
            "de", "à", "par", "avec", "chez", "pour", "contre", "m", "mme", "vu", "que", "et",
            "sans", "selon", "connais", "croisé",
        ];
        is_one_of(text, before, &LEADS)
    });
    // « envoyé par lucien bidulot »: a first name that texts use as a word too, before a word that no list holds.
    let used = info.ordinary() == 0 || led && next == WordInfo::default();
    (surname
        && (info.first_name() >= 7 || (led && info.first_name() >= 5))
        && used
        && !named_after(text, at))
    .then_some(NameSpan { tokens: at..second + 1, probability: SHAPE_ALONE, form: Form::Bare })
}

/// Whether a word in lower case may be part of a name: a list of names holds it, or nothing explains it.
fn lower_name(text: &Text, at: usize) -> bool {
    let Some(info) = text.infos.get(at) else { return false };
    text.case(at) == Some(Case::Lower)
        && info.cue() == Cue::None
        && info.ordinary() == 0
        && text.tokens[at].range().len() >= 3
}

/// « un virement reçu de zélie bidulot », « versé 300 euros à bidulot zélie »: who pays or is paid, in lower case: two
/// words, of which one at least is in no dictionary and one in no list of places. `at` is a `lower_name`.
fn paid_in_lower_case(text: &Text, at: usize) -> Option<NameSpan> {
    const PAID: [&str; 14] = [
        "virement",
        "virements",
        "versement",
        "verser",
        "versé",
        "virer",
        "viré",
        "paiement",
        "payer",
        "chèque",
        "cheque",
        "euros",
        "somme",
        "lydia",
    ];
    if !lower_name(text, at + 1) || text.tokens[at + 1].range().len() < 4 {
        return None;
    }
    let led = at.checked_sub(1).filter(|&before| {
        text.tokens[before].is_word() && is_one_of(text, before, &["de", "à", "a", "par", "pour"])
    })?;
    let paid = (led.saturating_sub(6)..led)
        .any(|place| text.tokens[place].is_word() && is_one_of(text, place, &PAID));
    let known =
        |place: usize| text.infos[place].first_name() >= 4 || text.infos[place].is_surname();
    let named = known(at) || known(at + 1) || unexplained(text, at) && unexplained(text, at + 1);
    (paid && named && (unexplained(text, at) || unexplained(text, at + 1))).then_some(NameSpan {
        tokens: at..at + 2,
        probability: shapes::LIKELY,
        form: Form::Bare,
    })
}

/// « je suis zélie bidulot », « je soussignée bidulot zélie », « salut c'est bidulot »: who speaks, in lower case. `at` is
/// a `lower_name`.
fn says_who(text: &Text, at: usize) -> Option<NameSpan> {
    let before = at.checked_sub(1).filter(|&before| text.tokens[before].is_word())?;
    let first_person =
        |place: usize| text.tokens[place].is_word() && is_one_of(text, place, &["je", "j", "moi"]);
    let presents = is_one_of(text, before, &["soussigné", "soussignée", "soussigne", "soussignee"])
        || is_one_of(text, before, &["suis", "appelle"])
            && (before.saturating_sub(3)..before).any(first_person)
        // « salut c'est … », « bonjour ici … »
        || is_one_of(text, before, &["est", "ici"])
            && (before.saturating_sub(4)..before).any(|place| is_greeting(text, place));
    let second = lower_name(text, at + 1);
    let known = text.infos[at].first_name() >= 5 || text.infos[at].is_surname();
    (presents && (known || unlisted(text, at))).then_some(NameSpan {
        tokens: at..at + 1 + usize::from(second),
        probability: if known || second { 0.5 } else { shapes::LIKELY },
        form: Form::Bare,
    })
}

/// « monsieur marie-bidulot »: a double name in lower case after a civility.
#[inline]
fn double_after_civility(text: &Text, at: usize) -> Option<NameSpan> {
    let before = at.checked_sub(1)?;
    if text.infos[before].cue() == Cue::Civility { double_name(text, at) } else { None }
}

/// The double name in lower case that begins here.
fn double_name(text: &Text, at: usize) -> Option<NameSpan> {
    let hyphen = text.tokens.get(at + 1).is_some_and(|mark| mark.is_punct(b'-') && !mark.spaced);
    let second =
        text.tokens.get(at + 2).is_some_and(|word| !word.spaced) && lower_name(text, at + 2);
    let first = text.case(at) == Some(Case::Lower)
        && (text.infos[at].first_name() >= 4 || text.infos[at].ordinary() == 0);
    (hyphen && second && first && text.blocks[at] & 0b1011 == 0).then_some(NameSpan {
        tokens: at..at + 3,
        probability: shapes::LIKELY,
        form: Form::AfterCivility,
    })
}

/// « Cordialement,⏎Zélie Tartempion », « lu et approuvé, Bidulot », « je t'embrasse. Zélie »: who
/// signed a letter, after the words that end one.
#[inline]
fn signature(text: &Text, at: usize) -> Option<NameSpan> {
    let closing = text.infos[at].cue() == Cue::Closing;
    let signed = text.tokens[at].hash == SIGNED
        && matches!(text.tokens[at].text(text.text), "Signé" | "signé" | "SIGNÉ")
        && text.tokens.get(at + 1).is_some_and(|next| next.is_punct(b':'));
    if closing || signed { signature_after(text, at, closing, signed) } else { None }
}

/// The name that follows the words that end a letter, or « signé : ».
fn signature_after(text: &Text, at: usize, closing: bool, signed: bool) -> Option<NameSpan> {
    // Decisions end with the signatures of those who judged.
    let late = text.is_late(at);
    if text.blocks[at] & 0b1011 != 0 && (closing || late) {
        return None;
    }
    let mut start = at + 1;
    // « salutations distinguées », « sentiments les meilleurs », « ton amie »
    let mut words = 0;
    while words < 4 && start < at + 13 {
        match text.tokens.get(start)?.kind {
            // « lu et approuvé, le 3 mai 2012⏎… », « le 03/05/2012 »
            TokenKind::Newline
            | TokenKind::Number
            | TokenKind::Punct(b',' | b'.' | b':' | b'!' | b'-' | b'/') => start += 1,
            TokenKind::Word(Case::Lower) => {
                words += 1;
                start += 1;
            }
            _ => break,
        }
    }
    let mut end = start;
    let mut names = 0;
    let mut initials = 0;
    while end - start < 7 {
        let name = text.case(end).is_some_and(Case::is_capital)
            && text.infos[end].cue() == Cue::None
            && (text.infos[end].ordinary() < 3 || text.infos[end].first_name() >= 8);
        let initial = text.case(end) == Some(Case::Initial)
            && text.tokens.get(end + 1).is_some_and(|dot| dot.is_punct(b'.') && !dot.spaced);
        let particle = text.infos.get(end).is_some_and(|info| info.cue() == Cue::Particle)
            && names + initials > 0;
        let hyphen = names > 0
            && text.tokens.get(end).is_some_and(|token| {
                !token.spaced && matches!(token.kind, TokenKind::Punct(b'-' | b'\''))
            });
        match () {
            () if initial => {
                initials += 1;
                end += 2;
            }
            () if name => {
                names += 1;
                end += 1;
            }
            () if particle || hyphen => end += 1,
            () => break,
        }
    }
    let closed = text.tokens.get(end).is_none_or(|token| {
        matches!(
            token.kind,
            TokenKind::Newline | TokenKind::Symbol | TokenKind::Punct(b'.' | b',' | b'"' | b')')
        )
    });
    let professional = text.tokens.len() > end
        && matches!(text.infos[end].cue(), Cue::Magistrate | Cue::Lawyer)
        || closing && super::features::professional_around(text, start.min(text.tokens.len() - 1));
    ((1..=4).contains(&names) && closed && !professional).then_some(NameSpan {
        tokens: start..end,
        probability: match signed {
            true if late || near_the_court(text, start) => SHAPE_ALONE,
            true => shapes::LIKELY,
            false => 0.6,
        },
        form: Form::Bare,
    })
}

/// « fait », whatever its case.
const MADE: u64 = hash_plain("fait");

/// « Fait à Lens, le 3 mai 2012⏎Zélie Tartempion »: who signed below a place and a date.
fn signed_below(text: &Text, newline: usize) -> Option<NameSpan> {
    let start = newline + 1;
    if !capital_name(text, start) || text.is_late(newline) {
        return None;
    }
    let line = (newline.saturating_sub(14)..newline)
        .rev()
        .find(|&place| text.tokens[place].kind == TokenKind::Newline)
        .map_or(newline.saturating_sub(14), |place| place + 1);
    let made = &text.tokens[line];
    if made.hash != MADE || !matches!(made.text(text.text), "Fait" | "FAIT" | "fait") {
        return None;
    }
    let dated =
        text.tokens[line..newline].iter().rev().take(5).any(|t| t.kind == TokenKind::Number);
    let mut end = start + 1;
    while end - start < 4 && capital_name(text, end) {
        end += 1;
    }
    let alone = text.tokens.get(end).is_none_or(|token| token.kind == TokenKind::Newline)
        && !near_the_court(text, start);
    // A frequent surname alone may be a word or a place.
    let sure = unexplained(text, start) || end - start >= 2;
    let probability = if sure { shapes::LIKELY } else { SHAPE_ALONE };
    (dated && alone).then_some(NameSpan { tokens: start..end, probability, form: Form::Bare })
}

/// Whether the words before say that what is « dit » is a text, a body or a thing.
fn of_no_person(text: &Text, at: usize) -> bool {
    (at.saturating_sub(5)..at).any(|place| {
        matches!(
            text.infos[place].cue(),
            Cue::Statute | Cue::LegalForm | Cue::Organisation | Cue::Street | Cue::Court
        ) || is_one_of(text, place, &["quartier", "lieu", "lieudit", "commune", "ville", "secteur"])
    })
}

/// « dit Bébert », « surnommé le Grand », « sous le sobriquet de Momo »: after a word of nicknames,
/// without quotes.
fn nickname(text: &Text, at: usize) -> Option<NameSpan> {
    const WORDS: [&str; 11] = [
        "dit",
        "dite",
        "surnommé",
        "surnommée",
        "surnomme",
        "surnommee",
        "alias",
        "anciennement",
        "sobriquet",
        "surnom",
        "pseudonyme",
    ];
    // The lexicon counts them among the words of kinship: one look-up spares the comparisons.
    if text.infos[at].cue() != Cue::Kinship
        || !is_one_of(text, at, &WORDS)
        || of_no_person(text, at)
    {
        return None;
    }
    let of = text.tokens.get(at + 1).is_some_and(|next| next.text(text.text) == "de");
    let start = at + 1 + usize::from(of);
    // « le Grand »: an article and a capital.
    let epithet = |place: usize, cases: &[Case]| {
        text.case(place).is_some_and(|case| cases.contains(&case))
            && is_one_of(text, place, &["le", "la"])
            && text.case(place + 1) == Some(Case::Title)
            && text.infos[place + 1].cue() == Cue::None
    };
    // « dit le Grand »: of a person named or masked right before. « alias Le Grand » says it by its capital.
    let named = epithet(start, &[Case::Lower]) && names_a_person(text, at)
        || epithet(start, &[Case::Title]) && !is_one_of(text, at, &["dit", "dite", "anciennement"]);
    if named {
        return span(start..start + 2, 0.55, Form::FirstNameAlone);
    }
    let mut end = start;
    while text.case(end).is_some_and(|case| matches!(case, Case::Title | Case::Upper))
        && text.infos[end].ordinary() < 3
        && text.infos[end].cue() == Cue::None
        && end - start < 3
    {
        end += 1;
    }
    // « surnommé Bébert le Rouquin »
    if end > start && epithet(end, &[Case::Lower]) {
        end += 2;
    }
    let probability = if names_a_person(text, at) { 0.6 } else { 0.5 };
    (end > start).then_some(NameSpan {
        tokens: start..end,
        probability,
        form: Form::FirstNameAlone,
    })
}

/// Whether a person, named or masked, stands within a few words before.
fn names_a_person(text: &Text, at: usize) -> bool {
    (at.saturating_sub(5)..at)
        .rev()
        .take_while(|&place| {
            !text.tokens[place].is_punct(b'.') || text.before(place + 1) != Some(place)
        })
        .any(|place| {
            let info = text.infos[place];
            match text.tokens[place].kind {
                TokenKind::Placeholder(kind) => kind.is_person(),
                TokenKind::Word(Case::Title | Case::Upper) => {
                    info.cue() == Cue::None && info.ordinary() == 0
                }
                TokenKind::Word(Case::Lower) => {
                    matches!(info.cue(), Cue::Kinship | Cue::Party | Cue::Civility)
                        || is_one_of(text, place, &["individu", "homme", "personne", "fournisseur"])
                }
                _ => false,
            }
        })
}

/// « dit « le Rouquin » », « un certain "Momo" », « sous le sobriquet de « Bébert » »: what stands
/// between quotes after a word of nicknames.
fn quoted_nickname(text: &Text, quote: usize) -> Option<NameSpan> {
    const NAMED: [&str; 22] = [
        "dit",
        "dite",
        "surnommé",
        "surnommée",
        "surnomme",
        "surnommee",
        "alias",
        "certain",
        "certaine",
        "nommé",
        "nommée",
        "dénommé",
        "dénommée",
        "prénommé",
        "prénommée",
        "surnom",
        "sobriquet",
        "pseudonyme",
        "pseudo",
        "appelé",
        "appelée",
        "appelait",
    ];
    const NOUNS: [&str; 7] =
        ["surnom", "sobriquet", "pseudonyme", "pseudo", "surnommé", "surnommée", "désigne"];
    let opens = matches!(text.tokens[quote].text(text.text), "«" | "“" | "\"" | "„");
    let before = quote.checked_sub(1)?;
    if !opens || of_no_person(text, quote) || text.tokens[before].kind == TokenKind::Newline {
        return None;
    }
    let direct = is_one_of(text, before, &NAMED);
    let of = is_one_of(text, before, &["de", "par", ":", "comme", "est", "nom"])
        && (quote.saturating_sub(5)..before).any(|place| is_one_of(text, place, &NOUNS));
    // « contact « Momo » », « profil Snapchat intitulé « Momo » »
    let accounts = ["profil", "compte", "chaîne", "page", "contact", "numéro", "interlocuteur"];
    let account = is_one_of(text, before, &["contact", "intitulé", "intitulée", "enregistré"])
        && (quote.saturating_sub(5)..quote).any(|place| is_one_of(text, place, &accounts));
    if !direct && !of && !account {
        return None;
    }
    let start = quote + 1;
    let close = (start..(start + 6).min(text.tokens.len()))
        .find(|&place| matches!(text.tokens[place].text(text.text), "»" | "”" | "\"" | "“"))?;
    let capital = (start..close).any(|place| {
        text.case(place).is_some_and(Case::is_capital) && text.infos[place].cue() != Cue::LegalForm
    });
    let words_only = (start..close).all(|place| {
        text.tokens[place].is_word()
            || matches!(text.tokens[place].kind, TokenKind::Punct(b'-' | b'\'' | b'.'))
    });
    let told = ["appelé", "appelée", "certain", "certaine"];
    let probability = if account || is_one_of(text, before, &told) { 0.55 } else { 0.7 };
    (close > start && capital && words_only).then_some(NameSpan {
        tokens: start..close,
        probability,
        form: Form::FirstNameAlone,
    })
}

/// Whether « c/ » stands with its slash at this place.
fn versus(text: &Text, slash: usize) -> bool {
    slash > 0
        && matches!(text.tokens[slash - 1].text(text.text), "c" | "C")
        && !text.tokens[slash].spaced
}

/// Confidence in a capitalised word beside « c/ ».
fn party_probability(text: &Text, at: usize) -> f32 {
    let info = text.infos[at];
    if info.is_surname() || info.first_name() >= 4 { 0.65 } else { 0.5 }
}

/// « C/ BIDULOT »: the name after the sign.
fn opponent(text: &Text, slash: usize) -> Option<NameSpan> {
    if !versus(text, slash) {
        return None;
    }
    let newline = text.tokens.get(slash + 1).is_some_and(|token| token.kind == TokenKind::Newline);
    let start = slash + 1 + usize::from(newline);
    let end = run_of_names(text, start);
    (end > start && may_be_party(text, start)).then(|| NameSpan {
        tokens: start..end,
        probability: party_probability(text, start),
        form: Form::CaseTitle,
    })
}

/// « TARTEMPION c/ »: the name before the sign.
fn plaintiff(text: &Text, slash: usize) -> Option<NameSpan> {
    if !versus(text, slash) {
        return None;
    }
    let newline = slash >= 2 && text.tokens[slash - 2].kind == TokenKind::Newline;
    let last = slash.checked_sub(2 + usize::from(newline))?;
    let mut start = last + 1;
    while start > 0 && last + 1 - start < 3 && capital_name(text, start - 1) {
        start -= 1;
    }
    let of_company = start.checked_sub(1).is_some_and(|before| {
        matches!(text.infos[before].cue(), Cue::LegalForm | Cue::Organisation)
    });
    (start <= last && !of_company && may_be_party(text, last)).then(|| NameSpan {
        tokens: start..last + 1,
        probability: party_probability(text, last),
        form: Form::CaseTitle,
    })
}

/// The words of a company that its owner's name often follows.
const OWNED: [&str; 26] = [
    "sci",
    "eurl",
    "sasu",
    "earl",
    "gaec",
    "ets",
    "etablissements",
    "cabinet",
    "etude",
    "entreprise",
    "garage",
    "boulangerie",
    "boucherie",
    "menuiserie",
    "plomberie",
    "maconnerie",
    "pharmacie",
    "selarl",
    "selarlu",
    "selas",
    "selasu",
    "selafa",
    "scp",
    "transports",
    "atelier",
    "restaurant",
];

/// « SCI TARTEMPION », « Cabinet Bidulot »: a surname where the owner's usually stands (SOC-07, SOC-08).
fn company_name(text: &Text, at: usize) -> Option<NameSpan> {
    let token = &text.tokens[at];
    let cue = text.infos[at].cue();
    if !matches!(cue, Cue::LegalForm | Cue::Organisation) {
        return None;
    }
    let mut start = at + 1;
    // « la SCEA du Bidulot »: a word that no list holds; « la SCI du Moulin » names a place.
    let particles = (start..start + 2)
        .take_while(|&place| {
            text.case(place) == Some(Case::Lower) && text.infos[place].cue() == Cue::Particle
        })
        .count();
    if particles > 0 && unlisted(text, start + particles) {
        start += particles;
    }
    let end = run_of_names(text, start);
    // « transports CFTC »: an acronym is no owner.
    if end == start || !may_be_party(text, start) {
        return None;
    }
    let word = fold(token.text(text.text));
    let practice = matches!(&*word, "scp" | "selarl" | "selarlu" | "selas" | "selasu" | "selafa");
    if counsel_follows(text, end) && (practice || !is_represented(text, end)) {
        return None;
    }
    let owned = OWNED.contains(&&*word) || particles > 0 && word == "scea";
    // « la société Le Prado », « La Roseraie »: the name of a place.
    if opens_surname(text, start) && !owned {
        return None;
    }
    // « SARL Jean Tartempion », « société Tartempion et Fils »: a person shows even there.
    let first_name = end - start >= 2 && text.infos[start].first_name() >= 6;
    let kin = text.tokens.get(end + 1).is_some_and(|token| {
        matches!(&*fold(token.text(text.text)), "fils" | "freres" | "filles" | "associes")
    }) || text
        .tokens
        .get(end)
        .is_some_and(|token| matches!(&*fold(token.text(text.text)), "freres" | "pere"));
    // « SAS TARTEMPION BÂTIMENT »: a surname before a trade.
    let trade = text.tokens.get(end).is_some_and(|token| {
        (text.infos[start].is_surname() || unexplained(text, start))
            && matches!(
                &*fold(token.text(text.text)),
                "batiment"
                    | "tp"
                    | "btp"
                    | "construction"
                    | "constructions"
                    | "immobilier"
                    | "immobiliere"
                    | "renovation"
                    | "plomberie"
                    | "peinture"
                    | "transports"
                    | "couverture"
                    | "charpente"
                    | "electricite"
                    | "maconnerie"
                    | "automobiles"
            )
    });
    if !(owned || first_name || kin || trade) {
        return None;
    }
    let form = if practice { Form::InPractice } else { Form::InCompany };
    span(start..end, if first_name || kin { 0.5 } else { 0.35 }, form)
}

/// « la SARL …, représentée par Me … »: the lawyer who follows is that of the company.
fn is_represented(text: &Text, from: usize) -> bool {
    (from..(from + 6).min(text.tokens.len())).any(|place| {
        text.tokens[place].is_word()
            && fold(text.tokens[place].text(text.text)).starts_with("representee")
    })
}

/// « Jugement_TARTEMPION_2023 »: a name between signs after that of an act.
fn file_name(text: &Text, sign: usize) -> Option<NameSpan> {
    const ACTS: [&str; 7] =
        ["jugement", "arret", "arrêt", "ordonnance", "decision", "décision", "conclusions"];
    let act = sign.checked_sub(1)?;
    if text.tokens[sign].spaced || !is_one_of(text, act, &ACTS) {
        return None;
    }
    let end = unspaced_end(text, act, b"-_.");
    let named = (sign + 1..end)
        .any(|place| unexplained(text, place) && !text.tokens[place - 1].is_punct(b'.'));
    // A hyphen also joins ordinary words: a year or a second sign must follow.
    let signs = (sign..end)
        .filter(|&place| matches!(text.tokens[place].kind, TokenKind::Punct(b'-' | b'_')))
        .count();
    (named && (signs >= 2 || text.tokens[sign].is_punct(b'_'))).then_some(NameSpan {
        tokens: act..end,
        probability: 0.8,
        form: Form::FileName,
    })
}

/// « photo-bidulot-12.jpg »: a file whose name holds a word that nothing explains.
fn file_with_extension(text: &Text, dot: usize) -> Option<NameSpan> {
    const EXTENSIONS: [&str; 14] = [
        "pdf", "doc", "docx", "odt", "rtf", "jpg", "jpeg", "png", "mp3", "mp4", "xls", "xlsx",
        "msg", "eml",
    ];
    let extension = text.tokens.get(dot + 1)?;
    if text.tokens[dot].spaced || extension.spaced || !is_one_of(text, dot + 1, &EXTENSIONS) {
        return None;
    }
    let start = unspaced_start(text, dot, b"-_.");
    let named = (start..dot).any(|at| unexplained(text, at));
    (named && start < dot).then_some(NameSpan {
        tokens: start..dot + 2,
        probability: 0.55,
        form: Form::FileName,
    })
}

/// Whether a token may stand inside an address or a file name whose signs are these.
fn in_address(token: &Token, signs: &[u8]) -> bool {
    match token.kind {
        TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number => true,
        TokenKind::Punct(byte) => signs.contains(&byte),
        _ => false,
    }
}

/// Start of the unspaced run of words, digits and these signs that ends before `end`.
fn unspaced_start(text: &Text, end: usize, signs: &[u8]) -> usize {
    let mut start = end;
    while let Some(before) = start.checked_sub(1) {
        let token = &text.tokens[before];
        if !in_address(token, signs) {
            break;
        }
        start = before;
        if token.spaced {
            break;
        }
    }
    start
}

fn unspaced_end(text: &Text, start: usize, signs: &[u8]) -> usize {
    let mut end = start;
    while let Some(token) = text.tokens.get(end) {
        if !in_address(token, signs) || (token.spaced && end > start) {
            break;
        }
        end += 1;
    }
    // The full stop of the sentence is not part of an address.
    while end > start && matches!(text.tokens[end - 1].kind, TokenKind::Punct(_)) {
        end -= 1;
    }
    end
}

/// A person's name before « @ »: a name of the lexicons, or a word that nothing explains.
fn local_part(text: &Text, at: usize) -> Option<NameSpan> {
    if text.tokens[at].spaced || text.tokens.get(at + 1).is_none_or(|next| next.spaced) {
        return None;
    }
    // Addresses of courts and administrations are functions, not persons.
    let end = unspaced_end(text, at + 1, b".-");
    let public = (at + 1..end).any(|place| is_one_of(text, place, &["justice", "gouv"]));
    let start = unspaced_start(text, at, b".-_");
    let named = (start..at).any(|place| {
        let info = text.infos[place];
        let known = text.tokens[place].range().len() >= 3
            && info.ordinary() == 0
            && info.cue() == Cue::None
            && (info.first_name() >= 5 || info.is_surname());
        known || (unexplained(text, place) && text.tokens[place].range().len() >= 6)
    });
    (named && !public && start < at).then_some(NameSpan {
        tokens: start..at,
        probability: 0.7,
        form: Form::InAddress,
    })
}

/// « @zelie_tartempion »: an account named after its owner.
fn handle(text: &Text, at: usize) -> Option<NameSpan> {
    // « exemple.fr/@zelie.tartempion »
    let opens = text.tokens[at].spaced || at > 0 && text.tokens[at - 1].is_punct(b'/');
    if text.tokens.get(at + 1).is_none_or(|next| next.spaced) || !opens {
        return None;
    }
    let end = unspaced_end(text, at + 1, b"._-");
    let named =
        (at + 1..end).any(|place| unexplained(text, place) || text.infos[place].first_name() >= 6);
    (named && end > at + 1).then_some(NameSpan {
        tokens: at + 1..end,
        probability: 0.55,
        form: Form::InAddress,
    })
}

/// « facebook.com/tancrede.bidulot »: the path of a profile; « exemple.fr/c/tancrede-bidulot »: two words of a path
/// that a sign joins, of which one is a name and none an ordinary word.
fn profile(text: &Text, slash: usize) -> Option<NameSpan> {
    const SITES: [&str; 8] =
        ["facebook", "instagram", "linkedin", "twitter", "tiktok", "snapchat", "viadeo", "youtube"];
    let unspaced = |at: usize| text.tokens.get(at).is_some_and(|token| !token.spaced);
    let before = slash.checked_sub(1)?;
    if !unspaced(slash) || !unspaced(slash + 1) {
        return None;
    }
    let known_site = before
        .checked_sub(2)
        .is_some_and(|site| is_one_of(text, before, &["com"]) && is_one_of(text, site, &SITES));
    if known_site {
        // « linkedin.com/in/… »
        let inner = usize::from(text.tokens[slash + 1].text(text.text) == "in") * 2;
        let start = slash + 1 + inner;
        let end = unspaced_end(text, start, b"._-");
        let named = (start..end)
            .any(|place| unexplained(text, place) || text.infos[place].first_name() >= 6);
        if named && end > start {
            return span(start..end, 0.7, Form::InAddress);
        }
    }
    let start = slash + 1;
    let end = unspaced_end(text, start, b"._-");
    let words: Vec<usize> = (start..end).filter(|&at| text.tokens[at].is_word()).collect();
    let name = |at: usize| {
        let info = text.infos[at];
        info.ordinary() <= 1
            && info.cue() == Cue::None
            && (info.is_surname() || info.first_name() >= 4)
    };
    let path = end - start >= 3
        && words.len() >= 2
        && words.len() <= 4
        && words.iter().all(|&at| name(at) || unexplained(text, at))
        && words.iter().any(|&at| name(at))
        && in_a_link(text, unspaced_start(text, slash, b"._-/:@"), slash);
    if path { span(start..end, 0.5, Form::InAddress) } else { None }
}

/// Whether an unspaced run is the beginning of a link: « www.exemple.fr », « https://exemple.fr/profil ».
fn in_a_link(text: &Text, start: usize, end: usize) -> bool {
    is_one_of(text, start, &["www", "http", "https"])
        || (start..end).any(|at| {
            text.tokens[at].is_punct(b'.')
                && is_one_of(text, at + 1, &["com", "fr", "net", "org", "eu", "io", "me", "info"])
        })
}
