//! Views of a decision: normalisation and the way back, tokens, placeholders, zones, blocks.
//! Every name is invented.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use filigrane::corpus::{GivenZone, ZoneKind};
use filigrane::document::offsets::{count_units, normalise};
use filigrane::document::placeholders::{self, PlaceholderKind};
use filigrane::document::tokens::{fold, fold_hash, tokenise};
use filigrane::document::{BlockKind, Case, TokenKind, View, ZoneOrigin};
use filigrane::taxonomy::Category;
use proptest::prelude::*;

fn view<'a>(text: &'a str, zones: &'a [GivenZone]) -> View<'a> {
    View::new(Arc::from("text"), text, zones)
}

/// The texts of the blocks of a kind, white space collapsed.
fn blocks(text: &str, kind: BlockKind) -> Vec<String> {
    let view = view(text, &[]);
    let of_kind = view.blocks().iter().filter(|block| block.kind == kind);
    of_kind
        .map(|block| view.text[block.span.clone()].split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// `kind: first words` of each zone.
fn zones(text: &str) -> Vec<String> {
    let view = view(text, &[]);
    let line = |zone: &filigrane::document::Zone| {
        let words = view.text[zone.span.clone()].split_whitespace().take(3);
        format!("{}: {}", zone.kind.as_str(), words.collect::<Vec<_>>().join(" "))
    };
    view.zones().iter().map(line).collect()
}

// Normalisation.

/// Characters that normalisation looks at, among ordinary ones.
fn troubled() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '\u{a0}', '\u{202f}', '\u{ad}', '\u{200b}', '’', 'ʼ', '–', '-', '\n', '\r', ' ', 'e', 'É',
        'œ', '\u{301}', '\u{327}', '\u{344}', '\u{85}', '\u{9c}', '\u{92}', 'Ａ', '－', '\u{feff}',
        '°', '[', ']', '.', 'X', '7', '𝒜', '漢', '\u{2028}', '…',
    ]);
    prop::collection::vec(prop_oneof![3 => special, 1 => any::<char>()], 0..60)
        .prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn every_normalised_character_maps_to_characters_of_the_original(raw in troubled()) {
        let (text, map) = normalise(&raw);
        let mut previous = 0;
        for (at, character) in text.char_indices() {
            let start = map.to_raw(at);
            prop_assert!(raw.is_char_boundary(start) && start >= previous);
            let source = map.range_to_raw(&(at..at + character.len_utf8()), &text, &raw);
            prop_assert_eq!(source.start, start);
            let source_text = raw.get(source.clone());
            prop_assert!(source_text.is_some_and(|text| !text.is_empty()), "{:?}", source);
            previous = source.end;
        }
        prop_assert!(previous <= raw.len());
    }

    #[test]
    fn a_range_covers_the_source_of_each_of_its_characters(raw in troubled()) {
        let (text, map) = normalise(&raw);
        let whole = map.range_to_raw(&(0..text.len()), &text, &raw);
        for (at, character) in text.char_indices() {
            let source = map.range_to_raw(&(at..at + character.len_utf8()), &text, &raw);
            prop_assert!(whole.start <= source.start && source.end <= whole.end);
        }
    }

    #[test]
    fn a_character_kept_is_the_character_of_the_original(raw in troubled()) {
        let (text, map) = normalise(&raw);
        for (at, character) in text.char_indices() {
            let source = raw[map.to_raw(at)..].chars().next();
            // What is rewritten is never a letter of the Latin alphabets, a digit or a bracket.
            if matches!(character, '[' | ']' | '°' | '漢' | '𝒜') {
                prop_assert_eq!(source, Some(character));
            }
        }
    }

    #[test]
    fn an_original_offset_comes_back_at_or_before_itself(raw in troubled()) {
        let (text, map) = normalise(&raw);
        for (at, _) in text.char_indices() {
            prop_assert_eq!(map.from_raw(map.to_raw(at)), at);
        }
    }

    #[test]
    fn units_are_counted_as_naively(raw in any::<String>()) {
        let offsets: Vec<usize> = raw.char_indices().map(|(at, _)| at).chain([raw.len()]).collect();
        let counted = count_units(&raw, &offsets);
        for (&at, counted) in offsets.iter().zip(counted) {
            let before = &raw[..at];
            let naive = (before.chars().count() as i64, before.encode_utf16().count() as i64);
            prop_assert_eq!(counted, naive);
        }
    }

    #[test]
    fn a_text_without_special_characters_is_borrowed(raw in "[a-zA-Z0-9éèàçÉ «»°€\n.,;:()\\[\\]]{0,80}") {
        let (text, map) = normalise(&raw);
        prop_assert!(matches!(text, Cow::Borrowed(_)));
        prop_assert_eq!(map.to_raw(raw.len()), raw.len());
    }
}

