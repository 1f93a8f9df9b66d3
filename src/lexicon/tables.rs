//! Lexicon files laid out as bytes that are looked up where they lie: no parsing, no allocation.
//!
//! The build script lays out the shipped files and the program those a user gives, with this same
//! code: it must need nothing but `std`, which is why the hash of a word is an argument.

/// Sections of `indices.toml`; the code of a cue is its rank here, from 1.
pub const CUE_SECTIONS: [&str; 20] = [
    "civilite",
    "maitre",
    "titre",
    "parente",
    "naissance",
    "particule",
    "forme_sociale",
    "organisation",
    "magistrat",
    "avocat",
    "officier",
    "partie",
    "juridiction",
    "voie",
    "texte",
    "lieu",
    "mois",
    "piece",
    "dire",
    "cloture",
];

/// Bits of what is known of a word. Magnitudes take four bits each.
pub mod bits {
    pub const WOMEN: u32 = 0;
    pub const MEN: u32 = 4;
    pub const SURNAME: u32 = 1 << 8;
    pub const SURNAME_PART: u32 = 1 << 9;
    pub const ORDINARY: u32 = 10;
    pub const CAPITALISED: u32 = 14;
    pub const CUE: u32 = 18;
    pub const COMMUNE: u32 = 1 << 25;
}

/// The files of a lexicon, as text.
pub struct Files<'a> {
    pub first_names: &'a str,
    pub surnames: &'a str,
    pub vocabulary: &'a str,
    pub communes: &'a str,
    /// (code of the cue, word), in the order they apply.
    pub cues: Vec<(u8, String)>,
}

/// A line that is not what its file holds.
#[derive(Debug)]
pub struct BadLine {
    pub file: &'static str,
    /// From 1.
    pub line: usize,
    pub problem: &'static str,
}

/// A cell: tag (upper half of the hash) and what is known, little-endian. All zero: free.
pub type Cell = [u8; 8];

/// The table of words: open addressing, linear probing.
pub struct Words<H> {
    pub cells: Vec<Cell>,
    hash: H,
}

impl<H: Fn(&str) -> u64> Words<H> {
    /// Lays out the files of a lexicon.
    pub fn new(files: &Files, hash: H) -> Result<Self, BadLine> {
        let rows = |file: &str| data_lines(file).count();
        let names = |file: &str| data_lines(file).map(|(_, row)| 1 + parts(row).count()).sum();
        let most: usize = [
            names(files.first_names),
            names(files.surnames),
            rows(files.vocabulary),
            rows(files.communes),
            files.cues.len(),
        ]
        .iter()
        .sum();
        // Never more than four cells in five are taken.
        let size = (most + most / 4).next_power_of_two().max(1024);
        let mut words = Self { cells: vec![[0; 8]; size], hash };
        words.add_first_names(files.first_names)?;
        words.add_surnames(files.surnames);
        words.add_vocabulary(files.vocabulary)?;
        for (_, row) in data_lines(files.communes) {
            let name = row.split('\t').next().unwrap_or_default();
            words.update(name, |old| old | bits::COMMUNE);
        }
        for (code, word) in &files.cues {
            words.update(word, |old| (old & !(0x3F << bits::CUE)) | u32::from(*code) << bits::CUE);
        }
        Ok(words)
    }

