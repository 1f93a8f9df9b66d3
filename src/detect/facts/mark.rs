//! What one byte of a stream stands for. Letters, digits and signs stand for themselves.

/// A natural person.
pub const PERSON: u8 = 0x01;
/// A company or another legal person.
pub const COMPANY: u8 = 0x02;
pub const LOCALITY: u8 = 0x03;
pub const ADDRESS: u8 = 0x05;
/// Any other placeholder, and dates that were masked.
pub const MASKED: u8 = 0x06;
/// A judge, a clerk or counsel: nothing is read about them.
pub const OFFICE: u8 = 0x07;
pub const DATE: u8 = 0x0e;
pub const EUROS: u8 = 0x0f;