#[test]
fn what_normalisation_changes() {
    let (text, _) =
        normalise("l’appel\u{a0}n°\u{202f}24/1 – Mar\u{ad}tin, e\u{301}poux, c\u{9c}ur");
    assert_eq!(text, "l'appel n° 24/1 - Martin, époux, cœur");
    let (text, _) = normalise("Jean-\n Pierre et Mar\u{ad}\ntin - \nsuite 2-\nfin");
    assert_eq!(text, "Jean-Pierre et Martin - \nsuite 2-\nfin");
    let (text, _) = normalise("«\u{a0}bail\u{a0}»-\nLe reste");
    assert_eq!(text, "« bail »-\nLe reste", "a quotation mark is no letter");
    let (text, _) = normalise("Ｍ．ＤＵＶＡＬ\u{fe0f}");
    assert_eq!(text, "M.DUVAL");
}

#[test]
fn a_composed_character_comes_from_its_base_and_its_mark() {
    let raw = "Rene\u{301} Duval";
    let (text, map) = normalise(raw);
    let name = text.find("René").expect("composed");
    let span = map.range_to_raw(&(name..name + "René".len()), &text, raw);
    assert_eq!(&raw[span], "Rene\u{301}");
}

#[test]
fn characters_dropped_after_a_range_stay_outside() {
    let raw = "Duval\u{200b}, né";
    let (text, map) = normalise(raw);
    assert_eq!(&raw[map.range_to_raw(&(0..5), &text, raw)], "Duval");
}

// Tokens.

proptest! {
    /// Long texts are read in blocks, the last bytes one by one: both must read alike.
    #[test]
    fn a_text_is_normalised_alike_wherever_it_stands(raw in troubled(), blocks in 1usize..4) {
        let padding = ".".repeat(33 * blocks);
        let (alone, _) = normalise(&raw);
        let text = format!("{padding}{raw}{padding}");
        let (inside, _) = normalise(&text);
        prop_assert_eq!(inside, format!("{padding}{alone}{padding}"));
    }

    #[test]
    fn a_word_is_read_alike_inside_a_text_and_at_its_end(raw in troubled()) {
        let (text, _) = normalise(&raw);
        let alone = tokenise(&text);
        let longer = format!("{text}\n{}", "suite de la phrase ".repeat(2));
        let inside = tokenise(&longer);
        for (one, other) in alone.iter().zip(&inside).take(alone.len().saturating_sub(1)) {
            prop_assert_eq!((one.start, one.end, one.kind, one.spaced, one.hash),
                (other.start, other.end, other.kind, other.spaced, other.hash));
            if one.is_word() || one.kind == TokenKind::Mixed {
                prop_assert_eq!(one.hash, fold_hash(one.text(&text)));
            }
        }
    }
}

proptest! {
    #[test]
    fn tokens_cover_the_text_in_order_without_overlap(raw in troubled()) {
        let (text, _) = normalise(&raw);
        let mut end = 0;
        for token in tokenise(&text) {
            let range = token.range();
            prop_assert!(range.start >= end && range.start < range.end);
            prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            let between = &text[end..range.start];
            prop_assert!(between.bytes().all(|byte| b" \t\r\x0b".contains(&byte)), "{:?}", between);
            end = range.end;
        }
        prop_assert!(text[end..].bytes().all(|byte| b" \t\r\x0b".contains(&byte)));
    }

    #[test]
    fn the_hash_of_a_token_is_that_of_its_word(raw in any::<String>()) {
        for token in tokenise(&raw) {
            match token.kind {
                TokenKind::Word(_) | TokenKind::Mixed => {
                    prop_assert_eq!(token.hash, fold_hash(token.text(&raw)));
                }
                _ => prop_assert_eq!(token.hash, 0),
            }
        }
    }

    #[test]
    fn accents_and_case_do_not_change_the_hash(word in "[a-zàâäéèêëïîôöùûüÿç]{1,12}") {
        let upper = word.to_uppercase();
        prop_assert_eq!(fold_hash(&word), fold_hash(&upper));
        prop_assert_eq!(fold_hash(&word), fold_hash(&fold(&word)));
    }
}

#[test]
fn a_word_is_classed_by_its_letters() {
    let kinds: Vec<TokenKind> =
        tokenise("Élodie MARTIN d LEfebvre É 1er 75012 «").iter().map(|token| token.kind).collect();
    assert_eq!(
        kinds,
        [
            TokenKind::Word(Case::Title),
            TokenKind::Word(Case::Upper),
            TokenKind::Word(Case::Lower),
            TokenKind::Word(Case::Mixed),
            TokenKind::Word(Case::Initial),
            TokenKind::Mixed,
            TokenKind::Number,
            TokenKind::Symbol,
        ]
    );
}

// Placeholders.

