//! Evidence in names: what columns, keys, variables, captions and paths say, word by word.
//!
//! Rules hold set phrases; a stranger names things his own way (`pres_id`, `rej_share`, « Taux de relaxe »). Here each name is
//! cut into words and the classes of its words say what it can be: who is meant, what is measured, how it is grouped. A
//! table, or a block of a program, in which a name of each kind stands is evidence. Must keep no value.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::super::ReuseError;
use super::lexicon::{Classes, Lexicon};
use super::surface;

/// How surely a name designates a member of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    /// A word that has other uses: the rest of the file must speak of justice.
    Weak,
    Strong,
}

/// What names show together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    pub identity: Identity,
    pub rule: &'static str,
}

/// A name: where it stands, and its words.
struct Name<'t> {
    at: Range<usize>,
    words: Vec<&'t str>,
    whole: String,
}

impl<'t> Name<'t> {
    fn new(text: &'t str, at: Range<usize>) -> Self {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let whole = words.join("_");
        Self { at, words, whole }
    }
}

/// Bytes on each side of a name within which a measure goes with it.
const REACH: usize = 320;
/// The same for a word that groups or indexes.
const NEAR: usize = 120;
/// Pieces of evidence kept of a text: more would say the same.
const MOST_FOUND: usize = 200;
/// A caption of more words is a sentence.
const MOST_WORDS: usize = 8;

const OFFICES: Classes = Classes::OFFICE.or(Classes::INITIALS).or(Classes::WEAK);

/// Letters without which no name designates a member of the bench: a block that has none is not read.
const BEGINNINGS: [&str; 25] = [
    "jug",
    "jge",
    "magi",
    "mag",
    "judg",
    "gref",
    "clerk",
    "pres",
    "prez",
    "pdt",
    "bench",
    "sitting",
    "conseill",
    "rapporteu",
    "assesseu",
    "jaf",
    "jex",
    "jld",
    "jcp",
    "jme",
    "jap",
    "parquet",
    "procureur",
    "substitut",
    "depart",
];

pub(super) struct Names {
    lexicon: Lexicon,
    beginnings: AhoCorasick,
}

impl Names {
    pub(super) fn new() -> Result<Self, ReuseError> {
        let beginnings =
            AhoCorasick::new(BEGINNINGS).map_err(|error| ReuseError::Pattern(error.to_string()))?;
        Ok(Self { lexicon: Lexicon::embedded()?, beginnings })
    }

    /// What the columns of a table show; `text` is folded, its columns parted by semicolons.
    pub(super) fn header(&self, text: &str) -> Option<(Evidence, Range<usize>)> {
        let end = text.find(surface::ASIDE).unwrap_or(text.len());
        let mut names: Vec<Name<'_>> = Vec::new();
        let mut start = 0;
        for column in text[..end].split(';') {
            names.push(Name::new(column, start..start + column.len()));
            start += column.len() + 1;
        }
        let initials =
            names.iter().filter(|name| self.all(name).meets(Classes::INITIALS)).count() > 1;
        let elsewhere = names.iter().any(|name| self.has(name, Classes::ELSEWHERE));
        let found = |evidence| Some((evidence, 0..end));
        // « Taux d'infirmation par magistrat » says it all in one caption.
        if let Some((identity, measured)) =
            names.iter().filter_map(|name| self.compound(name)).max_by_key(|(one, _)| *one)
        {
            let rule = if measured { "PROFB-05" } else { "PROFB-27" };
            return found(Evidence { identity, rule });
        }
        if is_headcount(&names) {
            return None;
        }
        let (rank, identity) = names
            .iter()
            .enumerate()
            .filter_map(|(rank, name)| Some((rank, self.identity(name)?)))
            .max_by_key(|(_, identity)| *identity)?;
        if (initials && self.all(&names[rank]).meets(Classes::INITIALS))
            || (identity == Identity::Weak && elsewhere)
        {
            return None;
        }
        let measured = names
            .iter()
            .enumerate()
            .any(|(other, name)| other != rank && self.measures(name, text));
        measured.then(|| found(Evidence { identity, rule: "PROFB-03" })).flatten()
    }

