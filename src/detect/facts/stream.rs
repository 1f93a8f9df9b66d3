//! A decision as a plain stream: folded letters, with one byte in place of each person, company,
//! date and amount. The expressions of `rules` are written over it.
//!
//! Every byte knows the token it comes from. Must not interpret: who a mention is, is for `people`.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::civil_dates::DateReader;
use crate::document::tokens::{fold, fold_char, fold_hash};
use crate::document::{BlockKind, Case, PlaceholderKind, Token, TokenKind, View};

use super::attribute::Role;

/// What one byte of a stream stands for.
pub(super) mod mark {
    /// A natural person.
    pub const PERSON: u8 = 0x01;
    /// A company or another legal person.
    pub const COMPANY: u8 = 0x02;
    pub const LOCALITY: u8 = 0x03;
    pub const ADDRESS: u8 = 0x05;
    /// Any other placeholder, and dates that were masked.
    pub const MASKED: u8 = 0x06;
    /// A judge, a clerk or counsel: nothing is read about them.
    pub const OFFICE: u8 = 0x07;
    pub const DATE: u8 = 0x0e;
    pub const EUROS: u8 = 0x0f;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

/// What stands at a place where someone is meant.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Letters of placeholders, in order.
    Letters(Vec<[u8; 2]>),
    /// A name in clear, by the hash of its last word: never written.
    Name(u64),
    /// `la salariée`, `le prévenu`.
    Role(Role),
    /// `il`, `celle-ci`, `l'intéressé`.
    Pronoun,
    /// Of several: `ils`, `le couple`, `les époux`.
    Plural,
    Company,
}

/// A place where someone is meant.
#[derive(Clone)]
pub(super) struct Mention {
    /// Byte of the stream.
    pub at: usize,
    pub who: Who,
    pub sex: Option<Sex>,
    /// After a preposition: rarely the subject.
    pub oblique: bool,
    /// `épouse`, `veuve` between two names.
    pub widowed: bool,
    /// Role that the heading above the party gives.
    pub heading: Option<Role>,
    /// First and last token.
    pub tokens: (usize, usize),
}

/// An amount or a date in the stream.
#[derive(Clone)]
pub(super) struct Datum {
    pub at: usize,
    pub value: String,
    /// Steps of generalisation: a month is 1, a year 2.
    pub level: i64,
    pub tokens: (usize, usize),
}

pub(super) struct Stream {
    pub bytes: Vec<u8>,
    /// First token of each byte.
    pub token: Vec<u32>,
    pub sentences: Vec<Range<usize>>,
    /// By place.
    pub mentions: Vec<Mention>,
    /// Dates and amounts, by place.
    pub data: Vec<Datum>,
}

struct Words {
    civility: FxHashMap<u64, Option<Sex>>,
    counsel: FxHashSet<u64>,
    office: FxHashSet<u64>,
    company: FxHashSet<u64>,
    roles: FxHashMap<u64, (Role, Option<Sex>)>,
    determiners: FxHashSet<u64>,
    prepositions: FxHashSet<u64>,
    headings: FxHashMap<u64, Role>,
    reset: FxHashSet<u64>,
    months: FxHashSet<u64>,
    numbers: FxHashMap<u64, u32>,
    he: FxHashMap<u64, Option<Sex>>,
    impersonal: FxHashSet<u64>,
    links: FxHashMap<u64, bool>,
    euro: FxHashSet<u64>,
    abbreviations: FxHashSet<u64>,
    and: u64,
    plural: FxHashSet<u64>,
}