#[test]
fn every_style_of_placeholder() {
    use PlaceholderKind as Kind;
    let cases = [
        ("[X]", Kind::Person),
        ("[XA]", Kind::Person),
        ("[1]", Kind::LegalPerson),
        ("[12]", Kind::LegalPerson),
        ("[01]", Kind::WebSite),
        ("[Adresse 1]", Kind::Address),
        ("[Localité 12]", Kind::Locality),
        ("[LOCALITÉ 3]", Kind::Locality),
        ("[Date naissance 2]", Kind::BirthDate),
        ("[Date mariage 1]", Kind::MarriageDate),
        ("[Date décès 1]", Kind::DeathDate),
        ("[N° SIREN/SIRET 1]", Kind::Siren),
        ("[XXXXXXXX01]", Kind::Phone),
        ("[XXXXXXXXXX01]", Kind::Account),
        ("[Courriel 1]", Kind::Email),
        ("[Numéro identifiant 1]", Kind::Identifier),
        ("[Cadastre 1]", Kind::Cadastre),
        ("[Immatriculation 1]", Kind::Plate),
        ("[...]", Kind::Ellipsis),
        ("[…]", Kind::Ellipsis),
        ("[ ... ]", Kind::Ellipsis),
        ("[\u{85}]", Kind::Ellipsis),
        ("[Motifs de la décision occultés]", Kind::Reasons),
        ("[DÉBATS NON PUBLICS – Motivation de la décision occultée]", Kind::Reasons),
        ("XXX", Kind::Unmapped),
        ("XXXXXXXXXX", Kind::Unmapped),
        ("[XXXX]", Kind::Unmapped),
        ("X...", Kind::OldPerson),
        ("Y…", Kind::OldPerson),
        ("AB...", Kind::OldPerson),
        ("[Nom]", Kind::Foreign),
    ];
    for (raw, expected) in cases {
        let (text, _) = normalise(raw);
        let tokens = tokenise(&text);
        let kinds: Vec<TokenKind> = tokens.iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [TokenKind::Placeholder(expected)], "{raw}");
        assert_eq!(tokens[0].range(), 0..text.len(), "{raw}");
    }
}

#[test]
fn brackets_of_a_quotation_are_no_placeholder() {
    let quotations = [
        "[sic]",
        "[les salariés]",
        "[au motif que]",
        "[y]",
        "[]",
        "[ ]",
        "[CSE]",
        "[X",
        "[X\n]",
        "[Décision factice]",
    ];
    for text in quotations {
        assert!(placeholders::bracketed(text, 0).is_none(), "{text}");
    }
}

#[test]
fn three_capitals_before_dots_are_a_name_only_after_a_person() {
    let kind = |text: &str| {
        tokenise(text)
            .iter()
            .any(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::OldPerson))
    };
    assert!(kind("M. XYZ..."));
    assert!(!kind("devant le TGI..."));
}

#[test]
fn old_placeholders_keep_the_first_name_beside_them() {
    let text = "Michel Y..., époux Z...";
    let placeholders = tokenise(text).into_iter().filter_map(|token| match token.kind {
        TokenKind::Placeholder(PlaceholderKind::OldPerson) => Some(token.text(text).to_owned()),
        _ => None,
    });
    assert_eq!(placeholders.collect::<Vec<_>>(), ["Y...", "Z..."]);
}

// Zones given with the record.

fn given(kind: ZoneKind, start: u64, end: u64) -> GivenZone {
    GivenZone { kind, start, end }
}

#[test]
fn given_zones_are_clamped_converted_and_sorted() {
    // Four UTF-16 units before the line break: `𝒜` takes two, the no-break space one.
    let raw = "𝒜é\u{a0}\nMOTIFS\nPAR CES MOTIFS";
    let length = raw.encode_utf16().count() as u64;
    let zones = [
        given(ZoneKind::Dispositif, 12, length + 1),
        given(ZoneKind::Introduction, 0, 5),
        given(ZoneKind::Motivations, 5, 12),
        given(ZoneKind::Expose, 9, 7),
        given(ZoneKind::Annexes, length + 5, length + 9),
        given(ZoneKind::Moyens, 6, 6),
    ];
    let view = view(raw, &zones);
    let found: Vec<_> =
        view.zones().iter().map(|zone| (zone.kind, &view.text[zone.span.clone()])).collect();
    assert_eq!(
        found,
        [
            (ZoneKind::Introduction, "𝒜é \n"),
            (ZoneKind::Motivations, "MOTIFS\n"),
            (ZoneKind::Dispositif, "PAR CES MOTIFS"),
        ]
    );
    assert!(view.zones().iter().all(|zone| zone.origin == ZoneOrigin::Given));
}

#[test]
fn given_zones_may_interleave_and_overlap() {
    let raw = "moyens un réponse un moyens deux réponse deux";
    let zones = [
        given(ZoneKind::Motivations, 10, 21),
        given(ZoneKind::Motivations, 33, 45),
        given(ZoneKind::Moyens, 0, 10),
        given(ZoneKind::Moyens, 15, 33),
    ];
    let view = view(raw, &zones);
    let kinds: Vec<_> = view.zones().iter().map(|zone| zone.kind).collect();
    assert_eq!(
        kinds,
        [ZoneKind::Moyens, ZoneKind::Motivations, ZoneKind::Moyens, ZoneKind::Motivations]
    );
    assert_eq!(view.zone_at(17).map(|zone| zone.kind), Some(ZoneKind::Motivations));
}

