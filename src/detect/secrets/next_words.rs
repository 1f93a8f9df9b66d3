//! Which terms the words after a first word leave possible: an index of each class of first words by what may
//! come next.
//!
//! Common words (`à`, `sous`, `prix`) begin dozens of terms, and nearly all of them fail at the next word. Only
//! terms that one of the next words goes on with are compared in full: the index changes how long an answer takes,
//! never the answer.

use rustc_hash::FxHashMap;

use super::terms::Term;
use super::vocabulary::{FirstWords, Vocabulary};
use crate::document::tokens::{Token, TokenKind};

/// Every word that may come right after the first one of a term, by rank.
pub(super) struct Pieces {
    words: Vocabulary,
    /// By class of words, one bit of 64 for each of its pieces; the last is the class of numbers.
    signs: Vec<u64>,
    /// Pieces that are numbers, which bear no hash; then beginnings of numbers.
    figures: FxHashMap<String, u16>,
    begun_figures: Vec<(String, u16)>,
}

/// What may come after a class of first words: one line of cache.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct Next {
    /// Terms that are whole with their first word.
    pub alone: Box<[u16]>,
    /// What must come at once, or after function words.
    pub close: Followers,
    /// What may come after a gap.
    pub far: Followers,
}

/// Terms by the piece that goes on with them.
#[derive(Default)]
pub(super) struct Followers {
    signs: u64,
    /// Piece, term; sorted.
    terms: Box<[(u16, u16)]>,
}

/// The sign of every piece that is a number: any may be written where another is.
const FIGURE: u64 = 1 << 63;

/// The sign of a word.
fn sign(piece: u16) -> u64 {
    let hash = u64::from(piece).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    1 << ((hash * 63) >> 32)
}

impl Pieces {
    /// The index of classes of first words, each a list of ranks in `terms`; `None` when there are too many words.
    pub fn index<'c>(
        terms: &[Term],
        classes: impl Iterator<Item = &'c [u16]>,
    ) -> Option<(Self, Vec<Next>)> {
        let mut ranks: FxHashMap<(&str, bool), u16> = FxHashMap::default();
        let mut words = FirstWords::default();
        let (mut figures, mut begun_figures) = (FxHashMap::default(), Vec::new());
        let mut of_pieces: Vec<u64> = Vec::new();
        for (piece, _) in terms.iter().flat_map(Term::followers) {
            let next = u16::try_from(ranks.len()).ok()?;
            let rank = *ranks.entry((&piece.text, piece.prefix)).or_insert(next);
            if rank == next {
                words.add(&piece.text, piece.prefix, true, rank);
                let is_figure = piece.text.starts_with(|first: char| first.is_ascii_digit());
                of_pieces.push(if is_figure { FIGURE } else { sign(rank) });
                if is_figure && piece.prefix {
                    begun_figures.push((piece.text.clone(), rank));
                } else if is_figure {
                    figures.insert(piece.text.clone(), rank);
                }
            }
        }
        let next = classes.map(|class| {
            let mut alone = Vec::new();
            let (mut close, mut far) = (Vec::new(), Vec::new());
            for &rank in class {
                let term = &terms[usize::from(rank)];
                if term.is_alone() {
                    alone.push(rank);
                }
                for (piece, after_gap) in term.followers() {
                    let followers = if after_gap { &mut far } else { &mut close };
                    followers.push((ranks[&(piece.text.as_str(), piece.prefix)], rank));
                }
            }
            let followers = |terms| Followers::new(terms, &of_pieces);
            Next { alone: alone.into(), close: followers(close), far: followers(far) }
        });
        let next = next.collect();
        let words = words.compile()?;
        let of_class = |pieces: &[u16]| {
            pieces.iter().fold(0, |signs, &piece| signs | of_pieces[usize::from(piece)])
        };
        let signs = words.classes().map(|class| of_class(&class.fields));
        let signs = signs.chain([FIGURE]).collect();
        Some((Self { words, signs, figures, begun_figures }, next))
    }

    /// The class of a folded word among the pieces.
    pub fn look_up(&self, word: &str, hash: u64) -> u16 {
        self.words.look_up_folded(word, hash).class() as u16
    }

    /// The class of numbers.
    pub fn numbers(&self) -> u16 {
        self.signs.len() as u16 - 1
    }

    /// The signs of the words of a class.
    #[inline]
    pub fn signs(&self, class: u16) -> u64 {
        self.signs[usize::from(class)]
    }

    /// Calls back with each piece that a token is; `class` is its own among the pieces.
    #[inline]
    pub fn each(&self, token: &Token, class: u16, text: &str, mut call: impl FnMut(u16)) {
        if token.kind == TokenKind::Number {
            let number = token.text(text);
            self.figures.get(number).copied().into_iter().for_each(&mut call);
            let begun = self.begun_figures.iter().filter(|(piece, _)| number.starts_with(piece));
            begun.for_each(|&(_, piece)| call(piece));
        } else {
            self.words.fields(usize::from(class)).iter().for_each(|&piece| call(piece));
        }
    }
}

impl Followers {
    fn new(mut terms: Vec<(u16, u16)>, of_pieces: &[u64]) -> Self {
        terms.sort_unstable();
        terms.dedup();
        let sign = |piece: u16| of_pieces[usize::from(piece)];
        let signs = terms.iter().fold(0, |signs, (piece, _)| signs | sign(*piece));
        Self { signs, terms: terms.into() }
    }

    pub fn is_empty(&self) -> bool {
        self.signs == 0
    }

    /// Whether a word with these signs may go on with one of the terms.
    #[inline]
    pub fn may_follow(&self, signs: u64) -> bool {
        self.signs & signs != 0
    }

    /// Adds the terms that a piece goes on with.
    pub fn of(&self, piece: u16, likely: &mut Vec<u16>) {
        let from = self.terms.partition_point(|&(known, _)| known < piece);
        let same = self.terms[from..].iter().take_while(|&&(known, _)| known == piece);
        likely.extend(same.map(|&(_, term)| term));
    }
}
