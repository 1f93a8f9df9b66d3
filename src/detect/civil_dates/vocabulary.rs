//! What announces an event of civil status, what a reading passes over, and a text being read.

use crate::document::Token;
use crate::document::tokens::hashes;
use crate::taxonomy::Category;

/// What a word does to a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// The event it announces.
    pub(super) trigger: Option<Trigger>,
    /// The events whose date may stand after it, as a set of `Event` bits.
    pub(super) passes: u8,
    /// Whether it names a thing that is born without being a person.
    pub(super) thing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Birth = 1,
    Death = 2,
    Union = 4,
}

/// How an event is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// `né`, `décédé`, `mariés`: of a person.
    Participle(Event),
    /// `naissance`, `décès`, `mariage`: may be that of an act, of a leave.
    Noun(Event),
    /// `DDN`: a label.
    Label(Event),
    /// `ans`: `03/05/1975 (49 ans)`.
    Age,
    /// `M`, `F` in a table: `| M | 03/05/1975`.
    Sex,
    /// `N. le 3 mai 1975`, `D.D.N. 3.5.1975`.
    Letter,
    /// `majeure depuis le 3 mai 1993`: the birthday, some years later.
    Majority,
    /// `survenu`, `célébré`: of an event told before.
    Happened,
    /// `défunt`: the two dates of a life may follow.
    Dead,
}

/// How far from its announcement a date may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Right after: `ne le 3 mai`.
    AtOnce,
    /// A few words, of an act: `acte de naissance dressé le 3 mai`.
    Act,
    /// Through the words that may stand between.
    Sentence,
}

impl Event {
    pub(super) fn category(self) -> Category {
        match self {
            Self::Birth => Category::DateNaissance,
            Self::Death => Category::DateDeces,
            Self::Union => Category::DateMariage,
        }
    }

    pub(super) fn cue(self) -> &'static str {
        match self {
            Self::Birth => "après « né le » ou « naissance »",
            Self::Death => "après « décédé le » ou « décès »",
            Self::Union => "après « mariés le », « mariage » ou « PACS »",
        }
    }
}

pub(super) const TRIGGERS: &[(Trigger, &str)] = &[
    (
        Trigger::Participle(Event::Birth),
        "ne nee nes nees naquit nait naissait naquirent nai natif native natifs natives naissent naisse \
         naissant naitra naitrait naitront naitre born geboren nacido nacida nato nata",
    ),
    (
        Trigger::Noun(Event::Birth),
        "naissance naissances monde jour accouche accouchait accoucha accouchement anniversaire cri cesarienne extraction birth nacimiento eu eut eurent issu issue \
         issus issues",
    ),
    (Trigger::Label(Event::Birth), "ddn naiss nais dob"),
    (Trigger::Label(Event::Death), "dcd"),
    (
        Trigger::Participle(Event::Death),
        "decede decedee decedes decedees mort morte morts mortes decedait suicide suicidee eteint \
         eteinte decedat predecede predecedee predecedes noye noyee tue tuee assassine assassinee \
         eteignit eteignait deceda decederent trepasse trepassee trepassa peri perit perirent perie peris \
         deceder decedera decederait decedant decedaient meurt meurent mourir mourra mourrait mourait \
         eteigne eteindre eteindra eteignant eteignirent moururent orphelin orpheline orphelins \
         orphelines fusille fusillee fusilles",
    ),
    (
        Trigger::Noun(Event::Death),
        "deces trepas disparition vie ouverte ouverture corps cadavre succombe succombait mourut \
         succomba quitte quittes quittees jours disparu disparue disparus tombe emporte \
         emportee mortellement pendu pendue ame souffle soupir mortel mortelle honneur perte perdu \
         perdait perd perdit veuf veuve veufs veuves veuvage vivre coeur survecu succombant succombera \
         succombent succomberent predeces codeces fatal fatale terrasse terrassee",
    ),
    (
        Trigger::Participle(Event::Union),
        "convole convolent convolaient convolait convolerent maries mariees marie mariee pacses pacse pacsee pacsees epouse epousee remarie remaries \
         remariee unis epousa epousait epouserent maria mariait marierent mariaient pacserent marient marier \
         marieront mariera unissent unirent epouser epousera pacser pacsent remarier remaria",
    ),
    (
        Trigger::Noun(Event::Union),
        "mariage mariages remariage pacs solidarite union noces epousailles depuis ceremonie benediction oui \
         consentements consentement voeux alliances anneaux bague passes passe passaient destinees \
         destins pacte matrimonial conjugal",
    ),
    (Trigger::Age, "ans bougies"),
    (Trigger::Sex, "m f h sexe masculin feminin nationalite ressortissant ressortissante"),
    (Trigger::Letter, "n dn dec"),
    (Trigger::Majority, "majeur majeure majeurs majeures majorite mineur mineure age"),
    (
        Trigger::Happened,
        "survenu survenue intervenu intervenue celebre celebree constate constatee",
    ),
    (Trigger::Dead, "defunt defunte cujus"),
];

