//! What of a reuser's file is looked at for profiling: headers, requests, titles, prose; never values nor decisions.
//!
//! A file becomes a list of surfaces. Rows of data give their keys only; the text of a decision is cut out wherever
//! it stands. Must not judge.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Node};
use serde_json::Value;

use super::super::content::TextFormat;

/// What kind of text a surface is, which says what rules are tried on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names of columns, keys or fields of one table or object, separated by semicolons.
    Header,
    /// Source of a schema, a request, a program, a page.
    Source,
    /// What a person reads: paragraphs, comments, descriptions.
    Prose,
    /// A title or a heading.
    Heading,
    /// The label of a figure shown on a page: « Taux de rejet », « Décisions analysées ».
    Label,
    /// What says of what field the rest speaks, and is never itself marked: first rows of a table.
    Aside,
}

/// A piece of a file. No `Debug`: it may hold a name.
#[derive(Clone)]
pub struct Surface {
    pub kind: Kind,
    pub text: String,
    /// Line of the file where it starts, 1-based; 0 when the file has no lines.
    pub line: u64,
}

impl Surface {
    pub fn new(kind: Kind, text: impl Into<String>, line: u64) -> Self {
        Self { kind, text: text.into(), line }
    }

    /// The columns of a table.
    pub fn header<S: AsRef<str>>(names: &[S], line: u64) -> Self {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        Self::new(Kind::Header, names.join(";"), line)
    }
}

/// What parts the names of a header from the line they were read on.
pub const ASIDE: &str = " ~~ ";

/// Rows of a table that say of what field it speaks.
const ROWS_READ: usize = 5;
/// Strings longer than this inside JSON are texts, looked at as prose unless they are decisions.
const LONG_STRING: usize = 400;
/// Longest caption of a column, in bytes.
const CAPTION: usize = 80;
/// Objects of an array whose keys are read.
const OBJECTS_READ: usize = 40;
/// Largest text looked at, in bytes; beyond, it is data.
const LONGEST: usize = 4 << 20;

/// The surfaces of a text file.
pub fn of(format: TextFormat, text: &str) -> Vec<Surface> {
    let text = cut(text, LONGEST);
    match format {
        TextFormat::Html => html(text),
        TextFormat::Xml => xml(text),
        TextFormat::Json | TextFormat::JsonLines => json(text),
        TextFormat::Csv(delimiter) => csv(text, delimiter),
        TextFormat::Sql => sql(text),
        TextFormat::GraphQl => graphql(text),
        TextFormat::Code => code(text),
        TextFormat::Prose if looks_like_code(text) => code(text),
        TextFormat::Prose => prose(text),
    }
}

/// A description of tables or a program under an unknown extension: its lines open, close and assign.
fn looks_like_code(text: &str) -> bool {
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).take(400).collect();
    let coded = lines
        .iter()
        .filter(|line| {
            line.ends_with(['{', '}', ';', '(', ')', ']'])
                || line.contains(":=")
                || line.trim_start().starts_with("//")
                || line.contains(" => ")
        })
        .count();
    lines.len() > 2 && coded * 2 >= lines.len()
}

