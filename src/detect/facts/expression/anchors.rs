//! What every match of an expression holds: words, marks and lists, and how far from its beginning.
//!
//! Read from the tree of the pattern. Too little is only slower; too much would lose matches. Must not read a text.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::super::lexicon;

/// What stands at the beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Atom {
    /// A word that begins so.
    Begins(Box<[u8]>),
    /// This word.
    Word(Box<[u8]>),
    /// A byte that stands alone: a person, a date.
    Mark(u8),
    /// A number.
    Number,
    /// A whole wording of a list, by its byte.
    List(u8),
}

/// One of these stands in every match, so far from its beginning.
#[derive(Debug, Clone)]
pub(in super::super) struct Anchor {
    /// In order, each once.
    pub atoms: Vec<Atom>,
    pub least: usize,
    /// `None` when nothing bounds it.
    pub most: Option<usize>,
}

/// Words that tell nothing of a sentence.
const COMMON: [&str; 44] = [
    "le", "la", "les", "l", "de", "du", "des", "d", "en", "et", "a", "au", "aux", "un", "une",
    "que", "qui", "qu", "par", "pour", "est", "etait", "son", "sa", "ses", "dans", "sur", "ce",
    "il", "elle", "se", "s", "ne", "n", "ou", "y", "leur", "avec", "chez", "date", "plus", "avait",
    "ete", "sont",
];

/// Beginnings of two letters of which the same can be said.
const COMMON_BEGINNINGS: [&str; 28] = [
    "ac", "al", "an", "ar", "au", "av", "ce", "co", "de", "di", "do", "du", "el", "en", "es", "in",
    "la", "le", "ma", "pa", "pe", "po", "pr", "qu", "re", "se", "so", "un",
];

impl Atom {
    /// The rarer, the less.
    fn weight(&self) -> u32 {
        match self {
            Self::Begins(word) if word.len() >= 4 => 1,
            Self::Word(word) if word.len() >= 3 => 1,
            Self::List(_) => 2,
            Self::Begins(word) if word.len() == 3 => 4,
            Self::Mark(_) => 3,
            _ => 5,
        }
    }

    fn is_common(&self) -> bool {
        let among =
            |list: &[&str], word: &[u8]| list.iter().any(|common| common.as_bytes() == word);
        match self {
            Self::Word(word) => among(&COMMON, word),
            Self::Begins(word) => word.len() < 2 || among(&COMMON_BEGINNINGS, word),
            _ => false,
        }
    }
}

impl Anchor {
    /// The more it tells, the less.
    pub fn weight(&self) -> (bool, u32, usize) {
        let rarest = self.atoms.iter().map(Atom::weight).max().unwrap_or(u32::MAX);
        (self.most.is_none(), rarest, self.most.map_or(0, |most| most - self.least))
    }

    /// Lets its words go on, for a text that may end within one.
    pub fn open(&mut self) {
        for atom in &mut self.atoms {
            if let Atom::Word(word) = atom {
                *atom = Atom::Begins(std::mem::take(word));
            }
        }
        self.atoms.sort_unstable();
        self.atoms.dedup();
    }

    fn after(mut self, least: usize, most: Option<usize>) -> Self {
        self.least += least;
        self.most = self.most.zip(most).map(|(inside, before)| inside + before);
        self
    }
}

/// Every anchor of a tree.
pub(super) fn anchors(tree: &Hir) -> Vec<Anchor> {
    within(tree, Sides { before: false, after: false })
}

/// Whether a letter beside would belong to another word.
#[derive(Clone, Copy)]
struct Sides {
    before: bool,
    after: bool,
}

fn within(tree: &Hir, sides: Sides) -> Vec<Anchor> {
    match tree.kind() {
        HirKind::Literal(literal) => in_letters(&literal.0, sides),
        HirKind::Class(class) => in_class(class, sides).into_iter().collect(),
        HirKind::Capture(capture) => within(&capture.sub, sides),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let after = sides.after && repetition.max == Some(1);
            within(&repetition.sub, Sides { after, ..sides })
        }
        HirKind::Concat(trees) => {
            let (mut least, mut most) = (0, Some(0));
            let mut before = sides.before;
            let mut all = Vec::new();
            for (rank, tree) in trees.iter().enumerate() {
                let after = parts_from(&trees[rank + 1..], sides.after);
                let inside = within(tree, Sides { before, after });
                all.extend(inside.into_iter().map(|anchor| anchor.after(least, most)));
                before = ends_apart(tree, before);
                let (short, long) = width(tree);
                least += short;
                most = most.zip(long).map(|(most, long)| most + long);
            }
            all
        }
        HirKind::Alternation(trees) => {
            let best =
                trees.iter().map(|tree| within(tree, sides).into_iter().min_by_key(Anchor::weight));
            let Some(best) = best.collect::<Option<Vec<Anchor>>>() else { return Vec::new() };
            let least = best.iter().map(|anchor| anchor.least).min().unwrap_or(0);
            let most = best.iter().map(|anchor| anchor.most).collect::<Option<Vec<usize>>>();
            let most = most.and_then(|most| most.into_iter().max());
            let mut atoms: Vec<Atom> = best.into_iter().flat_map(|anchor| anchor.atoms).collect();
            atoms.sort_unstable();
            atoms.dedup();
            vec![Anchor { atoms, least, most }]
        }
        _ => Vec::new(),
    }
}