fn set(words: &str) -> FxHashSet<u64> {
    words.split_whitespace().map(fold_hash).collect()
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let male = Some(Sex::Male);
    let female = Some(Sex::Female);
    let mut roles = FxHashMap::default();
    for (words, role) in [
        ("salarie employe", (Role::Salarie, male)),
        ("salariee employee", (Role::Salarie, female)),
        ("appelant", (Role::Appelant, male)),
        ("appelante", (Role::Appelant, female)),
        ("intime", (Role::Intime, male)),
        ("intimee", (Role::Intime, female)),
        ("demandeur requerant", (Role::Demandeur, male)),
        ("demanderesse requerante", (Role::Demandeur, female)),
        ("defendeur", (Role::Defendeur, male)),
        ("defenderesse", (Role::Defendeur, female)),
        ("prevenu condamne accuse", (Role::Prevenu, male)),
        ("prevenue condamnee accusee", (Role::Prevenu, female)),
        ("victime", (Role::Victime, None)),
        ("patient", (Role::Victime, male)),
        ("patiente", (Role::Victime, female)),
        ("assure allocataire", (Role::Assure, male)),
        ("assuree", (Role::Assure, female)),
        ("epoux mari conjoint", (Role::Epoux, male)),
        ("epouse femme conjointe", (Role::Epoux, female)),
        ("pere", (Role::Parent, male)),
        ("mere", (Role::Parent, female)),
        ("enfant", (Role::Enfant, None)),
        ("locataire preneur", (Role::Locataire, None)),
        ("bailleur", (Role::Bailleur, male)),
        ("bailleresse", (Role::Bailleur, female)),
        ("associe", (Role::Associe, male)),
        ("associee", (Role::Associe, female)),
    ] {
        roles.extend(words.split(' ').map(|word| (fold_hash(word), role)));
    }
    let mut headings = FxHashMap::default();
    for (words, role) in [
        ("appelant appelante appelants appelantes", Role::Appelant),
        ("intime intimee intimes intimees", Role::Intime),
        ("demandeur demandeurs demanderesse demanderesses requerant requerante", Role::Demandeur),
        ("defendeur defendeurs defenderesse defenderesses", Role::Defendeur),
        ("prevenu prevenue prevenus", Role::Prevenu),
    ] {
        headings.extend(words.split(' ').map(|word| (fold_hash(word), role)));
    }
    let civility = [
        ("m", male),
        ("mr", male),
        ("monsieur", male),
        ("mme", female),
        ("madame", female),
        ("mlle", female),
        ("mademoiselle", female),
    ];
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    for (word, value) in NUMBERS {
        numbers.insert(fold_hash(word), value);
    }
    Words {
        civility: civility.into_iter().map(|(word, sex)| (fold_hash(word), sex)).collect(),
        counsel: set("me maitre mes maitres"),
        office: set(
            "conseiller conseillere conseillers conseilleres greffier greffiere greffiers juge \
             juges magistrat magistrate substitut procureur avocat avocate avocats vice \
             presidente president assesseur assesseurs batonnier huissier commissaire",
        ),
        company: set(
            "societe societes sarl sas sasu sa sci eurl scop snc selarl scp cabinet association \
             banque caisse compagnie entreprise fondation syndicat etablissement etablissements \
             maison groupe agence commune hopital clinique cpam urssaf mutuelle gie epic \
             cooperative federation institut",
        ),
        roles,
        determiners: set("le la l du au de des les"),
        prepositions: set(
            "de d du des a au aux par chez avec contre pour sur selon entre envers sans devant",
        ),
        headings,
        reset: set("composition debats expose faits motifs procedure arret jugement greffier \
             magistrats copie exposee discussion ordonnance"),
        months: set(
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        ),
        numbers,
        he: [
            ("il", male),
            ("elle", female),
            ("celui", male),
            ("celle", female),
            ("interesse", male),
            ("interessee", female),
            ("dernier", male),
            ("derniere", female),
        ]
        .into_iter()
        .map(|(word, sex)| (fold_hash(word), sex))
        .collect(),
        impersonal: set(
            "ressort resulte convient appartient existe suffit faut sagit incombe ya est_constant \
             importe echet apparait",
        ),
        links: [
            ("epouse", false),
            ("veuve", true),
            ("nee", false),
            ("ne", false),
            ("divorcee", false),
            ("dit", false),
            ("dite", false),
            ("alias", false),
        ]
        .into_iter()
        .map(|(word, widowed)| (fold_hash(word), widowed))
        .collect(),
        euro: set("euros euro eur"),
        abbreviations: set("art al cf ste mr dr n no p ref env mme melle mlle tel fol st"),
        and: fold_hash("et"),
        plural: set("ils elles couple epoux parents conjoints interesses concubins"),
    }
});

