//! How each attribute is worded: expressions over the stream, each tied to the words that make it worth trying.
//!
//! In an expression `<P>` is a person, `<C>` a company, `<D>` a date, `<E>` an amount in euros, `<Y>` a year, and
//! `<PROFESSION>`… the lists of `datasets/hierarchies`. The group `v` is the value; `f` holds the *e* of a
//! feminine, `s` the *s* of a plural, `p` the person when it is inside the expression; the word
//! that holds `a` must be written with an acute accent (`marié`, not `marie`).
//! Must not decide who is meant.

use super::attribute::Attribute;

/// How a value is read from what the group `v` covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Date,
    Year,
    Integer,
    /// `deux`, `un`, `une`; `sans` is none.
    Count,
    Euros,
    Percent,
    /// Years and months.
    Duration,
    /// The words of the published text, in lower case.
    Phrase,
    /// A trade after « en qualité de »: words up to one that opens something else.
    Trade,
    /// A trade by its ending, that is in no list.
    Named,
    Nationality,
    /// A place in capitals at the end of the match.
    Place,
    Company,
    /// A make, with its model in the published text.
    Vehicle,
    Property,
    Cadastre,
    /// Every offence from there to the end of the sentence.
    Offences,
    Code(&'static str),
}

/// Where the person is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// The last one named before.
    Near,
    /// The last subject before.
    Subject,
    /// The last subject, with those joined to it by « et ».
    Group,
    /// The last subject before the expression itself, which begins with a verb that has its own objects.
    Verb,
}

pub(super) struct Rule {
    pub attribute: Attribute,
    /// Folded beginnings of words, one of which a sentence must hold.
    pub stems: &'static [&'static str],
    pub pattern: &'static str,
    pub value: Value,
    pub link: Link,
    /// The match is void when it holds one of these.
    pub unless: &'static [&'static str],
    /// The match is void when one of these ends what stands before.
    pub not_after: &'static [&'static str],
    /// The match is void when one of these begins what stands after.
    pub not_before: &'static [&'static str],
    /// Tried only when no rule above gave this attribute in the sentence.
    pub fallback: bool,
    /// Tried only after a sentence that gave births: `[A], le 3 mai 2010 ;`.
    pub follows: bool,
    pub confidence: f32,
}

const fn rule(
    attribute: Attribute,
    stems: &'static [&'static str],
    value: Value,
    link: Link,
    pattern: &'static str,
) -> Rule {
    Rule {
        attribute,
        stems,
        pattern,
        value,
        link,
        unless: &[],
        not_after: &[],
        not_before: &[],
        fallback: false,
        follows: false,
        confidence: 0.85,
    }
}

impl Rule {
    const fn unless(mut self, words: &'static [&'static str]) -> Self {
        self.unless = words;
        self
    }

    const fn not_after(mut self, words: &'static [&'static str]) -> Self {
        self.not_after = words;
        self
    }

    const fn not_before(mut self, words: &'static [&'static str]) -> Self {
        self.not_before = words;
        self
    }

    const fn fallback(mut self) -> Self {
        self.fallback = true;
        self.confidence = 0.7;
        self
    }

    const fn follows(mut self) -> Self {
        self.follows = true;
        self
    }

    const fn confidence(mut self, confidence: f32) -> Self {
        self.confidence = confidence;
        self
    }
}

use Attribute as A;
use Link::{Group, Near, Subject, Verb};
use Value as V;

const BIRTH: &[&str] = &["ne ", "nee ", "ne(e)", "nes ", "nees "];
const WORK: &[&str] = &["embauch", "engage", "recrut"];
const DISMISS: &[&str] = &["licenci"];
const LEAVE: &[&str] =
    &["congedi", "remercie", "employeur a rompu", "employeur avait rompu", "rupture"];
/// What makes a number of years something else than an age.
const NOT_AGE: &[&str] = &[
    " d'",
    " de ",
    " et 1 mois",
    " et 2 mois",
    " et 3 mois",
    " et 4 mois",
    " et 5 mois",
    " et 6 mois",
    " et 7 mois",
    " et 8 mois",
    " et 9 mois",
    " et 10 mois",
    " et 11 mois",
    " plus tard",
    " apres",
    " avant",
];
/// No word wakes a trade that is in no list, nor a birth told after others: a person does.
pub(super) const PERSON_ALONE: &[&str] = &["\u{3}"];
const ALL_STEMS: &[&str] = &["\u{1}", "\u{2}"];