    /// Whether a table measures something: its first rows may then say of whom.
    pub(super) fn is_measured(&self, text: &str) -> bool {
        let end = text.find(surface::ASIDE).unwrap_or(text.len());
        let mut start = 0;
        text[..end].split(';').any(|column| {
            let name = Name::new(column, start..start + column.len());
            start += column.len() + 1;
            self.measures(&name, text)
        })
    }

    /// What the blocks of a program, a schema or a request show; `text` is folded. `prose`: names stand among sentences.
    pub(super) fn source(&self, text: &str, prose: bool) -> Vec<(Evidence, Range<usize>)> {
        let mut found = Vec::new();
        for block in blocks(text) {
            self.block(text, block, prose, &mut found);
        }
        found
    }

    fn block(
        &self,
        text: &str,
        block: Range<usize>,
        prose: bool,
        found: &mut Vec<(Evidence, Range<usize>)>,
    ) {
        if !self.beginnings.is_match(&text[block.clone()]) {
            return;
        }
        if found.len() >= MOST_FOUND {
            return;
        }
        let names = names(text, block);
        let holders = names
            .iter()
            .enumerate()
            .filter(|(_, name)| {
                is_name(text, &name.at, prose)
                    && !is_message(text, &name.at)
                    && !is_pattern(text, &name.at)
            })
            .filter_map(|(rank, name)| Some((rank, self.identity(name)?)));
        // `rejets_par_juge`, `rechercher_par_magistrat`
        for name in names.iter().filter(|name| name.words.len() > 2) {
            if let Some((identity, measured)) = self.compound(name)
                && !is_pattern(text, &name.at)
            {
                let rule = if measured { "PROFB-05" } else { "PROFB-27" };
                found.push((Evidence { identity, rule }, name.at.clone()));
            }
        }
        for (rank, identity) in holders {
            if found.len() >= MOST_FOUND {
                return;
            }
            let name = &names[rank];
            // The names on each side, nearest first: a block may be a whole minified file.
            let within = |reach: usize| {
                let before = names[..rank]
                    .iter()
                    .rev()
                    .take_while(move |near| near.at.start + reach >= name.at.start);
                let after = names[rank + 1..]
                    .iter()
                    .take_while(move |near| near.at.end <= name.at.end + reach);
                before.chain(after)
            };
            if identity == Identity::Weak
                && within(REACH).any(|near| self.has(near, Classes::ELSEWHERE))
            {
                continue;
            }
            let grouped = within(NEAR).any(|near| self.has(near, Classes::GROUPING));
            let measured = within(REACH).any(|near| self.code_measures(near, text));
            let rule = match (measured, grouped) {
                (true, _) => "PROFB-07",
                (false, true) if !prose => "PROFB-17",
                _ => continue,
            };
            found.push((Evidence { identity, rule }, name.at.clone()));
        }
    }

    /// Whether a name designates a member of the bench, and nothing else.
    fn identity(&self, name: &Name<'_>) -> Option<Identity> {
        if name.words.is_empty() || name.words.len() > MOST_WORDS {
            return None;
        }
        let classes: Vec<Classes> =
            name.words.iter().map(|word| self.lexicon.classes(word)).collect();
        let office = classes.iter().any(|one| one.meets(Classes::OFFICE));
        let initials = classes.iter().any(|one| one.meets(Classes::INITIALS));
        let weak = classes.iter().any(|one| one.meets(Classes::WEAK));
        if !(office || initials || weak) {
            return None;
        }
        // Each other word must leave the sense: « juge_arbitre », « nb_juges », « contentieux_jaf » mean no one.
        let plain = classes.iter().zip(&name.words).all(|(one, word)| {
            one.meets(OFFICES.or(Classes::NEUTRAL))
                || word.bytes().all(|byte| byte.is_ascii_digit())
        });
        let counted = classes
            .iter()
            .zip(&name.words)
            .any(|(one, word)| one.meets(Classes::STAFFING) && !matches!(*word, "par" | "per"));
        // « Greffiers par tribunal » counts them.
        let spread = name
            .words
            .iter()
            .position(|word| matches!(*word, "par" | "by" | "per"))
            .is_some_and(|by| classes[..by].iter().any(|one| one.meets(OFFICES)));
        let kind_of_case = initials && !office && name.words.contains(&"contentieux");
        if !plain || counted || spread || kind_of_case {
            return None;
        }
        Some(if office || initials { Identity::Strong } else { Identity::Weak })
    }

