//! Names that what someone does, says or suffers shows: « Tartempion a giflé », « licencier Bidulot », « a répondu Zélou ».
//!
//! The verbs are those of which only a natural person is the subject or the object: a company is founded, assigned and
//! condemned, it is never slapped. Must not raise anyone of the court.

use super::around::{Kind, Opening, is_one_of, is_word_among, near_the_court};
use super::features::Text;
use super::shapes::{LIKELY, in_court_sentence, is_function, opens_quote};
use super::spans::{Form, NameSpan};
use crate::document::tokens::{Case, TokenKind};
use crate::lexicon::Cue;

/// What only someone has done, after « a » or « avait ».
static DONE: Kind = Kind::of(
    "insulte frappe gifle bouscule agresse mordu bu dormi pleure crie hurle couru embrasse etrangle poignarde crache \
         trebuche telephone avoue epouse divorce accouche fume vomi menti jure grimpe saute griffe viole blesse tue \
         derobe enlace dine dejeune ricane ronfle tousse somnole demenage",
);

/// What only someone has done to himself, after « s'est ».
static UNDERGONE: Kind = Kind::of(
    "blesse enfui leve assis reveille endormi evanoui suicide pendu battu enivre excuse emporte enerve enferme marie \
         remarie noye battus enfuis leves assoupi alcoolise jete brule coupe",
);

/// What only someone does.
static DOES: Kind = Kind::of(
    "boit dort pleure crie hurle habite habitait vivait dormait buvait criait hurlait pleurait fumait fume ronfle \
         conduisait telephonait gifle frappe giflait frappait insulte insultait epouse",
);

/// What is done to someone, and to no company.
static SUFFERED: Kind = Kind::of(
    "insulte insulter frappe frapper gifle gifler bouscule bousculer agresse agresser embrasse embrasser heberge \
         heberger licencie licencier embauche embaucher recrute recruter croise croiser rencontre rencontrer \
         interpelle interpeller tue tuer blesse blesser poignarde poignarder mordu mordre viole violer etrangle \
         etrangler epouse epouser invite inviter soigne soigner marie fiance promu muter mute hospitalise reveille \
         reveiller gronder humilie humilier harcele harceler aide aider craignait craint aimait detestait frequentait \
         cotoyait jalousait redoutait hebergeait accompagne accompagner raccompagne raccompagner console consoler \
         adopte adopter frappait giflait insultait harcelait",
);

/// What people have with one another: « une liaison avec Tartempion ».
static SHARED: Kind = Kind::of(
    "liaison idylle dispute disputes altercation altercations bagarre rixe querelle conversation concubinage couple \
         amitie menage cohabitation flirt fiancailles echauffouree",
);

/// How only someone is: « Tartempion, ivre, a percuté », « Bidulot, âgé de 12 ans ».
static STATES: Kind = Kind::of(
    "ivre celibataire age agee alcoolise alcoolisee blesse blessee marie mariee divorce divorcee veuf veuve retraite \
         retraitee enceinte malade handicape handicapee inconscient inconsciente furieux furieuse endormi endormie \
         cagoule chomeur illettre handicapes ages pacse pacsee fiance fiancee orphelin orpheline sourd aveugle",
);

/// Verbs that end a quotation with who said it: those that no list of speech holds.
static SAID: Kind = Kind::of(
    "repondu dit explique precise ajoute lance crie ecrit repond declare affirme retorque retorquait repondait \
         lancait ajoutait poursuit raconte racontait confie hurle hurlait relate exclame insiste",
);

