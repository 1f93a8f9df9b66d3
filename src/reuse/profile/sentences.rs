//! Sentences that say of one judge or clerk what she decides, how often, or what she will decide.
//!
//! Rules hold expressions for set phrases; a sentence can say the same in any order. Here its parts are looked for apart:
//! who is meant, what is done, how often, what is foretold. Must keep no name: a sentence gives a rule and a place.

use std::ops::Range;

use regex::bytes::Regex;

use super::super::ReuseError;
use super::super::fields::Fields;
use super::super::fold::Folded;

/// What a sentence amounts to: the rule that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub rule: &'static str,
    pub doubt: Doubt,
}

/// What the file itself must say before a sentence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    None,
    /// A person is named after her office, in French: the file must speak of justice.
    Named,
    /// English: the file must say that France is meant.
    English,
}

/// The parts of such sentences, compiled.
pub(super) struct Sentences {
    office: Regex,
    designated: Regex,
    asked: Regex,
    each: Regex,
    /// « à chacun », "each of them": a plural office taken one by one.
    singled: Regex,
    /// A bent: « plutôt bailleur », « pro-salarié ».
    bent: Regex,
    /// Marks given to a person, or asked for.
    marked: Regex,
    /// Decisions brought together with the names of those who made them.
    joined: Regex,
    named: regex::Regex,
    /// « M. N. renvoie… »: a person who decides.
    acting: Regex,
    acts: Regex,
    often: Regex,
    measured: Regex,
    usual: Regex,
    compared: Regex,
    /// Compared with the average or with her peers.
    peers: Regex,
    /// What a product is made of: « carte des juges », "judge reports".
    product: Regex,
    /// What it shows of them.
    traits: Regex,
    /// « 6 000 juges avec leurs décisions ».
    theirs: Regex,
    foretold: Regex,
    portrayed: Regex,
    /// « le taux de rejet du président de chambre ».
    attributed: Regex,
    own: Regex,
    listed: Regex,
    of_money: Regex,
    other_president: Regex,
    modelled: Regex,
    /// « un juge sévère », "from a lenient to a strict judge".
    temper: Regex,
    /// What each handles in a year: staffing.
    workload: Regex,
    studied: Regex,
    object: Regex,
    offered: Regex,
    english: Regex,
    pronoun: Regex,
}

