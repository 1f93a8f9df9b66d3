//! Rows of an SQL dump: `INSERT … VALUES (…)` and the lines of `COPY … FROM stdin`.
//!
//! A reader of literals, not a parser of SQL: dumps of PostgreSQL, MySQL and SQLite differ in everything but the way they
//! write rows, and a parser would build a tree of each of a million texts.

use std::collections::BTreeMap;

/// A row: column, value.
pub type Row = Vec<(String, String)>;

/// Every row of a dump, in order.
pub fn rows(text: &str) -> impl Iterator<Item = Row> + '_ {
    Rows { text, at: 0, tables: tables(text), pending: Vec::new().into_iter() }
}

struct Rows<'t> {
    text: &'t str,
    at: usize,
    /// Columns of the tables that the dump creates.
    tables: BTreeMap<String, Vec<String>>,
    pending: std::vec::IntoIter<Row>,
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.pending.next() {
                return Some(row);
            }
            let (insert, start) = self.statement()?;
            let read = if insert { self.insert(start) } else { self.copy(start) };
            self.at = read.1.max(start + 1);
            self.pending = read.0.into_iter();
        }
    }
}

impl Rows<'_> {
    /// The next statement that holds rows, and where it starts; the flag says `INSERT`.
    fn statement(&self) -> Option<(bool, usize)> {
        let mut at = self.at;
        loop {
            let line_end = memchr::memchr(b'\n', &self.text.as_bytes()[at..])
                .map_or(self.text.len(), |end| at + end);
            let line = &self.text[at..line_end];
            let lower = line.trim_start().as_bytes();
            let starts = |word: &[u8]| {
                lower.len() >= word.len() && lower[..word.len()].eq_ignore_ascii_case(word)
            };
            if starts(b"insert into") || starts(b"insert or") || starts(b"replace into") {
                return Some((true, at));
            }
            if starts(b"copy ") && line.to_ascii_lowercase().contains("from stdin") {
                return Some((false, at));
            }
            if line_end >= self.text.len() {
                return None;
            }
            at = line_end + 1;
        }
    }

    fn insert(&self, start: usize) -> (Vec<Row>, usize) {
        let bytes = self.text.as_bytes();
        let lower_end = (start + 4_000).min(self.text.len());
        let head_end =
            (start..=lower_end).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(start);
        let head = self.text[start..head_end].to_ascii_lowercase();
        let Some(values) = head.find("values") else { return (Vec::new(), start + 1) };
        let declared = &self.text[start..start + values];
        let columns = match declared.split_once('(') {
            Some((_, list)) => names(list),
            None => {
                let table = declared.split_whitespace().last().unwrap_or_default();
                self.tables.get(&bare(table)).cloned().unwrap_or_default()
            }
        };
        let mut rows = Vec::new();
        let mut at = start + values + "values".len();
        loop {
            while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
                at += 1;
            }
            if bytes.get(at) != Some(&b'(') {
                return (rows, at);
            }
            let (cells, end) = tuple(self.text, at + 1);
            rows.push(zip(&columns, cells));
            at = end;
            // Rows wait in memory: a statement of a million rows is given in parts.
            if rows.len() >= 10_000 {
                return (rows, at);
            }
        }
    }

    fn copy(&self, start: usize) -> (Vec<Row>, usize) {
        let rest = &self.text[start..];
        let Some(first) = rest.find('\n') else { return (Vec::new(), self.text.len()) };
        let columns = rest[..first]
            .split_once('(')
            .map(|(_, list)| names(list.split(')').next().unwrap_or_default()))
            .unwrap_or_default();
        let mut rows = Vec::new();
        let mut at = start + first + 1;
        for line in rest[first + 1..].split_inclusive('\n') {
            at += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if line == "\\." {
                break;
            }
            let cells = line
                .split('\t')
                .map(|cell| if cell == "\\N" { String::new() } else { unescaped(cell) })
                .collect();
            rows.push(zip(&columns, cells));
        }
        (rows, at)
    }
}

