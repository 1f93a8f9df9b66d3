//! Nouns, verbs and turns that announce an event only in some company: `vu le jour`, `mis fin à ses jours`, `dit oui`.

use crate::document::tokens::hashes;

use super::CivilDates;
use super::vocabulary::{Event, Reading, Scope};
use super::wording::{
    CHILDREN, KIN, clause_start, is_paper, is_person, plain, spouses_before, tells_of_event,
    verb_of_act, widowed,
};

/// A list of folded words, hashed once and for all.
macro_rules! words {
    ($($word:literal),* $(,)?) => {
        &const { hashes([$($word),*]) }
    };
}

/// A word and its neighbours.
struct Near<'r, 't> {
    reading: &'r Reading<'t>,
    at: usize,
}

impl Near<'_, '_> {
    /// Whether one of these stands among the words before.
    fn before(&self, count: usize, words: &[u64]) -> bool {
        (self.at.saturating_sub(count)..self.at).any(|index| self.reading.is_among(index, words))
    }

    fn after(&self, count: usize, words: &[u64]) -> bool {
        (self.at + 1..=self.at + count).any(|index| self.reading.is_among(index, words))
    }

    /// Whether a word that begins so stands among those before.
    fn stem_before(&self, count: usize, stems: &[&str]) -> bool {
        (self.at.saturating_sub(count)..self.at).any(|index| {
            let word = plain(self.reading.word(index));
            stems.iter().any(|stem| word.starts_with(stem))
        })
    }
}

impl CivilDates {
    /// Where the date of a noun may stand; `None` when it is of no person.
    pub(super) fn noun(&self, reading: &Reading<'_>, at: usize, event: Event) -> Option<Scope> {
        let word = plain(reading.word(at));
        let near = Near { reading, at };
        let holds = match event {
            Event::Birth => self.tells_birth(&near, &word),
            Event::Death => self.tells_death(&near, &word),
            Event::Union => self.tells_union(&near, &word),
        };
        if !holds {
            return None;
        }
        // `De leur relation est issu [Z], le`, `l'annulation du mariage célébré le`: the date is told of the event.
        const TOLD: [u64; 8] = hashes([
            "celebre",
            "celebree",
            "contracte",
            "survenu",
            "survenue",
            "intervenu",
            "intervenue",
            "fixees",
        ]);
        // `la dissolution du PACS souscrit le`
        let bound = matches!(&*word, "pacs" | "solidarite")
            && near.after(1, words!["souscrit", "conclu", "enregistre", "signe"]);
        if word.starts_with("issu") || near.after(1, &TOLD) || bound {
            return Some(Scope::Sentence);
        }
        let from = clause_start(reading, at.saturating_sub(3), at);
        if !(from..at).any(|index| self.is_thing(reading, index)) {
            return Some(Scope::Sentence);
        }
        let from = from_cause(reading, from_verb(reading, event, from, at), at);
        let act = |index: usize| matches!(&*plain(reading.word(index)), "acte" | "actes");
        let mut things = (from..at)
            .filter(|&index| self.is_thing(reading, index) && !makes(reading, index))
            .peekable();
        match things.peek() {
            None => Some(Scope::Sentence),
            // `l'acte de décès indique la date du 3 mai 2015`
            Some(_) if tells_of_event(reading, verb_of_act(reading, at)) => {
                things.all(act).then_some(Scope::Sentence)
            }
            // `acte de naissance du 3 mai 1975`, but no extract and no copy of it; that of a death comes later.
            Some(_) if event == Event::Birth || word == "mariage" => (things.all(act)
                && !near.before(7, words!["extrait", "extraits", "copie", "copies", "certificat"]))
            .then_some(Scope::Act),
            Some(_) => None,
        }
    }

