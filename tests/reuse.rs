//! What reusers publish: profiling, controls of the terms of use, alignment, freshness, bundles.

mod controls;
mod profiling;
mod simulator;
