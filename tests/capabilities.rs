mod civil_dates;
mod places;

mod rules;

mod quality;
mod readers;
mod document;
//! One module a capability; a single binary, so that arrow and parquet are linked once.

mod cli;
mod findings;
mod privacy;
mod run;