fn cut(text: &str, longest: usize) -> &str {
    if text.len() <= longest {
        return text;
    }
    let end = (0..=longest).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// Marks of the text of a French decision; two different ones make a decision.
static DECISION: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?i)\bpar ces motifs\b",
        r"(?i)au nom du peuple fran[cç]ais",
        r"(?i)r[ée]publique fran[cç]aise",
        r"(?m)^\s*(?:COUR D['’]APPEL|TRIBUNAL|COUR DE CASSATION|CONSEIL DE PRUD)",
        r"(?i)\bn°\s*(?:rg|portalis|minute)\b|\brg\s*n°|\bpourvoi n°",
        r"(?i)\b(?:arr[êe]t|jugement|ordonnance) du \d{1,2}(?:er)? \p{L}+ \d{4}",
        r"(?i)\bcomposition (?:de la cour|du tribunal|lors)",
        r"(?i)\bmoyens? (?:du pourvoi|annex[ée])|\bexpos[ée] du litige\b|\bfaits et proc[ée]dure\b",
        r"(?i)\bvu l['’]article \d",
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// Where the text of a decision stands: from its first mark to the end of its last paragraph.
pub fn decision_range(text: &str) -> Option<std::ops::Range<usize>> {
    let mut start = usize::MAX;
    let mut end = 0;
    let mut marks = 0;
    for pattern in DECISION.iter() {
        let mut found = false;
        for one in pattern.find_iter(text) {
            found = true;
            start = start.min(one.start());
            end = end.max(one.end());
        }
        marks += usize::from(found);
    }
    if marks < 3 {
        return None;
    }
    // The last mark opens the operative part: what follows up to a blank line belongs to it.
    let rest = &text[end..];
    let tail = rest.find("\n\n").map_or(rest.len(), |at| at);
    Some(start..end + tail)
}

/// Whether a text holds a decision that names its bench.
pub fn shows_bench(text: &str) -> bool {
    static BENCH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)pr[ée]sident|conseill|greffi|magistrat|\bjuge\b|rapporteur").ok()
    });
    decision_range(text)
        .is_some_and(|range| BENCH.as_ref().is_some_and(|bench| bench.is_match(&text[range])))
}

fn without_decision(text: &str) -> String {
    match decision_range(text) {
        None => text.to_owned(),
        Some(range) => {
            let lines = text[range.clone()].matches('\n').count();
            format!("{}{}{}", &text[..range.start], "\n".repeat(lines), &text[range.end..])
        }
    }
}

/// Number of the line on which a byte stands.
pub fn line_of(text: &str, at: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() as u64
}

/// Paragraphs, and the headings of the tables that Markdown draws.
fn prose(text: &str) -> Vec<Surface> {
    let mut surfaces = vec![Surface::new(Kind::Prose, without_decision(text), 1)];
    let lines: Vec<&str> = text.lines().collect();
    for (rank, pair) in lines.windows(2).enumerate() {
        let ruled = pair[1].contains("--")
            && pair[1].chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'));
        if ruled && pair[0].contains('|') {
            let names: Vec<&str> =
                pair[0].split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
            surfaces.push(Surface::header(&names, rank as u64 + 1));
        }
    }
    surfaces
}

/// Markup, and the names that its attributes give to fields.
fn xml(text: &str) -> Vec<Surface> {
    static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\b(?:name|field|column)\s*=\s*[\x22']([A-Za-z_][\w.]{1,48})[\x22']").ok()
    });
    let mut surfaces = vec![Surface::new(Kind::Source, without_decision(text), 1)];
    if let Some(field) = FIELD.as_ref() {
        let names: Vec<&str> = field
            .captures_iter(text)
            .filter_map(|found| Some(found.get(1)?.as_str()))
            .take(400)
            .collect();
        if names.len() > 1 {
            surfaces.push(Surface::header(&names, 1));
        }
    }
    static CAPTION_OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\b(?:caption|label|title|libelle|header|displayName|legend)\s*=\s*(?:\x22([^\x22]{2,80})\x22|'([^']{2,80})')").ok()
    });
    if let Some(caption) = CAPTION_OF.as_ref() {
        let texts: Vec<String> = caption
            .captures_iter(text)
            .filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str().replace(';', ",")))
            .take(400)
            .collect();
        if texts.len() > 1 {
            surfaces.push(Surface::header(&texts, 1));
        }
    }
    // `<ligne greffiere="…" delai_moyen="9"/>`: attributes are the columns of a table.
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"<[A-Za-z][\w.:-]*((?:\s+[\w.:-]+\s*=\s*(?:\x22[^\x22]*\x22|'[^']*'))+)").ok()
    });
    static ATTRIBUTE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"([A-Za-z_][\w.-]{1,48})\s*=\s*[\x22']").ok());
    if let (Some(tag), Some(attribute)) = (TAG.as_ref(), ATTRIBUTE.as_ref()) {
        let mut seen: Vec<Vec<&str>> = Vec::new();
        for found in tag.captures_iter(text).take(2_000) {
            let list = found.get(1).map_or("", |list| list.as_str());
            let names: Vec<&str> = attribute
                .captures_iter(list)
                .filter_map(|found| Some(found.get(1)?.as_str()))
                .collect();
            if names.len() > 1 && !seen.contains(&names) && seen.len() < OBJECTS_READ {
                seen.push(names);
            }
        }
        surfaces.extend(seen.iter().map(|names| Surface::header(names, 1)));
    }
    surfaces
}