impl Sentences {
    pub(super) fn new(fields: &Fields) -> Result<Self, ReuseError> {
        const OFFICE: &str = "(?:(?:JUGE)|presidente?s?|conseill(?:er|ere)s?)";
        // She who is meant without her office: « la personne qui vous jugera », "who sits".
        const WHO: &str = "(?:(?:personne|celui|celle|homme|femme|ceux|celles) qui (?:va |vont )?(?:vous |te |le |la |les |nous )?(?:juge(?:r|ra|ront|nt)?|tranche(?:r|ra|nt)?|statue(?:r|ra|nt)?)|qui (?:va |vont )?(?:vous|te|nous) juge(?:r|ra|ront|nt)?|qui siege(?:ra|nt)?|(?:who|whoever)(?: will)? (?:sits?|hears?|judges?|presides?|decides? your|rules? on your)|who(?:'s| is) (?:on the bench|hearing|presiding)|your bench|(?:each|every|chaque) (?:member|membre)(?: (?:of the|of|de la|du|de) (?:court|bench|panel|formation|cour|siege|juridiction|college|chambre))?)";
        // She who presides is named: « que préside Mme N. ».
        const CHAIRED: &str = "(?:(?:presid(?:e|ee|ait|ent|ees)|jugee?s?|entendue?s?|examinee?s?|tranchee?s?|tenue?s?|rendue?s?|signee?s?)(?: par)? (?:m\\.|mme|madame|monsieur)|(?:m\\.|mme|madame|monsieur) [a-z' -]{2,40}?,? qui (?:preside|siege|juge|statue|tient|rend)|(?:pass\\w+|comparai\\w+|plaid\\w+|affaire|audience|dossier) devant (?:m\\.|mme|madame|monsieur)|c'est (?:m\\. |mme )?[a-z'-]+ qui (?:preside|juge|departage|siege|tient|tranche)|(?:pres\\.|pdte?\\.?|prsdt\\.?) (?:m\\. |mme )?[a-z]+)";
        const NUMBER: &str = "(?:\\d+(?:[.,]\\d+)?|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|quatre-vingts?|cent|one|two|three|four|five|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)";
        const PERCENT: &str = "NUMBER(?:[ -](?:et[ -])?(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|one|two|three|four|five|eight|nine|seven))? ?(?:%|pour cent|percent|per cent)";
        let compile = |pattern: &str| {
            let pattern = pattern.replace("OFFICE", OFFICE).replace("WHO", WHO);
            let pattern = pattern.replace("CHAIRED", CHAIRED).replace("PERCENT", PERCENT);
            fields.compile(&pattern.replace("NUMBER", NUMBER))
        };
        Ok(Self {
            office: compile("(?:B)(?:OFFICE|WHO|CHAIRED)(?:E)")?,
            designated: compile(
                r"(?:B)(?:ce|cet|cette|chaque|chacun des|chacune des|votre|mon|ton|notre|quel|quelle|quels|quelles|tel|telle|le meme|la meme|un meme|une meme|this|that|each|every|your|my|our|which|any given|the individual|the presiding|the assigned|the sitting|an individual|individual|a single|a given|the same|the specific|one|another|tout)\s+(?:[a-z-]+\s+)?OFFICE(?:E)|(?:B)(?:each|every|your|our|chaque|votre|any)\s+(?:[a-z-]+\s+){2,3}?OFFICE(?:E)|(?:B)WHO(?:E)",
            )?,
            asked: compile(
                r"(?:B)(?:pick|choose|select|choisi\w+|selectionn\w+)\s+(?:the |your |a |le |la |un |une |votre |l')?OFFICE(?:E)|(?:B)(?:identifi|reconnai|retrouv|detect|recogni|extract|extrai)\w*\s+(?:automatiquement |automatically )?(?:le|la|the|your|votre)\s+(?:noms? d[eu] (?:la )?|name of (?:the )?)?OFFICE(?:E)|(?:B)(?:enter|type in|type|indiqu\w+|saisi\w+|entrez|tapez|renseign\w+|donnez|search(?: for)?)\s+(?:the |le |un )?(?:noms? d[eu]s? (?:la |l')?|name of (?:the |your |a )?)OFFICE(?:E)|(?:B)(?:noms? (?:du|de la|des|d'un|d'une|de chaque)|names? of (?:the|a|each)|(?:par|by) nom (?:du|de))\s+OFFICE(?:E)|(?:B)(?:le|la|du|au|de la|a la|the|a|un|une)\s+OFFICE\s+(?:(?:de|du|des|of)\s+[a-z' ]{2,40}\s+)?(?:qui\s+(?:vous|nous|me|te|tiendra|va|jugera|statuera|connaitra|preside|aura)|dont\s+(?:le|la|vous|on)|en charge|charge(?:e)? de|saisi|designe|nomme|concerne|choisi|assigne|indique|mentionne|cite|fourni|selectionne|donne|precise|vise|en question|selected|given|specified|demande|donne en|de votre|de ton|who\s+(?:will|hears|sits)|assigned|in charge|hearing|whose|named|you|on your)",
            )?,
            each: compile(
                r"(?:B)(?:(?:juge|magistrate?|greffi(?:er|ere)|presidente?|rapporteure?)s?\s+par\s+(?:juge|magistrate?|greffi(?:er|ere)|presidente?|rapporteure?)|nom par nom|judge[ -]by[ -]judge|magistrate[ -]by[ -]magistrate|(?:par|selon|by|per)\s+(?:(?:le|la|les|the|individual|chaque|each)\s+)?(?:juge|magistrate?|greffi(?:er|ere)|rapporteure?|conseill(?:er|ere) rapporteure?|presidente? de chambre|judge)s?|(?:selon|suivant|d'apres)\s+(?:le|la|l'|les)\s?OFFICE|(?:selon|suivant|par|by) (?:le nom|l'identite|la personne|the name|the identity) (?:du|de la|des|of the|of) OFFICE|(?:avec |with |devant |before )?(?:une?|one|a) OFFICE (?:plutot )?(?:qu'|que |than |rather than )(?:avec |with |devant |before )?(?:une? |an?)?(?:autre|other)|OFFICE[^.]{0,60}?(?:B)(?:certaine?s?|some|les uns)(?:E)[^.]{0,80}?(?:B)(?:d'autres|others|les autres)|(?:some|certaine?s?|quelques) (?:[a-z]+ )?OFFICE[^.]{0,140}?(?:others?|d'autres)|(?:pour|for|sur|on|chez|of) (?:les |the |nos |vos |our )?\d[\d .,]*\s+(?:[a-z]+ )?OFFICE(?: [a-z]+)?|d'une? OFFICE a (?:l'|une? )autre|from (?:one )?OFFICE to (?:another|the next)|(?:across|between|among|entre(?: les| ces| ses)?) OFFICE)(?:E)",
            )?,
            singled: compile(
                r"(?:B)(?:a chacune?|chacune? (?:d'entre |d')?(?:eux|elles)|de chacune?|pour chacune?|each of them|to each|for each|each one|every one of them|tel ou tel|individuellement|individually|nominativement|un par un|un a un|one by one|pris isolement|cote a cote|side by side|deux noms)(?:E)",
            )?,
            named: regex::Regex::new(
                r"(?:\b(?i:juge|magistrate?|vice-présidente?|présidente?|conseill[eè]re?|greffi[eè]re?|rapporteure?|judge|JAF|JLD|JEX|JCP)\s+(?:M\.|Mme|Mr|Ms|Mrs)?\s*(?:\p{Lu}[\p{Ll}’'-]+|[XYZN]\b)|\b(?:M\.|Mme|Madame|Monsieur|Mr|Ms|Mrs)\s+(?:\p{Lu}[\p{L}’'.-]*\s+){0,2}\p{Lu}[\p{L}’'-]+,?\s+\(?(?:(?i:la|le|the)\s+)?(?i:vice-)?(?i:présidente?|juge|magistrate?|conseill[eè]re?|greffi[eè]re?|rapporteure?|judge|JEX|JAF|JLD|JCP)\b|\b(?i:juge|magistrate?|présidente?|conseill[eè]re?)\s+(?:[\p{Ll}’']+\s+){1,9}(?:M\.|Mme)\s+\p{Lu}|\b(?:(?i:présid(?:e|ée|ait|ent|ées))(?: par)?|(?i:jugée?s?|entendue?s?|examinée?s?|tranchée?s?|tenue?s?|rendue?s?|signée?s?) par) (?:M\.|Mme|Madame|Monsieur)\s+\p{Lu}|(?:\bM\.|\bMme|\bMadame|\bMonsieur)\s+\p{Lu}[\p{L}’' -]{1,40}?,? qui (?:préside|siège|juge|statue|tient|rend)\b|(?i:pass\w+|comparai\w+|plaid\w+|affaire|audience|dossier) devant (?:M\.|Mme|Madame|Monsieur)\s+\p{Lu}|(?i:c['’]est) (?:M\. |Mme )?\p{Lu}[\p{L}’'-]+ qui (?:préside|juge|départage|siège|tient|tranche)|\b(?i:prés\.|pdte?\.?|prsdt\.?)\s+(?:M\. |Mme )?\p{Lu}\p{L}+)",
            )
            .map_err(|error| ReuseError::Pattern(error.to_string()))?,
            acting: compile(
                r"(?:B)(?:m\.|mme|madame|monsieur) [a-z'-]+ (?:n'|ne )?(?:(?:ISSUE)|renvoie|prononce|reforme|libere|maintient|refuse|alloue|retient|homologue|acquitte|relaxe)(?:E)",
            )?,
            acts: compile(
                r"(?:B)(?:(?:ISSUE)|liber\w*|reform\w*|homolog\w*|dispens\w*|ecart\w*|admet\w*|admi(?:s|se|ssion)\w*|declar\w*|invalid\w*|requalif\w*|desavou\w*|ecout\w*|donn\w* tort|dit|pens(?:e|ent)|overturn\w*|affirm\w*|sustain\w*|favou?r\w*|prevail\w*|detain\w*|detention|quash\w*|allow\w*|reject\w*|octroy\w*|tranch\w*|statu\w*|pench\w*|favoris\w*|sanctionn\w*|prolong\w*|incarcer\w*|acquitt\w*|tax\w*|redui\w*|suspen\w*|decid\w*|decisions?|rend|rendu\w*|deliber\w*|notifi\w*|releas\w*|jail\w*|ruling\w*|acquit\w*|order\w*|sid(?:es?|ed|ing)|bail|sign\w*|fix(?:e|ent|ait|ant|er)|evalu\w*|chiffr\w*|prefer\w*|dislik\w*|exig\w*|apprecie\w*|valid\w*|plafonn\w*|modul\w*|convain\w*|emport\w*|ramen\w*|refus\w*|accept\w*|retien\w*|impos\w*|inflig\w*|settle\w*|set(?:s|ting)?)(?:E)",
            )?,
            often: compile(
                r"(?:dans|pour|in|sur|chez|a|[:(,])\s*(?:pres de\s+|plus de\s+|environ\s+|moins de\s+|about\s+|over\s+|some\s+)?PERCENT|PERCENT\s*(?:des|de ses|de leurs|de nos|de vos|d'|of|du temps|plus|moins|more|less|higher|lower|\)|$)|PERCENT (?:de |d')(?:(?:ISSUE)|mainlev\w+|relax\w+|rejets?|succes|refus|acceptation\w*|reussite)(?:E)|(?:B)NUMBER\s+(?:[a-z']+\s+){0,4}(?:sur|out of|in)\s+NUMBER(?:E)|(?:B)(?:la moitie|un tiers|deux tiers|trois quarts|un quart|half|a third|two[ -]thirds|three[ -]quarters|a quarter) (?:des|de|d'|of)(?:E)|(?:B)NUMBER\s+(?:[a-z']+\s+){1,4}(?:en|par|ce|cette|over|per|in|this|last)\s+(?:un |une |a |the |l'|past )?(?:ans?|annee|mois|trimestre|semestre|year|month|quarter)(?:E)|(?:pass\w+|vari\w+|vont?|oscill\w+|rang\w+|goes|from|entre|between) (?:de |from |between )?\d+(?:[.,]\d+)? ?(?:%|pour cent|percent)? ?(?:a|to|et|and) PERCENT|fois (?:plus|moins)|sur (?:les |ses |leurs )?\d+ (?:jugements|decisions|arrets|ordonnances|dossiers|affaires)|that (?:grant|reject)|times (?:more|less|as)|twice as|en moyenne|on average|dans (?:la majorite|la plupart|presque tous) d|most of the time",
            )?,
            measured: compile(
                r"(?:B)(?:taux|severites?|indulgence|clemence|leniency|severity|generosite|rapidite|nombre|frequences?|proportions?|pourcentages?|moyennes?|medianes?|statistiques?|scores?|palmares|win rates?|grant rates?|rates|frequency|percentages?|averages?|odds|how often|how long)(?:E)",
            )?,
            usual: compile(
                r"(?:B)(?:toujours|systematiquement|jamais|rarement|generalement|habituel\w*|d'ordinaire|d'habitude|a l'habitude|tendance a|tend a|plutot|volontiers|plus souvent|moins souvent|quasiment|presque (?:tout|toute|tous|toutes|toujours|jamais)|la plupart|d'office|en general|nearly all|almost all|mostly|usually|often|rarely|typically|always|never|tend(?:s|ed)? to|generally|habitually|more than (?:his|her|the|other)|inclined)(?:E)",
            )?,
            compared: compile(
                r"(?:plus|moins)\s+(?:[a-z-]+\s+){0,3}qu(?:e |')(?:sa|son|ses|ce|celui|celle|les autres|la moyenne|leurs|l'autre|le reste|d'autres|tout autre)|(?:more|less|\w+er|higher|lower)\s+(?:[a-z-]+\s+){0,3}than\s+(?:his|her|their|other|others|the other|the average|average|any other|colleagues|judge)",
            )?,
            peers: compile(
                r"(?:plus|moins)\s+(?:[a-z-]+\s+){0,4}qu(?:e |')(?:la moyenne|ses collegues|ses pairs|les autres (?:juges|magistrats)|la mediane|ses voisins)|(?:more|less|\w+er|higher|lower)\s+(?:[a-z-]+\s+){0,4}than\s+(?:the average|average|(?:his|her|their) (?:peers|colleagues)|other (?:judges|magistrates)|most)",
            )?,
            product: compile(
                r"(?:B)(?:cartes?|cartographies?|graphe?s?|maps?|bases?|databases?|catalogues?|monographies?|dossiers?|rapports?|reports?|etudes?|fiches?|radars?|index|indices?|scores?|notes?|historiques?|history|observatoires?|barometres?|encyclopedies?|registres?|notices?|portraits?|(?:everything|all|tout|facts?|ce qu[^.]{1,20}) (?:we|you|that|ce que)?[^.]{0,24}?|(?:statistiques|indicateurs|donnees|analyses|chiffres|statistics|metrics|data) (?:individuel\w*|individual|personnel\w*|nominati\w*|detaille\w*))\s+(?:[a-z]+ ){0,2}?(?:de|des|du|d'une?|par|sur|of|on|for|per|about)\s+(?:(?:le|la|les|une?|chaque|the|each|every|any|a)\s+)?(?:[0-9 .,]+ )?(?:[a-z]+ ){0,2}?OFFICE(?:E)|(?:B)OFFICE (?:reports?|maps?|scores?|data|intelligence|history|finder|lookup|metrics)(?:E)",
            )?,
            traits: compile(
                r"(?:B)(?:propensions?|penchants?|inclinations?|leanings?|leans?|tendances?|habitudes?|severites?|clemence|indulgence|biais|bias|speed|rapidite|reversals?|infirmations?|reformations?|taux|rates?|statisti\w+|percent\w*|pourcentages?|damages|track records?|jurisprudence personnelle|individuel\w*|nominati\w*|win rates?|temper\w*|preferences?|reflexes?|predicted|predictions?|always (?:rejects?|grants?)|rejets?)(?:E)",
            )?,
            theirs: compile(
                r"(?:B)OFFICE\s+(?:[a-z]+\s+){0,3}?(?:with|avec|et|and)\s+(?:their|leurs?)\s+(?:[a-z]+\s+){0,2}?(?:rulings?|decisions?|history|stat\w*|taux|jugements|arrets|scores?|rates?|historique|tendances?|delais?)(?:E)",
            )?,
            foretold: compile(
                r"(?:B)(?:probabilit\w*|chances|predi\w*|anticip\w*|pronosti\w*|likel(?:y|ihood)|odds|forecast\w*|a l'avance|d'avance|in advance|avant (?:l'|votre )audience)(?:E)|(?:B)(?:comment|how)\s[^.]{0,120}?(?:B)(?:tranch\w*|statu\w*|jug(?:e|era|ent)|decid\w*|rules?|ruled|votes?)(?:E)",
            )?,
            portrayed: compile(
                r"(?:B)(?:(?:PROFIL)|sensibilites?|temperaments?|temper|propensions?|penchants?|inclinations?|manies|leanings?|propensity|taux|pourcentages?|proportions?|statistiques|stats|analytics|win rates?|grant rates?|reversal rates?)\s+(?:[a-z'-]+\s+){0,3}?(?:du|de la|de ce|de cette|de mon|de ton|de votre|de chaque|d'un|d'une|of|for|pour)\s+(?:[a-z]+\s+){0,2}?OFFICE(?:E)",
            )?,
            attributed: compile(
                r"(?:B)(?:taux|pourcentages?|proportions?|part|rates?|percentage|share)\s+(?:de |d'|of )?(?:rejets?|infirmations?|reformations?|confirmations?|accueil|acceptations?|relaxes?|condamnations?|liberations?|mainlevees?|suivi|denials?|grants?|reversals?)\s+(?:du|de la|de l'|de ce|de cette|of the|of a|by the)\s?(?:(?:conseill(?:er|ere)|presidente?|magistrate?|judge|greffi(?:er|ere)|rapporteure?|juge)(?:E))",
            )?,
            own: compile(
                r"(?:B)(?:son|sa|ses|leur|leurs|his|her|their)\s+(?:propre\s+|own\s+)?(?:profils?|biais|tendances?|habitudes?|severite|clemence|sensibilites?|temperament|temper|propensions?|penchants?|taux|statistiques|scores?|bias|leanings?|track record|leniency|average|rates?|grant rate|reversal rate|past (?:decisions|rulings)|(?:decisions|jugements|arrets|ordonnances) (?:anterieure?s|passee?s|precedente?s|publiee?s|recente?s|similaires)|nombre d'affaires|nombre de (?:decisions|dossiers)|dossiers|case ?load|(?:part|proportion) de (?:ses|leurs) (?:decisions|jugements|arrets|ordonnances)|share of (?:his|her|their) (?:decisions|rulings))(?:E)",
            )?,
            listed: compile(
                r"(?:decisions?|arrets?|jugements?|rulings?|judgments?|ordonnances?)\b[^.]{0,60}?(?:B)(?:rendue?s?|signee?s?|prononcee?s?|handed down|decided|issued|delivered|auxquels? \w+ a participe|participe)(?:E)",
            )?,
            of_money: compile(
                r"(?:%|pour cent)\s+(?:des?|de la|du|de l')\s?(?:sommes?|prix|montants?|salaires?|parts?|frais|depens|capital|loyers?|indemnit\w*|creances?|chiffre|prejudices?|honoraires|demandes? indemnitaires|capacite|deficit|la valeur|valeur|actions)",
            )?,
            other_president: compile(
                r"presidente?s?\s+(?:de l'|de la |du |des |d'une? |d')(?:association|societe|conseil d'administration|conseil regional|conseil departemental|syndicat|club|jury|comite|federation|commission|departement|region|republique|groupe|directoire|mutuelle|fondation|parti|copropriete|entreprise|banque|sas|assemblee)|presidente?s?[ -]directeur|conseill(?:er|ere)s?\s+(?:bancaire|clientele|financier|municipal|regional|departemental|en |d'orientation|pole emploi|immobilier|patrimonial|commercial|client|fiscal|technique|economique)",
            )?,
            bent: compile(
                r"(?:B)(?:s'il est|s'ils sont|si elle est|est|serait|sont|se montre\w*|plutot|reput\w+|connue?s? (?:pour|comme)|(?:is|are|be|more|rather|known to be|known as|reputed)) (?:plutot |tres |assez |peu |particulierement |notoirement |more |rather |very |notoriously )*(?:favorables? |hostiles? |bailleurs?|locataires?|salari\w+|employeurs?|patron\w*|accusation|defense|clement\w*|indulgent\w*|sever\w*|laxist\w*|repressi\w*|genereu\w+|stricte?s?|dure?s?|souples?|ouverte?s?|humaine?s?|bienveillant\w*|sensibles? (?:a|aux)|receptif\w*|receptiv\w+|expeditive?s?|expeditifs?|lente?s?|rapides?|lenient|harsh|tough|strict|soft|generous|friendly|hostile|receptive|sympathetic|slow|fast)(?:E)|(?:B)pro-(?:[a-z]+)|pro(?:salari\w+|employe\w+|patron\w*|bailleur\w*|locataire\w*|defense|accusation|tenant|landlord|prosecution|plaintiff|defendant|employer|employee)(?:E)|(?:B)(?:leans?|leaning|penche\w*|incline\w*) (?:towards?|to|vers|du cote|pour|en faveur)",
            )?,
            marked: compile(
                r"(?:B)(?:(?:publi|laiss|donn|post|attribu|mett|depos)\w*\s+(?:[a-z]+\s+){0,3}?(?:notes?|avis|commentaires?|temoignages?|etoiles?|rating|review|stars?|score)|(?:notes?|scores?|indices?|rang|cote|grade|rating|rank) (?:de |d'|of |for |out )?(?:indulgence|severite|clemence|bienveillance|impartialite|rapidite|leniency|severity|harshness|fairness|generosite|predictibilite|previsibilite)|semble\w* (?:impartial|competent|ponctuel|juste|a l'ecoute|partial)|(?:attribu|donn|assign|accord|decern|giv|award|calcul)\w*\s+(?:[a-z']+\s+){0,5}?(?:notes?|scores?|indices?|rangs?|cotes?|grades?|ratings?|ranks?))(?:E)",
            )?,
            joined: compile(
                r"(?:B)(?:crois|rapproch|associ|reli|rattach|appari|link|match|join|merg|enrich|tagu|tag|index|etiquet)\w*\s[^.]{0,90}?(?:decisions?|arrets?|jugements?|ordonnances?|rulings?|judgments?)[^.]{0,60}?(?:noms?|identites?|names?|identity) (?:d[eu]s?|de la|of|of the) (?:[a-z]+ ){0,2}?OFFICE(?:E)|(?:B)comparat(?:eurs?|ifs?|ives?) (?:de|des|entre) (?:(?:les|vos|nos|ces) )?OFFICE(?:E)|(?:B)(?:compare|comparez|comparer|versus) (?:two|deux|several|plusieurs|les|your|vos) OFFICE(?:E)",
            )?,
            modelled: compile(
                r"(?:B)OFFICE(?:[ -]level)?[ -](?:fixed |random )?effects?(?:E)|(?:B)effets?[ -](?:fixes? |aleatoires? |individuels? )?(?:de |du |des |par )?OFFICE(?:E)|(?:variance|variation|deviation|dispersion|disparit\w+|ecarts?|gaps?|heterogen\w+)\s+(?:[a-z]+\s+){0,2}(?:across|between|among|entre)\s+(?:les |individual )?OFFICE(?:E)",
            )?,
            temper: compile(
                r"(?:B)(?:a|an|the|un|une)\s+(?:more |very )?(?:lenient|strict|harsh|severe|tough|indulgent|friendly)\s+(?:(?:to|or|and|rather than) (?:a |an )?[a-z]+ )?OFFICE(?:E)|(?:B)(?:un|une)\s+OFFICE\s+(?:plus |tres |reputee? )?(?:severe|indulgente?|clemente?|stricte?|genereu(?:x|se)|souple|repressi(?:f|ve))(?:E)",
            )?,
            workload: compile(
                r"(?:B)(?:chaque|each|every|un|une|par|per)\s+OFFICE[^.]{0,60}?\d[\d ]*\s+(?:[a-z]+ ){0,2}(?:decisions?|affaires?|dossiers?|cases?|mineurs?|procedures?|mesures?|enfants?|jugements?|arrets?)(?: [a-z]+)?(?: (?:par|per|a) (?:an|mois|year|month)| ?;| et |,|\.|$| contre| pour)",
            )?,
            studied: compile(
                r"(?:B)(?:decortiqu\w+|dissequ\w+|dissect\w*|scrut(?:e|ent|er|ez|ons|iniz\w*)|pass\w+ au crible|etudi(?:e|ent|er|ez|ons)|stud(?:y|ies)|analys\w+|analyz\w+|mesur(?:e|ent|er|ez|ons)|measur\w+|evalu\w+|compar\w+|class(?:e|ent|er|ez|ons|ement)|rank\w*|predi\w+|anticip\w+|estim\w+|cartograph\w+|map(?:s|ped)?|profil\w+|track\w*|benchmark\w*|modelis\w+|decod\w+|decrypt\w+|devin\w+|reper\w+|connai\w+|know|learn|understand|discover|find out|see|decouvr\w+|sav(?:oir|ez)|sach(?:ez|e)|compren\w+|reveal\w*|revel\w+|uncover\w*|voyez|consultez|read|compt(?:e|er|ez|ons)|calcul\w+|dress\w+|tri(?:e|er|ez|ee?s?)|ventil\w+|agreg\w+|regroup\w+|recens\w+|denombr\w+|count|tally|sort(?:ed)?|describ\w+|summari[sz]\w+|decri\w+|resum\w+|drill down|cod(?:e|er|ons|ent)|regress\w+|correl\w+|expliqu\w+|tire[rz]?)(?:E)",
            )?,
            object: compile(
                r"(?:B)(?:decisions?|jugements?|arrets?|ordonnances?|rulings?|judg(?:e)?ments?|opinions|pratiques?|practices?|habitudes?|habits?|styles?|motivations?|convictions?|raisonnements?|reasoning|jurisprudence|case ?law|facon|maniere|comment|how|lean\w*|rythme|pace|historiques?|history|sensibilit\w+|philosoph\w+|reflexes?|preferences?|attentes?|grille de lecture|damages|awards?|delais?|deliberes?|montants?|pensions?|indemnit\w+|outcomes?|issues)(?:E)",
            )?,
            offered: compile(
                r"(?:B)(?:nous|notre|nos|vous|votre|vos|on|our|we|you|your|outils?|logiciels?|algorithmes?|applications?|plateformes?|ia|intelligence artificielle|tools?|platforms?|software|api|start-?ups?|moteurs?|modules?|modeles?|ai|app|[a-z]{4,}ez|tu|te|rends|reponds|utilisateur|user|given|report|rapport|know|learn|discover|see|find out|understand)(?:E)",
            )?,
            english: compile(r"(?:B)(?:judges?|magistrates?|clerks?|who|whoever|bench)(?:E)")?,
            pronoun: compile(r"(?:B)(?:il|elle|ils|elles|ses|son|sa|lui|celui-ci|celle-ci|he|she|his|her|they|their|cette derniere|ce dernier|qu'il|qu'elle)(?:E)")?,
        })
    }