proptest! {
    #[test]
    fn any_given_zones_stay_inside_the_text(
        raw in troubled(),
        bounds in prop::collection::vec((0u64..150, 0u64..150), 0..8),
    ) {
        let zones: Vec<GivenZone> =
            bounds.iter().map(|&(start, end)| given(ZoneKind::Moyens, start, end)).collect();
        let view = view(&raw, &zones);
        for zone in view.zones() {
            prop_assert!(zone.span.start < zone.span.end);
            prop_assert!(view.text.get(zone.span.clone()).is_some());
        }
    }

    #[test]
    fn blocks_of_any_text_are_sorted_and_inside_it(raw in troubled()) {
        let view = view(&raw, &[]);
        let mut last = None;
        for block in view.blocks() {
            prop_assert!(view.text.get(block.span.clone()).is_some());
            let start = (block.kind, block.span.start);
            prop_assert!(last <= Some(start));
            last = Some(start);
        }
    }
}

// Zones estimated.

const APPEAL: &str = "\
COUR D'APPEL DE VERNANGE

ARRÊT DU 4 MARS 2025

N° RG 23/01457

AFFAIRE :
M. [X] [D]
C/
S.A.S. [1]

APPELANT :
Monsieur [X] [D]
né le [Date naissance 1] 1971 à [Localité 1]
[Adresse 1]
représenté par Me Solène Garrigou de la SELARL Garrigou-Thévenet, avocat au barreau de Vernange, toque : 112

INTIMÉE :
S.A.S. [1]
prise en la personne de son président, M. [J] [R]
ayant pour avocat postulant : Me Bastien Corvol, avocat au barreau de Vernange, et pour avocat plaidant la SCP Oriol & Associés, avocat au barreau de Lormont

COMPOSITION DE LA COUR :
Lors des débats et du délibéré :
Madame Hélène Marcadet, présidente de chambre,
Monsieur Yann Prigent, conseiller,
Madame Odile Ferrandon, conseillère, rapporteure,
GREFFIER :
M. Loïc Tanguy, lors des débats

FAITS ET PROCÉDURE

M. [X] [D] a été engagé par la société [1] en 2009. Me Dubreuil, notaire, a reçu l'acte.

PRÉTENTIONS ET MOYENS

M. [D] demande l'infirmation du jugement.

MOTIFS DE LA DÉCISION

Sur ce point, M. [D] n'apporte aucune pièce.

PAR CES MOTIFS

La cour, confirme le jugement.

Signé par Madame Hélène Marcadet, présidente, et par M. Loïc Tanguy, greffier.

Le greffier, La présidente,
";

#[test]
fn zones_of_an_appeal_are_estimated_from_its_headings() {
    assert_eq!(
        zones(APPEAL),
        [
            "introduction: COUR D'APPEL DE",
            "expose: FAITS ET PROCÉDURE",
            "motivations: MOTIFS DE LA",
            "dispositif: PAR CES MOTIFS",
        ]
    );
    let view = view(APPEAL, &[]);
    assert!(view.zones().iter().all(|zone| zone.origin == ZoneOrigin::Estimated));
}

const CASSATION: &str = "\
SOC.

COUR DE CASSATION
______________________

Audience publique du 12 février 2025

Cassation partielle

Mme ARDOUIN, conseiller doyen
faisant fonction de président

Arrêt n° 187 F-D

R É P U B L I Q U E  F R A N Ç A I S E

ARRÊT DE LA COUR DE CASSATION, CHAMBRE SOCIALE, DU 12 FÉVRIER 2025

Mme [S] [V], domiciliée [Adresse 1], a formé le pourvoi n° K 23-14.782 contre l'arrêt rendu le 9 mars 2023 par la cour d'appel de Lormont, dans le litige l'opposant à la société [1], société par actions simplifiée, dont le siège est [Adresse 2], défenderesse à la cassation.

Le dossier a été communiqué au procureur général.

Sur le rapport de M. Lescarret, conseiller référendaire, les observations de la SCP Vauquelin et Morteau, avocat de Mme [V], de la SARL Duchesne, avocat de la société [1], et l'avis de Mme Bellanger, avocat général, après débats en l'audience publique du 15 janvier 2025 où étaient présents Mme Ardouin, conseiller doyen faisant fonction de président, M. Lescarret, conseiller référendaire rapporteur, Mmes Toussaint, Villedieu, conseillers, et Mme Quéré, greffier de chambre,

la chambre sociale de la Cour de cassation, après en avoir délibéré conformément à la loi, a rendu le présent arrêt.

Faits et procédure

