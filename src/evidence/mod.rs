//! Evidence that stands up: a folder that says what it holds, who touched it, and since when.
//!
//! ```text
//! BUNDLE/
//!   controls.json, rapport/…      what was found, minimised: no identity in clear
//!   scelles/0001.age, index.age   originals, encrypted to named recipients
//!   provenance.json               tool, binary, rules, parameters: enough to do it again
//!   conditions-capture.md         the sheet of NF Z67-147
//!   manifest.json                 every file above, canonical JSON (RFC 8785), Merkle root (RFC 6962)
//!   manifest.sha256               the same digests, as `sha256sum -c` reads them
//!   signature/                    detached Ed25519 signature of manifest.json, public key
//!   horodatage/                   RFC 3161 request, token, certificates
//!   annexes/                      what came later: answers, filled sheets, notices
//!   custody.jsonl                 who, when, what, why: one entry chained to the next
//! ```
//!
//! What is sealed never changes; what comes later is vouched for by the custody log. Everything
//! can be checked without this program: see `docs/preuve.md`.
//!
//! Must not judge what a bundle says, open what it sealed, or reach any network: a time-stamp
//! is asked for and brought back by the user.

pub mod bundle;
pub mod canonical;
pub mod case;
pub mod custody;
pub mod error;
pub mod files;
pub mod manifest;
pub mod notice;
pub mod seal;
pub mod signature;
pub mod timestamp;
pub mod verify;

pub use bundle::{Bundle, Event, Provenance, SealOptions};
pub use case::CaseState;
pub use error::EvidenceError;
pub use verify::{Link, LinkState, Verification, verify, verify_with};
