//! Lists the rule files so that the binary embeds them.
//!
//! A build script of thirty lines rather than a crate: `include_dir` would add a procedural macro to
//! build for the same bytes, and cargo already follows a folder (`rerun-if-changed`), which a macro cannot
//! ask for on stable Rust: a rule added to the folder must never be missing from the binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

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
    fs::write(out.join("rule_files.rs"), listing)
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
