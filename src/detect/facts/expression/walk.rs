//! The walk of a text along a program: forward, and back to the last choice when it fails.
//!
//! Must not go on for longer than a linear search would.

use std::cell::Cell;
use std::ops::RangeInclusive;

use super::program::{At, Begin, FOLDS, Many, Program, Step, is_word};
use super::{GROUPS, NOWHERE, Slots};

/// The search was given up.
pub(super) struct TooLong;

/// Where to go on when what follows fails.
pub(super) enum Back {
    /// At a step.
    Step(At, u32),
    /// At the other steps of a choice.
    Choice(At, u64, u32),
    /// With more bytes of a class, up to the last place.
    More(At, u32, u32),
    /// With fewer bytes of a class, down to the first place.
    Fewer(At, u32, u32),
    /// What a place was.
    Slot(u8, u32),
}

thread_local! {
    /// The memory of the last walk.
    static SPARE: Cell<Vec<Back>> = const { Cell::new(Vec::new()) };
}

/// Steps for each byte that is passed, beside some for any search: a text where one match follows another is walked in
/// linear time too.
const PACE: usize = 32;
const ALLOWANCE: usize = 4_000;

struct Walk<'p, 't> {
    program: &'p Program,
    text: &'t [u8],
    slots: Slots,
    back: Vec<Back>,
    /// Steps that remain.
    left: usize,
}

impl Program {
    /// The first match from a byte on, that begins in one of some ranges.
    pub fn search(
        &self,
        text: &[u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
    ) -> Result<Option<Slots>, TooLong> {
        if u32::try_from(text.len()).is_err() {
            return Err(TooLong);
        }
        let back = SPARE.take();
        let (slots, left) = ([NOWHERE; 2 * GROUPS], ALLOWANCE);
        let mut walk = Walk { program: self, text, slots, back, left };
        let found = walk.from(from, ranges);
        let slots = walk.slots;
        walk.back.clear();
        SPARE.set(walk.back);
        found.map(|found| found.then_some(slots))
    }

    /// The first byte from `at` to `last` with which a match may begin.
    fn candidate(&self, text: &[u8], at: usize, last: usize) -> Option<usize> {
        if self.free {
            return (at <= last).then_some(at);
        }
        let rest = text.get(at..text.len().min(last + 1))?;
        let mut from = 0;
        loop {
            let may = |byte: &u8| self.begin[usize::from(*byte)] != Begin::Never;
            let place = from + rest[from..].iter().position(may)?;
            let second = text.get(at + place + 1);
            if second.is_some_and(|&byte| !self.then[usize::from(byte)]) {
                from = place + 1;
                continue;
            }
            let inside = || (at + place).checked_sub(1).is_some_and(|before| is_word(text[before]));
            if self.begin[usize::from(rest[place])] == Begin::Always || !inside() {
                return Some(at + place);
            }
            from = place + 1;
        }
    }
}

impl Walk<'_, '_> {
    fn from(&mut self, from: usize, ranges: &[RangeInclusive<usize>]) -> Result<bool, TooLong> {
        if self.program.anchored {
            let first = from == 0 && ranges.iter().any(|range| range.contains(&0));
            return if first { self.begin(0) } else { Ok(false) };
        }
        let mut at = from;
        // In order: those before the place are over.
        let over = ranges.partition_point(|range| *range.end() < from);
        for range in &ranges[over..] {
            let last = (*range.end()).min(self.text.len());
            at = at.max(*range.start());
            while let Some(place) = self.program.candidate(self.text, at, last) {
                self.left += PACE * (place + 1 - at);
                if self.begin(place)? {
                    return Ok(true);
                }
                at = place + 1;
            }
            at = at.max(last + 1);
        }
        Ok(false)
    }

    /// Whether a match begins here.
    fn begin(&mut self, from: usize) -> Result<bool, TooLong> {
        let mut next = Some((self.program.first, from));
        loop {
            let Some((step, at)) = next else {
                match self.back.pop() {
                    Some(back) => {
                        next = self.again(back);
                        continue;
                    }
                    None => return Ok(false),
                }
            };
            self.left = self.left.checked_sub(1).ok_or(TooLong)?;
            if matches!(self.program.steps[usize::from(step)], Step::Done) {
                self.slots[0] = from as u32;
                self.slots[1] = at as u32;
                return Ok(true);
            }
            next = self.step(step, at);
        }
    }