fn csv(text: &str, delimiter: u8) -> Vec<Surface> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().filter_map(Result::ok);
    let names: Vec<String> = rows
        .next()
        .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect())
        .unwrap_or_default();
    let sample: Vec<String> =
        rows.take(ROWS_READ).map(|row| row.iter().collect::<Vec<_>>().join(" ; ")).collect();
    vec![Surface::header(&names, 1), aside(&sample)]
}

/// The first rows of a table, their long values cut: context only.
pub fn aside(rows: &[String]) -> Surface {
    let text =
        rows.iter().take(ROWS_READ).map(|row| cut(row, 2_000)).collect::<Vec<_>>().join("\n");
    Surface::new(Kind::Aside, without_decision(&text), 0)
}

fn json(text: &str) -> Vec<Surface> {
    let mut surfaces = Vec::new();
    let values: Vec<Value> = match serde_json::from_str::<Value>(text) {
        Ok(value) => vec![value],
        Err(_) => text
            .lines()
            .take(OBJECTS_READ)
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect(),
    };
    if values.is_empty() {
        // Cut or damaged: what can be read of it is looked at as a source.
        return vec![Surface::new(Kind::Source, without_decision(text), 1)];
    }
    let mut source = Value::Array(values);
    let mut prose = Vec::new();
    if let Value::Array(items) = &mut source {
        for item in items.iter_mut() {
            if let Some(notebook) = notebook(item) {
                return notebook;
            }
            elide(item, &mut prose);
            headers(item, &mut surfaces);
        }
        for item in items.iter() {
            let pretty = serde_json::to_string_pretty(item).unwrap_or_default();
            // Objects on one line each: patterns read within lines, and within objects.
            surfaces.push(Surface::new(Kind::Source, compact(&pretty), 1));
        }
    }
    surfaces.extend(prose.into_iter().map(|text| Surface::new(Kind::Prose, text, 1)));
    surfaces
}

/// One line an innermost object, so that a pattern does not run from one object into the next.
fn compact(pretty: &str) -> String {
    let mut out = String::with_capacity(pretty.len());
    for line in pretty.lines() {
        out.push_str(line.trim_start());
        out.push(if line.trim_end().ends_with("},") { '\n' } else { ' ' });
    }
    out
}

fn notebook(value: &Value) -> Option<Vec<Surface>> {
    let cells = value.get("cells")?.as_array()?;
    value.get("nbformat")?;
    let mut surfaces = Vec::new();
    for cell in cells {
        let source = match cell.get("source") {
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect::<String>(),
            Some(Value::String(text)) => text.clone(),
            _ => continue,
        };
        if cell.get("cell_type").and_then(Value::as_str) == Some("code") {
            surfaces.extend(code(&source));
        } else {
            surfaces.push(Surface::new(Kind::Prose, without_decision(&source), 1));
        }
    }
    Some(surfaces)
}

/// Takes long strings out of a value: texts of decisions are dropped, others are prose.
fn elide(value: &mut Value, prose: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() > LONG_STRING => {
            let kept = without_decision(text);
            if decision_range(text).is_none() && kept.len() < 20_000 {
                prose.push(kept);
            }
            *text = "…".to_owned();
        }
        Value::String(text) if decision_range(text).is_some() => *text = "…".to_owned(),
        Value::Array(items) => {
            items.truncate(OBJECTS_READ);
            items.iter_mut().for_each(|item| elide(item, prose));
        }
        Value::Object(map) => map.values_mut().for_each(|item| elide(item, prose)),
        _ => {}
    }
}

