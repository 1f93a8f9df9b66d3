//! Invented sentences in which identities leak, in several registers, and their filling.
//!
//! `{key}` is a variable, `<…>` surrounds what is gold. Names of variables: `g` `G` `gl` first
//! name (usual, capitals, lower case), `s` `S` `sl` surname, `n` full name in a usual style,
//! `N` surname first, `i` initials, `M` `Mr` civilities, `e` feminine ending, `il` `le` `un`
//! `fils` `pere` `frere` `petit` `epoux` `compagnon` `beau` `sa` words that agree, the same with `2` for a second
//! person; `p` a party already masked, `d` a date, `y` a year, `k` a small number, `t` a
//! town, `a` an amount; `v` the identifier. Parts of a date, for sentences that write their own: `jj`
//! day, `jl` day in words, `mm` `mois` `MOIS` month, `aaaa` `aa` year, `dizaine` `unite` what
//! follows « mil neuf cent » and « deux mille ».

use std::ops::Range;

/// Fills a template; gives the text and the byte ranges that are gold.
pub(super) fn render(
    template: &str,
    mut value: impl FnMut(&str) -> String,
) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(template.len() * 2);
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '<', '>']) {
        out.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'<' => marks.push(out.len()..out.len()),
            b'>' => {
                if let Some(mark) = marks.last_mut() {
                    mark.end = out.len();
                }
            }
            _ => {
                let end = rest.find('}').unwrap_or(rest.len());
                out.push_str(&value(&rest[..end]));
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    (out, marks)
}

pub(super) const KINSHIP: &[&str] = &[
    "{p} héberge depuis cette date {sa} {fils} <{g}>, qui ne participe pas aux charges du ménage.",
    "Il résulte du rapport social que {le} {pere}, <{g}>, ne s'est pas présenté{e} aux entretiens.",
    "{p} indique que {sa} {frere} <{g}> lui verse une aide mensuelle de {a} euros.",
    "La résidence de <{g}> est fixée au domicile de la mère.",
    "Son {epoux} <{n}> a quitté le domicile conjugal le {d}.",
    "De cette union sont issus deux enfants : <{g}>, né{e} le {d}, et [V].",
    "Attendu que l'enfant commun, <{g} {s}>, poursuit des études en classe de terminale ;",
    "{p} est apparenté à <{n}>, présent lors des faits.",
    "Elle ajoute que {sa} {beau}-{fils}, <{g}>, gardait les enfants ce soir-là.",
    "{lem} {petit}-{fils} de la victime, <{g}>, a déclaré n'avoir rien entendu.",
    "Les grands-parents maternels, dont {le} {pere} <{g}>, sollicitent un droit de visite.",
    "{lem} {compagnon} de {p}, <{g}>, serait à l'origine des violences.",
    "Vu l'accord des parents de <{g}> sur le choix de l'établissement scolaire ;",
    "{Sa} {fils} aîné{e} <{G}> confirme ces propos.",
];

pub(super) const ALONE: &[&str] = &[
    "<{n}>.",
    "<{s}> conteste ces affirmations.",
    "<{S}> ne comparaît pas.",
    "<{g} {s}> s'y oppose.",
    "Pour <{S}>, la prescription est acquise.",
    "Selon <{s}>, le contrat était caduc dès le {d}.",
    "<{n}> a interjeté appel le {d}.",
    "Rien n'établit que <{s}> ait eu connaissance de la clause.",
    "Sur ce point <{S}> reste taisant{e}.",
    "À l'audience, <{n}> a réitéré ses demandes.",
    "<{N}>, non comparant{e}, ni représenté{e}.",
    "Le bien est occupé par <{n}>.",
];

pub(super) const CAPITALS: &[&str] = &[
    "{M} <{G} {S}>",
    "DEMANDE DE {M} <{G} {S}>",
    "SUR LES DEMANDES DE <{S}>",
    "DÉBOUTE <{G} {S}> DE L'ENSEMBLE DE SES DEMANDES ;",
    "CONDAMNE {Mr} <{S} {G}> À PAYER LA SOMME DE {a} EUROS ;",
    "B. SUR LA RESPONSABILITÉ DE <{S}>",
    "SUCCESSION DE <{G} {S}>",
    "NOTIFIÉ À <{S}> LE {d}",
    "Affaire : <{S}>",
    "INTERVENANT VOLONTAIRE : <{G} {S}>",
];

pub(super) const LOWER: &[&str] = &[
    "{p} soutient que {Mrl} <{sl}> aurait signé le devis sans le lire.",
    "sms du {d} : « demande a <{gl}> il etait la quand c arrivé »",
    "{p} produit un courriel ainsi rédigé : « vu avec {Mrl} <{sl}>, ok pour le {d} ».",
    "Le procès-verbal mentionne « <{gl} {sl}>, sans profession ».",
    "objet : dossier <{sl}> - relance",
    "la partie adverse, {Mrl} <{gl} {sl}>, n'a pas répondu à la mise en demeure.",
    "Elle lui écrivait encore le {d} : « bonjour <{gl}>, je ne pourrai pas payer ce mois-ci ».",
    "Attendu que {Mrl} <{sl}> ne justifie d'aucun préjudice ;",
    "maître, je vous confirme que {Mrl} <{sl}> quittera les lieux le {d}.",
];

/// Neutral sentences, for ways that are a manner of writing the name.
pub(super) const NEUTRAL: &[&str] = &[
    "{p} verse aux débats un échange avec <{w}> du {d}.",
    "Il ressort des pièces que <{w}> a réglé la somme de {a} euros.",
    "Le bail a été consenti à <{w}> le {d}.",
    "La créance de <{w}> s'élève à {a} euros.",
    "L'assignation a été délivrée à <{w}> par acte du {d}.",
    "Le tribunal relève que <{w}> n'apporte aucun élément nouveau.",
    "{p} reconnaît avoir rencontré <{w}> à deux reprises.",
    "Les lieux sont occupés par <{w}> depuis {y}.",
    "Le virement émis le {d} a été crédité au profit de <{w}>.",
    "Le salarié protégé, <{w}>, a été convoqué à un entretien préalable.",
    "La victime a désigné <{w}> sur planche photographique.",
    "Le véhicule était conduit par <{w}>.",
];

pub(super) const FULL_AFTER_CIVILITY: &[&str] = &[
    "{p} a vendu le bien à {M} <{w}> par acte du {d}.",
    "{Mr} <{w}> n'a pas constitué avocat.",
    "Selon {M} <{w}>, le sinistre remonte à l'année {y}.",
    "La cour constate que {M} <{w}> ne conteste pas le principe de la créance.",
    "Le contrat de travail de {M} <{w}> a été rompu le {d}.",
    "{Mr} <{w}>, régulièrement cité{e}, ne comparaît pas.",
    "Les consignes données par {M} <{w}> n'ont pas été suivies.",
    "Par conclusions du {d}, {M} <{w}> sollicite {a} euros de dommages-intérêts.",
];

pub(super) const EMAIL: &[&str] = &[
    "{p} produit un courriel adressé le {d} à <{local}>@{domain}.",
    "Le message provenait de l'adresse <{local}>{k}@{domain}.",
    "Contact : <{local}>@{domain}",
    "De : <{local}>@{domain}\nObjet : relance",
    "L'envoi à « <{local}>@{domain} » est demeuré sans réponse.",
    "L'employeur a transféré la pièce depuis <{local}>@{domain}, adresse personnelle de l'intéressé{e}.",
    "Convocation transmise par voie électronique (<{local}>@{domain}).",
    "Vu le courrier électronique de <{local}>@{domain} en date du {d} ;",
];

pub(super) const URL: &[&str] = &[
    "Les propos ont été publiés sur https://www.facebook.com/<{local}>/posts/{k}.",
    "Il exploite le site www.<{slug}>.fr depuis {y}.",
    "Constat établi sur la page https://fr.linkedin.com/in/<{slug}>-{k}.",
    "Le profil instagram.com/<{local}> était alors public.",
    "Capture d'écran du site http://<{slug}>-avis.example consultée le {d}.",
    "Le lien https://www.exemple.fr/membres/<{slug}>/photos figure au procès-verbal.",
    "Un article intitulé http://blog.exemple.fr/l-affaire-<{slug}> a été mis en ligne.",
    "Voir www.pagesjaunes.example/pro/<{slug}> (pièce n° {k}).",
];

pub(super) const COMPANY: &[&str] = &[
    "La SARL <{s}> et fils a établi un devis le {d}.",
    "Le véhicule a été confié au Garage <{s}>.",
    "La facture de la société Établissements <{S}> s'élève à {a} euros.",
    "L'EURL <{g} {s}> a été placée en liquidation judiciaire.",
    "Les travaux ont été réalisés par l'entreprise <{s}> frères.",
    "La SCI <{S}> IMMOBILIER est propriétaire du lot n° {k}.",
    "{p} était employé par la boulangerie <{s}> depuis {y}.",
    "Le GAEC <{s}> père et fils exploite les parcelles.",
    "Les Transports <{S}> ont cessé leur activité.",
    "L'agence Immobilière <{s}> a perçu la commission.",
    "SAS <{S}> BÂTIMENT, ayant son siège à {t}",
    "Le fonds de commerce « Chez <{g}> » a été cédé.",
    "La pharmacie <{s}> a délivré le traitement.",
    "La SNC <{s}-{s2}> tient un débit de tabac.",
];

pub(super) const FIRST_NAME: &[&str] = &[
    "L'enfant <{g}> a été entendu{e} le {d}.",
    "{lem} {petit} <{g}> présentait des ecchymoses.",
    "{lem} mineur{e} <{g}> fait l'objet d'une mesure d'assistance éducative.",
    "<{g}> a déclaré vouloir vivre chez son père.",
    "Dit que <{g}> résidera alternativement chez chacun des parents ;",
    "Les droits de visite à l'égard de <{g}> s'exerceront un week-end sur deux.",
    "La contribution à l'entretien de <{g}> est fixée à {a} euros par mois.",
    "Le placement de <{g}> auprès de l'aide sociale à l'enfance est renouvelé.",
    "Elle a confié à l'éducatrice que <{g}> refusait de s'alimenter.",
    "{p} et <{g}> se sont rencontrés en {y}.",
    "« C'est <{g}> qui a les clés », a-t-il précisé.",
    "La scolarité de <{g}> est perturbée.",
    "Interrogé{e} sur ce point, <{g}> a fondu en larmes.",
];

pub(super) const NICKNAME: &[&str] = &[
    "Un individu dit « <{nick}> » aurait remis les stupéfiants.",
    "Les écoutes mentionnent un certain \"<{nick}>\".",
    "{p}, surnommé <{nick}>, était connu des services de police.",
    "Le nommé <{nick}> n'a pu être identifié.",
    "Il était appelé « <{nick}> » par les autres salariés.",
    "<{n}>, alias <{nick}>, a reconnu les faits.",
    "<{s}> dit <{nick}>",
    "Le contact enregistré sous le nom de « <{nick}> » a été appelé {k} fois.",
    "Les témoins désignent l'auteur sous le sobriquet de <{nick}>.",
];

pub(super) const CONSORTS: &[&str] = &[
    "Les consorts <{S}> ont formé tierce opposition.",
    "L'indivision <{s}> est propriétaire du chemin.",
    "L'acte a été reçu au profit des consorts <{s}> en {y}.",
    "Les époux <{S}> ont divorcé en {y}.",
    "La famille <{s}> occupe les lieux depuis {y}.",
    "Les héritiers <{s}> ne s'accordent pas sur le partage.",
    "La parcelle jouxte le fonds <{S}>.",
    "Les parts <{s}> ont été cédées pour {a} euros.",
    "La succession <{S}> a été ouverte à {t}.",
    "Le dossier <{s}> a été joint à la présente instance.",
    "La créance <{S}> n'a pas été déclarée.",
];

pub(super) const STATUS: &[&str] = &[
    "{p}, veuve <{S}>, est décédée en {y}.",
    "Les ayants droit de feu <{n}> poursuivent l'instance.",
    "Mme [X] épouse <{S}> a reçu la somme de {a} euros.",
    "Mme [X], née <{S}>, de nationalité française.",
    "[X] [Y] ép. <{S}>",
    "Madame [X] [Y] divorcée <{s}>",
    "Le legs consenti par feue <{g} {s}> n'est pas contesté.",
    "Vve <{S}>, sans profession.",
    "Il se faisait également appeler <{n}>, son nom d'usage.",
    "Elle est connue sous son nom marital <{S}>.",
    "[X] <{S}> née [Y]",
];

/// Put on a line of their own near the head of the decision.
pub(super) const VERSUS: &[&str] = &[
    "<{S}> C/ <{S2}>",
    "{M} <{G} {S}>\nC/\n{M2} <{G2} {S2}>",
    "Aff. <{s}> c/ <{s2}>",
    "<{n}> c. S.A. [1]",
    "S.A.S. [1] contre <{S} {g}>",
    "Affaire n° {k} - <{S}> / [Y]",
    "ENTRE : <{N}>\nET : {p}",
    "Dossier : <{S}>/<{S2}>",
    "[Y] C/ <{S}>",
];

pub(super) const EXHIBITS: &[&str] = &[
    "Pièce n° {k} : attestation de {M} <{n}>",
    "Pièce {k} - courrier de <{s}> du {d}",
    "{k}. Facture <{S}> du {d}",
    "- Contrat de bail <{s}>",
    "Pièces communiquées :\n1. acte de vente du {d}\n2. attestation <{S}>\n3. relevé de compte",
    "Pièce adverse n°{k} : certificat médical établi pour <{g} {s}>",
    "- PV d'audition de <{N}> ({d})",
    "Pièce n°{k} bis : échange de SMS avec <{g}>",
    "Annexe {k} : généalogie de la famille <{S}>",
    "Bordereau : {k}) Courriel <{i} {s}> du {d}",
];

pub(super) const ATTESTATION: &[&str] = &[
    "{p} produit l'attestation de <{n}>, qui déclare avoir vu la scène.",
    "Dans son courrier du {d}, {M} <{s}> confirme la remise des clés.",
    "Le rapport de l'expert <{s}> conclut à un défaut de conception.",
    "Le témoin <{n}>, entendu{e} sous serment, a confirmé.",
    "Selon le certificat du docteur <{s}>, l'incapacité est de {k} jours.",
    "L'attestation <{S}> est dépourvue de force probante.",
    "Le rapport déposé par {M} <{g} {s}>, géomètre, fixe la limite.",
    "Entendu{e} le {d}, <{N}> a maintenu ses déclarations.",
    "Une collègue de travail, <{g} {s}>, atteste des propos tenus.",
    "Le procès-verbal de constat a été dressé en présence de {M} <{s}>, voisin{e}.",
    "La lettre signée <{s}> n'est pas datée.",
    "Le psychologue {M} <{S}> relève une grande fragilité.",
    "Il résulte de l'audition de <{g}>, employé{e} de maison, que la porte était ouverte.",
    "{p} verse les témoignages de [V] et de <{n}>.",
];

pub(super) const TABLE: &[&str] = &[
    "Nom | Prénom | Montant\n<{S}> | <{g}> | {a} €\n[Y] | [X] | {a} €",
    "{k}\t<{S} {g}>\t{d}\t{a} €",
    "Lot {k} : <{S}> .......... {a} €",
    "| {d} | virement <{S}> | {a} |",
    "Salarié : <{N}> - Coefficient {k} - Embauche : {d}",
    "Créanciers\n[1] : {a} €\n<{S}> : {a} €\n[2] : {a} €",
    "Nom : <{S}>\nPrénom : <{g}>\nProfession : sans",
    "Bénéficiaire      <{n}>      {a}",
    "{d} ; CHQ {k} ; <{S}> ; {a}",
    "NOM <{S}> PRENOM <{G}>",
];

pub(super) const SIGNATURE: &[&str] = &[
    "« Je vous prie d'agréer, Monsieur, mes salutations distinguées. <{n}> »",
    "Cordialement,\n<{g} {s}>",
    "Bien à vous\n\n<{i} {s}>",
    "Fait à {t}, le {d}\n<{S}>",
    "Signé : <{n}>",
    "Pour la direction, <{g} {S}>, responsable des ressources humaines.",
    "Lu et approuvé, <{s}>",
    "« Bisous, <{g}> »",
    "P/O <{i} {S}>",
    "La lettre se termine ainsi : « À bientôt, ton ami{e} <{g}> ».",
];

/// Glued to the word before.
pub(super) const GLUED: &[&str] = &[
    "{p} a été entendu avec M.<{S}> le {d}.",
    "Le courrier de Mme<{s}> du {d} est resté sans réponse.",
    "Convocation de Monsieur<{S}> du {d}.",
    "Attestation de<{S}{g}> versée aux débats.",
    "MmeX<{s}> a quitté les lieux.",
    "Représentant légal :<{N}>",
    "Audition n°{k}<{S}>",
    "Il a remis les clés à M<{s}>.",
];

/// Sentences for a kind of identifier: `v` is the value.
pub(super) fn for_kind(kind: super::identifiers::Kind) -> &'static [&'static str] {
    use super::identifiers::Kind;
    match kind {
        Kind::Nir => &[
            "{p} est immatriculé{e} à la sécurité sociale sous le n° <{v}>.",
            "Numéro de sécurité sociale : <{v}>",
            "La caisse a notifié la décision à l'assuré{e} (NIR <{v}>).",
            "N° SS : <{v}>",
            "Vu la déclaration d'accident du travail concernant l'assuré{e} social{e} n° <{v}> ;",
            "Le bulletin de paie du {d} porte le matricule INSEE <{v}>.",
            "Affilié{e} au régime général sous le numéro <{v}>, {p} a perçu des indemnités.",
            "Références à rappeler : <{v}> / dossier {k}",
            "Immatriculation sécurité sociale <{v}>",
            "la carte vitale au nom de l'intéressé{e}, numéro <{v}>, a été retrouvée.",
        ],
        Kind::Iban => &[
            "Le virement sera effectué sur le compte IBAN <{v}>.",
            "IBAN : <{v}>",
            "{p} a communiqué ses nouvelles coordonnées bancaires (<{v}>).",
            "Les fonds ont été versés le {d} sur le compte <{v}> ouvert dans les livres de la banque.",
            "Autorise le prélèvement sur le compte n° <{v}> ;",
            "Compte à créditer <{v}> - BIC AGRIFRPP",
            "L'escroquerie a consisté à substituer l'IBAN <{v}> à celui du fournisseur.",
            "La saisie-attribution porte sur le compte <{v}>.",
            "La pension est payée par virement permanent (<{v}>).",
        ],
        Kind::Rib => &[
            "Le compte n° <{v}> présentait un solde débiteur de {a} euros.",
            "RIB : <{v}>",
            "Le relevé d'identité bancaire mentionne le compte <{v}>.",
            "La banque a clôturé le compte courant numéro <{v}> le {d}.",
            "Références du compte : <{v}>",
            "Les échéances étaient prélevées sur le compte bancaire <{v}>.",
            "{p} est titulaire du compte joint n° <{v}>.",
            "Domiciliation bancaire <{v}>, agence de {t}",
        ],
        Kind::Card => &[
            "La carte bancaire n° <{v}> a été utilisée frauduleusement le {d}.",
            "Paiement par carte <{v}>, {a} euros.",
            "{p} a fait opposition sur sa carte de paiement numéro <{v}>.",
            "CB <{v}> exp. 04/26",
            "Le suspect détenait la carte Visa <{v}>.",
            "Numéro de carte : <{v}>",
            "L'achat en ligne a été réglé au moyen de la carte <{v}> dérobée à la victime.",
            "Retrait DAB {d} carte <{v}> {a} EUR",
        ],
        Kind::Siren => &[
            "L'entreprise individuelle de {p} est enregistrée sous le SIREN <{v}>.",
            "SIREN : <{v}>",
            "{p}, entrepreneur individuel (n° SIREN <{v}>), a cessé son activité le {d}.",
            "N° d'identification <{v}>",
            "Immatriculée au répertoire SIRENE sous le numéro <{v}>",
            "L'extrait K-bis (siren <{v}>) est produit en pièce {k}.",
            "La société [1], siren n° <{v}>, n'a pas conclu.",
            "Micro-entreprise <{v}>, activité de nettoyage.",
        ],
        Kind::Siret => &[
            "SIRET : <{v}>",
            "{p} exerçait en qualité d'auto-entrepreneur sous le numéro SIRET <{v}>.",
            "L'établissement secondaire (n° siret <{v}>) a été fermé.",
            "Le devis mentionne le SIRET <{v}> et la garantie décennale.",
            "N° SIRET <{v}> - Code APE 4321A",
            "Les cotisations de l'établissement <{v}> sont impayées depuis {y}.",
            "Employeur : [1], Siret <{v}>, effectif {k}",
            "Cotisant n° <{v}> (siret)",
        ],
        Kind::Vat => &[
            "TVA intracommunautaire : <{v}>",
            "La facture porte le numéro de TVA <{v}>.",
            "N° TVA <{v}>",
            "L'administration a radié le numéro de TVA intracommunautaire <{v}> de {p}.",
            "Le fournisseur, identifié à la TVA sous le n° <{v}>, n'a pas livré.",
            "Opérateur <{v}> - régime réel simplifié (TVA)",
            "Identification à la taxe sur la valeur ajoutée <{v}>",
            "Les factures émises sous le numéro <{v}> sont fictives (fraude à la TVA).",
        ],
        Kind::Rcs => &[
            "immatriculée au RCS de {t} sous le numéro <{v}>",
            "R.C.S. {t} <{v}>",
            "La société [1] (RCS {t} B <{v}>) est intervenue volontairement.",
            "Inscrite au registre du commerce et des sociétés de {t} sous le n° <{v}>,",
            "[1], RCS n° <{v}>",
            "dont le siège est à {t}, RCS <{v}>, prise en la personne de son gérant",
            "Le fonds, exploité sous le numéro RCS {t} <{v}>, a été cédé.",
            "Radiée du registre du commerce de {t} (n° <{v}>) le {d}",
        ],
        Kind::Phone => &[
            "{p} a été joint{e} au <{v}>.",
            "Tél. : <{v}>",
            "La ligne <{v}> a été placée sur écoute.",
            "Le message vocal a été laissé sur le portable <{v}> le {d}.",
            "Vous pouvez me rappeler au <{v}> après 18 heures.",
            "Les fadettes du numéro <{v}> établissent sa présence sur les lieux.",
            "Contact téléphonique <{v}>",
            "Il a reçu {k} appels du <{v}> dans la nuit.",
            "Port. <{v}>",
        ],
        Kind::Fax => &[
            "Fax : <{v}>",
            "La convocation a été adressée par télécopie au <{v}>.",
            "Télécopie n° <{v}>",
            "L'appel a été formé par fax (<{v}>) le {d}.",
            "Tél./Fax <{v}>",
            "envoi par télécopieur au numéro <{v}>, avec accusé de réception",
            "Le médecin a transmis le certificat par fax au <{v}>.",
            "Télécop. <{v}> - Réf. {k}",
        ],
        Kind::Email => &[
            "{p} a répondu par courriel depuis l'adresse <{v}>.",
            "Courriel : <{v}>",
            "Les documents ont été envoyés à <{v}> le {d}.",
            "E-mail <{v}>",
            "La notification a été adressée par voie électronique (<{v}>).",
            "Le compte a été créé avec l'adresse électronique <{v}>.",
            "From: <{v}>\nTo: [Courriel 1]",
            "Elle consultait la messagerie <{v}> de son époux.",
            "mél. <{v}>",
        ],
        Kind::PlateSiv | Kind::PlateFni => &[
            "Le véhicule immatriculé <{v}> a été acquis le {d}.",
            "{p} circulait à bord d'un Renault Clio immatriculé <{v}>.",
            "Plaque : <{v}>",
            "La cession du véhicule <{v}> n'a pas été déclarée.",
            "Immatriculation <{v}>, {k} 000 kilomètres au compteur",
            "Le scooter (<{v}>) a été retrouvé à {t}.",
            "Le contrôle technique du {d} concerne la voiture <{v}>.",
            "un fourgon Peugeot blanc, plaque d'immatriculation <{v}>, stationné devant l'immeuble",
            "Certificat d'immatriculation n° <{v}>",
        ],
        Kind::Cadastre => &[
            "La parcelle cadastrée <{v}> est enclavée.",
            "un ensemble immobilier sis à {t}, cadastré <{v}>, pour une contenance de {k} ares",
            "Le fonds dominant, parcelle <{v}>, bénéficie d'une servitude de passage.",
            "Références cadastrales : <{v}>",
            "{p} est propriétaire des parcelles <{v}>.",
            "L'expert a délimité le terrain (cadastre <{v}>).",
            "Ordonne la vente sur licitation du bien cadastré <{v}> ;",
            "Figurant au cadastre rénové de la commune sous les références <{v}>",
        ],
        Kind::BirthDate => &[
            "{p} est né{e} le <{v}> à {t}.",
            "Date de naissance : <{v}>",
            "L'enfant, né{e} le <{v}>, réside chez sa mère.",
            "né{e} le <{v}> (Algérie)",
            "DDN <{v}>",
            "[X] [Y], de nationalité tunisienne, né{e} le <{v}>",
            "Il déclare être né à {t} le <{v}> et être célibataire.",
            "La naissance de l'enfant est survenue le <{v}>.",
            "Mme [X] (<{v}>) bénéficie d'une mesure de curatelle.",
            "acte de naissance du <{v}>, n° {k}",
        ],
        Kind::DeathDate => &[
            "{p} est décédé{e} le <{v}> à {t}.",
            "Date de décès : <{v}>",
            "Le de cujus est mort le <{v}>, laissant pour lui succéder ses enfants.",
            "À la suite du décès de [X] [Y] survenu le <{v}>,",
            "La succession s'est ouverte le <{v}> à {t}, par le décès de {p}.",
            "Le corps a été découvert le <{v}> ; le décès est constaté le même jour.",
            "décédée en cours d'instance le <{v}>",
            "L'assuré s'est donné la mort le <{v}>.",
        ],
        Kind::MarriageDate => &[
            "Les époux se sont mariés le <{v}> à {t}, sans contrat préalable.",
            "Date du mariage : <{v}>",
            "Le mariage a été célébré le <{v}> devant l'officier d'état civil de {t}.",
            "Unis par le mariage le <{v}>, ils ont eu {k} enfants.",
            "Vu l'acte de mariage dressé le <{v}> ;",
            "Mariés le <{v}> sous le régime de la séparation de biens,",
            "Ils ont conclu un pacte civil de solidarité le <{v}>, puis se sont mariés.",
            "Prononce le divorce des époux mariés le <{v}> ;",
        ],
        Kind::Address => &[
            "{p} demeure <{v}>.",
            "demeurant <{v}>",
            "Le bien loué est situé <{v}>.",
            "Adresse : <{v}>",
            "L'assignation a été signifiée au <{v}>, où l'huissier a constaté l'absence du destinataire.",
            "{p}, domicilié{e} <{v}>, n'a pas comparu.",
            "Il a été interpellé devant son domicile, <{v}>.",
            "L'appartement sis <{v}> a été vendu le {d}.",
            "Elle a déménagé et vit désormais au <{v}>.",
            "Courrier retourné : <{v}> - NPAI",
        ],
        Kind::Locality => &[
            "{p} réside à <{v}>.",
            "demeurant désormais à <{v}> avec ses enfants",
            "Le juge aux affaires familiales a retenu le domicile de la mère à <{v}>.",
            "L'accident s'est produit à <{v}> le {d}.",
            "Adresse du destinataire : [Adresse 1]\n<{v}>",
            "Elle est retournée vivre chez ses parents, à <{v}>.",
            "Ils possèdent une maison à <{v}>, acquise en {y}.",
            "né{e} à <{v}>",
            "Le salarié a été muté de <{v}> à {t}.",
        ],
        Kind::Passport => &[
            "{p} est titulaire du passeport n° <{v}>.",
            "Passeport : <{v}>, délivré le {d}",
            "Muni de son passeport numéro <{v}>, en cours de validité, il s'est présenté.",
            "Le document de voyage (passeport <{v}>) a été remis au greffe.",
            "Identité justifiée par passeport français <{v}>",
            "L'original du passeport n° <{v}> est détenu par la préfecture.",
            "Passport No <{v}>",
            "Il a embarqué le {d} sous couvert du passeport <{v}>.",
        ],
        Kind::IdentityCard => &[
            "Carte nationale d'identité n° <{v}>",
            "{p} a justifié de son identité par la CNI <{v}>.",
            "CNI : <{v}>",
            "La copie de la carte d'identité numéro <{v}> était jointe au contrat.",
            "Le dossier de prêt comporte une carte nationale d'identité <{v}> falsifiée.",
            "Pièce d'identité produite : CNI n° <{v}> du {d}",
            "Il a déclaré la perte de sa carte d'identité <{v}>.",
            "Titulaire d'une carte nationale d'identité portant le n° <{v}>",
        ],
        Kind::ResidencePermit => &[
            "{p} est titulaire d'un titre de séjour n° <{v}>.",
            "N° étranger : <{v}>",
            "Le récépissé de demande de carte de séjour <{v}> a expiré le {d}.",
            "Identifiant AGDREF <{v}>",
            "La carte de résident numéro <{v}> lui a été retirée.",
            "L'intéressé{e}, connu{e} sous le numéro d'étranger <{v}>, a été placé{e} en rétention.",
            "Titre de séjour : <{v}>",
            "Numéro AGDREF de l'étranger <{v}> ; dernière entrée en {y}",
        ],
        Kind::TaxNumber => &[
            "Numéro fiscal : <{v}>",
            "L'avis d'imposition (n° fiscal <{v}>) fait état de {a} euros de revenus.",
            "{p}, numéro fiscal de référence <{v}>, a été taxé d'office.",
            "SPI <{v}>",
            "Identifiant fiscal du déclarant : <{v}>",
            "Le contribuable n° fiscal <{v}> a réclamé le {d}.",
            "déclarant 1 : <{v}> - avis de l'année {y}",
            "Le numéro SPI <{v}> figure sur l'avis à tiers détenteur.",
        ],
        Kind::Caf => &[
            "N° allocataire : <{v}>",
            "La CAF a notifié un indu à l'allocataire n° <{v}>.",
            "{p}, allocataire CAF <{v}>, percevait l'aide au logement.",
            "Numéro d'allocataire <{v}>",
            "Dossier CAF n° <{v}> - quotient familial {k}",
            "Le versement de l'APL (allocataire <{v}>) a été suspendu le {d}.",
            "Attestation de droits, matricule allocataire <{v}>",
            "caisse d'allocations familiales, réf. allocataire : <{v}>",
        ],
        Kind::JobSeeker => &[
            "Identifiant Pôle emploi : <{v}>",
            "{p} est inscrit{e} à France Travail sous le n° <{v}>.",
            "Pôle emploi a réclamé un trop-perçu au demandeur d'emploi n° <{v}>.",
            "N° de demandeur d'emploi <{v}>",
            "Allocataire de l'assurance chômage, identifiant <{v}>",
            "Contrainte du {d}, identifiant demandeur d'emploi <{v}>",
            "L'inscription à Pôle emploi (<{v}>) date de {y}.",
            "Référence France Travail : <{v}>",
        ],
        Kind::Rpps => &[
            "Le praticien (RPPS <{v}>) n'a pas informé le patient.",
            "N° RPPS : <{v}>",
            "Ordonnance du docteur [Y], n° RPPS <{v}>",
            "Infirmier libéral, identifiant RPPS <{v}>",
            "Le médecin prescripteur, numéro RPPS <{v}>, a été entendu.",
            "RPPS <{v}>, conventionné secteur 1",
            "La caisse réclame un indu au professionnel de santé RPPS n° <{v}>.",
            "Identification du prescripteur : <{v}> (RPPS)",
        ],
        Kind::Url => &[
            "Les propos ont été mis en ligne à l'adresse <{v}>.",
            "Site internet : <{v}>",
            "Constat d'huissier du {d} sur la page <{v}>.",
            "{p} administre la page <{v}>.",
            "Lien : <{v}>",
            "La photographie est toujours accessible (<{v}>).",
            "Vu la capture d'écran du profil <{v}>, pièce n° {k} ;",
            "L'annonce publiée sur <{v}> décrit le bien vendu.",
        ],
        Kind::Handle => &[
            "Les messages émanaient du compte Instagram <{v}>.",
            "Sur Twitter, <{v}> a publié le {d} les propos litigieux.",
            "Snapchat : <{v}>",
            "{p} utilisait le pseudonyme <{v}> sur TikTok.",
            "L'utilisateur <{v}> a été identifié par la plateforme.",
            "Le compte <{v}> compte {k} abonnés.",
            "Elle a été menacée par <{v}> en message privé.",
            "Publication de <{v}> du {d}",
        ],
        Kind::Ip => &[
            "La connexion a été établie depuis l'adresse IP <{v}>.",
            "Adresse IP : <{v}>",
            "L'opérateur a identifié l'abonné à l'adresse IP <{v}> le {d}.",
            "IP <{v}> - {d} 22:14:05 UTC",
            "Les téléchargements ont été faits à partir de l'IP <{v}>.",
            "{p} conteste être l'utilisateur de l'adresse <{v}> (IP fixe).",
            "Journaux de connexion : <{v}> ; navigateur Firefox",
            "Le serveur a enregistré {k} requêtes provenant de l'adresse IP <{v}>.",
        ],
    }
}