    /// Reads every sentence of a text in which an office is named. `lines`: each line is a block of its own.
    pub(super) fn read(
        &self,
        original: &str,
        text: &Folded,
        lines: bool,
    ) -> Vec<(Told, Range<usize>)> {
        let bytes = text.bytes();
        let mut found = Vec::new();
        // Who was meant just before: « le juge désigné » then « il accorde ».
        let mut meant: Option<(Doubt, u8, usize)> = None;
        let mut pointed = false;
        for range in sentences(bytes, lines).into_iter().filter(|range| range.len() > 12) {
            let sentence = &bytes[range.clone()];
            let span = text.original(&range);
            let written = original.get(span).unwrap_or_default();
            let start = range.start;
            if self.office.is_match(sentence) {
                found.extend(self.told(sentence, written).map(|told| (told, range)));
                let named = self.named.is_match(written) || self.acting.is_match(sentence);
                pointed = self.designated.is_match(sentence) || self.asked.is_match(sentence);
                meant = ((pointed || named) && !self.other_president.is_match(sentence))
                    .then(|| (self.doubt(sentence, named && !pointed), MEMORY, start));
            } else if let Some((doubt, left, start)) = meant {
                if self.goes_on(sentence, pointed) {
                    found.push((Told { rule: "PROFB-23", doubt }, start..range.end));
                }
                meant = match (self.pronoun.is_match(sentence), left) {
                    (true, _) => Some((doubt, MEMORY, start)),
                    (false, 0) => None,
                    (false, left) => Some((doubt, left - 1, start)),
                };
            }
        }
        found
    }

