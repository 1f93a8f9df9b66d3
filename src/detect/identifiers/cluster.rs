//! Reads digits as people and scanners write them: grouped in any way, cut by a line break,
//! with letters that look like digits. Says where each digit stands, and what parts them.

/// The most digits one cluster holds; longer ones are cut.
pub(super) const MOST: usize = 64;

/// Between two symbols: nothing, one separator (its own byte), a line break, or something wider.
pub(super) const GLUED: u8 = 0;
pub(super) const BREAK: u8 = b'\n';
pub(super) const WIDE: u8 = b'#';

/// A run of digits with separators between its groups.
pub(super) struct Cluster {
    /// Digits, letters alike read as digits.
    pub(super) symbols: [u8; MOST],
    /// The byte each symbol was read from.
    raw: [u8; MOST],
    /// Where each symbol stands.
    at: [u32; MOST],
    /// What stands before each symbol (the first: `GLUED`).
    pub(super) gaps: [u8; MOST],
    pub(super) len: usize,
    /// A letter follows the last digit without a separator.
    pub(super) glued_after: bool,
    /// A hyphen and a letter follow: the digits are the beginning of something longer.
    pub(super) goes_on: bool,
}

/// A digit, or the digit a letter is taken for.
#[inline]
pub(super) const fn lookalike(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte),
        b'O' | b'o' => Some(b'0'),
        b'I' | b'l' | b'|' => Some(b'1'),
        b'S' => Some(b'5'),
        b'B' => Some(b'8'),
        b'Z' => Some(b'2'),
        b'b' | b'G' => Some(b'6'),
        b'g' => Some(b'9'),
        b'A' => Some(b'4'),
        _ => None,
    }
}

impl Cluster {
    /// Reads the cluster whose first symbol is at `start`.
    pub(super) fn read(text: &[u8], start: usize) -> Self {
        let mut cluster = Self {
            symbols: [0; MOST],
            raw: [0; MOST],
            at: [0; MOST],
            gaps: [0; MOST],
            len: 0,
            glued_after: false,
            goes_on: false,
        };
        let mut at = start;
        let mut gap = GLUED;
        while let Some(group) = group(text, at, if at == start { b'-' } else { gap }) {
            let fits = group.len().min(MOST - cluster.len);
            for (rank, place) in group.clone().take(fits).enumerate() {
                let byte = text[place];
                let slot = cluster.len;
                cluster.symbols[slot] = match byte {
                    b'a' => b'4',
                    _ => lookalike(byte).unwrap_or(byte),
                };
                cluster.raw[slot] = byte;
                cluster.at[slot] = place as u32;
                cluster.gaps[slot] = if rank == 0 { gap } else { GLUED };
                cluster.len += 1;
            }
            at = group.end;
            if text.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xC3) {
                cluster.glued_after = true;
                break;
            }
            if cluster.len == MOST {
                break;
            }
            match separator(text, at) {
                Some((next, kind)) => {
                    at = next;
                    gap = kind;
                }
                None => break,
            }
        }
        cluster.trim();
        let end = cluster.end();
        cluster.goes_on = matches!(text.get(end), Some(b'-' | b'_' | b'/'))
            && text.get(end + 1).is_some_and(u8::is_ascii_uppercase);
        cluster
    }

    /// Drops single letters at the end: they begin another word.
    fn trim(&mut self) {
        while self.len > 0 {
            let head = (0..self.len)
                .rev()
                .find(|&slot| slot == 0 || self.gaps[slot] != GLUED)
                .unwrap_or(0);
            // A single letter at the end is the beginning of something else.
            if self.len - head > 1 || self.raw[head].is_ascii_digit() {
                break;
            }
            self.len = head;
            self.glued_after = false;
        }
    }

    /// Byte range of the symbols `from..to`.
    pub(super) fn span(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.start(from)..self.at[to - 1] as usize + 1
    }

    pub(super) fn start(&self, from: usize) -> usize {
        self.at[from] as usize
    }

    pub(super) fn end(&self) -> usize {
        if self.len == 0 { 0 } else { self.at[self.len - 1] as usize + 1 }
    }

    /// Whether a window may begin at this symbol.
    pub(super) fn opens(&self, from: usize) -> bool {
        self.gaps[from] != GLUED || self.leads(from)
    }

    /// Whether nothing but letters glued to the digits stands before this symbol: they may be
    /// digits misread, or not (`B552100554`, `SS2 80…`).
    pub(super) fn leads(&self, from: usize) -> bool {
        from <= 3
            && (0..from).all(|slot| !self.raw[slot].is_ascii_digit() && self.gaps[slot] == GLUED)
    }

    /// Whether a window may end before this symbol.
    pub(super) fn closes(&self, to: usize) -> bool {
        to == self.len || self.gaps[to] != GLUED
    }

    /// Letters read as digits in a window.
    pub(super) fn soft(&self, from: usize, to: usize) -> usize {
        (from..to).filter(|&slot| !self.raw[slot].is_ascii_digit()).count()
    }

    /// The letter `B` of a Corsican department was read as 8; this gives it back.
    pub(super) fn corsican(&self, from: usize) -> Option<u8> {
        let department = from + 5;
        if department + 1 >= self.len || self.symbols[department] != b'2' {
            return None;
        }
        match self.raw[department + 1] {
            b'A' | b'a' => Some(b'A'),
            b'B' | b'b' => Some(b'B'),
            _ => None,
        }
    }

    /// Where groups begin in a window, as bits; line breaks are left out, since a line may
    /// be cut anywhere. Bit 0 is never set.
    pub(super) fn grouping(&self, from: usize, to: usize) -> u64 {
        (from + 1..to)
            .filter(|&slot| !matches!(self.gaps[slot], GLUED | BREAK))
            .fold(0, |bits, slot| bits | 1 << (slot - from))
    }

    /// Whether a line break stands inside the window.
    pub(super) fn broken(&self, from: usize, to: usize) -> bool {
        self.gaps[from + 1..to].contains(&BREAK)
    }

    /// Whether something wider than one separator stands inside the window, but not between all groups.
    pub(super) fn wide(&self, from: usize, to: usize) -> bool {
        let inside = &self.gaps[from + 1..to];
        inside.contains(&WIDE) && inside.iter().any(|&gap| !matches!(gap, GLUED | WIDE | BREAK))
    }

    /// Whether every digit stands alone, as in the boxes of a form.
    pub(super) fn boxed(&self, from: usize, to: usize) -> bool {
        self.gaps[from + 1..to].iter().all(|&gap| gap != GLUED)
    }

    /// The separator most telling of a window: the first one inside.
    pub(super) fn inner_gap(&self, from: usize, to: usize) -> u8 {
        self.gaps[from + 1..to].iter().copied().find(|&gap| gap != GLUED).unwrap_or(GLUED)
    }

    /// Whether the window has the shape of a date (`12/05/2020`, `2020-05-12`) anywhere.
    pub(super) fn holds_date(&self, from: usize, to: usize) -> bool {
        let mut sizes = [0usize; MOST];
        let mut groups = 0;
        for slot in from..to {
            if slot == from || self.gaps[slot] != GLUED {
                groups += 1;
            }
            sizes[groups - 1] += 1;
        }
        let mut slot = from;
        for rank in 0..groups {
            let triple = (sizes[rank], sizes.get(rank + 1), sizes.get(rank + 2));
            if let (2, Some(2), Some(4)) = triple
                && rank + 2 < groups
                && matches!(self.gaps[slot + 2], b'/' | b'.' | b'-')
                && self.gaps[slot + 4] == self.gaps[slot + 2]
                && self.symbols[slot] <= b'3'
                && self.symbols[slot + 2] <= b'1'
                && matches!(self.symbols[slot + 4], b'1' | b'2')
            {
                return true;
            }
            slot += sizes[rank];
        }
        false
    }
}