1. Selon l'arrêt attaqué (Lormont, 9 mars 2023), Mme [V] a été engagée en 2011.

Examen des moyens

Sur le premier moyen, ci-après annexé

2. En application de l'article 1014, alinéa 2, du code de procédure civile, il n'y a pas lieu de statuer.

Mais sur le second moyen, pris en sa première branche

Enoncé du moyen

3. La salariée fait grief à l'arrêt de rejeter sa demande.

Réponse de la Cour

Vu l'article L. 1235-3 du code du travail :

4. Il résulte de ce texte une indemnité.

PAR CES MOTIFS, la Cour :

CASSE ET ANNULE, mais seulement en ce qu'il rejette la demande.

MOYENS ANNEXES au présent arrêt

Moyens produits par la SCP Vauquelin et Morteau, avocat aux Conseils, pour Mme [V]
";

#[test]
fn pleas_and_answers_alternate_at_the_cour_de_cassation() {
    assert_eq!(
        zones(CASSATION),
        [
            "introduction: SOC. COUR DE",
            "expose: Faits et procédure",
            "moyens: Examen des moyens",
            "motivations: 2. En application",
            "moyens: Mais sur le",
            "motivations: Réponse de la",
            "dispositif: PAR CES MOTIFS,",
            "annexes: MOYENS ANNEXES au",
        ]
    );
}

#[test]
fn headings_in_many_shapes() {
    let cases = [
        ("I - EXPOSÉ DU LITIGE\na\nII/ DISCUSSION :\nb\nPAR CES MOTIFS :\nc", 3),
        (
            "Faits, procédure et prétentions des parties\na\nMOTIVATION\nb\nPar ces motifs, le tribunal\nc",
            3,
        ),
        ("RAPPEL DES FAITS\na\nSUR CE, LA COUR\nb\nP A R   C E S   M O T I F S\nc", 3),
        ("FAITS : la société\na\nSur quoi, le tribunal\nb\n*** PAR CES MOTIFS ***\nc", 3),
    ];
    for (text, expected) in cases {
        assert_eq!(zones(text).len(), expected, "{text}");
    }
}

#[test]
fn prose_is_no_heading() {
    let prose = "Les faits de l'espèce sont constants.\nMotifs pris de ce que la société ne produit aucune pièce utile à ses prétentions.\nSur ce point, rien.\nDiscussion a eu lieu entre les parties le 3 mai.";
    assert!(zones(prose).is_empty(), "{:?}", zones(prose));
}

#[test]
fn an_order_without_headings_is_divided_by_its_formulas() {
    let text = "TRIBUNAL JUDICIAIRE DE LORMONT\nORDONNANCE DE RÉFÉRÉ\nNous, Claire Monestier, juge des référés, assistée de Paul Vidalenc, greffier,\nVu l'assignation du 3 mai 2024,\nAttendu que la créance n'est pas contestée ;\nPAR CES MOTIFS\nCondamnons M. [X] aux dépens.";
    assert_eq!(
        zones(text),
        [
            "introduction: TRIBUNAL JUDICIAIRE DE",
            "expose: Vu l'assignation du",
            "motivations: Attendu que la",
            "dispositif: PAR CES MOTIFS",
        ]
    );
}

#[test]
fn a_summary_has_no_zone() {
    assert!(
        zones("Le bail commercial est soumis au statut. La clause est réputée non écrite.")
            .is_empty()
    );
}

// Blocks.

#[test]
fn the_bench_of_an_appeal() {
    assert_eq!(
        blocks(APPEAL, BlockKind::Composition),
        [
            "Madame Hélène Marcadet, présidente de chambre",
            "Monsieur Yann Prigent, conseiller",
            "Madame Odile Ferrandon, conseillère",
            "GREFFIER : M. Loïc Tanguy",
            "Madame Hélène Marcadet, présidente",
            "M. Loïc Tanguy, greffier",
        ]
    );
    assert_eq!(
        blocks(APPEAL, BlockKind::Signature),
        [
            "Signé par Madame Hélène Marcadet, présidente, et par M. Loïc Tanguy, greffier",
            "Le greffier, La présidente,",
        ]
    );
}

#[test]
fn counsel_of_an_appeal() {
    assert_eq!(
        blocks(APPEAL, BlockKind::Counsel),
        [
            "représenté par Me Solène Garrigou de la SELARL Garrigou-Thévenet, avocat au barreau de Vernange, toque : 112",
            "ayant pour avocat postulant : Me Bastien Corvol, avocat au barreau de Vernange, et pour avocat plaidant la SCP Oriol & Associés, avocat au barreau de Lormont",
        ]
    );
}

#[test]
fn parties_end_where_the_bench_begins() {
    let parties = blocks(APPEAL, BlockKind::Parties);
    assert_eq!(parties.len(), 1, "{parties:?}");
    assert!(parties[0].starts_with("M. [X] [D] C/"), "the names above `C/` are a party's");
    assert!(parties[0].ends_with("barreau de Lormont"));
}

