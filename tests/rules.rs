//! The catalogue: what loads, what is refused and with which words, what the engines' examples say.

use filigrane::rules::Catalogue;

#[test]
fn the_embedded_catalogue_loads() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(!catalogue.is_empty());
    assert_eq!(catalogue.digest().len(), 64);
    for (index, rule) in catalogue.iter() {
        assert_eq!(catalogue.index(&rule.id), Some(index));
    }
}
