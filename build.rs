//! Lists the rule files so that the binary embeds them, and lays out the lexicons as the bytes that
//! the program looks up: half a million words are neither parsed nor hashed at each start.
//!
//! A build script of thirty lines rather than a crate: `include_dir` would add a procedural macro to
//! build for the same bytes, and cargo already follows a folder (`rerun-if-changed`), which a macro cannot
//! ask for on stable Rust: a rule added to the folder must never be missing from the binary.

#[path = "src/document/folding.rs"]
mod folding;
#[path = "src/lexicon/tables.rs"]
mod tables;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use tables::BadCommunes;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=rules");
    let rules = root.join("rules");
    let mut listing = String::from("&[\n");
    for family in sorted(&rules)?.iter().filter(|path| path.is_dir()) {
        for file in sorted(family)?.iter().filter(|path| is_markdown(path)) {
            let name = relative(file, &rules);
            // Relative to the crate, so that the same sources give the same binary anywhere.
            let _ = writeln!(
                listing,
                "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),",
                format!("/rules/{name}"),
            );
        }
    }
    listing.push_str("]\n");
    fs::write(out.join("rule_files.rs"), listing)?;
    lexicons(&root.join("datasets/lexicons"), &out)
}

/// Lays out the shipped lexicons: the words, the communes, their postal codes.
fn lexicons(from: &Path, out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed=datasets/lexicons");
    println!("cargo:rerun-if-changed=src/document/folding.rs");
    println!("cargo:rerun-if-changed=src/lexicon/tables.rs");
    let read = |name: &str| fs::read_to_string(from.join(name));
    let communes = read("communes.tsv")?;
    let files = tables::Files {
        first_names: &read("prenoms.tsv")?,
        surnames: &read("noms.tsv")?,
        vocabulary: &read("vocabulaire.tsv")?,
        communes: &communes,
        cues: cues(&read("indices.toml")?)?,
    };
    let words = tables::Words::new(&files, fold_hash)
        .map_err(|bad| refused(&format!("{}, line {}: {}", bad.file, bad.line, bad.problem)))?;
    fs::write(out.join("words.bin"), words.cells.as_flattened())?;
    let names = tables::CommuneTable::new(&communes, fold_hash)
        .map_err(|fault| match fault {
            BadCommunes::MissingCodes { line } => (line, "no column of codes"),
            BadCommunes::BadPostcode { line } => (line, "a postal code is no number"),
        })
        .map_err(|(line, fault)| refused(&format!("communes.tsv, line {line}: {fault}")))?;
    fs::write(out.join("communes.bin"), names.cells.as_flattened())?;
    let codes: Vec<u8> = names.codes.iter().flat_map(|code| code.to_le_bytes()).collect();
    fs::write(out.join("postcodes.bin"), codes)
}

/// The hash of a shipped word. Letters beyond Latin-1 would need a table of Unicode: the shipped
/// files hold none, and the build stops if one appears.
fn fold_hash(word: &str) -> u64 {
    let mix = |hash, letter| {
        folding::mix_plain(hash, letter).unwrap_or_else(|| {
            panic!("datasets/lexicons: « {word} » holds a letter beyond Latin-1")
        })
    };
    folding::finish(word.chars().fold(folding::SEED, mix))
}

/// Codes and words of `indices.toml`, by section in alphabetical order: lines `name = ["a", "b"]`.
///
/// The program itself reads the file with a TOML parser; a test holds the two readings equal.
fn cues(file: &str) -> io::Result<Vec<(u8, String)>> {
    let mut sections: Vec<(u8, &str, &str)> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let section = line.split_once(" = [").and_then(|(name, words)| {
            let rank = tables::CUE_SECTIONS.iter().position(|section| *section == name)?;
            Some((rank as u8 + 1, name, words.strip_suffix(']')?))
        });
        sections.push(section.ok_or_else(|| {
            refused(&format!("indices.toml: one line a known section is expected, not « {line} »"))
        })?);
    }
    sections.sort_by_key(|(_, name, _)| *name);
    let words = |(code, _, words): (u8, &str, &str)| {
        let quoted = words.split('"').skip(1).step_by(2).map(str::to_owned);
        quoted.map(|word| (code, word)).collect::<Vec<_>>()
    };
    Ok(sections.into_iter().flat_map(words).collect())
}

fn refused(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.to_owned())
}

/// The entries of a folder in the order of their names: directory order differs between machines.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// `soc/SOC-01.md`, with slashes on every system.
fn relative(file: &Path, root: &Path) -> String {
    let parts = file.strip_prefix(root).unwrap_or(file).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
