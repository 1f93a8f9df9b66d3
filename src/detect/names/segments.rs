//! The words of a text as the names engine reads them: what lost a space is cut, what a line
//! end or a scanner cut is joined, letters read as digits are put right.
//!
//! « MonsieurTARTEMPION », « TARTEMPIONZélie », « TARTEM-⏎PION », « T A R T E M P I O N »,
//! « TARTEMPI0N ». A word is cut only where its case changes, and only when what stands on one
//! side is known to stand beside a name: a brand (« BatiPro ») is left whole. Words are joined
//! only when the whole is a name and a part is nothing. Tokens keep their place in the text.

use std::borrow::Cow;

use crate::document::View;
use crate::document::tokens::{Case, Token, TokenKind, fold_hash};
use crate::lexicon::{Cue, Lexicon, WordInfo};

use super::starts::{NameStarts, Replaced};

/// Letters that a part of a glued word must have to be a name.
const SHORTEST_NAME: usize = 3;

/// Letters spaced out that make a word, at least.
const SHORTEST_SPACED: usize = 4;

/// Tokens with what the lexicons say of each.
pub struct Words<'v> {
    pub tokens: Cow<'v, [Token]>,
    /// One per token; empty for what is no word.
    pub infos: Vec<WordInfo>,
    pub starts: NameStarts,
}

impl<'v> Words<'v> {
    /// The words of a text at which one look was had: what the lexicons say of each token, and where names start.
    pub fn looked(
        view: &'v View<'_>,
        infos: Vec<WordInfo>,
        starts: NameStarts,
        lexicon: &Lexicon,
    ) -> Self {
        let tokens = view.tokens();
        let reader = Reader { view, text: &view.text, tokens, infos: &infos, lexicon };
        let Some(refined) = reader.refined(&starts.doubtful) else {
            return Self { tokens: Cow::Borrowed(tokens), infos, starts };
        };
        let Refined { tokens, infos, changes } = refined;
        let starts = starts.moved(&changes, &tokens, &infos);
        Self { tokens: Cow::Owned(tokens), infos, starts }
    }
}

/// What replaces some tokens: the tokens, and how many they stand for.
struct Change {
    tokens: Vec<Token>,
    taken: usize,
}

/// Tokens and infos once read anew.
struct Refined {
    tokens: Vec<Token>,
    infos: Vec<WordInfo>,
    changes: Vec<Replaced>,
}

struct Reader<'r, 'd> {
    view: &'r View<'d>,
    text: &'r str,
    tokens: &'r [Token],
    infos: &'r [WordInfo],
    lexicon: &'r Lexicon,
}

impl Reader<'_, '_> {
    /// The tokens and infos once read anew; `None` when nothing changes. `doubtful` are the ranks of the
    /// tokens that may change.
    fn refined(&self, doubtful: &[u32]) -> Option<Refined> {
        let mut out: Option<Refined> = None;
        // Tokens before this one were copied or replaced.
        let mut done = 0;
        for &at in doubtful {
            let at = at as usize;
            if at < done {
                continue;
            }
            let Some(change) = self.change(at) else { continue };
            let Refined { tokens, infos, changes } = out.get_or_insert_with(|| Refined {
                tokens: Vec::with_capacity(self.tokens.len()),
                infos: Vec::with_capacity(self.tokens.len()),
                changes: Vec::new(),
            });
            changes.push(Replaced { at, taken: change.taken, given: change.tokens.len() });
            tokens.extend_from_slice(&self.tokens[done..at]);
            infos.extend_from_slice(&self.infos[done..at]);
            for token in change.tokens {
                tokens.push(token);
                infos.push(match token.kind {
                    TokenKind::Word(_) | TokenKind::Mixed => self.lexicon.get(token.hash),
                    _ => WordInfo::default(),
                });
            }
            done = at + change.taken;
        }
        if let Some(Refined { tokens, infos, .. }) = &mut out {
            tokens.extend_from_slice(&self.tokens[done..]);
            infos.extend_from_slice(&self.infos[done..]);
        }
        out
    }

