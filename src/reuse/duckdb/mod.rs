//! Tables, views and comments of a DuckDB file, and its rows, without DuckDB.
//!
//! The library is C++ that takes longer to build than the whole of Filigrane; what an audit needs of a file is its catalogue, texts,
//! integers and dates. `store` reads blocks, `column` values; this module finds tables in the catalogue, by the form in which
//! each is written, and walks their rows. Must hold one segment of each column at a time, and say what it did not read.

mod column;
mod store;

use std::io::{Read, Seek};
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Value;

use self::column::{Cell, Column, Kind};
use self::store::{Closed, Fields, LONGEST_CHAIN, Pointer, Store};
use super::ReuseError;
use super::piece::{Piece, Sink};

/// What to do when something cannot be read.
const REMEDY: &str = "faites « EXPORT DATABASE 'dossier' (FORMAT PARQUET) » et donnez ce dossier";
/// Columns of a table, and bytes of a name, at most.
const MOST_COLUMNS: u64 = 4_096;
const LONGEST_NAME: usize = 256;
/// Bytes read of a column's description before asking for more.
const FIRST_CHAIN: usize = 4 << 10;

/// A table of the catalogue.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
    data: Option<(Pointer, u64)>,
}

/// Rows written together.
struct Group {
    rows: u64,
    columns: Vec<Pointer>,
    /// Some of its rows were deleted, in a list that is not read.
    deleted: bool,
}

/// Reads the schema, then the rows of every table.
pub(super) fn read<R: Read + Seek>(
    input: R,
    path: &str,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    let unread = |what: &str, partly: bool| Piece::Unread {
        path: path.to_owned(),
        reason: format!("DuckDB : {what} ; {REMEDY}"),
        partly,
    };
    let (mut store, catalogue) = match Store::open(input) {
        Ok(opened) => opened,
        Err(Closed::Old) => return sink(unread("format antérieur à la version 0.10", false)),
        Err(Closed::Encrypted) => return sink(unread("base chiffrée", false)),
        Err(Closed::Damaged) => return sink(unread("fichier endommagé", false)),
    };
    let Some(bytes) = catalogue.and_then(|from| store.chain(from, LONGEST_CHAIN)) else {
        return sink(unread("catalogue vide ou endommagé", false));
    };
    let tables = tables(&bytes);
    let table = |name: &str, columns: Vec<String>, schema: String| Piece::Table {
        path: path.to_owned(),
        name: name.to_owned(),
        columns,
        schema,
        sample: Vec::new(),
    };
    sink(table("", Vec::new(), comments(&bytes)))?;
    for (name, columns) in views(&bytes) {
        sink(table(&name, columns, String::new()))?;
    }
    let mut lost: Vec<&str> = Vec::new();
    for one in &tables {
        let names = one.columns.iter().map(|(name, _)| name.clone()).collect();
        sink(table(&one.name, names, String::new()))?;
        lost.extend(rows(&mut store, one, path, sink)?);
    }
    if tables.is_empty() {
        lost.push("aucune table trouvée dans le catalogue");
    }
    lost.sort_unstable();
    lost.dedup();
    match lost.is_empty() {
        true => Ok(()),
        false => sink(unread(&lost.join(", "), true)),
    }
}

/// Walks the rows of a table; gives what was not read of it.
fn rows<R: Read + Seek>(
    store: &mut Store<R>,
    table: &Table,
    path: &str,
    sink: &mut Sink<'_>,
) -> Result<Vec<&'static str>, ReuseError> {
    const LOST: &str = "lignes non lues";
    const COLUMNS: &str = "colonnes de texte non lues (listes, structures ou compression récente)";
    let Some((from, total)) = table.data else { return Ok(vec![LOST]) };
    if total == 0 {
        return Ok(Vec::new());
    }
    let Some(bytes) = store.chain(from, LONGEST_CHAIN) else { return Ok(vec![LOST]) };
    let groups = groups(&bytes, table.columns.len(), total);
    let mut lost = Vec::new();
    let found: u64 = groups.iter().map(|group| group.rows).sum();
    if found != total {
        lost.push(LOST);
    }
    let mut line = 0;
    for group in groups {
        if group.deleted {
            lost.push("lignes d'un lot où certaines sont supprimées");
            line += group.rows;
            continue;
        }
        let mut columns: Vec<Option<Column>> = table
            .columns
            .iter()
            .zip(&group.columns)
            .map(|((_, kind), &from)| column(store, kind, from))
            .collect();
        for _ in 0..group.rows {
            line += 1;
            let mut fields = Vec::with_capacity(columns.len());
            for ((name, kind), slot) in table.columns.iter().zip(&mut columns) {
                let Some(column) = slot else { continue };
                match column.next(store) {
                    Some(cell) => fields.push((name.clone(), value(cell, kind))),
                    None => *slot = None,
                }
            }
            if !fields.is_empty() {
                sink(Piece::Row { path: path.to_owned(), line, fields })?;
            }
        }
        let unread = table
            .columns
            .iter()
            .zip(&columns)
            .any(|((_, kind), column)| column.is_none() && *kind != Kind::Decimal);
        if unread {
            lost.push(COLUMNS);
        }
    }
    Ok(lost)
}

