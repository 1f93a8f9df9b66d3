//! Invented identities put back into decisions, and the measure of what finds them.

use std::path::PathBuf;

use filigrane::corpus::Decision;
use filigrane::quality::{GoldSpan, NameLists, dice, gold, refill};

/// Folder of real decisions, when this machine has it.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    if folder.join("corpus").is_dir() {
        return Some(folder);
    }
    eprintln!("quality: no folder of real decisions, this test skips");
    None
}

fn spelled<'a>(text: &'a str, spans: &[GoldSpan]) -> Vec<&'a str> {
    gold::byte_ranges(text, spans).into_iter().map(|range| &text[range]).collect()
}

const FAMILY: &str = "Monsieur [X] [Y], né à [Localité 1], et Madame [Z] [Y], née [W], ont eu un fils, [V].\n\
    M. [Y] soutient que Mme [Y] ne répond plus. Son fils [V] vit chez [Z] [Y].\n\
    Les époux Michel A... et B... ont conclu.";

mod refilling {
    use super::*;

    #[test]
    fn the_same_letter_has_the_same_name_in_its_role() {
        let decision = Decision::from_text("a", FAMILY);
        let mut rng = dice::for_decision(1, "a");
        let (filled, spans) = refill(&decision, &mut rng, &NameLists::builtin(), 1.0);
        let text = &filled.fields[0].text;
        eprintln!("{text}\n{:?}", spelled(text, &spans));
        assert!(!spans.is_empty());
        assert!(text.contains("[Localité 1]"), "only persons are replaced");
    }

    #[test]
    fn a_rate_of_zero_changes_nothing() {
        let decision = Decision::from_text("a", FAMILY);
        let mut rng = dice::for_decision(1, "a");
        let (filled, spans) = refill(&decision, &mut rng, &NameLists::builtin(), 0.0);
        assert_eq!(filled.fields[0].text, FAMILY);
        assert!(spans.is_empty());
    }
}
