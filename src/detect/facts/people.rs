//! Who is meant: placeholders and names gathered into persons, role words and pronouns resolved.
//!
//! A person is known by the letters of its placeholders or by an ordinal: a name in clear is
//! compared by hash inside one decision and never kept. Must not read attributes.

use super::attribute::Role;
use super::stream::{Mention, Sex, Stream, Who};

/// Someone in the decision.
#[derive(Clone)]
pub(super) struct Person {
    letters: Vec<[u8; 2]>,
    name: Option<u64>,
    pub sex: Option<Sex>,
    pub roles: Vec<Role>,
    /// Last mention so far, for the resolution of short forms.
    last: usize,
    /// Where the sex was read.
    pub sex_at: Option<(usize, usize)>,
}

pub(super) struct People {
    pub all: Vec<Person>,
    /// For each mention of the stream, who it is; empty when unknown.
    pub of: Vec<Vec<usize>>,
}

impl People {
    /// Resolves every mention of a stream, in the order of the text.
    pub fn read(stream: &Stream) -> Self {
        let mut people = Self { all: Vec::new(), of: vec![Vec::new(); stream.mentions.len()] };
        // Placeholders first: a role word may come before the name it stands for.
        for (rank, mention) in stream.mentions.iter().enumerate() {
            let index = match &mention.who {
                Who::Letters(letters) => people.by_letters(letters, mention, rank),
                Who::Name(name) => people.by_name(*name, mention, rank),
                _ => continue,
            };
            let person = &mut people.all[index];
            person.last = rank;
            if person.sex.is_none() && mention.sex.is_some() {
                person.sex = mention.sex;
                person.sex_at = Some(mention.tokens);
            }
            if person.sex.is_none()
                && let Some(sex) = agreement(&stream.bytes[mention.at + 1..])
            {
                person.sex = Some(sex);
                person.sex_at = Some(mention.tokens);
            }
            if let Some(role) = mention.heading {
                person.add_role(role);
            }
            people.of[rank] = vec![index];
        }
        people.bind_kin(stream);
        people.bind_roles(stream);
        people.forget_parents(stream);
        people.resolve(stream);
        people
    }

    fn by_letters(&mut self, letters: &[[u8; 2]], mention: &Mention, rank: usize) -> usize {
        let agrees = |person: &Person| {
            person.sex.is_none() || mention.sex.is_none() || person.sex == mention.sex
        };
        let mut best: Option<(usize, usize)> = None;
        for (index, person) in self.all.iter().enumerate() {
            if person.letters.is_empty() || !agrees(person) {
                continue;
            }
            let shared = letters.iter().filter(|letter| person.letters.contains(letter)).count();
            let inside = shared == letters.len() || shared == person.letters.len();
            if !inside || shared == 0 {
                continue;
            }
            // `[W]` alone is the first name of `[W] [Y]`; `[Z] [Y]` is someone else.
            let last = letters.last() == person.letters.last();
            let single = letters.len() == 1 || person.letters.len() == 1;
            if single && !last && letters.len() != 1 {
                continue;
            }
            let score = shared * 4 + usize::from(last) * 2;
            let better = best.is_none_or(|(other, kept)| {
                score > kept || (score == kept && person.last > self.all[other].last)
            });
            if better {
                best = Some((index, score));
            }
        }
        if let Some((index, _)) = best {
            let person = &mut self.all[index];
            if letters.len() > person.letters.len() {
                person.letters = letters.to_vec();
            }
            return index;
        }
        self.add(letters.to_vec(), None, mention, rank)
    }

    fn by_name(&mut self, name: u64, mention: &Mention, rank: usize) -> usize {
        let known = self.all.iter().rposition(|person| {
            person.name == Some(name)
                && (person.sex.is_none() || mention.sex.is_none() || person.sex == mention.sex)
        });
        known.unwrap_or_else(|| self.add(Vec::new(), Some(name), mention, rank))
    }

    fn add(
        &mut self,
        letters: Vec<[u8; 2]>,
        name: Option<u64>,
        mention: &Mention,
        rank: usize,
    ) -> usize {
        self.all.push(Person {
            letters,
            name,
            sex: mention.sex,
            roles: Vec::new(),
            last: rank,
            sex_at: mention.sex.map(|_| mention.tokens),
        });
        self.all.len() - 1
    }