    /// Whether a sentence goes on about the person whom one before it meant. `pointed`: she was meant by more than her name.
    fn goes_on(&self, sentence: &[u8], pointed: bool) -> bool {
        let often = self.often.is_match(sentence) && !self.of_money.is_match(sentence);
        let spoken_of = self.pronoun.is_match(sentence);
        let acts = self.acts.is_match(sentence);
        // « Votre juge est… Historique : 7 demandes accueillies sur 10. »
        let told = often && (spoken_of || sentence.len() < SHORT);
        let habit = spoken_of
            && (self.compared.is_match(sentence)
                || self.usual.is_match(sentence)
                || self.foretold.is_match(sentence));
        let rated = pointed
            && (self.marked.is_match(sentence)
                || spoken_of && self.bent.is_match(sentence)
                || sentence.len() < SHORT && self.traits.is_match(sentence));
        let asked = pointed && self.foretold.is_match(sentence);
        acts && (told || habit) || rated || asked || spoken_of && self.own.is_match(sentence)
    }

    /// « présidente de l'association », « conseiller bancaire »: no member of a bench.
    pub(super) fn names_another_office(&self, sentence: &[u8]) -> bool {
        self.other_president.is_match(sentence)
    }

    fn doubt(&self, sentence: &[u8], only_named: bool) -> Doubt {
        if self.english.is_match(sentence) {
            Doubt::English
        } else if only_named {
            Doubt::Named
        } else {
            Doubt::None
        }
    }

