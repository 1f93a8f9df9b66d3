//! A pattern as steps that are walked one after the other, each with what may come next.
//!
//! Made from the tree of `regex-syntax`. A list of words is one step, whatever its length. Must not read a text.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use rustc_hash::FxHashMap;

use super::super::lexicon::{self, Wordings};
use super::GROUPS;

/// Rank of a step.
pub(super) type At = u16;

/// Which bytes are meant.
pub(super) type Bytes = Box<[bool; 256]>;

pub(super) enum Step {
    /// These bytes.
    Letters(Box<[u8]>, At),
    /// One byte of a class.
    One(Bytes, At),
    /// As many bytes of a class.
    Many(Many, At),
    /// A wording of a list, the longest that what follows allows.
    List(&'static Wordings, At),
    /// One of several, in order.
    Choice(Choice),
    /// The place of a group.
    Slot(u8, At),
    /// A border of a word.
    Border(At),
    Start(At),
    End(At),
    Done,
}

/// Bytes of a class, over and over.
pub(super) struct Many {
    pub class: Bytes,
    pub least: u32,
    pub most: u32,
    /// Whether as few as can be.
    pub lazy: bool,
    /// Bytes that may come next, and after them.
    pub next: Bytes,
    pub then: Bytes,
    /// Whether nothing needs to come next.
    pub free: bool,
}

pub(super) struct Choice {
    pub steps: Box<[At]>,
    /// Which steps may go on, by the low bits of the byte that comes, then at the end of the text.
    pub open: Box<[u64; FOLDS + 1]>,
}

/// Steps of a choice at most: one bit each.
const MOST: usize = 64;

/// Bytes by their low bits: letters are told apart.
pub(super) const FOLDS: usize = 32;

pub(super) struct Program {
    pub steps: Vec<Step>,
    pub first: At,
    /// What a match may begin with.
    pub begin: Box<[Begin; 256]>,
    /// What a match may go on with.
    pub then: Bytes,
    /// Whether a match may be empty, or begin with what has no byte of its own.
    pub free: bool,
    /// Whether a match begins with the text.
    pub anchored: bool,
    names: Vec<String>,
}

/// Whether a byte may begin a match.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Begin {
    Never,
    /// Where no letter or digit stands before.
    Border,
    Always,
}

/// What may come at a step.
#[derive(Clone)]
struct Coming {
    bytes: [bool; 256],
    /// What may come after one of these bytes.
    then: [bool; 256],
    /// Whether nothing needs to come.
    free: bool,
}

impl Coming {
    fn none() -> Self {
        Self { bytes: [false; 256], then: [false; 256], free: false }
    }

    fn add(&mut self, other: &Self) {
        add(&mut self.bytes, &other.bytes);
        add(&mut self.then, &other.then);
        self.free |= other.free;
    }

    /// Every byte that may come, whatever may be missing.
    fn any(&self) -> [bool; 256] {
        if self.free { [true; 256] } else { self.bytes }
    }
}

fn add(bytes: &mut [bool; 256], more: &[bool; 256]) {
    bytes.iter_mut().zip(more).for_each(|(mine, more)| *mine |= more);
}

struct Maker {
    steps: Vec<Step>,
    /// What may come at each step.
    coming: Vec<Coming>,
    names: FxHashMap<u32, String>,
}

impl Program {
    /// `None` for what these steps cannot say.
    pub fn new(tree: &Hir) -> Option<Self> {
        let mut maker =
            Maker { steps: Vec::new(), coming: Vec::new(), names: FxHashMap::default() };
        maker.names.insert(0, String::new());
        let done = maker.add(Step::Done, Coming { free: true, ..Coming::none() })?;
        let first = maker.tree(tree, done)?;
        let mut begin = Box::new([Begin::Never; 256]);
        let anchored = maker.begins(first, Context::default(), &mut begin);
        let Coming { then, free, .. } = maker.coming[usize::from(first)].clone();
        let groups = maker.names.len() as u32;
        let names = (0..groups).map(|group| maker.names.remove(&group));
        let names = names.collect::<Option<Vec<String>>>()?;
        (names.len() <= GROUPS).then_some(Self {
            steps: maker.steps,
            first,
            begin,
            then: Box::new(then),
            free,
            anchored,
            names,
        })
    }