fn zip(columns: &[String], cells: Vec<String>) -> Row {
    cells
        .into_iter()
        .enumerate()
        .map(|(rank, cell)| {
            (columns.get(rank).cloned().unwrap_or_else(|| format!("colonne_{}", rank + 1)), cell)
        })
        .collect()
}

/// The cells of a tuple and where it ends, its parenthesis included.
fn tuple(text: &str, start: usize) -> (Vec<String>, usize) {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = start;
    let mut bare_from = start;
    let mut quoted: Option<String> = None;
    let mut depth = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' => {
                let (value, end) = literal(text, at + 1);
                quoted = Some(quoted.unwrap_or_default() + &value);
                at = end;
                continue;
            }
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b',' | b')' if depth == 0 => {
                let bare = text[bare_from..at].trim();
                cells.push(match quoted.take() {
                    Some(value) => value,
                    None if bare.eq_ignore_ascii_case("null") => String::new(),
                    None => bare.to_owned(),
                });
                if bytes[at] == b')' {
                    return (cells, at + 1);
                }
                bare_from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    (cells, at)
}

/// A string literal from just after its quote, and where it ends.
fn literal(text: &str, start: usize) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut value = String::new();
    let mut at = start;
    loop {
        let Some(next) = memchr::memchr2(b'\'', b'\\', &bytes[at..]) else {
            value.push_str(&text[at..]);
            return (value, text.len());
        };
        value.push_str(&text[at..at + next]);
        at += next;
        if bytes[at] == b'\'' {
            if bytes.get(at + 1) == Some(&b'\'') {
                value.push('\'');
                at += 2;
                continue;
            }
            return (value, at + 1);
        }
        // MySQL escapes everywhere, PostgreSQL after E: \' and \n are escapes in both.
        match bytes.get(at + 1) {
            Some(b'\'') => value.push('\''),
            Some(b'n') => value.push('\n'),
            Some(b'r') => {}
            Some(b't') => value.push('\t'),
            Some(b'\\') => value.push('\\'),
            Some(b'"') => value.push('"'),
            _ => {
                value.push('\\');
                at += 1;
                continue;
            }
        }
        at += 2;
    }
}

fn unescaped(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => {}
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (other, false) => out.push(other),
        }
    }
    out
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(bare).filter(|name| !name.is_empty()).collect()
}

fn bare(name: &str) -> String {
    let name = name.trim().rsplit('.').next().unwrap_or_default();
    name.trim_matches(['"', '`', '[', ']', '(', ')', ' ', '\n', '\r']).to_owned()
}

/// Columns of the tables that a dump creates, by name.
fn tables(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    let mut current: Option<(String, Vec<String>)> = None;
    for line in text.lines().take(20_000) {
        let trimmed = line.trim();
        let lower = trimmed.get(..60.min(trimmed.len())).unwrap_or("").to_ascii_lowercase();
        if lower.starts_with("create table") || lower.starts_with("create temp table") {
            let name = trimmed
                .split('(')
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .last()
                .unwrap_or_default();
            let mut columns = Vec::new();
            if let Some((_, inline)) = trimmed.split_once('(') {
                columns.extend(inline.split(',').filter_map(column));
            }
            match trimmed.ends_with(';') {
                true => {
                    tables.insert(bare(name), columns);
                }
                false => current = Some((bare(name), columns)),
            }
        } else if let Some((name, mut columns)) = current.take() {
            if trimmed.starts_with(')') {
                tables.insert(name, columns);
            } else {
                columns.extend(trimmed.split(',').filter_map(column));
                current = Some((name, columns));
            }
        }
    }
    tables
}

fn column(part: &str) -> Option<String> {
    const NOT_COLUMNS: [&str; 8] =
        ["primary", "foreign", "unique", "constraint", "key", "check", "index", "references"];
    let mut words = part.split_whitespace();
    let first = words.next()?;
    words.next()?;
    let name = bare(first);
    (!name.is_empty() && !NOT_COLUMNS.contains(&name.to_ascii_lowercase().as_str())).then_some(name)
}
