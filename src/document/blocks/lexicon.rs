//! The words that clauses about judges, lawyers and parties are made of.

use std::sync::LazyLock;

use crate::document::tokens::{Token, fold_hash};
use crate::document::word_table::WordTable;

/// What a word may be in the clauses read here; a word may be several things.
pub(super) type Lexeme = u16;

pub(super) const CIVILITY: Lexeme = 1;
/// `Me`, `Maître`.
pub(super) const TITLE: Lexeme = 1 << 1;
/// Forms that only law firms take.
pub(super) const FIRM: Lexeme = 1 << 2;
/// Forms and words that law firms share with others: counsel only beside a lawyer's word.
pub(super) const WEAK_FIRM: Lexeme = 1 << 3;
/// Words said of lawyers alone.
pub(super) const LAWYER: Lexeme = 1 << 4;
/// Words that introduce a representative.
pub(super) const CUE: Lexeme = 1 << 5;
/// Small words inside a lawyer's clause.
pub(super) const LAW_GLUE: Lexeme = 1 << 6;
/// Offices of judges, prosecutors and clerks.
pub(super) const ROLE: Lexeme = 1 << 7;
/// Words that go with an office.
pub(super) const ROLE_GLUE: Lexeme = 1 << 8;
/// Particles inside names.
pub(super) const PARTICLE: Lexeme = 1 << 9;
/// After a title, says that the person is no counsel.
pub(super) const OTHER_OFFICE: Lexeme = 1 << 10;
/// `avocat` and its forms.
pub(super) const AVOCAT: Lexeme = 1 << 11;

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// What the first word of a clause about counsel may be.
const OPENS_COUNSEL: Lexeme = TITLE | FIRM | WEAK_FIRM | CUE;

/// Bits of the filter of those first words, a few dozen.
const FILTER: usize = 4096;

/// Words of the clauses by the hash of their folded form.
pub(super) struct Lexicon {
    words: WordTable<Lexeme>,
    openers: [u64; FILTER / 64],
}

impl Lexicon {
    #[inline]
    pub(super) fn lexeme(&self, token: &Token, text: &str) -> Lexeme {
        let lexeme = self.words.get(token.hash);
        // `fait et jugé` names no judge.
        if lexeme & ROLE != 0 && token.text(text).ends_with(['é', 'É']) {
            return lexeme & !ROLE;
        }
        lexeme
    }

    /// Whether a clause about counsel may begin with a token: one bit refuses nearly all of them.
    #[inline]
    pub(super) fn may_open_counsel(&self, token: &Token, text: &str) -> bool {
        let (word, bit) = slot(token.hash);
        self.openers[word] & bit != 0 && self.lexeme(token, text) & OPENS_COUNSEL != 0
    }

    fn new() -> Self {
        let groups: [(Lexeme, &str); 13] = [
            (
                CIVILITY,
                "m mm mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle mr",
            ),
            (TITLE, "me mes maitre maitres"),
            (FIRM, "scp selarl selas selasu selurl seleurl selarlu selafa aarpi scpa"),
            (WEAK_FIRM, "sarl cabinet sas eurl"),
            (
                LAWYER,
                "barreau barreaux toque vestiaire plaidant plaidante plaidants postulant postulante postulants",
            ),
            (LAWYER | AVOCAT | CUE, "avocat avocate avocats avocates"),
            (
                CUE,
                "represente representee representes representees assiste assistee assistes assistees ayant \
               representant representants substitue substituee substituant conseil conseils plaidant plaider",
            ),
            (
                LAW_GLUE,
                "au aux du de des d et la l le les par pour a en permanence commis commise designe designee \
                    office cour appel cassation conseil conseils inscrit inscrite sous numero n no case palais \
                    dossier choisi choisie loco lui elle meme ses dont qui s p",
            ),
            (
                ROLE,
                "president presidente presidents presidentes vice-president conseiller conseillere conseillers \
                conseilleres juge juges greffier greffiere greffiers greffieres assesseur assesseure assesseurs \
                magistrat magistrate magistrats substitut substitute rapporteur rapporteure auditeur auditrice \
                procureur procureure presidant greffierle greffierla greffierele greffierela doyen doyenne vice",
            ),
            (
                ROLE_GLUE,
                "premier premiere premiers general generale generaux referendaire referendaires de du des d la \
                     le l les un une en a au aux et chambre chambres cour appel cassation tribunal judiciaire \
                     commerce conseil prud hommes section pole faisant fonction fonctions charge chargee chargees \
                     charges mise etat adjoint adjointe honoraire honoraires place placee delegue deleguee delegues \
                     deleguant delegataire principal principale lors debats debat prononce delibere unique rapport \
                     affaires familiales libertes detention protection contentieux proximite refere referes siege \
                     consulaire salarie salarie employeur statuant executif execution enfants instruction \
                     departiteur departitrice application peines ministere public republique adjointe loyers \
                     commerciaux rapporteuse redactrice redacteur elle lui meme qualite sa son ses fait avocat avocate \
                     vice juridictionnelles exercant coordonnateur coordonnatrice commissaire stagiaire \
                     audience plaidoiries instruire affaire commis loyer civile sociale commerciale correctionnelle criminelle \
                     plus ancien ancienne justice college employeurs salaries travailleurs independants representant \
                     titre temporaire consulaires assermente assermentee assermentes suppleant suppleante suppleants \
                     cadre administratif administrative secretaire contractuel contractuelle bailleurs preneurs \
                     judiciaires departage coordonnateurs placees places",
            ),
            (PARTICLE, "de du des d la le l da di van von der den el al ben bin ibn dos do dit"),
            (
                OTHER_OFFICE,
                "notaire notaires huissier huissiers commissaire mandataire mandataires liquidateur \
                        liquidatrice liquidateurs administrateur administratrice administrateurs curateur tuteur \
                        es qualite qualites gerant gerante expert syndic",
            ),
            (ROLE_GLUE, "premiere 1er 1ere 2eme 3eme 4eme 1re 2e 3e"),
        ];
        let words: Vec<(u64, Lexeme)> = groups
            .iter()
            .flat_map(|(flag, words)| words.split_whitespace().map(|word| (fold_hash(word), *flag)))
            .collect();
        let mut openers = [0; FILTER / 64];
        for (hash, _) in words.iter().filter(|(_, flags)| flags & OPENS_COUNSEL != 0) {
            let (word, bit) = slot(*hash);
            openers[word] |= bit;
        }
        Self { words: WordTable::new(&words, |one, other| one | other), openers }
    }
}

/// Where the filter remembers a hash.
#[inline]
fn slot(hash: u64) -> (usize, u64) {
    ((hash >> 6) as usize % (FILTER / 64), 1 << (hash & 63))
}