    fn update(&mut self, word: &str, change: impl FnOnce(u32) -> u32) {
        let hash = (self.hash)(word);
        let mask = self.cells.len() - 1;
        let tag = hash >> 32;
        let mut at = hash as usize & mask;
        loop {
            let cell = u64::from_le_bytes(self.cells[at]);
            if cell == 0 || cell >> 32 == tag {
                let known = (tag << 32) | u64::from(change(cell as u32));
                self.cells[at] = known.to_le_bytes();
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn add_first_names(&mut self, table: &str) -> Result<(), BadLine> {
        for (line, row) in data_lines(table) {
            let bad = |problem| BadLine { file: "prenoms.tsv", line, problem };
            let mut cells = row.split('\t');
            let name = cells.next().unwrap_or_default();
            let women = magnitude(cells.next()).ok_or_else(|| bad("nombre de femmes attendu"))?;
            let men = magnitude(cells.next()).ok_or_else(|| bad("nombre d'hommes attendu"))?;
            self.update(name, |old| {
                let old = raise(old, bits::WOMEN, women);
                raise(old, bits::MEN, men)
            });
        }
        Ok(())
    }

    fn add_surnames(&mut self, table: &str) {
        for (_, name) in data_lines(table) {
            self.update(name, |old| old | bits::SURNAME);
            for part in parts(name) {
                self.update(part, |old| old | bits::SURNAME_PART);
            }
        }
    }

    fn add_vocabulary(&mut self, table: &str) -> Result<(), BadLine> {
        for (line, row) in data_lines(table) {
            let bad = |problem| BadLine { file: "vocabulaire.tsv", line, problem };
            let mut cells = row.split('\t');
            let form = cells.next().unwrap_or_default();
            let lower = magnitude(cells.next()).ok_or_else(|| bad("nombre d'emplois attendu"))?;
            let capital = magnitude(cells.next()).ok_or_else(|| bad("nombre d'emplois attendu"))?;
            self.update(form, |old| {
                let old = raise(old, bits::ORDINARY, lower);
                raise(old, bits::CAPITALISED, capital)
            });
        }
        Ok(())
    }
}

/// The four bits at `shift`, raised to a magnitude.
fn raise(old: u32, shift: u32, magnitude: u32) -> u32 {
    let known = (old >> shift) & 0xF;
    (old & !(0xF << shift)) | known.max(magnitude) << shift
}

/// Lines that hold data: (1-based line, text).
pub fn data_lines(table: &str) -> impl Iterator<Item = (usize, &str)> {
    table
        .lines()
        .enumerate()
        .map(|(rank, line)| (rank + 1, line))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn magnitude(cell: Option<&str>) -> Option<u32> {
    cell?.parse().ok().map(|value: u32| value.min(15))
}

/// The words of a compound name that are long enough to mean something.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let compound = name.contains([' ', '-', '\'']);
    name.split([' ', '-', '\'']).filter(move |part| compound && part.len() >= 3)
}

/// A cell of the table of communes: hash of the name, then where its postal codes start and end.
pub type NameCell = [u8; 16];

/// Why a list of communes cannot be laid out.
#[derive(Debug)]
pub enum BadCommunes {
    MissingCodes { line: usize },
    BadPostcode { line: usize },
}

/// Communes by name, and the codes of all of them.
pub struct CommuneTable {
    pub cells: Vec<NameCell>,
    pub codes: Vec<u32>,
    /// Distinct names.
    pub names: usize,
}

/// One word into the hash of a name.
pub fn step(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl CommuneTable {
    /// Lays out a compiled list: `#` lines, then `folded name TAB codes separated by spaces`.
    pub fn new(list: &str, hash: impl Fn(&str) -> u64) -> Result<Self, BadCommunes> {
        let size = (data_lines(list).count() * 2).next_power_of_two().max(16);
        let mut table = Self { cells: vec![[0; 16]; size], codes: Vec::new(), names: 0 };
        for (line, row) in data_lines(list) {
            let (name, codes) = row.split_once('\t').ok_or(BadCommunes::MissingCodes { line })?;
            let start = table.codes.len() as u32;
            for code in codes.split(' ') {
                let code = code.parse().map_err(|_| BadCommunes::BadPostcode { line })?;
                table.codes.push(code);
            }
            let phrase = name.split(' ').fold(0, |phrase, word| step(phrase, hash(word)));
            table.insert(phrase, start, table.codes.len() as u32);
        }
        Ok(table)
    }

    fn insert(&mut self, phrase: u64, start: u32, end: u32) {
        let mask = self.cells.len() - 1;
        let mut at = slot(phrase) & mask;
        loop {
            let (known, _, stop) = read(&self.cells[at]);
            if stop == 0 {
                self.names += 1;
                break;
            }
            if known == phrase {
                break;
            }
            at = (at + 1) & mask;
        }
        let mut cell = [0; 16];
        cell[..8].copy_from_slice(&phrase.to_le_bytes());
        cell[8..12].copy_from_slice(&start.to_le_bytes());
        cell[12..].copy_from_slice(&end.to_le_bytes());
        self.cells[at] = cell;
    }
}

/// Where the search for a hash begins.
pub fn slot(phrase: u64) -> usize {
    (phrase >> 40) as usize
}

/// Hash of the name, where its codes start and end; no codes in a free cell.
pub fn read(cell: &NameCell) -> (u64, u32, u32) {
    let all = u128::from_le_bytes(*cell);
    (all as u64, (all >> 64) as u32, (all >> 96) as u32)
}