/// Opens a column; its description is read further as long as it is cut short.
fn column<R: Read + Seek>(store: &mut Store<R>, kind: &Kind, from: Pointer) -> Option<Column> {
    if matches!(kind, Kind::Decimal | Kind::Other) {
        return None;
    }
    let mut most = FIRST_CHAIN;
    while most <= LONGEST_CHAIN {
        let bytes = store.chain(from, most)?;
        if let Some(column) = Column::parse(kind.clone(), &bytes) {
            return Some(column);
        }
        if bytes.len() < most {
            return None;
        }
        most *= 16;
    }
    None
}

fn value(cell: Cell, kind: &Kind) -> Value {
    match (cell, kind) {
        (Cell::Null, _) => Value::Null,
        (Cell::Text(bytes), _) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        (Cell::Number(number), Kind::Boolean) => Value::Bool(number != 0),
        (Cell::Number(number), Kind::Date) => {
            day(number).map_or(Value::Null, |day| Value::String(day.to_string()))
        }
        (Cell::Number(ticks), Kind::Moment(per_second)) => {
            Timestamp::from_second(ticks.div_euclid(*per_second))
                .map_or(Value::Null, |moment| Value::String(moment.to_string()))
        }
        (Cell::Number(rank), Kind::Choice(values)) => usize::try_from(rank)
            .ok()
            .and_then(|rank| values.get(rank))
            .map_or(Value::Null, |value| Value::String(value.clone())),
        (Cell::Number(number), _) => Value::from(number),
    }
}

/// The day that is so many days after the first of January 1970.
fn day(number: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(number).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

/// Every place where a tag stands.
fn places(bytes: &[u8], tag: u16) -> impl Iterator<Item = usize> + '_ {
    let tag = tag.to_le_bytes();
    memchr::memmem::find_iter(bytes, &tag).collect::<Vec<_>>().into_iter()
}

fn name<'b>(fields: &mut Fields<'b>) -> Option<&'b str> {
    let name = fields.text()?;
    let plain = !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_control);
    plain.then_some(name)
}

/// Columns of a table, by name.
type Columns = Vec<(String, Kind)>;

/// The tables of the catalogue. Constraints and default values have forms of their own and are stepped over: what is looked for is the
/// form of a name followed by a list of columns.
fn tables(bytes: &[u8]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut after = 0;
    for at in places(bytes, 200) {
        if at < after {
            continue;
        }
        let Some((name, columns, end)) = declared(bytes, at) else { continue };
        after = end;
        tables.push(Table { name, columns, data: data(bytes, end) });
    }
    tables
}

/// A table declared at `at`, without its rows, and where its columns end.
fn declared(bytes: &[u8], at: usize) -> Option<(String, Columns, usize)> {
    let mut fields = Fields::new(bytes, at);
    fields.expect(200)?;
    let table = name(&mut fields)?.to_owned();
    fields.expect(201)?;
    fields.expect(100)?;
    let count = fields.number().filter(|count| (1..=MOST_COLUMNS).contains(count))?;
    let mut columns = Vec::new();
    for _ in 0..count {
        columns.push(next_column(&mut fields)?);
    }
    Some((table, columns, fields.at))
}

