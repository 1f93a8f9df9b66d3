//! The catalogue: what loads, what is refused and with which words, what the engines' examples say.

use std::ops::Range;
use std::sync::Arc;

use filigrane::detect::patterns::Patterns;
use filigrane::document::View;
use filigrane::rules::{Catalogue, EngineName, Rule, SelfTest};

#[test]
fn the_embedded_catalogue_loads() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(!catalogue.is_empty());
    assert_eq!(catalogue.digest().len(), 64);
    for (index, rule) in catalogue.iter() {
        assert_eq!(catalogue.index(&rule.id), Some(index));
    }
}

/// The spans that the patterns engine finds for a rule; bytes of `text`.
fn found(patterns: &Patterns, catalogue: &Catalogue, rule: &Rule, text: &str) -> Vec<Range<usize>> {
    let view = View::new(Arc::from("text"), text, &[]);
    let mut out = Vec::new();
    patterns.scan(&view, &mut out);
    let index = catalogue.index(&rule.id);
    let ours = out.iter().filter(|candidate| Some(candidate.rule) == index);
    ours.map(|candidate| view.raw_range(&candidate.span)).collect()
}

#[test]
fn every_example_of_a_pattern_rule_holds() {
    let catalogue = Catalogue::embedded().expect("the catalogue is checked elsewhere");
    let patterns = Patterns::compile(&catalogue).expect("the catalogue compiles");
    let report = SelfTest::run(
        &catalogue,
        |rule| rule.engine == EngineName::Patterns,
        |rule, text| found(&patterns, &catalogue, rule, text),
    );
    eprintln!("{report}");
    assert!(report.passed(), "{report}");
}
