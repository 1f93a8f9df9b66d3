//! Tables of an SQLite file, row by row; a row carries what the small tables that its keys lead to say of it.
//!
//! Must not judge: a name of court in a table of its own is the decision's as if it stood in the row.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::ReuseError;
use super::piece::{Piece, Sink};
use super::unit::{Field, field_of};

/// Rows of a table that others refer to, at most: beyond, it is data of its own.
const MOST_REFERRED: usize = 20_000;

/// A table that the rows of another refer to.
struct Referred {
    /// Rank of the column that holds the key.
    column: usize,
    rows: FxHashMap<String, Vec<(String, Value)>>,
}

/// Reads the schema, then the rows of every table.
pub(super) fn read(on_disk: &Path, path: &str, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    let unread = || Piece::Unread {
        path: path.to_owned(),
        reason: "base SQLite illisible : refaites la copie (sqlite3 base \".backup copie\")"
            .to_owned(),
        partly: true,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(base) = Connection::open_with_flags(on_disk, flags) else { return sink(unread()) };
    let Ok(mut listing) =
        base.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY rowid")
    else {
        return sink(unread());
    };
    let entries: Vec<(String, String, String)> = listing
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .map(|rows| rows.filter_map(Result::ok).collect())
        .unwrap_or_default();
    let schema: String = entries.iter().map(|(_, _, sql)| format!("{sql};\n")).collect();
    sink(Piece::Table {
        path: path.to_owned(),
        name: String::new(),
        columns: Vec::new(),
        schema,
        sample: Vec::new(),
    })?;
    let tables: Vec<&str> = entries
        .iter()
        .filter(|(kind, name, _)| kind == "table" && !name.starts_with("sqlite_"))
        .map(|(_, name, _)| name.as_str())
        .collect();
    for name in &tables {
        let Ok(mut all) = base.prepare(&format!("SELECT * FROM {}", quoted(name))) else {
            continue;
        };
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        sink(Piece::Table {
            path: path.to_owned(),
            name: (*name).to_owned(),
            columns: columns.clone(),
            schema: String::new(),
            sample: Vec::new(),
        })?;
        let referred = referred(&base, &tables, name, &columns);
        let Ok(mut rows) = all.query([]) else { return sink(unread()) };
        let mut line = 0;
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    line += 1;
                    let mut fields = fields(row, &columns);
                    for table in &referred {
                        let key = fields.get(table.column).and_then(|(_, value)| value.as_str());
                        if let Some(more) = key.and_then(|key| table.rows.get(key)) {
                            fields.extend(more.iter().cloned());
                        }
                    }
                    sink(Piece::Row { path: path.to_owned(), line, fields })?;
                }
                Ok(None) => break,
                Err(_) => return sink(unread()),
            }
        }
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn fields(row: &Row<'_>, columns: &[String]) -> Vec<(String, Value)> {
    let value = |rank| match row.get_ref(rank) {
        Ok(ValueRef::Text(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
        Ok(ValueRef::Integer(number)) => Value::String(number.to_string()),
        Ok(ValueRef::Real(number)) => Value::String(number.to_string()),
        _ => Value::Null,
    };
    columns.iter().enumerate().map(|(rank, column)| (column.clone(), value(rank))).collect()
}

/// The small tables that the keys of a table of decisions lead to, by foreign key or by name (`juridiction_id`).
fn referred(base: &Connection, tables: &[&str], name: &str, columns: &[String]) -> Vec<Referred> {
    let holds_text = |columns: &[String]| {
        columns.iter().any(|column| matches!(field_of(column), Some(Field::Text | Field::Passage)))
    };
    if !holds_text(columns) {
        return Vec::new();
    }
    let declared = foreign_keys(base, name);
    columns
        .iter()
        .enumerate()
        .filter_map(|(rank, column)| {
            let lower = column.to_lowercase();
            let stem = lower.strip_suffix("_id").or_else(|| lower.strip_prefix("id_"));
            let named = || {
                let stem = stem?;
                tables.iter().find(|table| {
                    let table = table.to_lowercase();
                    table == stem || table.trim_end_matches('s') == stem.trim_end_matches('s')
                })
            };
            let table = declared
                .iter()
                .find(|(from, _)| *from == lower)
                .and_then(|(_, to)| tables.iter().find(|table| table.eq_ignore_ascii_case(to)))
                .or_else(named)
                .filter(|table| **table != name)?;
            let mut all = base.prepare(&format!("SELECT * FROM {}", quoted(table))).ok()?;
            let theirs: Vec<String> = all.column_names().map(str::to_owned).collect();
            if holds_text(&theirs) {
                return None;
            }
            let key = theirs
                .iter()
                .position(|column| column.eq_ignore_ascii_case("id"))
                .or_else(|| theirs.iter().position(|other| other.eq_ignore_ascii_case(column)))?;
            let mut rows = FxHashMap::default();
            let mut found = all.query([]).ok()?;
            while let Ok(Some(row)) = found.next() {
                if rows.len() >= MOST_REFERRED {
                    return None;
                }
                let mut said = fields(row, &theirs);
                let Some(value) = said.remove(key).1.as_str().map(str::to_owned) else { continue };
                for (column, _) in &mut said {
                    *column = format!("{}_{column}", table.trim_end_matches('s'));
                }
                rows.insert(value, said);
            }
            Some(Referred { column: rank, rows })
        })
        .collect()
}

/// Columns of a table that refer to another, as declared.
fn foreign_keys(base: &Connection, name: &str) -> Vec<(String, String)> {
    let Ok(mut list) = base.prepare(&format!("PRAGMA foreign_key_list({})", quoted(name))) else {
        return Vec::new();
    };
    list.query_map([], |row| Ok((row.get::<_, String>("from")?.to_lowercase(), row.get("table")?)))
        .map(|rows| rows.filter_map(Result::ok).collect())
        .unwrap_or_default()
}
