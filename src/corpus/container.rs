//! What holds other files or rows, told from its first bytes: compressions, archives, columnar tables.
//!
//! One table for the readers of decisions and for what reusers publish. Must not open anything.

/// Bytes of a tar header.
const TAR_HEADER: usize = 512;

/// A container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Gzip,
    Zstd,
    Zip,
    Tar,
    Parquet,
    ArrowFile,
}

impl Container {
    /// Recognises a container from its beginning; a tar archive needs its first 512 bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        const MAGIC: [(&[u8], Container); 6] = [
            (b"\x1f\x8b", Container::Gzip),
            (b"\x28\xb5\x2f\xfd", Container::Zstd),
            (b"PK\x03\x04", Container::Zip),
            (b"PK\x05\x06", Container::Zip),
            (b"PAR1", Container::Parquet),
            (b"ARROW1\0\0", Container::ArrowFile),
        ];
        let found = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, one)| *one);
        found.or_else(|| is_tar(head).then_some(Self::Tar))
    }
}

/// The `ustar` mark, or for older archives a right checksum.
fn is_tar(head: &[u8]) -> bool {
    if head.len() < TAR_HEADER || head[0] == 0 {
        return false;
    }
    if &head[257..262] == b"ustar" {
        return true;
    }
    let sum: u64 = head[..148].iter().chain(&head[156..TAR_HEADER]).map(|&b| u64::from(b)).sum();
    std::str::from_utf8(&head[148..156])
        .ok()
        .and_then(|octal| u64::from_str_radix(octal.trim_matches(['\0', ' ']), 8).ok())
        .is_some_and(|given| given == sum + 8 * u64::from(b' '))
}
