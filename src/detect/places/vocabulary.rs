//! The words that announce, make up or rule out an address or a locality, by folded hash.
//!
//! Facts only: what a sequence of such words means is decided by `grammar` and `context`.

use crate::document::Token;
use crate::document::tokens::fold_hash;
use crate::document::word_table::WordTable;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u32);

impl Classes {
    pub const NONE: Self = Self(0);
    /// `rue`, `avenue`: a street whatever follows.
    pub const STREET: Self = Self(1);
    /// `place`, `cours`: a street only in the right company.
    pub const WEAK_STREET: Self = Self(1 << 1);
    /// `av`, `bd`, `r`: needs a number, or a point and a name.
    pub const SHORT_STREET: Self = Self(1 << 2);
    /// `résidence`, `lotissement`, `ZI`: a named group of houses.
    pub const ESTATE: Self = Self(1 << 3);
    /// `appartement`, `bâtiment`, `étage`: a part of a building.
    pub const UNIT: Self = Self(1 << 4);
    /// `BP`, `CS`, `TSA`.
    pub const BOX: Self = Self(1 << 5);
    /// `lieu` of `lieu-dit`, `lieudit`.
    pub const HAMLET: Self = Self(1 << 6);
    /// `de`, `du`, `la`: inside a name, never its end.
    pub const PARTICLE: Self = Self(1 << 7);
    /// `qui`, `est`, `représenté`: never in the name of a street.
    pub const STOP: Self = Self(1 << 8);
    /// `M`, `Mme`, `Monsieur`.
    pub const CIVILITY: Self = Self(1 << 9);
    /// `général`, `docteur`: a lower-case word before a name.
    pub const RANK: Self = Self(1 << 10);
    /// `bis`, `ter`.
    pub const SUFFIX: Self = Self(1 << 11);
    /// `deux`, `douze`: a house number in words.
    pub const NUMBER: Self = Self(1 << 12);
    /// `demeurant`, `domicilié`: someone lives there.
    pub const HOME: Self = Self(1 << 13);
    /// `sis`, `situé`, `adresse`, `immeuble`: a place follows.
    pub const SITUATED: Self = Self(1 << 14);
    /// `siège`.
    pub const SEAT: Self = Self(1 << 15);
    /// `société`, `SARL`.
    pub const COMPANY: Self = Self(1 << 16);
    /// `tribunal`, `cour` d'appel, `parquet`.
    pub const COURT: Self = Self(1 << 17);
    /// `préfecture`, `mairie`, `CPAM`.
    pub const ADMINISTRATION: Self = Self(1 << 18);
    /// `avocat`, `barreau`, `Me`.
    pub const COUNSEL: Self = Self(1 << 19);
    /// `né`, `née`.
    pub const BORN: Self = Self(1 << 20);
    /// `décédé`, `mariés`: a civil event has a place.
    pub const EVENT: Self = Self(1 << 21);
    /// `commune`, `village`: `de X` follows.
    pub const TOWNSHIP: Self = Self(1 << 22);
    /// `cedex`.
    pub const CEDEX: Self = Self(1 << 23);
    pub const MONTH: Self = Self(1 << 24);
    /// Stands between a civil event and its place: `le`, `en`, `vers`.
    pub const FILLER: Self = Self(1 << 25);
    /// `saint`, `le`: opens a town name of several words.
    pub const TOWN_OPENING: Self = Self(1 << 26);
    /// `copropriétaires`: a legal person whose address is where people live.
    pub const DWELLERS: Self = Self(1 << 27);
    /// `notaire`, `expert`: a professional seen in person.
    pub const PROFESSIONAL: Self = Self(1 << 28);
    /// `grande`, `vieux`: between the number and the type.
    pub const OLD: Self = Self(1 << 29);
    /// `euros`, `RG`: after a number, rules a postal code out.
    pub const NOT_TOWN: Self = Self(1 << 30);