    /// « Taux d'infirmation par magistrat », `rejets_by_judge`; `false` when it only asks, like `search_by_judge`.
    fn compound(&self, name: &Name<'_>) -> Option<(Identity, bool)> {
        if name.words.len() > MOST_WORDS {
            return None;
        }
        let by = name
            .words
            .iter()
            .position(|word| matches!(*word, "par" | "by" | "selon" | "vs" | "per"))?;
        let (mut before, mut after) = name.words.split_at(by);
        // `presidents_vs_solution`
        if after[0] == "vs" && before.iter().any(|word| self.lexicon.classes(word).meets(OFFICES)) {
            (before, after) = (&after[1..], before);
        } else {
            after = &after[1..];
        }
        let office = after.iter().take(3).map(|word| self.lexicon.classes(word));
        let identity = office
            .filter_map(|one| match one {
                one if one.meets(Classes::OFFICE.or(Classes::INITIALS)) => Some(Identity::Strong),
                one if one.meets(Classes::WEAK) => Some(Identity::Weak),
                _ => None,
            })
            .max()?;
        let other =
            after.iter().all(|word| self.lexicon.classes(word).meets(OFFICES.or(Classes::NEUTRAL)));
        const ASKED: [&str; 14] = [
            "rechercher",
            "recherche",
            "search",
            "chercher",
            "trouver",
            "find",
            "lister",
            "list",
            "get",
            "filtrer",
            "filter",
            "trier",
            "sort",
            "grouper",
        ];
        let asked = before.iter().any(|word| ASKED.contains(word));
        let measured = before
            .iter()
            .any(|word| self.lexicon.classes(word).meets(Classes::MEASURE.or(Classes::OUTCOME)));
        let workload = before.iter().any(|word| {
            matches!(*word, "affaires" | "dossiers" | "cases" | "habitants" | "charge" | "etpt")
        });
        (other && (measured || asked) && !workload).then_some((identity, measured))
    }

    /// Whether a column measures.
    fn measures(&self, name: &Name<'_>, text: &str) -> bool {
        if name.words.len() > MOST_WORDS {
            return false;
        }
        let column = text.get(name.at.clone()).unwrap_or_default();
        let classes = name.words.iter().map(|word| self.lexicon.classes(word));
        let (mut measure, mut quantity, mut outcome) = (false, 0, false);
        for one in classes {
            measure |= one.meets(Classes::MEASURE.or(Classes::AGGREGATE));
            quantity += usize::from(one.meets(Classes::QUANTITY));
            outcome |= one.meets(Classes::OUTCOME);
        }
        let figure = column.bytes().any(|byte| byte.is_ascii_digit() || byte == b'%');
        measure || column.contains('%') || quantity > 1 || (outcome && (quantity > 0 || figure))
    }