/// The keys of every object, nested ones joined by an underscore.
fn headers(value: &Value, surfaces: &mut Vec<Surface>) {
    match value {
        Value::Array(items) => {
            // Columns described one an object: `[{"name": …, "type": …}, …]`.
            let described: Vec<&str> = items
                .iter()
                .filter_map(|item| {
                    let map = item.as_object()?;
                    ["name", "field", "column", "key"]
                        .iter()
                        .find_map(|key| map.get(*key)?.as_str())
                })
                .filter(|name| name.len() <= 48 && !name.contains(' '))
                .collect();
            if described.len() > 1 {
                surfaces.push(Surface::header(&described, 1));
            }
            captions(items, surfaces);
            items.iter().for_each(|item| headers(item, surfaces));
        }
        Value::Object(map) => {
            // What a chart or a request is made of: `{"x": "nom_juge", "y": "taux_rejet"}`.
            const AXES: [&str; 22] = [
                "x",
                "y",
                "field",
                "column",
                "dimension",
                "measure",
                "group",
                "groupby",
                "group_by",
                "metric",
                "value",
                "values",
                "series",
                "by",
                "facet",
                "category",
                "rows",
                "columns",
                "dimensions",
                "measures",
                "metrics",
                "color",
            ];
            let mut axes: Vec<&str> = Vec::new();
            for (_, item) in
                map.iter().filter(|(key, _)| AXES.contains(&key.to_lowercase().as_str()))
            {
                axes.extend(item.as_str());
                axes.extend(item.as_array().into_iter().flatten().filter_map(Value::as_str));
            }
            axes.retain(|name| name.len() <= 48 && !name.contains(' '));
            if axes.len() > 1 {
                surfaces.push(Surface::header(&axes, 1));
            }
            // Messages of an interface are no columns: their keys have dots.
            let messages =
                map.len() > 2 && map.keys().filter(|key| key.contains('.')).count() * 2 > map.len();
            if messages {
                surfaces.extend(
                    map.values()
                        .filter_map(Value::as_str)
                        .map(|text| Surface::new(Kind::Prose, text, 1)),
                );
                return;
            }
            for (key, item) in map {
                // The columns of a sheet, given as a list.
                let list =
                    ["colonnes", "columns", "headers", "entetes", "en_tetes", "fields", "champs"]
                        .contains(&key.to_lowercase().as_str());
                if let (true, Some(items)) = (list, item.as_array()) {
                    let cells: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                    if cells.len() > 1 {
                        surfaces.push(Surface::header(&cells, 1));
                    }
                }
            }
            let mut names = Vec::new();
            // The identity is in the value of a key: `"fonction": "juge"`.
            names.extend(office_of(map).map(str::to_owned));
            for (key, item) in map {
                match item {
                    Value::Object(inner) if is_scalar_object(inner) => {
                        names.extend(inner.keys().map(|sub| format!("{key}_{sub}")));
                    }
                    _ => names.push(key.clone()),
                }
                headers(item, surfaces);
            }
            let surface = Surface::header(&names, 1);
            if !surfaces.iter().any(|seen| seen.kind == Kind::Header && seen.text == surface.text) {
                surfaces.push(surface);
            }
        }
        _ => {}
    }
}