/// Words that may stand between an announcement and its date, for these events.
pub(super) const PASSES: &[(u8, &str)] = &[
    (
        1 | 2 | 4,
        "dresse dressee etabli etablie date le les l la à a au aux en dans ce cet cette du de des d et mois jour date an annee lundi mardi \
         mercredi jeudi vendredi samedi dimanche matin soir nuit respectivement vers environ soit \
         commune ville village m mm mr mme mmes mlle monsieur madame mademoiselle maitre enfant \
         enfants son sa ses leur leurs un une deux tous toutes est sont etait etaient fut furent a \
         ont ete avait avaient lieu qui sur saint sainte sous lequel heure heures hopital clinique \
         maternite domicile france epoux epouse veuve veuf pere mere fils fille frere soeur e es er s \
         arrondissement paris n etant eux elles lui apres selon lors pendant durant chez avec celui celle dit dite quant intervenu intervenue intervenus \
         survenu survenue constate constatee feu feue defunt defunte entre par devant l'officier \
         officier etat civil mairie celebre celebree celebres celebrees fixe fixee fixes fixees situe situee \
         prevu prevue prevus prevues programme programmee reporte reportee serait sera soit finalement nom prenom prenoms eu depuis \
         courant debut fin mi",
    ),
    (
        1,
        "lieu accouche bebe sexe grossesse terme tombe tombait cesarienne jour nationalite jumeaux jumelles commun communs commune mineur mineure mineurs vivants \
         premier premiere deuxieme second seconde troisieme bebe garcon fillette sexe masculin \
         feminin monde vu pas inconnu presume presumee hors premature prematurement alias aine \
         ainee cadet cadette personne salarie salariee assure assuree patient patiente beneficiaire semaines amenorrhee \
         parents inconnus couple nom famille usage mise complet h f annee suivante precedente meme union \
         rectifie rectifiee modifiee corrigee garcons filles petit petite voie basse in utero vitro viable vivant vivante handicape handicapee \
         trisomique porteur porteuse atteint atteinte deroule declenche provoque produit se grande \
         prematuree comme jumeau jumelle ans age inconnue inconnues on of el realisee pratiquee urgence programmee divorcee relation",
    ),
    (
        2,
        "pour lendemain veille blesse blessee blesses percute percutee atteint atteinte frappe frappee maladie cours instance procedure delibere succession s'est decouvert decouverte retrouve retrouvee inanime vie remonte remontant \
         blessures lesions legataire funebre suites suite cancer maladie accident longue brutalement subitement accidentellement \
         soudainement ab intestat testat assure assuree salarie salariee conjoint conjointe mari \
         femme compagnon compagne parent parents grand victime laissant donne trouve suicide arret \
         cardiaque travail circulation covid infarctus malaise crise alors domicile se s peu temps \
         naturelle violente coup mer riviere route attentat hospitalier centre ehpad residence nuit tard tot \
         testateur testatrice associe gerant locataire proprietaire bailleur bailleresse titulaire \
         souscripteur assuree-vie donateur donatrice de-cujus cujus oncle tante neveu niece \
         usufruitier usufruitiere interesse interessee mineure mineur poux beau belle monde battre cesse \
         arrete jusqu cerebrale produit comme ans age mois utero in cardiaque fatale dernier derniere premier premiere clinique ainsi patiente patient \
         resident residente situent preneur locataires",
    ),
    (
        4,
        "civil civile religieux religieuse pacte solidarite conclu conclue signe signee enregistre \
         enregistree contracte contractee sans contrat prealable regime communaute legale \
         separation biens separations acquets participation reduite preambule union celebration \
         marie maries mariees secondes premieres noces greffe tribunal instance judiciaire notaire \
         dresse dressee uns se sous blanc gris devant consul consulat general adjoint maire mosquee eglise ceremonie parties \
         qu ils elles remonte remontant matrimoniale conjugale legitime conjoints interesses concubins partenaires futurs puis pacs unis par-devant autorites locales universelle ayant fait l objet \
         d'un transcrit aucun faute ministere oui mairie doigt maire tenue tenu deroulee deroule dure \
         durant duree aura ans annees mois salarie salariee conclus conclues contractes signes \
         destinees premiere fois nouvelle pour projete projetee forme noue noues cadet cadette aine ainee cousin cousine compatriote civile",
    ),
];

