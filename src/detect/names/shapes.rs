//! Names that a label, a trade, a list or the case of their two parts show.
//!
//! Each function looks left and right of one token, as those of `grammar` do. Must not raise anyone
//! of the court: whoever stands near a judge, a clerk or a lawyer is left to the model.

use crate::document::tokens::{Case, TokenKind, fold};
use crate::lexicon::Cue;

use crate::document::PlaceholderKind;

use super::around::{
    Kind, Opening, capital_name, counsel_follows, is_greeting, is_one_of, is_word_among, joins,
    may_be_party, named_after, near_the_court, run_of_names, two_parts, unexplained,
};
use super::features::{DOUBT, Text, kept_by_old_stock, professional_around};
use super::spans::{Form, NameSpan};

/// Confidence in a name that two independent signs show.
pub(super) const TWO_SIGNS: f32 = 0.56;

/// Confidence in one that a plain sign shows: a violation, though no blocking one.
pub(super) const LIKELY: f32 = 0.45;

/// Confidence in one that a single sign shows, for a person to decide.
const ONE_SIGN: f32 = DOUBT;

/// A name alone on its line, above « représenté par »: in the masculine it is no company's.
pub(super) fn represented_below(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let newline =
        |place: usize| text.tokens.get(place).is_some_and(|token| token.kind == TokenKind::Newline);
    if at == 0 || !newline(at - 1) || text.blocks[at] & 0b1011 != 0 {
        return None;
    }
    let end = name.end();
    if end == at || !newline(end) || !name.party {
        return None;
    }
    let verb = text.tokens.get(end + 1).filter(|token| token.is_word())?;
    let given = (at..end).any(|place| text.infos[place].first_name() >= 6);
    let masculine = matches!(&*verb.text(text.text).to_lowercase(), "représenté" | "comparant");
    let feminine = verb.text(text.text).to_lowercase() == "représentée" && given;
    (masculine || feminine).then_some(NameSpan {
        tokens: at..end,
        probability: LIKELY,
        form: Form::Bare,
    })
}

/// « un courrier signé van den Tartempen », « l'attestation signée par Bidulot »: who signed a paper.
pub(super) fn signed_paper(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let mut start = at;
    while start > 0 && start + 3 > at && text.infos[start - 1].cue() == Cue::Particle {
        start -= 1;
    }
    // « signé de Bidulot »: the particle that announces is none of the name.
    let mut sign = start.checked_sub(1)?;
    if is_one_of(text, sign, &["par"]) {
        sign = sign.checked_sub(1)?;
    }
    if !matches!(text.tokens[sign].text(text.text), "signé" | "signée" | "signés" | "signées") {
        return None;
    }
    let paper = (sign.saturating_sub(3)..sign).any(|place| text.infos[place].cue() == Cue::Exhibit);
    let end = name.run;
    (paper && end > at && name.party && text.blocks[at] == 0).then_some(NameSpan {
        tokens: start..end,
        probability: LIKELY,
        form: Form::Bare,
    })
}