    /// Names of the groups, that of the whole being empty.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// What was passed on the way to a first byte.
#[derive(Clone, Copy, Default)]
struct Context {
    border: bool,
    start: bool,
}

impl Maker {
    fn add(&mut self, step: Step, coming: Coming) -> Option<At> {
        let at = At::try_from(self.steps.len()).ok()?;
        self.steps.push(step);
        self.coming.push(coming);
        Some(at)
    }

    /// A step that takes no byte.
    fn pass(&mut self, step: Step, next: At) -> Option<At> {
        let coming = self.coming[usize::from(next)].clone();
        self.add(step, coming)
    }

    fn slot(&mut self, rank: usize, next: At) -> Option<At> {
        self.pass(Step::Slot(u8::try_from(rank).ok()?, next), next)
    }

    /// Adds the steps of a tree before `next`: the first of them.
    fn tree(&mut self, tree: &Hir, next: At) -> Option<At> {
        match tree.kind() {
            HirKind::Empty => Some(next),
            HirKind::Literal(literal) => self.letters(&literal.0, next),
            HirKind::Class(class) => {
                let class = bytes(class)?;
                let then = self.coming[usize::from(next)].any();
                let coming = Coming { bytes: *class, then, free: false };
                self.add(Step::One(class, next), coming)
            }
            HirKind::Look(look) => match look {
                Look::WordAscii => self.pass(Step::Border(next), next),
                Look::Start => self.pass(Step::Start(next), next),
                Look::End => {
                    let coming = Coming { free: true, ..Coming::none() };
                    self.add(Step::End(next), coming)
                }
                _ => None,
            },
            HirKind::Repetition(repetition) => self.repetition(repetition, next),
            HirKind::Capture(capture) => {
                let rank = capture.index as usize;
                self.names.insert(capture.index, capture.name.as_deref()?.to_owned());
                let end = self.slot(2 * rank + 1, next)?;
                let inside = self.tree(&capture.sub, end)?;
                self.slot(2 * rank, inside)
            }
            HirKind::Concat(trees) => {
                trees.iter().rev().try_fold(next, |next, tree| self.tree(tree, next))
            }
            HirKind::Alternation(trees) => {
                let steps = trees.iter().map(|tree| self.tree(tree, next));
                let steps = steps.collect::<Option<Vec<At>>>()?;
                self.choice(&steps)
            }
        }
    }

    /// Letters, and the lists whose bytes stand among them.
    fn letters(&mut self, letters: &[u8], mut next: At) -> Option<At> {
        let mut end = letters.len();
        while end > 0 {
            if let Some(list) = lexicon::list_of(letters[end - 1]) {
                end -= 1;
                let coming = Coming { bytes: *list.begin, then: [true; 256], free: false };
                next = self.add(Step::List(list, next), coming)?;
                continue;
            }
            let plain = letters[..end].iter().rposition(|&byte| lexicon::list_of(byte).is_some());
            let from = plain.map_or(0, |list| list + 1);
            let mut coming = Coming::none();
            coming.bytes[usize::from(letters[from])] = true;
            match letters[from..end].get(1) {
                Some(&second) => coming.then[usize::from(second)] = true,
                None => coming.then = self.coming[usize::from(next)].any(),
            }
            next = self.add(Step::Letters(letters[from..end].into(), next), coming)?;
            end = from;
        }
        Some(next)
    }

    fn choice(&mut self, steps: &[At]) -> Option<At> {
        if steps.len() > MOST {
            let parts = steps.chunks(MOST).map(|part| self.choice(part));
            let parts = parts.collect::<Option<Vec<At>>>()?;
            return self.choice(&parts);
        }
        let coming = self.coming_at(steps);
        let choice = self.open(steps);
        self.add(Step::Choice(choice), coming)
    }

    fn coming_at(&self, steps: &[At]) -> Coming {
        steps.iter().fold(Coming::none(), |mut all, &step| {
            all.add(&self.coming[usize::from(step)]);
            all
        })
    }

    fn open(&self, steps: &[At]) -> Choice {
        let mut open = Box::new([0_u64; FOLDS + 1]);
        for (rank, &step) in steps.iter().enumerate() {
            let coming = &self.coming[usize::from(step)];
            for (byte, _) in coming.bytes.iter().enumerate().filter(|(_, may)| **may) {
                open[byte % FOLDS] |= 1 << rank;
            }
            if coming.free {
                open.iter_mut().for_each(|open| *open |= 1 << rank);
            }
        }
        Choice { steps: steps.into(), open }
    }