pub(super) static RULES: &[Rule] = &[
    // Identity.
    rule(A::DateNaissance, BIRTH, V::Date, Near, r"\bne(?P<f>e?)s?(?:\(e\))?,? (?:a [^;.<D>]{2,60}? )?(?:le |en |l[ea] )?(?P<v><D>)").confidence(0.95),
    rule(A::DateNaissance, &["naissance"], V::Date, Near, r"date de naissance ?:? ?(?:le |du |est le )?(?P<v><D>)"),
    rule(A::DateNaissance, &["issu", "nait", "naquit", " nes", " nee", " ne "], V::Date, Near, r"(?:est|sont|etait) (?:ne|nee|issue?|nes|nees)[^.;<P>]{0,50}?(?P<p><P>),? (?:ne(?P<f>e?) )?(?:le|en) (?P<v><D>)").confidence(0.9),
    rule(A::DateNaissance, &["naissance"], V::Date, Near, r"naissance (?:de|d'un enfant,|de l'enfant) ?(?P<p><P>),?[^.;]{0,20}?le (?P<v><D>)"),
    rule(A::DateNaissance, &["naissance", "au monde"], V::Date, Near, r"(?:donne naissance a|mis au monde)[^.;<P>]{0,20}?(?P<p><P>),?[^.;<D>]{0,20}?(?:le|en) (?P<v><D>)").confidence(0.9),
    rule(A::DateNaissance, &["accouch"], V::Date, Near, r"\baccouche[^.;<D>]{0,20}? le (?P<v><D>)[^.;<P>]{0,40}? (?:de |d')(?:l'enfant |l'enfant prenommee? )?(?P<p><P>)").confidence(0.9),
    rule(A::DateNaissance, &["nes ", "nees ", "issu"], V::Date, Near, r"(?:\bnes|\bnees|issus|issues)\b[^;.<P>]{0,60}?(?P<p><P>),? (?:ne(?P<f>e?) )?le (?P<v><D>)"),
    rule(A::DateNaissance, PERSON_ALONE, V::Date, Near, r"^(?:- ?)?(?:et )?(?:<P>,? )?(?P<p><P>),? (?:ne(?P<f>e?) )?le (?P<v><D>)").follows(),
    rule(A::DateNaissance, &["nes", "nees", "issu"], V::Date, Near, r"\b(?:nes|nees|issus|issues)\b[^;.]*<D>(?:,| et|, et) (?P<p><P>),? (?:ne(?P<f>e?) )?le (?P<v><D>)"),
    rule(A::AnneeNaissance, BIRTH, V::Year, Near, r"\bne(?P<f>e?)s? (?:a [^;.<D>]{2,60}? )?en (?P<v><Y>)").not_after(&["d'un enfant ", "d'une enfant ", "un enfant ", "une enfant ", "d'une fille ", "d'un fils ", "d'un garcon ", "une fille ", "un fils ", "un garcon ", "enfants "]).confidence(0.95),
    rule(A::AnneeNaissance, &["naissance"], V::Year, Near, r"annee de naissance ?:? ?(?P<v><Y>)"),
    rule(A::LieuNaissance, BIRTH, V::Place, Near, r"\bne(?P<f>e?)s?(?:\(e\))? (?:le |en )?(?:<Y>|<D>),? (?:a|au|aux|en)(?: <L> ?\(| )(?P<v>[a-z])").confidence(0.95),
    rule(A::LieuNaissance, BIRTH, V::Place, Near, r"\bne(?P<f>e?)s?(?:\(e\))?,? (?:a|au|aux|en)(?: <L> ?\(| )(?P<v>[a-z])"),
    rule(A::LieuNaissance, &["originaire"], V::Place, Near, r"originaire (?:de la |du |de l'|des |de |d')(?P<v>[a-z])"),
    rule(A::LieuNaissance, &["naissance"], V::Place, Near, r"lieu de naissance ?:? ?(?P<v>[a-z])"),
    rule(A::Age, &["age"], V::Integer, Near, r"\bage(?P<f>e?)s?,? (?:alors |aujourd'hui |desormais |actuellement |seulement |maintenant |respectivement )*(?:de |d')(?:plus de |pres de |environ )?(?P<v>\d{1,3}) ans").not_after(&["homme ", "femme ", "electeurs ", "personnes ", "personne ", "enfants ", "mineur ", "mineurs "]).not_before(NOT_AGE).confidence(0.95),
    rule(A::Age, &[" age ", "l'age"], V::Integer, Near, r"(?:a l'age de|son age,?|age ?:|age \() ?\(?(?P<v>\d{1,3}) ans").confidence(0.8),
    rule(A::Age, &[" ans"], V::Integer, Near, r"<P> ?(?:, ?(?:alors |aujourd'hui )?|\()(?P<v>\d{1,3}) ans(?: ?[,.)]| et| au )").not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Near, r"(?:<P>,?|\bil|\belle|epouse|epoux|mari|femme|enfant|salariee?|mere|pere|interessee?|requerante?|patiente?|preneu(?:r|se)|locataire|cliente?|victime|prevenue?|accusee?|debit(?:eur|rice)|retraitee?)(?:,[^.;<P>]{3,60},)? (?:a|avait|est ag[a-z]+ de) (?:alors |aujourd'hui |desormais |en \x06? ?)*(?P<v>\d{1,3}) ans\b").unless(&["anciennete", "experience", "peine"]).not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Near, r"(?:enfant|fils|fille|fillette|garcon|mineure?)[a-z ]{0,24}de (?P<v>\d{1,2}) ans,? (?:prenomm|nomm|appel)ee?,? (?P<p><P>)").confidence(0.9),
    rule(A::Age, &[" ans"], V::Integer, Near, r"\b(?:consolidee?|decedee?|morte?|blessee?|eteinte?)\b[^.;]{0,30}?,? a (?:l'age de )?(?P<v>\d{1,3}) ans\b").not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Near, r"<P>,[^.;<P>]{2,50}, (?P<v>\d{2}) ans(?:,|\.|\)| et )").unless(&["contrat", "delai", "duree", "peine", "bail", "periode", "anciennete", "enfant", "fils", "fille"]).not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Near, r"\d{1,3} ans(?: et|,) (?:la |le |l')?(?:femme|epouse|mari|epoux|mere|pere|<P>) (?P<v>\d{2})\b").not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Near, r"(?:<P>,? |\b(?:cet|cette|ce) )(?:une? )?(?:jeune )?[a-z-]{3,20}(?: [a-z-]{3,20})? de (?P<v>\d{2}) ans\b").unless(&["contrat", "delai", "duree", "peine", "bail", "periode"]).not_before(NOT_AGE),
    rule(A::Age, &[" ans"], V::Integer, Subject, r"\b(?:a|avait)[^.;<P>]{2,40} et (?P<v>\d{2}) ans ?[.;]").unless(&["enfant", "fils", "fille", "ages", "charge"]),
    rule(A::Age, &[" ans"], V::Integer, Near, r"\ben a (?:aujourd'hui |desormais |maintenant )?(?P<v>\d{2}) ?(?:ans|et|[.;,])").confidence(0.7),
    rule(A::Nationalite, &["nationalite"], V::Nationality, Near, r"nationalite (?P<v>[a-z-]{4,20})").not_after(&["declaration de ", "revendique la ", "certificat de ", "acquisition de la ", "acquerir la ", "perdu la ", "preuve de la ", "reconnaitre la ", "se voir reconnaitre la ", "demande de ", "titre de ", "jouit de la ", "beneficie de la ", "octroi de la "]).confidence(0.95),
    rule(A::Nationalite, &["nationalite"], V::Nationality, Group, r"nationalite (?P<v>[a-z-]{4,20}) (?P<s>tous|toutes) (?:deux|2|les)").confidence(0.95),
    rule(A::Nationalite, &["ressortissant", "citoyen"], V::Nationality, Near, r"(?:ressortissant|citoyen)(?P<f>e|ne)? (?P<v>[a-z-]{4,20})").not_after(&["epouse un ", "epouse une ", "avec un ", "avec une ", "d'un ", "d'une ", "a une ", "a un "]),
    // Family.
    rule(A::SituationFamiliale, &["celibataire"], V::Code("célibataire"), Near, r"\b(?P<v>celibataires?)\b").confidence(0.9),
    rule(A::SituationFamiliale, &["marie", "remarie"], V::Code("marié"), Group, r"(?P<v>\b(?:re)?marie(?P<f>e?)(?P<a>)(?P<s>s?))\b").not_after(&["non ", "pas "]),
    rule(A::SituationFamiliale, &["mariage", "unis ", "union", "epouse", "epoux"], V::Code("marié"), Group, r"(?P<v>contracte mariage|celebre leur mariage|(?:se sont|est|etait) unis|mariage[^.;]{0,30} celebre|union[^.;]{0,60}? celebree|du mariage de|a epouse|s'est uni)"),
    rule(A::SituationFamiliale, &["divorc"], V::Code("divorcé"), Group, r"(?P<v>\bdivorce(?P<f>e?)(?P<a>)(?P<s>s?))\b").confidence(0.9),
    rule(A::SituationFamiliale, &["divorce"], V::Code("divorcé"), Group, r"(?P<v>(?:divorce (?:(?:des|de|entre) [^.;<D>]{0,24})?(?:a ete |est |fut )?(?:prononce|devenu definitif)|prononc(?:e|ant|ait) (?:le|leur) divorce))").unless(&["demande", "sollicit"]).not_after(&["pour qu'il ", "afin qu'il ", "afin que soit ", "a ce que soit ", "voir ", "aux fins de voir ", "demande a voir "]),
    rule(A::SituationFamiliale, &["veuf", "veuve"], V::Code("veuf"), Near, r"(?:(?:sa|la|son|le) (?P<v>veuve|veuf),? (?P<p><P>))").confidence(0.9),
    rule(A::SituationFamiliale, &["veuf", "veuve"], V::Code("veuf"), Near, r"(?:^|, |<P>,? |\best |\betait |devenue? |\()(?P<v>(?:veufs?|veuves?))\b").confidence(0.9),
    rule(A::SituationFamiliale, &["deces de s"], V::Code("veuf"), Near, r"deces de (?P<v>(?:son|sa) (?:mari|epoux|epouse|femme))\b").confidence(0.8),
    rule(A::SituationFamiliale, &["couple", "compagn", "concubin"], V::Code("concubin"), Near, r"\b(?:vit|vivent|vivant|vivre|reside|habite|heberge[a-z]*)\b[^.;<P>]{0,40}? (?P<v>en couple|avec (?:son|sa|une?) (?:nouvelle |nouveau )?(?:compagne|compagnon|concubine?))\b").confidence(0.8),
    rule(A::SituationFamiliale, &["en couple avec"], V::Code("concubin"), Near, r"\ben couple avec (?P<v>(?P<p><P>))").confidence(0.8),
    rule(A::SituationFamiliale, &["concubin"], V::Code("concubin"), Near, r"\b(?:nee?|demeurant|domiciliee?|nationalite|profession)\b[^.;]{0,120}?(?:, |\()(?P<v>concubine?)(?:,|\)| sans| avec)").confidence(0.8),
    rule(A::SituationFamiliale, &["en couple"], V::Code("concubin"), Near, r"\b(?:vit|vivant|vivait|est|etant|se dit|declare etre|vivre) (?P<v>en couple)\b").confidence(0.7),
    rule(A::SituationFamiliale, &["epou", "mari", "femme"], V::Code("marié"), Subject, r"\b(?P<v>(?:son|sa) (?:mari|epoux|epouse|femme))\b(?:,? (?:et|qui|est|etait|a|avait|lui|ne|n'|s'|se|de|pour|dans|au|les|le|la|son|sa|ses)\b|[,.;)]|$)").not_after(&["deces de ", "feu ", "veuve de ", "veuf de ", "divorce de ", "divorcee de ", "separe de ", "separee de ", "mort de ", "ex-", "succession de ", "separation d'avec ", "depart de ", "premier ", "premiere "]).not_before(&[" mort", " dece", " ete", " trepass", " quitte", " est dece", " est mort", " decede", ", decede", " a quitte", " etait dece", ", \x01", " \x01"]).fallback().confidence(0.6),
    rule(A::SituationFamiliale, &["compagn", "concubin"], V::Code("concubin"), Subject, r"\b(?:avec|par|pour|de|a|et|que) (?P<v>(?:son|sa) (?:nouvelle |nouveau |actuelle? )?(?:compagne|compagnon|concubine?))\b").not_after(&["separe de ", "separee de ", "deces de ", "mort de ", "ex-", "separation de ", "separation d'avec "]).not_before(&[", \x01", " \x01"]).fallback().confidence(0.6),
    rule(A::SituationFamiliale, &["pacs", "solidarite"], V::Code("pacsé"), Group, r"(?P<v>\bpacse(?P<f>e?)s?\b|pacte civil de solidarite|(?:conclu|signe) un pacs)").not_after(&["partenaire d'un ", "partenaires d'un ", "lie par un "]),
    rule(A::SituationFamiliale, &["concubin", "maritale", "union libre", "vie commune"], V::Code("concubin"), Group, r"(?P<v>en concubinage|en union libre|vi(?:t|vent|vre) maritalement|vie maritale)").not_after(&["ont vecu ", "a vecu ", "avait vecu ", "avaient vecu "]),
    rule(A::SituationFamiliale, &["separ"], V::Code("séparé"), Group, r"(?P<v>\bsepare(?P<f>e?)(?P<a>)(?P<s>s?))\b").not_after(&["corps ", "biens "]).not_before(&[" par ", " de la ", " du ", " des "]),
    rule(A::Enfants, &["enfant", "fils", "fille", "nourrisson", "garcon", "jumeaux", "jumelles", "triples"], V::Count, Near, r"\b(?:pere|mere|parents?) (?:celibataire |isolee? |de famille )?(?:de |d')(?:leurs |ses |l')?(?P<v>jumeaux|jumelles|triples|(?:\d{1,2}|une?) (?:jeunes |petits |petite )?(?:enfants?|fils|filles?|garcons?|nourrissons?|fillettes?))\b").confidence(0.9),
    rule(A::Enfants, &["enfant"], V::Count, Group, r"(?P<v>\d{1,2}) (?:jeunes )?enfants?[^.;]{0,40}? (?:sont|est) (?:nes?|issus?)\b").confidence(0.9),
    rule(A::Enfants, &["enfant", "fille", "fils", "garcon"], V::Count, Group, r"(?:sont|est) (?:nes?|nees?|issue?s?) (?P<v>\d{1,2}|une?) (?:enfants?|filles?|fils|garcons?)").confidence(0.9),
    rule(A::Enfants, &["relation", "union", "concubinage", "mariage", "couple"], V::Code("1"), Group, r"(?:relations?|union|concubinage|mariage|couple)[^.;]{0,60}? est (?:ne|nee|issue?)(?: un enfant)?,? (?P<v><P>)"),
    rule(A::Enfants, &["enfant", "fille", "fils", "garcon", "adolescent", "mineur", "jumeaux", "jumelles"], V::Count, Group, r"\b(?:a|ont|eu|avait|avaient|ayant|avoir|eleve|elevent|laisse|laissent|laissant)(?: eu| seule?| ensemble)* (?:ses |leurs |les |a charge |la charge de )*(?P<v>\d{1,2}|une?) (?:autres? |jeunes |grande?s? |petite?s? )*(?:enfants?|filles?|fils|garcons?|adolescente?s?|mineure?s?|jumeaux|jumelles)\b").not_before(&[" unique de", " de la", " de l'"]),
    rule(A::Enfants, &["enfant", "posterite", "descendance", "charge de famille"], V::Code("0"), Group, r"(?P<v>sans enfants?\b|pas d'enfants?\b|n'a pas eu d'enfant|sans posterite|sans descendance|sans charge de famille|aucun enfant\b)").not_before(&[" commun", " n'est issu"]).confidence(0.9),
    rule(A::Enfants, &["enfant"], V::Count, Near, r"(?:^|, |et |avec )(?P<v>\d{1,2}|un) enfants?(?: a charge| a sa charge| mineurs?| majeurs?)*(?:,|\.|;|\)| a charge| a sa charge| et |$)"),
    rule(A::Enfants, &["enfant", "fille", "fils", "garcon"], V::Count, Group, r"\b(?:ses|leurs|de ses|de leurs) (?P<v>\d{1,2}) (?:jeunes |premiers )?(?:enfants|filles|fils|garcons)\b").not_after(&["representation ", "droits ", "representation de ", "droits de "]),
    rule(A::Enfants, &["enfant"], V::Count, Group, r"(?P<v>\d{1,2}|un) enfants? (?:a|en) charge"),
    rule(A::Enfants, &["enfant", "fille", "fils"], V::Count, Group, r"\b(?:charge|garde) (?:de|d') ?(?:ses |leurs )?(?P<v>\d{1,2}|une?) (?:jeunes )?(?:enfants?|filles?|fils)\b"),
    rule(A::Enfants, &["enfant"], V::Count, Group, r"\bles (?P<v>\d{1,2}) enfants (?:du couple|communs?|mineurs|majeurs|des epoux|des parties|issus)"),
    rule(A::Enfants, &["enfant"], V::Count, Subject, r"\b(?:succeder|heritiers?)\b[^;.<P>]{0,60}?(?P<v>\d{1,2}|un) enfants?\b"),
    rule(A::Enfants, &["enfant", "fils", "fille"], V::Count, Near, r"\b(?:avec|avoir|ayant|etre (?:pere|mere) de) (?P<v>\d{1,2}|une?) (?:jeunes? )?(?:enfants?|filles?|fils|nourrissons?)\b"),
    rule(A::Enfants, &["laiss"], V::Count, Verb, r"\blaiss(?:e|ent|ait|aient|ant)\b[^.;]{0,90}? (?P<v>\d{1,2}|une?) (?:enfants?|filles?|fils)\b"),
    rule(A::Enfants, &["naissance a", "accouch", "au monde"], V::Code("1"), Subject, r"\b(?P<v>donne naissance a|accouche[^.;<P>]{0,60}? (?:de|d')|mis au monde) ?(?:un |une |l')?(?:enfant|fils|fille|<P>)").fallback(),
    rule(A::Enfants, &["parents", "pere", "mere"], V::Code("1"), Group, r"\b(?P<v>parents|peres? et meres?|pere|mere) (?:de |d')(?:l'enfant|la victime|<P>)(?: <P>)?,? ?(?:, )(?P<p><P>)").unless(&["grand"]).fallback(),
    rule(A::Enfants, &["ses parents", "parents de"], V::Code("1"), Group, r"\b(?P<v>ses parents),? (?P<p><P>)").fallback(),
    rule(A::Enfants, &["leur fil", "leur enfant"], V::Code("1"), Group, r"\b(?P<v>leur (?:fille|fils|enfant))\b").not_after(&["representation de ", "droits de ", "droit de ", "place de "]).fallback().confidence(0.6),
    rule(A::Enfants, &["fils", "fille", "enfant"], V::Code("1"), Subject, r"\b(?:avec|a|pour|de|chez|que) (?P<v>(?:sa|son) (?:fille|fils|enfant))\b").unless(&["<P>"]).fallback().confidence(0.55),
    rule(A::DateMariage, &["mari", "remari", "uni", "epous"], V::Date, Group, r"(?:\b(?:re)?marie(?:e|s|es)?\b|\bmariage\b|\bse sont unis|\bs'est unie?|sont unis|a epouse|\bepous(?:ait|ant|aient)\b)[^.;<D>]{0,90}?(?:le|du|en|,) (?P<v><D>|<Y>\b)").unless(&["divorc", "contrat", "dissou", "separation"]).not_after(&["contrat de ", "acte de ", "projet de "]).confidence(0.9),
    rule(A::DateMariage, &["union"], V::Date, Group, r"\bunion (?:de |d'|entre )(?P<p><P>)[^.;<D>]{0,60}? celebree?[^.;<D>]{0,30}? (?:le|en) (?P<v><D>|<Y>\b)"),
    rule(A::DateMariage, &["mari", "uni"], V::Date, Group, r"(?P<v><D>),? [^.;<D>]{0,60}?(?:se sont (?:maries|unis)|ont (?:contracte|celebre)[a-z ]{0,8} mariage|s'est mariee?)").fallback(),
    rule(A::DateDivorce, &["divorc"], V::Date, Group, r"(?:jugement|arret|convention|ordonnance)[^.;<D>]{0,40}?(?P<v><D>),?[^.;<D>]{0,90}?(?:prononc|homolog|dissou)[a-z]*[^.;<D>]{0,40}?divorce").unless(&["requete", "demande", "assign", "conciliation", "provisoire", "effets", "patrimoni"]).confidence(0.9),
    rule(A::DateDivorce, &["divorc"], V::Date, Group, r"\bdivorc(?:e|ee|es|ees|er)\b[^.;<D>]{0,90}?(?:le|du|depuis le|en) (?P<v><D>|<Y>\b)").unless(&["requete", "demande", "assign", "conciliation", "provisoire", "procedure", "effets", "patrimoni", "decede", "est mort"]).not_after(&["requete en ", "assignation en ", "demande en ", "procedure de ", "instance en ", "demande de ", "en ", "requete aux fins de ", "action en "]),
    rule(A::DateDeces, &["mortellement"], V::Date, Near, r"\b(?:blesse[a-z]*|percute[a-z]*|renverse[a-z]*|poignarde[a-z]*|frappe[a-z]*) mortellement (?P<p><P>)[^.;<D>]{0,40}?(?:le|en) (?P<v><D>)").confidence(0.9),
    rule(A::DateDeces, &["eteint", "suicid", "perdu la vie", "trouve la mort", "fin a ses jours", "donne la mort", "mourut"], V::Date, Near, r"\b(?:s'est eteint(?P<f>e?)|s'est suicidee?|a perdu la vie|a trouve la mort|a mis fin a ses jours|s'est donnee? la mort|mourut)\b[^.;<D>]{0,70}?(?:le|en|du) (?P<v><D>|<Y>\b)").confidence(0.9),
    rule(A::DateDeces, &["decede", "deces", "mort", "disparu"], V::Date, Near, r"\b(?:decede(?P<f>e?)s?|est morte?|mort(?:e|es|s)?)\b[^.;<D>]{0,70}?(?:le|en|du) (?P<v><D>|<Y>\b)").confidence(0.95),
    rule(A::DateDeces, &["deces"], V::Date, Near, r"\bdeces (?:de |du |de l'[a-z]+,? |survenu|est survenu|intervenu)?(?P<p><P>)?[^.;<D>]{0,40}?(?:le|du|en) (?P<v><D>)").unless(&["son pere", "sa mere", "son mari", "son epou", "sa femme", "son fils", "sa fille", "son frere", "sa soeur", "leur pere", "leur mere", "leurs parents", "ses parents", "son conjoint", "sa compagne", "son compagnon"]),
    // Work.
    rule(A::DateEmbauche, WORK, V::Date, Subject, r"\b(?:embauche|engage|recrute)(?:(?P<f>e)?s?)\b[^;<D>]{0,160}?(?:\ble|\bdu|\bdes le|\bau|\ben|\bdepuis|,|\ba compter de) (?P<v><D>|<Y>\b)").unless(&["licenci", "rompu", "demission", "frais", "poursuites", "instance", "depens"]).not_after(&["greve ", "consultation ", "negociation ", "negociations ", "discussion ", "s'est ", "s'etait ", "s'etre ", "s'etant ", "se sont ", "procedure ", "action ", "frais ", "depenses ", "n'est ", "responsabilite "]).confidence(0.9),
    rule(A::DateEmbauche, WORK, V::Date, Subject, r"\bdate d'embauche ?:? ?(?:le |du |etait le |fixee au )?(?P<v><D>)"),
    rule(A::DateEmbauche, &["embauche", "entree", "engagement", "debut"], V::Date, Subject, r"(?:^|[.;,(-] ?)(?:date d')?(?:embauche|entree|engagement|debut(?: du contrat)?) ?: ?(?:le )?(?P<v><D>)").confidence(0.9),
    rule(A::DateEmbauche, &["au service", "salari", "employ", "travaill", "effectif"], V::Date, Subject, r"\b(?:au service|salariee?|employee?|travaill[a-z]+|effectifs?)\b[^;.<D>]{0,90}?\bdu (?P<v><D>) au <D>").confidence(0.85),
    rule(A::DateEmbauche, &["attache les", "commence", "devenu"], V::Date, Subject, r"(?P<v><D>),? (?:que |qu')?[^.;<D>]{0,60}?(?:s'est attache les services de (?P<p><P>)|est devenue? (?:le |la )?salariee?)"),
    rule(A::DateEmbauche, &["attache", "attachee"], V::Date, Subject, r"(?P<v><D>),?[^.;<D>]{0,90}? s'(?:est|etait) attachee? les services de (?P<p><P>)"),
    rule(A::DateEmbauche, &["d'engagement", "d'embauche"], V::Date, Subject, r"\b(?:lettre|contrat|promesse|acte|courrier) d'(?:engagement|embauche)[^.;<D>]{0,20}?(?:du|le) (?P<v><D>)"),
    rule(A::DateEmbauche, &["fonctions", "poste", "service"], V::Date, Subject, r"\b(?:pris|prend|prit|prenait) (?:ses|leurs) fonctions[^.;<D>]{0,30}?(?:le|en|au|du) (?P<v><D>|<Y>\b)"),
    rule(A::DateEmbauche, &["employait", "employe", "occupait"], V::Date, Subject, r"\b(?:employait|emploie) (?P<p><P>)[^.;<D>]{0,70}?(?:depuis|a compter du|du) (?:le )?(?P<v><D>)"),
    rule(A::DateEmbauche, &["contrat"], V::Date, Subject, r"\b(?:signe|conclu) le (?P<v><D>),? avec [^.;<C>]{0,30}<C>,?[^.;]{0,20} un contrat").unless(&["bail", "pret ", "assurance", "location", "vente", "construction", "entreprise"]),
    rule(A::DateEmbauche, &["commence", "debute"], V::Date, Subject, r"\b(?:y |a )(?:a )?(?:commence|debute)(?: a travailler| son activite| ses fonctions)? le (?P<v><D>)").unless(&["travaux", "chantier", "bail"]).fallback(),
    rule(A::DateEmbauche, WORK, V::Date, Subject, r"(?:le|du|depuis le|compter du) (?P<v><D>),? [^.;<D>]{0,90}?\b(?:a|ont|avait) (?:ete )?(?:embauche|engage|recrute)(?:e|es|s)?\b(?: (?P<p><P>))?").fallback(),
    rule(A::DateEmbauche, &["entre au", "entre dans", "entre en f", "entre a la soc", "entre chez", "entree au", "entree dans", "entree en f", "entree a la soc", "entree chez", "entres ", "entrees "], V::Date, Subject, r"\bentre(?P<f>e?)s? (?:au service|dans l'entreprise|dans la societe|en fonctions?|a la societe|dans les effectifs|au sein|dans le groupe|chez)[^.;<D>]{0,90}?(?:le|depuis le|en|compter du|du) (?P<v><D>|<Y>\b)").confidence(0.9),
    rule(A::DateEmbauche, &["integre", "rejoint"], V::Date, Subject, r"\b(?:integre|rejoint) (?:l'entreprise|la societe|les effectifs|le groupe|l'association|<C>|l'etude|le cabinet)[^.;<D>]{0,50}?(?:le|en|compter du) (?P<v><D>|<Y>\b)"),
    rule(A::DateEmbauche, &["travaill", "salarie", "employe"], V::Date, Subject, r"\b(?:travaill[a-z]+|salariee?|employee?)\b[^;.<D>]{0,140}?\b(?:du|de) (?P<v><D>|<Y>) (?:au|a) (?:<D>|<Y>)"),
    rule(A::DateEmbauche, &["depuis"], V::Date, Subject, r"\b(?:employee?|salariee?|travaill[a-z]+|en poste|en fonctions?|occup[a-z]+|exerc[a-z]+|fonctions?|menuisier|service de la societe|collaborat[a-z]+)\b[^.;<D>]{0,90}?depuis (?:le |l'annee )?(?P<v><D>)").unless(&["retrait", "sans emploi", "profession"]).fallback(),
    rule(A::DateEmbauche, &["contrat de travail", "contrat a duree"], V::Date, Subject, r"\bcontrat (?:de travail|a duree)[^.;<D>]{0,110}?(?:debute|effet|conclu|signe|date|compter|prenant|commence|du|,)[^.;<D>]{0,14}? (?P<v><D>)").unless(&["rupture", "rompu", "licenci", "avenant", "resili", "terme", "suspen", "fin ", "cesse"]).not_after(&["rupture du ", "resiliation judiciaire du ", "acte de la rupture de son "]).fallback(),
    rule(A::DateEmbauche, &["contrat"], V::Date, Subject, r"\b(?:signe|conclu)\b[^.;]{0,60} contrat[^.;<D>]{0,40}(?:prenant|ayant pris|avec|a) effet (?:le|au|du|a compter du) (?P<v><D>)").unless(&["bail", "pret", "assurance", "location"]).fallback(),
    rule(A::DateEmbauche, &["relation", "periode"], V::Date, Subject, r"relation (?:de travail|contractuelle) (?:a |ayant )?(?:debute|commence)[a-z]*[^.;<D>]{0,20}?(?:le|en) (?P<v><D>)").fallback(),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"\blicencie(?:e|s|es|ment|ments)?\b[^;<D>]{0,130}?(?:\ble|\bdu|\bau|\ben|,) (?P<v><D>)").unless(&["entretien", "convoqu", "autoris", "saisi", "conteste", "engage", "embauche"]).not_after(&["eventuel ", "un eventuel ", "prealable a son ", "prealable a un ", "envisageait un ", "prealable au ", "procedure de ", "jusqu'au ", "lettre de ", "courrier de "]).confidence(0.9),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"(?:lettre|courrier|pli|courriel|exploit|recommande|lrar)[^.;<D>]{0,60}?(?:du|le|date du|dans|en) (?P<v><D>),?[^.;<D>]{0,110}?\blicenci").unless(&["entretien", "convoqu", "eventuel"]),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"\b(?:lettre|courrier) de licenciement\b[^.;<D><P>]{0,60}?(?:le|du) (?P<v><D>),? (?:adressee? |envoyee? |notifiee? |remise? )?a (?P<p><P>)").confidence(0.93),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"\b(?:lettre|courrier) de licenciement\b[^;<D>]{0,130}?(?:\ble|\bdu|\bau|\ben|,) (?P<v><D>)").unless(&["entretien", "convoqu", "saisi", "conteste"]).not_before(&[" a \x01", ", a \x01"]).confidence(0.9),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"(?P<v><D>),? une lettre de licenciement").confidence(0.9),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"\bau (?P<v><D>),? date (?:d'effet )?(?:de |du )(?:son |leur )?licenciement").confidence(0.9),
    rule(A::DateLicenciement, DISMISS, V::Date, Subject, r"(?:\ble|\bdu|\ben date du) (?P<v><D>),? [^.;<D>]{0,90}?\b(?:licenciee?s?\b|(?:son|le|un|leur) licenciement|a licencie)").unless(&["entretien", "convoqu", "eventuel", "saisi", "engage", "embauche"]).fallback(),
    rule(A::DateLicenciement, LEAVE, V::Date, Subject, r"(?:\b(?:a ete|etait|fut) (?:congedie|remercie)(?P<f>e?)|employeur (?:a|avait) rompu (?:le|son) contrat[^.;<D>]{0,20}?)\b[^;.<D>]{0,50}?\ble (?P<v><D>)"),
    rule(A::Profession, &["qualite d", "tant qu", "fonctions d", "fonction d", "poste d", "emploi d", "profession d", "metier d", "activite d"], V::Trade, Subject, r"(?:en qualite|en tant|aux fonctions|les fonctions|la fonction|ses fonctions|au poste|le poste|du poste|un poste|son poste|un emploi|l'emploi|d'emploi|son emploi|la profession|profession|le metier|metier|son activite|l'activite|une activite) (?:d'|de |que |qu')(?:une |un )?(?P<v>[a-z][a-z' /-]{2,80})").unless(&["poste de travail", "demandeur", "demandeuse"]).not_after(&["et ", "perte d'", "perte de "]).confidence(0.9),
    rule(A::Profession, &["contrat d"], V::Trade, Subject, r"(?:titulaire d'un|signe un|conclu un|beneficie d'un) contrat (?:d'|de )(?P<v>[a-z][a-z' /-]{2,80})").unless(&["travail", "duree", "location", "bail", "pret", "assurance", "vente", "mariage"]),
    rule(A::Profession, &["fonction :", "fonctions :", "emploi :", "poste :", "profession :", "metier :", "qualification :"], V::Trade, Subject, r"(?:fonctions?|emploi|poste|profession|metier|qualification) ?: ?(?P<v>[a-z][a-z' /-]{2,80})"),
    rule(A::Profession, &["comme ", "promu"], V::Trade, Subject, r"\b(?:recrut|engag|embauch|employ|travaill|service|entre|exerc|occup|promue?|licenci)[^.;]{0,90}?(?:\bcomme|\bpromue?(?: ensuite| ulterieurement| en [12]\d{3})?(?: au poste de| aux fonctions de)?) (?:une? )?(?P<v>[a-z][a-z' /-]{2,80})").fallback(),
    rule(A::Profession, &["puis ", "promu"], V::Trade, Subject, r"(?:\ben qualite de|\ben tant que|\bcomme)[^.;<D>]{3,50}?,? (?:puis|promue?(?: ensuite)?|devenue?(?: ensuite)?) (?:une? |comme |en qualite de |aux fonctions de )?(?P<v>[a-z][a-z' /-]{2,60})").fallback(),
    rule(A::Profession, &["promu", "nomme", "devenu", "affecte"], V::Trade, Subject, r"\b(?:promue?|nommee?|devenue?|affectee? (?:au poste|aux fonctions) de) (?:une? )?(?P<v>[a-z][a-z' /-]{2,60})").fallback().confidence(0.7),
    rule(A::Profession, &["activite", "sans emploi"], V::Code("sans emploi"), Subject, r"\b(?P<v>a cesse toute activite|n'exerce (?:plus )?aucune activite|n'a (?:plus )?aucune activite|ne travaille plus|prive d'emploi|privee d'emploi)\b").fallback(),
    rule(A::Profession, &["licence", "master", "inscrit", "etudes", "doctorat", "bts"], V::Code("étudiant"), Subject, r"\b(?P<v>inscrite? en (?:licence|master|faculte|doctorat|bts|iut|\d e annee|premiere annee|deuxieme annee)|poursui(?:t|vait|vant) (?:ses|des) etudes|est en (?:licence|master|doctorat))\b").not_after(&["tant qu'il ", "tant qu'elle ", "s'il ", "si elle ", "lorsqu'il ", "lorsqu'elle ", "qu'ils "]).fallback(),
    rule(A::Profession, &["chomage", "travaille pas", "recherche d'emploi"], V::Code("sans emploi"), Subject, r"\b(?:est|etait|depuis lors|actuellement|reste|demeure)[^.;<P>]{0,20} (?P<v>au chomage|en recherche d'emploi)").fallback(),
    rule(A::Profession, &["travaille pas"], V::Code("sans emploi"), Subject, r"\bne (?P<v>travaille) pas").fallback(),
    rule(A::Profession, PERSON_ALONE, V::Named, Near, r"(?:<P>|<D>| ans| <A>|<L>\)?),? ?(?:, |\()(?:une? |ancien(?:ne)? |jeune )?(?P<v>[a-z-]{3,24}(?:iste|logue|graphe|icien|icienne|peute|iatre|trice|eur|euse|ier|iere|aire)(?: (?:de|d'|en|des|du) ?[a-z-]{3,18}| [a-z-]{4,16})?)(?:,| et | qui| dont|\)|\.|;| a )").fallback().confidence(0.6),
    rule(A::Profession, PERSON_ALONE, V::Named, Near, r"(?:<P>|\bil|\belle)(?:, qui)? (?:est|etait)(?: une? ancien(?:ne)?)? (?P<v>[a-z-]{3,24}(?:iste|logue|graphe|icien|icienne|peute|iatre|trice|eur|euse|ier|iere|aire)(?: (?:de|d'|en|des|du) ?[a-z-]{3,18})?)(?:,| et |\.|;| a | au | dans | depuis | chez )").fallback().confidence(0.6),
    rule(A::Profession, ALL_STEMS, V::Phrase, Subject, r"(?:\best |\betait |\bfut |\ba ete |\bavait ete |\betre |\b(?:est|etait|fut),[^.;<P>]{3,80}?, (?:la |le |l')?|\bfut (?:la |le |l')|\b(?:est|etait) (?:la |le )seule? |\bcomme |devenue? |toujours |est (?:un |une )ancien(?:ne)? |\bdesormais |\bse dit |et est |\bretravaille comme |\bhui |\bactuellement |^profession ?: )(?P<v><PROFESSION>(?: (?:honoraire|liberale?|independante?|municipale?|stagiaire|principale?|senior|junior|confirmee?|agricole|agronome|automobile|scolaire|qualifiee?|interimaire|specialisee?|industriel|territoriale?|hospitali[a-z]+|polyvalente?|itinerante?|professionnel(?:le)?|volontaire|retraitee?|commerciale?|technique|a la retraite|a domicile|de nuit|de jour))*(?: (?:en|de|d') ?[a-z-]{4,20})?)(?:[ ,.;:)(]|$|[\x01-\x0f])").unless(&[" cadre d'"]).not_before(&["general", "generale", "de cabinet", "du comite", "du cse", "du chsct", "du syndicat"]).confidence(0.8),
    rule(A::Profession, ALL_STEMS, V::Phrase, Near, r"(?:^|, |\(|\) |<P> |(?:^|, |<P> )ancien(?:ne)? |(?:lui|elle)-meme (?:ancien(?:ne)? )?|profession ?: |\bpuis |ans et )(?P<v><PROFESSION>(?: (?:honoraire|liberale?|independante?|municipale?|stagiaire|principale?|senior|junior|confirmee?|agricole|agronome|automobile|scolaire|qualifiee?|interimaire|specialisee?|industriel|territoriale?|hospitali[a-z]+|polyvalente?|itinerante?|professionnel(?:le)?|volontaire|retraitee?|commerciale?|technique|a la retraite|a domicile|de nuit|de jour))*(?: (?:en|de|d') ?[a-z-]{4,20})?)(?:[ ,.;:)(]|$|[\x01-\x0f])").not_before(&["general", "generale", "de cabinet", "du comite", "du cse", "du chsct", "du syndicat", "le ", "la ", "les ", "l'"]).confidence(0.8),
    rule(A::Profession, ALL_STEMS, V::Phrase, Near, r"(?:\b(?:son|sa|leur|le|la|au|du) |\bl')(?:ancien(?:ne)? )?(?P<v><PROFESSION>(?: (?:de|d'|en) ?[a-z-]{4,16}| de la [a-z-]{4,16})?),? (?P<p><P>)").unless(&["salarie", "stagiaire "]).not_after(&["societe ", "cabinet ", "garage ", "pharmacie "]).fallback().confidence(0.7),
    rule(A::Profession, &["sans emploi", "sans profession", "sans activite"], V::Phrase, Near, r"\bet (?P<v>sans (?:emploi|profession|activite professionnelle))\b").fallback(),
    rule(A::Profession, ALL_STEMS, V::Phrase, Group, r"(?:<P>,? (?:tous|toutes) (?:les )?2 |<P>, )(?P<v><PROFESSION>)(?P<s>s)(?:[ ,.;]|$)").confidence(0.8),
    rule(A::Profession, &["agent", "technicien", "responsable", "chef", "cheffe", "conduct", "conseill", "employe", "ouvri", "ingenieur", "operat", "professeur", "prepara", "vendeu", "aide", "medecin", "infirmi", "formateur", "formatrice", "monit", "inspect", "controleu", "chauffeu", "poseu", "monteu", "patron"], V::Phrase, Near, r"(?:<P>,? |, |\(|^|\best |\betait |\bcomme )(?:une? |ancien(?:ne)? )?(?P<v>(?:agente?|technicien(?:ne)?|responsable|cheffe|chef|conduct(?:eur|rice)|conseill(?:er|ere)|employee?|ouvri(?:er|ere)|ingenieure?|operat(?:eur|rice)|professeure?|prepara(?:teur|trice)|vende(?:ur|use)|aide|medecin|infirmi(?:er|ere)|format(?:eur|rice)|monit(?:eur|rice)|inspect(?:eur|rice)|controleu(?:r|se)|chauffeu(?:r|se)|poseu(?:r|se)|monteu(?:r|se)|patron(?:ne)?)(?: commercia(?:l|le)| technique| principale?)? (?:de |d'|en )[a-z-]{3,18}(?: (?:de |d'|en )?[a-z-]{4,16})?)(?: ?[,.;)]| et |$| a | qui )").unless(&["vehicule", " son", " ses", " leur", " cette", " plein ", " tout", " fait", " ces ", " deux ", "accident", "assuree", "famille", "file", "dommage", "prejudice", "sinistre", "traitement", "lui", "elle", "demande"]).fallback().confidence(0.65),
    rule(A::Employeur, &["engag", "embauch", "recrut", "employ", "licenci", "salari", "service", "compte", "travaill", "exerc"], V::Company, Subject, r"\b(?:engage|embauche|recrute|employe|licencie|salarie)e?\b[^.;<C><P>]{0,80}?(?:par|de|chez|aupres de|au sein de|d'|dans|pour) ?(?:la |l'|le |les )?[a-z. '-]{0,24}?(?P<v><C>)").confidence(0.9),
    rule(A::Employeur, &["travaill", "poste", "fonctions", "emploi", "devenu", "etait", "promu", "nomme", "anciennete", "conseill", "directeur", "directrice"], V::Company, Subject, r"\b(?:travaill(?:ait|ant|e|er)|en poste|son poste|le poste|ses fonctions|les fonctions|son emploi|un emploi|est devenue?|a ete promue?|a ete nommee?|anciennete)\b[^.;<C><P>]{0,70}? (?:de|pour|chez|au sein de|aupres de|dans|d') ?(?:la |l'|le |les )?[a-z. '-]{0,24}?(?P<v><C>)").unless(&["gerant", "president", "associe", "caution", "locataire", "client", "creanci", "propriet", "action", "conseil d'admin", "contre", "assur", "filiale de", "syndicat", "parts", "acquereur", "dirigeant", "domicile", "liquidat", "mandataire", "avocat", "directeur general", "directrice generale"]).fallback().confidence(0.7),
    rule(A::Employeur, &["faute inexcusable"], V::Company, Subject, r"faute inexcusable de (?:son employeur, |l'employeur, )?(?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>)").fallback().confidence(0.7),
    rule(A::Employeur, &["contrat"], V::Company, Subject, r"\b(?:signe|conclu)\b[^.;<C>]{0,30} avec (?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>),?[^.;<C>]{0,60}? un contrat (?:de travail|a duree|prenant|de joueur|de \d|d'apprentissage|d'engagement)"),
    rule(A::Employeur, &["service", "compte", "travaill", "sein"], V::Company, Subject, r"(?:au service|pour le compte|travaill[a-z]+ (?:pour|chez|au sein|dans)) (?:de |d')?(?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>)").unless(&["avocat", "rcs"]),
    rule(A::Employeur, &["employeur"], V::Company, Subject, r"\b(?:son|l'|ancien |leur |dernier )employeur,? (?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>)").confidence(0.9),
    rule(A::Employeur, &["attache les"], V::Company, Subject, r"(?P<v><C>)(?:,[^.;<C><P>]{3,60},)? s'(?:est|etait) attachee? les services de (?P<p><P>)"),
    rule(A::Employeur, &["travail temporaire", "travail interim", "interimaire"], V::Company, Subject, r"\b(?:mise? a (?:la )?disposition|interimaire|mission)[^;]{0,90}?(?:par|de) (?:l'|la )?(?:entreprise|societe|agence)(?: de travail (?:temporaire|interimaire)| d'interim) (?P<v><C>)"),
    rule(A::Employeur, &["magasin", "etablissement", "restaurant", "hotel", "agence", "boutique", "garage"], V::Company, Subject, r"(?:<P>|\bil|\belle) (?:est|etait|a ete|travaillait)[^.;<P>]{3,60} (?:dans|au sein de?) (?:un |une |le |l'|la )?(?:magasin|etablissement|restaurant|hotel|agence|boutique|garage)[^.;<P>]{0,20} (?:exploite|gere)e? par (?:la |l')?[a-z ]{0,14}(?P<v><C>)"),
    rule(A::Employeur, &["service", "entre", "engage", "recrute", "embauche"], V::Company, Subject, r"^(?:entree?|engagee?|recrutee?|embauchee?)[^.;<P><C>]{0,40} (?:au service de|par|chez|dans|a|au sein de) ?(?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>)"),
    rule(A::Employeur, &["employait", "employeur", "emploie"], V::Company, Subject, r"(?P<v><C>)[^.;<C>]{0,90}? (?:employait|emploie) (?P<p><P>)"),
    rule(A::Employeur, &["en qualite d", "commence"], V::Company, Subject, r"(?P<v><C>)[^.;]{3,120}\. c'est en qualite d[^.;<P>]{3,50} que (?P<p><P>)"),
    rule(A::Employeur, &["contrat"], V::Company, Subject, r"<P>[^.;<C>]{0,60}\b(?:signe|conclu) avec (?:la |l'|le )?[a-z. '-]{0,24}?(?P<v><C>) un contrat (?:de travail|a duree|prenant|de joueur)"),
    rule(A::Employeur, WORK, V::Company, Subject, r"(?P<v><C>)[^.;<C>]{0,120}?\b(?:a|avait|ont) (?:embauche|engage|recrute|licencie) (?:en qualite [^.;<P>]{0,60}?)?(?P<p><P>)").confidence(0.9),
    rule(A::Secteur, &["secteur", "domaine", "branche", "specialis", "exploit", "gere", "gerait", "tenait", "tient", "boutique", "magasin", "entreprise", "active dans", "activite", "salon d", "objet", "chaine", "travaill", "sein d'un etab"], V::Phrase, Subject, r"(?:\bsecteur (?:d'activite )?|\b(?:ger(?:e|ait|ant)|tenait|tient|tenant) (?:un|une|la|le|l'|son|sa) ?(?:boutique |magasin |commerce |entreprise |salon |activite )?|\b(?:boutique|magasin|commerce) |\bdomaine |\bspecialisee?s? |\bexploit(?:e|ent|ant|ait)\b[^.;<P>]{0,30}? ?|\bentreprise (?:specialisee )?|\bsalon |\bpour activite |\bpour objet |\bactive |\bchaine |\btravaill(?:e|ent|ait|aient|ant|er)\b [^.;<P>]{0,40}?|\betablissement |\bactivite )(?:dans )?(?:de la |du |de l'|des |de |d'|le |la |l'|les |en |un |une )?(?P<v><SECTOR>)\b").unless(&["agence", "assurance maladie", "federation", "syndicat", "accord de", "convention", "branche", "code"]).not_after(&["usage de ", "usage d'"]).confidence(0.6),
    rule(A::Anciennete, &["anciennete"], V::Duration, Subject, r"anciennete[^.;\d]{0,40}?(?P<v>\d{1,2} (?:ans|annees?|mois)(?:,? et (?:demi|\d{1,2} mois))?)").confidence(0.9),
    rule(A::Anciennete, &["anciennete", "presence", "service"], V::Duration, Subject, r"(?P<v>\d{1,2} (?:ans|annees?|mois)(?:,? et \d{1,2} mois)?) (?:d'anciennete|de presence|de bons et loyaux|de service|de maison|d'activite au)").not_after(&["moins de ", "plus de ", "superieure a ", "inferieure a "]).confidence(0.9),
    // Money.
    rule(A::Salaire, &["salaire", "remuneration", "traitement", "appointement", "gagn"], V::Euros, Subject, r"\b(?:salaires?|remuneration|appointements|gagn[a-z]+)\b[^.;<E>]{0,110}?(?P<v><E>)").unless(&["rappel", "indemnite", "dommages", "arriere", "conges", "prime", "avance", "interets", "retenue", "mois de salaire"]).not_after(&["rappel de ", "rappels de ", "rappel de son ", "rappel des ", "titre de ", "titre des ", "titre du ", "mois de ", "complement de ", "maintien de ", "arriere de ", "arrieres de ", "provision sur "]),
    rule(A::Salaire, &["salaire", "remuneration"], V::Euros, Subject, r"(?P<v><E>)[^.;<E>]{0,20}? (?:de salaire|a titre de salaire mensuel|de remuneration) (?:brut|net|mensuel)").fallback(),
    rule(A::Salaire, &["traitement"], V::Euros, Subject, r"\btraitement (?:net|brut|mensuel|indiciaire|annuel|de base|de fonctionnaire|de)\b[^.;<E>]{0,40}?(?P<v><E>)").unless(&["medic", "soin", "cout", "frais"]),
    rule(A::Salaire, &["remunere", "remunera"], V::Euros, Subject, r"\b(?:remuneree?|remunerait|payee?) [^.;<E>]{0,40}?(?P<v><E>)(?: (?:bruts?|nets?))? ?(?:par mois|mensuels?|bruts?|nets?|,|\.)").unless(&["prix", "facture", "somme", "loyer", "indemnit"]),
    rule(A::Salaire, &["emploi"], V::Euros, Subject, r"\bemploi\b[^.;<E>]{0,60}? (?:pour|moyennant|paye) (?P<v><E>)").unless(&["indemnit", "dommages", "perte"]),
    rule(A::Salaire, &["gagn", "percoit", "salaire"], V::Euros, Near, r"\b(?:gagn[a-z]+|percoit|salaire)\b[^.;<E>]{0,60}?<E>[^.;<P><E>]{0,30}?(?:,| et|, et) (?:celui de )?(?P<p>(?:<P>|monsieur|madame)),? (?P<v><E>)"),
    rule(A::Salaire, &["percevait"], V::Euros, Subject, r"\bpercevait (?P<v><E>)").unless(&["pension", "retraite", "allocation", "rente"]).not_before(&[" de prestation", " d'allocation", " de pension", " de retraite", " de loyer", " au titre"]).fallback().confidence(0.6),
    rule(A::Salaire, &["percev", "percoi", "touch"], V::Euros, Subject, r"\b(?:perce(?:vait|vant)|percoit|touchait|touche)\b[^.;<E>]{0,50}?(?P<v><E>),? ?(?:de )?(?:bruts?|nets?|par mois bruts?|mensuels? bruts?)\b").unless(&["pension", "retraite", "allocation", "rente", "indemnit", "somme"]).confidence(0.9),
    rule(A::Salaire, &["percev", "percoi"], V::Euros, Subject, r"\b(?:percevait|percoit) (?:un |une )?(?:fixe|salaire|remuneration|traitement)[^.;<E>]{0,40}?(?P<v><E>)").confidence(0.9),
    rule(A::Salaire, &["percoit"], V::Euros, Subject, r"\bpercoit a ce titre (?P<v><E>)").unless(&["pension", "retraite"]),
    rule(A::Revenu, &["revenu", "ressource", "pension", "retraite", "allocation", "rente", "benefice", "rsa", "reversion", "indemnites journ"], V::Euros, Subject, r"\b(?:revenus?|ressources|pension(?: de retraite| de reversion| d'invalidite)?|retraite|allocations?|rente|benefices?|rsa|revenu de solidarite active|indemnites journalieres)\b[^.;<E>]{0,90}?(?P<v><E>)").unless(&["alimentaire", "contribution", "dommages", "compensatoire", "loyer", "charges", "capital", "rappel", "deficit", "credit", "patrimoine", "valoris", "evalue", "dette", "montant de la condamnation", "de la somme", "sollicit", "cout", "reclam", "indemnis", "propriet", "valeur", "acquis", "achet", "vendu", "en location"]).not_after(&["jusqu'a sa ", "jusqu'a la ", "jusqu'a son "]).confidence(0.8),
    rule(A::Revenu, &["revenu", "benefice", "allocation", "prestation", "ressource"], V::Euros, Subject, r"(?P<v><E>) (?:net(?:s)? |bruts? |par mois )?(?:de |d'|au titre de |au titre des )(?:ses )?(?:revenus?|ressources|allocations?|benefices?|prestations?)\b").confidence(0.8),
    rule(A::Revenu, &["prestations familiales", "allocations familiales"], V::Euros, Subject, r"\b(?:prestations|allocations) familiales[^.;<E>]{0,30}?(?P<v><E>)"),
    rule(A::Revenu, &["percoi", "dispose", "declare", "touche", "percev"], V::Euros, Subject, r"\b(?:percoit|percoivent|percevait|dispose|declare|declarait|touche|a declare)\b[^.;<E><P>]{0,40}?(?P<v><E>) (?:par mois|mensuels?|par an|annuels?|pour l[a']|en [12]\d{3}|au titre d[eu])").unless(&["loyer", "pension alimentaire", "interets", "reclam", "dommages", "somme", "contribution", "charge"]).fallback(),
    rule(A::Revenu, &["aah", "allocation"], V::Code("aah"), Subject, r"(?:per[cs]oi[a-z]+|beneficie[a-z]*|beneficiaire|titulaire|allocataire|touche)[^.;<E>]{0,30}?(?P<v>\baah\b|allocation aux? adultes? handicapes?|allocation adulte handicape)").fallback(),
    rule(A::Revenu, &["rsa", "solidarite active"], V::Code("rsa"), Subject, r"(?:per[cs]oi[a-z]+|beneficie[a-z]*|beneficiaire|titulaire|allocataire|touche)[^.;<E>]{0,30}?(?P<v>\brsa\b|revenu de solidarite active)").fallback(),
    // Health.
    rule(A::TauxIncapacite, &["incapacite", "ipp", "invalid", "deficit fonctionnel", "afp", "dfp", "rente", "taux", "aipp"], V::Percent, Subject, r"\b(?:incapacite|ipp|aipp|deficit fonctionnel|dfp|afp|invalid(?:e|ite)|taux (?:medical|professionnel|global)|rente\b[^.;%]{0,40} taux|taux de handicap)\b[^.;%]{0,90}?(?P<v>(?:entre )?\d{1,3}(?:[,.]\d{1,2})?(?: ?%)?(?: et \d{1,3})?) ?(?:%|pour 100)").unless(&["interet", "tva", "cotisation", "conventionnel", "perte de chance", "legal", "horaire", "alcool", "temporaire", "suffrage"]).confidence(0.9),
    rule(A::TauxIncapacite, &["incapacite", "ipp", "invalid"], V::Percent, Subject, r"(?P<v>\d{1,3}(?:[,.]\d{1,2})?) ?(?:%|pour 100),?[^.;%]{0,40}?\b(?:taux d'incapacite|d'incapacite|d'ipp|ipp|d'invalidite)\b").fallback(),
    rule(A::TauxIncapacite, &["taux de"], V::Percent, Subject, r"\b(?:consolidee?|sequelles|attribuer|attribue|maladie professionnelle|accident du travail|mdph|atteinte?|invalidite|handicap|handicapee?)\b[^.;%]{0,110}? taux de (?P<v>\d{1,3}(?:[,.]\d{1,2})?) ?%").unless(&["interet", "tva", "cotisation", "perte de chance", "legal", "marge", "temporaire", "alcool", "vetuste"]).fallback(),
    rule(A::TauxIncapacite, &["porte a", "ramene a", "reduit a", "porte ce"], V::Percent, Subject, r"%[^.;]{0,60}?(?:porte|ramene|reduit|fixe)[a-z]* (?:ce taux )?a (?P<v>\d{1,3}(?:[,.]\d{1,2})?) ?(?:%|pour 100)"),
    rule(A::DateAccident, &["accident"], V::Date, Subject, r"\baccidents?\b[^.;<D>]{0,90}?(?:le|du|date du|en|,) (?P<v><D>)").unless(&["declar", "constat", "attest", "avis", "certificat", "courrier", "lettre", "realise", "consolid", "expertise", "decision", "jugement", "avis", "arret du"]).not_after(&["declaration d'", "declarer un ", "declarer son ", "declare un ", "declaration de l'", "declaration de son "]).confidence(0.9),
    rule(A::DateAccident, &["accident"], V::Date, Subject, r"victimes?,? le (?P<v><D>),? (?:d'un|d'une|de)[^.;<D>]{0,30}?(?:accident|agression|chute|malaise)").confidence(0.95),
    rule(A::DateAccident, &["accident"], V::Date, Subject, r"\b(?:blesse|percute|heurte|renverse|accidente)(?P<f>e?)s?\b[^.;<D>]{0,60}?\baccident\b[^.;<D>]{0,30}?(?:du|le|survenu le) (?P<v><D>)").confidence(0.97),
    rule(A::DateAccident, &["chut", "tomb"], V::Date, Subject, r"\b(?:a chute|est tombee?|a fait une chute|a ete victime d'une chute)\b[^.;<D>]{0,60}?\ble (?P<v><D>)"),
    rule(A::DateAccident, &["percut", "heurt", "renvers"], V::Date, Subject, r"\ble (?P<v><D>),? [^;<D>]{0,160}?\ba (?:percute|heurte|renverse)\b[^.;<D>]{0,60}?(?:de )?(?P<p><P>)").unless(&["assign", "saisi"]),
    rule(A::DateAccident, &["accident"], V::Date, Subject, r"\baccident\b[^.;<D>]{0,30} (?:date|est survenu|s'est produit|remonte)[^.;<D>]{0,20}? (?:du|le|au) (?P<v><D>)"),
    rule(A::DateAccident, &["ecras", "chut", "tomb"], V::Date, Subject, r"\ble (?P<v><D>)[^;<D>.]{0,160}?(?:a ete ecrasee?|a chute|est tombee?|a fait une chute)").unless(&["assign", "saisi"]).fallback(),
    rule(A::DateAccident, &["accident", "chute", "percut", "heurt", "renvers", "bless", "collision", "circulait", "tombe"], V::Date, Subject, r"\ble (?P<v><D>),? [^;<D>]{0,200}?(?:\baccident|\bchute\b|\bpercute|\bheurte|\brenverse|(?:a ete|est|fut|etre) (?:grievement |gravement )?blesse|\bcollision|\bcirculait|\best tombee?)").unless(&["declaration", "consolid", "expertise", "a declare", "decision", "jugement", "assign", "saisi"]).fallback(),
    rule(A::Sante, ALL_STEMS, V::Phrase, Subject, r"\b(?P<v><HEALTH>(?:(?: (?:de type \d|type \d|professionnelle?|chronique|aigue?|severe|grave|paranoide|bilaterale?s?|droite?s?|gauches?|multiples?|cervicale?s?|lombaires?|cranien|reactionnel(?:le)?|majeure?|profonde?|invalidante?|totale?|partielle?|post-traumatique|evolutive?|inferieure?|superieure?|bronchique|metastatique|non-hodgkinien|insulino-dependant|resistante?|spontanee?|professionnels?|moteur|mental)\b)|(?: (?:du|de la|de l'|des|d'un|d'une|d'|de|a la|a l'|au|aux|liee? a l'|liee? au) ?(?:poignets?|mains?|doigts?|pouces?|index|bras|avant-bras|coudes?|pieds?|jambes?|tibia|perone|femur|rachis|colonne(?: vertebrale)?|dos|crane|bassin|cotes?|clavicule|rotule|menisque|tendons?|ligaments?|coiffe|rotateurs|canal carpien|chevilles?|genoux?|hanches?|epaules?|prostate|seins?|poumons?|colon|foie|pancreas|thyroide|vessie|rein|reins|ovaires?|uterus|estomac|peau|larynx|gorge|oeil|yeux|oreilles?|nez|visage|machoire|vertebres?|membre|membres|main dominante|orteils?|talon|achille|cuisse|fessier|sacrum|coccyx|cou|nerf|moelle(?: epiniere)?|sang|amiante|plevre|travail)\b))*)(?:[ ,.;:)(]|$|[\x01-\x0f])").not_after(&["sans ",
        "absence de ",
        "pas de ",
        "aucune ",
        "aucun ",
        "compensation du ", "accident du ", "maladie de la ", "assurance ", "tableau "]).not_before(&["de \x01", "des "]).confidence(0.7),
    rule(A::Sante, &["enceinte"], V::Code("grossesse"), Subject, r"(?:^|(?:est|etait|<P>,|etre|elle,) )(?P<v>enceinte)\b"),
    rule(A::Sante, &["grossesse"], V::Code("grossesse"), Near, r"(?P<v>grossesse) de (?P<p><P>)").confidence(0.8),
    // Property.
    rule(A::Residence, &["sans domicile", "sans ressource", "sdf"], V::Code("sans domicile fixe"), Near, r"(?P<v>sans (?:domicile|ressources ni domicile|ressource ni domicile)(?: fixe| connu)?|\bsdf\b)").confidence(0.9),
    rule(A::Residence, &["demeure ", "demeure,", "demeurent", "demeurant", "demeurait", "domicilie", "reside ", "reside,", "resident", "residant", "residait", "residaient", "resider", "habiter", "vivre", "habite ", "habite,", "habitent", "habitant", "habitait", "vit ", "vit,", "vivent", "vivant", "vivait", "vecu", "heberge", "installe", "reste", "foyer", "loue", "loge", "occupe", "locataire"], V::Place, Near, r"\b(?:demeur(?:e|ent|ant|ait)|domiciliee?s?|resid(?:e|ent|ant|ait|aient|er)|habit(?:e|ent|ant|ait|er)|vi(?:t|vre|vent|vait|vant)|vecu|hebergee?|installee?s?|restee?s?|demeuree?|loue|log(?:ee?|e|eait|er|erait)|logement|foyer|occupe|locataires?)\b(?: <A>| [a-z0-9][a-z0-9' ,-]{0,50}?)?? (?:(?:a|au|aux|en|dans le|dans la) (?:<L> ?\()?|dans l')(?P<v>[a-z])").unless(&[" ete ", "interess", "actuellement detenu"]).confidence(0.8),
    rule(A::Residence, &["bail", "loue", "location"], V::Place, Group, r"\b(?:donne a bail|consenti|consentait|loue|donne en location)\b[^.;<P>]{0,30}? a (?P<p><P>)[^.;]{0,110}?\b(?:appartement|maison|logement|studio|pavillon|villa|chambre)\b[^.;<P>]{0,50}? (?:situee?|sise?|sis) (?:a|au|aux|en) (?P<v>[a-z])").confidence(0.75),
    rule(A::Residence, &["demeurant"], V::Place, Group, r"\bdemeurant (?P<s>ensemble|tous 2|toutes 2|tous les 2) (?:a|au|aux|en) (?P<v>[a-z])"),
    rule(A::Residence, &["maison", "appartement", "logement", "pavillon", "domicile", "villa"], V::Place, Near, r"\b(?:reste[a-z]*|occup(?:e|ait|ent|ant)|conserve|garde)\b(?: depuis[a-z ]{0,12}| dans)?(?: l'| la | le | leur | son | sa | )(?:maison|appartement|logement|pavillon|domicile|villa) (?:de |d'|a )(?P<v>[a-z])").confidence(0.7),
    rule(A::Residence, &["habite", "habitant", "habitait"], V::Place, Near, r"\bhabit(?:e|ent|ait|ant) (?:desormais |actuellement |maintenant |toujours |depuis lors |aujourd'hui )?(?P<v>[a-z])").confidence(0.8),
    rule(A::BienImmobilier, &["acqui", "acquereur", "fait constr", "fait edif", "fait bat", "achet", "achat", "vend", "vente", "propriet", "possed", "loue", "bail", "legu", "donation", "herit", "detien", "habit", "resid", "dispos", "location", "succession"], V::Property, Group, r"\b(?:acqui[a-z]*|acquereurs?|achet[a-z]*|achat|vendu?e?s?|fait construire|fait edifier|fait batir|proprietaires?|possed[a-z]+|lou(?:e|ent|ait|es?)|bail|legue[a-z]*|donation|herite|detien[a-z]*|dispos(?:e|ait|ent|ant)|habit(?:e|ent|ait|ant)|resid(?:e|ent|ait|ant)|mis en location|succession comprenant)\b[^.;]{0,70}?\b(?P<v><PROPERTY>)(?:[ ,.;:)(]|$|[\x01-\x0f])").unless(&["maison d'arret", "maison de retraite", "maison mere", "maison departementale", "maison de sante", "syndicat des", "assemblee", "reglement de"]).not_before(&["de retraite", "d'arret", "mere", "departementale", "de sante", "des "]).not_after(&["immobiliere ", "societe ", "sci ", "sci \x02 ", "societe \x02 ", "garage ", "adresse ", "chambre ", "coproprietaires de l'", "terrain de ", "propriete du meme ", "propriete de l'", "parties communes de l'", "garantie ", "gros oeuvre de l'"]).confidence(0.75),
    rule(A::BienImmobilier, &["estim", "evalu", "acqui", "achet", "m2", "metres", "domicile", "valori"], V::Property, Group, r"\b(?P<v><PROPERTY>)(?:,? (?:[a-z' -]{0,30}?)?(?:de |d'environ |d'une surface de |d'une superficie de )?(?:\d[\d ]*(?:,\d+)? ?(?:m2|metres? carres?))|,? (?:[a-z' ,-]{0,40}?)?(?:acquis|achete|estime|evalue|valorise)(?:e|es|s)?\b)").unless(&["maison d'arret", "coproprietaires"]).not_after(&["coproprietaires de l'", "terrain de ", "parties communes de l'"]).confidence(0.75),
    rule(A::BienImmobilier, &["dont ", "qu'il", "qu'elle", "que "], V::Property, Group, r"\b(?P<v><PROPERTY>)[^.;<P>]{0,60}? (?:dont |qu'|que )(?P<p>(?:ils?|elles?|<P>)) (?:(?:est|sont|etait|etaient) (?:co)?(?:proprietaires?|indivis)|(?:a|avait|ont|avaient) (?:achete|acquis|fait construire)e?s?)").unless(&["maison d'arret", "coproprietaires"]).confidence(0.75),
    rule(A::BienImmobilier, &["valeur", "donne a bail", "location", "possede", "propriet", "declar"], V::Property, Group, r"\b(?:et|proprietaires? d[e'u]|possed[a-z]+|declar[a-z]+|donne a bail|donne en location)[^;]{0,80}?\b(?P<v><PROPERTY>),? (?:d'une valeur|estimee?|evaluee?|de \d)"),
    rule(A::BienImmobilier, &["prix", "moyennant", "evalu", "estim", "valoris", "acqui", "achet", "vendu", "adjug", "pour la somme", "valeur"], V::Euros, Group, r"(?:\b(?:<PROPERTY>)|\bresidence principale|\bresidence secondaire|\bbien immobilier|\ble bien|\bpropriete)\b[^.;<E>]{0,160}?(?:prix|moyennant|evalue[es]*|estimee?|valorisee?|acquis[es]*|achete[es]*|vendu[es]*|adjugee?|pour la somme|valeur)[^.;<E>]{0,40}?(?P<v><E>)").unless(&["loyer", "mensualite", "pret", "credit", "indemnite", "travaux", "charges", "caution", "dommages", "surendett", "loue", "article 700", "payer", "condamn", "verser", "restitu", "provision", "loyers", "donation"]).confidence(0.75),
    rule(A::BienImmobilier, &["acqui", "achet", "acquer", "construi", "edifi"], V::Euros, Group, r"\b(?:acqui[a-z]*|achet[a-z]*|acquer[a-z]*|fait construire|fait edifier|fait batir)\b[^.;<E>]{0,120}?\b(?:<PROPERTY>)\b[^.;<E>]{0,60}? (?:pour|au prix de|moyennant|montant)[^.;<E>]{0,20}?(?P<v><E>)").unless(&["loyer", "mensualite", "indemnite", "travaux", "honoraires"]),
    rule(A::BienImmobilier, &["cadastr", "parcelle"], V::Cadastre, Group, r"(?:cadastre[es]*|parcelles?)(?: (?:au|a|de|la|cadastre[es]*)\b)*,? ?(?:section )?(?P<v>[a-z]{1,2},? (?:n ?o ?|numero |no ?)?\d{1,4})\b(?: (?:de|appartenant a|propriete de) (?P<p><P>))?"),
    rule(A::Vehicule, ALL_STEMS, V::Vehicle, Subject, r"\b(?P<v><VEHICLE>)\b(?:[^.;<P>]{0,40}?(?:conduite? par(?: son [a-z]+,| sa [a-z]+,)?|appartenant a|pilotee? par|propriete de|que conduisait| de|\(?conducteur ?:?) (?P<p><P>))?").not_after(&["societe ", "garage ", "concession ", "concessionnaire ", "groupe ", "usine ", "chez ", "credit "]).confidence(0.75),
    // Offences.
    rule(A::Infraction, &["chef", "coupable", "poursuivi", "condamn", "examen", "prevenu", "commis", "commettre", "renvoy", "reproch", "comparu", "cite", "delit d", "accus", "soupconn", "interpell", "incarcer", "prevention", "auteur d", "comparai", "peine", "infractions d", "reconnu avoir", "reconnaissait avoir"], V::Offences, Subject, r"(?:\bchefs? d[e']|\bcoupables? d[e']|\bpoursuivie?s?\b|\bcondamnee?s?\b|\bmise? en examen|\bprevenue?s? d[e']|\bcommis(?:e|es)?\b|\bcommettre\b|\brenvoyee?s?\b|\breproch[a-z]+\b|\bcomparu\b|\bcitee?\b|\bdelits? d[e']|\baccusee?s? d[e']|\bsoupconnee?s? d[e']|\binterpellee?s?\b|\bincarceree?\b|\bprevention d[e']|\bauteurs? d[e']|\bcomparai[a-z]* (?:pour|du chef|des chefs)|\bpeines?\b[^.;<P>]{0,60}? pour|\binfractions? d[e']|\breconnu avoir|\breconnaissait avoir) ?(?P<v>)").not_after(&["victime de ", "plainte du ", "plainte des ", "sauf a commettre un ", "sauf a ", "relaxe du ", "relaxee du ", "relaxe des ", "relaxee des ", "relaxant du "]).confidence(0.85),
    // Standing.
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Near, r"(?:<P>|\b(?:interessee?|prevenue?|salariee?|appelante?|intimee?|requerante?|demande(?:ur|resse)|defende(?:ur|resse)|victime|lui-meme|elle-meme)),? (?:est |etait |alors |ancien(?:ne)? |elue? |egalement |, |qui (?:est|etait) |reelue? |en sa qualite de )*(?:le |la |l')?(?P<v><OFFICE>)\b").confidence(0.85),
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Near, r"(?:\ble|\bla|\bl'|\bdu|\bau|\bson|\bsa|\bleur|^) ?(?:ancien(?:ne)? )?(?P<v><OFFICE>)\b[^.;,<P>]{0,40}?,? (?P<p><P>)").confidence(0.85),
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Near, r"^(?:double |triple |quadruple |multiple |ancien(?:ne)? )?(?P<v><OFFICE>)\b[^.;<P>]{0,40}, (?:il|elle) ").confidence(0.8),
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Subject, r"(?:\belue?|\bnommee?|\bdesignee?|\bdevenue?|\best|\betait|\bfut|exer[cs][a-z]+ (?:alors |egalement )?les fonctions de|en sa qualite de|son mandat de|de son mandat de) (?:le |la |l'|un |une )?(?P<v><OFFICE>)\b").not_after(&["etre "]).confidence(0.8),
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Near, r"<P>,[^.;<P>]{2,60} (?:et|puis) (?:le |la )?(?P<v><OFFICE>)\b").confidence(0.75),
    rule(A::RoleUnique, ALL_STEMS, V::Phrase, Near, r"^[^.;<P>]{2,60} (?:puis|et) (?P<v><OFFICE>)\b[^.;<P>]{0,30}, (?P<p><P>)").confidence(0.75),
    rule(A::RoleUnique, &["preside"], V::Code("président du conseil départemental"), Near, r"\bpreside (?:egalement |aussi )?(?P<v>le conseil (?:departemental|general))"),
    rule(A::RoleUnique, &["preside"], V::Code("président du conseil régional"), Near, r"\bpreside (?:egalement |aussi )?(?P<v>le conseil regional)"),
    rule(A::RoleUnique, &["preside"], V::Code("président de la communauté de communes"), Near, r"\bpreside (?:egalement |aussi )?(?P<v>la communaute de communes)"),
    rule(A::FonctionSociale, ALL_STEMS, V::Phrase, Near, r"(?:<P>|\binteressee?|\bprevenue?|\bsalariee?|\bappelante?|\bintimee?|\bdemande(?:ur|resse)|\bdefende(?:ur|resse)|\bepou(?:x|se)|\bmari|\bvictime|\bpere|\bmere),? (?:[a-z' ]{0,20}?(?:est |etait |alors |ancien(?:ne)? |en qualite de |es qualites? de |qui (?:est|etait) ))?(?:le |la |l'|les )?(?P<v>(?:co-?)?(?:(?:gerante?|dirigeante?|associee?|administrat(?:eur|rice)|actionnaire)(?P<s>s?)(?: de fait| uniques?| majoritaires?)?|tresori(?:er|ere)|president(?:e)?-direct(?:eur|rice) generale?|direct(?:eur|rice) generale?|pdg|liquidat(?:eur|rice) amiable|fondat(?:eur|rice)|unique associee?))\b").unless(&["administrateur judiciaire"]).confidence(0.85),
    rule(A::FonctionSociale, &["president"], V::Phrase, Near, r"(?:<P>,? |\bil |\belle |\bm?en )(?:en etait |en est |est |etait |qui est |qui etait |alors |ancien(?:ne)? )*(?:le |la )?(?P<v>presidente?)(?: de la (?:sas|societe|sarl|sa|sci|association|holding|fondation)| de l'association| de <C>| de la <C>|,? jusqu| du directoire| du conseil d'administration| et )").confidence(0.85),
    rule(A::FonctionSociale, &["gerant", "dirigeant", "associe", "administrat", "tresori", "president", "actionnaire", "fondat", "pdg", "directeur", "directrice"], V::Phrase, Subject, r"(?:\bdont (?:il|elle|<P>) (?:est|etait) (?:le |la |l')?|\b(?:est|etait) (?:notamment |egalement |aussi |alors |par ailleurs )*(?:le |la |l')?|\bet |\bcomme |en sa qualite de )(?P<v>(?:co-?)?(?:gerante?(?: de fait)?|dirigeante?(?: de fait)?|associee?(?: unique| majoritaire)?|unique associee?|administrat(?:eur|rice)|tresori(?:er|ere)|actionnaire|fondat(?:eur|rice)|pdg|direct(?:eur|rice) generale?|president-directeur general))(?: de|,|\.| et| depuis| d')").unless(&["judiciaire"]).confidence(0.7),
    rule(A::FonctionSociale, &["gerant", "president", "dirigeant", "associe"], V::Phrase, Near, r"(?:ayant pour|dont (?:le|la|l')|representee? par (?:son|sa)|son|sa|leur|pour) ?(?P<v>(?:co-?)?gerante?|presidente?|dirigeante?|associee?(?: unique)?)(?: est|,)? (?P<p><P>)").confidence(0.85),
    rule(A::FonctionSociale, &["gerant", "cogerant", "president", "dirigeant", "associe", "directeur general", "directrice generale", "tresori", "administrat", "actionnaire", "fondat", "cofondat"], V::Phrase, Near, r"\b(?:la|le|l'|son|sa|leur) ?(?:unique |autre |ancien(?:ne)? )*(?P<v>(?:co-?)?gerante?|presidente?|directrice generale|directeur general|tresori(?:er|ere)|associee?|dirigeante?|administrat(?:eur|rice)|actionnaire|(?:co)?fondat(?:eur|rice))(?: de (?:la |l')[a-z ]{2,30}| unique| majoritaire| de <C>)?,? (?P<p><P>)").unless(&["administrateur judiciaire", "administrateur provisoire"]),
    rule(A::FonctionSociale, &["gerant", "president", "tresori", "associe", "dirigeant", "fondat", "cofondat"], V::Phrase, Near, r"<P>,? (?:en |qui )?(?:(?:est|etait) )?(?:son |sa |leur |l'|le |la )?(?:unique |autre |ancien(?:ne)? )*(?P<v>(?:co-?)?gerante?|tresori(?:er|ere)|associee?|dirigeante?|(?:co)?fondat(?:eur|rice))\b"),
    rule(A::FonctionSociale, &["dirige"], V::Code("dirigeant"), Near, r"\b(?P<v>dirigee?) par (?P<p><P>)"),
    rule(A::FonctionSociale, &["preside"], V::Code("président"), Near, r"\b(?P<v>presidee?) par (?P<p><P>)").unless(&["audience", "tribunal", "cour "]),
    rule(A::FonctionSociale, &["geree"], V::Code("gérant"), Near, r"\b(?P<v>geree?) par (?P<p><P>)"),
    rule(A::FonctionSociale, &["puis "], V::Phrase, Subject, r"\bpuis (?P<v>(?:co-?)?gerante?|presidente?|dirigeante?|associee?|directrice generale|directeur general)\b"),
    rule(A::FonctionSociale, &["dirigeant"], V::Phrase, Near, r"\b(?P<v>dirigeante? (?:de droit|de fait)?) ?(?:de|d') "),
    rule(A::FonctionSociale, &["capital", "des parts", "des actions"], V::Code("associé"), Subject, r"\b(?P<v>detien[a-z]+|detenait|detenant|possed[a-z]+)\b[^.;<P>]{0,40}(?:du capital|des parts|des actions)"),
    rule(A::FonctionSociale, &["en etait", "en est", "en fut"], V::Phrase, Subject, r"\ben (?:etait|est|fut) (?:egalement |aussi )?(?:le |la |l')?(?P<v>(?:co-?)?gerante?|presidente?|directrice generale|directeur general|tresori(?:er|ere)|(?:co)?fondat(?:eur|rice)|associee?|dirigeante?)\b"),
    rule(A::FonctionSociale, &["en sont", "en etaient"], V::Phrase, Group, r"\ben (?:sont|etaient) (?:tous (?:2 |les 2 )?|toutes 2 )?les (?P<v>(?:co-?)?gerante?s|associee?s|dirigeante?s|(?:co)?fondat(?:eur|rice)s|actionnaires)\b"),
    rule(A::FonctionSociale, &["pour associ", "pour seuls", "pour uniques", "pour actionn"], V::Phrase, Group, r"\bpour (?:seuls |uniques )?(?P<v>associee?s?|actionnaires?) (?P<p><P>)"),
    rule(A::FonctionSociale, &["etant"], V::Phrase, Near, r"\betant (?:le |la |l')?(?P<v>(?:co-?)?gerante?|presidente?|dirigeante?|associee?|tresori(?:er|ere))\b"),
    rule(A::FonctionSociale, &["gerant", "dirigeant", "associe", "tresori", "administrat"], V::Phrase, Near, r"^(?P<v>gerante?|dirigeante?|associee?|tresori(?:er|ere)|administrat(?:eur|rice)) (?:de|d')[^.;<P>]{0,60}?, ?(?P<p><P>)").confidence(0.8),
    rule(A::FonctionSociale, &["fonctions de", "fonctions d'", "administrat", "actionnaire", "gerant", "president", "associe", "tresori", "directeur", "directrice"], V::Phrase, Subject, r"(?:\bexer[cs][a-z]+ (?:alors |egalement )?les fonctions (?:de |d')|\bmandat (?:de |d')|^)(?P<v><FUNCTION>)(?:[ ,.;]|$)").unless(&["judiciaire", "provisoire"]).not_before(&[" \x01", ", \x01", "s \x01"]).confidence(0.75),
    rule(A::FonctionSociale, ALL_STEMS, V::Phrase, Subject, r"\b<FUNCTION>\b[^.;<P><C>]{0,30}? et (?P<v><FUNCTION>)(?:[ ,.;]|$)").unless(&["judiciaire", "provisoire"]).confidence(0.75),
    rule(A::FonctionSociale, ALL_STEMS, V::Phrase, Near, r"(?P<p><P>)(?:,[^.;<P>]{0,30})? et <P>[^.;<P>]{0,80} respectivement (?:le |la |l')?(?P<v><FUNCTION>)(?:[ ,.;]|$)"),
    rule(A::FonctionSociale, ALL_STEMS, V::Phrase, Near, r"<P>(?:,[^.;<P>]{0,30})? et (?P<p><P>)[^.;<P>]{0,80} respectivement (?:le |la |l')?<FUNCTION> et (?:le |la |l')?(?P<v><FUNCTION>)(?:[ ,.;]|$)"),
    rule(A::FonctionSociale, &["associes", "gerants", "fondateurs", "cofondat", "dirigeants", "actionnaires", "administrateurs"], V::Phrase, Group, r"\bles (?:\d )?(?:seuls |uniques )?(?P<v>associe(?:e?s)|(?:co-?)?gerante?s|(?:co)?fondat(?:eurs|rices)|dirigeante?s|actionnaires|administrateurs)\b[^.;<P>]{0,40}?,? (?P<p><P>)"),
    rule(A::FonctionSociale, &["associes", "gerants", "fondateurs", "cofondat", "dirigeants", "actionnaires", "administrateurs"], V::Phrase, Group, r"<P>,? (?:etaient |sont )?(?:les |tous 2 |toutes 2 )?(?P<v>associee?s|(?:co-?)?gerante?s|(?:co)?fondat(?:eurs|rices)|dirigeante?s|actionnaires|administrateurs)\b").confidence(0.9),
    rule(A::FonctionSociale, &["se sont associ"], V::Code("associé"), Group, r"\b(?P<v>se sont associe)e?s\b"),
    rule(A::Media, &["mediat"], V::Code("médiatisation"), Subject, r"(?P<v>mediatis[a-z]+|(?:couverture|retentissement|echo|emballement|tempete|exposition) (?:large )?mediatique|dans les medias)").confidence(0.8),
    rule(A::Media, &["presse", "quotidien", "article de presse", "articles de presse", "article publie", "articles publie", "une du journal"], V::Code("presse"), Subject, r"(?P<v>articles? de presse|presse (?:regionale|locale|nationale|ecrite)|articles? publies?|dans la presse|par la presse|quotidien (?:regional|national|local)|voie de presse|une du journal|presse (?:regionale|locale|nationale|sportive|specialisee|internationale)|une de la presse|une des journaux)").confidence(0.75),
    rule(A::Media, &["telev", "reportage", "documentaire", "chaine d'info", "chaines d'info"], V::Code("télévision"), Subject, r"(?P<v>reportages? televises?|chaines? d'information|chaines? de television|a la television|journal televise|journaux televises|documentaire televise|emission televisee|chaine de television|emission de television|documentaire)").confidence(0.75),
    rule(A::Media, &["radio"], V::Code("radio"), Subject, r"(?P<v>a la radio|emission de radio|station de radio|sur les ondes)").confidence(0.75),
    rule(A::Media, &["reseaux sociaux", "facebook", "twitter", "instagram", "tiktok", "youtube"], V::Code("réseaux sociaux"), Subject, r"(?P<v>reseaux sociaux|\bfacebook\b|\btwitter\b|\binstagram\b|\btiktok\b|\byoutube\b)").confidence(0.6),
    rule(A::Media, &["notoriete", "celebr", "connu", "personnalite publique", "personnage public"], V::Code("notoriété"), Subject, r"(?P<v>notoriete publique|conn(?:u|ue) du grand public|connu(?:e|s|es)? du public|grande notoriete|de notoriete (?:nationale|internationale|locale)|personnalite publique|personnage public|\bcelebre (?:acteur|actrice|chanteu[a-z]+|animat[a-z]+|avocat|homme|femme|sportif|footballeur|journaliste|ecrivain|chef))").confidence(0.7),
];