    /// `son fils [X]`, `leur mère, Mme [Y]`: what a word of kinship just before says of a name.
    fn bind_kin(&mut self, stream: &Stream) {
        const KIN: [(&[u8], Role, Option<Sex>); 11] = [
            (b" conjoint", Role::Epoux, None),
            (b" conjoint survivant", Role::Epoux, None),
            (b" conjointe", Role::Epoux, Some(Sex::Female)),
            (b" fils", Role::Enfant, Some(Sex::Male)),
            (b" fille", Role::Enfant, Some(Sex::Female)),
            (b" enfant", Role::Enfant, None),
            (b" mere", Role::Parent, Some(Sex::Female)),
            (b" pere", Role::Parent, Some(Sex::Male)),
            (b" mari", Role::Epoux, Some(Sex::Male)),
            (b" epouse", Role::Epoux, Some(Sex::Female)),
            (b" femme", Role::Epoux, Some(Sex::Female)),
        ];
        for (mention, people) in stream.mentions.iter().zip(&self.of) {
            let &[person] = people.as_slice() else { continue };
            let before = stream.bytes[..mention.at].trim_ascii_end();
            let before = before.strip_suffix(b",").unwrap_or(before);
            let Some(&(word, role, sex)) = KIN.iter().find(|(word, ..)| before.ends_with(word))
            else {
                continue;
            };
            let possessive = &before[..before.len() - word.len()];
            if ![b"son".as_slice(), b"sa", b"leur"].iter().any(|own| possessive.ends_with(own)) {
                continue;
            }
            let person = &mut self.all[person];
            person.add_role(role);
            if person.sex.is_none() && sex.is_some() {
                person.sex = sex;
                person.sex_at = Some(mention.tokens);
            }
        }
    }

    /// `né le … de [O] [N] et de [P] [Q]`: parents in a civil status, of whom nothing more is said.
    fn forget_parents(&mut self, stream: &Stream) {
        for rank in 1..stream.mentions.len() {
            let (before, here) = (&stream.mentions[rank - 1], &stream.mentions[rank]);
            let gap = &stream.bytes[before.at + 1..here.at];
            let birth = gap.len() < 90
                && (gap.starts_with(b", ne") || gap.starts_with(b" ne"))
                && (gap.ends_with(b" de ") || gap.ends_with(b" de feu "))
                && !gap.contains(&b';')
                && !gap.ends_with(b"enfant de ");
            let child = gap.ends_with(b" fils de ") || gap.ends_with(b" fille de ");
            if !(birth || child && gap.len() < 14) {
                continue;
            }
            self.of[rank].clear();
            let next = rank + 1;
            if next < stream.mentions.len() {
                let gap = &stream.bytes[here.at + 1..stream.mentions[next].at];
                if matches!(gap, b" et de " | b" et " | b" et de feu ") {
                    self.of[next].clear();
                }
            }
        }
    }

    /// `la salariée, Mme [X]`, `l'enfant [Z]`: the word and the name are one person.
    fn bind_roles(&mut self, stream: &Stream) {
        for (rank, pair) in stream.mentions.windows(2).enumerate() {
            let Who::Role(role) = pair[0].who else { continue };
            let Some(&person) = self.of[rank + 1].first() else { continue };
            let between = &stream.bytes[pair[0].at..pair[1].at];
            let gap: Vec<u8> =
                between.iter().copied().skip_while(|byte| byte.is_ascii_alphabetic()).collect();
            let near = matches!(gap.as_slice(), b" " | b", " | b" (" | b" : " | b": ")
                || gap.len() < 14 && gap.ends_with(b"prenomme ");
            if near {
                self.all[person].add_role(role);
                if self.all[person].sex.is_none() && pair[0].sex.is_some() {
                    self.all[person].sex = pair[0].sex;
                    self.all[person].sex_at = Some(pair[0].tokens);
                }
                self.of[rank] = vec![person];
            }
        }
        // `Mme [X], appelante`
        for rank in 1..stream.mentions.len() {
            let Who::Role(role) = stream.mentions[rank].who else { continue };
            let Some(&person) = self.of[rank - 1].first() else { continue };
            let from = stream.mentions[rank - 1].at + 1;
            let gap = &stream.bytes[from..stream.mentions[rank].at];
            if matches!(gap, b", " | b", l'" | b", le " | b", la " | b" (le " | b" (la ")
                && self.of[rank].is_empty()
            {
                self.all[person].add_role(role);
                self.of[rank] = vec![person];
            }
        }
    }