    fn repetition(&mut self, repetition: &Repetition, next: At) -> Option<At> {
        let Repetition { min, max, greedy, sub } = repetition;
        let (least, most, lazy) = (*min, max.unwrap_or(u32::MAX), !greedy);
        let single = match sub.kind() {
            HirKind::Class(class) => Some(bytes(class)?),
            HirKind::Literal(literal) => match *literal.0 {
                [byte] if lexicon::list_of(byte).is_none() => Some(only(byte)),
                _ => None,
            },
            _ => None,
        };
        if let Some(class) = single
            && (most > 1 || least > 0)
        {
            let after = &self.coming[usize::from(next)];
            let mut coming = Coming { bytes: *class, then: after.any(), free: false };
            add(&mut coming.then, &class);
            if least == 0 {
                coming.add(after);
            }
            let (next_bytes, then) = (Box::new(after.bytes), Box::new(after.then));
            let free = after.free;
            let many = Many { class, least, most, lazy, next: next_bytes, then, free };
            return self.add(Step::Many(many, next), coming);
        }
        let mut entry = match max {
            None => self.again(sub, lazy, next)?,
            Some(max) => {
                let mut entry = next;
                for _ in least..*max {
                    let inside = self.tree(sub, entry)?;
                    entry = self.either(inside, next, lazy)?;
                }
                entry
            }
        };
        for _ in 0..least {
            entry = self.tree(sub, entry)?;
        }
        Some(entry)
    }

    fn either(&mut self, inside: At, next: At, lazy: bool) -> Option<At> {
        self.choice(&if lazy { [next, inside] } else { [inside, next] })
    }

    /// A choice that comes back to itself.
    fn again(&mut self, sub: &Hir, lazy: bool, next: At) -> Option<At> {
        // Of what may be empty, no end is sure.
        sub.properties().minimum_len().filter(|&least| least > 0)?;
        let mut after = self.coming[usize::from(next)].clone();
        after.then = [true; 256];
        let choice = self.add(Step::Done, after)?;
        // Made twice: the end of what it repeats must know with what it begins.
        let once = self.tree(sub, choice)?;
        let inside = self.coming[usize::from(once)].clone();
        self.coming[usize::from(choice)].add(&inside);
        self.steps.truncate(usize::from(choice) + 1);
        self.coming.truncate(usize::from(choice) + 1);
        let inside = self.tree(sub, choice)?;
        let both = if lazy { [next, inside] } else { [inside, next] };
        self.steps[usize::from(choice)] = Step::Choice(self.open(&both));
        Some(choice)
    }

    /// Tells with which bytes a match may begin; whether only at the start of the text.
    fn begins(&self, at: At, context: Context, begin: &mut [Begin; 256]) -> bool {
        let mut say = |bytes: &[bool; 256]| {
            for (byte, _) in bytes.iter().enumerate().filter(|(_, may)| **may) {
                let border = context.border && is_word(byte as u8);
                begin[byte] = begin[byte].max(if border { Begin::Border } else { Begin::Always });
            }
            context.start
        };
        match &self.steps[usize::from(at)] {
            Step::Slot(_, next) => self.begins(*next, context, begin),
            Step::Border(next) => self.begins(*next, Context { border: true, ..context }, begin),
            Step::Start(next) => self.begins(*next, Context { start: true, ..context }, begin),
            // Each is asked, even when one already may stand elsewhere.
            Step::Choice(choice) => {
                choice.steps.iter().fold(true, |all, &step| self.begins(step, context, begin) & all)
            }
            Step::Many(many, next) => {
                let here = say(&many.class);
                if many.least > 0 { here } else { self.begins(*next, context, begin) & here }
            }
            _ => say(&self.coming[usize::from(at)].bytes),
        }
    }
}

/// Whether a byte may stand in a word, as `\b` means it.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    const WORD: [bool; 256] = {
        let mut word = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            word[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
            byte += 1;
        }
        word
    };
    WORD[usize::from(byte)]
}

fn bytes(class: &Class) -> Option<Bytes> {
    let class = match class {
        Class::Bytes(class) => class.clone(),
        // Of letters that an alternation lists one by one.
        Class::Unicode(class) => class.to_byte_class()?,
    };
    let mut bytes = Box::new([false; 256]);
    for range in class.ranges() {
        bytes[usize::from(range.start())..=usize::from(range.end())].fill(true);
    }
    Some(bytes)
}

fn only(byte: u8) -> Bytes {
    let mut bytes = Box::new([false; 256]);
    bytes[usize::from(byte)] = true;
    bytes
}