    /// Takes a step: where it leads.
    fn step(&mut self, at_step: At, at: usize) -> Option<(At, usize)> {
        let program = self.program;
        let text = self.text;
        match &program.steps[usize::from(at_step)] {
            Step::Letters(letters, next) => {
                let here = text.get(at..at + letters.len())?;
                // Short, and different from the first letters on when they differ.
                let mut rank = 0;
                while rank < letters.len() {
                    if here[rank] != letters[rank] {
                        return None;
                    }
                    rank += 1;
                }
                Some((*next, at + letters.len()))
            }
            Step::One(class, next) => class[usize::from(*text.get(at)?)].then_some((*next, at + 1)),
            Step::Many(many, next) => {
                let from = at + many.least as usize;
                let least = text.get(at..from)?;
                least.iter().all(|&byte| many.class[usize::from(byte)]).then_some(())?;
                let last = at.saturating_add(many.most as usize).min(text.len());
                if many.lazy {
                    return self.more(at_step, many, *next, from, last);
                }
                let rest = text[from..last].iter();
                let to = from + rest.take_while(|&&byte| many.class[usize::from(byte)]).count();
                self.left = self.left.saturating_sub(to - from);
                self.fewer(at_step, many, *next, from, to)
            }
            Step::List(wordings, next) => {
                let mut longest = None;
                let back = &mut self.back;
                wordings.lengths(&text[at..], |length| {
                    if let Some(shorter) = longest.replace(length) {
                        back.push(Back::Step(*next, (at + shorter) as u32));
                    }
                });
                Some((*next, at + longest?))
            }
            Step::Choice(choice) => {
                let coming = text.get(at).map_or(FOLDS, |&byte| usize::from(byte) % FOLDS);
                self.choose(at_step, &choice.steps, choice.open[coming], at)
            }
            Step::Slot(slot, next) => {
                let place = &mut self.slots[usize::from(*slot)];
                self.back.push(Back::Slot(*slot, *place));
                *place = at as u32;
                Some((*next, at))
            }
            Step::Border(next) => {
                let before = at.checked_sub(1).is_some_and(|before| is_word(text[before]));
                let after = text.get(at).is_some_and(|&byte| is_word(byte));
                (before != after).then_some((*next, at))
            }
            Step::Start(next) => (at == 0).then_some((*next, at)),
            Step::End(next) => (at == text.len()).then_some((*next, at)),
            Step::Done => None,
        }
    }

    /// Goes back: where to go on.
    fn again(&mut self, back: Back) -> Option<(At, usize)> {
        let program = self.program;
        match back {
            Back::Step(step, at) => Some((step, at as usize)),
            Back::Slot(slot, place) => {
                self.slots[usize::from(slot)] = place;
                None
            }
            Back::Choice(step, open, at) => {
                let Step::Choice(choice) = &program.steps[usize::from(step)] else { return None };
                self.choose(step, &choice.steps, open, at as usize)
            }
            Back::More(step, at, last) => {
                let Step::Many(many, next) = &program.steps[usize::from(step)] else { return None };
                let (at, last) = (at as usize, last as usize);
                (at < last && many.class[usize::from(self.text[at])]).then_some(())?;
                self.more(step, many, *next, at + 1, last)
            }
            Back::Fewer(step, from, to) => {
                let Step::Many(many, next) = &program.steps[usize::from(step)] else { return None };
                self.fewer(step, many, *next, from as usize, to as usize)
            }
        }
    }

    fn choose(&mut self, step: At, steps: &[At], open: u64, at: usize) -> Option<(At, usize)> {
        let first = (open != 0).then(|| open.trailing_zeros() as usize)?;
        let others = open & (open - 1);
        if others != 0 {
            self.back.push(Back::Choice(step, others, at as u32));
        }
        Some((steps[first], at))
    }

    /// Goes on after as few bytes of a class as what follows allows, from one place to another.
    fn more(
        &mut self,
        step: At,
        many: &Many,
        next: At,
        from: usize,
        last: usize,
    ) -> Option<(At, usize)> {
        let mut at = from;
        while !self.goes_on(many, at) {
            (at < last && many.class[usize::from(self.text[at])]).then_some(())?;
            at += 1;
        }
        self.left = self.left.saturating_sub(at - from);
        self.back.push(Back::More(step, at as u32, last as u32));
        Some((next, at))
    }

    /// Goes on after as many bytes of a class as what follows allows.
    fn fewer(
        &mut self,
        step: At,
        many: &Many,
        next: At,
        from: usize,
        to: usize,
    ) -> Option<(At, usize)> {
        let at = (from..=to).rev().find(|&at| self.goes_on(many, at))?;
        self.left = self.left.saturating_sub(to - at);
        if at > from {
            self.back.push(Back::Fewer(step, from as u32, at as u32 - 1));
        }
        Some((next, at))
    }

    /// Whether what follows may begin here.
    fn goes_on(&self, many: &Many, at: usize) -> bool {
        let comes = |at: usize, bytes: &[bool; 256]| {
            self.text.get(at).map(|&byte| bytes[usize::from(byte)])
        };
        many.free || comes(at, &many.next) == Some(true) && comes(at + 1, &many.then) != Some(false)
    }
}