    /// Role words and pronouns, in the order of the text.
    fn resolve(&mut self, stream: &Stream) {
        let mut recent: Vec<usize> = Vec::new();
        let mut couple: Vec<usize> = Vec::new();
        let mut sentence = 0;
        let mut subject: Option<usize> = None;
        for rank in 0..stream.mentions.len() {
            let mention = &stream.mentions[rank];
            let before = sentence;
            while stream.sentences.get(sentence).is_some_and(|range| range.end <= mention.at) {
                sentence += 1;
            }
            // What a sentence was about comes first in the next, whoever it named last.
            if sentence > before
                && let Some(person) = subject.take()
            {
                recent.retain(|&other| other != person);
                recent.push(person);
            }
            if self.of[rank].is_empty() {
                self.of[rank] = match mention.who {
                    Who::Role(role) => self.role(role, mention, &recent).into_iter().collect(),
                    Who::Pronoun => self.latest(mention.sex, &recent).into_iter().collect(),
                    Who::Plural => {
                        if couple.is_empty() {
                            self.pair(&recent)
                        } else {
                            couple.clone()
                        }
                    }
                    _ => Vec::new(),
                };
            } else if rank > 0 && joined(stream, rank) && !self.of[rank - 1].is_empty() {
                couple = self.of[rank - 1].iter().chain(&self.of[rank]).copied().collect();
                couple.dedup();
            }
            if let ([person], Who::Pronoun, Some(_)) =
                (self.of[rank].as_slice(), &mention.who, mention.sex)
                && self.all[*person].sex.is_none()
            {
                let person = *person;
                self.all[person].sex = mention.sex;
                self.all[person].sex_at = Some(mention.tokens);
            }
            if subject.is_none() && !mention.oblique {
                subject = self.of[rank].first().copied();
            }
            for &person in &self.of[rank] {
                // An object is not what « il » stands for when a subject of the same sex is near.
                let rival = recent
                    .last()
                    .copied()
                    .filter(|&last| last != person && self.all[last].sex == self.all[person].sex);
                recent.retain(|&other| other != person);
                match rival {
                    Some(_) if mention.oblique => recent.insert(recent.len() - 1, person),
                    _ => recent.push(person),
                }
            }
        }
    }

    /// The last one of this sex.
    fn latest(&self, sex: Option<Sex>, recent: &[usize]) -> Option<usize> {
        let fits = |person: &&usize| self.all[**person].sex == sex || sex.is_none();
        recent.iter().rev().find(fits).copied().or_else(|| {
            recent.iter().rev().find(|person| self.all[**person].sex.is_none()).copied()
        })
    }

    fn pair(&self, recent: &[usize]) -> Vec<usize> {
        recent.iter().rev().take(2).rev().copied().collect()
    }

    fn role(&self, role: Role, mention: &Mention, recent: &[usize]) -> Option<usize> {
        let agrees = |person: &Person| {
            mention.sex.is_none() || person.sex.is_none() || person.sex == mention.sex
        };
        let holders: Vec<usize> = (0..self.all.len())
            .filter(|&index| self.all[index].roles.contains(&role) && agrees(&self.all[index]))
            .collect();
        if let Some(&person) = recent.iter().rev().find(|person| holders.contains(person)) {
            return Some(person);
        }
        if let Some(&person) = holders.first() {
            return Some(person);
        }
        if role == Role::Enfant || mention.possessed {
            return None;
        }
        let adult = |index: &usize| !self.all[*index].roles.contains(&Role::Enfant);
        let same = |index: &usize| adult(index) && self.all[*index].sex == mention.sex;
        let fits = |index: &usize| adult(index) && agrees(&self.all[*index]);
        let known = mention.sex.and(recent.iter().rev().copied().find(same));
        // A role named before any name: the first person that can hold it. A text that names no one speaks of
        // salaried people in general.
        known
            .or_else(|| recent.iter().rev().copied().find(fits))
            .or_else(|| (0..self.all.len()).find(fits))
    }

    /// How a person is written in the tables: letters, or an ordinal; never a name.
    pub fn labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = Vec::with_capacity(self.all.len());
        let mut unnamed = 0;
        for person in &self.all {
            let label = if person.letters.is_empty() {
                unnamed += 1;
                format!("#{unnamed}")
            } else {
                let letters = person.letters.iter().map(|pair| {
                    pair.iter()
                        .filter(|byte| **byte != 0)
                        .map(|byte| *byte as char)
                        .collect::<String>()
                });
                letters.collect::<Vec<_>>().join(" ")
            };
            // Two people behind one letter: `M. [P]` and `Mme [P]`.
            let twins = labels
                .iter()
                .filter(|other| other.split('#').next() == Some(&label) && !label.starts_with('#'))
                .count();
            labels.push(if twins > 0 { format!("{label}#{}", twins + 1) } else { label });
        }
        labels
    }
}

