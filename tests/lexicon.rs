//! The tables that the build script lays out say what the files of `datasets/lexicons` say.

use filigrane::lexicon::Lexicon;
use filigrane::lexicon::communes::{self, Communes};

#[test]
fn the_shipped_words_are_those_of_the_files() {
    let nothing = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let shipped = Lexicon::embedded().unwrap_or_else(|error| panic!("{error}"));
    // A folder without lexicons: the program reads the text of the shipped files itself.
    let read = Lexicon::from_dir(nothing.path()).unwrap_or_else(|error| panic!("{error}"));
    assert!(shipped == read, "build.rs and the program read datasets/lexicons differently");
    assert!(shipped.word("Monsieur").ordinary() > 0, "the table is empty");
}

#[test]
fn the_shipped_communes_are_those_of_the_file() {
    let read = Communes::parse(communes::EMBEDDED).unwrap_or_else(|error| panic!("{error}"));
    assert!(
        *Communes::embedded() == read,
        "build.rs and the program read communes.tsv differently"
    );
    assert!(read.len() > 30_000, "the table is nearly empty");
}