#[test]
fn blocks_of_the_cour_de_cassation() {
    assert_eq!(
        blocks(CASSATION, BlockKind::Composition),
        [
            "Mme ARDOUIN, conseiller doyen",
            "M. Lescarret, conseiller référendaire",
            "Mme Bellanger, avocat général",
            "Mme Ardouin, conseiller doyen faisant fonction de président",
            "M. Lescarret, conseiller référendaire rapporteur",
            "Mmes Toussaint, Villedieu, conseillers",
            "Mme Quéré, greffier de chambre",
        ]
    );
    assert_eq!(
        blocks(CASSATION, BlockKind::Counsel),
        [
            "SCP Vauquelin et Morteau, avocat",
            "SARL Duchesne, avocat",
            "SCP Vauquelin et Morteau, avocat aux Conseils"
        ]
    );
}

/// A party must never be taken for a judge or a lawyer: a leak would be excused.
#[test]
fn a_party_beside_a_lawyer_or_an_office_stays_outside() {
    let cases = [
        "M. [X] [D], représenté par Me Corvol, demande la condamnation de Mme Astrid Belloc.",
        "La SARL Vendôme Pneus représentée par Me Corvol, avocat au barreau de Lormont.",
        "M. Astrid Belloc, président de la société [1], a signé.",
        "représentée par M. Astrid Belloc, président,",
        "Mme Astrid Belloc, conseillère en gestion de patrimoine, demeurant à Lormont",
        "les observations de la SCP Oriol, avocat de Mme Astrid Belloc, épouse Vendôme",
        "représentée par la SCP Oriol, avocat, et Mme Astrid Belloc",
        "Me Corvol, avocat au barreau de Lormont, et la société Vendôme Pneus",
    ];
    for case in cases {
        let text = format!(
            "TRIBUNAL JUDICIAIRE DE LORMONT\n\n{case}\n\nEXPOSÉ DU LITIGE\n\nRien.\n\nPAR CES MOTIFS\n\nRejette."
        );
        let view = view(&text, &[]);
        for name in ["Belloc", "Vendôme"] {
            let Some(at) = view.text.find(name) else { continue };
            for kind in [BlockKind::Composition, BlockKind::Signature, BlockKind::Counsel] {
                assert!(!view.in_block(kind, at), "{kind:?} takes {name} in: {case}");
            }
        }
    }
}

#[test]
fn layouts_of_first_instance_courts() {
    let text = "\
TRIBUNAL JUDICIAIRE DE LORMONT
Minute n° 24/118

Madame [C] [P]
[Adresse 1]
représentée par Maître Aude Sérignan, avocat au barreau de LORMONT, vestiaire : D 210
DEMANDEUR

C/

Association [1]
non comparante
DEFENDEUR

JUGE DE LA MISE EN ÉTAT :
Madame Fanny Delcros, Vice-Présidente,
assistée aux débats de M. Ugo Perrichon, faisant fonction de greffier.

EXPOSÉ DU LITIGE
Par acte du 2 mai 2023, Mme [P] a assigné l'association.

MOTIVATION
La demande est fondée.

PAR CES MOTIFS
DIT que l'association devra payer.

Le GreffierLe Juge de la mise en état
Ugo PerrichonFanny Delcros
";
    let composition = blocks(text, BlockKind::Composition);
    assert!(
        composition.iter().any(|block| block == "Madame Fanny Delcros, Vice-Présidente"),
        "{composition:?}"
    );
    assert!(
        composition
            .iter()
            .any(|block| block.contains("M. Ugo Perrichon, faisant fonction de greffier"))
    );
    let signature = blocks(text, BlockKind::Signature);
    assert_eq!(signature, ["Le GreffierLe Juge de la mise en état Ugo PerrichonFanny Delcros"]);
    let parties = blocks(text, BlockKind::Parties);
    assert!(
        parties
            .iter()
            .any(|block| block.starts_with("Madame [C] [P]") && block.contains("Association [1]"))
    );
}

