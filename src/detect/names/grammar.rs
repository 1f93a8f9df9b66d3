//! Forms of names that a grammar states better than a statistical score: initials, letters
//! spaced out, file names, electronic addresses, nicknames, titles of cases, companies.
//!
//! Each function looks at one place of a text and says whether a name stands there.

use crate::document::tokens::{Case, Token, TokenKind, fold};
use crate::lexicon::{Cue, WordInfo};

use super::features::Text;
use super::spans::{Form, NameSpan};

fn covered(spans: &[NameSpan], at: usize) -> bool {
    spans.iter().any(|span| span.tokens.contains(&at))
}

/// Names that the grammar finds and that are not among those already known.
pub fn fixed_forms(text: &Text, known: &[NameSpan]) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        let found = match token.kind {
            TokenKind::Punct(b'@') => local_part(text, at).or_else(|| handle(text, at)),
            TokenKind::Punct(b'_') => file_name(text, at),
            TokenKind::Punct(b'.') => file_with_extension(text, at),
            TokenKind::Punct(b'/') => profile(text, at).or_else(|| opponent(text, at)),
            TokenKind::Word(Case::Initial) => initials(text, at)
                .or_else(|| letter_by_letter(text, at))
                .or_else(|| initial_and_surname(text, at)),
            TokenKind::Word(Case::Title | Case::Upper) => full_name(text, at),
            TokenKind::Word(Case::Lower) => nickname(text, at),
            TokenKind::Word(Case::Mixed) => civility_glued(text, at),
            TokenKind::Newline => signature(text, at),
            TokenKind::Placeholder(kind) if kind.is_person() => {
                initial_beside(text, at).or_else(|| glued(text, at))
            }
            _ => None,
        };
        // « A c/ B » holds two names: the one before the sign is looked for apart.
        let earlier = match token.kind {
            TokenKind::Punct(b'/') => plaintiff(text, at),
            _ => None,
        };
        let company = company_name(text, at);
        for span in [found, earlier, company].into_iter().flatten() {
            let taken = |place| covered(known, place) || covered(&out, place);
            if !span.tokens.clone().any(taken) {
                out.push(span);
            }
        }
    }
    out
}

fn span(tokens: std::ops::Range<usize>, probability: f32, form: Form) -> Option<NameSpan> {
    Some(NameSpan { tokens, probability, form })
}