    fn tells_birth(&self, near: &Near<'_, '_>, word: &str) -> bool {
        const NUMBERED: [u64; 8] =
            hashes(["un", "une", "deux", "trois", "leur", "son", "des", "premier"]);
        match word {
            // `venu au monde`, `mis au monde`
            "monde" => near.before(1, words!["au"]),
            // `a vu le jour`, `a donné le jour à`; a company sees the day too.
            "jour" => {
                near.before(1, words!["le"])
                    && (near
                        .before(2, words!["vu", "voit", "vit", "verra", "verrait", "vois", "voir"])
                        || near.stem_before(2, &["donn"]))
                    && !(near.at.saturating_sub(7)..near.at).any(|index| {
                        // `l'acte énonce que [X] a vu le jour`
                        self.is_thing(near.reading, index) && !is_paper(near.reading, index)
                    })
            }
            // `la naissance du différend`
            "naissance" => {
                !(near.after(1, words!["de", "du", "des", "d"])
                    && (near.at + 2..near.at + 4).any(|index| self.is_thing(near.reading, index)))
            }
            // `l'extraction de l'enfant`
            "extraction" => near.after(4, &CHILDREN),
            "cri" => near.before(1, words!["premier"]),
            // `a donné la vie à des jumeaux`
            "vie" => gives_life(near.reading, near.at),
            // `ont eu une fille le`
            "eu" | "eut" | "eurent" => {
                is_person(near.reading, near.at + 1)
                    || near.after(1, &NUMBERED) && near.after(3, &CHILDREN)
            }
            // `De leur relation est issu [Z], le`, `un enfant, [Z], est issu de cette union le`
            "issu" | "issue" | "issus" | "issues" => {
                names_someone(near.reading, near.at + 1)
                    || near.before(7, &CHILDREN)
                        && near.after(4, words!["union", "relation", "mariage", "couple"])
            }
            "anniversaire" => {
                (!near.before(1, words!["date"]) || near.after(4, &CHILDREN))
                    && (near.after(4, words!["enfant", "fils", "fille", "naissance"])
                        || near.after(1, words!["tombe", "tombait"])
                        || near.before(2, words!["dont"]) && near.after(1, words!["est", "etait"])
                        // `qui fêtera son soixantième anniversaire le`
                        || near.stem_before(4, &["fete"])
                        || self.counted_birthday(near))
            }
            _ => true,
        }
    }

    /// `son dix-huitième anniversaire`, `son 18e anniversaire`: of someone, and no company's.
    fn counted_birthday(&self, near: &Near<'_, '_>) -> bool {
        let last = near.at.checked_sub(1).map(|index| plain(near.reading.word(index)));
        let last = last.unwrap_or_default();
        let counted = last.ends_with("ieme") || last.starts_with(|c: char| c.is_ascii_digit());
        let things =
            (near.at.saturating_sub(9)..near.at).any(|index| self.is_thing(near.reading, index));
        // `son anniversaire`, `l'anniversaire de [X]`
        let own = matches!(&*last, "son" | "leur");
        let named = near.after(1, words!["de"]) && is_person(near.reading, near.at + 2);
        (own || named || counted && near.before(7, words!["son", "leur"])) && !things
    }

