//! The storage of a DuckDB file: headers, blocks, chains of metadata, and the tagged fields written in them.
//!
//! Layout, since storage version 64 (DuckDB 0.10): three headers of 4,096 bytes, then blocks of one size, each after a checksum of
//! eight bytes; a block of metadata is cut into 64 pieces, each of which begins with the pointer to the next. Must not judge what
//! it reads, nor trust any offset: whatever leads outside gives `None`.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::rc::Rc;

const HEADER: u64 = 4_096;
const CHECKSUM: usize = 8;
/// Pieces of a block of metadata.
const PIECES: usize = 64;
/// What ends a chain, and stands for no block.
const NOWHERE: u64 = u64::MAX;
/// Oldest storage read here, and the sizes that a block can have.
const OLDEST: u64 = 64;
const SMALLEST_BLOCK: u64 = 16 << 10;
const LARGEST_BLOCK: u64 = 256 << 10;
/// Blocks kept in memory.
const KEPT: usize = 48;
/// Largest chain read, in bytes.
pub(super) const LONGEST_CHAIN: usize = 64 << 20;

/// Where metadata stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pointer {
    /// A block and, in its upper byte, the piece of it.
    pub block: u64,
    /// Bytes into the piece; 0 for its beginning.
    pub offset: usize,
}

/// Why a file is not opened at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    Old,
    Encrypted,
    Damaged,
}

pub(super) struct Store<R> {
    input: R,
    /// Bytes of a block, its checksum included.
    block: usize,
    count: u64,
    kept: VecDeque<(u64, Rc<[u8]>)>,
}

impl<R: Read + Seek> Store<R> {
    /// Opens a file and gives the beginning of its catalogue; `None` when nothing was ever checkpointed.
    pub(super) fn open(mut input: R) -> Result<(Self, Option<Pointer>), Closed> {
        let mut head = vec![0; 3 * HEADER as usize];
        input.seek(SeekFrom::Start(0)).map_err(|_| Closed::Damaged)?;
        input.read_exact(&mut head).map_err(|_| Closed::Damaged)?;
        let version = u64_at(&head, 12).ok_or(Closed::Damaged)?;
        if version < OLDEST {
            return Err(Closed::Old);
        }
        if u64_at(&head, 20).is_some_and(|flags| flags & 1 == 1) {
            return Err(Closed::Encrypted);
        }
        let field = |header: usize, rank: usize| {
            u64_at(&head, header * HEADER as usize + CHECKSUM + 8 * rank)
        };
        // The newest of the two headers is the one in force.
        let newest = (1..3).max_by_key(|&header| field(header, 0)).ok_or(Closed::Damaged)?;
        let number = |rank| field(newest, rank).ok_or(Closed::Damaged);
        let (meta, count) = (number(1)?, number(3)?);
        let block = match number(4)? {
            0 => LARGEST_BLOCK,
            size => size,
        };
        if !(SMALLEST_BLOCK..=LARGEST_BLOCK).contains(&block) {
            return Err(Closed::Damaged);
        }
        let store =
            Self { input, block: block as usize, count, kept: VecDeque::with_capacity(KEPT) };
        Ok((store, (meta != NOWHERE).then_some(Pointer { block: meta, offset: 0 })))
    }

    /// The content of a block, without its checksum.
    pub(super) fn block(&mut self, id: u64) -> Option<Rc<[u8]>> {
        if let Some((_, block)) = self.kept.iter().find(|(kept, _)| *kept == id) {
            return Some(Rc::clone(block));
        }
        if id >= self.count {
            return None;
        }
        let start = 3 * HEADER + id * self.block as u64 + CHECKSUM as u64;
        let mut bytes = vec![0; self.block - CHECKSUM];
        self.input.seek(SeekFrom::Start(start)).ok()?;
        self.input.read_exact(&mut bytes).ok()?;
        let block: Rc<[u8]> = bytes.into();
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((id, Rc::clone(&block)));
        Some(block)
    }

    /// The bytes of metadata from a pointer on, at most `most` of them.
    pub(super) fn chain(&mut self, from: Pointer, most: usize) -> Option<Vec<u8>> {
        let piece = (self.block - CHECKSUM) / PIECES / 8 * 8;
        let mut bytes = Vec::new();
        let mut next = from.block;
        let mut start = from.offset.max(8);
        while next != NOWHERE && bytes.len() < most {
            let block = self.block(next & ((1 << 56) - 1))?;
            let at = usize::try_from(next >> 56).ok()? * piece;
            let whole = block.get(at..at + piece)?;
            bytes.extend_from_slice(whole.get(start..)?);
            next = u64_at(whole, 0)?;
            start = 8;
        }
        Some(bytes)
    }

    /// A text too long for its segment: its length, then its bytes over as many blocks as it takes.
    pub(super) fn overflow(&mut self, id: u64, offset: usize) -> Option<Vec<u8>> {
        let end = self.block - CHECKSUM - 8;
        let mut block = self.block(id)?;
        let mut left = u32_at(&block, offset)? as usize;
        let mut at = offset + 4;
        let mut bytes = Vec::new();
        while left > 0 {
            let taken = left.min(end.checked_sub(at)?);
            bytes.extend_from_slice(block.get(at..at + taken)?);
            left -= taken;
            if left > 0 {
                let next = u64_at(&block, at + taken)?;
                block = self.block(next)?;
                at = 0;
            }
        }
        Some(bytes)
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// Reads tagged fields: two bytes of tag, then a value whose form the tag does not say.
#[derive(Clone)]
pub(super) struct Fields<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
}

/// The tag that ends an object.
const END: u16 = 0xffff;

impl<'b> Fields<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) fn tag(&self) -> Option<u16> {
        Some(u16::from_le_bytes(self.bytes.get(self.at..self.at + 2)?.try_into().ok()?))
    }

    /// Steps over a tag if it is the next one.
    pub(super) fn has(&mut self, tag: u16) -> bool {
        let found = self.tag() == Some(tag);
        self.at += if found { 2 } else { 0 };
        found
    }

    pub(super) fn expect(&mut self, tag: u16) -> Option<()> {
        self.has(tag).then_some(())
    }

    pub(super) fn end(&mut self) -> Option<()> {
        self.expect(END)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// A number in groups of seven bits.
    pub(super) fn number(&mut self) -> Option<u64> {
        let (value, _) = self.groups()?;
        Some(value)
    }

    /// The same, signed.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let (value, bits) = self.groups()?;
        let negative = bits < 64 && self.bytes[self.at - 1] & 0x40 != 0;
        let value = if negative { value | (u64::MAX << bits) } else { value };
        Some(value.cast_signed())
    }

    fn groups(&mut self) -> Option<(u64, u32)> {
        let (mut value, mut bits) = (0_u64, 0_u32);
        loop {
            let byte = self.byte()?;
            if bits > 63 {
                return None;
            }
            value |= u64::from(byte & 0x7f) << bits;
            bits += 7;
            if byte & 0x80 == 0 {
                return Some((value, bits));
            }
        }
    }

    pub(super) fn blob(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let blob = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(blob)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.blob()?).ok()
    }

    /// A pointer to metadata; parts that are zero are not written.
    pub(super) fn pointer(&mut self) -> Option<Pointer> {
        let block = if self.has(100) { self.number()? } else { 0 };
        let offset = if self.has(101) { usize::try_from(self.number()?).ok()? } else { 0 };
        self.end()?;
        Some(Pointer { block, offset })
    }
}