    /// Whether a name of a program measures: a compound name, a function that is called.
    fn code_measures(&self, name: &Name<'_>, text: &str) -> bool {
        let whole = self.lexicon.classes(&name.whole);
        if whole.meets(Classes::AGGREGATE) {
            return true;
        }
        let called = text[name.at.end..].trim_start().starts_with('(');
        if called && whole.meets(Classes::FUNCTION) {
            return true;
        }
        if name.words.len() > 1 {
            return self.measures(name, text);
        }
        // A single word among others may be anything, but for the plainest.
        name.words.first().is_some_and(|word| {
            self.lexicon.classes(word).meets(Classes::MEASURE) && word.len() > 4
        })
    }

    /// Whether what a rule took for an identity, in a table, has another sense: « juge_degustateur », the « rapporteur » of an
    /// amendment. `french`: the file says that France's justice is meant.
    pub(super) fn other_sense(&self, text: &str, hit: &Range<usize>, french: bool) -> bool {
        let end = text.find(surface::ASIDE).unwrap_or(text.len());
        let mut start = 0;
        let mut elsewhere = false;
        let mut found = None;
        let mut names: Vec<Name<'_>> = Vec::new();
        for column in text[..end].split(';') {
            let name = Name::new(column, start..start + column.len());
            elsewhere |= self.has(&name, Classes::ELSEWHERE);
            if name.at.start < hit.end && hit.start < name.at.end {
                let compound = self.compound(&name).map(|(identity, _)| identity);
                found = found.max(self.identity(&name).or(compound));
            }
            start += column.len() + 1;
            names.push(name);
        }
        if is_headcount(&names) {
            return true;
        }
        let hit_names =
            || names.iter().filter(|name| name.at.start < hit.end && hit.start < name.at.end);
        let counted = |name: &Name<'_>| {
            let plural = |word: &&str| {
                word.ends_with('s') && self.lexicon.classes(word).meets(Classes::OFFICE)
            };
            let offices = name
                .words
                .iter()
                .filter(|word| self.lexicon.classes(word).meets(Classes::OFFICE))
                .count();
            (offices > 1 || name.words.iter().any(plural))
                && name.words.iter().any(|word| {
                    self.lexicon.classes(word).meets(Classes::STAFFING)
                        && !matches!(*word, "par" | "per")
                })
        };
        if hit_names().all(counted) {
            return true;
        }
        let bare = |name: &Name<'_>| {
            name.words.iter().any(|word| word.starts_with("jug") || word.starts_with("judg"))
        };
        match found {
            Some(Identity::Strong) if elsewhere && !french => {
                names.iter().filter(|name| self.identity(name).is_some()).all(bare)
            }
            Some(Identity::Strong) => false,
            Some(Identity::Weak) => elsewhere,
            None => !french,
        }
    }

    fn all(&self, name: &Name<'_>) -> Classes {
        name.words.iter().fold(self.lexicon.classes(&name.whole), |classes, word| {
            classes.or(self.lexicon.classes(word))
        })
    }

    fn has(&self, name: &Name<'_>, class: Classes) -> bool {
        self.all(name).meets(class)
    }
}

/// Two columns of plural offices count posts: `magistrats_du_siege;greffiers;taux_occupation`.
fn is_headcount(names: &[Name<'_>]) -> bool {
    let plural = |name: &&Name<'_>| {
        name.words.first().is_some_and(|word| {
            matches!(*word, "juges" | "magistrats" | "greffiers" | "judges" | "clerks")
        })
    };
    names.iter().filter(plural).count() > 1
}

/// Blocks of a text: what stands between blank lines.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            blocks.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    blocks.push(start..text.len());
    blocks.retain(|block| block.start < block.end);
    blocks
}

/// Bytes of a line looked at on each side of a name.
const LINE: usize = 200;

/// What stands around a name on its line; a folded text is ASCII, so that it may be cut anywhere.
fn around<'t>(text: &'t str, at: &Range<usize>, reach: usize) -> &'t str {
    let low = at.start.saturating_sub(reach);
    let high = (at.end + reach).min(text.len());
    let start = text[low..at.start].rfind('\n').map_or(low, |start| low + start + 1);
    let end = text[at.end..high].find('\n').map_or(high, |end| at.end + end);
    &text[start..end]
}