    const TRIGGERS: u32 = Self::STREET.0
        | Self::WEAK_STREET.0
        | Self::SHORT_STREET.0
        | Self::ESTATE.0
        | Self::UNIT.0
        | Self::BOX.0
        | Self::HAMLET.0
        | Self::BORN.0
        | Self::EVENT.0
        | Self::HOME.0
        | Self::SITUATED.0
        | Self::TOWNSHIP.0;

    #[inline]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[inline]
    pub fn is_trigger(self) -> bool {
        self.0 & Self::TRIGGERS != 0
    }

    #[inline]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// Words of each class, separated by spaces, without accents.
const WORDS: &[(Classes, &str)] = &[
    (
        Classes::STREET,
        "rue ruelle avenue boulevard impasse allee chemin faubourg venelle sentier sente \
         esplanade chaussee carriera draille placette traboule promenade boulevart avenu bvd \
         cheminement corniche",
    ),
    (
        Classes::WEAK_STREET,
        "allees place cours cour route quai square passage montee traverse villa cite clos voie \
         cote mail parc parvis pont port porte quartier rampe rocade mas chateau ferme moulin \
         carrefour domaine galerie descente digue escalier levee pavillon rond placa camin",
    ),
    (
        Classes::SHORT_STREET,
        "av ave bd bld blvd boul pl imp chem che chm rte sq fg fbg all r qu pass psg crs ch",
    ),
    (
        Classes::ESTATE,
        "residence lotissement hameau res lot za zi zac zae hlm zone immeuble villa domaine clos \
         chalet mas camping parc ferme chateau",
    ),
    (
        Classes::UNIT,
        "appartement appt apt app apprt appart batiment bat bt escalier esc etage porte entree \
         hall bloc rdc tour logement chambre",
    ),
    (Classes::BOX, "bp cs tsa"),
    (Classes::HAMLET, "lieu lieudit ld"),
    (
        Classes::PARTICLE,
        "de du des d la le l les et sur sous en aux au lès lez pres von van der den del della y",
    ),
    (
        Classes::STOP,
        "qui que ou est a ayant etant dont dans pour par avec represente representee ainsi puis \
         ne nee non appartenant composee depuis afin sans avant apres sera ont sont il elle ils \
         lors selon assiste assistee comparant comparante defaillant defaillante et/ou tel telle \
         appelant appelante intime intimee demandeur demanderesse defendeur defenderesse tel \
         telephone tels fax rcs siren siret sas sarl sci sa eurl email courriel mail plaidant \
         se son sa ses cette ce ces leur leurs un une il y s n c qu j ni mais donc car comme si \
         entre vers chez contre devant moyennant laquelle lequel lesquels numero date code",
    ),
    (
        Classes::CIVILITY,
        "m mm mr mme mmes mlle mlles monsieur madame mademoiselle messieurs mesdames",
    ),
    (
        Classes::RANK,
        "general marechal docteur dr professeur pr president commandant cdt capitaine colonel \
         col lieutenant sergent abbe pere saint sainte st ste gal mal cardinal chanoine cure \
         amiral comte duc roi reine prince soeur freres frere maitre senateur depute mai mars \
         juin juillet aout septembre octobre novembre fevrier avril ingenieur pasteur vieux \
         grand grande petit petite haut haute bas basse nouveau nouvelle ancien ancienne clos \
         pont port mont bois champ val fort parc square place cote mas",
    ),
    (Classes::SUFFIX, "bis ter quater quinquies"),
    (
        Classes::NUMBER,
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize \
         vingt trente quarante cinquante soixante cent",
    ),
    (
        Classes::HOME,
        "demeurant demeure demeurent demeurait domicilie domiciliee domicilies domiciliees \
         domicile resident reside residant residait residente residents habitant habite \
         habitait habitent habiter loge logee heberge hebergee heberges vivant vit installe \
         installee scolarise scolarisee scolarises scolarisees coordonnees hospitalise \
         hospitalisee emmenage demenage",
    ),
    (
        Classes::SITUATED,
        "sis sise sises situe situee situes situees adresse adresses immeuble immeubles logement \
         appartement maison locaux local bien biens terrain parcelle copropriete habitation \
         pavillon studio etablie expedie angle",
    ),
    (Classes::SEAT, "siege sieges"),
    (
        Classes::COMPANY,
        "societe societes sarl sas sasu sa sci snc eurl selarl sccv scea gaec earl compagnie \
         banque mutuelle assurances assurance association syndicat federation union entreprise \
         groupement gie fondation groupe agence credit caisse etablissements ets hotel clinique \
         hopital hospitalier epic comite institut office maif macif matmut axa maaf gan allianz generali",
    ),
    (
        Classes::COURT,
        "tribunal tribunaux cour cours palais parquet greffe juridiction chambre conseil tj tgi \
         cph tass tpe juge prud assises",
    ),
    (
        Classes::ADMINISTRATION,
        "prefet prefete prefecture mairie ministere ministre cpam urssaf caf carsat cnav cpa msa \
         mdph cipav direction dgfip drfip ddfip douanes tresor rectorat academie cnam cdc ars metropole commissariat \
         gendarmerie penitentiaire penitentiaires police ofpra ddass ddets dreets \
         dirpp impots prison",
    ),
    (
        Classes::COUNSEL,
        "avocat avocate avocats avocates barreau barreaux me mes maitre maitres scp selas toque \
         cabinet vestiaire selarlu aarpi",
    ),
    (
        Classes::PROFESSIONAL,
        "notaire notaires huissier huissiers etude expert experte mandataire liquidateur syndic \
         administrateur commissaire docteur office",
    ),
    (Classes::BORN, "ne nee nes nees naissance natif native originaire"),
    (
        Classes::EVENT,
        "decede decedee decedes decedees mort morte deces marie maries mariage mariees celebre \
         celebree inhume inhumee",
    ),
    (Classes::TOWNSHIP, "commune ville village mairie maire municipalite bourg communes civil"),
    (Classes::CEDEX, "cedex cédex"),
    (
        Classes::MONTH,
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    ),
    (
        Classes::FILLER,
        "le la les l en ce vers e es actuellement ensemble an jour mois nuit du de tous deux tout \
         ville commune village",
    ),
    (
        Classes::TOWN_OPENING,
        "saint sainte st ste le la les mont bois chateau villeneuve neuilly fontenay aix bourg \
         pont port val villiers belle grand petit vieux l",
    ),
    (Classes::DWELLERS, "coproprietaires copropriete sdc coproprietes"),
    (Classes::OLD, "grande grand petite petit vieille vieux ancienne ancien haute basse"),
    (
        Classes::NOT_TOWN,
        "euros euro eur frf f francs franc n rg bull ordonnance monsieur madame mme m mm portalis \
         arret pourvoi minute dossier numero no nac article art chambre section soc civ com crim \
         ch mlle me maitre kg km ht ttc cfp",
    ),
];

/// Classes of a word, by its folded hash.
pub struct Vocabulary {
    classes: WordTable<Classes>,
}

impl Vocabulary {
    pub fn new() -> Self {
        let words: Vec<(u64, Classes)> = WORDS
            .iter()
            .flat_map(|(class, words)| {
                words.split_whitespace().map(|word| (fold_hash(word), *class))
            })
            .collect();
        Self { classes: WordTable::new(&words, Classes::or) }
    }

    /// Classes of a token; none for anything but words.
    #[inline]
    pub fn of(&self, token: &Token) -> Classes {
        self.of_word(token.hash)
    }

    /// Classes of a word by its hash.
    #[inline]
    pub fn of_word(&self, hash: u64) -> Classes {
        self.classes.get(hash)
    }
}
