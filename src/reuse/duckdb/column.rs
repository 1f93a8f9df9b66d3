//! The values of a column of a DuckDB file, segment by segment.
//!
//! Read: texts uncompressed, by dictionary, by FSST or both, by Zstandard; integers, dates and times uncompressed, packed or by runs; constants;
//! which values are null. Everything else is said to be unread. Must hold one segment at a time.

use std::io::{Read, Seek};
use std::rc::Rc;

use super::store::{Fields, Store, u32_at, u64_at};

/// What a column holds, and how wide its integers are, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Boolean,
    Integer {
        bytes: usize,
        signed: bool,
    },
    Date,
    /// Ticks a second.
    Moment(i64),
    /// One of a list of texts.
    Choice(Rc<[String]>),
    /// Numbers with decimals: read by no control.
    Decimal,
    /// Lists, structures, blobs…
    Other,
}

impl Kind {
    /// From the identifier of a type, as DuckDB writes it.
    pub(super) fn of(id: u8) -> Self {
        let integer = |bytes, signed| Self::Integer { bytes, signed };
        match id {
            10 => Self::Boolean,
            11 => integer(1, true),
            12 => integer(2, true),
            13 => integer(4, true),
            14 => integer(8, true),
            15 => Self::Date,
            17 => Self::Moment(1),
            18 => Self::Moment(1_000),
            19 | 32 => Self::Moment(1_000_000),
            20 => Self::Moment(1_000_000_000),
            21..=23 => Self::Decimal,
            24 | 25 => Self::Text,
            28 => integer(1, false),
            29 => integer(2, false),
            30 => integer(4, false),
            31 => integer(8, false),
            _ => Self::Other,
        }
    }