#[test]
fn a_labour_court_and_a_commercial_court() {
    let labour = "\
CONSEIL DE PRUD'HOMMES DE LORMONT
SECTION COMMERCE
Madame [B] [T]
Assistée de Me Noémie Castelbon (Avocat au barreau de LORMONT)
DEMANDEUR
S.A.R.L. [1]
Représentée par Me Bastien Corvol, avocat
DÉFENDEUR
- Composition du bureau de jugement lors des débats et du délibéré
Monsieur Alain Roubaud, Président Conseiller (S)
Madame Claudie Escoffier, Assesseur Conseiller (E)
Assistés lors des débats de Madame Inès Maurin, Greffier
FAITS ET PROCÉDURE
Mme [T] a été engagée.
PAR CES MOTIFS
Condamne la S.A.R.L. [1].
LE GREFFIER, LE PRÉSIDENT,
";
    let bench = blocks(labour, BlockKind::Composition).join(" | ");
    for judge in ["Alain Roubaud", "Claudie Escoffier", "Inès Maurin"] {
        assert!(bench.contains(judge), "{judge} in {bench}");
    }
    let counsel = blocks(labour, BlockKind::Counsel).join(" | ");
    for lawyer in ["Noémie Castelbon", "Bastien Corvol"] {
        assert!(counsel.contains(lawyer), "{lawyer} in {counsel}");
    }
    let commercial = "\
TRIBUNAL DE COMMERCE DE LORMONT
ENTRE : SAS [1]
Représentée par Maître Aude Sérignan
ET : SARL [2]
Représentée par la SELARL Oriol-Vidal
COMPOSITION DU TRIBUNAL
Président : M. Gérald Thuillier
Juges : M. Benoît Lacassagne, Mme Sylvie Orsini
Greffier : Me Carole Dambrine
Attendu que la créance est certaine ;
PAR CES MOTIFS
Condamne la SARL [2].
";
    let bench = blocks(commercial, BlockKind::Composition).join(" | ");
    for judge in ["Gérald Thuillier", "Benoît Lacassagne", "Sylvie Orsini"] {
        assert!(bench.contains(judge), "{judge} in {bench}");
    }
}

#[test]
fn in_block_answers_by_kind_and_offset() {
    let view = view(APPEAL, &[]);
    let at = |name: &str| view.text.find(name).expect("in the text");
    assert!(view.in_block(BlockKind::Counsel, at("Garrigou")));
    assert!(view.in_block(BlockKind::Parties, at("Garrigou")));
    assert!(!view.in_block(BlockKind::Composition, at("Garrigou")));
    assert!(view.in_block(BlockKind::Composition, at("Marcadet")));
    assert!(!view.in_block(BlockKind::Counsel, at("Dubreuil")), "a notary is no counsel");
}

// The sample.

fn sample(file: &str) -> Vec<serde_json::Value> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample")).join(file);
    let content = std::fs::read_to_string(path).expect("the sample is part of the project");
    content
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
        .collect()
}

/// The text of a field of the sample: the main text is `text` or `pseudoText`.
fn sample_field<'a>(rows: &'a [serde_json::Value], id: &str, field: &str) -> Option<&'a str> {
    let row = rows.iter().find(|row| row["id"] == id || row["_id"] == id)?;
    let pseudonymised = (field == "text").then(|| row["pseudoText"].as_str()).flatten();
    pseudonymised.or(row[field].as_str())
}

#[test]
fn the_gold_of_the_sample_points_into_its_texts() {
    let rows = [sample("decisions/judilibre.jsonl"), sample("decisions/dbsder.jsonl")].concat();
    assert_eq!(rows.len(), 40);
    let gold: Vec<_> =
        sample("gold.jsonl").into_iter().filter(|row| row["untouched"] != true).collect();
    for row in &gold {
        let (id, field) = (row["decision_id"].as_str(), row["field"].as_str());
        let text =
            sample_field(&rows, id.expect("an id"), field.expect("a field")).expect("a text");
        let bound = |name: &str| row[name].as_u64().expect("a bound") as usize;
        let span: String =
            text.chars().skip(bound("start")).take(bound("end") - bound("start")).collect();
        assert!(span.chars().any(char::is_alphanumeric) && span.trim() == span, "{row}");
        assert_eq!(span.chars().count(), bound("end") - bound("start"), "{row}");
        assert!(!span.contains(['[', ']', '\n']), "{row}");
        assert!(Category::parse(row["category"].as_str().unwrap_or("")).is_some(), "{row}");
    }
    let leaking = |row: &&serde_json::Value| {
        gold.iter()
            .any(|gold| gold["decision_id"] == row["id"] || gold["decision_id"] == row["_id"])
    };
    assert_eq!(rows.iter().filter(leaking).count(), 30, "ten decisions have nothing wrong");
}

/// A planted name in a block of judges or lawyers would never be reported.
#[test]
fn no_planted_name_of_the_sample_stands_among_judges_or_lawyers() {
    let rows = [sample("decisions/judilibre.jsonl"), sample("decisions/dbsder.jsonl")].concat();
    for row in sample("gold.jsonl").iter().filter(|row| row["category"] == "personnePhysique") {
        let text = sample_field(
            &rows,
            row["decision_id"].as_str().unwrap_or(""),
            row["field"].as_str().unwrap_or(""),
        );
        let text = text.expect("a text");
        let start = row["start"].as_u64().expect("a bound") as usize;
        let at = text.char_indices().nth(start).expect("inside").0;
        let view = view(text, &[]);
        let at = view.map.from_raw(at);
        for kind in [BlockKind::Composition, BlockKind::Signature, BlockKind::Counsel] {
            assert!(!view.in_block(kind, at), "{kind:?} covers {row}");
        }
    }
}

