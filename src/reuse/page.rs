//! A web page as a visitor sees it: its text, its titles, its links, its metadata.
//!
//! Must open no link, and keep nothing once the page was judged.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use super::canon;

/// A page. No `Debug`: it may hold the text of a decision.
pub struct Page {
    pub file: String,
    pub url: Option<String>,
    /// Visible text, one line a block.
    pub visible: String,
    /// Title, headings, descriptions and structured data: what stands for the page.
    pub heads: Vec<String>,
    /// Contents of `meta` and of structured data.
    pub metas: Vec<String>,
    pub links: Vec<String>,
}

static LINKS: LazyLock<Option<Selector>> =
    LazyLock::new(|| Selector::parse("a[href], link[rel=canonical]").ok());
static METAS: LazyLock<Option<Selector>> =
    LazyLock::new(|| Selector::parse("meta[content], time[datetime]").ok());
static HEADS: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse("title, h1, h2").ok());
static DATA: LazyLock<Option<Selector>> =
    LazyLock::new(|| Selector::parse("script[type='application/ld+json']").ok());

impl Page {
    pub fn read(file: &str, url: Option<String>, html: &str) -> Self {
        let tree = Html::parse_document(html);
        let select = |selector: &LazyLock<Option<Selector>>| {
            selector
                .as_ref()
                .map(|selector| tree.select(selector).collect::<Vec<_>>())
                .unwrap_or_default()
        };
        let links = select(&LINKS)
            .iter()
            .filter_map(|element| element.value().attr("href"))
            .map(str::to_owned)
            .collect();
        let mut metas: Vec<String> = select(&METAS)
            .iter()
            .filter_map(|element| {
                let value = element.value();
                let name =
                    value.attr("name").or_else(|| value.attr("property")).unwrap_or_default();
                Some(format!(
                    "{name} {}",
                    value.attr("content").or_else(|| value.attr("datetime"))?
                ))
            })
            .collect();
        metas.extend(select(&DATA).iter().map(|element| element.text().collect::<String>()));
        let heads = select(&HEADS)
            .iter()
            .map(|element| {
                element
                    .text()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let visible = super::profile::surface::visible(html);
        Self { file: file.to_owned(), url, visible, heads, metas, links }
    }

    /// Identifiers of decisions that the page names, in its links, its address or its data.
    pub fn identifiers(&self) -> Vec<String> {
        static HEX: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"\b[0-9a-fA-F]{24}\b").ok());
        let Some(hex) = HEX.as_ref() else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        let texts = self
            .url
            .iter()
            .chain(std::iter::once(&self.file))
            .chain(&self.metas)
            .chain(&self.links)
            .chain(std::iter::once(&self.visible));
        for text in texts {
            for one in hex.find_iter(text) {
                let id = one.as_str().to_lowercase();
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }

    pub fn ecli(&self) -> Option<String> {
        static ECLI: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"ECLI:FR:[A-Z0-9]+:\d{4}:[A-Z0-9.]+").ok());
        let text = self.metas.iter().chain(std::iter::once(&self.visible));
        text.filter_map(|text| ECLI.as_ref()?.find(text))
            .map(|found| found.as_str().to_owned())
            .next()
    }

    /// The canonical visible text.
    pub fn canonical(&self) -> String {
        canon::canonical(&self.visible)
    }
}

/// What of a page is not the decision: what stands before its first words and after its last.
pub fn around(page: &str, decision: &str) -> (String, bool) {
    let piece = |text: &str, from_end: bool| -> String {
        let characters: Vec<char> = text.chars().collect();
        let length = characters.len().min(60);
        if from_end {
            characters[characters.len() - length..].iter().collect()
        } else {
            characters[..length].iter().collect()
        }
    };
    let start = page.find(&piece(decision, false));
    let end = page.rfind(&piece(decision, true)).map(|at| at + piece(decision, true).len());
    match (start, end) {
        (Some(start), Some(end)) if start < end => {
            (format!("{} {}", &page[..start], &page[end..]), true)
        }
        (Some(start), None) => (page[..start].to_owned(), true),
        (None, Some(end)) => (page[end..].to_owned(), true),
        _ => (page.to_owned(), false),
    }
}