/// « Bon pour accord, A. Tartempion », « pour acquit : Bidulot »: who wrote a formula by hand and signed it.
pub(super) fn after_formula(text: &Text, at: usize) -> Option<NameSpan> {
    const FORMULAS: [&str; 8] =
        ["accord", "acquit", "acceptation", "caution", "aval", "pouvoir", "réception", "remise"];
    let sign = at.checked_sub(1).filter(|&sign| {
        matches!(text.tokens[sign].kind, TokenKind::Punct(b',' | b':' | b'.') | TokenKind::Newline)
    })?;
    let formula =
        sign >= 2 && is_one_of(text, sign - 1, &FORMULAS) && is_one_of(text, sign - 2, &["pour"]);
    // « Bon pour accord, Lille »
    if !formula || text.infos[at].is_commune() || near_the_court(text, at) {
        return None;
    }
    let dotted = text.case(at) == Some(Case::Initial)
        && text.tokens.get(at + 1).is_some_and(|dot| dot.is_punct(b'.'));
    let start = at + if dotted { 2 } else { 0 };
    let end = run_of_names(text, start);
    (end > start).then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// « “Zélie, je sais que tu” »: whom a message that is quoted calls.
pub(super) fn hailed(text: &Text, at: usize) -> Option<NameSpan> {
    const PRONOUNS: [&str; 9] = ["je", "j", "tu", "t", "on", "vous", "c", "il", "ne"];
    let opens = at.checked_sub(1).is_some_and(|mark| opens_quote(text, mark));
    let says = |place: usize, words: &[&str]| is_word_among(text, place, words);
    let comma = text.tokens.get(at + 1).is_some_and(|token| token.is_punct(b','));
    // « “Zélie tu me dois” »: written without the comma.
    let called =
        opens && (comma && says(at + 2, &PRONOUNS) || says(at + 1, &["tu", "t", "stp", "svp"]));
    let info = text.infos[at];
    let name = info.cue() == Cue::None && info.ordinary() == 0 && !is_greeting(text, at);
    (called && name).then_some(NameSpan {
        tokens: at..at + 1,
        probability: LIKELY,
        form: Form::FirstNameAlone,
    })
}

/// « chèque n° 12 à l'ordre de TARTEMPION », « CHEQUE 12 ORDRE TARTEMPION 45,00 »: who is paid.
pub(super) fn payee(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let mut order = at.checked_sub(1)?;
    if is_one_of(text, order, &["de"]) {
        order = order.checked_sub(1)?;
    }
    if !text.tokens[order].is_word() || !is_one_of(text, order, &["ordre"]) {
        return None;
    }
    let paid = (order.saturating_sub(6)..order).any(|place| {
        is_one_of(text, place, &["chèque", "cheque", "chèques", "virement", "billet", "traite"])
    });
    let end = name.run;
    (paid && end > at && name.party).then_some(NameSpan {
        tokens: at..end,
        probability: if name.unknown { LIKELY } else { ONE_SIGN },
        form: Form::Bare,
    })
}

/// « les héritiers, à savoir Zélira Tartempion »: two words side by side that nothing explains, inside a sentence.
pub(super) fn two_unknown(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    if !name.unknown {
        return None;
    }
    let title = |place: usize| text.case(place) == Some(Case::Title) && unexplained(text, place);
    let inside = at.checked_sub(1).is_some_and(|before| {
        matches!(
            text.tokens[before].kind,
            TokenKind::Word(Case::Lower) | TokenKind::Punct(b',' | b'(')
        )
    });
    let capitals = text.case(at + 1) == Some(Case::Upper) && unexplained(text, at + 1);
    if !inside || !title(at) || !(title(at + 1) || capitals) || title(at + 2) {
        return None;
    }
    let end = name.run;
    let plain = end == at + 2 && text.blocks[at] == 0;
    if !plain || named_after(text, at) || near_the_court(text, at) {
        return None;
    }
    let kin = (at.saturating_sub(8)..at).any(|place| text.infos[place].cue() == Cue::Kinship);
    kin.then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// « le lot 12, attribué à TARTEMPION »: to whom something is given, sold, told, when nothing explains the word.
pub(super) fn given_to(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    const GIVEN: [&str; 19] = [
        "attribu",
        "remis",
        "remet",
        "vend",
        "vente",
        "cede",
        "confie",
        "verse",
        "adresse",
        "apparten",
        "appartien",
        "loue",
        "prete",
        "signifi",
        "notifi",
        "delivr",
        "confront",
        "telephon",
        "fianc",
    ];
    let link = at.checked_sub(1)?;
    if !name.unknown || !name.party || !is_one_of(text, link, &["à"]) {
        return None;
    }
    let given = (link.saturating_sub(6)..link).any(|place| {
        matches!(text.case(place), Some(Case::Lower | Case::Title)) && {
            let word = fold(text.tokens[place].text(text.text));
            GIVEN.iter().any(|stem| word.starts_with(stem))
        }
    });
    let end = name.run;
    (given && end > at && text.blocks[at] == 0 && !near_the_court(text, at)).then_some(NameSpan {
        tokens: at..end,
        probability: ONE_SIGN,
        form: Form::Bare,
    })
}

/// « audition n° 12TARTEMPION »: a name that lost the space after a number.
pub(super) fn after_its_number(text: &Text, at: usize) -> Option<NameSpan> {
    let number = at.checked_sub(1)?;
    let glued = !text.tokens[at].spaced && text.tokens[number].kind == TokenKind::Number;
    if !glued || !unexplained(text, at) || text.tokens[at].range().len() < 5 {
        return None;
    }
    let told = (number.saturating_sub(4)..number).any(|place| {
        text.infos[place].cue() == Cue::Exhibit || is_one_of(text, place, &["témoin"])
    });
    let probability = if told { LIKELY } else { ONE_SIGN };
    Some(NameSpan { tokens: at..at + 1, probability, form: Form::Bare })
}

/// Trades that a sign or an invoice names after whoever runs them.
static TRADES: Kind = Kind::of(
    "tabac bar brasserie cafe auberge restaurant pizzeria creperie traiteur \
        boulangerie patisserie boucherie charcuterie epicerie primeur fromagerie poissonnerie \
        fleuriste librairie bijouterie horlogerie optique coiffure salon onglerie pressing \
        cordonnerie garage carrosserie taxi taxis ambulance ambulances transports demenagements \
        scierie menuiserie ebenisterie charpente couverture plomberie chauffage electricite \
        maconnerie peinture platrerie carrelage serrurerie ferronnerie metallerie terrassement \
        paysagiste pepiniere elevage haras ecurie ecuries ferme scea earl gaec eurl sasu sci ets \
        etablissements imprimerie pharmacie laboratoire cabinet etude atelier ateliers \
        auto-ecole ecole veterinaire funebres marbrerie funeraire traiteurs geometres \
        architectes infirmieres kinesitherapie maison entreprise",
);

pub(super) fn is_trade(text: &Text, at: usize) -> bool {
    TRADES.holds(text, at)
}

/// Whether a mark opens a quotation.
pub(super) fn opens_quote(text: &Text, at: usize) -> bool {
    let token = &text.tokens[at];
    matches!(token.kind, TokenKind::Symbol | TokenKind::Punct(b'"'))
        && matches!(token.text(text.text), "«" | "“" | "\"")
}

/// « le bar-tabac TARTEMPION », « l'hôtel-restaurant « Chez Bidulot » », « le garage du Bidulot ».
pub(super) fn trade_name(text: &Text, at: usize) -> Option<NameSpan> {
    let mut before = at.checked_sub(1)?;
    let mut linked = false;
    if is_one_of(text, before, &["chez"]) {
        before = before.checked_sub(1)?;
    }
    if opens_quote(text, before) {
        before = before.checked_sub(1)?;
        if is_one_of(text, before, &["enseigne"]) {
            return owner(text, at);
        }
    } else if is_one_of(text, before, &["du", "de", "des"]) {
        before = before.checked_sub(1)?;
        linked = true;
    }
    if !is_trade(text, before) {
        return None;
    }
    // « SCI du Moulin » names a place; « garage du Bidulot » may: nothing must know the word.
    let unknown = unexplained(text, at) && text.infos[before].cue() != Cue::LegalForm;
    if linked && !unknown { None } else { owner(text, at) }
}

/// « l'entreprise Tartempion », « les Transports Bidulot »: without a form of company it is no legal person, and its
/// name is that of whoever runs it. Where a company is told, the name stays one of a company.
pub(super) fn of_an_enterprise(text: &Text, span: &mut NameSpan) {
    const ENTERPRISES: &str = "entreprise ets etablissements garage carrosserie boulangerie patisserie boucherie \
        charcuterie epicerie menuiserie ebenisterie charpente couverture plomberie chauffage electricite maconnerie \
        peinture carrelage serrurerie terrassement transports taxi taxis ambulances demenagements ferme elevage salon \
        coiffure restaurant pizzeria brasserie cafe bar tabac auberge pharmacie fleuriste librairie bijouterie";
    // Makers whose dealers bear their name.
    const MAKES: &str = "renault peugeot citroen dacia ford opel fiat toyota nissan volkswagen audi mercedes skoda \
        seat suzuki mazda honda hyundai volvo jaguar porsche ferrari";
    let listed = |list: &str, at: usize| {
        let word = fold(text.tokens[at].text(text.text));
        list.split_whitespace().any(|one| one == word)
    };
    let (start, end) = (span.tokens.start, span.tokens.end);
    if span.form != Form::InCompany || listed(MAKES, start) {
        return;
    }
    let passed = |at: &usize| opens_quote(text, *at) || is_one_of(text, *at, &["chez"]);
    let Some(trade) = (start.saturating_sub(3)..start).rev().find(|at| !passed(at)) else { return };
    if !text.tokens[trade].is_word() || !listed(ENTERPRISES, trade) {
        return;
    }
    let form = |at: usize| {
        text.infos[at].cue() == Cue::LegalForm
            || is_one_of(text, at, &["société", "societe", "groupe", "marque", "syndic"])
    };
    let near = trade.saturating_sub(4)..(end + 4).min(text.tokens.len());
    if near.filter(|at| !span.tokens.contains(at)).any(form) {
        return;
    }
    span.form = Form::InEnterprise;
    let kin = (end..(end + 2).min(text.tokens.len()))
        .any(|at| is_one_of(text, at, &["frères", "freres", "père", "pere", "fils", "filles"]));
    if kin {
        span.probability = span.probability.max(TWO_SIGNS);
    }
}

fn owner(text: &Text, at: usize) -> Option<NameSpan> {
    let end = run_of_names(text, at);
    let plausible = end > at && may_be_party(text, at) && !counsel_follows(text, end);
    plausible.then_some(NameSpan { tokens: at..end, probability: 0.35, form: Form::InCompany })
}

/// « [X] [Y] ex TARTEMPION »: a former name after someone masked.
pub(super) fn former_name(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let before = at.checked_sub(2)?;
    let person =
        matches!(text.tokens[before].kind, TokenKind::Placeholder(kind) if kind.is_person());
    if !person || !is_one_of(text, at - 1, &["ex"]) {
        return None;
    }
    let end = name.run;
    (end > at).then_some(NameSpan {
        tokens: at..end,
        probability: 0.6,
        form: Form::BirthOrMarriedName,
    })
}

/// Whether the two parts differ in case, the way people write a name and nothing else.
fn in_two_cases(text: &Text, start: usize, end: usize) -> bool {
    let has = |case: Case| (start..end).any(|at| text.case(at) == Some(case));
    has(Case::Title)
        && (start..end).any(|at| {
            text.case(at) == Some(Case::Upper)
                && text.tokens[at].range().len() >= 4
                && text.infos[at].cue() == Cue::None
        })
}

/// « un échange avec Zélie TARTEMPION »: a known first name and a surname, in two cases, inside a
/// sentence where no one of the court is named.
pub(super) fn plain_full_name(text: &Text, at: usize) -> Option<NameSpan> {
    let before = at.checked_sub(1)?;
    let inside = matches!(
        text.tokens[before].kind,
        TokenKind::Word(Case::Lower) | TokenKind::Punct(b':' | b'(' | b',' | b';')
    );
    if !inside || text.blocks[at] != 0 || text.shouted(at) || text.infos[at].first_name() < 4 {
        return None;
    }
    let end = two_parts(text, at)?;
    let late = text.is_late(at);
    let sitting = (at.saturating_sub(5)..at)
        .any(|place| is_one_of(text, place, &["assisté", "assistée", "assistés", "nous", "tenue"]));
    let sure = in_two_cases(text, at, end)
        && !late
        && !sitting
        && !named_after(text, at)
        && !near_the_court(text, at);
    sure.then_some(NameSpan { tokens: at..end, probability: TWO_SIGNS, form: Form::Bare })
}

/// « Bénéficiaire : TARTEMPION Zélie », « Utilisateur : Zélie Tartempion »: what a label introduces, up
/// to the end of its line or of its cell.
pub(super) fn labelled(text: &Text, colon: usize) -> Option<NameSpan> {
    const OF_PERSONS: [&str; 46] = [
        "propriétaire",
        "occupant",
        "occupante",
        "preneur",
        "bailleur",
        "gérant",
        "gérante",
        "vendeur",
        "acquéreur",
        "acheteur",
        "déclarant",
        "déclarante",
        "victime",
        "plaignant",
        "plaignante",
        "témoin",
        "débiteur",
        "créancier",
        "adhérent",
        "passager",
        "titulaire",
        "assuré",
        "assurée",
        "bénéficiaire",
        "utilisateur",
        "utilisatrice",
        "client",
        "cliente",
        "porteur",
        "élève",
        "suppléant",
        "suppléante",
        "agent",
        "locataire",
        "salarié",
        "salariée",
        "nom",
        "patient",
        "patiente",
        "conducteur",
        "abonné",
        "souscripteur",
        "emprunteur",
        "destinataire",
        "expéditeur",
        "signataire",
    ];
    let label = colon.checked_sub(1)?;
    // « MANDATAIRE : Zélie TARTEMPION »: a lawyer, or a friend; a person decides.
    let agent = is_one_of(text, label, &["mandataire"]);
    let foreign = !agent
        && matches!(
            text.infos[label].cue(),
            Cue::Magistrate
                | Cue::Lawyer
                | Cue::LawyerTitle
                | Cue::LegalForm
                | Cue::Organisation
                | Cue::Court
                | Cue::Street
                | Cue::Statute
        );
    let start = colon + 1;
    let named = text.tokens[label].is_word() && !foreign && text.blocks.get(start) == Some(&0);
    if !named || !text.case(start)?.is_capital() {
        return None;
    }
    let parts = two_parts(text, start);
    let end = parts.unwrap_or_else(|| run_of_names(text, start));
    let closed = text.tokens.get(end).is_none_or(|token| {
        matches!(
            token.kind,
            TokenKind::Newline | TokenKind::Punct(b';' | b',' | b'.' | b'(' | b'/' | b'|' | b'-')
        ) || token.kind == TokenKind::Symbol
            || token.kind == TokenKind::Number
    });
    if end == start || !closed || !agent && professional_around(text, start) {
        return None;
    }
    let person = is_one_of(text, label, &OF_PERSONS);
    let unknown = (start..end).any(|place| unexplained(text, place));
    let probability = match (parts.is_some(), person) {
        (true, _) if !near_the_court(text, start) => TWO_SIGNS,
        (true, _) => ONE_SIGN,
        // « Locataire : TARTEMPION »: a word that nothing else explains.
        (false, true) if unknown && may_be_party(text, start) => LIKELY,
        (false, true) if end - start > 1 || may_be_party(text, start) => ONE_SIGN,
        _ => return None,
    };
    Some(NameSpan { tokens: start..end, probability, form: Form::Bare })
}

/// « succession TARTEMPION », « les hoirs de Bidulot »: whose family, estate or joint property it is.
#[inline]
pub(super) fn of_a_family(text: &Text, noun: usize) -> Option<NameSpan> {
    if text.infos[noun].cue() == Cue::Kinship { family_after(text, noun) } else { None }
}

/// The name that follows such a noun.
fn family_after(text: &Text, noun: usize) -> Option<NameSpan> {
    const NOUNS: [&str; 10] = [
        "succession",
        "indivision",
        "consorts",
        "cts",
        "hoirs",
        "hoirie",
        "héritiers",
        "heritiers",
        "famille",
        "époux",
    ];
    if !is_one_of(text, noun, &NOUNS) {
        return None;
    }
    let point = text.tokens.get(noun + 1).is_some_and(|mark| mark.is_punct(b'.') && !mark.spaced);
    let mut start = noun + 1 + usize::from(point);
    let of = text.tokens.get(start).is_some_and(|token| token.is_word())
        && is_one_of(text, start, &["de"]);
    start += usize::from(of);
    let end = run_of_names(text, start);
    let sure = unexplained(text, start) && !text.infos[start].is_commune();
    (end > start && !professional_around(text, start)).then_some(NameSpan {
        tokens: start..end,
        probability: if sure { TWO_SIGNS } else { ONE_SIGN },
        form: Form::Bare,
    })
}

/// « Affaire Tartempion contre Bidulot », « Aff. TARTEMPION/BIDULOT »: the two sides of a case that is named.
pub(super) fn case_title(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    const CASES: [&str; 6] = ["affaire", "aff", "litige", "contentieux", "instance", "dossier"];
    let named = |place: usize| is_one_of(text, place, &CASES);
    let before = text.before(at)?;
    let end = name.run;
    if end == at || !name.party && end - at == 1 && !name.unknown {
        return None;
    }
    let against = |place: usize| {
        text.tokens.get(place).is_some_and(|token| token.is_punct(b'/'))
            || text.tokens.get(place).is_some_and(|token| token.is_word())
                && is_one_of(text, place, &["contre"])
    };
    let first = named(before) && against(end);
    let second = against(at - 1)
        && capital_name(text, at.checked_sub(2)?)
        && (at.saturating_sub(7)..at - 1).any(named);
    (first || second).then_some(NameSpan {
        tokens: at..end,
        probability: 0.5,
        form: Form::CaseTitle,
    })
}

/// « Pièce 12 – Devis Tartempion accepté »: whose paper an exhibit is.
pub(super) fn exhibit_of(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    const MARKS: [&str; 7] =
        ["pièce", "pièces", "pce", "cote", "annexe", "production", "bordereau"];
    // « Pièce 12 : contrat de travail Tartempion »
    let last = at.checked_sub(1)?;
    let of = last >= 2
        && is_one_of(
            text,
            last,
            &["travail", "paie", "salaire", "licenciement", "naissance", "loyer", "vente"],
        )
        && is_one_of(text, last - 1, &["de"]);
    let paper = if of { last - 2 } else { last };
    let known = text.infos[paper].cue() == Cue::Exhibit || of;
    if !known || !text.tokens[paper].is_word() {
        return None;
    }
    // « 12) », « 12. » at the beginning of a line
    let numbered = (paper.saturating_sub(3)..paper).any(|place| {
        text.tokens[place].kind == TokenKind::Number
            && (place == 0 || text.tokens[place - 1].kind == TokenKind::Newline)
    });
    let marked =
        numbered || (paper.saturating_sub(6)..paper).any(|place| is_one_of(text, place, &MARKS));
    let end = name.run;
    (marked && end > at && name.party && !near_the_court(text, at)).then_some(NameSpan {
        tokens: at..end,
        probability: ONE_SIGN,
        form: Form::Bare,
    })
}

/// « Zélie Tartempion et [V] »: someone named in a list with someone masked.
pub(super) fn listed_with(text: &Text, placeholder: usize) -> Option<NameSpan> {
    let joint = placeholder.checked_sub(1)?;
    if !is_one_of(text, joint, &["et", ","]) {
        return None;
    }
    if let Some(found) = listed_after_a_name(text, joint) {
        return Some(found);
    }
    let start =
        (joint.saturating_sub(4)..joint).find(|&start| two_parts(text, start) == Some(joint))?;
    let plain =
        text.blocks[start] == 0 && !named_after(text, start) && !near_the_court(text, start);
    plain.then_some(NameSpan { tokens: start..joint, probability: TWO_SIGNS, form: Form::Bare })
}

/// « Zélie Tartempion, Bidulot et [V] »: a surname alone in a list with a full name and someone masked.
fn listed_after_a_name(text: &Text, joint: usize) -> Option<NameSpan> {
    let at = joint.checked_sub(1).filter(|&at| {
        matches!(text.case(at), Some(Case::Title | Case::Upper)) && unexplained(text, at)
    })?;
    let comma = at.checked_sub(1).filter(|&comma| text.tokens[comma].is_punct(b','))?;
    let full = (comma.saturating_sub(4)..comma).any(|start| two_parts(text, start) == Some(comma));
    let plain = full
        && text.blocks[at] == 0
        && !named_after(text, at)
        && !in_court_sentence(text, at, joint);
    plain.then_some(NameSpan { tokens: at..joint, probability: LIKELY, form: Form::Bare })
}

/// What a natural person is or does for a living.
static FUNCTIONS: Kind = Kind::of(
    "educateur educatrice infirmier infirmiere psychologue medecin docteur gendarme policier \
            brigadier adjudant chauffeur caissier caissiere gardien gardienne voisin voisine collegue employe employee \
            client cliente temoin temoins locataire vendeur vendeuse acquereur associe associee assistant assistante \
            secretaire formateur formatrice professeur instituteur institutrice entraineur ouvrier ouvriere \
            conducteur conductrice passager passagere victime prevenu prevenue serveur serveuse cuisinier aide-soignant \
            aide-soignante contremaitre magasinier cariste comptable animateur animatrice maitresse nourrice ami amie \
            eleve apprenti apprentie stagiaire patient patiente salarie salariee appelant intime demandeur defendeur \
            requerant detenu accuse retenu defunt defunte testateur testatrice legataire heritier heritiere tuteur \
            tutrice curateur curatrice mineur mineure",
);

/// Whether a word says what someone does or is.
pub(super) fn is_function(text: &Text, at: usize) -> bool {
    FUNCTIONS.holds(text, at)
}

/// « l'éducatrice Tartempion », « une cliente (Bidulot) », « un voisin, Tartempion, »: who does what a word says, when
/// nothing explains the other.
pub(super) fn after_a_function(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    if !name.unknown || !name.party {
        return None;
    }
    let before = at.checked_sub(1)?;
    let end = name.run;
    let closes = |sign: u8| text.tokens.get(end).is_some_and(|token| token.is_punct(sign));
    let noun = match text.tokens[before].kind {
        TokenKind::Punct(b'(') if closes(b')') => before.checked_sub(1)?,
        TokenKind::Punct(b',') if closes(b',') || closes(b'.') => before.checked_sub(1)?,
        _ => before,
    };
    let plain = end > at
        && text.case(noun) == Some(Case::Lower)
        && FUNCTIONS.holds(text, noun)
        && text.blocks[at] == 0
        && !near_the_court(text, at);
    plain.then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// « un individu désigné comme Tartempion »: how someone is called.
pub(super) fn known_as(text: &Text, at: usize) -> Option<NameSpan> {
    const CALLED: [&str; 8] = [
        "désigné",
        "désignée",
        "identifié",
        "identifiée",
        "connu",
        "connue",
        "reconnu",
        "reconnue",
    ];
    let word = text.case(at) == Some(Case::Title)
        && text.infos[at].cue() == Cue::None
        && text.infos[at].ordinary() <= 2;
    if !word {
        return None;
    }
    let link = at.checked_sub(1).filter(|&link| text.tokens[link].is_word())?;
    let verb = if is_one_of(text, link, &["comme"]) {
        link.checked_sub(1)?
    } else if link >= 3
        && is_one_of(text, link, &["de"])
        && is_one_of(text, link - 1, &["nom", "pseudo", "prénom"])
        && is_one_of(text, link - 2, &["le"])
    {
        link.checked_sub(4)?
    } else {
        return None;
    };
    let called = text.tokens[verb].is_word() && is_one_of(text, verb, &CALLED);
    let company = (verb.saturating_sub(8)..verb).any(|place| {
        matches!(text.infos[place].cue(), Cue::Organisation | Cue::LegalForm | Cue::Statute)
    });
    let end = run_of_names(text, at).max(at + 1);
    (called && word && !company && !near_the_court(text, at)).then_some(NameSpan {
        tokens: at..end,
        probability: if unexplained(text, at) || text.infos[at].first_name() >= 4 {
            LIKELY
        } else {
            ONE_SIGN
        },
        form: Form::FirstNameAlone,
    })
}

/// « TARTEMPION ZÉLIE, SALARIÉE »: a surname and a first name that open a line of capitals.
pub(super) fn opens_a_loud_line(text: &Text, at: usize) -> Option<NameSpan> {
    let opens = at == 0 || text.tokens[at - 1].kind == TokenKind::Newline;
    let surname_first = unexplained(text, at)
        && text.infos.get(at + 1).is_some_and(|info| {
            info.first_name() >= 6 && info.ordinary() <= 1 && info.cue() == Cue::None
        });
    let first_name_first = text.infos[at].first_name() >= 6
        && text.infos[at].ordinary() <= 1
        && unexplained(text, at + 1);
    let capitals = [at, at + 1].iter().all(|&place| text.case(place) == Some(Case::Upper));
    let closed = text.tokens.get(at + 2).is_none_or(|token| {
        matches!(token.kind, TokenKind::Newline | TokenKind::Punct(b',' | b'-' | b'/' | b':'))
    });
    let late = text.is_late(at);
    let plain = opens
        && capitals
        && (surname_first || first_name_first)
        && closed
        && !late
        && text.blocks[at] == 0
        && !near_the_court(text, at);
    plain.then_some(NameSpan { tokens: at..at + 2, probability: LIKELY, form: Form::Bare })
}

/// Whether a sentence that names someone of the court holds these words: what it says is said of them.
pub(super) fn in_court_sentence(text: &Text, start: usize, end: usize) -> bool {
    let ends = |place: usize| {
        let token = &text.tokens[place];
        token.kind == TokenKind::Newline
            || token.is_punct(b'.') && text.before(place + 1) == Some(place)
            || token.is_punct(b';')
    };
    let court = |place: usize| {
        matches!(text.infos[place].cue(), Cue::Magistrate | Cue::LawyerTitle | Cue::Lawyer)
    };
    let mut before = (start.saturating_sub(14)..start).rev().take_while(|&place| !ends(place));
    // « est greffière », but not « a saisi le juge » a little further.
    let mut after = (end..(end + 3).min(text.tokens.len())).take_while(|&place| !ends(place));
    text.blocks[start] != 0 || before.any(court) || after.any(court)
}

/// Whether the words that begin here tell what someone does: « soutient », « a signalé », « n'a pas payé ».
pub(super) fn tells(text: &Text, at: usize) -> bool {
    const AUXILIARIES: [&str; 10] =
        ["a", "avait", "aurait", "est", "était", "serait", "ont", "n", "se", "s"];
    // « R. Tartempion : « Non. » »
    let speaks = text.tokens.get(at).is_some_and(|token| token.is_punct(b':'))
        && text.tokens.get(at + 1).is_some_and(|_| opens_quote(text, at + 1));
    if text.case(at) != Some(Case::Lower) {
        return speaks;
    }
    if text.infos[at].cue() == Cue::Speech {
        return true;
    }
    let next = text.case(at + 1) == Some(Case::Lower)
        || text.tokens.get(at + 1).is_some_and(|token| token.is_punct(b'\''));
    next && is_one_of(text, at, &AUXILIARIES)
}

/// « Zélie Tartempion conteste », « ZÉLIE TARTEMPION a interjeté appel »: a full name that is the subject of a verb.
pub(super) fn subject_of_verb(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let opens = at.checked_sub(1).is_none_or(|before| {
        matches!(
            text.tokens[before].kind,
            TokenKind::Newline
                | TokenKind::Word(Case::Lower)
                | TokenKind::Punct(b'.' | b',' | b';' | b':' | b'(')
        )
    });
    if !opens || text.infos[at].first_name() < 4 {
        return None;
    }
    let end = name.parts?;
    // What ends the sentence before says nothing of this one.
    let opens_sentence = at.checked_sub(1).is_none_or(|before| {
        matches!(text.tokens[before].kind, TokenKind::Newline | TokenKind::Punct(b'.' | b';'))
    });
    let sure = tells(text, end)
        && (opens_sentence || !named_after(text, at))
        && !in_court_sentence(text, at, end)
        && !kept_by_old_stock(text, at);
    sure.then_some(NameSpan { tokens: at..end, probability: TWO_SIGNS, form: Form::Bare })
}

/// « l'instance opposant Zélie Tartempion à [X] »: the first side of a dispute.
pub(super) fn opposed(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let verb = at.checked_sub(1).filter(|&verb| text.tokens[verb].is_word())?;
    if !is_one_of(text, verb, &["opposant", "oppose", "opposait", "opposa"]) {
        return None;
    }
    let end = name.end();
    let faces = text.tokens.get(end).is_some_and(|token| token.is_word())
        && is_one_of(text, end, &["à", "au", "aux", "a", "et"]);
    let probability = match name.parts {
        Some(_) => TWO_SIGNS,
        None if name.unknown && text.infos[at].is_surname() => LIKELY,
        None => ONE_SIGN,
    };
    (end > at && faces && name.party).then_some(NameSpan {
        tokens: at..end,
        probability,
        form: Form::CaseTitle,
    })
}

/// « Selon lui, Petit n'avait rien vu »: a surname that is also a word, with a capital and no article inside a sentence,
/// as the subject of a verb; for a person to decide.
pub(super) fn word_that_tells(text: &Text, at: usize) -> Option<NameSpan> {
    const OPENINGS: [&str; 12] = [
        "que", "et", "mais", "si", "comme", "lorsque", "dont", "puisque", "quand", "car", "où",
        "ni",
    ];
    let info = text.infos[at];
    let word = text.case(at) == Some(Case::Title)
        && info.is_surname()
        && info.cue() == Cue::None
        && !info.is_commune()
        && text.tokens[at].range().len() >= 4;
    let opened = at.checked_sub(1).is_some_and(|before| {
        text.tokens[before].is_punct(b',')
            || text.tokens[before].is_word() && is_one_of(text, before, &OPENINGS)
    });
    let plain = word
        && opened
        && tells(text, at + 1)
        && text.blocks[at] == 0
        && !named_after(text, at)
        && !in_court_sentence(text, at, at + 1)
        && !near_the_court(text, at);
    plain.then_some(NameSpan { tokens: at..at + 1, probability: ONE_SIGN, form: Form::Bare })
}

/// « Zélie de La Tour-Bidule »: a first name, a particle, and an article with a capital as of a place.
pub(super) fn of_a_manor(text: &Text, at: usize) -> Option<NameSpan> {
    let info = text.infos[at];
    let given = text.case(at) == Some(Case::Title)
        && info.cue() == Cue::None
        && (info.first_name() >= 4 && info.ordinary() <= 1 || unexplained(text, at));
    let particle = text.case(at + 1) == Some(Case::Lower)
        && text.infos[at + 1].cue() == Cue::Particle
        && is_one_of(text, at + 1, &["de", "du", "des", "d"]);
    let mut start = at + 2;
    if particle && text.tokens.get(start).is_some_and(|mark| mark.is_punct(b'\'')) {
        start += 1;
    }
    let article =
        text.case(start) == Some(Case::Title) && is_one_of(text, start, &["la", "le", "les"]);
    let place = start + usize::from(article);
    let title = |at: usize| text.case(at) == Some(Case::Title);
    let mut end = place + 1;
    while joins(text, end) && title(end + 1) {
        end += 2;
    }
    let double = end > place + 1;
    if !given || !particle || !title(place) || !(article || double) {
        return None;
    }
    let led = at.checked_sub(1).is_some_and(|before| {
        text.tokens[before].is_punct(b',') || text.case(before) == Some(Case::Lower)
    });
    let person = (at.saturating_sub(5)..at)
        .any(|place| matches!(text.infos[place].cue(), Cue::Kinship | Cue::Party | Cue::Birth));
    let plain = led && text.blocks[at] == 0 && !named_after(text, at) && !near_the_court(text, at);
    let probability = match info.first_name() >= 6 || person {
        true => LIKELY,
        false => ONE_SIGN,
    };
    plain.then_some(NameSpan { tokens: at..end, probability, form: Form::Bare })
}

/// « l'audition de Zélie⏎Tartempion le 3 mai »: a name that the end of a line cuts inside a sentence.
pub(super) fn cut_by_a_line(text: &Text, at: usize) -> Option<NameSpan> {
    let title = |place: usize| text.case(place) == Some(Case::Title);
    let newline = text.tokens.get(at + 1).is_some_and(|token| {
        token.kind == TokenKind::Newline && text.text[token.range()].matches('\n').count() == 1
    });
    let inside = at.checked_sub(1).is_some_and(|before| text.case(before) == Some(Case::Lower));
    let given = title(at) && text.infos[at].first_name() >= 6 && text.infos[at].ordinary() <= 2;
    if !newline || !inside || !given || !title(at + 2) || !unexplained(text, at + 2) {
        return None;
    }
    let end = run_of_names(text, at + 2);
    let goes_on = text.case(end) == Some(Case::Lower)
        || text.tokens.get(end).is_some_and(|token| token.is_punct(b','));
    let plain =
        goes_on && text.blocks[at] == 0 && !named_after(text, at) && !near_the_court(text, at);
    plain.then_some(NameSpan { tokens: at..end, probability: LIKELY, form: Form::Bare })
}

/// « Tartempion EI », « Bidulot, entrepreneur individuel », « l'auto-entrepreneur Bidulot »: who trades under his own
/// name.
pub(super) fn sole_trader(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    const TRADERS: [&str; 6] =
        ["entrepreneur", "entrepreneuse", "auto", "micro", "autoentrepreneur", "commerçant"];
    let word = |place: usize, words: &[&str]| is_word_among(text, place, words);
    let end = name.end();
    if end == at || !name.party {
        return None;
    }
    let comma = text.tokens.get(end).is_some_and(|token| token.is_punct(b','));
    let after = word(end, &["EI"]) || comma && word(end + 1, &TRADERS);
    let before = at.checked_sub(1).is_some_and(|before| {
        word(
            before,
            &["entrepreneur", "entrepreneuse", "individuel", "individuelle", "autoentrepreneur"],
        )
    });
    (after || before).then_some(NameSpan {
        tokens: at..end,
        probability: if name.unknown || end - at >= 2 { LIKELY } else { ONE_SIGN },
        form: Form::InEnterprise,
    })
}

/// « Zélie Tartempion », « RAYMONDE DU BIDULOT-TARTEMPION »: whether a span that the score doubts is a first name and a
/// surname that nothing around explains otherwise.
pub(super) fn is_full_name(text: &Text, span: &NameSpan) -> bool {
    let start = span.tokens.start;
    let given = text.infos[start].first_name() >= 5
        && text.infos[start].ordinary() <= 1
        && text.infos[start].cue() == Cue::None
        && text.case(start).is_some_and(|case| matches!(case, Case::Title | Case::Upper));
    let second = start + 1;
    given
        && span.tokens.len() >= 2
        && text.is_capital(second)
        && text.infos[second].cue() == Cue::None
        && text.infos[second].ordinary() <= 1
        && !text.infos[second].is_commune()
        && !text.shouted(start)
        && !text.is_late(start)
        && text.blocks[start] == 0
        && !named_after(text, start)
        && !near_the_court(text, start)
}

/// Whether a line says « contre », alone.
fn says_against(text: &Text, at: usize) -> bool {
    let newline =
        |place: usize| text.tokens.get(place).is_none_or(|token| token.kind == TokenKind::Newline);
    let word = text.tokens.get(at).is_some_and(|token| token.is_word());
    word && is_one_of(text, at, &["contre"]) && newline(at + 1) && (at == 0 || newline(at - 1))
}

/// « TARTEMPION Zélie⏎contre⏎[X] »: a name alone on its line, and the line of its opponent.
pub(super) fn facing(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let newline =
        |place: usize| text.tokens.get(place).is_some_and(|token| token.kind == TokenKind::Newline);
    if at > 0 && !newline(at - 1) {
        return None;
    }
    let end = name.end();
    if end == at || !newline(end) || !name.party {
        return None;
    }
    let faces = says_against(text, end + 1) || at >= 2 && says_against(text, at - 2);
    let given = (at..end).any(|place| text.infos[place].first_name() >= 4);
    let probability = if given && end - at >= 2 { TWO_SIGNS } else { LIKELY };
    faces.then_some(NameSpan { tokens: at..end, probability, form: Form::CaseTitle })
}

/// « Zélie TARTEMPION⏎[Adresse 1] »: a full name alone on its line, above a masked address.
pub(super) fn at_an_address(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    let newline =
        |place: usize| text.tokens.get(place).is_some_and(|token| token.kind == TokenKind::Newline);
    let end = name.parts.filter(|_| at > 0 && newline(at - 1))?;
    let address = newline(end)
        && text
            .tokens
            .get(end + 1)
            .is_some_and(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::Address));
    (address && text.blocks[at] & 0b1011 == 0 && !near_the_court(text, at)).then_some(NameSpan {
        tokens: at..end,
        probability: TWO_SIGNS,
        form: Form::Bare,
    })
}

/// « l'audition de Tartempion », « les conclusions notifiées par BIDULOT »: whose word, paper or fate it is, when
/// nothing else explains the word.
pub(super) fn of_a_person(text: &Text, name: &Opening) -> Option<NameSpan> {
    let at = name.at;
    /// What only a natural person has or does.
    const PERSONAL: [&str; 35] = [
        "dires",
        "obsèques",
        "chambre",
        "visage",
        "bras",
        "main",
        "épaule",
        "dos",
        "scolarité",
        "présence",
        "absence",
        "remplacement",
        "embauche",
        "démission",
        "convocation",
        "promotion",
        "mutation",
        "reclassement",
        "incarcération",
        "garde",
        "attestation",
        "audition",
        "témoignage",
        "plainte",
        "décès",
        "licenciement",
        "expulsion",
        "signature",
        "interpellation",
        "hospitalisation",
        "naissance",
        "mariage",
        "divorce",
        "conjoint",
        "employeur",
    ];
    /// What a company may have too.
    const SHARED: [&str; 11] = [
        "demande",
        "demandes",
        "conclusions",
        "courrier",
        "lettre",
        "courriel",
        "moyens",
        "prétentions",
        "créance",
        "domicile",
        "préjudice",
    ];
    let link = at.checked_sub(1).filter(|&link| {
        text.tokens[link].is_word() && is_one_of(text, link, &["de", "par"])
            || text.tokens[link].is_punct(b'\'') && link > 0 && is_one_of(text, link - 1, &["d"])
    })?;
    if !name.unknown || text.infos[at].is_commune() {
        return None;
    }
    let mut noun = link.checked_sub(1 + usize::from(text.tokens[link].is_punct(b'\'')))?;
    // « notifiées », « établie »
    const TOLD: [&str; 10] = ["é", "ée", "és", "ées", "ie", "ies", "ue", "ues", "crit", "crite"];
    let told = TOLD.iter().any(|end| text.tokens[noun].text(text.text).ends_with(end));
    if told {
        noun = noun.checked_sub(1)?;
    }
    let done_by = told && is_one_of(text, link, &["par"]);
    let named = |list: &[&str]| text.tokens[noun].is_word() && is_one_of(text, noun, list);
    let probability = match (named(&PERSONAL), named(&SHARED)) {
        (true, _) => LIKELY,
        (_, true) => ONE_SIGN,
        _ if done_by => ONE_SIGN,
        _ => return None,
    };
    let end = name.run;
    (end > at && name.party && text.blocks[at] == 0 && !near_the_court(text, at))
        .then_some(NameSpan { tokens: at..end, probability, form: Form::Bare })
}