/// Runs of letters, digits and underscores in a block.
fn names(text: &str, block: Range<usize>) -> Vec<Name<'_>> {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_';
    let mut found = Vec::new();
    let mut at = block.start;
    while at < block.end {
        if !is_word(at) {
            at += 1;
            continue;
        }
        let end = (at..block.end).find(|&end| !is_word(end)).unwrap_or(block.end);
        found.push(Name::new(&text[at..end], at..end));
        at = end;
    }
    found
}

/// Words of programs that a name follows.
const LEADING: [&str; 24] = [
    "by",
    "class",
    "over",
    "dimension",
    "breakout",
    "select",
    "absorb",
    "type",
    "interface",
    "struct",
    "record",
    "entity",
    "message",
    "model",
    "enum",
    "table",
    "node",
    "view",
    "object",
    "extend",
    "from",
    "join",
    "into",
    "update",
];

/// `"aide.juge": "Que fait le juge ?"`: the key of a message of an interface.
fn is_message(text: &str, at: &Range<usize>) -> bool {
    let value = text[..at.start]
        .ends_with('.')
        .then(|| text[at.end..].strip_prefix("\": \""))
        .flatten()
        .and_then(|rest| rest.split('"').next());
    value.is_some_and(|value| value.contains(' '))
}

/// `(juge|magistrat|greffier)` in an expression that looks for such names: a guard, not a table.
fn is_pattern(text: &str, at: &Range<usize>) -> bool {
    let alternative =
        text[..at.start].ends_with(['|', '(']) && text[at.end..].starts_with(['|', ')']);
    if !alternative {
        return false;
    }
    // A line may be a whole minified file.
    let near = around(text, at, LINE);
    ["re.compile", "regex", "\\s", "\\b", "[^", "(?i", ".test(", ".match(", ".search("]
        .iter()
        .any(|mark| near.contains(mark))
}

/// Whether a run of letters is a name of the program, and no word of a sentence: it is compound, or signs stand by it.
fn is_name(text: &str, at: &Range<usize>, prose: bool) -> bool {
    if text[at.clone()].contains('_') {
        return true;
    }
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    // `"greffiers et magistrats"`: a word of a sentence in quotes.
    let quote = |c| matches!(c, Some('"' | '\''));
    if (quote(before) && matches!(after, Some(' ' | ','))) || (before == Some(' ') && quote(after))
    {
        return false;
    }
    // `--niveau magistrat`
    let flagged = before == Some(' ')
        && text[..at.start - 1]
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|word| word.starts_with("--"));
    if flagged {
        return true;
    }
    let sign = |c: Option<char>| match c {
        None => false,
        Some(c) if prose => matches!(c, '{' | '}' | '[' | ']' | '=' | '|' | '$' | '<' | '>' | '`'),
        Some(c) => {
            !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '\'' | '-' | '.' | ',')
        }
    };
    let quoted = !prose && before == Some('\'') && after == Some('\'');
    let dotted =
        !prose && before == Some('.') && !text[..at.start - 1].ends_with(char::is_whitespace);
    // `class juge;`, `group by juge`, `over juge`
    let last = text[..at.start].trim_end().rsplit(|c: char| !c.is_ascii_alphabetic()).next();
    let keyword =
        !prose && before == Some(' ') && matches!(last, Some(word) if LEADING.contains(&word));
    // `type: magistrat` alone on its line.
    let line = text[at.start.saturating_sub(LINE)..at.start]
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim_end();
    let valued = !prose && line.ends_with([':', '=']) && matches!(after, None | Some('\n' | ','));
    // `juges.map(`
    let method = !prose
        && after == Some('.')
        && text[at.end + 1..].starts_with(|c: char| c.is_ascii_lowercase())
        && !text[at.end + 1..].starts_with("fr");
    valued || method || sign(before) || sign(after) || quoted || dotted || keyword
}
