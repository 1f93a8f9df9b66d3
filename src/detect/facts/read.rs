//! From expressions to facts: which rules a sentence is worth, whom a match is about, what its value is.
//!
//! The only file of this folder that puts a stream, its people and the rules together.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::{Captures, Regex, RegexBuilder};
use rustc_hash::FxHashSet;

use crate::document::offsets::count_units;
use crate::document::tokens::fold;
use crate::document::{Case, Token, TokenKind, View};
use crate::lexicon::Lexicon;
use crate::lexicon::communes::Communes;

use super::Fact;
use super::attribute::{Attribute, Role};
use super::lexicon::{self, files};
use super::people::{People, joined};
use super::rules::{Link, RULES, Rule, Value};
use super::stream::{self, Datum, Sex, Stream, Who, mark};

/// A rule ready to run; its expression is compiled when a text first needs it.
struct Compiled {
    rule: &'static Rule,
    regex: OnceLock<Option<Regex>>,
}

struct Machine {
    stems: AhoCorasick,
    /// Rules that each stem is worth trying.
    wakes: Vec<Vec<u16>>,
    rules: Vec<Compiled>,
    offence: Option<Regex>,
    surface: Option<Regex>,
    trade_end: Option<Regex>,
    relative: Option<Regex>,
    at_work: Option<Regex>,
    /// First words of the trades of the list.
    trades: FxHashSet<String>,
    nationalities: FxHashSet<String>,
    nationality_forms: Vec<(String, String)>,
}

/// Complements of an offence.
const OFFENCE: &str = r"\b(?P<v><OFFENCE>(?: (?:par conjoint|par concubin|par ascendant|sur conjoint|sur concubin|sur ascendant|en recidive|en reunion|en bande organisee|aggravee?s?|habituelles?|sur mineure?s?(?: de (?:moins de )?1[58] ans)?|sur personne vulnerable|avec arme|sur personne depositaire de l'autorite publique|de stupefiants|en etat de recidive legale|sur un mineur(?: de 1[58] ans)?))*)\b";

const SURFACE: &str =
    r"^[^.;\x0f]{0,60}?(?P<v>\d{1,3}(?: \d{3})*(?:,\d+)?) ?(?:m2\b|metres? carres?)";

/// Words that end the name of a trade.
const TRADE_END: &str = r"(?: a compter| a partir| a temps| a mi-temps| a plein| a l'| a la | au (?:sein|service|salaire|coefficient|statut|forfait|dernier|niveau|profit|cours)| aupres| avec| chez| coefficient| dans | depuis| du \x0e| en (?:vertu|contrat|dernier|cdi|cdd|date|application|vue|[12]\d{3})| echelon| et (?:a|avait|percev\w+|etait|est|en|le|la|que|qu|son|sa|pour) | groupe| jusqu| le | la (?:societe|sas|sarl)| moyennant| niveau| par | pour | puis | qualification| selon| sous | statut| suivant| sur | qui | que | dont | position| remuner| est | etait | sont | soit | lorsqu| de la (?:societe|sas|sarl|sa )| de l'(?:entreprise|association)| contre | pendant| classe | categorie| a ete | il | elle | ou il| ou elle| n'| ne | aux termes| au$| de$| et$| a$|, )";

/// A relative of someone, as the subject of what follows.
const RELATIVE: &str = r"\b(?:son|sa|ses|leur|leurs|une?|avec) (?:ex-)?(?:mari|epoux|epouse|femme|conjointe?|compagne|compagnon|pere|mere|parents|fils|fille|frere|soeur|oncle|tante|cousine?|beau-pere|belle-mere|grand-pere|grand-mere|voisine?|collegue|medecin|concubine?|nouvelle compagne)(?:,| qui)? ?(?:est |etait |a ete |alors |elle-meme |lui-meme |aussi )*$";

/// Words of work, which make a trade of what « en qualité de » introduces.
const AT_WORK: &str = r"\b(?:embauche|engage|recrute|employe|promu|affecte|occup|exerc|licencie|contrat de travail|contrat a duree|travaill)[a-z]*\b";

/// The last bytes of a text, enough for a few words.
fn tail(text: &[u8]) -> &[u8] {
    &text[text.len().saturating_sub(60)..]
}