/// What a sheet or a board shows over its columns and figures: `[{"title": "Magistrat"}, {"title": "Taux de rejet"}]`.
fn captions(items: &[Value], surfaces: &mut Vec<Surface>) {
    const CAPTIONS: [&str; 12] = [
        "title",
        "label",
        "caption",
        "header",
        "header_name",
        "headername",
        "display_name",
        "displayname",
        "libelle",
        "intitule",
        "titre",
        "description",
    ];
    let of_one = |item: &Value| {
        let map = item.as_object()?;
        let (_, text) = map.iter().find(|(key, value)| {
            CAPTIONS.contains(&key.to_lowercase().as_str()) && value.is_string()
        })?;
        text.as_str().filter(|text| text.len() <= CAPTION).map(|text| text.replace(';', ","))
    };
    let texts: Vec<String> = items.iter().filter_map(of_one).collect();
    if texts.len() > 1 {
        surfaces.push(Surface::header(&texts, 1));
    }
}

/// The office that an object, or one just inside it, gives a person of the bench, with figures beside.
fn office_of(map: &serde_json::Map<String, Value>) -> Option<&'static str> {
    let figures = |value: &Value| match value {
        Value::Number(_) => true,
        Value::String(text) => text.len() < 16 && text.bytes().any(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let measured = map.values().any(|value| {
        let inner = value
            .as_object()
            .map_or(0, |inner| inner.values().filter(|value| figures(value)).count());
        figures(value) || inner > 1
    });
    if !measured {
        return None;
    }
    let inside = || map.values().filter_map(Value::as_object).find_map(office_named);
    office_named(map).or_else(inside)
}

fn office_named(map: &serde_json::Map<String, Value>) -> Option<&'static str> {
    const OFFICE_KEYS: [&str; 12] = [
        "fonction",
        "role",
        "qualite",
        "profession",
        "grade",
        "titre",
        "metier",
        "occupation",
        "job",
        "job_title",
        "jobtitle",
        "office",
    ];
    const OFFICES: [(&str, &str); 9] = [
        ("juge", "juge"),
        ("magistrat", "magistrat"),
        ("greffi", "greffier"),
        ("vice-president", "juge"),
        ("president", "president"),
        ("conseiller", "conseiller"),
        ("judge", "judge"),
        ("clerk", "clerk"),
        ("rapporteur", "rapporteur"),
    ];
    map.iter().find_map(|(key, value)| {
        let key = super::super::fold::fold(key);
        let text = super::super::fold::fold(
            value.as_str().filter(|_| OFFICE_KEYS.contains(&key.as_str()))?,
        );
        OFFICES.iter().find(|(start, _)| text.starts_with(start)).map(|(_, office)| *office)
    })
}

fn is_scalar_object(map: &serde_json::Map<String, Value>) -> bool {
    !map.is_empty() && map.values().all(|value| !value.is_object() && !value.is_array())
}

static CREATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?is)\bcreate\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unlogged\s+|external\s+|virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?([^\s(]+)\s*\(").ok()
});
static ADDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?is)\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?([\x22`\w]+)\s+[a-z]|\bcreate\s+(?:unique\s+|fulltext\s+)?index\b[^;(]*\(([^)]*)\)|\binsert\s+into\s+[^\s(]+\s*\(([^)]*)\)|\bcopy\s+[^\s(]+\s*\(([^)]*)\)").ok()
});
static SELECTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)\bselect\s+(?:distinct\s+)?(.{1,1500}?)\bfrom\b").ok());
static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcomment\s+(?:on\s+column\s+\S+\s+)?(?:is\s+|=\s*)?'([^'\n]{2,80})'").ok()
});
static FILTERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)\b(?:where|and|or)\s+(?:lower\()?([\w.\x22`]+)\)?\s*(?:=|ilike|like|in\s*\(|~)",
    )
    .ok()
});