fn in_letters(letters: &[u8], sides: Sides) -> Vec<Anchor> {
    let mut all = Vec::new();
    let mut at = 0;
    // A list may be of any length: what follows it is nowhere for sure.
    let mut most = Some(0);
    while at < letters.len() {
        let apart = if at == 0 { sides.before } else { parts(letters[at - 1]) };
        let run = letters[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let end = at + run.max(1);
        let ends = if end < letters.len() { parts(letters[end]) } else { sides.after };
        let atom = match letters[at] {
            byte if lexicon::listed(byte).is_some() => ends.then_some(Atom::List(byte)),
            byte if byte < b' ' || byte == b'%' => Some(Atom::Mark(byte)),
            byte if byte.is_ascii_digit() => Some(Atom::Number),
            byte if byte.is_ascii_alphabetic() && ends => Some(Atom::Word(letters[at..end].into())),
            byte if byte.is_ascii_alphabetic() => Some(Atom::Begins(letters[at..end].into())),
            _ => None,
        };
        let alone = matches!(atom, Some(Atom::Mark(_)));
        if let Some(atom) = atom.filter(|atom| (apart || alone) && !atom.is_common()) {
            all.push(Anchor { atoms: vec![atom], least: at, most: most.map(|_: usize| at) });
        }
        most = most.filter(|_| lexicon::listed(letters[at]).is_none());
        at = end;
    }
    all
}

/// A class of marks or of digits.
fn in_class(class: &Class, sides: Sides) -> Option<Anchor> {
    let bytes: Vec<u8> = match class {
        Class::Bytes(class) => {
            class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect()
        }
        Class::Unicode(_) => return None,
    };
    let digits = bytes.iter().all(u8::is_ascii_digit);
    let marks = bytes.iter().all(|&byte| byte < b' ' && lexicon::listed(byte).is_none());
    let atoms = match (digits, marks) {
        (true, _) if sides.before => vec![Atom::Number],
        (_, true) => bytes.into_iter().map(Atom::Mark).collect(),
        _ => return None,
    };
    Some(Anchor { atoms, least: 0, most: Some(0) })
}

/// Whether a letter after what a tree matches would begin a word.
fn ends_apart(tree: &Hir, before: bool) -> bool {
    match tree.kind() {
        HirKind::Empty => before,
        HirKind::Look(look) => before || matches!(look, Look::WordAscii | Look::Start),
        HirKind::Literal(literal) => literal.0.last().is_some_and(|&last| parts(last)),
        HirKind::Class(class) => apart(class),
        HirKind::Capture(capture) => ends_apart(&capture.sub, before),
        HirKind::Repetition(repetition) => {
            let inside = ends_apart(&repetition.sub, repetition.min > 0 && before);
            inside && (before || repetition.min > 0)
        }
        HirKind::Concat(trees) => {
            trees.iter().fold(before, |before, tree| ends_apart(tree, before))
        }
        HirKind::Alternation(trees) => trees.iter().all(|tree| ends_apart(tree, before)),
    }
}

/// Whether what a list of trees matches parts from a letter before; `after` when it may be nothing.
fn parts_from(trees: &[Hir], after: bool) -> bool {
    let Some((first, others)) = trees.split_first() else { return after };
    begins_apart(first, &|| parts_from(others, after))
}

fn begins_apart(tree: &Hir, next: &dyn Fn() -> bool) -> bool {
    match tree.kind() {
        HirKind::Empty => next(),
        HirKind::Look(look) => matches!(look, Look::WordAscii | Look::End) || next(),
        HirKind::Literal(literal) => literal.0.first().is_some_and(|&first| parts(first)),
        HirKind::Class(class) => apart(class),
        HirKind::Capture(capture) => begins_apart(&capture.sub, next),
        HirKind::Repetition(repetition) => {
            begins_apart(&repetition.sub, &|| false) && (repetition.min > 0 || next())
        }
        HirKind::Concat(trees) => match trees.split_first() {
            None => next(),
            // What may be empty is taken for letters: it only tells less.
            Some((first, others)) => begins_apart(first, &|| parts_from(others, false)),
        },
        HirKind::Alternation(trees) => trees.iter().all(|tree| begins_apart(tree, next)),
    }
}

/// Whether a byte stands in no word, nor for a list of words.
fn parts(byte: u8) -> bool {
    !is_word(byte) && lexicon::listed(byte).is_none()
}

/// Whether no byte of a class may stand in a word.
fn apart(class: &Class) -> bool {
    match class {
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .all(|range| (range.start()..=range.end()).all(|byte| !is_word(byte))),
        Class::Unicode(_) => false,
    }
}

/// Bytes of a match at least and at most.
fn width(tree: &Hir) -> (usize, Option<usize>) {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, Some(0)),
        HirKind::Class(_) => (1, Some(1)),
        HirKind::Literal(literal) => {
            let listed = literal.0.iter().any(|&byte| lexicon::listed(byte).is_some());
            (literal.0.len(), (!listed).then_some(literal.0.len()))
        }
        HirKind::Capture(capture) => width(&capture.sub),
        HirKind::Repetition(repetition) => {
            let (least, most) = width(&repetition.sub);
            let times = repetition.max.map(|max| max as usize);
            (least * repetition.min as usize, most.zip(times).map(|(most, times)| most * times))
        }
        HirKind::Concat(trees) => trees.iter().map(width).fold((0, Some(0)), |all, one| {
            (all.0 + one.0, all.1.zip(one.1).map(|(all, one)| all + one))
        }),
        HirKind::Alternation(trees) => {
            let least = trees.iter().map(|tree| width(tree).0).min().unwrap_or(0);
            let most: Option<Vec<usize>> = trees.iter().map(|tree| width(tree).1).collect();
            (least, most.and_then(|most| most.into_iter().max()))
        }
    }
}

/// What `\b` takes for a part of a word.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
