//! One module a capability; a single binary, so that arrow and parquet are linked once.
mod readers;
mod report;
mod rules;

mod alterations;
mod chains;
mod civil_dates;
mod cli;
mod config;
mod court;
mod differences;
mod document;
mod evidence;
mod facts;
mod findings;
mod gate;
mod identifiers;
mod lexicon;
mod numbers;
mod order;
#[cfg(feature = "pdf")]
mod pdf;
mod peers;
mod places;
mod precision;
mod privacy;
mod quality;
mod reading;
mod reuse;
mod reveal;
mod risk;
mod risks;
mod run;
mod safeguards;
mod secrets;
mod sites;
mod tables;