    fn told(&self, sentence: &[u8], original: &str) -> Option<Told> {
        let designated = self.designated.is_match(sentence) || self.asked.is_match(sentence);
        let each = self.each.is_match(sentence);
        let named = self.named.is_match(original) || self.acting.is_match(sentence);
        let modelled = self.modelled.is_match(sentence);
        let joined = self.joined.is_match(sentence);
        let singled = self.singled.is_match(sentence);
        let acts = self.acts.is_match(sentence);
        let sold = self.product.is_match(sentence) && self.traits.is_match(sentence)
            || self.theirs.is_match(sentence)
            || self.temper.is_match(sentence)
                && (acts || self.measured.is_match(sentence) || self.foretold.is_match(sentence))
            || self.attributed.is_match(sentence)
            || acts && self.peers.is_match(sentence);
        if !(designated || each || named || modelled || joined || singled || sold)
            || self.other_president.is_match(sentence)
        {
            return None;
        }
        let doubt = self.doubt(sentence, named && !designated && !each);
        let told = |rule| Some(Told { rule, doubt });
        if !named && self.workload.is_match(sentence) {
            return None;
        }
        let frequent = self.often.is_match(sentence) && !self.of_money.is_match(sentence);
        let compared = self.compared.is_match(sentence);
        let portrayed = self.portrayed.is_match(sentence) || self.own.is_match(sentence);
        let foretold = self.foretold.is_match(sentence);
        if (designated || named)
            && frequent
            && !acts
            && (self.object.is_match(sentence) || self.offered.is_match(sentence))
        {
            return told("PROFB-23");
        }
        if acts
            && (frequent || compared || ((designated || named) && self.usual.is_match(sentence)))
            && !(each && !designated && !named)
        {
            return told("PROFB-23");
        }
        if (designated || named) && foretold && (designated || portrayed) {
            return told("PROFB-24");
        }
        let measured = self.measured.is_match(sentence);
        if designated
            && measured
            && (acts || (self.object.is_match(sentence) && self.offered.is_match(sentence)))
        {
            return told("PROFB-31");
        }
        if each
            && (self.marked.is_match(sentence)
                || foretold
                || portrayed
                || compared
                || frequent
                || (measured && self.object.is_match(sentence) && self.studied.is_match(sentence)))
        {
            return told("PROFB-31");
        }
        if (designated || named) && portrayed {
            return told("PROFB-25");
        }
        if modelled {
            return told("PROFB-31");
        }
        if joined {
            return told("PROFB-32");
        }
        if (designated || singled || named) && self.marked.is_match(sentence) {
            return told("PROFB-26");
        }
        if (designated || singled || named) && self.bent.is_match(sentence) {
            return told("PROFB-22");
        }
        if singled && (self.measured.is_match(sentence) || portrayed || foretold) {
            return told("PROFB-32");
        }
        if (designated || named)
            && self.studied.is_match(sentence)
            && self.object.is_match(sentence)
            && self.offered.is_match(sentence)
        {
            return told("PROFB-29");
        }
        if sold {
            return told("PROFB-25");
        }
        if designated && self.listed.is_match(sentence) && self.asked.is_match(sentence) {
            return told("PROFB-27");
        }
        None
    }
}