/// The next name followed by a type.
fn next_column(fields: &mut Fields<'_>) -> Option<(String, Kind)> {
    loop {
        let mut tried = fields.clone();
        let read = (|| {
            tried.expect(100)?;
            let column = name(&mut tried)?.to_owned();
            tried.expect(101)?;
            tried.expect(100)?;
            let id = tried.byte()?;
            Some((column, kind(id, &mut tried)))
        })();
        match read {
            Some(column) => {
                fields.at = tried.at;
                return Some(column);
            }
            None => fields.at += 1,
        }
        if fields.at >= fields.bytes.len() {
            return None;
        }
    }
}

/// A kind, with the values of a choice when they follow.
fn kind(id: u8, fields: &mut Fields<'_>) -> Kind {
    const CHOICE: u8 = 104;
    if id != CHOICE {
        return Kind::of(id);
    }
    let mut tried = fields.clone();
    let values = (|| {
        tried.expect(101)?;
        (tried.byte()? == 1).then_some(())?;
        tried.expect(100)?;
        tried.number()?;
        if tried.has(101) {
            tried.text()?;
        }
        tried.expect(200)?;
        let count = tried.number()?;
        tried.expect(201)?;
        (tried.number()? == count).then_some(())?;
        (0..count).map(|_| tried.text().map(str::to_owned)).collect::<Option<Rc<[String]>>>()
    })();
    match values {
        Some(values) => {
            fields.at = tried.at;
            Kind::Choice(values)
        }
        None => Kind::Other,
    }
}

/// Where the rows of the table that ends here stand, and how many they are.
fn data(bytes: &[u8], end: usize) -> Option<(Pointer, u64)> {
    let next = places(&bytes[end..], 200)
        .map(|at| end + at)
        .find(|&at| declared(bytes, at).is_some())
        .unwrap_or(bytes.len());
    places(&bytes[end..next], 101).find_map(|at| {
        let mut fields = Fields::new(bytes, end + at);
        fields.expect(101)?;
        let pointer = fields.pointer()?;
        fields.expect(102)?;
        Some((pointer, fields.number()?))
    })
}

/// The groups of rows of a table, in order: each begins with the rank of its first row, which is where the one before ended.
fn groups(bytes: &[u8], columns: usize, total: u64) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut rows = 0;
    let mut after = 0;
    for at in places(bytes, 100) {
        if rows >= total {
            break;
        }
        if at < after {
            continue;
        }
        let Some((group, end)) = group(bytes, at, columns, rows) else { continue };
        rows += group.rows;
        after = end;
        groups.push(group);
    }
    groups
}

fn group(bytes: &[u8], at: usize, columns: usize, first: u64) -> Option<(Group, usize)> {
    let mut fields = Fields::new(bytes, at);
    fields.expect(100)?;
    (fields.number()? == first).then_some(())?;
    fields.expect(101)?;
    let rows = fields.number().filter(|rows| *rows > 0)?;
    fields.expect(102)?;
    (fields.number()? == columns as u64).then_some(())?;
    let pointers: Option<Vec<Pointer>> = (0..columns).map(|_| fields.pointer()).collect();
    let columns = pointers?;
    let deleted = fields.has(103) && fields.number()? > 0;
    Some((Group { rows, columns, deleted }, fields.at))
}

/// The views of the catalogue: their name, and the names that their columns take.
fn views(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
    let read = |at: usize| {
        let mut fields = Fields::new(bytes, at);
        fields.expect(200)?;
        let view = name(&mut fields)?.to_owned();
        let mut columns: Vec<String> = Vec::new();
        if fields.has(201) {
            let count = fields.number().filter(|count| *count <= MOST_COLUMNS)?;
            for _ in 0..count {
                columns.push(name(&mut fields)?.to_owned());
            }
        }
        (fields.has(202) && !columns.is_empty()).then_some((view, columns))
    };
    places(bytes, 200).filter_map(read).collect()
}

/// Comments on tables and columns, as the statements that put them.
fn comments(bytes: &[u8]) -> String {
    let read = |at: usize| {
        let mut fields = Fields::new(bytes, at);
        // A value: its type, a text; whether it is null; its text.
        fields.expect(100)?;
        (matches!(fields.byte()?, 24 | 25)).then_some(())?;
        fields.end()?;
        fields.expect(101)?;
        (fields.byte()? == 0).then_some(())?;
        fields.expect(102)?;
        let text = fields.text()?.to_owned();
        fields.end()?;
        Some(format!("COMMENT IS '{}';\n", text.replace('\'', "’")))
    };
    places(bytes, 100).filter_map(read).collect()
}
