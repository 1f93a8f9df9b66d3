//! Cuts a stream of JSON bytes into records without parsing them.
//!
//! Knows strings, nesting and line starts, nothing of keys except `results`, whose array is
//! entered element by element. Holds one read buffer and at most one record. Whether a record
//! is good JSON is judged later, on other threads: what is checked here is the least that
//! keeps one damaged record from swallowing its neighbours.

use std::io::{self, Read};

use memchr::{memchr, memchr2};

/// Nesting kept for checks; `serde_json` refuses deeper values as well.
const MAX_DEPTH: usize = 128;

/// One record, still raw.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Line (1-based) of a value at the top of the stream, rank (1-based) of an array element.
    pub line: u64,
    pub content: Result<Vec<u8>, Damage>,
}

/// Why a piece holds no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Damage {
    pub kind: DamageKind,
    /// Line of the stream where the damage shows.
    pub line: u64,
    /// Line where reading goes on; `None` when the rest of the stream is unread.
    pub resumed: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DamageKind {
    /// A line break inside a string: a cut line, or an unescaped line break.
    BrokenString,
    /// A bracket or a quote where none can stand.
    Structure,
    /// The stream ends inside a value, an array or a page.
    Truncated,
    /// Something else than an object or an array at the top of the stream.
    NotAnObject,
    TooLarge,
    TooDeep,
}

/// Where the splitter stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Between the values of the stream.
    Top,
    /// Between the elements of an array; `page` when it is the `results` of an object.
    Array { page: bool },
    /// In the rest of an object whose `results` were read.
    PageTail,
}

/// How the scan of one value ended. Positions are absolute.
enum Scan {
    Complete,
    /// The value is a page: its `results` array has just been opened.
    Page,
    Broken(DamageKind),
}

/// A place where a new record may start if the current one proves broken.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    at: u64,
    line: u64,
}

pub(super) struct Splitter<R> {
    input: R,
    buffer: Vec<u8>,
    /// Absolute offset of `buffer[0]`.
    base: u64,
    /// Absolute offset of the next byte to look at.
    at: u64,
    /// Absolute offset from which bytes must be kept.
    keep: u64,
    ended: bool,
    line: u64,
    /// Absolute offset of the first byte of the current line.
    line_start: u64,
    rank: u64,
    level: Level,
    chunk: usize,
    max_record: usize,
    nesting: Vec<u8>,
}

