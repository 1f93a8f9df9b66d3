//! From scored tokens to names: runs of tokens, the rule that describes each, its confidence.

use std::ops::Range;

use crate::document::tokens::{Case, TokenKind};
use crate::lexicon::{Cue, WordInfo};

use super::around::joins;
use super::features::{Text, ends_a_cut_word, half_masked, touches_person};

/// Probabilities that decide what a token may do.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// A token may open a name.
    pub open: f32,
    /// A token may continue a name that is open.
    pub join: f32,
    /// A name is a violation, though no blocking one: on published texts the score gives what stands between this and
    /// `certain` to nothing, or nearly; a lower threshold takes companies for persons.
    pub likely: f32,
    /// A name is a violation of its rule's own severity, and is searched through the whole decision.
    pub certain: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { open: 0.13, join: 0.1, likely: 0.26, certain: 0.52 }
    }
}

/// How a name shows itself: which rule of the family SOC describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    AfterCivility,
    BirthOrMarriedName,
    BesidePlaceholder,
    CaseTitle,
    Initials,
    FileName,
    InCompany,
    InEnterprise,
    InPractice,
    Bare,
    FirstNameAlone,
    InAddress,
    Repeated,
}

impl Form {
    pub const ALL: [Self; 13] = [
        Self::AfterCivility,
        Self::BirthOrMarriedName,
        Self::BesidePlaceholder,
        Self::CaseTitle,
        Self::Initials,
        Self::FileName,
        Self::InCompany,
        Self::InEnterprise,
        Self::InPractice,
        Self::Bare,
        Self::FirstNameAlone,
        Self::InAddress,
        Self::Repeated,
    ];

    /// Identifier in the catalogue (SOC-09 to SOC-12 are extensions of it).
    pub fn rule_id(self) -> &'static str {
        match self {
            Self::AfterCivility => "SOC-01",
            Self::BirthOrMarriedName => "SOC-02",
            Self::BesidePlaceholder => "SOC-03",
            Self::CaseTitle => "SOC-04",
            Self::Initials => "SOC-05",
            Self::FileName => "SOC-06",
            Self::InCompany | Self::InEnterprise => "SOC-07",
            Self::InPractice => "SOC-08",
            Self::Bare => "SOC-09",
            Self::FirstNameAlone => "SOC-10",
            Self::InAddress => "SOC-11",
            Self::Repeated => "SOC-12",
        }
    }

    /// The cue shown to the reader.
    pub fn cue(self) -> &'static str {
        match self {
            Self::AfterCivility => "après une civilité ou un titre",
            Self::BirthOrMarriedName => "nom de naissance, d'usage ou d'époux",
            Self::BesidePlaceholder => "accolé à un terme de remplacement",
            Self::CaseTitle => "intitulé de l'affaire (c/)",
            Self::Initials => "initiales après une civilité",
            Self::FileName => "nom de fichier",
            Self::InCompany => "dans une dénomination sociale",
            Self::InEnterprise => "entreprise sans forme sociale : c'est celle d'une personne",
            Self::InPractice => "dans une structure d'exercice libéral",
            Self::Bare => "forme et contexte d'un nom de personne",
            Self::FirstNameAlone => "prénom seul ou surnom",
            Self::InAddress => "dans une adresse électronique ou un lien",
            Self::Repeated => "nom relevé ailleurs dans la décision",
        }
    }
}

/// A name found in a view: a range of tokens.
#[derive(Debug, Clone)]
pub struct NameSpan {
    pub tokens: Range<usize>,
    pub probability: f32,
    pub form: Form,
}

/// Joins scored tokens into names. `scores` has one probability a token, 0 where none was computed.
pub fn join(text: &Text, scores: &[f32], thresholds: &Thresholds) -> Vec<NameSpan> {
    let mut spans: Vec<NameSpan> = Vec::new();
    let mut done = 0;
    // Only these have a score.
    for at in text.starts.possible.iter().map(|&at| at as usize) {
        if at < done || scores[at] < thresholds.join {
            continue;
        }
        let (end, best) = grow(text, scores, thresholds, at);
        done = end;
        if best < thresholds.open {
            continue;
        }
        let floor = spans.last().map_or(0, |s| s.tokens.end);
        let start = with_words_before(text, at, floor);
        let start = with_initials_before(text, start, floor);
        let start = with_particles_before(text, start, floor);
        let end = with_initials_after(text, with_words_after(text, end));
        let end = with_elided_end(text, end);
        let end = with_lower_words_after(text, start, end);
        let end = with_misread_sign(text, start, end);
        let start = with_lower_word_before(text, start, end, floor);
        let dotted = of_dotted_form(text, start, end);
        let (start, form) = dotted.unwrap_or_else(|| (start, describe(text, start, end)));
        let unknown = dotted.is_some() && !known_as_name(text, start, end);
        let probability = if unknown { best.min(IN_A_FIRM) } else { best };
        spans.push(NameSpan { tokens: start..end, probability, form });
        done = end;
    }
    spans
}