impl Person {
    pub fn add_role(&mut self, role: Role) {
        if !self.roles.contains(&role) {
            self.roles.push(role);
        }
    }

    /// The role that says the most.
    pub fn role(&self) -> Option<Role> {
        self.roles.iter().max().copied()
    }
}

/// Whether a mention and the one before are joined: `M. [X] et Mme [Y]`, `[G]-[H]`.
pub(super) fn joined(stream: &Stream, rank: usize) -> bool {
    // `et son épouse, Mme [Y]`: the role is the name's own.
    let own = stream.mentions[rank - 1].possessed && rank > 1;
    let before = if own { rank - 2 } else { rank - 1 };
    let from = stream.mentions[before].at + 1;
    let to = stream.mentions[rank].at;
    if from > to {
        return false;
    }
    let gap = &stream.bytes[from..to];
    if matches!(gap, b" et " | b"-" | b" et de " | b" et a " | b" - " | b"/") {
        return true;
    }
    // `à M. [Y], promoteur, et à son épouse, Mme [Z]`
    if gap.len() < 70
        && let Some(and) = memchr::memmem::rfind(gap, b" et ")
        && !gap.contains(&b';')
    {
        let rest = &gap[and + 4..];
        let rest = rest.strip_prefix(b"a ").or(rest.strip_prefix(b"de ")).unwrap_or(rest);
        let own = [b"son ".as_slice(), b"sa ", b"ses "].iter().any(|own| rest.starts_with(own));
        if (and == 0 || gap.starts_with(b",")) && own && rest.len() < 30 && rest.ends_with(b", ") {
            return true;
        }
    }
    // `Madame [L], de nationalité marocaine, et Monsieur [M]`
    gap.len() < 60
        && gap.starts_with(b",")
        && (gap.ends_with(b", et ") || gap.ends_with(b" et "))
        && !gap.contains(&b'.')
        && !gap.contains(&b';')
}

/// Whether a mention is an object, or joined to one: `à M. [X] et Mme [Y]`.
pub(super) fn is_object(stream: &Stream, mut rank: usize, first: usize) -> bool {
    loop {
        let mention = &stream.mentions[rank];
        if mention.oblique || after_a_relative(&stream.bytes[..mention.at]) {
            return true;
        }
        if rank <= first || !joined(stream, rank) {
            return false;
        }
        rank -= 1;
    }
}

/// Whether a name is that of a relative who is an object: `avec son frère, M. [X]`.
fn after_a_relative(before: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b", ") else { return false };
    let mut words = before.rsplit(|&byte| byte == b' ');
    let (kin, own, link) = (words.next(), words.next(), words.next());
    kin.is_some_and(|kin| kin.iter().all(u8::is_ascii_alphabetic))
        && matches!(own, Some(b"son" | b"sa" | b"leur"))
        && matches!(link, Some(b"avec" | b"de" | b"a" | b"par" | b"pour" | b"chez" | b"contre"))
}

/// The sex that the words right after a name agree with: `[X], née le…`, `[X] est décédée`.
fn agreement(after: &[u8]) -> Option<Sex> {
    const STEMS: [&str; 16] = [
        "ne",
        "age",
        "decede",
        "embauche",
        "engage",
        "recrute",
        "licencie",
        "domicilie",
        "marie",
        "divorce",
        "employe",
        "poursuivi",
        "condamne",
        "prevenu",
        "interpelle",
        "blesse",
    ];
    const AUXILIARIES: [&str; 10] =
        ["est", "etait", "a", "avait", "ete", "fut", "alors", "se", "trouve", "qui"];
    let near = &after[..after.len().min(48)];
    let near = std::str::from_utf8(near).ok()?;
    let comma = near.starts_with(',');
    let mut told = comma;
    for word in near.trim_start_matches([',', ' ']).split(' ').take(5) {
        let bare = word.trim_end_matches([',', '.']);
        if AUXILIARIES.contains(&bare) {
            told = true;
            continue;
        }
        if !told {
            return None;
        }
        return STEMS.iter().find_map(|stem| match bare.strip_prefix(stem)? {
            "" => Some(Sex::Male),
            "e" => Some(Sex::Female),
            _ => None,
        });
    }
    None
}