/// Whether the token is one of these words, whatever its case.
fn is_one_of(text: &Text, at: usize, words: &[&str]) -> bool {
    let word = text.tokens[at].text(text.text);
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A word that no list of ordinary words or of cues explains.
fn unexplained(text: &Text, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let info = text.infos[at];
    token.is_word()
        && token.range().len() >= 4
        && info.ordinary() == 0
        && info.cue() == Cue::None
        && !info.is_commune()
}

fn capital_name(text: &Text, at: usize) -> bool {
    let strong = |info: WordInfo| info.is_surname() || info.first_name() >= 4;
    text.case(at).is_some_and(Case::is_capital)
        && (unexplained(text, at)
            || text.infos.get(at).is_some_and(|&info| {
                strong(info) && info.ordinary() <= 2 && info.cue() == Cue::None
            }))
        && text.tokens[at].range().len() >= 3
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
        probability: 0.5,
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

/// « J. [X] », « [X] J. »: the real initial that was left beside a placeholder.
fn initial_beside(text: &Text, placeholder: usize) -> Option<NameSpan> {
    let is_initial = |letter: usize| {
        text.case(letter) == Some(Case::Initial)
            && text.tokens.get(letter + 1).is_some_and(|dot| dot.is_punct(b'.') && !dot.spaced)
            // « M. [X] »: a civility, not an initial.
            && text.infos[letter].cue() != Cue::Civility
    };
    let before = placeholder.checked_sub(2).filter(|&letter| is_initial(letter))?;
    Some(NameSpan { tokens: before..before + 2, probability: 0.5, form: Form::Initials })
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

/// Confidence in a name that only its shape shows: for a person to decide.
const SHAPE_ALONE: f32 = 0.45;

/// Whether what stands right before makes the words those of a place, a text or a body.
fn named_after(text: &Text, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|place| {
        matches!(
            text.infos[place].cue(),
            Cue::Street | Cue::Organisation | Cue::LegalForm | Cue::Court | Cue::Statute
        )
    })
}

/// « N. Chastain »: an initial and a surname, outside the blocks of professionals.
fn initial_and_surname(text: &Text, at: usize) -> Option<NameSpan> {
    let dotted = text.tokens.get(at + 1)?.is_punct(b'.') && !text.tokens[at + 1].spaced;
    let alone = at == 0 || !text.tokens[at - 1].is_punct(b'.') || text.tokens[at].spaced;
    let letter = text.tokens[at].text(text.text);
    // « L. », « R. », « D. »: numbers of articles; « c. », « n. »: references.
    if !dotted || !alone || matches!(letter, "L" | "R" | "D") {
        return None;
    }
    let end = run_of_names(text, at + 2);
    (end > at + 2 && !named_after(text, at) && !super::features::professional_around(text, at))
        .then_some(NameSpan { tokens: at..end, probability: SHAPE_ALONE, form: Form::Bare })
}

/// « Mylène Thorigny »: a frequent first name and a word that nothing explains.
fn full_name(text: &Text, at: usize) -> Option<NameSpan> {
    let info = text.infos[at];
    if info.first_name() < 8 || info.ordinary() >= 3 || info.cue() != Cue::None {
        return None;
    }
    let end = run_of_names(text, at + 1);
    let surname = end > at + 1
        && (text.infos[at + 1].is_surname() || unexplained(text, at + 1))
        && text.infos[at + 1].first_name() < 8;
    (surname && !named_after(text, at) && !super::features::professional_around(text, at))
        .then_some(NameSpan { tokens: at..end, probability: SHAPE_ALONE, form: Form::Bare })
}

/// « MonsieurTARTEMPION »: a civility and a name that lost the space between them.
fn civility_glued(text: &Text, at: usize) -> Option<NameSpan> {
    let word = text.tokens[at].text(text.text);
    let rest = ["Monsieur", "Madame", "Mademoiselle", "Mme", "Mlle"]
        .iter()
        .find_map(|civility| word.strip_prefix(civility))?;
    (rest.chars().count() >= 3 && rest.starts_with(char::is_uppercase)).then_some(NameSpan {
        tokens: at..at + 1,
        probability: 0.7,
        form: Form::AfterCivility,
    })
}

/// A line of capitalised names alone after « Cordialement », « Bien à vous »: who signed a letter.
fn signature(text: &Text, newline: usize) -> Option<NameSpan> {
    const CLOSINGS: [&str; 6] =
        ["cordialement", "bisous", "amicalement", "respectueusement", "sincèrement", "cdlt"];
    let last =
        (newline.saturating_sub(3)..newline).rev().find(|&place| text.tokens[place].is_word())?;
    if !is_one_of(text, last, &CLOSINGS) {
        return None;
    }
    let start = newline + 1;
    let mut end = start;
    while end - start < 3 && text.case(end).is_some_and(Case::is_capital) {
        end += 1;
    }
    let alone =
        text.tokens.get(end).is_none_or(|token| token.kind == TokenKind::Newline) && end > start;
    alone.then_some(NameSpan { tokens: start..end, probability: 0.6, form: Form::Bare })
}

/// « dit Bébert », « surnommé « le Grand » »: after a word of nicknames, in quotes or not.
fn nickname(text: &Text, at: usize) -> Option<NameSpan> {
    const WORDS: [&str; 10] = [
        "dit",
        "dite",
        "surnommé",
        "surnommée",
        "surnomme",
        "surnommee",
        "alias",
        "anciennement",
        "sobriquet",
        "pseudonyme",
    ];
    // The lexicon counts them among the words of kinship: one look-up spares the comparisons.
    if text.infos[at].cue() != Cue::Kinship || !is_one_of(text, at, &WORDS) {
        return None;
    }
    // « la loi dite « … » », « l'arrêt dit … » name texts, not people.
    let of_text = (at.saturating_sub(4)..at).any(|place| text.infos[place].cue() == Cue::Statute);
    if of_text {
        return None;
    }
    let mut start = at + 1;
    let quoted = matches!(
        text.tokens.get(start).map(|token| (token.kind, token.text(text.text))),
        Some((TokenKind::Symbol, "«" | "“") | (TokenKind::Punct(b'"'), _))
    );
    start += usize::from(quoted);
    let article = text
        .tokens
        .get(start)
        .is_some_and(|token| matches!(&*fold(token.text(text.text)), "le" | "la") && quoted);
    let name = start + usize::from(article);
    let mut end = name;
    while text.case(end).is_some_and(|case| matches!(case, Case::Title | Case::Upper))
        && (quoted || text.infos[end].ordinary() < 3)
        && text.infos[end].cue() == Cue::None
        && end - name < 3
    {
        end += 1;
    }
    (end > name).then_some(NameSpan {
        tokens: start..end,
        probability: if quoted { 0.7 } else { 0.5 },
        form: Form::FirstNameAlone,
    })
}

/// Whether « c/ » stands with its slash at this place.
fn versus(text: &Text, slash: usize) -> bool {
    slash > 0
        && matches!(text.tokens[slash - 1].text(text.text), "c" | "C")
        && !text.tokens[slash].spaced
}

/// Whether a word beside « c/ » may be a person's: acronyms of bodies are not.
fn may_be_party(text: &Text, at: usize) -> bool {
    let info = text.infos[at];
    let acronym = text.case(at) == Some(Case::Upper)
        && text.tokens[at].range().len() <= 6
        && !info.is_surname()
        && info.first_name() < 4;
    !acronym
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

/// End of the run of capitalised names that begins here, three at most.
fn run_of_names(text: &Text, start: usize) -> usize {
    let mut end = start;
    while end - start < 3 && capital_name(text, end) {
        end += 1;
    }
    end
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
    let word = fold(token.text(text.text));
    let owned = OWNED.contains(&&*word);
    let start = at + 1;
    let end = run_of_names(text, start);
    if end == start || counsel_follows(text, end) {
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
    if !(owned || first_name || kin) {
        return None;
    }
    let practice = matches!(&*word, "scp" | "selarl" | "selarlu" | "selas" | "selasu" | "selafa");
    let form = if practice { Form::InPractice } else { Form::InCompany };
    span(start..end, if first_name || kin { 0.5 } else { 0.35 }, form)
}

/// Whether a lawyer's word follows within a line: the firm is counsel.
fn counsel_follows(text: &Text, from: usize) -> bool {
    text.tokens[from..]
        .iter()
        .zip(&text.infos[from..])
        .take(24)
        .any(|(token, info)| token.is_word() && info.cue() == Cue::Lawyer)
}

/// « Jugement_TARTEMPION_2023 »: a word between underscores after the name of an act.
fn file_name(text: &Text, underscore: usize) -> Option<NameSpan> {
    const ACTS: [&str; 7] =
        ["jugement", "arret", "arrêt", "ordonnance", "decision", "décision", "conclusions"];
    if !is_one_of(text, underscore.checked_sub(1)?, &ACTS) {
        return None;
    }
    let word = underscore + 1;
    let spaced = text.tokens.get(word).is_none_or(|token| token.spaced);
    (!spaced && unexplained(text, word)).then_some(NameSpan {
        tokens: word..word + 1,
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
    if text.tokens.get(at + 1).is_none_or(|next| next.spaced) || !text.tokens[at].spaced {
        return None;
    }
    let end = unspaced_end(text, at + 1, b"._-");
    let named = (at + 1..end).any(|place| unexplained(text, place));
    (named && end > at + 1).then_some(NameSpan {
        tokens: at + 1..end,
        probability: 0.55,
        form: Form::InAddress,
    })
}

/// « facebook.com/tancrede.bidulot »: the path of a profile.
fn profile(text: &Text, slash: usize) -> Option<NameSpan> {
    const SITES: [&str; 8] =
        ["facebook", "instagram", "linkedin", "twitter", "tiktok", "snapchat", "viadeo", "youtube"];
    let site = slash.checked_sub(3)?;
    let is_site = is_one_of(text, slash - 1, &["com"]) && is_one_of(text, site, &SITES);
    if !is_site || text.tokens.get(slash + 1).is_none_or(|next| next.spaced) {
        return None;
    }
    // « linkedin.com/in/… »
    let inner = usize::from(text.tokens[slash + 1].text(text.text) == "in") * 2;
    let start = slash + 1 + inner;
    let end = unspaced_end(text, start, b"._-");
    let named =
        (start..end).any(|place| unexplained(text, place) || text.infos[place].first_name() >= 6);
    (named && end > start).then_some(NameSpan {
        tokens: start..end,
        probability: 0.7,
        form: Form::InAddress,
    })
}