static MACHINE: LazyLock<Machine> = LazyLock::new(|| {
    let mut stems: Vec<String> = Vec::new();
    let mut wakes: Vec<Vec<u16>> = Vec::new();
    for (rank, rule) in RULES.iter().enumerate() {
        for stem in stems_of(rule) {
            let place = stems.iter().position(|known| *known == stem).unwrap_or_else(|| {
                stems.push(stem);
                wakes.push(Vec::new());
                stems.len() - 1
            });
            wakes[place].push(rank as u16);
        }
    }
    let nationality_forms: Vec<(String, String)> = lexicon::lines(files::NATIONALITIES)
        .flat_map(|line| {
            let feminine = line[0].to_owned();
            [(fold(line[0]), feminine.clone()), (fold(line[1]), feminine)]
        })
        .collect();
    Machine {
        stems: AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&stems)
            // The stems are the program's own.
            .unwrap_or_else(|_| AhoCorasick::new([""; 0]).expect("no pattern at all")),
        wakes,
        rules: RULES.iter().map(|rule| Compiled { rule, regex: OnceLock::new() }).collect(),
        offence: compile(OFFENCE),
        surface: compile(SURFACE),
        trade_end: compile(TRADE_END),
        relative: compile(RELATIVE),
        at_work: compile(AT_WORK),
        trades: lexicon::lines(files::PROFESSIONS)
            .map(|line| {
                lexicon::stream_form(line[0])
                    .split([' ', '-'])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect(),
        nationalities: nationality_forms.iter().map(|(form, _)| form.clone()).collect(),
        nationality_forms,
    }
});

/// Beginnings of words that make a rule worth trying; those of its list when it has one.
fn stems_of(rule: &Rule) -> Vec<String> {
    let lists = [
        ("<PROFESSION>", files::PROFESSIONS),
        ("<HEALTH>", files::HEALTH),
        ("<VEHICLE>", files::VEHICLES),
        ("<OFFICE>", files::ROLES),
    ];
    let from_list =
        rule.stems.iter().any(|stem| stem.as_bytes().first().is_some_and(|&byte| byte < b' '));
    if !from_list {
        return rule.stems.iter().map(|stem| (*stem).to_owned()).collect();
    }
    let list = lists
        .iter()
        .find(|(name, _)| rule.pattern.contains(name))
        .map_or(files::FUNCTIONS, |&(_, list)| list);
    // The whole wording: its first word alone (`état`, `au`) would wake the rule everywhere.
    let mut stems: Vec<String> =
        lexicon::lines(list).map(|line| lexicon::stream_form(line[0])).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

fn compile(pattern: &str) -> Option<Regex> {
    let pattern = lexicon::expand(pattern)
        .replace("<P>", r"\x01")
        .replace("<C>", r"\x02")
        .replace("<L>", r"\x03")
        .replace("<A>", r"\x05")
        .replace("<D>", r"\x0e")
        .replace("<E>", r"\x0f")
        .replace("<Y>", r"(?:19|20)\d\d");
    RegexBuilder::new(&pattern)
        .unicode(false)
        .size_limit(64 << 20)
        .dfa_size_limit(8 << 20)
        .build()
        .ok()
}

/// Whether every expression of the table can be compiled: for tests.
pub(super) fn broken_rules() -> Vec<&'static str> {
    let broken = MACHINE.rules.iter().filter(|rule| rule.regex().is_none());
    let mut patterns: Vec<&str> = broken.map(|rule| rule.rule.pattern).collect();
    for (regex, pattern) in [
        (&MACHINE.offence, OFFENCE),
        (&MACHINE.surface, SURFACE),
        (&MACHINE.trade_end, TRADE_END),
        (&MACHINE.relative, RELATIVE),
        (&MACHINE.at_work, AT_WORK),
    ] {
        patterns.extend(regex.is_none().then_some(pattern));
    }
    patterns
}

impl Compiled {
    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile(self.rule.pattern)).as_ref()
    }
}

/// A fact before its offsets are counted.
struct Draft {
    person: usize,
    attribute: Attribute,
    value: String,
    level: i64,
    tokens: (usize, usize),
    confidence: f32,
    /// Rank of the rule: the earlier, the surer.
    rank: usize,
}

/// Reads the facts of a text.
pub(super) fn read(view: &View<'_>, lexicon: Option<&Lexicon>) -> Vec<Fact> {
    let stream = stream::build(view);
    if stream.mentions.is_empty() {
        return Vec::new();
    }
    let people = People::read(&stream);
    let mut reader = Reader {
        view,
        tokens: view.tokens(),
        stream: &stream,
        people,
        lexicon,
        topic: Vec::new(),
        owners: Vec::new(),
        drafts: Vec::new(),
    };
    reader.run();
    reader.sexes();
    reader.settle();
    reader.publish()
}

struct Reader<'t> {
    view: &'t View<'t>,
    tokens: &'t [Token],
    stream: &'t Stream,
    people: People,
    lexicon: Option<&'t Lexicon>,
    /// Whom the last sentences were about.
    topic: Vec<usize>,
    /// Who holds the last property that was named.
    owners: Vec<usize>,
    drafts: Vec<Draft>,
}

