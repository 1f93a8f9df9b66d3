//! The words that a stream knows: civilities, roles, pronouns, numbers, by the hash that tokens carry.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Sex, Union};
use crate::detect::facts::attribute::Role;
use crate::document::numbers;
use crate::document::tokens::fold_hash;
use crate::document::word_table::WordTable;

/// Why a word is more than its letters.
pub(super) mod special {
    pub const NUMBER: u8 = 1;
    /// A role or a pronoun.
    pub const MEANT: u8 = 1 << 1;
    pub const CIVILITY: u8 = 1 << 2;
    /// The title of a judge, a clerk or counsel.
    pub const COUNSEL: u8 = 1 << 3;
    pub const MONTH: u8 = 1 << 4;
    pub const COMPANY: u8 = 1 << 5;
}

pub(super) struct Words {
    /// What is special in a word: nothing in most, which are then only folded.
    pub special: WordTable<u8>,
    /// Letters of the Latin-1 Supplement, by the low bits of their second UTF-8 byte.
    pub accented: [u8; 64],
    pub civility: FxHashMap<u64, Option<Sex>>,
    pub counsel: FxHashSet<u64>,
    pub office: FxHashSet<u64>,
    pub company: FxHashSet<u64>,
    pub roles: FxHashMap<u64, (Role, Option<Sex>)>,
    pub determiners: FxHashSet<u64>,
    pub prepositions: FxHashSet<u64>,
    pub headings: FxHashMap<u64, Role>,
    pub reset: FxHashSet<u64>,
    pub months: FxHashSet<u64>,
    pub numbers: FxHashMap<u64, u32>,
    pub he: FxHashMap<u64, Option<Sex>>,
    pub impersonal: FxHashSet<u64>,
    pub links: FxHashMap<u64, Union>,
    pub euro: FxHashSet<u64>,
    /// What follows a number that begins no date.
    pub units: FxHashSet<u64>,
    pub abbreviations: FxHashSet<u64>,
    pub and: u64,
    pub spouses: u64,
    /// `les consorts [X]`: several people of one name, of whom nothing is said one by one.
    pub kindred: u64,
    pub possessives: FxHashSet<u64>,
    pub plural: FxHashSet<u64>,
    /// Of several too, after an article: `les locataires`.
    pub parties: FxHashSet<u64>,
}