impl<R: Read> Splitter<R> {
    pub fn new(input: R, chunk: usize, max_record: usize) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            base: 0,
            at: 0,
            keep: 0,
            ended: false,
            line: 1,
            line_start: 0,
            rank: 0,
            level: Level::Top,
            chunk: chunk.max(1),
            max_record,
            nesting: Vec::with_capacity(MAX_DEPTH),
        }
    }

    /// The next record; `None` at the end of the stream. An error of the stream itself ends it.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            self.keep = self.at;
            let Some(byte) = self.skip_blanks()? else {
                return Ok(self.end_of_stream());
            };
            match (self.level, byte) {
                (Level::Top, b'[') => {
                    self.at += 1;
                    self.level = Level::Array { page: false };
                    self.rank = 0;
                }
                (Level::Array { page }, b']') => {
                    self.at += 1;
                    self.level = if page { Level::PageTail } else { Level::Top };
                }
                (Level::Top, first) if first != b'{' => return self.stray_line().map(Some),
                (Level::Top | Level::Array { .. }, _) => {
                    if let Some(piece) = self.value()? {
                        return Ok(Some(piece));
                    }
                }
                (Level::PageTail, _) => {
                    if let Some(piece) = self.page_tail()? {
                        return Ok(Some(piece));
                    }
                }
            }
        }
    }

    fn end_of_stream(&mut self) -> Option<Piece> {
        if self.level == Level::Top {
            return None;
        }
        let line = if self.level == Level::PageTail { self.line } else { self.rank + 1 };
        self.level = Level::Top;
        let damage = Damage { kind: DamageKind::Truncated, line: self.line, resumed: None };
        Some(Piece { line, content: Err(damage) })
    }

    /// Between the values of a stream, a line of something else is one damage.
    fn stray_line(&mut self) -> io::Result<Piece> {
        let line = self.line;
        let resumed = self.skip_line()?.then_some(self.line);
        let damage = Damage { kind: DamageKind::NotAnObject, line, resumed };
        Ok(Piece { line, content: Err(damage) })
    }

    /// One value: a record, a damage, or nothing when it is a page whose results were entered.
    fn value(&mut self) -> io::Result<Option<Piece>> {
        let start = Anchor { at: self.at, line: self.line };
        let first = self.rest().first().copied().unwrap_or_default();
        let indent = self.indent();
        let line = self.next_position();
        self.keep = self.at;
        let mut watch = Watch::new(start, indent, self.level == Level::Top);
        let content = match self.scan(&mut watch, 0)? {
            Scan::Page => {
                self.level = Level::Array { page: true };
                self.rank = 0;
                return Ok(None);
            }
            Scan::Complete => match watch.dropped {
                None if self.at - start.at > self.max_record as u64 => Err(Damage {
                    kind: DamageKind::TooLarge,
                    line: start.line,
                    resumed: Some(self.line),
                }),
                None => Ok(self.slice(start.at, self.at).to_vec()),
                Some(kind) => Err(Damage { kind, line: start.line, resumed: Some(self.line) }),
            },
            Scan::Broken(kind) => {
                let damaged = self.line;
                // A line of another kind that happens to start with a bracket, not an array.
                let stray =
                    self.level == (Level::Array { page: false }) && self.rank == 1 && first != b'{';
                let resumed = self.resume(&watch)?;
                if stray || resumed.is_none() {
                    self.level = Level::Top;
                }
                Err(Damage { kind: watch.dropped.unwrap_or(kind), line: damaged, resumed })
            }
        };
        Ok(Some(Piece { line, content }))
    }

    /// Goes to the end of a page, keeping nothing.
    fn page_tail(&mut self) -> io::Result<Option<Piece>> {
        let line = self.line;
        let start = Anchor { at: self.at, line };
        let mut watch = Watch::new(start, 0, false);
        watch.dropped = Some(DamageKind::Structure);
        watch.previous = b',';
        self.nesting.clear();
        self.nesting.push(b'{');
        self.level = Level::Top;
        match self.scan(&mut watch, 1)? {
            Scan::Complete | Scan::Page => Ok(None),
            Scan::Broken(kind) => {
                let damaged = self.line;
                let resumed = self.resume(&watch)?;
                let damage = Damage { kind, line: damaged, resumed };
                Ok(Some(Piece { line, content: Err(damage) }))
            }
        }
    }

    fn next_position(&mut self) -> u64 {
        match self.level {
            Level::Array { .. } => {
                self.rank += 1;
                self.rank
            }
            Level::Top | Level::PageTail => self.line,
        }
    }

    /// Blanks before the value on its line; 0 when something else stands there.
    fn indent(&self) -> u64 {
        let from = self.line_start.max(self.base);
        let before = self.slice(from, self.at);
        if before.iter().all(|&byte| is_blank(byte)) { self.at - self.line_start } else { 0 }
    }

    /// Scans one value from `self.at`. `depth` is 1 when its opening bracket was read before.
    fn scan(&mut self, watch: &mut Watch, depth: usize) -> io::Result<Scan> {
        let mut depth = depth;
        if depth == 0 {
            self.nesting.clear();
        }
        loop {
            let Some(byte) = self.peek(watch)? else {
                return Ok(if depth == 0 && watch.previous == b'0' {
                    Scan::Complete
                } else {
                    Scan::Broken(DamageKind::Truncated)
                });
            };
            let bare = depth == 0 && watch.previous == b'0';
            match byte {
                b'\n' => {
                    if bare {
                        return Ok(Scan::Complete);
                    }
                    self.at += 1;
                    self.new_line();
                }
                b' ' | b'\t' | b'\r' => {
                    if bare {
                        return Ok(Scan::Complete);
                    }
                    self.at += 1;
                }
                b'"' => {
                    if !matches!(watch.previous, b'{' | b'[' | b',' | b':' | 0) {
                        return Ok(Scan::Broken(DamageKind::Structure));
                    }
                    let key = depth == 1 && matches!(watch.previous, b'{' | b',');
                    if let Some(broken) = self.string(watch, key)? {
                        return Ok(broken);
                    }
                    if depth == 0 {
                        return Ok(Scan::Complete);
                    }
                    watch.previous = b'"';
                }
                b'{' | b'[' => {
                    if bare {
                        return Ok(Scan::Complete);
                    }
                    if depth > 0 {
                        if byte == b'{' {
                            self.note_anchor(watch);
                        }
                        if !self.may_open(watch.previous, depth) {
                            return Ok(Scan::Broken(DamageKind::Structure));
                        }
                        let at_results = depth == 1 && byte == b'[' && watch.enters_results();
                        if at_results {
                            self.at += 1;
                            return Ok(Scan::Page);
                        }
                    }
                    if depth < MAX_DEPTH {
                        self.nesting.push(byte);
                    } else {
                        watch.dropped.get_or_insert(DamageKind::TooDeep);
                    }
                    depth += 1;
                    self.at += 1;
                    watch.mark(byte, self.at);
                }
                b'}' | b']' => {
                    if bare {
                        return Ok(Scan::Complete);
                    }
                    if depth == 0 || !self.closes(byte, depth) {
                        return Ok(Scan::Broken(DamageKind::Structure));
                    }
                    depth -= 1;
                    self.at += 1;
                    if depth < MAX_DEPTH {
                        self.nesting.truncate(depth);
                    }
                    if depth == 0 {
                        return Ok(Scan::Complete);
                    }
                    watch.mark(b'}', self.at);
                }
                b',' | b':' => {
                    if bare {
                        return Ok(Scan::Complete);
                    }
                    if depth == 0 {
                        return Ok(Scan::Broken(DamageKind::Structure));
                    }
                    self.at += 1;
                    watch.mark(byte, self.at);
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'+' | b'.' => {
                    self.at += 1;
                    watch.mark(b'0', self.at);
                }
                _ => return Ok(Scan::Broken(DamageKind::Structure)),
            }
        }
    }

    /// Moves past a string, from its opening quote.
    fn string(&mut self, watch: &mut Watch, key: bool) -> io::Result<Option<Scan>> {
        let opening = self.at;
        self.at += 1;
        // Whether the byte at `self.at` is escaped: texts hold escapes by the thousand, and quotes hardly ever, so that only
        // what stands before a quote is looked at.
        let mut escaped = false;
        loop {
            let rest = self.rest();
            let found = memchr2(b'"', b'\n', rest);
            let before = &rest[..found.unwrap_or(rest.len())];
            let slashes = before.iter().rev().take_while(|&&byte| byte == b'\\').count();
            escaped = (slashes % 2 == 1) ^ (escaped && slashes == before.len());
            let byte = found.map(|at| rest[at]);
            self.at += before.len() as u64;
            match byte {
                None => {
                    if self.peek(watch)?.is_none() {
                        return Ok(Some(Scan::Broken(DamageKind::Truncated)));
                    }
                }
                Some(b'"') if escaped => {
                    self.at += 1;
                    escaped = false;
                }
                Some(b'"') => {
                    if key {
                        let from = (opening + 1).max(self.base);
                        watch.key = Key::of(self.slice(from, self.at));
                        watch.decision |= watch.key == Key::Decision;
                    }
                    self.at += 1;
                    watch.significant = self.at;
                    return Ok(None);
                }
                // A line break, escaped or not.
                Some(_) => return Ok(Some(Scan::Broken(DamageKind::BrokenString))),
            }
        }
    }

    /// A bracket may open after `:` in an object, after `[` or `,` in an array.
    fn may_open(&self, previous: u8, depth: usize) -> bool {
        let Some(&container) = self.nesting.get(depth - 1) else {
            return matches!(previous, b':' | b'[' | b',');
        };
        match container {
            b'{' => previous == b':',
            _ => matches!(previous, b'[' | b','),
        }
    }

    fn closes(&self, byte: u8, depth: usize) -> bool {
        let opening = if byte == b'}' { b'{' } else { b'[' };
        self.nesting.get(depth - 1).is_none_or(|&container| container == opening)
    }

    /// Remembers the first line of the record that starts as the record itself did.
    fn note_anchor(&self, watch: &mut Watch) {
        let first_on_line = watch.significant <= self.line_start;
        if watch.anchor.is_none()
            && first_on_line
            && self.at - self.line_start == watch.indent
            && self.line > watch.start.line
        {
            watch.anchor = Some(Anchor { at: self.at, line: self.line });
        }
    }

    /// After a damage, goes to where the next record seems to start; says its line.
    fn resume(&mut self, watch: &Watch) -> io::Result<Option<u64>> {
        if let (Some(anchor), None) = (watch.anchor, watch.dropped) {
            self.at = anchor.at;
            self.line = anchor.line;
            self.line_start = anchor.at - watch.indent;
            return Ok(Some(self.line));
        }
        self.keep = self.at;
        loop {
            if !self.skip_line()? {
                return Ok(None);
            }
            while self.rest_or_fill()? && matches!(self.rest()[0], b' ' | b'\t') {
                self.at += 1;
                self.keep = self.at;
            }
            let Some(&byte) = self.rest().first() else {
                return Ok(None);
            };
            let aligned = self.at - self.line_start == watch.indent;
            if aligned && (byte == b'{' || (byte == b'[' && watch.top)) {
                return Ok(Some(self.line));
            }
        }
    }

    /// Moves to the start of the next line, keeping nothing; false at the end of the stream.
    fn skip_line(&mut self) -> io::Result<bool> {
        while self.rest_or_fill()? {
            let rest = self.rest();
            match memchr(b'\n', rest) {
                Some(found) => {
                    self.at += found as u64 + 1;
                    self.keep = self.at;
                    self.new_line();
                    return Ok(true);
                }
                None => {
                    self.at += rest.len() as u64;
                    self.keep = self.at;
                }
            }
        }
        Ok(false)
    }

    fn new_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
    }

    /// The next byte that is neither blank nor a comma between two values.
    fn skip_blanks(&mut self) -> io::Result<Option<u8>> {
        loop {
            if !self.rest_or_fill()? {
                return Ok(None);
            }
            let byte = self.rest()[0];
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.new_line();
                }
                b',' => self.at += 1,
                // A byte order mark may stand at the head of each of several joined files.
                0xEF if self.level == Level::Top && self.at == self.line_start => {
                    self.keep = self.at;
                    if !self.skip_mark()? {
                        return Ok(Some(byte));
                    }
                }
                _ if is_blank(byte) => self.at += 1,
                _ => return Ok(Some(byte)),
            }
            self.keep = self.at;
        }
    }

    fn skip_mark(&mut self) -> io::Result<bool> {
        while self.rest().len() < 3 && self.fill()? {}
        let mark = self.rest().starts_with(b"\xEF\xBB\xBF");
        if mark {
            self.at += 3;
            self.line_start = self.at;
        }
        Ok(mark)
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[(self.at - self.base) as usize..]
    }

    fn slice(&self, from: u64, to: u64) -> &[u8] {
        &self.buffer[(from - self.base) as usize..(to - self.base) as usize]
    }

    fn rest_or_fill(&mut self) -> io::Result<bool> {
        while self.rest().is_empty() {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The byte at hand, reading more when needed. A record that grows beyond the limit is
    /// followed to its end but no longer kept.
    fn peek(&mut self, watch: &mut Watch) -> io::Result<Option<u8>> {
        if let Some(&byte) = self.rest().first() {
            return Ok(Some(byte));
        }
        if watch.dropped.is_none() && self.at - watch.start.at > self.max_record as u64 {
            watch.dropped = Some(DamageKind::TooLarge);
        }
        if watch.dropped.is_some() {
            self.keep = self.at;
        }
        if self.rest_or_fill()? { Ok(self.rest().first().copied()) } else { Ok(None) }
    }

    /// Reads one more chunk behind the bytes that must be kept; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let done = (self.keep - self.base) as usize;
        self.buffer.drain(..done);
        self.base = self.keep;
        let length = self.buffer.len();
        self.buffer.resize(length + self.chunk, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[length..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(length + count);
        self.ended = count == 0;
        read.map(|count| count > 0)
    }
}

/// What is remembered while one value is scanned.
struct Watch {
    start: Anchor,
    /// Blanks before the value on its line.
    indent: u64,
    /// The value stands at the top of the stream: it may be a page.
    top: bool,
    anchor: Option<Anchor>,
    /// Last significant byte: a bracket, `,`, `:`, `"` for a string, `0` for a bare word, 0 at the start.
    previous: u8,
    /// Absolute offset just after the last significant byte.
    significant: u64,
    key: Key,
    /// The object has a key that only decisions have: its `results`, if any, are not a page's.
    decision: bool,
    /// Set once the bytes are no longer kept, with the reason.
    dropped: Option<DamageKind>,
}

impl Watch {
    fn new(start: Anchor, indent: u64, top: bool) -> Self {
        Self {
            start,
            indent,
            top,
            anchor: None,
            previous: 0,
            significant: start.at,
            key: Key::Other,
            decision: false,
            dropped: None,
        }
    }

    fn mark(&mut self, byte: u8, after: u64) {
        self.previous = byte;
        self.significant = after;
    }

    fn enters_results(&self) -> bool {
        self.top && self.previous == b':' && self.key == Key::Results && !self.decision
    }
}

/// The keys that tell a page from a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Results,
    Decision,
    Other,
}

impl Key {
    fn of(key: &[u8]) -> Self {
        match key {
            b"results" => Self::Results,
            b"id" | b"_id" | b"text" | b"pseudoText" | b"originalText" => Self::Decision,
            _ => Self::Other,
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