fn sql(text: &str) -> Vec<Surface> {
    let schema = without_rows(text);
    let mut surfaces = vec![Surface::new(Kind::Source, without_decision(&schema), 1)];
    let bare = without_sql_comments(&schema);
    if let Some(create) = CREATE.as_ref() {
        for found in create.captures_iter(&bare) {
            let Some(whole) = found.get(0) else { continue };
            let body = balanced(&bare[whole.end()..]);
            let table = found.get(1).map_or("", |name| name.as_str());
            let mut names: Vec<String> =
                split_top(body).iter().filter_map(|part| first_word(part)).collect();
            // A table of people is an identity, whatever its columns are called.
            names.insert(0, format!("table {}", table.trim_matches(['"', '`', '[', ']'])));
            surfaces.push(Surface::header(&names, line_of(&bare, whole.start())));
        }
    }
    if let Some(added) = ADDED.as_ref() {
        for found in added.captures_iter(&bare) {
            let at = found.get(0).map_or(0, |whole| whole.start());
            let inside =
                (1..5).filter_map(|rank| found.get(rank)).next().map_or("", |list| list.as_str());
            let names: Vec<String> = inside.split(',').filter_map(first_word).collect();
            surfaces.push(Surface::header(&names, line_of(&bare, at)));
        }
    }
    if let Some(comment) = COMMENT.as_ref() {
        let texts: Vec<String> = comment
            .captures_iter(&schema)
            .filter_map(|found| Some(found.get(1)?.as_str().replace(';', ",")))
            .collect();
        if texts.len() > 1 {
            surfaces.push(Surface::header(&texts, 1));
        }
    }
    for statement in bare.split(';') {
        let mut names: Vec<String> = Vec::new();
        if let Some(selected) = SELECTED.as_ref() {
            for found in selected.captures_iter(statement) {
                let list = found.get(1).map_or("", |list| list.as_str());
                names.extend(split_top(list).iter().filter_map(|part| last_word(part)));
            }
        }
        if let Some(filtered) = FILTERED.as_ref() {
            names.extend(
                filtered
                    .captures_iter(statement)
                    .filter_map(|found| last_word(found.get(1)?.as_str())),
            );
        }
        if !names.is_empty() {
            surfaces.push(Surface::header(&names, 0));
        }
    }
    surfaces
}

/// A dump without its rows: `VALUES (…)` and the lines of `COPY … FROM stdin`.
fn without_rows(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(1 << 20));
    let mut copying = false;
    for line in text.lines() {
        let lower = line.trim_start().get(..12).unwrap_or(line.trim_start()).to_ascii_lowercase();
        if copying {
            copying = line.trim_end() != "\\.";
        } else if lower.starts_with("copy ") && line.to_ascii_lowercase().contains("from stdin") {
            out.push_str(line);
            copying = true;
        } else if lower.starts_with("insert into") {
            let head = line.to_ascii_lowercase().find(" values").unwrap_or(line.len());
            out.push_str(cut(line, head));
            out.push(';');
        } else if !lower.starts_with('(') {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn without_sql_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.find("--").map_or(line, |at| &line[..at]))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text up to the parenthesis that closes what was opened just before it.
fn balanced(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// Parts of a list, commas inside parentheses left alone.
fn split_top(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

fn first_word(part: &str) -> Option<String> {
    const NOT_COLUMNS: [&str; 8] =
        ["primary", "foreign", "unique", "constraint", "key", "check", "index", "exclude"];
    let word = part.split_whitespace().next()?.trim_matches(['"', '`', '[', ']', '(', ')', ',']);
    let plain = !word.is_empty() && !NOT_COLUMNS.contains(&word.to_ascii_lowercase().as_str());
    plain.then(|| word.to_owned())
}

/// The name under which a selected expression appears: its alias, else its column.
fn last_word(part: &str) -> Option<String> {
    let word = part
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | ')'))
        .rfind(|word| !word.is_empty())?;
    Some(word.trim_matches(['"', '`', '[', ']']).to_owned())
}

static FIELDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)\b(?:type|input|interface)\s+(\w+)[^{]*\{([^}]*)\}").ok());

