//! Columns as small integers: each distinct value gets a code, stored in one, two or four bytes.
//!
//! Knows values and codes, nothing of files or metrics. Codes are given in order of first
//! appearance, so that the same table always has the same codes.

use rustc_hash::FxHashMap;

/// Codes of a column, in the narrowest width that holds them.
#[derive(Clone)]
pub enum Codes {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Word(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Byte(Vec::new())
    }
}

impl Codes {
    /// Room for `rows` codes of one byte.
    pub fn with_capacity(rows: usize) -> Self {
        Self::Byte(Vec::with_capacity(rows))
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Byte(codes) => codes.len(),
            Self::Short(codes) => codes.len(),
            Self::Word(codes) => codes.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Byte(codes) => u32::from(codes[row]),
            Self::Short(codes) => u32::from(codes[row]),
            Self::Word(codes) => codes[row],
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Makes the column wide enough for codes up to `highest`.
    pub fn widen_for(&mut self, highest: u32) {
        match self {
            Self::Byte(codes) if highest > u32::from(u8::MAX) => {
                let mut wide = Vec::with_capacity(codes.capacity());
                wide.extend(codes.iter().map(|&code| u16::from(code)));
                *self = Self::Short(wide);
                self.widen_for(highest);
            }
            Self::Short(codes) if highest > u32::from(u16::MAX) => {
                let mut wide = Vec::with_capacity(codes.capacity());
                wide.extend(codes.iter().map(|&code| u32::from(code)));
                *self = Self::Word(wide);
            }
            _ => {}
        }
    }

    pub fn push(&mut self, code: u32) {
        self.widen_for(code);
        // The width has just been made sufficient.
        match self {
            Self::Byte(codes) => codes.push(code as u8),
            Self::Short(codes) => codes.push(code as u16),
            Self::Word(codes) => codes.push(code),
        }
    }

    /// Adds codes none of which is above `highest`.
    pub fn extend(&mut self, highest: u32, new: impl Iterator<Item = u32>) {
        self.widen_for(highest);
        match self {
            Self::Byte(codes) => codes.extend(new.map(|code| code as u8)),
            Self::Short(codes) => codes.extend(new.map(|code| code as u16)),
            Self::Word(codes) => codes.extend(new),
        }
    }

    /// ORs the codes of rows `from..from + out.len()`, shifted, into packed keys.
    pub fn or_shifted(&self, from: usize, shift: u32, out: &mut [u64]) {
        // A column of one value needs no bit, even after the last.
        fn one<T: Copy + Into<u64>>(codes: &[T], shift: u32, out: &mut [u64]) {
            let shift = shift.min(u64::BITS - 1);
            for (key, &code) in out.iter_mut().zip(codes) {
                *key |= code.into() << shift;
            }
        }
        match self {
            Self::Byte(codes) => one(&codes[from..], shift, out),
            Self::Short(codes) => one(&codes[from..], shift, out),
            Self::Word(codes) => one(&codes[from..], shift, out),
        }
    }

    /// How many rows have each code below `cardinality`.
    pub fn counts(&self, cardinality: u32) -> Vec<u32> {
        fn one<T: Copy + Into<u32>>(codes: &[T], counts: &mut [u32]) {
            for &code in codes {
                counts[code.into() as usize] += 1;
            }
        }
        let mut counts = vec![0; cardinality as usize];
        match self {
            Self::Byte(codes) => one(codes, &mut counts),
            Self::Short(codes) => one(codes, &mut counts),
            Self::Word(codes) => one(codes, &mut counts),
        }
        counts
    }

    /// The same rows under other codes.
    #[must_use]
    pub fn mapped(&self, map: &[u32]) -> Self {
        let mut out = Self::with_capacity(self.len());
        let highest = map.iter().copied().max().unwrap_or(0);
        out.extend(highest, self.iter().map(|code| map[code as usize]));
        out
    }

    /// The rows for which `keep` says yes.
    #[must_use]
    pub fn kept(&self, keep: &[bool]) -> Self {
        fn one<T: Copy>(codes: &[T], keep: &[bool]) -> Vec<T> {
            codes.iter().zip(keep).filter(|(_, keep)| **keep).map(|(code, _)| *code).collect()
        }
        match self {
            Self::Byte(codes) => Self::Byte(one(codes, keep)),
            Self::Short(codes) => Self::Short(one(codes, keep)),
            Self::Word(codes) => Self::Word(one(codes, keep)),
        }
    }
}

impl From<Vec<u32>> for Codes {
    fn from(codes: Vec<u32>) -> Self {
        let mut out = Self::with_capacity(codes.len());
        out.extend(codes.iter().copied().max().unwrap_or(0), codes.into_iter());
        out
    }
}

/// A coded column, without its values: all that the metrics need.
#[derive(Clone, Copy)]
pub struct Coded<'c> {
    pub codes: &'c Codes,
    /// One more than the highest code.
    pub cardinality: u32,
}

