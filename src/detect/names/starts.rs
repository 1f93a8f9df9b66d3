//! Where the engine of names starts in a text: at which words its model or its grammar may find something, seen alone.
//!
//! Knows a word by what the lexicons say of it and by its neighbour; must not read further.

use crate::document::tokens::{Case, Token, TokenKind, hash_plain, hashes};
use crate::lexicon::{Cue, WordInfo};

/// Where the engine of names starts.
#[derive(Default)]
pub struct NameStarts {
    /// Tokens that `features::is_candidate` may accept: the others are ordinary words and signs.
    pub possible: Vec<u32>,
    /// Tokens where a form of `grammar` may begin, most of the rest being plain words and commas.
    pub openings: Vec<u32>,
    /// Words that `segments` may read anew: those that are not in lower case; none once it has.
    pub doubtful: Vec<u32>,
}

impl NameStarts {
    /// The same once some tokens were replaced, for `tokens` and what the lexicons say of them.
    pub fn moved(&self, changes: &[Replaced], tokens: &[Token], infos: &[WordInfo]) -> Self {
        let uses = |at: usize| match &tokens[at] {
            sign if sign.hash == 0 => {
                Uses { candidate: false, opening: Uses::of_sign(sign, tokens.get(at + 1)) }
            }
            word => Uses::of(word, infos[at]),
        };
        let moved = |ranks: &[u32], starts: &dyn Fn(usize) -> bool| {
            moved(ranks, changes, tokens.len(), starts)
        };
        Self {
            possible: moved(&self.possible, &|at| uses(at).candidate),
            openings: moved(&self.openings, &|at| uses(at).opening),
            doubtful: Vec::new(),
        }
    }

    #[inline]
    pub(in crate::detect) fn note(&mut self, at: usize, uses: Uses) {
        if uses.candidate {
            self.possible.push(at as u32);
        }
        if uses.opening {
            self.openings.push(at as u32);
        }
    }
}

/// Tokens that others replace.
pub struct Replaced {
    /// Rank of the first.
    pub at: usize,
    pub taken: usize,
    pub given: usize,
}

/// Ranks once some tokens were replaced, in order, of which there are `count` now: those of the new ones that `starts`
/// accepts come in. The token after them is asked again too, as it may follow what it did not.
fn moved(
    ranks: &[u32],
    changes: &[Replaced],
    count: usize,
    starts: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut moved = Vec::with_capacity(ranks.len() + changes.len());
    let mut ranks = ranks.iter().map(|&rank| rank as usize).peekable();
    let mut shift = 0isize;
    for (rank, Replaced { at, taken, given }) in changes.iter().enumerate() {
        let end = at + taken;
        let followed = changes.get(rank + 1).is_none_or(|next| next.at > end);
        let asked = usize::from(followed);
        while let Some(rank) = ranks.next_if(|rank| rank < at) {
            moved.push(rank.wrapping_add_signed(shift) as u32);
        }
        while ranks.next_if(|rank| *rank < end + asked).is_some() {}
        let first = at.wrapping_add_signed(shift);
        let new = first..(first + given + asked).min(count);
        moved.extend(new.filter(|&at| starts(at)).map(|at| at as u32));
        shift += *given as isize - *taken as isize;
    }
    moved.extend(ranks.map(|rank| rank.wrapping_add_signed(shift) as u32));
    moved
}

/// What a token may be, seen alone: nearly every word is an ordinary one, refused at one look.
#[derive(Clone, Copy)]
pub(in crate::detect) struct Uses {
    /// What `is_candidate` asks of it.
    pub candidate: bool,
    /// Whether a form may begin there: what each function of `grammar` asks first.
    pub opening: bool,
}

impl Uses {
    /// The uses of a word in lower case, were it long enough: wherever it stands, and after what `leads` to a name.
    pub fn in_lower_case(hash: u64, info: WordInfo) -> [Self; 2] {
        let kind = TokenKind::Word(Case::Lower);
        let led = Self::of(&Token { start: 0, end: u32::MAX, kind, spaced: true, hash }, info);
        let listed = info.ordinary() == 0 && (info.first_name() >= 7 || info.is_surname());
        // Nothing but a double name after a civility begins with a word that is used as one.
        let used = info.cue_code() == 0
            && info.ordinary() > 1
            && hash != SIGNED
            && !GREETINGS.contains(&hash);
        let alone = Self { candidate: led.candidate && listed, opening: led.opening && !used };
        [alone, led]
    }

    /// Whether a form may begin at what is no word, before `next`; the model scores none.
    #[inline]
    pub fn of_sign(token: &Token, next: Option<&Token>) -> bool {
        // Of a name, even if its word is read anew.
        let capital = |next: &Token| match next.kind {
            TokenKind::Word(case) => case != Case::Lower,
            kind => kind == TokenKind::Mixed,
        };
        match token.kind {
            TokenKind::Newline | TokenKind::Punct(b':') => next.is_some_and(capital),
            // « photo.jpg », « arrêt-bidulot.pdf »
            TokenKind::Punct(b'.') => {
                !token.spaced && next.is_some_and(|next| !next.spaced && next.hash != 0)
            }
            TokenKind::Punct(b'_' | b'-') => !token.spaced,
            TokenKind::Punct(b'@' | b'"' | b'/') | TokenKind::Symbol => true,
            TokenKind::Placeholder(kind) => kind.is_person(),
            _ => false,
        }
    }

    /// The uses of a word, or of a number.
    #[inline]
    pub fn of(token: &Token, info: WordInfo) -> Self {
        let (candidate, opening) = match token.kind {
            TokenKind::Word(Case::Lower) if info.cue_code() == 0 => lower_uses(token, info),
            TokenKind::Word(Case::Lower) => (false, announces_in_lower_case(token, info)),
            TokenKind::Word(case) => (case != Case::Initial, true),
            TokenKind::Mixed => (true, true),
            _ => (false, false),
        };
        Self { candidate, opening }
    }
}

/// Whether what stands right before a word may make a name of it in lower case: a civility, someone masked, the full stop
/// of an abbreviation. `info` is what the lexicons say of it.
#[inline]
pub(in crate::detect) fn leads(info: WordInfo, before: Option<&Token>) -> bool {
    matches!(info.cue(), Cue::Civility | Cue::Birth)
        || before.is_some_and(|before| {
            matches!(before.kind, TokenKind::Placeholder(_) | TokenKind::Punct(b'.'))
        })
}

/// The uses of a word in lower case that is no cue: candidate, opening.
#[inline]
fn lower_uses(token: &Token, info: WordInfo) -> (bool, bool) {
    const GREETED: [u64; 3] = hashes(["bonjour", "bonsoir", "salut"]);
    let letters = token.end - token.start;
    let opening = info.first_name() >= 4
        || info.ordinary() == 0 && letters >= 4
        || GREETED.contains(&token.hash);
    (info.ordinary() < 4 && letters >= 3, opening)
}

/// Whether a form begins with this cue in lower case.
#[inline]
fn announces_in_lower_case(token: &Token, info: WordInfo) -> bool {
    const OPENERS: u64 = 1 << Cue::Kinship as u8
        | 1 << Cue::Closing as u8
        | 1 << Cue::LegalForm as u8
        | 1 << Cue::Organisation as u8;
    OPENERS >> info.cue_code() & 1 != 0 || token.hash == SIGNED
}

/// « signé », whatever its case and accents.
pub(super) const SIGNED: u64 = hash_plain("signe");

/// Words that greet someone.
pub(super) const GREETINGS: [u64; 7] =
    hashes(["bonjour", "bonsoir", "salut", "coucou", "cher", "chere", "merci"]);
