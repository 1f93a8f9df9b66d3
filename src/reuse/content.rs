//! Recognises what a file is from its content; its name only settles what content leaves open.

use std::sync::LazyLock;

use regex::Regex;

use crate::corpus::container::Container;

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text(TextFormat),
    Parquet,
    Arrow,
    Sqlite,
    DuckDb,
    Warc,
    Gzip,
    Zstd,
    Zip,
    Tar,
    Pdf,
    /// Images and other bytes that hold nothing to read.
    Binary,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    Json,
    JsonLines,
    Html,
    Xml,
    Sql,
    Csv(u8),
    GraphQl,
    Code,
    Prose,
}

/// Recognises bytes from their beginning; `whole` says that `head` is all there is.
pub fn recognise(name: &str, head: &[u8]) -> Format {
    match Container::of(head) {
        Some(Container::Gzip) => return Format::Gzip,
        Some(Container::Zstd) => return Format::Zstd,
        Some(Container::Zip) => return Format::Zip,
        Some(Container::Tar) => return Format::Tar,
        Some(Container::Parquet) => return Format::Parquet,
        Some(Container::ArrowFile) => return Format::Arrow,
        None => {}
    }
    const MAGIC: [(&[u8], Format); 3] =
        [(b"SQLite format 3\0", Format::Sqlite), (b"%PDF-", Format::Pdf), (b"WARC/", Format::Warc)];
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *format;
    }
    if head.get(8..12) == Some(b"DUCK") {
        return Format::DuckDb;
    }
    if memchr::memchr(0, head).is_some() {
        return Format::Binary;
    }
    match std::str::from_utf8(head) {
        Ok(text) => Format::Text(text_format(name, text)),
        // A head may stop within a character; Latin-1 texts are read with replacement signs.
        Err(error) if error.valid_up_to() + 4 > head.len() || is_mostly_text(head) => {
            Format::Text(text_format(name, &String::from_utf8_lossy(head)))
        }
        Err(_) => Format::Binary,
    }
}

fn is_mostly_text(head: &[u8]) -> bool {
    let plain =
        head.iter().filter(|&&byte| byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t')).count();
    plain * 100 >= head.len() * 97
}

static SQL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?im)^\s*(?:create\s+(?:or\s+replace\s+)?(?:temp\w*\s+|unlogged\s+|unique\s+|materialized\s+|virtual\s+)?(?:table|view|index|schema|database|type)\b|insert\s+into\s|select\s[^=]*\n?|with\s+\w+\s+as\s*\(|alter\s+table\b|drop\s+(?:table|view|index)\b|copy\s+\S+.*from\s+stdin|pragma\s|begin\s*;|set\s+names)").ok()
});
static GRAPHQL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:extend\s+)?(?:type|interface|input|enum|schema|scalar|union)\s*\w*[^{\n=;:()]*\{|^\s*(?:query|mutation)\s+\w+\s*[({]").ok()
});
static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bfrom\b|;").ok());

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

fn text_format(name: &str, text: &str) -> TextFormat {
    let extension =
        name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let body = text.trim_start_matches('\u{feff}').trim_start();
    match body.bytes().next() {
        None => return TextFormat::Prose,
        Some(b'{' | b'[') => {
            if let Some(format) = json_format(body) {
                return format;
            }
        }
        Some(b'<') => {
            let lower = body.get(..body.len().min(600)).unwrap_or("").to_ascii_lowercase();
            if ["<?xml", "<urlset", "<rss", "<feed", "<sitemapindex", "<!--"]
                .iter()
                .any(|tag| lower.starts_with(tag))
                && !lower.contains("<html")
                || extension == "xml" && !lower.contains("<html")
            {
                return if lower.contains("<!doctype html") {
                    TextFormat::Html
                } else {
                    TextFormat::Xml
                };
            }
            return TextFormat::Html;
        }
        _ => {}
    }
    if matches!(extension.as_str(), "html" | "htm" | "xhtml" | "vue" | "svelte") {
        return TextFormat::Html;
    }
    if matches!(extension.as_str(), "csv" | "tsv")
        && let Some(delimiter) = delimiter(body, 1)
    {
        return TextFormat::Csv(delimiter);
    }
    let source = matches!(
        extension.as_str(),
        "py" | "r"
            | "js"
            | "ts"
            | "tsx"
            | "jsx"
            | "mjs"
            | "java"
            | "rs"
            | "go"
            | "php"
            | "rb"
            | "scala"
            | "jl"
            | "kt"
            | "cs"
            | "c"
            | "cpp"
            | "sh"
            | "ps1"
            | "cypher"
            | "cql"
            | "dax"
            | "ipynb"
            | "yaml"
            | "yml"
            | "toml"
            | "tf"
            | "env"
            | "ini"
            | "prisma"
            | "proto"
            | "swift"
            | "dart"
            | "ex"
            | "lua"
            | "pl"
            | "do"
            | "sas"
            | "sps"
            | "lkml"
            | "pq"
            | "m"
            | "rq"
            | "rmd"
            | "hcl"
            | "avdl"
            | "thrift"
            | "vba"
            | "bas"
    );
    if source {
        return TextFormat::Code;
    }
    if extension == "sql" || (matches(&SQL, body) && matches(&FROM, body)) {
        return TextFormat::Sql;
    }
    if matches!(extension.as_str(), "graphql" | "gql") || matches(&GRAPHQL, body) {
        return TextFormat::GraphQl;
    }
    if !matches!(extension.as_str(), "md" | "txt" | "rst")
        && let Some(delimiter) = delimiter(body, 2)
    {
        return TextFormat::Csv(delimiter);
    }
    TextFormat::Prose
}

fn json_format(body: &str) -> Option<TextFormat> {
    let first = body.lines().next().unwrap_or_default().trim_end();
    let first_is_object =
        first.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    if first_is_object && body.len() > first.len() + 1 {
        return Some(TextFormat::JsonLines);
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok() {
        return Some(TextFormat::Json);
    }
    // A head cut in its middle, or a damaged file: an opening quote or brace right after says enough.
    let next = body.get(1..).unwrap_or_default().trim_start().bytes().next();
    matches!(next, Some(b'"' | b'{' | b'[' | b'}' | b']')).then_some(TextFormat::Json)
}

/// The delimiter that cuts the first lines into as many fields, if there is one.
fn delimiter(text: &str, least_lines: usize) -> Option<u8> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(6).collect();
    if lines.len() < least_lines {
        return None;
    }
    [b'\t', b';', b',', b'|'].into_iter().find(|&delimiter| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let counts: Vec<usize> =
            reader.records().take(lines.len()).map_while(Result::ok).map(|row| row.len()).collect();
        let first = counts.first().copied().unwrap_or(0);
        let header_is_short = lines[0].len() < 40 * first.max(1);
        first > 1 && header_is_short && counts.iter().all(|&count| count == first)
    })
}