fn graphql(text: &str) -> Vec<Surface> {
    let mut surfaces = vec![Surface::new(Kind::Source, text, 1)];
    if let Some(fields) = FIELDS.as_ref() {
        for found in fields.captures_iter(text) {
            let Some(name) = found.get(1) else { continue };
            if matches!(name.as_str(), "Query" | "Mutation" | "Subscription") {
                continue;
            }
            let body = found.get(2).map_or("", |body| body.as_str());
            let names: Vec<String> = body
                .split(['\n', ','])
                .flat_map(|line| {
                    line.split(" ").filter(|word| word.ends_with(':') || word.contains('('))
                })
                .map(|word| word.split(['(', ':']).next().unwrap_or_default().to_owned())
                .filter(|word| !word.is_empty())
                .collect();
            surfaces.push(Surface::header(&names, line_of(text, name.start())));
        }
    }
    surfaces
}

static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"['"`]([A-Za-z_][A-Za-z0-9_.]{2,40})['"`]"#).ok());

/// Arguments by name, `Schema(ecli=ID, juge=KEYWORD)`, and properties, `{ nom: string; taux: number }`.
static ARGUMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[(,]\s*([A-Za-z_]\w{2,40})\s*=\s*[^=\s]").ok());
static PROPERTY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[{,(;]\s*([A-Za-z_]\w{2,40})\s*\??:\s").ok());

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*-?\s*(?:name|field|column|dimension|measure|metric|key|sql)s?\s*:\s*[\x22']?([A-Za-z_][\w.]{1,48})[\x22']?\s*(?:\{.*)?$").ok()
});

fn code(text: &str) -> Vec<Surface> {
    let text = without_decision(text);
    let mut surfaces = Vec::new();
    if let Some(named) = NAMED.as_ref() {
        // Descriptions of tables in YAML and its kin: one name a line.
        let names: Vec<&str> =
            named.captures_iter(&text).filter_map(|found| Some(found.get(1)?.as_str())).collect();
        if names.len() > 1 {
            surfaces.push(Surface::header(&names, 1));
        }
    }
    if let Some(quoted) = QUOTED.as_ref() {
        let lines: Vec<&str> = text.lines().take(20_000).collect();
        for (rank, &line) in lines.iter().enumerate() {
            let names: Vec<&str> = quoted
                .captures_iter(line)
                .filter_map(|found| Some(found.get(1)?.as_str()))
                .collect();
            let mut names = names;
            for pattern in [ARGUMENT.as_ref(), PROPERTY.as_ref()].into_iter().flatten() {
                let found: Vec<&str> = pattern
                    .captures_iter(line)
                    .filter_map(|found| Some(found.get(1)?.as_str()))
                    .collect();
                if found.len() > 1 {
                    names.extend(found);
                }
            }
            if names.len() > 1 {
                // The line itself, so that what refuses (« drop », « interdits ») is seen with the names.
                surfaces.push(Surface::new(
                    Kind::Header,
                    format!("{}{ASIDE}{}", names.join(";"), with_neighbours(&lines, rank)),
                    rank as u64 + 1,
                ));
            }
        }
    }
    surfaces.push(Surface::new(Kind::Source, text, 1));
    surfaces
}

/// A line of a program with the comment over it and, when it opens a block, what the block begins with.
fn with_neighbours(lines: &[&str], rank: usize) -> String {
    let line = lines[rank];
    let comment = rank
        .checked_sub(1)
        .and_then(|over| lines.get(over))
        .filter(|over| over.trim_start().starts_with(['#', '/', '-', '%']));
    let opens = line.trim_end().ends_with([':', '{']);
    let opened = |more: usize| opens.then(|| lines.get(rank + more)).flatten().copied();
    let parts = [comment.copied(), Some(line), opened(1), opened(2)];
    parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn html(text: &str) -> Vec<Surface> {
    // A component's own template is what it shows; elsewhere a template waits for a script.
    let component = text.trim_start().starts_with("<template");
    let shown = component.then(|| text.replacen("<template", "<section", 1));
    let text = shown.as_deref().unwrap_or(text);
    let page = Html::parse_document(text);
    let mut reading = Reading::default();
    walk(page.tree.root(), &mut reading, false);
    reading.flush();
    let mut surfaces = Vec::new();
    // Tags alone: what stands between them is read as prose, once the decision is cut out.
    surfaces.push(Surface::new(Kind::Source, tags_of(text), 1));
    let visible = reading.lines.join("\n");
    surfaces.push(Surface::new(Kind::Prose, without_decision(&visible), 0));
    surfaces.extend(reading.summaries.into_iter().map(|text| Surface::new(Kind::Prose, text, 0)));
    for script in reading.scripts {
        let trimmed = script.trim();
        match serde_json::from_str::<Value>(trimmed) {
            Ok(_) => surfaces.extend(json(trimmed)),
            Err(_) => {
                surfaces.push(Surface::new(Kind::Source, cut(trimmed, 200_000).to_owned(), 0))
            }
        }
    }
    if !reading.headers.is_empty() {
        surfaces.push(Surface::header(&reading.headers, 0));
    }
    surfaces.extend(reading.headings.into_iter().map(|text| Surface::new(Kind::Heading, text, 0)));
    surfaces.extend(reading.labels.into_iter().map(|text| Surface::new(Kind::Label, text, 0)));
    surfaces
}

#[derive(Default)]
struct Reading {
    lines: Vec<String>,
    current: String,
    scripts: Vec<String>,
    /// What a page says of itself to search engines and social networks.
    summaries: Vec<String>,
    headings: Vec<String>,
    headers: Vec<String>,
    labels: Vec<String>,
}

impl Reading {
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.current);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            self.lines.push(line);
        }
    }
}