/// Sentences that say nothing of a person before she is forgotten.
const MEMORY: u8 = 1;
/// A sentence that may go on about her without a pronoun, in bytes.
const SHORT: usize = 160;

/// Where sentences stand; a full stop after one or two letters ends an abbreviation (« M. », « J. »).
fn sentences(bytes: &[u8], lines: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..bytes.len() {
        let ends = match bytes[at] {
            b'\n' => {
                lines
                    || bytes
                        .get(at + 1)
                        .is_none_or(|next| matches!(next, b'\n' | b'#' | b'-' | b'*' | b'|'))
            }
            b'.' | b'!' | b'?' => {
                bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) && {
                    let word = bytes[start..at]
                        .iter()
                        .rev()
                        .take_while(|byte| byte.is_ascii_alphabetic())
                        .count();
                    const SHORTENED: [&[u8]; 12] = [
                        b"pres", b"prsdt", b"pdt", b"pdte", b"cons", b"rapp", b"art", b"mme",
                        b"soc", b"civ", b"com", b"crim",
                    ];
                    bytes[at] != b'.'
                        || word == 0
                        || (word > 2 && !SHORTENED.contains(&&bytes[at - word..at]))
                }
            }
            _ => false,
        };
        if ends {
            found.push(start..at);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        found.push(start..bytes.len());
    }
    found
}