    fn tells_death(&self, near: &Near<'_, '_>, word: &str) -> bool {
        const ILLS: [u64; 7] =
            hashes(["malaise", "infarctus", "crise", "arret", "choc", "attaque", "avc"]);
        match word {
            // `nous a quittés le`, `a quitté ce monde le`
            "quitte" | "quittes" | "quittees" => {
                near.before(2, words!["nous"]) && near.after(1, words!["le", "ce"])
                    || near.after(1, words!["ce"]) && near.after(2, words!["monde"])
            }
            "jours" => near.before(1, words!["ses", "leurs"]) && near.before(4, words!["fin"]),
            "emporte" | "emportee" => near.after(
                5,
                words!["maladie", "cancer", "mal", "virus", "covid", "leucemie", "tumeur"],
            ),
            "mortellement" => near
                .after(1, words!["blesse", "blessee", "blesses", "atteint", "percute", "frappe"]),
            // `victime d'un malaise mortel le`
            "mortel" | "mortelle" => near.before(3, &ILLS),
            "fatal" | "fatale" => near.before(3, &ILLS) || near.before(1, words!["issue"]),
            // `terrassé par une crise cardiaque`
            "terrasse" | "terrassee" => near.after(4, &ILLS),
            "tombe" => near
                .before(5, words!["precede", "precedee", "precedes", "rejoint", "suivi", "suivie"]),
            // `tombé au champ d'honneur`
            "honneur" => near.before(3, words!["champ"]),
            // `né le 3 mai 1931 et disparu le`, `sa mère, disparue le`
            "disparu" | "disparue" | "disparus" => {
                near.after(3, words!["mer", "riviere", "montagne", "naufrage"])
                    || near.after(4, words!["le"])
                        && !near
                            .after(12, words!["retrouve", "retrouvee", "recherche", "recherches"])
                        && (near.before(9, words!["ne", "nee", "nes", "nees"])
                            || near.before(5, &KIN)
                            || self.is_mourned(near))
            }
            // `la disparition de leur mère, le`, `la perte de son fils`
            "disparition" | "perte" => near.after(1, words!["de", "d"]) && near.after(3, &KIN),
            // `a perdu son mari le`
            "perdu" | "perdait" | "perd" | "perdit" => {
                near.after(1, words!["son", "sa", "ses", "leur", "leurs"]) && near.after(2, &KIN)
            }
            // `devenue veuve le`
            "veuf" | "veuve" | "veufs" | "veuves" => near.after(1, words!["le", "ce", "en"]),
            // `sans vie`, `perdu la vie`
            "vie" => {
                near.before(1, words!["sans"])
                    || near.before(1, words!["sa", "leur"]) && near.before(4, words!["fin"])
                    || near.before(
                        2,
                        words!["perdu", "perdait", "perdit", "perd", "coute", "ote", "arrache"],
                    )
            }
            "vivre" => near.stem_before(2, &["cess"]),
            // `son cœur a cessé de battre le`, `son cœur s'est arrêté le`
            "coeur" => {
                near.after(10, words!["battre"])
                    || near.after(10, words!["arrete"]) && near.after(9, words!["s"])
            }
            "survecu" => near.after(9, words!["jusqu"]),
            "pendu" | "pendue" => {
                near.before(2, words!["est", "etait"]) && near.before(4, words!["s"])
                    || near.before(2, words!["retrouve", "retrouvee", "decouvert", "decouverte"])
            }
            // `a rendu l'âme le`, `son dernier souffle`
            "ame" => near.before(3, words!["rendu", "rendait", "rendit"]),
            "souffle" | "soupir" => near.before(1, words!["dernier"]),
            "ouverte" => near.before(8, words!["succession"]),
            "ouverture" => near.after(4, words!["succession"]),
            "corps" | "cadavre" => {
                near.after(8, words!["decouvert", "retrouve", "decouverte", "retrouvee", "repeche"])
            }
            _ => true,
        }
    }

    /// `l'inhumation de [X], disparu le`, `les héritiers de [X], disparu le`: someone dead, and no one missing.
    fn is_mourned(&self, near: &Near<'_, '_>) -> bool {
        const MOURNED: [u64; 20] = hashes([
            "inhumation",
            "inhume",
            "inhumee",
            "obseques",
            "funerailles",
            "caveau",
            "sepulture",
            "tombe",
            "tombeau",
            "cimetiere",
            "concession",
            "cremation",
            "incineration",
            "cendres",
            "cercueil",
            "exhumation",
            "heritiers",
            "hoirs",
            "heritage",
            "repose",
        ]);
        let someone = (near.at.saturating_sub(3)..near.at).any(|at| is_person(near.reading, at));
        someone && (near.before(16, &MOURNED) || near.after(12, &MOURNED))
    }

    fn tells_union(&self, near: &Near<'_, '_>, word: &str) -> bool {
        match word {
            "solidarite" => near.before(1, words!["de"]) && near.before(3, words!["pacte"]),
            "pacte" => near.after(1, words!["civil"]) && !near.after(3, words!["solidarite"]),
            // `le lien conjugal, noué le`
            "matrimonial" | "conjugal" => near.before(1, words!["lien", "liens"]),
            "union" => self.union(near),
            // `époux de Mme [Y] depuis le`, `pacsés depuis le`, `mari et femme depuis le`
            "depuis" => {
                self.since(near)
                    && (spouses_before(near.reading, near.at) || widowed(near.reading, near.at))
            }
            "ceremonie" => near.after(
                3,
                words!["religieuse", "nuptiale", "mariage", "coutumiere", "civile", "laique"],
            ),
            "benediction" => near.after(1, words!["nuptiale"]),
            // `ils se sont dit oui le`
            "oui" => near.before(2, words!["dit", "dits"]) && near.before(4, words!["se", "s"]),
            // `ont échangé leurs consentements le`
            "consentements" | "consentement" | "voeux" | "alliances" | "anneaux" => {
                near.stem_before(3, &["echang"])
                    && near.before(1, words!["leurs", "leur"])
                    && near.after(1, words!["le", "ce", "devant", "en"])
            }
            "bague" => near.after(2, words!["doigt"]),
            // `sont passés devant le maire le`
            "passes" | "passe" | "passaient" => {
                near.after(3, words!["maire"]) && near.after(1, words!["devant"])
            }
            // `ont uni leurs destinées le`
            "destinees" | "destins" | "vies" => near.before(2, words!["uni", "lie", "unissent"]),
            _ => true,
        }
    }

