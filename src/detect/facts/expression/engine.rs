//! The automata of one expression, and the memory they work in.
//!
//! Where a match may begin is known beforehand (`wake`): each of these places is tried alone. A table tells the bytes that begin no
//! match; from the others a lazy DFA walks forward, and is dead within a few bytes nearly everywhere. So nothing is compiled to walk
//! backwards or to look for literals, which is two thirds of the price of an expression. Must not know what a pattern is about.

use std::ops::{Range, RangeInclusive};
use std::panic::{RefUnwindSafe, UnwindSafe};

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{Compiler, Config};
use regex_automata::util::captures::Captures;
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

/// Bytes of the automaton of an expression with its lists, at most.
const LARGEST: usize = 64 << 20;

/// Bytes of the states of a lazy DFA, which begins again when it has more.
const MOST_STATES: usize = 8 << 20;

/// Bytes of a text that is searched place by place at once. In a longer one, as a table without a full stop, what is tried from every
/// place and goes on to the end for nothing would take the square of its length: whether there is a match at all is asked first.
const LONGEST: usize = 1 << 13;

/// Bytes that may be made blank before the groups of a match are looked for: one bit for each state at each byte. Where an expression has
/// a long list there are more, and to walk through all its states at once is cheaper.
const MOST_BLANK: usize = 1 << 15;

pub(super) struct Engine {
    /// Says where a match ends.
    dfa: DFA,
    /// Says what its groups cover.
    groups: BoundedBacktracker,
    /// Says it of long matches of large expressions.
    steps: PikeVM,
    beginnings: Beginnings,
    /// Where the last match may begin: nought for an expression that begins with the text.
    furthest: usize,
    /// One for each thread that searches.
    memories: Pool<Memory, NewMemory>,
}

struct Memory {
    dfa: dfa::Cache,
    groups: backtrack::Cache,
    /// As large as the expression: made when it is first needed.
    steps: Option<pikevm::Cache>,
}

type NewMemory = Box<dyn Fn() -> Memory + Send + Sync + UnwindSafe + RefUnwindSafe>;

impl Engine {
    pub fn new(tree: &Hir) -> Option<Self> {
        let config = Config::new().utf8(false).nfa_size_limit(Some(LARGEST));
        let nfa = Compiler::new().configure(config).build_from_hir(tree).ok()?;
        let config = DFA::config().cache_capacity(MOST_STATES).skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa.clone()).ok()?;
        let furthest = if nfa.is_always_start_anchored() { 0 } else { usize::MAX };
        let config = BoundedBacktracker::config().visited_capacity(MOST_BLANK);
        let groups =
            BoundedBacktracker::builder().configure(config).build_from_nfa(nfa.clone()).ok()?;
        let steps = PikeVM::new_from_nfa(nfa).ok()?;
        let (for_dfa, for_groups) = (dfa.clone(), groups.clone());
        let memory = move || Memory {
            dfa: for_dfa.create_cache(),
            groups: for_groups.create_cache(),
            steps: None,
        };
        let beginnings = Beginnings::of(&dfa, &mut dfa.create_cache());
        let memories = Pool::new(Box::new(memory) as NewMemory);
        Some(Self { dfa, groups, steps, beginnings, furthest, memories })
    }

    /// Whether a match begins in one of some ranges.
    pub fn is_match(&self, text: &[u8], ranges: &[RangeInclusive<usize>]) -> bool {
        self.whole(text, 0, ranges, &mut self.memories.get().dfa).is_some()
    }

    /// The first match that begins at a byte or after in one of some ranges, which are in order. What stands before is still seen.
    pub fn find(
        &self,
        text: &[u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
    ) -> Option<Captures> {
        let memory = &mut *self.memories.get();
        let whole = self.whole(text, from, ranges, &mut memory.dfa)?;
        let input = Input::new(text).range(whole).anchored(Anchored::Yes);
        let mut found = self.groups.create_captures();
        // It refuses too long a match of too large an expression.
        if self.groups.try_captures(&mut memory.groups, input.clone(), &mut found).is_err() {
            let memory = memory.steps.get_or_insert_with(|| self.steps.create_cache());
            self.steps.captures(memory, input, &mut found);
        }
        found.is_match().then_some(found)
    }

    /// What the first match that begins in some ranges covers.
    fn whole(
        &self,
        text: &[u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
        memory: &mut dfa::Cache,
    ) -> Option<Range<usize>> {
        if text.len() > LONGEST && !self.is_within(text, from, memory) {
            return None;
        }
        let mut next = from;
        for range in ranges {
            let last = (*range.end()).min(text.len()).min(self.furthest);
            next = next.max(*range.start());
            while let Some(start) = self.beginnings.first(text, next, last) {
                if let Some(end) = self.end(text, start, memory) {
                    return Some(start..end);
                }
                next = start + 1;
            }
            next = next.max(last + 1);
        }
        None
    }

    /// Where a match that begins at a place ends.
    fn end(&self, text: &[u8], start: usize, memory: &mut dfa::Cache) -> Option<usize> {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        // It fails on no byte: none is set to.
        let end = self.dfa.try_search_fwd(memory, &input).ok().flatten()?;
        Some(end.offset())
    }

    /// Whether a match begins at a byte or anywhere after, in one pass.
    fn is_within(&self, text: &[u8], from: usize, memory: &mut dfa::Cache) -> bool {
        if from > text.len() {
            return false;
        }
        let input = Input::new(text).range(from..).earliest(true);
        self.dfa.try_search_fwd(memory, &input).is_ok_and(|end| end.is_some())
    }
}

/// Which bytes may begin a match, by what stands before; and what each of them is before the next, in the upper half.
struct Beginnings([u8; 256]);

/// At the start of a text.
const FIRST: u8 = 1;
/// After a byte of a word.
const WITHIN: u8 = 1 << 1;
/// After another.
const APART: u8 = 1 << 2;
/// Bits from a half to the other.
const HALF: u32 = 4;

impl Beginnings {
    /// Those after which the DFA is not dead.
    fn of(dfa: &DFA, memory: &mut dfa::Cache) -> Self {
        let mut lives = |text: &[u8], at: usize| {
            let input = Input::new(text).range(at..).anchored(Anchored::Yes);
            let start = dfa.start_state_forward(memory, &input).ok();
            let next = start.and_then(|start| dfa.next_state(memory, start, text[at]).ok());
            next.is_none_or(|next| !next.is_dead())
        };
        Self(std::array::from_fn(|byte| {
            let byte = byte as u8;
            let mut after = |text: &[u8], bit| if lives(text, text.len() - 1) { bit } else { 0 };
            let may =
                after(&[byte], FIRST) | after(&[b'a', byte], WITHIN) | after(&[b' ', byte], APART);
            let is_word = byte.is_ascii_alphanumeric() || byte == b'_';
            may | if is_word { WITHIN } else { APART } << HALF
        }))
    }

    /// The first place, from one to another, where a match may begin.
    #[inline]
    fn first(&self, text: &[u8], from: usize, last: usize) -> Option<usize> {
        let told = |byte: u8| self.0[usize::from(byte)];
        let bytes = text.get(from..text.len().min(last.saturating_add(1)))?;
        let mut before = from.checked_sub(1).map_or(FIRST, |before| told(text[before]) >> HALF);
        for (at, &byte) in (from..).zip(bytes) {
            if told(byte) & before != 0 {
                return Some(at);
            }
            before = told(byte) >> HALF;
        }
        // At the end stands no byte: a match may still be empty.
        (from <= last && last == text.len()).then_some(last)
    }
}
