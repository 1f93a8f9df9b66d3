//! Readers: from files to decisions, as a stream.
//!
//! Must not interpret texts, and must not hold more than a bounded number of records.

pub mod decision;

pub use decision::{
    Decision, GivenZone, KnownPolicy, Metadata, Origin, Party, TextField, ZoneKind,
};