impl Reader<'_> {
    fn run(&mut self) {
        let machine = &*MACHINE;
        let stream = self.stream;
        // Rules by sentence: hits come in the order of the text, and so do sentences.
        let mut wanted: Vec<u16> = Vec::new();
        let mut hits = machine.stems.find_overlapping_iter(&stream.bytes).peekable();
        let mut mention = 0;
        for sentence in &stream.sentences {
            wanted.clear();
            while let Some(hit) = hits.next_if(|hit| hit.end() <= sentence.end) {
                if hit.start() >= sentence.start {
                    let here = hit.start();
                    // A stem begins a word, unless it begins with a space or a letter of its own.
                    let inside = here > 0
                        && stream.bytes[here - 1].is_ascii_alphanumeric()
                        && stream.bytes[here].is_ascii_alphanumeric();
                    if !inside {
                        wanted.extend(&machine.wakes[hit.pattern().as_usize()]);
                    }
                }
            }
            let first = mention;
            while stream.mentions.get(mention).is_some_and(|one| one.at < sentence.end) {
                mention += 1;
            }
            wanted.sort_unstable();
            wanted.dedup();
            self.sentence(sentence, first..mention, &wanted);
            self.turn(first..mention);
        }
    }

    /// Whom the next sentences are about, when they do not say.
    fn turn(&mut self, mentions: Range<usize>) {
        let about = |rank: &usize| {
            !self.people.of[*rank].is_empty() && self.stream.mentions[*rank].who != Who::Company
        };
        let subject = mentions
            .clone()
            .filter(about)
            .find(|&rank| !self.stream.mentions[rank].oblique)
            .or_else(|| mentions.clone().find(about));
        if let Some(rank) = subject {
            self.topic = self.with_joined(rank, mentions);
        }
    }

    /// Someone, with those that « et » joins to them.
    fn with_joined(&self, rank: usize, mentions: Range<usize>) -> Vec<usize> {
        let (mut from, mut to) = (rank, rank);
        while from > mentions.start && joined(self.stream, from) && self.is_someone(from - 1) {
            from -= 1;
        }
        while to + 1 < mentions.end && joined(self.stream, to + 1) && self.is_someone(to + 1) {
            to += 1;
        }
        let mut people: Vec<usize> =
            (from..=to).flat_map(|rank| self.people.of[rank].iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    fn is_someone(&self, rank: usize) -> bool {
        !self.people.of[rank].is_empty()
    }

    fn sentence(&mut self, sentence: &Range<usize>, mentions: Range<usize>, wanted: &[u16]) {
        let machine = &*MACHINE;
        let text = &self.stream.bytes[sentence.clone()];
        let mut given: Vec<Attribute> = Vec::new();
        for &rank in wanted {
            let compiled = &machine.rules[usize::from(rank)];
            let rule = compiled.rule;
            if rule.fallback && given.contains(&rule.attribute) {
                continue;
            }
            let Some(regex) = compiled.regex() else { continue };
            let mut found = false;
            let mut from = 0;
            while from <= text.len() {
                let Some(captures) = regex.captures_at(text, from) else { break };
                let Some(value) = captures.name("v") else { break };
                let whole = captures.get(0).map_or(0..0, |whole| whole.range());
                found |=
                    self.apply(usize::from(rank), rule, text, sentence.start, &mentions, &captures);
                // What follows a value may begin with what ended it: `, née …, mariée`.
                from = value.end().max(whole.start + 1).max(from + 1);
            }
            if found {
                given.push(rule.attribute);
            }
        }
    }

    fn apply(
        &mut self,
        rank: usize,
        rule: &Rule,
        text: &[u8],
        base: usize,
        mentions: &Range<usize>,
        captures: &Captures<'_>,
    ) -> bool {
        let (Some(whole), Some(value)) = (captures.get(0), captures.name("v")) else {
            return false;
        };
        let holds = |words: &[u8]| memchr::memmem::find(&text[whole.range()], words).is_some();
        if rule.unless.iter().any(|words| holds(words.as_bytes())) {
            return false;
        }
        let before = &text[..whole.start()];
        let just_before = &text[..value.start()];
        if rule.not_after.iter().any(|words| {
            before.ends_with(words.as_bytes()) || just_before.ends_with(words.as_bytes())
        }) {
            return false;
        }
        // `son mari est mort`: said of someone who is not named.
        if captures.name("p").is_none()
            && MACHINE.relative.as_ref().is_some_and(|regex| {
                regex.is_match(tail(before)) || regex.is_match(tail(just_before))
            })
        {
            return false;
        }
        if captures.name("a").is_some_and(|a| !self.acute(base + a.start())) {
            return false;
        }
        let sex = captures.name("f").map(|f| if f.is_empty() { Sex::Male } else { Sex::Female });
        let plural = captures.name("s").is_some_and(|s| !s.is_empty());
        // `divorcée`, in the singular, is said of one of two.
        let link = match captures.name("s") {
            Some(s) if s.is_empty() && rule.link == Link::Group => Link::Near,
            _ => rule.link,
        };
        let at = base + value.start();
        let inside = captures.name("p").map(|p| base + p.start());
        let people = match inside.and_then(|place| self.mention_at(place)) {
            Some(mention) => {
                if link == Link::Group {
                    self.with_joined(mention, mentions.clone())
                } else {
                    self.people.of[mention].clone()
                }
            }
            None => self.about(
                rule,
                link,
                text,
                base,
                whole.start(),
                at,
                base + whole.end(),
                mentions,
                sex,
                plural,
            ),
        };
        if people.is_empty() {
            return false;
        }
        if let (Some(sex), [person], false) = (sex, people.as_slice(), plural)
            && self.people.all[*person].sex.is_none()
        {
            self.people.all[*person].sex = Some(sex);
            let token = self.stream.token[base + whole.start()] as usize;
            self.people.all[*person].sex_at = Some((token, token));
        }
        let values = self.values(rule, text, base, value.range());
        let found = !values.is_empty();
        for (value, level, tokens) in values {
            for &person in &people {
                self.drafts.push(Draft {
                    person,
                    attribute: rule.attribute,
                    value: value.clone(),
                    level,
                    tokens,
                    confidence: rule.confidence,
                    rank,
                });
            }
        }
        if found {
            if let Some(role) = role_of(rule.attribute) {
                people.iter().for_each(|&person| self.people.all[person].add_role(role));
            }
            if rule.attribute == Attribute::BienImmobilier {
                self.owners = people;
            }
        }
        found
    }

    /// Whether the word at a byte of the stream ends in an acute *e* (`marié`, `mariées`).
    fn acute(&self, at: usize) -> bool {
        let token = &self.tokens[self.stream.token[at.saturating_sub(1)] as usize];
        let word = token.text(&self.view.text);
        let stem = word.trim_end_matches(['s', 'S']).trim_end_matches(['e', 'E']);
        stem.ends_with(['é', 'É']) || token.case() == Some(Case::Upper)
    }

    fn mention_at(&self, at: usize) -> Option<usize> {
        let rank = self.stream.mentions.binary_search_by_key(&at, |mention| mention.at).ok()?;
        self.is_someone(rank).then_some(rank)
    }

    /// Whom a match is about.
    #[expect(
        clippy::too_many_arguments,
        reason = "the place of a match in its sentence, told once"
    )]
    fn about(
        &self,
        rule: &Rule,
        link: Link,
        text: &[u8],
        base: usize,
        start: usize,
        at: usize,
        end: usize,
        mentions: &Range<usize>,
        sex: Option<Sex>,
        plural: bool,
    ) -> Vec<usize> {
        let all = &self.stream.mentions;
        let split =
            mentions.start + all[mentions.clone()].partition_point(|mention| mention.at < at);
        let before = || (mentions.start..split).rev();
        // `la société [1], garagiste`: an apposition to a company is no one's.
        if link == Link::Near
            && let Some(last) = before().next()
            && all[last].who == Who::Company
        {
            let gap = &text[(all[last].at + 1 - base).min(start)..start];
            if gap.len() <= 2 {
                return Vec::new();
            }
        }
        // Said of counsel, a judge or a clerk: of no one here.
        let office = text[..start].iter().rposition(|&byte| byte == mark::OFFICE);
        if let Some(place) = office
            && before().next().is_none_or(|last| all[last].at < base + place)
        {
            return Vec::new();
        }
        let agrees = |rank: &usize| {
            self.people.of[*rank].iter().any(|&person| {
                let known = self.people.all[person].sex;
                sex.is_none() || known.is_none() || known == sex || plural
            })
        };
        let someone = |rank: &usize| self.is_someone(*rank) && agrees(rank);
        let near = || before().find(someone);
        let chosen = match link {
            Link::Near => near(),
            Link::Subject | Link::Group => {
                before().filter(someone).find(|&rank| !all[rank].oblique).or_else(near)
            }
        };
        // `a vendu à M. [Y] un terrain`: it is now the buyer's.
        let chosen = match (rule.attribute, near()) {
            (Attribute::BienImmobilier, Some(last)) if Some(last) != chosen => {
                let before = &text[..all[last].at - base];
                let given = [" vendu a ", " cede a ", " vend a ", " legue a ", " donne a "];
                if given.iter().any(|words| before.ends_with(words.as_bytes())) {
                    Some(last)
                } else {
                    chosen
                }
            }
            _ => chosen,
        };
        if let Some(rank) = chosen {
            let grouped = plural || link == Link::Group;
            if grouped {
                let group = self.with_joined(rank, mentions.clone());
                // `M. [B] a épousé Mme [C] le`: both.
                return group;
            }
            return self.people.of[rank].clone();
        }
        // Named inside the match, then later in the sentence, then the topic.
        let after = || (split..mentions.end).filter(someone);
        let grouped = |rank: usize| {
            if plural || link == Link::Group {
                self.with_joined(rank, mentions.clone())
            } else {
                self.people.of[rank].clone()
            }
        };
        if let Some(rank) = after().find(|&rank| all[rank].at < end) {
            return grouped(rank);
        }
        // `De leur union est issu [Z]`: the child is not the one who has a child.
        if rule.attribute == Attribute::Enfants && link == Link::Group && self.topic.len() > 1 {
            return self.topic.clone();
        }
        let told = before().next().is_some();
        if !told && let Some(rank) = after().find(|&rank| !all[rank].oblique) {
            return grouped(rank);
        }
        if rule.value == Value::Cadastre && !self.owners.is_empty() {
            return self.owners.clone();
        }
        let topic: Vec<usize> = self
            .topic
            .iter()
            .copied()
            .filter(|&person| {
                let known = self.people.all[person].sex;
                sex.is_none() || known.is_none() || known == sex || plural
            })
            .collect();
        if !topic.is_empty() {
            let several = plural || link == Link::Group;
            return if several || topic.len() == 1 {
                topic
            } else {
                topic[topic.len() - 1..].to_vec()
            };
        }
        after().next().map(grouped).unwrap_or_default()
    }

    fn datum(&self, at: usize) -> Option<&Datum> {
        self.stream
            .data
            .binary_search_by_key(&at, |datum| datum.at)
            .ok()
            .map(|rank| &self.stream.data[rank])
    }

    /// First and last token of bytes of the stream.
    fn span(&self, range: &Range<usize>) -> (usize, usize) {
        let first = self.stream.token[range.start] as usize;
        let last = self.stream.token[range.end.max(range.start + 1) - 1] as usize;
        (first, last.max(first))
    }

    /// The published words of a span, in lower case, spaces made single.
    fn words(&self, (first, last): (usize, usize)) -> String {
        let text = &self.view.text[self.tokens[first].range().start..self.tokens[last].range().end];
        let lower = text.to_lowercase();
        lower.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Values of a match with their level and tokens.
    fn values(
        &self,
        rule: &Rule,
        text: &[u8],
        base: usize,
        range: Range<usize>,
    ) -> Vec<(String, i64, (usize, usize))> {
        let place = base + range.start..base + range.end;
        let written = String::from_utf8_lossy(&text[range.clone()]).into_owned();
        let span = || self.span(&place);
        let one = |value: Option<String>| {
            value.map(|value| (value, 0, span())).into_iter().collect::<Vec<_>>()
        };
        match rule.value {
            Value::Date => match self.datum(place.start) {
                Some(datum) => vec![(datum.value.clone(), datum.level, datum.tokens)],
                None => one(Some(written))
                    .into_iter()
                    .map(|(value, _, tokens)| (value, 2, tokens))
                    .collect(),
            },
            Value::Year => one(Some(written)),
            Value::Integer => {
                let number = written
                    .parse::<u32>()
                    .ok()
                    .filter(|&age| rule.attribute != Attribute::Age || age < 120);
                one(number.map(|number| number.to_string()))
            }
            Value::Count => one(count(&written)),
            Value::Euros => match self.datum(place.start) {
                Some(datum) => vec![(datum.value.clone(), 0, datum.tokens)],
                None => Vec::new(),
            },
            Value::Percent => one(percent(&written)),
            Value::Duration => one(duration(&written)),
            Value::Phrase => {
                let words = phrase(&self.words(span()));
                let singular = words
                    .strip_suffix('s')
                    .filter(|_| rule.attribute == Attribute::FonctionSociale);
                one(Some(singular.map_or(words.clone(), str::to_owned)))
            }
            Value::Trade => self.trade(text, base, range).into_iter().collect(),
            Value::Nationality => one(MACHINE.nationality(&written)),
            Value::Place => self
                .place(place.start)
                .or_else(|| self.later_place(rule, text, base, range.start))
                .into_iter()
                .collect(),
            Value::Company => self.company(place.start).into_iter().collect(),
            Value::Vehicle => self.vehicle(span()).into_iter().collect(),
            Value::Property => {
                let surface =
                    MACHINE.surface.as_ref().and_then(|regex| regex.captures(&text[range.end..]));
                let surface = surface.and_then(|found| {
                    found.name("v").map(|v| String::from_utf8_lossy(v.as_bytes()).replace(' ', ""))
                });
                let (first, last) = span();
                let head = self.words((first, last));
                let value = match surface {
                    Some(surface) => format!("{head} {surface} m2"),
                    None => head,
                };
                vec![(value, 0, (first, last))]
            }
            Value::Cadastre => one(cadastre(&written)),
            Value::Offences => self.offences(text, base, range.start),
            Value::Code(code) => one(Some(code.to_owned())),
        }
    }

    fn trade(
        &self,
        text: &[u8],
        base: usize,
        range: Range<usize>,
    ) -> Option<(String, i64, (usize, usize))> {
        let words = &text[range.clone()];
        let cut = MACHINE
            .trade_end
            .as_ref()
            .and_then(|regex| regex.find(words))
            .map_or(words.len(), |end| end.start());
        let kept = words[..cut].iter().rposition(|byte| byte.is_ascii_alphanumeric())? + 1;
        let folded = std::str::from_utf8(&words[..kept]).ok()?;
        if NO_TRADE.iter().any(|word| {
            folded
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        }) || kept < 3
        {
            return None;
        }
        // A word of the list is a trade; another is one where the sentence speaks of work.
        let head = folded.split([' ', '-']).next().unwrap_or_default();
        let at_work = || {
            let before = &text[..range.start];
            MACHINE.at_work.as_ref().is_some_and(|regex| regex.is_match(before))
        };
        if !MACHINE.trades.contains(head) && !at_work() {
            return None;
        }
        let span = self.span(&(base + range.start..base + range.start + kept));
        Some((phrase(&self.words(span)), 0, span))
    }

    /// A place in the published text from a byte on: capital-led words.
    fn place(&self, at: usize) -> Option<(String, i64, (usize, usize))> {
        let first = self.stream.token[at] as usize;
        let text = &self.view.text;
        let is_capital = |rank: usize| {
            self.tokens.get(rank).and_then(Token::case).is_some_and(|case| case.is_capital())
        };
        if !is_capital(first) {
            return None;
        }
        let mut end = first + 1;
        while let Some(token) = self.tokens.get(end) {
            let next = end + 1;
            match token.kind {
                TokenKind::Punct(b'-')
                    if !token.spaced && next < self.tokens.len() && !self.tokens[next].spaced =>
                {
                    end = next + usize::from(self.tokens[next].is_word())
                }
                TokenKind::Punct(b'\'')
                    if !token.spaced
                        && self.tokens.get(next).is_some_and(|word| word.is_word()) =>
                {
                    end = next + 1
                }
                TokenKind::Word(case) if case.is_capital() && end < first + 6 => end = next,
                TokenKind::Word(Case::Lower)
                    if matches!(
                        token.text(text),
                        "de" | "du" | "la" | "le" | "les" | "des" | "sur" | "sous" | "en"
                    ) && is_capital(next)
                        && end < first + 5 =>
                {
                    end = next + 1;
                }
                _ => break,
            }
        }
        let words = &text[self.tokens[first].range().start..self.tokens[end - 1].range().end];
        const NOT_PLACES: [&str; 22] = [
            "france",
            "m",
            "mme",
            "madame",
            "monsieur",
            "il",
            "elle",
            "me",
            "la",
            "le",
            "paris cedex",
            "caf",
            "ehpad",
            "centre",
            "cour",
            "tribunal",
            "etat",
            "rcs",
            "union",
            "mademoiselle",
            "maitre",
            "etablissement",
        ];
        // `CSE`, `EHPAD`: an acronym is a place only if a commune bears its name.
        let acronym = words.len() <= 6 && words.bytes().all(|byte| byte.is_ascii_uppercase());
        let commune = || Communes::embedded().longest(self.tokens, first).is_some();
        if NOT_PLACES.contains(&fold(words).as_str()) || words.len() < 2 || (acronym && !commune())
        {
            return None;
        }
        Some((title_case(words), 0, (first, end - 1)))
    }

    /// The place that a later preposition brings: `vit avec sa mère dans un logement à Brest`.
    fn later_place(
        &self,
        rule: &Rule,
        text: &[u8],
        base: usize,
        from: usize,
    ) -> Option<(String, i64, (usize, usize))> {
        if rule.attribute != Attribute::Residence {
            return None;
        }
        let window = &text[from..text.len().min(from + 70)];
        let end = window
            .iter()
            .position(|byte| matches!(byte, b'.' | b';' | 1..=15))
            .unwrap_or(window.len());
        let window = &window[..end];
        const PREPOSITIONS: [&[u8]; 7] =
            [b" a ", b" au ", b" aux ", b" en ", b" dans l'", b" dans le ", b" dans la "];
        (0..window.len()).find_map(|at| {
            let preposition = PREPOSITIONS.iter().find(|words| window[at..].starts_with(words))?;
            let place = at + preposition.len();
            window.get(place).filter(|byte| byte.is_ascii_alphabetic())?;
            self.place(base + from + place)
        })
    }

    /// A company by its placeholder; in clear only when no word of its name can be someone's.
    fn company(&self, at: usize) -> Option<(String, i64, (usize, usize))> {
        let rank = self.stream.mentions.binary_search_by_key(&at, |mention| mention.at).ok()?;
        let (first, last) = self.stream.mentions[rank].tokens;
        if matches!(self.tokens[first].kind, TokenKind::Placeholder(_)) {
            let placeholder = self.tokens[first].text(&self.view.text);
            // An older placeholder is that of anyone: `Y...`.
            return placeholder
                .starts_with('[')
                .then(|| (placeholder.to_owned(), 0, (first, first)));
        }
        let lexicon = self.lexicon?;
        let ordinary = (first..=last).filter(|&rank| self.tokens[rank].is_word()).all(|rank| {
            let word = self.tokens[rank].text(&self.view.text);
            let known = lexicon.word(word);
            known.ordinary() >= 3
                || (!known.is_surname() && known.first_name() == 0 && word.len() <= 4)
        });
        ordinary.then(|| (self.words((first, last)), 0, (first, last)))
    }

    /// A make and the model after it.
    fn vehicle(&self, (first, last): (usize, usize)) -> Option<(String, i64, (usize, usize))> {
        let is_capital = self.tokens[first].case().is_some_and(|case| case != Case::Lower);
        if !is_capital {
            return None;
        }
        let mut end = last + 1;
        while let Some(token) = self.tokens.get(end) {
            let model = match token.kind {
                TokenKind::Word(Case::Title | Case::Upper | Case::Mixed | Case::Initial)
                | TokenKind::Mixed => token.spaced,
                TokenKind::Number => token.spaced && token.range().len() <= 4,
                TokenKind::Punct(b'-') => {
                    end > last + 1
                        && !token.spaced
                        && self.tokens.get(end + 1).is_some_and(|next| !next.spaced)
                }
                _ => false,
            };
            if !model || end > last + 4 {
                break;
            }
            if token.is_punct(b'-') {
                end += 1;
            }
            end += 1;
            if end > last + 2 && !self.tokens.get(end).is_some_and(|next| next.is_punct(b'-')) {
                break;
            }
        }
        Some((fold(&self.words((first, end - 1))), 0, (first, end - 1)))
    }

    fn offences(
        &self,
        text: &[u8],
        base: usize,
        from: usize,
    ) -> Vec<(String, i64, (usize, usize))> {
        let Some(regex) = &MACHINE.offence else { return Vec::new() };
        let window = &text[from..text.len().min(from + 320)];
        let found = regex
            .captures_iter(window)
            .filter_map(|captures| captures.name("v"))
            .map(|v| v.range());
        found
            .filter(|range| {
                let before = &window[..range.start];
                !["victime de ", "victime d'", "plainte pour ", "victimes de ", "usage de "]
                    .iter()
                    .any(|words| before.ends_with(words.as_bytes()))
            })
            .map(|range| {
                let span = self.span(&(base + from + range.start..base + from + range.end));
                (self.words(span), 0, span)
            })
            .collect()
    }

    /// The sex of each person, where it was first told.
    fn sexes(&mut self) {
        for (index, person) in self.people.all.iter().enumerate() {
            if let (Some(sex), Some(tokens)) = (person.sex, person.sex_at) {
                let value = if sex == Sex::Female { "F" } else { "M" };
                self.drafts.push(Draft {
                    person: index,
                    attribute: Attribute::Sexe,
                    value: value.to_owned(),
                    level: 0,
                    tokens,
                    confidence: 0.97,
                    rank: 0,
                });
            }
        }
        // `Mme [K], veuve [T]`
        for (rank, mention) in
            self.stream.mentions.iter().enumerate().filter(|(_, mention)| mention.widowed)
        {
            for &person in &self.people.of[rank] {
                self.drafts.push(Draft {
                    person,
                    attribute: Attribute::SituationFamiliale,
                    value: "veuf".to_owned(),
                    level: 0,
                    tokens: mention.tokens,
                    confidence: 0.9,
                    rank: 0,
                });
            }
        }
    }

    /// One value where a person can have only one, and the last state of a marriage.
    fn settle(&mut self) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.sort_by(|a, b| {
            (a.person, a.attribute, a.tokens.0, a.rank).cmp(&(
                b.person,
                b.attribute,
                b.tokens.0,
                b.rank,
            ))
        });
        let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let same = |other: &&mut Draft| {
                other.person == draft.person && other.attribute == draft.attribute
            };
            let mut others: Vec<&mut Draft> = kept.iter_mut().filter(same).collect();
            if others.iter().any(|other| covers(&other.value, &draft.value, draft.attribute)) {
                continue;
            }
            if let Some(other) =
                others.iter_mut().find(|other| covers(&draft.value, &other.value, draft.attribute))
            {
                // The longer wording of the same thing.
                other.value.clone_from(&draft.value);
                other.tokens = draft.tokens;
                continue;
            }
            if draft.attribute == Attribute::SituationFamiliale {
                if let Some(other) = others.first_mut() {
                    if standing(&draft.value) > standing(&other.value) {
                        **other = draft;
                    }
                    continue;
                }
            } else if is_single(draft.attribute)
                && let Some(other) = others.first_mut()
            {
                if draft.confidence > other.confidence + 0.1 {
                    **other = draft;
                }
                continue;
            }
            kept.push(draft);
        }
        self.drafts = kept;
    }

    fn publish(self) -> Vec<Fact> {
        let labels = self.people.labels();
        let view = self.view;
        let ranges: Vec<Range<usize>> = self
            .drafts
            .iter()
            .map(|draft| {
                let (first, last) = draft.tokens;
                view.raw_range(&(self.tokens[first].range().start..self.tokens[last].range().end))
            })
            .collect();
        let mut bytes: Vec<usize> =
            ranges.iter().flat_map(|range| [range.start, range.end]).collect();
        bytes.sort_unstable();
        bytes.dedup();
        let units = count_units(view.raw, &bytes);
        let points = |byte: usize| units[bytes.partition_point(|&known| known < byte)].0;
        let mut facts: Vec<Fact> = self
            .drafts
            .iter()
            .zip(ranges)
            .map(|(draft, range)| Fact {
                person: labels[draft.person].clone(),
                role: self.people.all[draft.person].role(),
                attribute: draft.attribute,
                value: draft.value.clone(),
                level: draft.level,
                start: points(range.start),
                end: points(range.end),
                zone: view
                    .zone_at(self.tokens[draft.tokens.0].range().start)
                    .map_or("", |zone| zone.kind.as_str()),
                confidence: draft.confidence,
            })
            .collect();
        facts.sort_by(|a, b| {
            (a.start, &a.person, a.attribute, &a.value).cmp(&(
                b.start,
                &b.person,
                b.attribute,
                &b.value,
            ))
        });
        facts
    }
}

