//! Filigrane: re-identification risk auditor and compliance scanner for French court decisions.
//!
//! One direction of flow: `corpus` (readers) → `document` (views of one text) →
//! `detect` (findings, facts) → `run` (tables on disk) → `linkage` (risk of people) → `verdict` → `report`; `quality` measures.
//! Nothing points back. See ARCHITECTURE.md.

pub mod cause;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod detect;
pub mod document;
pub mod evidence;
pub mod hexadecimal;
pub mod intervals;
pub mod lexicon;
pub mod linkage;
pub mod pipeline;
pub mod policy;
pub mod quality;
pub mod report;
pub mod reuse;
pub mod rules;
pub mod run;
pub mod spreadsheet;
pub mod taxonomy;
pub mod thousands;
pub mod verdict;