impl Coded<'_> {
    /// Bits that hold any code of the column.
    pub fn bits(&self) -> u32 {
        u32::BITS - self.cardinality.saturating_sub(1).leading_zeros()
    }
}

/// A column of a table: codes, and what each stands for. Values are those of the user's
/// table: no `Debug`, no serialisation.
#[derive(Clone, Default)]
pub struct Column {
    pub name: String,
    pub codes: Codes,
    /// Value of each code; empty for the null.
    pub labels: Vec<Box<str>>,
    /// Code of the null, if the column has any.
    pub null: Option<u32>,
}

/// A coded column whose values are forgotten.
#[derive(Clone, Default)]
pub struct Blind {
    pub codes: Codes,
    /// One more than the highest code.
    pub cardinality: u32,
    /// Code of what a row does not say, if there is one.
    pub null: Option<u32>,
}

impl Blind {
    pub fn coded(&self) -> Coded<'_> {
        Coded { codes: &self.codes, cardinality: self.cardinality }
    }

    /// The code of a row; `None` when it says nothing.
    pub fn known(&self, row: usize) -> Option<u32> {
        Some(self.codes.get(row)).filter(|code| Some(*code) != self.null)
    }
}

impl Column {
    /// The column without what its codes stand for.
    pub fn forget(self) -> Blind {
        Blind { cardinality: self.cardinality(), codes: self.codes, null: self.null }
    }

    pub fn coded(&self) -> Coded<'_> {
        Coded { codes: &self.codes, cardinality: self.cardinality() }
    }

    pub fn cardinality(&self) -> u32 {
        self.labels.len() as u32
    }

    /// Codes a list of values, for tests and for tables made in memory.
    pub fn from_values<'v>(name: &str, values: impl IntoIterator<Item = Option<&'v str>>) -> Self {
        let mut coder = Coder::default();
        let mut codes = Codes::default();
        for value in values {
            codes.push(coder.code(value));
        }
        coder.finish(name, codes)
    }

    /// The number that each code stands for (`NaN` for the null); `None` when one is no number.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        // Booleans have an order of their own, not one among numbers.
        let booleans = self.labels.iter().filter(|label| boolean(label).is_some()).count();
        if booleans > 0 && booleans + usize::from(self.null.is_some()) < self.labels.len() {
            return None;
        }
        let numbers: Option<Vec<f64>> = self
            .labels
            .iter()
            .enumerate()
            .map(
                |(code, label)| {
                    if Some(code as u32) == self.null { Some(f64::NAN) } else { number(label) }
                },
            )
            .collect();
        // A column without a single value has no order.
        numbers.filter(|numbers| numbers.iter().any(|number| !number.is_nan()))
    }

    /// First row (from 1) whose value is no number, null included.
    pub fn first_non_number(&self) -> Option<usize> {
        let bad: Vec<bool> = self
            .labels
            .iter()
            .enumerate()
            .map(|(code, label)| Some(code as u32) == self.null || number(label).is_none())
            .collect();
        self.codes.iter().position(|code| bad[code as usize]).map(|row| row + 1)
    }

    /// The rows for which `keep` says yes, and the values that they have.
    fn kept(&self, keep: &[bool]) -> Self {
        let codes = self.codes.kept(keep);
        let counts = codes.counts(self.cardinality());
        let mut map = vec![0; counts.len()];
        let mut labels = Vec::new();
        for (code, _) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            map[code] = labels.len() as u32;
            labels.push(self.labels[code].clone());
        }
        let null =
            self.null.filter(|null| counts[*null as usize] > 0).map(|null| map[null as usize]);
        Self { name: self.name.clone(), codes: codes.mapped(&map), labels, null }
    }

    /// Two columns end to end, under the codes of the self.
    #[must_use]
    pub fn joined(&self, second: &Self) -> Self {
        let mut labels = self.labels.clone();
        let mut null = self.null;
        let mut known: FxHashMap<&str, u32> = (0..)
            .zip(&self.labels)
            .filter(|(code, _)| Some(*code) != self.null)
            .map(|(code, label)| (&**label, code))
            .collect();
        let map: Vec<u32> = (0..)
            .zip(&second.labels)
            .map(|(code, label)| {
                let next = labels.len() as u32;
                if Some(code) == second.null {
                    return *null.get_or_insert_with(|| {
                        labels.push("".into());
                        next
                    });
                }
                *known.entry(label).or_insert_with(|| {
                    labels.push(label.clone());
                    next
                })
            })
            .collect();
        let mut codes = self.codes.clone();
        let highest = map.iter().copied().max().unwrap_or(0);
        codes.extend(highest, second.codes.iter().map(|code| map[code as usize]));
        Self { name: self.name.clone(), codes, labels, null }
    }

    /// Gives equal codes to equal numbers (`1`, `1.0`), if the column holds nothing else and no
    /// value has a leading zero (`01` is a label, not a number) or more digits than a number keeps.
    #[must_use]
    pub fn with_numbers_merged(self) -> Self {
        let labels =
            || self.labels.iter().enumerate().filter(|(code, _)| Some(*code as u32) != self.null);
        if labels().any(|(_, label)| leads_with_zero(label) || digits(label) > 15) {
            return self;
        }
        let Some(numbers) = self.numbers() else { return self };
        let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
        let mut kept: Vec<Box<str>> = Vec::new();
        let mut null = None;
        let map: Vec<u32> = numbers
            .iter()
            .zip(&self.labels)
            .map(|(number, label)| {
                // Zero has two bit patterns.
                let bits = if *number == 0.0 { 0 } else { number.to_bits() };
                *seen.entry(bits).or_insert_with(|| {
                    kept.push(label.clone());
                    let code = kept.len() as u32 - 1;
                    if number.is_nan() {
                        null = Some(code);
                    }
                    code
                })
            })
            .collect();
        if kept.len() == self.labels.len() {
            return self;
        }
        Self { codes: self.codes.mapped(&map), labels: kept, null, name: self.name }
    }
}