impl Machine {
    fn nationality(&self, written: &str) -> Option<String> {
        if !self.nationalities.contains(written) {
            return None;
        }
        self.nationality_forms
            .iter()
            .find(|(form, _)| form == written)
            .map(|(_, feminine)| feminine.clone())
    }
}

/// What « en qualité de » introduces when it is no trade.
const NO_TRADE: &[&str] = &[
    "liquidateur",
    "mandataire",
    "caution",
    "heritier",
    "heritiere",
    "heritiers",
    "ayant droit",
    "ayants droit",
    "assureur",
    "representant",
    "representante",
    "tuteur",
    "tutrice",
    "curateur",
    "curatrice",
    "administrateur",
    "administratrice",
    "syndic",
    "partie",
    "gerant",
    "gerante",
    "creancier",
    "creanciere",
    "maitre d'ouvrage",
    "maitre d'oeuvre",
    "employeur",
    "proprietaire",
    "proprietaires",
    "temoin",
    "civilement responsable",
    "commissaire a",
    "president",
    "presidente",
    "victime",
    "demandeur",
    "demanderesse",
    "defendeur",
    "defenderesse",
    "bailleur",
    "bailleresse",
    "locataire",
    "preneur",
    "travail",
    "travailleur handicape",
    "salarie",
    "salariee",
    "cette",
    "ce",
    "dirigeant",
    "dirigeante",
    "associe",
    "associee",
    "vendeur et",
    "conjoint",
    "epoux",
    "pere",
    "mere",
    "avocat",
    "membre",
    "membres",
    "delegue syndical",
    "deleguee syndicale",
    "delegue du personnel",
    "deleguee du personnel",
    "delegues",
    "delegue titulaire",
    "delegue suppleant",
    "titulaire",
    "titulaires",
    "suppleant",
    "suppleante",
    "suppleants",
    "elu",
    "elue",
    "elus",
    "temoin direct",
    "temoins",
    "prejudice",
    "entreprise",
    "coefficient",
    "centre",
    "responsabilite",
    "surete",
    "tiers",
    "consommateur",
    "profane",
    "professionnel",
    "non professionnel",
    "ile",
    "chef de famille",
    "beneficiaire",
    "candidat",
    "candidate",
    "electeur",
    "organisation",
    "syndicat",
    "societe",
    "association",
    "fonds",
    "depense",
    "dommage",
    "frais",
    "maitre",
    "cocontractant",
    "usufruitier",
    "nu-proprietaire",
    "legataire",
    "donataire",
    "donateur",
    "acquereur",
    "acquereurs",
    "coproprietaire",
    "adherent",
    "assure",
    "patient",
    "magistrat",
    "juge",
    "greffier",
    "conseiller prud",
    "expert judiciaire",
    "sapiteur",
    "ministere",
];