/// The digits of the word that begins at `at`: the whole word when it holds only digits and
/// letters alike (and a digit, unless it is all zeros and ones in letters after a separator),
/// else its leading digits.
fn group(text: &[u8], at: usize, gap: u8) -> Option<std::ops::Range<usize>> {
    let mut end = at;
    let mut digits = 0;
    let mut hard = true;
    while let Some(&byte) = text.get(end) {
        if byte.is_ascii_digit() {
            digits += 1;
        } else if lookalike(byte).is_none() && !(byte == b'a' && end > at && text[end - 1] == b'2')
        {
            hard = !(byte.is_ascii_alphabetic() || byte >= 0xC3);
            break;
        }
        end += 1;
    }
    let letters = end - at - digits;
    let numeric = digits > 0 && (letters <= digits + 1 || letters <= 2);
    if hard && (numeric || alike(&text[at..end], gap)) {
        return Some(at..end);
    }
    let leading = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (leading > 0).then_some(at..at + leading)
}

/// One or two letters where a group of digits is expected: `OO`, `ol`, `l`; not the pronoun.
fn alike(letters: &[u8], gap: u8) -> bool {
    let usual = |byte: &u8| matches!(byte, b'O' | b'o' | b'l' | b'I');
    match letters {
        b"Il" => false,
        [one] => gap != GLUED && (usual(one) || gap != b' '),
        [_, _] => gap != GLUED && letters.iter().any(usual),
        _ => false,
    }
}

/// Reads what parts two groups: `None` when they are not parts of one number.
pub(super) fn separator(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let mut end = at;
    let (mut spaces, mut breaks, mut marks, mut mark) = (0, 0, 0, 0);
    loop {
        match text.get(end)? {
            b' ' | b'\t' | b'\r' => spaces += 1,
            b'\n' => breaks += 1,
            byte @ (b'.' | b'-' | b'/' | b'_' | b',' | b';' | b'(' | b')' | b'|' | b'*' | b'~') => {
                marks += 1;
                mark = *byte;
            }
            // Middle dot, bullet, em dash.
            0xC2 if text.get(end + 1) == Some(&0xB7) => {
                marks += 1;
                mark = b'.';
                end += 1;
            }
            0xE2 if matches!(text.get(end + 1..end + 3), Some([0x80, 0xA2 | 0x94])) => {
                marks += 1;
                mark = b'-';
                end += 2;
            }
            _ => break,
        }
        end += 1;
        if end - at > 8 || breaks > 1 || marks > 2 {
            return None;
        }
    }
    let kind = match (spaces, breaks, marks) {
        (0, 0, 0) => return None,
        (_, 1, _) => BREAK,
        (1, 0, 0) => b' ',
        (0, 0, 1) => mark,
        (2.., 0, 0) => b' ',
        _ => WIDE,
    };
    Some((end, kind))
}