    fn change(&self, at: usize) -> Option<Change> {
        let one = |tokens: Vec<Token>| Change { tokens, taken: 1 };
        match self.tokens[at].kind {
            TokenKind::Word(Case::Mixed) => self.cut(at).map(one),
            TokenKind::Mixed => {
                self.repair(at).map(|token| vec![token]).or_else(|| self.cut_digits(at)).map(one)
            }
            TokenKind::Word(Case::Initial) => self.spaced_out(at),
            TokenKind::Word(Case::Title | Case::Upper) => self
                .cut_at_line_end(at)
                .or_else(|| self.split_by_a_scanner(at))
                .or_else(|| self.breton(at)),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> &str {
        self.tokens[at].text(self.text)
    }

    fn letters(&self, at: usize) -> usize {
        self.word(at).chars().count()
    }

    // --- Cutting ---------------------------------------------------------------------------

    /// Cuts a word at its changes of case; `None` when nothing says that a name stands in it.
    fn cut(&self, at: usize) -> Option<Vec<Token>> {
        let whole = &self.tokens[at];
        let parts = parts(self.word(at), whole.start);
        if !(2..=4).contains(&parts.len()) {
            return None;
        }
        let tokens: Vec<Token> = parts
            .iter()
            .enumerate()
            .map(|(rank, &(start, end))| {
                let part = &self.text[start as usize..end as usize];
                Token {
                    start,
                    end,
                    kind: TokenKind::Word(case_of(part)),
                    spaced: rank == 0 && whole.spaced,
                    hash: fold_hash(part),
                }
            })
            .collect();
        self.holds_a_name(&tokens).then_some(tokens)
    }

    /// Whether the parts of a glued word are a name and what announces it, or a whole name.
    fn holds_a_name(&self, tokens: &[Token]) -> bool {
        let infos: Vec<WordInfo> = tokens.iter().map(|t| self.lexicon.get(t.hash)).collect();
        let letters = |at: usize| tokens[at].text(self.text).chars().count();
        let long = |at: usize| letters(at) >= SHORTEST_NAME;
        let lead = infos[0];
        let announced = match tokens[0].kind {
            // « MTartempion »: one letter announces only a word long enough.
            TokenKind::Word(Case::Initial) => lead.cue() == Cue::Civility && letters(1) >= 4,
            // « enfantZélie », « deTARTEMPION »: no brand begins with an ordinary word in lower case.
            TokenKind::Word(Case::Lower) => {
                letters(0) >= 2 && (lead.ordinary() >= 4 || lead.cue() != Cue::None)
            }
            _ => matches!(lead.cue(), Cue::Civility | Cue::LawyerTitle | Cue::Title | Cue::Kinship),
        };
        // « épouxDI TARTEMPINI »: a particle opens a name of several words.
        let opens = infos.len() == 2 && infos[1].cue() == Cue::Particle && letters(1) >= 2;
        if announced && ((1..tokens.len()).any(long) || opens) {
            return true;
        }
        let given = |at: usize| long(at) && infos[at].first_name() >= 6 && infos[at].ordinary() < 3;
        let name = |at: usize| long(at) && infos[at].is_name() && infos[at].ordinary() < 4;
        let capitals = tokens.iter().any(|token| token.case() == Some(Case::Upper));
        let unknown =
            |at: usize| long(at) && infos[at].ordinary() == 0 && infos[at].cue() == Cue::None;
        (0..tokens.len()).any(|at| {
            let others = (0..tokens.len()).filter(|&other| other != at);
            given(at) && others.into_iter().all(|other| name(other) || (capitals && unknown(other)))
        })
    }

    /// « 12TARTEMPION »: a number and a name.
    fn cut_digits(&self, at: usize) -> Option<Vec<Token>> {
        let (token, word) = (&self.tokens[at], self.word(at));
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let name = &word[digits..];
        let is_name = digits > 0
            && name.chars().count() >= 4
            && name.chars().all(char::is_alphabetic)
            && name.starts_with(char::is_uppercase);
        if !is_name {
            return None;
        }
        let hash = fold_hash(name);
        let info = self.lexicon.get(hash);
        let middle = token.start + digits as u32;
        (info.cue() == Cue::None).then(|| {
            vec![
                Token { end: middle, kind: TokenKind::Number, hash: 0, ..*token },
                Token {
                    start: middle,
                    kind: TokenKind::Word(case_of(name)),
                    spaced: false,
                    hash,
                    ..*token
                },
            ]
        })
    }

    // --- Putting right ---------------------------------------------------------------------

    /// « TARTEMPI0N »: the same token under the hash of the word that was meant.
    fn repair(&self, at: usize) -> Option<Token> {
        let word = self.word(at);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let led_by_number = word.bytes().take_while(u8::is_ascii_digit).count() > 1;
        if letters < 3 || digits * 2 > letters || led_by_number {
            return None;
        }
        // « 1 » is an « l » or an « i ».
        ['l', 'i'].into_iter().find_map(|one| {
            let meant: String = word.chars().map(|c| misread(c, one)).collect();
            let hash = fold_hash(&meant);
            let info = self.lexicon.get(hash);
            (info.is_name() || info.ordinary() > 0).then_some(Token { hash, ..self.tokens[at] })
        })
    }

    // --- Joining ---------------------------------------------------------------------------

    /// One token over several, under the hash of their letters together.
    fn joined(&self, first: usize, last: usize, case: Case) -> (Token, WordInfo) {
        let letters: String = (first..=last)
            .filter(|&at| self.tokens[at].is_word())
            .map(|at| self.word(at))
            .collect();
        let token = Token {
            end: self.tokens[last].end,
            kind: TokenKind::Word(case),
            hash: fold_hash(&letters),
            ..self.tokens[first]
        };
        (token, self.lexicon.get(token.hash))
    }

    /// « T A R T E M P I O N »: letters one space apart that make no ordinary word.
    fn spaced_out(&self, at: usize) -> Option<Change> {
        let single = |place: usize| {
            self.tokens.get(place).is_some_and(|token| {
                token.case() == Some(Case::Initial)
                    && (place == at || token.start == self.tokens[place - 1].end + 1)
            })
        };
        // Not from the middle of such a run.
        if at > 0 && self.tokens[at - 1].case() == Some(Case::Initial) && single(at) {
            let follows = self.tokens[at].start == self.tokens[at - 1].end + 1;
            if follows {
                return None;
            }
        }
        let mut end = at;
        while single(end) {
            end += 1;
        }
        if end - at < SHORTEST_SPACED {
            return None;
        }
        let (token, info) = self.joined(at, end - 1, Case::Upper);
        let plain = info.ordinary() == 0 && info.cue() == Cue::None && !info.is_commune();
        plain.then(|| Change { tokens: vec![token], taken: end - at })
    }

    /// « TARTEM-⏎PION », « Tartem⏎pion ».
    fn cut_at_line_end(&self, at: usize) -> Option<Change> {
        let sign = self.tokens.get(at + 1)?;
        let next = self.tokens.get(at + 2)?;
        let case = match (self.tokens[at].case()?, next.case()?) {
            (Case::Title, Case::Lower) => Case::Title,
            (Case::Upper | Case::Initial, Case::Upper | Case::Initial) => Case::Upper,
            _ => return None,
        };
        let hyphen = sign.is_punct(b'-') && !sign.spaced && !next.spaced;
        if hyphen {
            // Normalisation dropped the line break after the hyphen.
            let raw = |offset: u32| self.view.map.to_raw(offset as usize);
            let between = self.view.raw.get(raw(sign.start)..raw(next.start));
            if !between.is_some_and(|between| between.contains('\n')) {
                return None;
            }
        } else if sign.kind != TokenKind::Newline
            || self.text[sign.range()].matches('\n').count() != 1
        {
            return None;
        }
        let (token, info) = self.joined(at, at + 2, case);
        let part = |place: usize| self.infos[place].is_name() || self.infos[place].ordinary() > 0;
        let (first, second) = (part(at), part(at + 2));
        let join = match (hyphen, case) {
            // A hyphen and a small letter: the word went on, unless it is an ordinary one.
            (true, Case::Title) => info.ordinary() == 0,
            // « MARTIN-⏎DUPONT » is two names.
            (true, _) => info.ordinary() == 0 && !(first && second) || info.is_name() && !first,
            (false, _) => is_full_name_word(info) && !(first && second) && info.ordinary() == 0,
        };
        join.then(|| Change { tokens: vec![token], taken: 3 })
    }

    /// « Tartec'hvien », « BIDU'HOAT »: the apostrophe that Breton writes before an « h » parts no words.
    fn breton(&self, at: usize) -> Option<Change> {
        let mark = self.tokens.get(at + 1).filter(|mark| mark.is_punct(b'\'') && !mark.spaced)?;
        let rest = self.tokens.get(at + 2).filter(|rest| !rest.spaced && rest.is_word())?;
        let case = self.tokens[at].case()?;
        let same =
            matches!((case, rest.case()?), (Case::Title, Case::Lower) | (Case::Upper, Case::Upper));
        let (first, last) = (self.word(at), rest.text(self.text));
        // « Aujourd'hui », « Prud'hommes », « Jusqu'hier »
        let elided = self.infos[at].cue() != Cue::None
            || ["qu", "d", "t"].iter().any(|end| first.to_lowercase().ends_with(end));
        let aspired = last.starts_with(['h', 'H']) && last.len() >= 3 && mark.end == rest.start;
        (same && aspired && !elided).then(|| {
            let (token, _) = self.joined(at, at + 2, case);
            Change { tokens: vec![token], taken: 3 }
        })
    }

    /// « TARTEM PION »: two parts that make a name, one of which is no word at all.
    fn split_by_a_scanner(&self, at: usize) -> Option<Change> {
        let next = self.tokens.get(at + 1)?;
        let one_space = next.spaced && next.start == self.tokens[at].end + 1;
        let case = match (self.tokens[at].case()?, next.case()?) {
            (Case::Title, Case::Lower) => Case::Title,
            (Case::Upper, Case::Upper | Case::Initial) => Case::Upper,
            _ => return None,
        };
        let nothing = |place: usize| self.infos[place] == WordInfo::default();
        // « Sophie n'est pas »: a whole name keeps its letters.
        let elided = self.tokens.get(at + 2).is_some_and(|mark| mark.is_punct(b'\''));
        let broken = one_space
            && !elided
            && (nothing(at) || (case == Case::Upper && nothing(at + 1)))
            && self.letters(at).min(self.letters(at + 1)) >= 2
            && self.letters(at) + self.letters(at + 1) >= 4
            && self.infos[at].cue() == Cue::None
            && self.infos[at + 1].cue() == Cue::None;
        if !broken {
            return None;
        }
        let (token, info) = self.joined(at, at + 1, case);
        // « Monsieur Tar tempion »: neither part is in any list, where a name stands.
        let led = at.checked_sub(1).is_some_and(|before| {
            let point = usize::from(self.tokens[before].is_punct(b'.') && before > 0);
            self.infos[before - point].cue() == Cue::Civility
        });
        let strange = led
            && case == Case::Title
            && nothing(at)
            && nothing(at + 1)
            && self.letters(at) <= 4
            && self.letters(at + 1) >= 4;
        (strange || is_full_name_word(info) && info.ordinary() == 0)
            .then(|| Change { tokens: vec![token], taken: 2 })
    }
}

/// Whether a word is a whole surname or a first name that people bear.
fn is_full_name_word(info: WordInfo) -> bool {
    info.is_surname() || info.first_name() >= 4
}

/// Byte bounds of the parts of a word: a capital after a small letter opens one, and so does the
/// last capital of a run that small letters follow (« TARTEMPIONZélie »).
fn parts(word: &str, base: u32) -> Vec<(u32, u32)> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let upper = |rank: usize| letters.get(rank).is_some_and(|(_, c)| c.is_uppercase());
    let lower = |rank: usize| letters.get(rank).is_some_and(|(_, c)| c.is_lowercase());
    let mut bounds = Vec::new();
    let mut start = 0;
    for (rank, &(middle, _)) in letters.iter().enumerate().skip(1) {
        let opens = upper(rank) && (lower(rank - 1) || (upper(rank - 1) && lower(rank + 1)));
        if opens {
            bounds.push((base + start as u32, base + middle as u32));
            start = middle;
        }
    }
    bounds.push((base + start as u32, base + word.len() as u32));
    bounds
}

fn case_of(word: &str) -> Case {
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    let rest = letters.as_str();
    match (first, rest.is_empty()) {
        (true, true) => Case::Initial,
        (true, false) if rest.chars().all(char::is_uppercase) => Case::Upper,
        (true, false) => Case::Title,
        (false, _) => Case::Lower,
    }
}

/// The letter that a digit stands for to the eye; other characters unchanged.
fn misread(character: char, one: char) -> char {
    match character {
        '0' => 'o',
        '1' => one,
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' | '9' => 'g',
        '8' => 'b',
        other => other,
    }
}