fn role_of(attribute: Attribute) -> Option<Role> {
    Some(match attribute {
        Attribute::DateEmbauche
        | Attribute::DateLicenciement
        | Attribute::Anciennete
        | Attribute::Employeur => Role::Salarie,
        Attribute::Infraction => Role::Prevenu,
        Attribute::DateMariage | Attribute::DateDivorce => Role::Epoux,
        Attribute::DateAccident => Role::Victime,
        Attribute::FonctionSociale => Role::Associe,
        _ => return None,
    })
}

/// Attributes of which a person has one value.
fn is_single(attribute: Attribute) -> bool {
    matches!(
        attribute,
        Attribute::Sexe
            | Attribute::AnneeNaissance
            | Attribute::DateNaissance
            | Attribute::LieuNaissance
            | Attribute::Enfants
            | Attribute::DateMariage
            | Attribute::DateDivorce
            | Attribute::DateDeces
            | Attribute::DateEmbauche
            | Attribute::DateLicenciement
            | Attribute::Anciennete
            | Attribute::Residence
            | Attribute::DateAccident
    )
}

/// Order of the states of a marriage: the one that prevails comes last.
fn standing(value: &str) -> u8 {
    match value {
        "célibataire" => 1,
        "marié" => 2,
        "concubin" => 3,
        "pacsé" => 4,
        "séparé" => 5,
        "divorcé" => 6,
        "veuf" => 7,
        _ => 0,
    }
}