/// Words of numbers that the stream writes in digits; `un` and `une` stay words.
const NUMBERS: [(&str, u32); 26] = [
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("vingt", 20),
    ("vingts", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("nonante", 90),
    ("cent", 100),
    ("cents", 100),
    ("mille", 1000),
];

/// What follows the name of a judge, a clerk or counsel.
const OFFICES: &[&str] = &[
    "greffier",
    "greffiere",
    "conseiller rapporteur",
    "conseiller,",
    "conseiller ",
    "conseillere,",
    "conseillere ",
    "conseillers",
    "conseilleres",
    "president de chambre",
    "presidente de chambre",
    "president,",
    "presidente,",
    "premier president",
    "premiere president",
    "vice-president",
    "juge",
    "magistrat",
    "substitut",
    "procureur",
    "avocat au",
    "avocate au",
    "avocats",
    "avocat general",
    "avocate generale",
    "avocat a ",
    "avocate a ",
    "huissier",
    "commissaire de justice",
    "auditeur",
    "referendaire",
];

/// Trades that begin as an office does.
const TRADES: [&str; 8] = [
    "conseiller de vente",
    "conseillere de vente",
    "conseiller commercial",
    "conseillere commercial",
    "conseiller clientele",
    "conseillere clientele",
    "conseiller en ",
    "conseillere en ",
];

/// Builds the stream of a text.
pub(super) fn build(view: &View<'_>) -> Stream {
    static DATES: LazyLock<DateReader> = LazyLock::new(DateReader::new);
    let tokens = view.tokens();
    let mut builder = Builder {
        view,
        text: &view.text,
        tokens,
        words: &WORDS,
        dates: &DATES,
        heading: None,
        offices: FxHashSet::default(),
        start: 0,
        out: Stream {
            bytes: Vec::with_capacity(view.text.len()),
            token: Vec::with_capacity(view.text.len()),
            sentences: Vec::new(),
            mentions: Vec::new(),
            data: Vec::new(),
        },
    };
    builder.run();
    builder.strike_offices();
    builder.out
}

struct Builder<'t> {
    view: &'t View<'t>,
    text: &'t str,
    tokens: &'t [Token],
    words: &'t Words,
    dates: &'t DateReader,
    heading: Option<Role>,
    /// Last words of the names that a title gave away as those of a judge, a clerk or counsel.
    offices: FxHashSet<u64>,
    /// Where the sentence begins.
    start: usize,
    out: Stream,
}