/// « Le Floc'h-Guyader », « Kermarrec'h »: an apostrophe and a letter or two end a Breton name, and a hyphen may add
/// another.
fn with_elided_end(text: &Text, end: usize) -> usize {
    let glued = |at: usize| text.tokens.get(at).is_some_and(|token| !token.spaced);
    let mark = text.tokens.get(end).is_some_and(|token| token.is_punct(b'\''));
    let short = text.case(end + 1) == Some(Case::Lower) && text.tokens[end + 1].range().len() <= 2;
    if !(mark && short && glued(end) && glued(end + 1)) {
        return end;
    }
    let end = end + 2;
    let added = joins(text, end) && text.case(end + 1).is_some_and(Case::is_capital);
    if added { end + 2 } else { end }
}

/// Extends a name to the right: (end of the run of tokens, highest probability).
fn grow(text: &Text, scores: &[f32], thresholds: &Thresholds, start: usize) -> (usize, f32) {
    let mut end = start + 1;
    let mut best = scores[start];
    let mut at = end;
    // Tokens that may stand between two parts of a name, not counted until a part follows.
    let mut bridge = 0;
    while at < text.tokens.len() && bridge <= 3 {
        let token = &text.tokens[at];
        if scores[at] >= thresholds.join {
            best = best.max(scores[at]);
            at += 1;
            end = at;
            bridge = 0;
            continue;
        }
        let passes = match token.kind {
            TokenKind::Punct(b'-' | b'\'') => !token.spaced,
            TokenKind::Punct(b'.') => text.case(at - 1) == Some(Case::Initial),
            TokenKind::Word(Case::Initial) => true,
            TokenKind::Word(_) => {
                (text.infos[at].cue() == Cue::Particle && token.range().len() <= 4)
                    || ends_a_cut_word(text, at)
            }
            // A name cut by one line break.
            TokenKind::Newline => {
                bridge == 0
                    && text.text[token.range()].matches('\n').count() == 1
                    && scores[at - 1] >= thresholds.certain
                    && scores.get(at + 1).is_some_and(|&next| next >= thresholds.certain)
            }
            _ => false,
        };
        if !passes {
            break;
        }
        bridge += 1;
        at += 1;
    }
    (end, best)
}

/// Whether a capitalised word beside a name can only be the rest of it: no list explains it, or it is
/// a first name.
fn rest_of_name(text: &Text, at: usize) -> bool {
    let Some(info) = text.infos.get(at) else { return false };
    let length = text.tokens[at].range().len();
    text.case(at).is_some_and(|case| matches!(case, Case::Title | Case::Upper))
        && info.cue() == Cue::None
        && length >= 3
        && ((info.ordinary() == 0 && !info.is_commune())
            || (info.first_name() >= 6 && info.ordinary() < 3))
}

/// « Zélie Tartempion », « Bidulot-Machinet »: the words right after that belong to the name.
fn with_words_after(text: &Text, end: usize) -> usize {
    let mut end = end;
    // « de La Tartempière »: what a particle opened.
    for _ in 0..3 {
        let hyphen = joins(text, end);
        // « Zélie DE LA TARTEMPIÈRE »
        let particles = (end..end + 3).take_while(|&at| {
            text.case(at) == Some(Case::Upper) && text.infos[at].cue() == Cue::Particle
        });
        let next = if hyphen { end + 1 } else { end + particles.count() };
        // « Bidulot-Congé »: half of a double name may be any word.
        let double = hyphen
            && text.case(next).is_some_and(|case| Some(case) == text.case(end - 1))
            && text.is_capital(next)
            && text.infos[next].cue() == Cue::None
            && text.tokens[next].range().len() >= 3;
        if !(double || rest_of_name(text, next)) {
            break;
        }
        end = next + 1;
    }
    end
}