fn set(words: &str) -> FxHashSet<u64> {
    words.split_whitespace().map(fold_hash).collect()
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
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
        ("plaignant", (Role::Victime, male)),
        ("plaignante", (Role::Victime, female)),
        ("compagnon concubin", (Role::Epoux, male)),
        ("compagne concubine", (Role::Epoux, female)),
        ("preneuse", (Role::Locataire, female)),
        ("etranger retenu", (Role::Demandeur, male)),
        ("etrangere", (Role::Demandeur, female)),
        ("patient", (Role::Victime, male)),
        ("patiente", (Role::Victime, female)),
        ("assure allocataire", (Role::Assure, male)),
        ("assuree", (Role::Assure, female)),
        ("epoux mari conjoint", (Role::Epoux, male)),
        ("epouse femme conjointe", (Role::Epoux, female)),
        ("pere", (Role::Parent, male)),
        ("mere", (Role::Parent, female)),
        ("enfant", (Role::Enfant, None)),
        ("preneur", (Role::Locataire, male)),
        ("locataire", (Role::Locataire, None)),
        ("bailleur", (Role::Bailleur, male)),
        ("bailleresse", (Role::Bailleur, female)),
        ("associe", (Role::Associe, male)),
        ("associee", (Role::Associe, female)),
        ("debiteur emprunteur acquereur acheteur", (Role::Tiers, male)),
        ("debitrice emprunteuse acheteuse", (Role::Tiers, female)),
        ("veuf", (Role::Epoux, male)),
        ("veuve", (Role::Epoux, female)),
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
        ("mm", male),
        ("messieurs", male),
        ("mmes", female),
        ("mesdames", female),
    ];
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    for (word, value) in numbers::WORDS.into_iter().chain(MULTIPLIERS) {
        numbers.insert(fold_hash(word), value);
    }
    let mut words = Words {
        special: WordTable::new(&[], |one, other| one | other),
        accented: std::array::from_fn(|low| {
            char::from_u32(0xC0 + low as u32).map_or(b'?', super::plain)
        }),
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
            ("lui", male),
        ]
        .into_iter()
        .map(|(word, sex)| (fold_hash(word), sex))
        .collect(),
        impersonal: set(
            "ressort resulte convient appartient existe suffit faut sagit incombe ya est_constant \
             importe echet apparait",
        ),
        links: [
            ("epouse", Union::Married),
            ("veuve", Union::Widowed),
            ("nee", Union::Unsaid),
            ("ne", Union::Unsaid),
            ("divorcee", Union::Unsaid),
            ("dit", Union::Unsaid),
            ("dite", Union::Unsaid),
            ("alias", Union::Unsaid),
        ]
        .into_iter()
        .map(|(word, union)| (fold_hash(word), union))
        .collect(),
        euro: set("euros euro eur"),
        units: set(
            "euros euro eur ans mois jours jour heures heure annees enfants du de et a la le les pour au code",
        ),
        abbreviations: set("art al cf ste mr dr n no p ref env mme melle mlle tel fol st"),
        and: fold_hash("et"),
        spouses: fold_hash("epoux"),
        kindred: fold_hash("consorts"),
        possessives: set("son sa leur"),
        plural: set("ils elles couple epoux parents conjoints interesses concubins"),
        parties: set("locataires preneurs bailleurs acquereurs vendeurs emprunteurs debiteurs"),
    };
    words.special = WordTable::new(&words.specials(), |one, other| one | other);
    words
});

impl Words {
    fn specials(&self) -> Vec<(u64, u8)> {
        fn all<'w>(words: impl Iterator<Item = &'w u64>, kind: u8) -> Vec<(u64, u8)> {
            words.map(|&word| (word, kind)).collect()
        }
        let meant = self.roles.keys().chain(self.he.keys());
        [
            all(self.civility.keys(), special::CIVILITY),
            all(self.counsel.iter(), special::COUNSEL),
            all(self.months.iter(), special::MONTH),
            all(self.company.iter(), special::COMPANY),
            all(meant.chain(&self.plural).chain(&self.parties), special::MEANT),
            all(self.numbers.keys(), special::NUMBER),
        ]
        .concat()
    }
}

/// Words of numbers that the stream writes in digits, beside those of `document::numbers`; `un` and `une` stay words.
const MULTIPLIERS: [(&str, u32); 3] = [("cent", 100), ("cents", 100), ("mille", 1000)];

/// What follows the name of a judge, a clerk or counsel.
pub(super) const OFFICES: &[&str] = &[
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
    "adjointe administrative faisant",
    "adjoint administratif faisant",
    "faisant fonction",
    "interprete",
];

/// Trades that begin as an office does.
pub(super) const TRADES: [&str; 26] = [
    "avocat a la retraite",
    "avocate a la retraite",
    "conseiller municipal",
    "conseillere municipale",
    "conseiller departemental",
    "conseillere departementale",
    "conseiller regional",
    "conseillere regionale",
    "conseiller general",
    "conseiller communautaire",
    "conseiller du salarie",
    "conseillere du salarie",
    "conseiller financier",
    "conseillere financiere",
    "conseiller bancaire",
    "conseiller d'orientation",
    "conseiller principal d'education",
    "conseillere principale d'education",
    "conseiller de vente",
    "conseillere de vente",
    "conseiller commercial",
    "conseillere commercial",
    "conseiller clientele",
    "conseillere clientele",
    "conseiller en ",
    "conseillere en ",
];