    /// Bytes of an integer, and whether it has a sign.
    fn width(&self) -> Option<(usize, bool)> {
        match self {
            Self::Boolean => Some((1, false)),
            Self::Integer { bytes, signed } => Some((*bytes, *signed)),
            Self::Date => Some((4, true)),
            Self::Moment(_) => Some((8, true)),
            Self::Choice(values) => Some((
                match values.len() {
                    0..=0xff => 1,
                    0x100..=0xffff => 2,
                    _ => 4,
                },
                false,
            )),
            Self::Text | Self::Decimal | Self::Other => None,
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Text(Vec<u8>),
    Number(i64),
}

/// Where the values of some rows stand.
#[derive(Debug, Clone)]
struct Part {
    rows: usize,
    block: Option<u64>,
    offset: usize,
    compression: u64,
    has_null: bool,
    constant: Option<i64>,
}

/// The parts of a column and of what says which values are null.
pub(super) struct Column {
    kind: Kind,
    values: Cursor,
    nulls: Cursor,
}

/// A walk over parts.
struct Cursor {
    parts: Vec<Part>,
    part: usize,
    row: usize,
    segment: Option<Segment>,
}

impl Cursor {
    fn new(parts: Vec<Part>) -> Self {
        Self { parts, part: 0, row: 0, segment: None }
    }
}

/// Rows of a part, at most: more is damage.
const MOST_ROWS: usize = 1 << 24;
const UNCOMPRESSED: u64 = 1;
const CONSTANT: u64 = 2;
const RUNS: u64 = 3;
const DICTIONARY: u64 = 4;
const PACKED: u64 = 6;
const FSST: u64 = 7;
const ZSTD: u64 = 12;
const EMPTY: u64 = 14;
const DICTIONARY_FSST: u64 = 15;
/// Values packed under one frame of reference, or compressed together.
const TOGETHER: usize = 2_048;

/// A segment, ready to give any of its values.
enum Segment {
    Constant(Cell),
    Numbers(Vec<i64>),
    /// A bit a row: set when there is a value.
    Bits(Vec<u8>),
    Texts {
        block: Rc<[u8]>,
        base: usize,
        end: usize,
    },
    /// Ranks of texts.
    Ranked {
        ranks: Vec<u32>,
        texts: Vec<Cell>,
    },
    Listed(Vec<Vec<u8>>),
    /// Texts compressed together, so many rows at a time; the rows of the last frame read.
    Frames {
        block: Rc<[u8]>,
        base: usize,
        rows: usize,
        held: Option<(usize, Frame)>,
    },
}

/// The texts of a frame, end to end, and where each ends.
struct Frame {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Column {
    /// Reads where a column stands; `None` when its description is in a form unknown here.
    pub(super) fn parse(kind: Kind, bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes, 0);
        let values = parts(&mut fields, Some(&kind))?;
        fields.expect(101)?;
        let nulls = parts(&mut fields, None)?;
        Some(Self { kind, values: Cursor::new(values), nulls: Cursor::new(nulls) })
    }

    /// The next value; `None` when it is written in a way unknown here.
    pub(super) fn next<R: Read + Seek>(&mut self, store: &mut Store<R>) -> Option<Cell> {
        let present = match self.nulls.step(store, None)? {
            Cell::Null => false,
            Cell::Number(bit) => bit != 0,
            Cell::Text(_) => true,
        };
        let value = self.values.step(store, Some(&self.kind))?;
        Some(if present { value } else { Cell::Null })
    }
}

impl Cursor {
    fn step<R: Read + Seek>(&mut self, store: &mut Store<R>, kind: Option<&Kind>) -> Option<Cell> {
        while self.row == self.parts.get(self.part)?.rows {
            self.part += 1;
            self.row = 0;
            self.segment = None;
        }
        if self.segment.is_none() {
            self.segment = Some(Segment::load(&self.parts[self.part], store, kind)?);
        }
        let cell = self.segment.as_mut()?.value(self.row, store)?;
        self.row += 1;
        Some(cell)
    }
}

/// The list of the parts of a column; `kind` is `None` for the marks of null.
fn parts(fields: &mut Fields<'_>, kind: Option<&Kind>) -> Option<Vec<Part>> {
    fields.expect(100)?;
    let count = usize::try_from(fields.number()?).ok()?;
    let mut parts = Vec::new();
    for _ in 0..count {
        if fields.has(100) {
            fields.number()?;
        }
        fields.expect(101)?;
        let rows = usize::try_from(fields.number()?).ok().filter(|rows| *rows <= MOST_ROWS)?;
        fields.expect(102)?;
        let block = if fields.has(100) { fields.signed()? } else { 0 };
        let offset = if fields.has(101) { usize::try_from(fields.number()?).ok()? } else { 0 };
        fields.end()?;
        let compression = if fields.has(103) { fields.number()? } else { 0 };
        let (has_null, constant) =
            if fields.has(104) { statistics(fields, kind)? } else { (true, None) };
        if fields.has(105) && fields.byte()? == 1 {
            // The blocks of the texts that overflow.
            if fields.has(1) {
                for _ in 0..fields.number()? {
                    fields.number()?;
                }
            }
            fields.end()?;
        }
        if fields.has(106) && fields.byte()? == 1 {
            fields.number()?;
        }
        fields.end()?;
        let block = u64::try_from(block).ok();
        parts.push(Part { rows, block, offset, compression, has_null, constant });
    }
    Some(parts)
}

/// Whether there are nulls and, for integers, the least value, which is the value of a constant segment.
fn statistics(fields: &mut Fields<'_>, kind: Option<&Kind>) -> Option<(bool, Option<i64>)> {
    let has_null = fields.has(100) && fields.byte()? != 0;
    if fields.has(101) {
        fields.byte()?;
    }
    if fields.has(102) {
        fields.number()?;
    }
    let mut constant = None;
    if fields.has(103) {
        match kind {
            Some(Kind::Text) => text_statistics(fields)?,
            Some(kind) if kind.width().is_some() => constant = number_statistics(fields, kind)?,
            _ => {}
        }
        fields.end()?;
    }
    fields.end()?;
    Some((has_null, constant))
}

fn text_statistics(fields: &mut Fields<'_>) -> Option<()> {
    for (tag, is_blob) in [
        (200, true),
        (201, true),
        (202, false),
        (203, false),
        (204, false),
        (205, true),
        (206, false),
        (207, false),
    ] {
        if fields.has(tag) {
            if is_blob {
                fields.blob()?;
            } else {
                fields.number()?;
            }
        }
    }
    Some(())
}

fn number_statistics(fields: &mut Fields<'_>, kind: &Kind) -> Option<Option<i64>> {
    let mut least = None;
    for tag in [200, 201] {
        if !fields.has(tag) {
            continue;
        }
        if fields.has(100) {
            fields.byte()?;
        }
        if fields.has(101) {
            let value = match kind.width() {
                Some((_, true)) => fields.signed()?,
                _ => fields.number()?.cast_signed(),
            };
            least = Some(value);
        }
        fields.end()?;
    }
    Some(least)
}

impl Segment {
    fn load<R: Read + Seek>(
        part: &Part,
        store: &mut Store<R>,
        kind: Option<&Kind>,
    ) -> Option<Self> {
        let Some(kind) = kind else { return Self::marks(part, store) };
        if part.compression == CONSTANT {
            let cell = match kind {
                Kind::Text => Cell::Null,
                _ => part.constant.map_or(Cell::Null, Cell::Number),
            };
            return Some(Self::Constant(cell));
        }
        let block = store.block(part.block?)?;
        match (kind.width(), part.compression) {
            (Some((bytes, signed)), UNCOMPRESSED) => {
                let data = block.get(part.offset..part.offset + part.rows * bytes)?;
                let number = |chunk: &[u8]| integer(chunk, bytes, signed);
                data.chunks_exact(bytes).map(number).collect::<Option<_>>().map(Self::Numbers)
            }
            (Some(width), PACKED) => packed(block.get(part.offset..)?, part.rows, width),
            (Some(width), RUNS) => runs(block.get(part.offset..)?, part.rows, width),
            (None, UNCOMPRESSED) => {
                let end = u32_at(&block, part.offset + 4)? as usize;
                Some(Self::Texts { block, base: part.offset, end })
            }
            (None, ZSTD) => {
                Some(Self::Frames { block, base: part.offset, rows: part.rows, held: None })
            }
            (None, DICTIONARY) => dictionary(block.get(part.offset..)?, part.rows),
            (None, FSST) => fsst(block.get(part.offset..)?, part.rows),
            (None, DICTIONARY_FSST) => dictionary_fsst(block.get(part.offset..)?, part.rows),
            _ => None,
        }
    }

    /// The marks of null.
    fn marks<R: Read + Seek>(part: &Part, store: &mut Store<R>) -> Option<Self> {
        match part.compression {
            // All there, or none.
            CONSTANT => Some(Self::Constant(Cell::Number(i64::from(!part.has_null)))),
            // The values themselves say which are null.
            EMPTY => Some(Self::Constant(Cell::Number(1))),
            UNCOMPRESSED => {
                let block = store.block(part.block?)?;
                let bits = block.get(part.offset..part.offset + part.rows.div_ceil(8))?;
                Some(Self::Bits(bits.to_vec()))
            }
            _ => None,
        }
    }

    fn value<R: Read + Seek>(&mut self, row: usize, store: &mut Store<R>) -> Option<Cell> {
        match self {
            Self::Constant(cell) => Some(cell.clone()),
            Self::Numbers(numbers) => numbers.get(row).copied().map(Cell::Number),
            Self::Bits(bits) => Some(Cell::Number(i64::from(bits.get(row / 8)? >> (row % 8) & 1))),
            Self::Texts { block, base, end } => {
                let offset = |row: usize| Some(u32_at(block, *base + 8 + 4 * row)?.cast_signed());
                let here = offset(row)?;
                let before = if row == 0 { 0 } else { offset(row - 1)? };
                let stand = (*base + *end).checked_sub(here.unsigned_abs() as usize)?;
                if here < 0 {
                    let long = u64_at(block, stand)?;
                    let at = u32_at(block, stand + 8)? as usize;
                    return store.overflow(long, at).map(Cell::Text);
                }
                let length = here.unsigned_abs().checked_sub(before.unsigned_abs())? as usize;
                Some(Cell::Text(block.get(stand..stand + length)?.to_vec()))
            }
            Self::Ranked { ranks, texts } => texts.get(*ranks.get(row)? as usize).cloned(),
            Self::Listed(texts) => texts.get(row).cloned().map(Cell::Text),
            Self::Frames { block, base, rows, held } => {
                let wanted = row / TOGETHER;
                if held.as_ref().is_none_or(|(rank, _)| *rank != wanted) {
                    *held = Some((wanted, frame(block, *base, *rows, wanted, store)?));
                }
                let (_, frame) = held.as_ref()?;
                let row = row % TOGETHER;
                let start = if row == 0 { 0 } else { *frame.ends.get(row - 1)? };
                Some(Cell::Text(frame.bytes.get(start..*frame.ends.get(row)?)?.to_vec()))
            }
        }
    }
}

/// A little-endian integer.
fn integer(bytes: &[u8], width: usize, signed: bool) -> Option<i64> {
    let mut whole = [0; 8];
    whole[..width].copy_from_slice(bytes.get(..width)?);
    let value = u64::from_le_bytes(whole);
    Some(extended(value, width, signed))
}

/// The low bytes of a value, with their sign.
fn extended(value: u64, width: usize, signed: bool) -> i64 {
    let shift = 64 - 8 * width as u32;
    if signed {
        (value << shift).cast_signed() >> shift
    } else {
        ((value << shift) >> shift).cast_signed()
    }
}

/// The value of so many bits that stands at a rank; bits run from the lowest.
fn bits_at(bytes: &[u8], rank: usize, width: usize) -> Option<u64> {
    if width == 0 {
        return Some(0);
    }
    if width > 64 {
        return None;
    }
    let bit = rank * width;
    let end = (bit + width).div_ceil(8);
    let mut whole = [0; 16];
    let run = bytes.get(bit / 8..end)?;
    whole.get_mut(..run.len())?.copy_from_slice(run);
    let value = u128::from_le_bytes(whole) >> (bit % 8);
    Some((value & ((1 << width) - 1)) as u64)
}

/// Numbers packed under frames of reference; the groups are described from the end backwards.
fn packed(data: &[u8], rows: usize, (bytes, signed): (usize, bool)) -> Option<Segment> {
    let described = usize::try_from(u64_at(data, 0)?).ok()?;
    let mut numbers = Vec::new();
    let mut group = 0;
    while numbers.len() < rows {
        group += 1;
        let description = u32_at(data, described.checked_sub(4 * group)?)?;
        let (mode, at) = (description >> 24, (description & 0x00ff_ffff) as usize);
        let count = TOGETHER.min(rows - numbers.len());
        let field = |rank: usize| integer(data.get(at + rank * bytes..)?, bytes, signed);
        let first = field(0)?;
        let wrapped = |value: i64| extended(value.cast_unsigned(), bytes, signed);
        match mode {
            2 => numbers.extend(std::iter::repeat_n(first, count)),
            3 => {
                let step = field(1)?;
                let at = |rank: usize| wrapped(first.wrapping_add(step.wrapping_mul(rank as i64)));
                numbers.extend((0..count).map(at));
            }
            4 | 5 => {
                let width = usize::from(*data.get(at + bytes)?);
                let delta = mode == 4;
                let start = at + bytes * if delta { 3 } else { 2 };
                let mut before = if delta { field(2)? } else { 0 };
                for rank in 0..count {
                    let one = bits_at(data.get(start..)?, rank, width)?.cast_signed();
                    let mut value = wrapped(one.wrapping_add(first));
                    if delta {
                        value = wrapped(value.wrapping_add(before));
                        before = value;
                    }
                    numbers.push(value);
                }
            }
            _ => return None,
        }
    }
    Some(Segment::Numbers(numbers))
}

/// Numbers by runs: the values, then how many times each.
fn runs(data: &[u8], rows: usize, (bytes, signed): (usize, bool)) -> Option<Segment> {
    let counts = usize::try_from(u64_at(data, 0)?).ok()?;
    let mut numbers = Vec::new();
    let mut rank = 0;
    while numbers.len() < rows {
        let value = integer(data.get(8 + rank * bytes..)?, bytes, signed)?;
        let at = counts + 2 * rank;
        let times = u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?);
        if times == 0 {
            return None;
        }
        numbers.extend(std::iter::repeat_n(value, usize::from(times).min(rows - numbers.len())));
        rank += 1;
    }
    Some(Segment::Numbers(numbers))
}

/// Ranks in a dictionary that grows from its end; rank 0 is null.
fn dictionary(data: &[u8], rows: usize) -> Option<Segment> {
    let field = |rank: usize| Some(u32_at(data, 4 * rank)? as usize);
    let (end, index, count, width) = (field(1)?, field(2)?, field(3)?, field(4)?);
    let mut texts = vec![Cell::Null];
    let mut before = 0;
    for rank in 1..count {
        let offset = u32_at(data, index + 4 * rank)? as usize;
        let start = end.checked_sub(offset)?;
        let length = offset.checked_sub(before)?;
        texts.push(Cell::Text(data.get(start..start + length)?.to_vec()));
        before = offset;
    }
    Some(Segment::Ranked { ranks: ranks(data.get(20..)?, rows, width)?, texts })
}

fn ranks(bytes: &[u8], rows: usize, width: usize) -> Option<Vec<u32>> {
    (0..rows).map(|row| u32::try_from(bits_at(bytes, row, width)?).ok()).collect()
}

/// Texts by FSST: their lengths, and their bytes from the end backwards.
fn fsst(data: &[u8], rows: usize) -> Option<Segment> {
    let field = |rank: usize| Some(u32_at(data, 4 * rank)? as usize);
    let (end, width, symbols) = (field(1)?, field(2)?, Symbols::read(data.get(field(3)?..)?));
    let mut texts = Vec::new();
    let mut offset = 0;
    for row in 0..rows {
        let length = usize::try_from(bits_at(data.get(16..)?, row, width)?).ok()?;
        offset += length;
        let start = end.checked_sub(offset)?;
        texts.push(match length {
            0 => Vec::new(),
            _ => symbols.as_ref()?.expand(data.get(start..start + length)?)?,
        });
    }
    Some(Segment::Listed(texts))
}

/// A dictionary whose texts may be FSST; rank 0 is null.
fn dictionary_fsst(data: &[u8], rows: usize) -> Option<Segment> {
    const HEAD: usize = 16;
    const TEXTS_IN_ORDER: u8 = 2;
    let (size, count) = (u32_at(data, 0)? as usize, u32_at(data, 4)? as usize);
    let (mode, lengths, width) = (*data.get(8)?, *data.get(9)?, *data.get(10)?);
    let symbols_size = u32_at(data, 12)? as usize;
    let aligned = |at: usize| at.next_multiple_of(8);
    let space = |count: usize, width: u8| count.next_multiple_of(32) * usize::from(width) / 8;
    let symbols_at = aligned(HEAD + size);
    let lengths_at = aligned(symbols_at + symbols_size);
    let ranks_at = aligned(lengths_at + space(count, lengths));
    let symbols = (mode != 0).then(|| Symbols::read(data.get(symbols_at..)?)).flatten();
    let mut texts = Vec::new();
    let mut at = HEAD;
    for rank in 0..count {
        let length =
            usize::try_from(bits_at(data.get(lengths_at..)?, rank, usize::from(lengths))?).ok()?;
        let written = data.get(at..at + length)?;
        at += length;
        texts.push(match (rank, mode) {
            (0, _) => Cell::Null,
            (_, 0) => Cell::Text(written.to_vec()),
            _ => Cell::Text(symbols.as_ref()?.expand(written)?),
        });
    }
    let ranks = if mode == TEXTS_IN_ORDER {
        (1..=u32::try_from(rows).ok()?).collect()
    } else {
        ranks(data.get(ranks_at..)?, rows, usize::from(width))?
    };
    Some(Segment::Ranked { ranks, texts })
}

/// One frame of a segment: its lengths, then its bytes, which go on from block to block.
fn frame<R: Read + Seek>(
    segment: &Rc<[u8]>,
    base: usize,
    rows: usize,
    rank: usize,
    store: &mut Store<R>,
) -> Option<Frame> {
    let frames = rows.div_ceil(TOGETHER);
    let pages = base.next_multiple_of(8);
    let offsets = pages + 8 * frames;
    let sizes = (offsets + 4 * frames).next_multiple_of(8);
    let page = u64_at(segment, pages + 8 * rank)?;
    let offset = u32_at(segment, offsets + 4 * rank)? as usize;
    // The sizes of all frames before compression, then after.
    let compressed = usize::try_from(u64_at(segment, sizes + 8 * (frames + rank))?).ok()?;
    let (mut block, mut at) = match page {
        u64::MAX => (Rc::clone(segment), base + offset),
        page => (store.block(page)?, offset),
    };
    at = at.next_multiple_of(4);
    let count = TOGETHER.min(rows - rank * TOGETHER);
    let mut ends = Vec::new();
    let mut end = 0;
    for row in 0..count {
        end += u32_at(&block, at + 4 * row)? as usize;
        ends.push(end);
    }
    at += 4 * count;
    let mut packed = Vec::new();
    while packed.len() < compressed {
        let room = block.len().checked_sub(8)?.checked_sub(at)?;
        let taken = room.min(compressed - packed.len());
        packed.extend_from_slice(block.get(at..at + taken)?);
        if packed.len() < compressed {
            block = store.block(u64_at(&block, at + taken)?)?;
            at = 0;
        }
    }
    let mut bytes = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(packed.as_slice()).ok()?;
    decoder.take(end as u64).read_to_end(&mut bytes).ok()?;
    Some(Frame { bytes, ends })
}

/// The symbols of FSST: up to eight bytes for each code; 255 announces a byte as it is.
struct Symbols(Vec<Vec<u8>>);

impl Symbols {
    fn read(table: &[u8]) -> Option<Self> {
        const VERSION: u64 = 20_190_218;
        const ESCAPE: usize = 255;
        if u64_at(table, 0)? >> 32 != VERSION {
            return None;
        }
        let ended_by_zero = table.get(8)? & 1 == 1;
        let mut symbols: Vec<Vec<u8>> = Vec::new();
        if ended_by_zero {
            symbols.push(vec![0]);
        }
        let mut at = 17;
        // Symbols of two bytes come first, those of one byte last.
        for rank in 1..=8_usize {
            let length = rank % 8 + 1;
            let count = usize::from(*table.get(9 + rank % 8)?);
            let count = count - usize::from(ended_by_zero && rank == 8 && count > 0);
            for _ in 0..count {
                symbols.push(table.get(at..at + length)?.to_vec());
                at += length;
            }
        }
        (symbols.len() <= ESCAPE).then_some(Self(symbols))
    }

    fn expand(&self, written: &[u8]) -> Option<Vec<u8>> {
        let mut text = Vec::with_capacity(written.len() * 3);
        let mut codes = written.iter();
        while let Some(&code) = codes.next() {
            match code {
                255 => text.push(*codes.next()?),
                code => text.extend_from_slice(self.0.get(usize::from(code))?),
            }
        }
        Some(text)
    }
}