/// « madame saïda bidulot », « monsieur ruiz de bidulot »: words of a name in lower case after a civility
/// that no list explains, particles between.
fn with_lower_words_after(text: &Text, start: usize, end: usize) -> usize {
    let lower = |at: usize| text.case(at) == Some(Case::Lower);
    let civility =
        text.before(start).is_some_and(|before| text.infos[before].cue() == Cue::Civility);
    if !civility || !(start..end).all(lower) {
        return end;
    }
    let unknown = |at: usize| {
        lower(at)
            && text.infos[at].cue() == Cue::None
            && (text.infos[at].ordinary() == 0
                || text.infos[at].is_surname() && text.infos[at].ordinary() <= 2)
            && text.tokens[at].range().len() >= 4
    };
    let mut end = end;
    for _ in 0..2 {
        let particles =
            (end..end + 2).take_while(|&at| lower(at) && text.infos[at].cue() == Cue::Particle);
        let next = end + particles.count();
        if !unknown(next) {
            break;
        }
        end = next + 1;
    }
    end
}

/// « M. Tartem,pion », « M. TARTEM·PION »: a sign that a scanner read inside a name after a civility.
fn with_misread_sign(text: &Text, start: usize, end: usize) -> usize {
    let civility =
        text.before(start).is_some_and(|before| text.infos[before].cue() == Cue::Civility);
    let sign = text.tokens.get(end).is_some_and(|token| {
        !token.spaced
            && matches!(
                token.kind,
                TokenKind::Symbol
                    | TokenKind::Punct(
                        b',' | b';' | b':' | b'_' | b'*' | b'^' | b']' | b'!' | b'|'
                    )
            )
    });
    let rest = text.tokens.get(end + 1).is_some_and(|token| {
        !token.spaced && token.is_word() && text.infos[end + 1].ordinary() == 0
    }) && text.infos[end + 1].cue() == Cue::None
        && text.case(end + 1).is_some_and(|case| match text.case(end - 1) {
            Some(Case::Upper) => case == Case::Upper,
            _ => case == Case::Lower,
        });
    if civility && sign && rest { end + 2 } else { end }
}

/// « verser à bidulot zélie »: a surname in lower case before a first name, that no list explains.
fn with_lower_word_before(text: &Text, start: usize, end: usize, floor: usize) -> usize {
    let lower = |at: usize| text.case(at) == Some(Case::Lower);
    let Some(before) = start.checked_sub(1).filter(|&before| before > floor) else { return start };
    let alone = end == start + 1 && lower(start) && text.infos[start].first_name() >= 6;
    let unknown = lower(before)
        && text.infos[before] == WordInfo::default()
        && text.tokens[before].range().len() >= 5;
    let led =
        matches!(text.tokens[before - 1].text(text.text), "à" | "de" | "par" | "avec" | "pour");
    if alone && unknown && led { before } else { start }
}

/// « Zélie Tartempion », « Tartempion Zélie »: the words right before, on the same line.
fn with_words_before(text: &Text, start: usize, floor: usize) -> usize {
    let mut start = start;
    for _ in 0..3 {
        let hyphen = start >= 2 && joins(text, start - 1);
        let Some(before) = start.checked_sub(1 + usize::from(hyphen)) else { break };
        // The first word of a sentence may be anything.
        let opens = !hyphen
            && text.infos[before].first_name() < 6
            && before.checked_sub(1).is_none_or(|place| {
                matches!(text.tokens[place].kind, TokenKind::Newline | TokenKind::Punct(b'.'))
            });
        if before < floor || opens || !rest_of_name(text, before) {
            break;
        }
        start = before;
    }
    start
}

/// « épouse de La Tartempière », « M. van der Bidulen »: particles between what announces a name and it.
fn with_particles_before(text: &Text, start: usize, floor: usize) -> usize {
    let particle = |place: usize| {
        text.infos[place].cue() == Cue::Particle || text.tokens[place].is_punct(b'\'')
    };
    let mut at = start;
    while at > floor && start - at < 4 && particle(at - 1) {
        at -= 1;
    }
    let announced = at < start
        && text.before(at).is_some_and(|before| {
            matches!(text.infos[before].cue(), Cue::Civility | Cue::Birth | Cue::Title)
                || announces_birth_name(text.tokens[before].text(text.text))
        });
    if announced { at } else { start }
}