/// Papers, acts and steps that have dates of their own: what stands before them is told, its date is not.
pub(super) const PAPERS: [u64; 46] = hashes([
    "courrier",
    "courriers",
    "lettre",
    "lettres",
    "courriel",
    "mail",
    "message",
    "messages",
    "acte",
    "actes",
    "requete",
    "demande",
    "assignation",
    "jugement",
    "arret",
    "ordonnance",
    "decision",
    "declaration",
    "attestation",
    "certificat",
    "contrat",
    "bail",
    "convention",
    "audience",
    "rapport",
    "avis",
    "notification",
    "signification",
    "conclusions",
    "proces",
    "proces-verbal",
    "telecopie",
    "facture",
    "devis",
    "licenciement",
    "embauche",
    "service",
    "poste",
    "emploi",
    "plainte",
    "audition",
    "expertise",
    "entretien",
    "testament",
    "donation",
    "compromis",
]);

/// Prepositions, and determiners, that a noun follows.
pub(super) const PREPOSITIONS: [u64; 24] = hashes([
    "dans", "sur", "a", "au", "aux", "de", "du", "d", "des", "en", "chez", "selon", "apres", "par",
    "sous", "lors", "pendant", "durant", "avec", "contre", "vers", "pres", "hors", "suite",
]);
pub(super) const DETERMINERS: [u64; 15] = hashes([
    "le", "la", "l", "les", "un", "une", "son", "sa", "ses", "leur", "leurs", "cet", "cette", "ce",
    "ces",
]);

/// What is born, dies or unites without being a person.
pub(super) const THINGS: &str = "notoriete creance demande demandes litige obligation droit droits contrat differend dette prejudice \
    action contentieux conflit societe accord contestation dommage litiges differends difficulte \
    difficultes credit bail servitude instance incident situation acte actes extrait extraits \
    certificat certificats copie conge conges prime allocation declaration registre registres \
    dissolution divorce regime regimes contrats publication projet bulletin capital garantie clause clauses \
    assurance rente indemnite bans annulation interets question relation relations fait faits \
    societes association syndicat europeenne nationale departementale locale regionale usage \
    moral arret nationale federation rupture";

/// A text being read.
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
}

impl Reading<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// Whether the word at a place is one of a list of hashes, whatever its case and accents.
    pub(super) fn is_among(&self, at: usize, list: &[u64]) -> bool {
        self.tokens.get(at).is_some_and(|token| token.hash != 0 && list.contains(&token.hash))
    }

    pub(super) fn punct(&self, at: usize, byte: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_punct(byte))
    }
}