/// A word before a glued identifier.
pub(super) fn glued_label(kind: super::identifiers::Kind) -> &'static [&'static str] {
    use super::identifiers::Kind;
    match kind {
        Kind::Nir => &["Sécurité sociale n°<{v}>", "NIR<{v}>", "N°SS<{v}>", "sécu:<{v}>"],
        Kind::Iban => &["IBAN<{v}>", "IBAN:<{v}>", "compte<{v}>"],
        Kind::Rib => &["RIB<{v}>", "compte n°<{v}>", "RIB:<{v}>"],
        Kind::Card => &["CB<{v}>", "carte n°<{v}>", "carte bancaire:<{v}>"],
        Kind::Siren => &["SIREN<{v}>", "Siren n°<{v}>", "SIREN:<{v}>"],
        Kind::Siret => &["SIRET<{v}>", "Siret n°<{v}>", "siret:<{v}>"],
        Kind::Vat => &["TVA<{v}>", "n°TVA:<{v}>", "TVA intracommunautaire<{v}>"],
        Kind::Phone => &["Tél.<{v}>", "tel:<{v}>", "Port<{v}>", "n°<{v}> (téléphone)"],
        Kind::Fax => &["Fax<{v}>", "fax:<{v}>", "Télécopie<{v}>"],
        Kind::Email => &["courriel:<{v}>", "mail:<{v}>", "(<{v}>)"],
        Kind::PlateSiv | Kind::PlateFni => {
            &["immatriculé<{v}>", "véhicule:<{v}>", "plaque n°<{v}>", "immat.<{v}>"]
        }
        Kind::Cadastre => &["parcelle cadastrée <{v}>", "cadastre:<{v}>"],
        Kind::Passport => &["passeport n°<{v}>", "passeport<{v}>"],
        Kind::IdentityCard => &["CNI<{v}>", "CNI n°<{v}>"],
        Kind::ResidencePermit => &["titre de séjour n°<{v}>", "AGDREF<{v}>"],
        Kind::TaxNumber => &["numéro fiscal:<{v}>", "SPI<{v}>"],
        Kind::Caf => &["allocataire n°<{v}>", "CAF n°<{v}>"],
        Kind::JobSeeker => &["identifiant Pôle emploi<{v}>", "demandeur d'emploi n°<{v}>"],
        Kind::Rpps => &["RPPS<{v}>", "RPPS n°<{v}>"],
        _ => &["(<{v}>)"],
    }
}