/// Takes in « J. » or « J.-P. » before a name.
fn with_initials_before(text: &Text, start: usize, floor: usize) -> usize {
    let mut start = start;
    loop {
        let hyphen = usize::from(start > floor && text.tokens[start - 1].is_punct(b'-'));
        let Some(dot) = start.checked_sub(1 + hyphen).filter(|&dot| dot > floor) else { break };
        let is_initial = text.tokens[dot].is_punct(b'.')
            && !text.tokens[dot].spaced
            && text.case(dot - 1) == Some(Case::Initial)
            && !matches!(text.infos[dot - 1].cue(), Cue::Civility);
        if !is_initial {
            break;
        }
        start = dot - 1;
    }
    start
}

/// Takes in « J.-P. » after a surname.
fn with_initials_after(text: &Text, end: usize) -> usize {
    let mut end = end;
    loop {
        let hyphen = usize::from(text.tokens.get(end).is_some_and(|token| token.is_punct(b'-')));
        let letter = end + hyphen;
        let is_initial = text.case(letter) == Some(Case::Initial)
            && text.tokens.get(letter + 1).is_some_and(|dot| dot.is_punct(b'.') && !dot.spaced)
            && !matches!(text.infos[letter].cue(), Cue::Civility);
        if !is_initial {
            break;
        }
        end = letter + 2;
    }
    end
}

/// Words whose name is a birth, married or assumed name.
fn announces_birth_name(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "née",
        "né",
        "épouse",
        "époux",
        "veuve",
        "veuf",
        "divorcée",
        "divorcé",
        "dit",
        "dite",
        "alias",
        "nee",
        "epouse",
        "epoux",
        "EPOUSE",
        "NEE",
    ];
    WORDS.contains(&word) || WORDS.contains(&word.to_lowercase().as_str())
}

fn describe(text: &Text, start: usize, end: usize) -> Form {
    if (start..end).any(|at| touches_person(text, at)) {
        return Form::BesidePlaceholder;
    }
    if let Some(before) = text.before(start) {
        let word = text.tokens[before].text(text.text);
        let cue = text.infos[before].cue();
        if announces_birth_name(word) {
            return Form::BirthOrMarriedName;
        }
        if matches!(cue, Cue::Civility | Cue::Title | Cue::LawyerTitle) {
            let firm = before.checked_sub(1).is_some_and(|firm| names_a_firm(text, firm));
            return if firm { Form::InCompany } else { Form::AfterCivility };
        }
        // « le groupement Zélie [X] »: half of a person's name, whatever it is part of.
        let half = (start..end).any(|at| half_masked(text, at));
        if let Some(form) = company(text, start).filter(|_| !half) {
            return form;
        }
        if lodges_a_seat(text, before) {
            return Form::InCompany;
        }
        if versus(text, before) || versus_after(text, end) {
            return Form::CaseTitle;
        }
    }
    let words: Vec<usize> =
        (start..end).filter(|&at| matches!(text.tokens[at].kind, TokenKind::Word(_))).collect();
    match words[..] {
        [only] if text.infos[only].first_name() >= 6 => Form::FirstNameAlone,
        _ => Form::Bare,
    }
}

/// « Cabinet M. de La Tartempière »: a civility inside the name of a firm.
fn names_a_firm(text: &Text, at: usize) -> bool {
    let word = text.tokens[at].text(text.text);
    text.infos[at].cue() == Cue::Organisation
        && ["cabinet", "étude", "maison", "garage", "ets"]
            .iter()
            .any(|firm| word.to_lowercase() == *firm)
        && text.is_capital(at)
}

/// The most that a word of the name of a company is worth when no list of names holds it.
const IN_A_FIRM: f32 = 0.5;

/// Whether a list of names holds one of the words, no ordinary one.
fn known_as_name(text: &Text, start: usize, end: usize) -> bool {
    text.infos[start..end].iter().any(|info| info.is_name() && info.ordinary() <= 2)
}

/// « S.E.L.A.R.L. BIDULOT », « S.A.R.L. MENUISERIE DU VAL DE … »: where the name begins once the form of
/// company before it, written with points, is left out. The form may stand before the name, on the same line.
fn of_dotted_form(text: &Text, start: usize, end: usize) -> Option<(usize, Form)> {
    if (start..end).any(|at| touches_person(text, at)) {
        return None;
    }
    let mut at = start;
    loop {
        if let Some((after, practice)) = dotted_form(text, at) {
            let start = start.max(after);
            let form = if practice { Form::InPractice } else { Form::InCompany };
            return (start < end).then_some((start, form));
        }
        at = at.checked_sub(1).filter(|&before| start - before <= FORM_REACH)?;
        let goes_on = match text.tokens[at].kind {
            TokenKind::Word(case) => case.is_capital() || text.infos[at].cue() == Cue::Particle,
            TokenKind::Punct(b'.' | b'\'' | b'-' | b'&') => true,
            _ => false,
        };
        if !goes_on || text.infos[at].cue() == Cue::Civility {
            return None;
        }
    }
}

