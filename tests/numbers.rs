//! Numbers with their meaning, through `document::numbers`.

use filigrane::document::numbers::{Measure, NumberKind, measured, read};
use filigrane::document::tokens::tokenise;

fn first(text: &str) -> (NumberKind, f64) {
    let tokens = tokenise(text);
    let found = read(text, &tokens);
    let number = found.first().unwrap_or_else(|| panic!("no number in {text}"));
    (number.kind, number.value)
}

#[test]
fn amounts_in_all_their_forms() {
    for (text, value) in [
        ("la somme de 1 250 000 euros", 1_250_000.0),
        ("soit 1.250.000,50 € hors taxes", 1_250_000.5),
        ("un prix de 1,2 M€", 1_200_000.0),
        ("340 k€ de ventes", 340_000.0),
        ("deux cent mille euros", 200_000.0),
        ("trois millions d'euros", 3_000_000.0),
        ("3,4 millions d'euros", 3_400_000.0),
        ("onze euros quarante", 11.4),
        ("trente-deux centimes", 0.32),
        ("quatre-vingt-douze euros", 92.0),
        ("six cent mille dollars", 600_000.0),
        ("soixante et onze euros", 71.0),
    ] {
        assert_eq!(first(text), (NumberKind::Amount, value), "{text}");
    }
}

#[test]
fn a_price_is_for_one_of_something() {
    for text in [
        "96,40 euros la tonne",
        "890 euros par jour",
        "1,85 € l'unité",
        "12 €/kg",
        "46 500 euros l'unité",
        "41,8 euros le mégawattheure",
        "58 euros l'heure",
    ] {
        assert_eq!(first(text).0, NumberKind::UnitPrice, "{text}");
    }
}

#[test]
fn rates_volumes_and_physical_values() {
    for (text, kind, value) in [
        ("3,25 % l'an", NumberKind::Rate, 3.25),
        ("trente-huit pour cent", NumberKind::Rate, 38.0),
        ("6,8 fois le résultat", NumberKind::Multiple, 6.8),
        ("12 000 pièces", NumberKind::Volume, 12_000.0),
        ("vingt mille pièces", NumberKind::Volume, 20_000.0),
        ("36 GWh", NumberKind::Volume, 36.0),
        ("540 °C", NumberKind::Technical, 540.0),
        ("14 g/l", NumberKind::Technical, 14.0),
        ("18,012 mm", NumberKind::Technical, 18.012),
        ("2 340 prospects", NumberKind::Count, 2_340.0),
        ("neuf mois", NumberKind::Duration, 9.0),
        ("12 janvier 2024", NumberKind::Date, 2024.0),
        ("2019", NumberKind::Date, 2019.0),
    ] {
        assert_eq!(first(text), (kind, value), "{text}");
    }
}

#[test]
fn ordinary_words_are_no_numbers() {
    for text in ["un homme et une femme", "le sien", "les deux parties", "cent fois sur le métier"]
    {
        let tokens = tokenise(text);
        let found = read(text, &tokens);
        assert!(
            found.iter().all(|number| number.kind == NumberKind::Multiple),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn the_noun_before_says_what_is_measured() {
    for (text, measure) in [
        ("un chiffre d'affaires de 340 000 euros", Measure::Turnover),
        ("une marge brute de 42,5 %", Measure::Margin),
        ("une remise de 8 %", Measure::Rebate),
        ("un prêt de 120 000 euros", Measure::Loan),
        ("des dommages-intérêts de 5 000 euros", Measure::Damages),
    ] {
        let tokens = tokenise(text);
        let number = read(text, &tokens).pop().expect("a number");
        assert_eq!(measured(text, &tokens, number.tokens.start), Some(measure), "{text}");
    }
}

#[test]
fn a_third_party_is_no_third() {
    for text in ["vendu à un tiers", "remis par un tiers au gérant"] {
        assert!(read(text, &tokenise(text)).is_empty(), "{text}");
    }
    for text in ["réduit à un tiers de sa valeur", "plus d'un tiers des ventes", "les deux tiers"]
    {
        assert_eq!(first(text).0, NumberKind::Multiple, "{text}");
    }
}