fn walk(node: ego_tree::NodeRef<'_, Node>, reading: &mut Reading, hidden: bool) {
    match node.value() {
        Node::Text(text) if !hidden => {
            reading.current.push_str(text);
        }
        Node::Element(element) => {
            let name = element.name();
            if matches!(name, "script" | "style" | "template") {
                if name == "script" {
                    let content: String = node
                        .children()
                        .filter_map(|child| child.value().as_text().map(|text| text.to_string()))
                        .collect();
                    reading.scripts.push(content);
                }
                return;
            }
            if name == "meta"
                && element
                    .attr("name")
                    .or(element.attr("property"))
                    .is_some_and(|kind| kind.contains("description") || kind.contains("title"))
            {
                reading.summaries.extend(element.attr("content").map(str::to_owned));
            }
            let block = !matches!(
                name,
                "a" | "b"
                    | "i"
                    | "em"
                    | "strong"
                    | "span"
                    | "mark"
                    | "u"
                    | "sup"
                    | "sub"
                    | "small"
                    | "abbr"
                    | "code"
                    | "font"
                    | "time"
                    | "cite"
                    | "q"
            );
            if block {
                reading.flush();
            }
            let before = reading.lines.len();
            node.children().for_each(|child| walk(child, reading, hidden));
            if block {
                reading.flush();
            }
            let own = reading.lines.get(before..).map(|lines| lines.join(" ")).unwrap_or_default();
            match name {
                "title" | "h1" | "h2" | "h3" | "caption" => reading.headings.push(own),
                "th" => reading.headers.push(own),
                "dt" | "li" | "td" | "label" | "dd" if own.len() < 120 => reading.labels.push(own),
                _ => {}
            }
        }
        _ => node.children().for_each(|child| walk(child, reading, hidden)),
    }
}

/// The tags of a page with their attributes, and the text of titles, labels and links, short by nature.
fn tags_of(text: &str) -> String {
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)<(title|h[1-4]|label|legend|caption|button|option|a)\b[^>]*>[^<]{0,200}</|<[a-z][^>]*>").ok()
    });
    let Some(tag) = TAG.as_ref() else { return String::new() };
    tag.find_iter(text)
        .map(|found| found.as_str().replace('\n', " "))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The visible text of a page, one line a block.
pub fn visible(text: &str) -> String {
    let page = Html::parse_document(text);
    let mut reading = Reading::default();
    walk(page.tree.root(), &mut reading, false);
    reading.flush();
    reading.lines.join("\n")
}