/// How far before a name the form of its company may stand, in tokens.
const FORM_REACH: usize = 18;

/// Where a form of company written with points ends when it begins here, and whether it is a liberal practice.
fn dotted_form(text: &Text, at: usize) -> Option<(usize, bool)> {
    const COMPANIES: [&str; 16] = [
        "SA", "SAS", "SASU", "SARL", "SCI", "SNC", "EURL", "SCA", "SCEA", "GAEC", "EARL", "GIE",
        "SCCV", "SCOP", "SC", "SEM",
    ];
    const PRACTICES: [&str; 6] = ["SCP", "SELARL", "SELARLU", "SELAS", "SELAFA", "SCM"];
    let is_point = |at: usize| text.tokens.get(at).is_some_and(|token| token.is_punct(b'.'));
    // The form begins with its first letter.
    if text.case(at) != Some(Case::Initial) || at > 0 && is_point(at - 1) {
        return None;
    }
    let mut letters = String::new();
    let mut end = at;
    while letters.len() < 8
        && text.case(end) == Some(Case::Initial)
        && is_point(end + 1)
        && !text.tokens[end + 1].spaced
    {
        letters.push_str(text.tokens[end].text(text.text));
        end += 2;
    }
    let practice = PRACTICES.contains(&&*letters);
    (practice || COMPANIES.contains(&&*letters)).then_some((end, practice))
}

/// The company form that opens the run of capitals before a name, within five tokens.
fn company(text: &Text, start: usize) -> Option<Form> {
    for at in (start.saturating_sub(5)..start).rev() {
        match text.tokens[at].kind {
            TokenKind::Newline | TokenKind::Placeholder(_) => return None,
            TokenKind::Punct(b',' | b';' | b':' | b'(') => return None,
            // The end of a sentence, and no abbreviation.
            TokenKind::Punct(b'.') if text.before(at + 1) == Some(at) => return None,
            TokenKind::Word(Case::Lower) => {
                let cue = text.infos[at].cue();
                // « la résidence de Zélie est fixée chez son père »
                if lives_there(text, at) {
                    return None;
                }
                if matches!(cue, Cue::Organisation | Cue::LegalForm) {
                    return Some(Form::InCompany);
                }
                if cue != Cue::Particle {
                    return None;
                }
            }
            TokenKind::Word(_) => {
                let word = text.tokens[at].text(text.text);
                if matches!(word, "SCP" | "SELARL" | "SELARLU" | "SELAS" | "SELASU" | "SELAFA") {
                    return Some(Form::InPractice);
                }
                if matches!(text.infos[at].cue(), Cue::Organisation | Cue::LegalForm) {
                    return Some(Form::InCompany);
                }
            }
            _ => {}
        }
    }
    None
}

/// « la résidence de … »: where someone lives; buildings have their article (« de la Plage ») or none.
fn lives_there(text: &Text, at: usize) -> bool {
    text.tokens[at].text(text.text) == "résidence"
        && text.tokens.get(at + 1).is_some_and(|of| matches!(of.text(text.text), "de" | "d"))
        && text
            .tokens
            .get(at + 2)
            .is_some_and(|next| next.is_punct(b'\'') || next.case().is_some_and(Case::is_capital))
}

/// « dont le siège est chez … »: the company that lodges the seats of others.
fn lodges_a_seat(text: &Text, before: usize) -> bool {
    text.tokens[before].text(text.text) == "chez"
        && (before.saturating_sub(5)..before)
            .any(|at| matches!(text.tokens[at].text(text.text), "siège" | "siége" | "siege"))
}

/// Whether « c/ », « C/ » or « contre » stands right before.
fn versus(text: &Text, before: usize) -> bool {
    let token = &text.tokens[before];
    if token.is_punct(b'/') && before > 0 {
        return matches!(text.tokens[before - 1].text(text.text), "c" | "C");
    }
    token.text(text.text).eq_ignore_ascii_case("contre")
}

fn versus_after(text: &Text, end: usize) -> bool {
    let Some(next) = text.tokens.get(end) else { return false };
    matches!(next.text(text.text), "c" | "C")
        && text.tokens.get(end + 1).is_some_and(|slash| slash.is_punct(b'/'))
}