/// A finite number, with a point or a decimal comma; `true` and `false` are 1 and 0.
pub fn number(label: &str) -> Option<f64> {
    let label = label.trim();
    if let Some(boolean) = boolean(label) {
        return Some(f64::from(u8::from(boolean)));
    }
    let first = label.trim_start_matches(['+', '-']).bytes().next()?;
    if !(first.is_ascii_digit() || first == b'.' || first == b',') {
        return None;
    }
    let parsed = match label.parse::<f64>() {
        Ok(number) => number,
        Err(_) => label.replacen(',', ".", 1).parse().ok()?,
    };
    parsed.is_finite().then_some(parsed)
}

fn digits(label: &str) -> usize {
    label.bytes().take_while(|byte| !matches!(byte, b'e' | b'E')).filter(u8::is_ascii_digit).count()
}

fn boolean(label: &str) -> Option<bool> {
    match label.trim() {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn leads_with_zero(label: &str) -> bool {
    let digits = label.trim().trim_start_matches(['+', '-']);
    let mut bytes = digits.bytes();
    bytes.next() == Some(b'0') && bytes.next().is_some_and(|next| next.is_ascii_digit())
}

/// Gives codes to values, in order of first appearance.
#[derive(Default)]
pub struct Coder {
    known: FxHashMap<Box<str>, u32>,
    labels: Vec<Box<str>>,
    null: Option<u32>,
}

impl Coder {
    pub fn code(&mut self, value: Option<&str>) -> u32 {
        let next = self.labels.len() as u32;
        let Some(value) = value else {
            return *self.null.get_or_insert_with(|| {
                self.labels.push("".into());
                next
            });
        };
        if let Some(code) = self.known.get(value) {
            return *code;
        }
        self.known.insert(value.into(), next);
        self.labels.push(value.into());
        next
    }

    /// The highest code given.
    pub fn highest(&self) -> u32 {
        (self.labels.len() as u32).saturating_sub(1)
    }

    pub fn finish(self, name: &str, codes: Codes) -> Column {
        Column { name: name.to_owned(), codes, labels: self.labels, null: self.null }
    }
}

/// A table: columns of the same length.
#[derive(Clone, Default)]
pub struct Table {
    pub rows: usize,
    pub columns: Vec<Column>,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The table without the rows for which `keep` says no; values that no row has any more are forgotten.
    #[must_use]
    pub fn kept(&self, keep: &[bool]) -> Self {
        let columns = self.columns.iter().map(|column| column.kept(keep)).collect();
        Self { rows: keep.iter().filter(|keep| **keep).count(), columns }
    }
}
