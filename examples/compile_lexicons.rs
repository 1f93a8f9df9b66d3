//! Compiles the lexicons of `datasets/lexicons` from public facts.
//!
//! `cargo run --release --example compile_lexicons -- FACTS_DIR datasets/lexicons`
//!
//! FACTS_DIR holds `prenoms.tsv` (first name, women, men, …: INSEE death records),
//! `noms.tsv` (surnames: INSEE 2008) and `vocabulaire.tsv` (word forms counted on public
//! decisions). Only what may be redistributed is kept: the counts of births in Paris
//! (ODbL) and the languages are dropped, and first names known by those alone with them.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(facts), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: compile_lexicons FACTS_DIR OUT_DIR".into());
    };
    let (facts, out) = (Path::new(&facts), Path::new(&out));
    fs::write(
        out.join("prenoms.tsv"),
        first_names(&fs::read_to_string(facts.join("prenoms.tsv"))?)?,
    )?;
    fs::write(out.join("noms.tsv"), surnames(&fs::read_to_string(facts.join("noms.tsv"))?)?)?;
    fs::write(
        out.join("vocabulaire.tsv"),
        vocabulary(&fs::read_to_string(facts.join("vocabulaire.tsv"))?)?,
    )?;
    Ok(())
}

/// Order of magnitude of a count: 0 for none, else 1 + log2, at most 15.
fn magnitude(count: u64) -> u32 {
    if count == 0 { 0 } else { (1 + count.ilog2()).min(15) }
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

fn is_name(name: &str) -> bool {
    name.chars().count() >= 2 && name.chars().all(|c| c.is_alphabetic() || "-' ".contains(c))
}

fn first_names(table: &str) -> Result<String, Box<dyn Error>> {
    let mut out = String::from(
        "# Prénoms, sans accents : ordre de grandeur (1 + log2) du nombre de femmes et d'hommes.\n\
         # Source : INSEE, fichier des personnes décédées. Licence Ouverte 2.0. État : novembre 2026.\n\
         # Compilé par examples/compile_lexicons.rs ; ni comptes de Paris (ODbL), ni langues.\n",
    );
    for row in rows(table) {
        let [name, women, men, ..] = row[..] else { return Err("prenoms.tsv: short row".into()) };
        let (women, men) = (women.parse().unwrap_or(0), men.parse().unwrap_or(0));
        if women + men > 0 && is_name(name) {
            writeln!(out, "{name}\t{}\t{}", magnitude(women), magnitude(men))?;
        }
    }
    Ok(out)
}

fn surnames(table: &str) -> Result<String, Box<dyn Error>> {
    let mut out = String::from(
        "# Noms de famille, sans accents.\n\
         # Source : INSEE, fichier des noms de famille 2008. Licence Ouverte 2.0.\n\
         # Compilé par examples/compile_lexicons.rs.\n",
    );
    for row in rows(table) {
        if is_name(row[0]) {
            writeln!(out, "{}", row[0])?;
        }
    }
    Ok(out)
}

fn vocabulary(table: &str) -> Result<String, Box<dyn Error>> {
    let mut out = String::from(
        "# Formes de mots vues en minuscules dans au moins deux décisions publiques : ordre de grandeur\n\
         # (1 + log2) du nombre d'emplois en minuscules, puis avec une capitale.\n\
         # Source : comptage sur 1 500 décisions publiques (Licence Ouverte 2.0). État : novembre 2026.\n\
         # Compilé par examples/compile_lexicons.rs.\n",
    );
    for row in rows(table) {
        let [form, lower, _, capital, ..] = row[..] else {
            return Err("vocabulaire.tsv: short row".into());
        };
        let (lower, capital) = (lower.parse()?, capital.parse()?);
        writeln!(out, "{form}\t{}\t{}", magnitude(lower), magnitude(capital))?;
    }
    Ok(out)
}
