//! What people find when they read a sample of a run: the sample, its sheets, and what they say of the whole
//! (catalogue, REI-15 and REI-16).
//!
//! `sample` draws decisions by strata (a `draw`) and `sheets` writes them for readers to fill in; `review` reads the filled
//! sheets and `estimate` turns them into shares of the whole run, with intervals. Holds no identity in clear: the
//! sheets carry the masked excerpts of the run, and what a reader remarks is never read back.

pub mod draw;
pub mod estimate;
pub mod review;
pub mod sample;
pub mod sheets;

pub use review::{Review, ReviewArgs, run_review};
pub use sample::{SampleArgs, run_sample};