/// The form of a name that a deed, a state or a bond shows, which stands after a word, a sign or a line's end.
pub(super) fn shown_by_a_deed(text: &Text, name: &Opening) -> Option<NameSpan> {
    let (at, end) = (name.at, name.run);
    if !name.unknown || !name.party || end == at || end > at + 3 || text.blocks[at] != 0 {
        return None;
    }
    let shown = acts(text, at, end)
        || suffers(text, at)
        || has_said(text, at)
        || speaks_next(text, at, end)
        || is_with_someone(text, at)
        || is_described(text, end)
        || is_someone_s(text, end);
    let court = shown && (in_court_sentence(text, at, end) || near_the_court(text, at));
    (shown && !court).then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// Whether a word in lower case is of a kind.
fn lower(text: &Text, at: usize, kind: &Kind) -> bool {
    text.case(at) == Some(Case::Lower) && kind.holds(text, at)
}

/// « Tartempion a giflé », « Bidulot s'est enfui », « Zélou dormait »: the subject of what only someone does.
fn acts(text: &Text, at: usize, end: usize) -> bool {
    // « la société Bidulot a tué », « le chien de Bidulot a mordu »: another noun is the subject.
    let subject = at.checked_sub(1).is_none_or(|before| match text.tokens[before].kind {
        TokenKind::Newline | TokenKind::Punct(b'.' | b',' | b';' | b':') => true,
        TokenKind::Word(Case::Lower) => is_one_of(
            text,
            before,
            &["que", "et", "mais", "si", "comme", "lorsque", "puisque", "quand", "car", "où"],
        ),
        _ => false,
    });
    if !subject {
        return false;
    }
    let lower_at = |place: usize, kind: &Kind| lower(text, place, kind);
    // « ne s'est pas réveillé », « a violemment giflé »
    let after = |from: usize, kind: &Kind| lower_at(from, kind) || lower_at(from + 1, kind);
    if is_word_among(text, end, &["a", "avait", "aurait", "ont", "avaient"]) {
        return after(end + 1, &DONE);
    }
    let elided = text.tokens.get(end + 1).is_some_and(|mark| mark.is_punct(b'\''));
    if is_word_among(text, end, &["s"]) && elided {
        return is_word_among(text, end + 2, &["est", "était", "etait"])
            && after(end + 3, &UNDERGONE);
    }
    if is_word_among(text, end, &["se"]) {
        return is_word_among(text, end + 1, &["sont", "serait"]) && after(end + 2, &UNDERGONE);
    }
    lower_at(end, &DOES)
}

/// « a giflé Tartempion », « licencier Bidulot »: the object of what is done to people.
fn suffers(text: &Text, at: usize) -> bool {
    let Some(verb) = at.checked_sub(1).filter(|&verb| lower(text, verb, &SUFFERED)) else {
        return false;
    };
    let form = text.tokens[verb].text(text.text);
    let alone = ["er", "re", "ait", "aint"].iter().any(|ending| form.ends_with(ending));
    const AUXILIARIES: [&str; 9] =
        ["a", "avait", "aurait", "ont", "avoir", "ayant", "avaient", "ai", "as"];
    alone || (verb.saturating_sub(3)..verb).any(|place| is_word_among(text, place, &AUXILIARIES))
}

/// « », a répondu Tartempion »: who is said to have spoken the words before.
fn has_said(text: &Text, at: usize) -> bool {
    let Some(verb) = at.checked_sub(1) else { return false };
    let speaks = text.case(verb) == Some(Case::Lower)
        && (text.infos[verb].cue() == Cue::Speech || SAID.holds(text, verb));
    if !speaks {
        return false;
    }
    let closes = |place: usize| {
        matches!(text.tokens[place].kind, TokenKind::Punct(b',' | b'"' | b'!' | b'?'))
            || matches!(text.tokens[place].text(text.text), "»" | "”")
    };
    // « , lui a répondu », « , s'exclame »
    let passed = |place: usize| {
        text.tokens[place].is_punct(b'\'')
            || is_word_among(
                text,
                place,
                &["a", "avait", "aurait", "lui", "leur", "m", "nous", "s", "t"],
            )
    };
    (verb.saturating_sub(5)..verb).rev().find(|&place| !passed(place)).is_some_and(closes)
}

/// « Tartempion : « Tu vas voir » », at the beginning of a line: who speaks in what is written down.
fn speaks_next(text: &Text, at: usize, end: usize) -> bool {
    let opens = at == 0 || text.tokens[at - 1].kind == TokenKind::Newline;
    let colon = text.tokens.get(end).is_some_and(|token| token.is_punct(b':'));
    opens && colon && end + 1 < text.tokens.len() && opens_quote(text, end + 1)
}

/// « une liaison avec Tartempion », « en compagnie de Bidulot ».
fn is_with_someone(text: &Text, at: usize) -> bool {
    let Some(link) = at.checked_sub(2) else { return false };
    is_word_among(text, at - 1, &["avec"]) && lower(text, link, &SHARED)
        || is_word_among(text, at - 1, &["de"])
            && is_word_among(text, link, &["compagnie"])
            && link > 0
            && is_word_among(text, link - 1, &["en"])
}

/// « Tartempion, ivre, a percuté », « Bidulot, âgé de 12 ans ».
fn is_described(text: &Text, end: usize) -> bool {
    text.tokens.get(end).is_some_and(|token| token.is_punct(b',')) && lower(text, end + 1, &STATES)
}

/// « Tartempion, son ancien voisin », « Bidulot, ma collègue »: what he is to someone.
fn is_someone_s(text: &Text, end: usize) -> bool {
    const WHOSE: [&str; 8] = ["son", "sa", "mon", "ma", "leur", "notre", "votre", "ton"];
    // No verb: « situé à Bidulot-le-Vieux, leur était voisin ».
    const BEFORE: [&str; 12] = [
        "ancien",
        "ancienne",
        "futur",
        "future",
        "jeune",
        "propre",
        "nouveau",
        "nouvelle",
        "ex",
        "meilleur",
        "meilleure",
        "petite",
    ];
    let said = text.tokens.get(end).is_some_and(|token| token.is_punct(b','))
        && is_word_among(text, end + 1, &WHOSE);
    let place = end + 2 + usize::from(is_word_among(text, end + 2, &BEFORE));
    said && text.case(place) == Some(Case::Lower)
        && (is_function(text, place) || text.infos[place].cue() == Cue::Kinship)
}