impl Builder<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            at = self.step(at);
        }
        self.close();
    }

    /// A name that was once followed by an office is that of the same person everywhere.
    fn strike_offices(&mut self) {
        let offices = &self.offices;
        let bytes = &mut self.out.bytes;
        self.out.mentions.retain(|mention| match mention.who {
            Who::Name(name) if offices.contains(&name) => {
                bytes[mention.at] = mark::OFFICE;
                false
            }
            _ => true,
        });
    }

    /// Consumes what begins at a token; gives the next one.
    fn step(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        match token.kind {
            TokenKind::Newline => {
                if self.breaks(at) {
                    self.close();
                } else {
                    self.space();
                }
                self.read_heading(at + 1);
                at + 1
            }
            TokenKind::Placeholder(kind) => self.placeholder(at, kind),
            TokenKind::Number => self.number(at),
            TokenKind::Word(case) => self.word(at, case),
            TokenKind::Punct(byte) => {
                self.blank(&token);
                self.push(byte, at);
                if self.ends_sentence(at, byte) {
                    self.close();
                }
                at + 1
            }
            TokenKind::Symbol | TokenKind::Mixed => {
                // `1er février 2008`
                if token.kind == TokenKind::Mixed
                    && let Some(next) = self.date(at)
                {
                    return next;
                }
                self.blank(&token);
                self.fold(at);
                at + 1
            }
        }
    }

    fn push(&mut self, byte: u8, token: usize) {
        self.out.bytes.push(byte);
        self.out.token.push(token as u32);
    }

    fn space(&mut self) {
        let last = self.out.token.last().copied().unwrap_or_default();
        if self.out.bytes.last().is_some_and(|&byte| byte != b' ') {
            self.push(b' ', last as usize);
        }
    }

    fn blank(&mut self, token: &Token) {
        if token.spaced {
            self.space();
        }
    }

    fn fold(&mut self, at: usize) {
        for character in self.tokens[at].text(self.text).chars() {
            match character {
                'œ' | 'Œ' => {
                    self.push(b'o', at);
                    self.push(b'e', at);
                }
                '²' => self.push(b'2', at),
                '°' | 'º' => self.push(b'o', at),
                _ => {
                    let folded = fold_char(character);
                    let byte = u8::try_from(folded as u32).ok().filter(u8::is_ascii);
                    self.push(byte.filter(|byte| *byte >= b' ').unwrap_or(b'?'), at);
                }
            }
        }
    }

    fn close(&mut self) {
        let end = self.out.bytes.len();
        if end > self.start {
            self.out.sentences.push(self.start..end);
        }
        self.space();
        self.start = self.out.bytes.len();
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn hash(&self, at: usize) -> u64 {
        self.tokens.get(at).map_or(0, |token| token.hash)
    }

    fn is_punct(&self, at: usize, byte: u8) -> bool {
        self.kind(at) == Some(TokenKind::Punct(byte))
    }

    /// A line break ends a sentence unless the next line goes on in lower case.
    fn breaks(&self, at: usize) -> bool {
        let terminal = at > 0
            && matches!(
                self.kind(at - 1),
                Some(TokenKind::Punct(b'.' | b';' | b':' | b'!' | b'?'))
            );
        let goes_on = matches!(self.kind(at + 1), Some(TokenKind::Word(Case::Lower)))
            || self.is_punct(at + 1, b'(')
            || self.is_punct(at + 1, b',');
        terminal || !goes_on
    }

    fn ends_sentence(&self, at: usize, byte: u8) -> bool {
        match byte {
            b';' | b'!' | b'?' => true,
            b'.' => {
                let Some(next) = self.tokens.get(at + 1) else { return true };
                let short = at > 0
                    && self.tokens[at - 1].is_word()
                    && (self.tokens[at - 1].range().len() == 1
                        || self.words.abbreviations.contains(&self.hash(at - 1)));
                let opens = match next.kind {
                    TokenKind::Word(case) => case.is_capital() || case == Case::Mixed,
                    TokenKind::Placeholder(_) | TokenKind::Newline => true,
                    TokenKind::Punct(b'-') | TokenKind::Symbol => true,
                    _ => false,
                };
                // `[X]. Il`, but not `M. [X]`, `art. L. 12`.
                next.spaced && opens && !short
            }
            _ => false,
        }
    }

    /// Reads whether the line that begins at a token is the heading of a party.
    fn read_heading(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at) else { return };
        let TokenKind::Word(case) = token.kind else { return };
        if let Some(&role) = self.words.headings.get(&token.hash) {
            let alone = (at + 1..at + 6)
                .find(|&next| {
                    !matches!(self.kind(next), Some(TokenKind::Punct(_) | TokenKind::Word(_)))
                })
                .is_none_or(|next| self.kind(next) == Some(TokenKind::Newline));
            if case == Case::Upper || (case == Case::Title && alone) {
                self.heading = Some(role);
            }
        } else if matches!(case, Case::Upper | Case::Title)
            && self.words.reset.contains(&token.hash)
        {
            self.heading = None;
        }
    }

    fn word(&mut self, at: usize, case: Case) -> usize {
        let token = self.tokens[at];
        let words = self.words;
        if let Some(&sex) = words.civility.get(&token.hash)
            && (case.is_capital() || case == Case::Lower && token.range().len() > 5)
            && let Some(next) = self.after_civility(at, sex)
        {
            return next;
        }
        if words.counsel.contains(&token.hash) && case.is_capital() && self.kind(at + 1).is_some() {
            let end = self.name_end(at + 1).unwrap_or_else(|| self.group(at + 1).1);
            if end > at + 1 {
                self.blank(&token);
                self.push(mark::OFFICE, at);
                return end;
            }
        }
        if (words.months.contains(&token.hash) || words.numbers.contains_key(&token.hash))
            && let Some(next) = self.date(at)
        {
            return next;
        }
        if let Some(next) = self.spelled_number(at) {
            return next;
        }
        self.blank(&token);
        let here = self.out.bytes.len();
        self.fold(at);
        self.mention_of_word(at, here);
        if words.company.contains(&token.hash)
            && (case == Case::Upper || token.range().len() >= 4)
            && let Some(next) = self.company_after(at)
        {
            return next;
        }
        at + 1
    }

    /// Role words and pronouns are mentions that stay in the stream as they are written.
    fn mention_of_word(&mut self, at: usize, here: usize) {
        let hash = self.hash(at);
        let words = self.words;
        let before = at.checked_sub(1).map_or(0, |rank| self.hash(rank));
        let elided = at > 1 && self.is_punct(at - 1, b'\'');
        let determined = words.determiners.contains(&before) || elided;
        let who = if let Some(&(role, sex)) = words.roles.get(&hash).filter(|_| determined) {
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
        } else if words.plural.contains(&hash) {
            (Who::Plural, None)
        } else if let Some(&sex) = words.he.get(&hash) {
            let next = self.tokens.get(at + 1).map(|token| token.text(self.text)).unwrap_or("");
            let far = self.tokens.get(at + 2).map(|token| token.text(self.text)).unwrap_or("");
            let impersonal = words.impersonal.contains(&self.hash(at + 1))
                || next == "y"
                || (next == "s" && self.hash(at + 3) == fold_hash("agit"))
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
            let last = matches!(hash, h if h == fold_hash("dernier") || h == fold_hash("derniere"));
            let this = at > 0
                && matches!(self.tokens[at - 1].text(self.text), "ce" | "cette" | "Ce" | "Cette");
            if impersonal || dangling || (last && !this) {
                return;
            }
            (Who::Pronoun, sex)
        } else {
            return;
        };
        let oblique = self.oblique(at);
        self.add_mention(here, who.0, who.1, oblique, (at, at));
    }

    fn add_mention(
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
        self.out.mentions.push(Mention { at, who, sex, oblique, widowed: false, heading, tokens });
    }

    /// Whether the word before makes what follows an object.
    fn oblique(&self, at: usize) -> bool {
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
    fn after_civility(&mut self, at: usize, sex: Option<Sex>) -> Option<usize> {
        let mut next = at + 1;
        if self.is_punct(next, b'.') {
            next += 1;
        }
        // `M. et Mme [X]`
        if self.hash(next) == self.words.and
            && self.words.civility.contains_key(&self.hash(next + 1))
        {
            return None;
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
            return Some(self.person(at, next, sex));
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
        let here = self.out.bytes.len();
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
    fn name_end(&self, at: usize) -> Option<usize> {
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

    fn placeholder(&mut self, at: usize, kind: PlaceholderKind) -> usize {
        let token = self.tokens[at];
        if kind.is_person() {
            // `la société Y...` of the older stock.
            let company = at > 0 && self.words.company.contains(&self.hash(at - 1));
            if company {
                return self.company(at, at + 1);
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
        let here = self.out.bytes.len();
        self.push(mark::COMPANY, at);
        self.add_mention(here, Who::Company, None, oblique, (at, end - 1));
        end
    }

    /// The name of a company in clear after its form: `société Transports du Midi`.
    fn company_after(&mut self, at: usize) -> Option<usize> {
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
    fn group(&self, at: usize) -> (Vec<[u8; 2]>, usize, bool) {
        let mut letters = Vec::new();
        let (mut end, mut widowed) = (at, false);
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
                    widowed |= self.link_at(end + 1).unwrap_or(false);
                    end += 2;
                }
                TokenKind::Word(_) if !letters.is_empty() && self.link_at(end).is_some() => {
                    widowed |= self.link_at(end).unwrap_or(false);
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
        (letters, end, widowed)
    }

    fn is_person_at(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Placeholder(kind)) if kind.is_person())
    }

    /// A word that joins two names of one person: whether it says that she is a widow.
    fn link_at(&self, at: usize) -> Option<bool> {
        let next = if self.is_punct(at + 1, b'.') { at + 2 } else { at + 1 };
        self.is_person_at(next).then_some(())?;
        self.words.links.get(&self.hash(at)).copied()
    }

    /// Emits a person whose placeholders begin at `at`; `from` is the civility, if any.
    fn person(&mut self, from: usize, at: usize, sex: Option<Sex>) -> usize {
        let (letters, end, widowed) = self.group(at);
        let end = end.max(at + 1);
        let token = self.tokens[from];
        self.blank(&token);
        let here = self.out.bytes.len();
        if letters.is_empty() || self.is_office(from, end) {
            self.push(mark::OFFICE, from);
            return end;
        }
        let oblique = self.oblique(from);
        self.push(mark::PERSON, from);
        self.add_mention(here, Who::Letters(letters), sex, oblique, (from, end - 1));
        if let Some(last) = self.out.mentions.last_mut() {
            last.widowed = widowed;
        }
        end
    }

    fn datum(&mut self, byte: u8, at: usize, end: usize, value: String, level: i64) -> usize {
        let token = self.tokens[at];
        self.blank(&token);
        let here = self.out.bytes.len();
        self.push(byte, at);
        self.out.data.push(Datum { at: here, value, level, tokens: (at, end - 1) });
        end
    }

    fn date(&mut self, at: usize) -> Option<usize> {
        let date = self
            .dates
            .read(self.text, self.tokens, at)
            .or_else(|| self.dates.read_month(self.text, self.tokens, at))?;
        date.year?;
        if date.damaged && date.end > at + 6 {
            return None;
        }
        let level = i64::from(date.day.is_none());
        Some(self.datum(mark::DATE, at, date.end, date.iso(), level))
    }

    fn number(&mut self, at: usize) -> usize {
        if let Some(next) = self.date(at) {
            return next;
        }
        if let Some((euros, end)) = self.euros(at) {
            return self.datum(mark::EUROS, at, end, euros, 0);
        }
        let token = self.tokens[at];
        self.blank(&token);
        self.fold(at);
        at + 1
    }

    /// An amount in euros that begins at a token: its value and the token after its unit.
    fn euros(&self, at: usize) -> Option<(String, usize)> {
        let digits = |rank: usize| {
            let token = self.tokens.get(rank)?;
            (token.kind == TokenKind::Number).then(|| token.text(self.text))
        };
        let mut whole = digits(at)?.to_owned();
        let mut end = at + 1;
        while whole.len() <= 12 {
            let point = self.is_punct(end, b'.') && !self.tokens[end].spaced;
            let rank = if point { end + 1 } else { end };
            match digits(rank) {
                Some(more) if more.len() == 3 => whole.push_str(more),
                _ => break,
            }
            end = rank + 1;
        }
        let mut cents = String::new();
        if (self.is_punct(end, b',') || self.is_punct(end, b'.'))
            && let Some(more) = digits(end + 1)
            && more.len() <= 2
        {
            cents = more.to_owned();
            end += 2;
        }
        let mut scale = 1_u64;
        match self.tokens.get(end).map(|token| token.text(self.text)) {
            Some("k" | "K") => (scale, end) = (1_000, end + 1),
            Some("millions" | "million" | "M") => (scale, end) = (1_000_000, end + 1),
            _ => {}
        }
        if scale > 1
            && matches!(self.tokens.get(end).map(|token| token.text(self.text)), Some("d" | "de"))
        {
            end += if self.is_punct(end + 1, b'\'') { 2 } else { 1 };
        }
        let unit = self.tokens.get(end)?;
        let is_euro = self.words.euro.contains(&unit.hash) || unit.text(self.text) == "€";
        if !is_euro {
            return None;
        }
        let amount: f64 = format!("{whole}.{cents}0").parse().ok()?;
        Some((euro_value(amount * scale as f64), end + 1))
    }

    /// `quarante-deux` becomes `42`. A number word alone that is also an ordinary word stays.
    fn spelled_number(&mut self, at: usize) -> Option<usize> {
        let (mut total, mut current, mut end, mut rank) = (0_u32, 0_u32, at, at);
        let one = [fold_hash("un"), fold_hash("une")];
        while let Some(token) = self.tokens.get(rank).filter(|_| rank < at + 14) {
            if rank > at && (token.is_punct(b'-') || token.hash == self.words.and) {
                // `vingt et un`: the conjunction only before `un` and `onze`.
                let after = self.hash(rank + 1);
                let joined = token.is_punct(b'-')
                    || one.contains(&after) && current % 10 == 0 && current >= 20
                    || after == fold_hash("onze");
                if !joined || !(self.words.numbers.contains_key(&after) || one.contains(&after)) {
                    break;
                }
                rank += 1;
                continue;
            }
            match self.words.numbers.get(&token.hash) {
                Some(1000) => {
                    total += current.max(1) * 1000;
                    current = 0;
                }
                Some(100) => current = current.max(1) * 100,
                Some(20) if current % 100 == 4 => current += 76,
                Some(&value) => current += value,
                None if one.contains(&token.hash) && rank > at => current += 1,
                None => break,
            }
            rank += 1;
            end = rank;
        }
        if end == at {
            return None;
        }
        let token = self.tokens[at];
        self.blank(&token);
        for byte in (total + current).to_string().bytes() {
            self.push(byte, at);
        }
        Some(end)
    }
}

/// Euros without useless decimals: `2345.67`, `4200`.
pub(super) fn euro_value(amount: f64) -> String {
    let cents = (amount * 100.0).round() as i64;
    match cents % 100 {
        0 => (cents / 100).to_string(),
        rest if rest % 10 == 0 => format!("{}.{}", cents / 100, rest / 10),
        rest => format!("{}.{rest:02}", cents / 100),
    }
}
