//! Names in a list of people that a label opens: « Étaient présents : Tartempion, Bidulot et [X] ».

use super::around::{Kind, Opening, is_one_of, near_the_court, opening_of_list};
use super::features::Text;
use super::shapes::LIKELY;
use super::spans::{Form, NameSpan};
use crate::document::tokens::{Case, TokenKind};

/// What the people of a list are; creditors and members may be companies.
static PEOPLE: Kind = Kind::of(
    "presents presentes absents absentes excuses equipe temoins salaries salariees participants participantes \
         signataires heritiers elus elues candidats candidates locataires collegues eleves joueurs invites \
         victimes prevenus passagers suppleants suppleantes employes employees ouvriers stagiaires agents \
         freres soeurs enfants cousins cousines occupants conducteurs apprentis scrutateurs",
);

/// Tokens between the label and a name of its list, at most.
const LONGEST: usize = 28;

/// « Équipe du matin :⏎- Tartempion », « Témoins : [X], Bidulot »: a name that stands as the others do.
pub(super) fn in_a_list_of_people(text: &Text, name: &Opening) -> Option<NameSpan> {
    let (at, end) = (name.at, name.run);
    let next = |place: usize| match text.tokens.get(place).map(|token| token.kind) {
        None | Some(TokenKind::Newline) => true,
        Some(TokenKind::Punct(sign)) => b",;.()-".contains(&sign),
        Some(TokenKind::Word(Case::Lower)) => is_one_of(text, place, &["et", "ou"]),
        Some(_) => false,
    };
    let plain = name.unknown && name.party && end > at && text.blocks[at] == 0 && next(end);
    let listed = plain && opened_by_a_label(text, at) && !near_the_court(text, at);
    listed.then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// Whether nothing but the names before stands between a label of people and here.
fn opened_by_a_label(text: &Text, at: usize) -> bool {
    let passed = |place: usize| match text.tokens[place].kind {
        TokenKind::Word(Case::Lower) => is_one_of(text, place, &["et", "ou", "de", "du"]),
        TokenKind::Punct(sign) => b",;.()-'".contains(&sign),
        _ => true,
    };
    let colon = |place: usize| text.tokens[place].is_punct(b':');
    opening_of_list(at, LONGEST, colon, passed).is_some_and(|colon| {
        (colon.saturating_sub(4)..colon).any(|place| PEOPLE.holds(text, place))
    })
}
