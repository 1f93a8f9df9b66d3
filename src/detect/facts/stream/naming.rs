//! Where someone is meant: placeholders, names after a civility, companies, role words and pronouns.

use super::words::{OFFICES, TRADES};
use super::{Builder, Mention, Sex, Union, Who, mark};
use crate::detect::facts::attribute::Role;
use crate::document::tokens::{fold, hash_plain, hashes};
use crate::document::{BlockKind, Case, PlaceholderKind, Token, TokenKind};

const EX: u64 = hash_plain("ex");
const AGIT: u64 = hash_plain("agit");
const HIM: u64 = hash_plain("lui");
const LATTER: [u64; 2] = hashes(["dernier", "derniere"]);

impl Builder<'_> {
    /// Role words and pronouns are mentions that stay in the stream as they are written.
    pub(super) fn mention_of_word(&mut self, at: usize, here: usize) {
        let hash = self.hash(at);
        let words = self.words;
        // `l'ex-épouse`
        let former = at > 2 && self.is_punct(at - 1, b'-') && self.hash(at - 2) == EX;
        let lead = if former { at - 2 } else { at };
        let before = lead.checked_sub(1).map_or(0, |rank| self.hash(rank));
        let elided = lead > 1 && self.is_punct(lead - 1, b'\'');
        let determined = words.determiners.contains(&before) || elided;
        let possessed = words.possessives.contains(&before);
        let kin = |role: Role| possessed && matches!(role, Role::Epoux | Role::Parent);
        let role = words.roles.get(&hash).filter(|(role, _)| determined || kin(*role));
        let who = if let Some(&(role, sex)) = role {
            // `les époux`, `des parents`
            let plural = words.plural.contains(&hash)
                && matches!(
                    self.tokens.get(at.wrapping_sub(1)).map(|t| t.text(self.text)),
                    Some("les" | "Les" | "des" | "aux")
                );
            // `le locataire`, `la locataire`; « la victime » says nothing.
            let sex = match (role, self.tokens.get(at.wrapping_sub(1)).map(|t| t.text(self.text))) {
                (Role::Locataire, Some("le" | "Le" | "du" | "au")) => Some(Sex::Male),
                (Role::Locataire, Some("la" | "La")) => Some(Sex::Female),
                _ => sex,
            };
            if plural { (Who::Plural, None) } else { (Who::Role(role), sex) }
        } else if words.plural.contains(&hash) || words.parties.contains(&hash) && determined {
            (Who::Plural, None)
        } else if let Some(&sex) = words.he.get(&hash) {
            let next = self.tokens.get(at + 1).map(|token| token.text(self.text)).unwrap_or("");
            let far = self.tokens.get(at + 2).map(|token| token.text(self.text)).unwrap_or("");
            let impersonal = words.impersonal.contains(&self.hash(at + 1))
                || next == "y"
                || (next == "s" && self.hash(at + 3) == AGIT)
                || (next == "n"
                    && matches!(self.hash(at + 3), hash if words.impersonal.contains(&hash)))
                || (next == "est"
                    && matches!(
                        far,
                        "constant"
                            | "établi"
                            | "acquis"
                            | "justifié"
                            | "demandé"
                            | "reproché"
                            | "fait"
                            | "soutenu"
                            | "indiqué"
                            | "rappelé"
                            | "démontré"
                            | "versé"
                            | "produit"
                            | "vrai"
                            | "possible"
                            | "nécessaire"
                            | "reconnu"
                    ))
                || (next == "a"
                    && far == "été"
                    && self.tokens.get(at + 3).is_some_and(|t| {
                        matches!(
                            t.text(self.text),
                            "jugé" | "dit" | "statué" | "procédé" | "constaté" | "fait" | "rendu"
                        )
                    }));
            let dangling =
                matches!(self.tokens[at].text(self.text), "celui" | "celle" | "Celui" | "Celle")
                    && !(self.is_punct(at + 1, b'-'));
            let last = LATTER.contains(&hash);
            let this = at > 0
                && matches!(self.tokens[at - 1].text(self.text), "ce" | "cette" | "Ce" | "Cette");
            // `Lui est divorcé ; elle est célibataire`
            let object = hash == HIM
                && !(matches!(next, "est" | "a" | "était" | "avait")
                    && self.tokens[at].case() == Some(Case::Title));
            if impersonal || dangling || object || (last && !this) {
                return;
            }
            (Who::Pronoun, sex)
        } else {
            return;
        };
        let oblique = self.oblique(at);
        self.add_mention(here, who.0, who.1, oblique, (at, at));
        if let Some(last) = self.out.mentions.last_mut() {
            last.possessed = possessed;
        }
    }

    pub(super) fn add_mention(
        &mut self,
        at: usize,
        who: Who,
        sex: Option<Sex>,
        oblique: bool,
        tokens: (usize, usize),
    ) {
        let heading = match who {
            Who::Letters(_) | Who::Name(_) => self.heading,
            _ => None,
        };
        let (union, possessed) = (Union::Unsaid, false);
        self.out.mentions.push(Mention {
            at,
            who,
            sex,
            oblique,
            union,
            possessed,
            heading,
            tokens,
        });
    }

    /// Whether the word before makes what follows an object.
    pub(super) fn oblique(&self, at: usize) -> bool {
        let mut rank = at;
        for _ in 0..2 {
            let Some(previous) = rank.checked_sub(1) else { return false };
            if self.is_punct(previous, b'\'') {
                rank = previous;
                continue;
            }
            let hash = self.hash(previous);
            if self.words.prepositions.contains(&hash) {
                return true;
            }
            // `à la salariée`
            if !matches!(self.tokens[previous].text(self.text), "la" | "le" | "l" | "les") {
                return false;
            }
            rank = previous;
        }
        false
    }

    /// A person after `M.`, `Mme`, `Monsieur`; `None` when no name follows.
    pub(super) fn after_civility(&mut self, at: usize, sex: Option<Sex>) -> Option<usize> {
        let mut next = at + 1;
        if self.is_punct(next, b'.') {
            next += 1;
        }
        // `M. et Mme [X]`
        if self.hash(next) == self.words.and
            && self.words.civility.contains_key(&self.hash(next + 1))
        {
            return self.civility_of_two(at, next, sex);
        }
        if self.kind(next) == Some(TokenKind::Newline) {
            next += 1;
        }
        let token = self.tokens[at];
        if let Some(TokenKind::Placeholder(kind)) = self.kind(next) {
            if !kind.is_person() {
                if kind == PlaceholderKind::Unmapped {
                    self.blank(&token);
                    self.push(mark::OFFICE, at);
                    return Some(self.skip_unmapped(next));
                }
                return None;
            }
            let next = self.person(at, next, sex);
            self.several = sex.filter(|_| self.is_plural_civility(at));
            return Some(next);
        }
        if self.tokens.get(next)?.text(self.text).starts_with("XX") {
            self.blank(&token);
            self.push(mark::OFFICE, at);
            return Some(self.skip_unmapped(next));
        }
        // `Mme Sophie [X]`, `M. Durand`
        let end = self.name_end(next)?;
        if matches!(self.kind(end), Some(TokenKind::Placeholder(kind)) if kind.is_person()) {
            return Some(self.person(at, end, sex));
        }
        let name = self.hash(end - 1);
        let office = self.is_office(at, end);
        self.blank(&token);
        let here = self.letters.len();
        if office {
            self.offices.insert(name);
            self.push(mark::OFFICE, at);
        } else {
            let oblique = self.oblique(at);
            self.push(mark::PERSON, at);
            self.add_mention(here, Who::Name(name), sex, oblique, (at, end - 1));
        }
        Some(end)
    }

    fn is_plural_civility(&self, at: usize) -> bool {
        matches!(self.tokens[at].text(self.text), "MM" | "Mmes" | "Messieurs" | "Mesdames")
    }

    /// `M. et Mme [X]`: the man is someone too.
    fn civility_of_two(&mut self, at: usize, and: usize, sex: Option<Sex>) -> Option<usize> {
        let mut next = and + 2;
        if self.is_punct(next, b'.') {
            next += 1;
        }
        let (letters, ..) = self.group(next);
        if letters.is_empty() {
            return None;
        }
        let token = self.tokens[at];
        let oblique = self.oblique(at);
        self.blank(&token);
        let here = self.letters.len();
        self.push(mark::PERSON, at);
        self.add_mention(here, Who::Letters(letters), sex, oblique, (at, at));
        if let Some(last) = self.out.mentions.last_mut() {
            last.union = Union::Married;
        }
        self.wed = true;
        Some(and)
    }

    /// `Monsieur est maçon`: someone of that sex who was named before.
    pub(super) fn civility_alone(&mut self, at: usize, sex: Option<Sex>) -> Option<usize> {
        let token = self.tokens[at];
        let told = token.case() == Some(Case::Title)
            && matches!(token.text(self.text), "Monsieur" | "Madame" | "Mademoiselle")
            && matches!(self.kind(at + 1), Some(TokenKind::Word(Case::Lower) | TokenKind::Number))
            && !self.words.determiners.contains(&self.hash(at + 1));
        if !told {
            return None;
        }
        let oblique = self.oblique(at);
        self.blank(&token);
        let here = self.letters.len();
        self.fold(at);
        self.add_mention(here, Who::Pronoun, sex, oblique, (at, at));
        Some(at + 1)
    }

    /// `les époux [X]`: two people.
    pub(super) fn spouses(&mut self, at: usize) -> Option<usize> {
        let before = self.tokens.get(at.checked_sub(1)?)?.text(self.text);
        let plural = matches!(before, "les" | "Les" | "des" | "aux" | "LES");
        let couple = self.is_punct(at + 2, b'-') || self.is_punct(at + 2, b'/');
        if !plural || !self.is_person_at(at + 1) || couple {
            return None;
        }
        let (letters, end, _) = self.group(at + 1);
        let token = self.tokens[at];
        let oblique = self.oblique(at);
        self.blank(&token);
        self.fold(at);
        for (sex, joint) in [(Sex::Male, b" ".as_slice()), (Sex::Female, b" et ")] {
            self.letters.extend(joint);
            let here = self.letters.len();
            self.push(mark::PERSON, at + 1);
            let who = Who::Letters(letters.clone());
            self.add_mention(here, who, Some(sex), oblique, (at + 1, end - 1));
            if let Some(last) = self.out.mentions.last_mut() {
                last.union = Union::Married;
            }
        }
        Some(end)
    }

    fn skip_unmapped(&self, mut at: usize) -> usize {
        while self.tokens.get(at).is_some_and(|token| {
            matches!(token.kind, TokenKind::Placeholder(PlaceholderKind::Unmapped))
                || token.text(self.text).starts_with("XX")
        }) {
            at += 1;
        }
        at
    }

    /// The token after a name in clear: capital-led words, with what joins them.
    pub(super) fn name_end(&self, at: usize) -> Option<usize> {
        let mut end = at;
        let mut words = 0;
        while let Some(token) = self.tokens.get(end) {
            match token.kind {
                TokenKind::Word(Case::Title | Case::Upper | Case::Initial | Case::Mixed)
                    if words < 5 =>
                {
                    let hash = token.hash;
                    if self.words.office.contains(&hash)
                        || matches!(
                            token.text(self.text),
                            "Le" | "LE" | "La" | "LA" | "Les" | "LES" | "L"
                        ) && words == 0
                    {
                        break;
                    }
                    words += 1;
                    end += 1;
                }
                TokenKind::Punct(b'-' | b'\'' | b'.') if words > 0 && !token.spaced => {
                    let next = self.tokens.get(end + 1);
                    let joined = next.is_some_and(|next| {
                        next.case().is_some_and(Case::is_capital)
                            && (!next.spaced
                                || token.is_punct(b'.') && self.tokens[end - 1].range().len() == 1)
                    });
                    if !joined {
                        break;
                    }
                    end += 1;
                }
                TokenKind::Word(Case::Lower)
                    if matches!(token.text(self.text), "de" | "du" | "des" | "d")
                        && self
                            .tokens
                            .get(end + 1)
                            .and_then(Token::case)
                            .is_some_and(Case::is_capital)
                        && words > 0 =>
                {
                    end += 1;
                }
                _ => break,
            }
        }
        (words > 0).then_some(end)
    }

    /// Whether a name belongs to the bench, the registry or the bar.
    fn is_office(&self, from: usize, end: usize) -> bool {
        let start = self.tokens[from].range().start;
        let blocks = [BlockKind::Composition, BlockKind::Signature, BlockKind::Counsel];
        if blocks.into_iter().any(|kind| self.view.in_block(kind, start)) {
            return true;
        }
        let after = &self.text[self.tokens[end - 1].range().end..];
        let near = &after[..after.floor_char_boundary(40)];
        let Some(office) = near.strip_prefix([',', '(']).or_else(|| near.strip_prefix(" (")) else {
            return false;
        };
        let office = fold(office.trim_start());
        let begins = |list: &[&str]| list.iter().any(|words| office.starts_with(words));
        begins(OFFICES) && !begins(&TRADES)
    }

    pub(super) fn placeholder(&mut self, at: usize, kind: PlaceholderKind) -> usize {
        let token = self.tokens[at];
        if kind.is_person() {
            // `la société Y...` of the older stock.
            let company = at > 0 && self.words.company.contains(&self.hash(at - 1));
            if company {
                return self.company(at, at + 1);
            }
            if at > 0 && self.hash(at - 1) == self.words.kindred {
                self.blank(&token);
                self.push(mark::MASKED, at);
                return self.group(at).1.max(at + 1);
            }
            return self.person(at, at, None);
        }
        let byte = match kind {
            PlaceholderKind::LegalPerson => return self.company(at, at + 1),
            PlaceholderKind::Locality => mark::LOCALITY,
            PlaceholderKind::Address => mark::ADDRESS,
            PlaceholderKind::Unmapped => mark::OFFICE,
            _ => mark::MASKED,
        };
        self.blank(&token);
        self.push(byte, at);
        at + 1
    }

    fn company(&mut self, at: usize, end: usize) -> usize {
        let token = self.tokens[at];
        let oblique = self.oblique(at);
        self.blank(&token);
        let here = self.letters.len();
        self.push(mark::COMPANY, at);
        self.add_mention(here, Who::Company, None, oblique, (at, end - 1));
        end
    }

    /// The name of a company in clear after its form: `société Transports du Midi`.
    pub(super) fn company_after(&mut self, at: usize) -> Option<usize> {
        let mut end = at + 1;
        while let Some(token) = self.tokens.get(end) {
            let goes_on = match token.kind {
                // `la CFDT et Mme [X]`
                TokenKind::Word(_) if self.words.civility.contains_key(&token.hash) => false,
                TokenKind::Word(case) => {
                    case.is_capital()
                        || case == Case::Mixed
                        || (matches!(
                            token.text(self.text),
                            "de" | "du" | "des" | "et" | "d" | "la" | "l"
                        ) && end > at + 1
                            && self
                                .tokens
                                .get(end + 1)
                                .and_then(Token::case)
                                .is_some_and(Case::is_capital))
                }
                TokenKind::Punct(b'-' | b'\'' | b'&') => {
                    end > at + 1
                        && self
                            .tokens
                            .get(end + 1)
                            .and_then(Token::case)
                            .is_some_and(Case::is_capital)
                }
                _ => false,
            };
            if !goes_on || end > at + 8 {
                break;
            }
            end += 1;
        }
        (end > at + 1).then(|| self.company(at + 1, end))
    }

    /// Placeholders of one person from a token on, with the words that join them.
    pub(super) fn group(&self, at: usize) -> (Vec<[u8; 2]>, usize, Union) {
        let mut letters = Vec::new();
        let (mut end, mut union) = (at, Union::Unsaid);
        while let Some(token) = self.tokens.get(end) {
            match token.kind {
                TokenKind::Placeholder(kind) if kind.is_person() => {
                    let text = token.text(self.text).as_bytes();
                    let mut letter = [0; 2];
                    for (slot, byte) in
                        letter.iter_mut().zip(text.iter().filter(|byte| byte.is_ascii_uppercase()))
                    {
                        *slot = *byte;
                    }
                    letters.push(letter);
                    end += 1;
                }
                // `[Z]-[Y]` may be one name; `le couple [G]-[H]` is two people.
                TokenKind::Punct(b'-') if !letters.is_empty() && self.is_person_at(end + 1) => {
                    let couple = self.words.plural.contains(&self.hash(at.wrapping_sub(1)));
                    if couple {
                        break;
                    }
                    end += 1;
                }
                TokenKind::Punct(b',')
                    if !letters.is_empty() && self.link_at(end + 1).is_some() =>
                {
                    union = self.link_at(end + 1).unwrap_or(union);
                    end += 2;
                }
                TokenKind::Word(_) if !letters.is_empty() && self.link_at(end).is_some() => {
                    union = self.link_at(end).unwrap_or(union);
                    end += 1;
                }
                TokenKind::Word(Case::Lower)
                    if token.text(self.text) == "se"
                        && self
                            .tokens
                            .get(end + 1)
                            .is_some_and(|next| next.text(self.text) == "disant")
                        && self.is_person_at(end + 2) =>
                {
                    end += 2;
                }
                _ => break,
            }
        }
        (letters, end, union)
    }

    fn is_person_at(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Placeholder(kind)) if kind.is_person())
    }

    /// A word that joins two names of one person, and what it says.
    fn link_at(&self, at: usize) -> Option<Union> {
        let next = if self.is_punct(at + 1, b'.') { at + 2 } else { at + 1 };
        self.is_person_at(next).then_some(())?;
        self.words.links.get(&self.hash(at)).copied()
    }

    /// Emits a person whose placeholders begin at `at`; `from` is the civility, if any.
    fn person(&mut self, from: usize, at: usize, sex: Option<Sex>) -> usize {
        let (letters, end, union) = self.group(at);
        let end = end.max(at + 1);
        let token = self.tokens[from];
        self.blank(&token);
        let here = self.letters.len();
        if letters.is_empty() || self.is_office(from, end) {
            self.push(mark::OFFICE, from);
            return end;
        }
        let oblique = self.oblique(from);
        let joined =
            from > 0 && (self.is_punct(from - 1, b',') || self.hash(from - 1) == self.words.and);
        let sex = sex.or(self.several.filter(|_| joined));
        self.several = self.several.filter(|_| joined);
        // `les époux [X]-[Y]`
        let couple = from > 1
            && self.hash(from - 1) == self.words.spouses
            && matches!(self.tokens[from - 2].text(self.text), "les" | "Les" | "des" | "aux")
            && (self.is_punct(end, b'-') || self.is_punct(end, b'/'));
        let wed = couple || std::mem::take(&mut self.wed);
        self.wed = couple;
        self.push(mark::PERSON, from);
        self.add_mention(here, Who::Letters(letters), sex, oblique, (from, end - 1));
        if let Some(last) = self.out.mentions.last_mut() {
            last.union = if wed && union == Union::Unsaid { Union::Married } else { union };
        }
        end
    }
}