    /// `depuis le`, `depuis mars 2010`.
    fn since(&self, near: &Near<'_, '_>) -> bool {
        let reading = near.reading;
        near.after(1, words!["le", "ce"])
            || self.dates.read_month(reading.text, reading.tokens, near.at + 1).is_some()
    }

    fn union(&self, near: &Near<'_, '_>) -> bool {
        let next = plain(near.reading.word(near.at + 1));
        let made = |index: usize| {
            let word = plain(near.reading.word(index));
            word.starts_with("celebr") || word.starts_with("contract")
        };
        next.starts_with("celebr")
            // `leur union a été célébrée le`, `l'union n'a été célébrée que le`
            || near.before(2, words!["leur", "cette", "l"]) && (near.at + 2..near.at + 7).any(made)
            || matches!(&*next, "le" | "du")
            || matches!(&*next, "conclue" | "matrimoniale" | "conjugale" | "legitime" | "civile")
            || near.before(1, words!["contracte"])
            // `ont officialisé leur union le`
            || near.stem_before(2, &["officialis", "scell", "regularis", "consacr"])
            || plain(near.reading.word(near.at.saturating_sub(4))) == "date"
    }
}

/// Where the clause of an event begins, past a verb whose subject is a thing: `le certificat mentionne une naissance`,
/// `congé pour son mariage`.
fn from_verb(reading: &Reading<'_>, event: Event, from: usize, at: usize) -> usize {
    let verb = (from..at).rfind(|&index| tells_of_event(reading, index)).unwrap_or(from);
    (verb..at)
        .rfind(|&index| event == Event::Union && reading.word(index) == "pour" && index + 1 < at)
        .unwrap_or(verb)
}

/// Where the clause of an event begins, past what it is the cause or the time of: `l'instance interrompue par suite du
/// décès`, `la rente due après le décès`. What is said of the thing ends there.
fn from_cause(reading: &Reading<'_>, from: usize, at: usize) -> usize {
    const CAUSES: [u64; 12] = hashes([
        "par",
        "consecutif",
        "consecutive",
        "consecutifs",
        "consecutives",
        "suite",
        "raison",
        "cause",
        "causee",
        "motivee",
        "entrainee",
        "provoquee",
    ]);
    // `formée après le décès de [X], survenu le`: the time alone is not enough, as papers have theirs.
    const TIMES: [u64; 5] = hashes(["apres", "depuis", "avant", "posterieure", "posterieur"]);
    const OCCURRED: [u64; 4] = hashes(["survenu", "survenue", "intervenu", "intervenue"]);
    let occurred = || {
        (at + 1..at + 10)
            .any(|index| reading.punct(index, b',') && reading.is_among(index + 1, &OCCURRED))
    };
    let told = |index: &usize| {
        reading.is_among(*index, &CAUSES) || reading.is_among(*index, &TIMES) && occurred()
    };
    (from..at).rfind(told).map_or(from, |index| index + 1)
}

/// `ont fait enregistrer leur PACS`: the verb, and no thing.
fn makes(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at) == "fait"
        && at > 0
        // `du fait du décès`
        && matches!(reading.word(at - 1), "a" | "ont" | "avait" | "avaient" | "ayant" | "du")
}

/// `issus : [A]`, `issu [A]`: whether someone is named next.
fn names_someone(reading: &Reading<'_>, from: usize) -> bool {
    (from..from + 4)
        .find(|&index| {
            !(reading.punct(index, b':')
                || reading.punct(index, b'-')
                || reading.word(index).trim().is_empty())
        })
        .is_some_and(|index| is_person(reading, index))
}

/// `a donné la vie à`: the same word as in `perdu la vie`.
pub(super) fn gives_life(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at) == "vie"
        && at > 1
        && reading.word(at - 1) == "la"
        && plain(reading.word(at - 2)).starts_with("donn")
}