#[test]
fn every_decision_of_the_sample_shows_its_bench_and_its_zones() {
    let rows = [sample("decisions/judilibre.jsonl"), sample("decisions/dbsder.jsonl")].concat();
    for row in &rows {
        let record = record(row).expect("a text");
        let view = view(&record.text, &record.zones);
        let bench = view.blocks().iter().any(|block| block.kind == BlockKind::Composition);
        assert!(bench, "{}", row["number"]);
        assert!(view.zones().iter().any(|zone| zone.kind == ZoneKind::Dispositif));
        if !record.zones.is_empty() {
            assert!(view.zones().iter().all(|zone| zone.origin == ZoneOrigin::Given));
        }
    }
}

// Real decisions.

struct Record {
    court: String,
    text: String,
    zones: Vec<GivenZone>,
}

/// Development decisions kept outside the project; empty, and said so, when absent.
fn shared(file: &str) -> Vec<Record> {
    let root = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let Ok(content) = std::fs::read_to_string(root.join("corpus").join(file)) else {
        eprintln!("skipped: no {file} in the shared folder (FILIGRANE_SHARED)");
        return Vec::new();
    };
    content.lines().filter_map(|line| record(&serde_json::from_str(line).ok()?)).collect()
}

fn record(value: &serde_json::Value) -> Option<Record> {
    let text =
        ["pseudoText", "text", "originalText"].iter().find_map(|key| value[*key].as_str())?;
    let court = value["jurisdiction"].as_str().or(value["sourceName"].as_str()).unwrap_or("?");
    let zones = value["zones"].as_object().into_iter().flatten().flat_map(|(name, spans)| {
        let kind = zone_kind(name);
        let spans = spans.as_array().into_iter().flatten();
        spans.filter_map(move |span| {
            Some(given(kind?, span["start"].as_u64()?, span["end"].as_u64()?))
        })
    });
    Some(Record { court: court.to_owned(), text: text.to_owned(), zones: zones.collect() })
}

fn zone_kind(name: &str) -> Option<ZoneKind> {
    use ZoneKind::{Annexes, Dispositif, Expose, Introduction, Motivations, Moyens};
    [Introduction, Expose, Moyens, Motivations, Dispositif, Annexes]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

#[test]
fn estimated_zones_agree_with_the_given_ones() {
    let (mut agreed, mut total) = (0usize, 0usize);
    for record in shared("judilibre.jsonl").iter().filter(|record| !record.zones.is_empty()) {
        let with = view(&record.text, &record.zones);
        let without = view(&record.text, &[]);
        for (at, _) in with.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let Some(zone) = with.zone_at(at) else { continue };
            total += 1;
            agreed += usize::from(without.zone_at(at).map(|zone| zone.kind) == Some(zone.kind));
        }
    }
    assert!(agreed * 100 >= total * 95, "{agreed} of {total} characters in the right zone");
}

#[test]
fn nearly_every_real_decision_shows_its_bench() {
    for file in
        ["judilibre.jsonl", "dbsder-pairs.jsonl", "cassation-2024.jsonl", "cassation-sociale.jsonl"]
    {
        let records = shared(file);
        let found = records.iter().filter(|record| {
            let view = view(&record.text, &[]);
            view.blocks().iter().any(|block| block.kind == BlockKind::Composition)
        });
        let found = found.count();
        assert!(found * 100 >= records.len() * 95, "{file}: {found} of {}", records.len());
    }
}

#[test]
fn no_block_covers_a_large_part_of_a_real_decision() {
    for file in
        ["judilibre.jsonl", "dbsder-pairs.jsonl", "cassation-2024.jsonl", "cassation-sociale.jsonl"]
    {
        for record in shared(file) {
            let view = view(&record.text, &record.zones);
            for block in view.blocks() {
                let longest = match block.kind {
                    // A decision may name a hundred parties.
                    BlockKind::Parties => 12_000,
                    _ => 700,
                };
                assert!(
                    block.span.len() <= longest,
                    "{file} ({}): {:?} of {} bytes",
                    record.court,
                    block.kind,
                    block.span.len()
                );
            }
        }
    }
}

#[test]
fn every_bracket_with_a_label_of_the_court_is_a_placeholder_in_real_decisions() {
    let labels = [
        "Adresse",
        "Localité",
        "Date",
        "Courriel",
        "Immatriculation",
        "Cadastre",
        "Numéro",
        "N° S",
        "XXXX",
        "DÉBATS",
        "Motifs",
    ];
    for file in
        ["judilibre.jsonl", "dbsder-pairs.jsonl", "cassation-2024.jsonl", "cassation-sociale.jsonl"]
    {
        for record in shared(file) {
            let view = view(&record.text, &[]);
            for (at, _) in view.text.match_indices('[') {
                let inside = &view.text[at + 1..];
                if labels.iter().any(|label| inside.starts_with(label)) {
                    assert!(placeholders::bracketed(&view.text, at).is_some(), "{file}, byte {at}");
                }
            }
        }
    }
}