/// Whether one wording holds the other: the same value, or its first words.
fn covers(longer: &str, shorter: &str, attribute: Attribute) -> bool {
    if longer == shorter {
        return true;
    }
    let worded = matches!(
        attribute,
        Attribute::Profession
            | Attribute::Sante
            | Attribute::BienImmobilier
            | Attribute::Vehicule
            | Attribute::FonctionSociale
            | Attribute::RoleUnique
    );
    worded && longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with(' '))
}

fn count(written: &str) -> Option<String> {
    Some(match written.split(' ').next()? {
        "un" | "une" => "1".to_owned(),
        "jumeaux" | "jumelles" => "2".to_owned(),
        "triples" => "3".to_owned(),
        digits => digits.parse::<u32>().ok().filter(|&number| number < 20)?.to_string(),
    })
}

/// `12`, `12.5`, `50-79`.
fn percent(written: &str) -> Option<String> {
    let cleaned = written.replace(" %", "").replace('%', "").replace(',', ".");
    let valid = |number: &str| {
        number
            .parse::<f64>()
            .ok()
            .filter(|&value| (0.0..=100.0).contains(&value))
            .map(|value| value.to_string())
    };
    match cleaned.strip_prefix("entre ") {
        Some(range) => {
            let (low, high) = range.split_once(" et ")?;
            Some(format!("{}-{}", valid(low.trim())?, valid(high.trim())?))
        }
        None => valid(cleaned.split(" et ").last()?.trim()),
    }
}

