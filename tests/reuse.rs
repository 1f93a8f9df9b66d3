//! What reusers publish: profiling, controls of the terms of use, alignment, freshness, bundles.

mod controls;
mod formats;
mod integrity;
mod profiling;
mod simulator;