/// `12`, `8 ans 4 mois`, `8 mois`.
fn duration(written: &str) -> Option<String> {
    let numbers: Vec<u32> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(0))
        .collect();
    let years = written.contains("an");
    match numbers.as_slice() {
        [years_alone] if years && *years_alone < 60 => Some(years_alone.to_string()),
        [months] if !years => Some(format!("{months} mois")),
        [whole, months] if years => Some(format!("{whole} ans {months} mois")),
        _ => None,
    }
}

fn cadastre(written: &str) -> Option<String> {
    let mut letters = String::new();
    let mut digits = String::new();
    let first = written.split([' ', ',']).next()?;
    if matches!(first, "n" | "no" | "de" | "du" | "la" | "a" | "au" | "le" | "en" | "et" | "ou") {
        return None;
    }
    letters.push_str(&first.to_uppercase());
    digits.extend(written.chars().filter(char::is_ascii_digit));
    (!digits.is_empty()).then(|| format!("cadastre {letters} {digits}"))
}

/// A wording without its empty ends.
fn phrase(words: &str) -> String {
    let words = words.trim_matches([' ', ',', '-', '/', '\'']);
    let words = words.strip_prefix("d'").unwrap_or(words);
    words.to_owned()
}

/// `DAKAR` as `Dakar`, `SAINT-DENIS` as `Saint-Denis`.
fn title_case(words: &str) -> String {
    if words.chars().any(char::is_lowercase) {
        return words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::with_capacity(words.len());
    let mut start = true;
    for character in words.chars() {
        if start {
            out.push(character);
        } else {
            out.extend(character.to_lowercase());
        }
        start = !character.is_alphabetic();
    }
    out
}
