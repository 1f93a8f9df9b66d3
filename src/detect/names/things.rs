//! What bears a name without being anyone: cars, storms, clauses, scales, schools, departments.
//!
//! Each function says whether a span that the score or a form believed in is such a name. A civility always wins: what
//! it announces is never asked here.

use crate::document::tokens::{Case, TokenKind};
use crate::lexicon::Cue;

use super::around::{Kind, is_one_of, joins};
use super::features::Text;
use super::shapes::{is_trade, opens_quote};
use super::spans::{Form, NameSpan};

/// What is named by putting its name right after: « le véhicule Tartempion », « la tempête Zélie ».
static NAMED: Kind = Kind::of(
    "vehicule vehicules voiture voitures camion camionnette fourgon tracteur moto motocyclette scooter marque \
         marques modele modeles logiciel logiciels progiciel application medicament vaccin tempete ouragan cyclone \
         typhon cheval jument poulain etalon poney chien chienne chat chatte taureau \
         navire bateau voilier chalutier paquebot avion helicoptere jurisprudence bareme amendement \
         imprimante chaudiere",
);

/// What is called after whoever made it: « le score de Tartempion ».
static CALLED: Kind = Kind::of(
    "syndrome score echelle test indice classification methode bareme signe manoeuvre theoreme",
);

/// What « dite » names: « la clause dite Zélie Tartempion ».
static SAID: Kind = Kind::of(
    "clause clauses loi lois methode jurisprudence theorie regle regles mesure operation prime taxe amendement \
         disposition dispositions procedure aide indemnite garantie exception doctrine parcelle maison villa zone",
);

/// Makers of vehicles.
static MAKERS: Kind = Kind::of(
    "renault peugeot citroen dacia ford opel fiat toyota nissan volkswagen audi mercedes skoda seat suzuki mazda \
         honda hyundai kia volvo jaguar porsche ferrari bmw yamaha kawasaki piaggio iveco scania",
);

/// Public places named in honour of someone.
static HONOURED: Kind = Kind::of(
    "college lycee ecole groupe universite hopital hospitalier hospitaliere stade gare gymnase aeroport faculte \
         maternite mediatheque bibliotheque theatre musee",
);

/// Those of them that bear a bare surname too: « le lycée Tartempion ».
static SURNAMED: Kind = Kind::of(
    "college lycee universite hopital stade gare gymnase aeroport maternite mediatheque bibliotheque theatre musee",
);

/// What an address in English ends with: « Zélie Tartempion Way ».
static STREETS: Kind = Kind::of(
    "way street road lane drive square avenue gardens crescent terrace boulevard building house",
);

/// Departments, old regions and the rivers they are named after.
static DEPARTMENTS: Kind = Kind::of(
    "ain aisne allier ardeche ardennes ariege aube aude aveyron calvados cantal charente charentes correze corse \
         creuse dordogne doubs drome eure finistere gard gers gironde herault indre isere jura landes loire loiret \
         lozere marne mayenne meurthe moselle meuse morbihan nievre oise orne rhin rhone saone sarthe savoie seine \
         somme tarn vaucluse vendee vienne vosges yonne essonne yvelines reunion guadeloupe martinique guyane mayotte \
         bretagne normandie alsace lorraine picardie aquitaine auvergne bourgogne champagne limousin provence \
         occitanie",
);

/// Words of papers and messages that no vocabulary holds, and abbreviations of bodies.
static PAPERS: Kind = Kind::of(
    "merci kbis matricule sms mms whatsapp messenger snapchat sirene siret siren ste cie ni demain nom noms prenom \
         prenoms",
);

/// Whether a span is the name of a thing.
pub(super) fn names_a_thing(text: &Text, span: &NameSpan) -> bool {
    let start = span.tokens.start;
    if span.tokens.len() == 1 && span.form != Form::AfterCivility && PAPERS.holds(text, start) {
        return true;
    }
    match span.form {
        Form::Bare | Form::FirstNameAlone | Form::BirthOrMarriedName => {
            announced(text, start)
                || is_street(text, span)
                || is_section(text, span)
                || holds_office(text, start)
                || span.form != Form::BirthOrMarriedName
                    && (honours(text, span) || is_vehicle(text, span) || is_department(text, span))
        }
        Form::InCompany => honours(text, span) || span.tokens.clone().all(|at| is_trade(text, at)),
        _ => false,
    }
}

/// « la tempête Zélie », « le score de Tartempion », « la clause dite Bidulot ».
fn announced(text: &Text, start: usize) -> bool {
    let Some(mut before) = start.checked_sub(1) else { return false };
    if opens_quote(text, before) {
        match before.checked_sub(1) {
            Some(earlier) => before = earlier,
            None => return false,
        }
    }
    if NAMED.holds(text, before) {
        return true;
    }
    let Some(head) = before.checked_sub(1) else { return false };
    if !text.tokens[before].is_word() {
        return false;
    }
    is_one_of(text, before, &["de"]) && CALLED.holds(text, head)
        || is_one_of(text, before, &["dit", "dite", "dites"]) && SAID.holds(text, head)
}

/// « le lycée Zélie-Tartempion », « le stade Bidulot »: what follows such a place is the name it was given in honour.
fn honours(text: &Text, span: &NameSpan) -> bool {
    let (start, end) = (span.tokens.start, span.tokens.end);
    let Some(before) = start.checked_sub(1) else { return false };
    let joined = text.infos[start].first_name() >= 6 && (start..end).any(|at| joins(text, at));
    HONOURED.holds(text, before) && joined
        || SURNAMED.holds(text, before) && text.case(before) == Some(Case::Lower)
}

/// « Zélie Tartempion Way »: the street of an address in English.
fn is_street(text: &Text, span: &NameSpan) -> bool {
    let end = span.tokens.end;
    [end - 1, end].into_iter().any(|at| {
        STREETS.holds(text, at) && text.case(at) != Some(Case::Lower) && at > span.tokens.start
    })
}

/// « la parcelle ZB 112 »: a section of the land register.
fn is_section(text: &Text, span: &NameSpan) -> bool {
    let (start, end) = (span.tokens.start, span.tokens.end);
    span.tokens.len() == 1
        && text.case(start) == Some(Case::Upper)
        && text.tokens[start].range().len() <= 2
        && text.tokens.get(end).is_some_and(|next| next.kind == TokenKind::Number)
}

/// « le garde des Sceaux Zélie Tartempion », « le ministre Bidulot »: who governed is public.
fn holds_office(text: &Text, start: usize) -> bool {
    start.checked_sub(1).is_some_and(|before| {
        text.tokens[before].is_word() && is_one_of(text, before, &["sceaux", "ministre"])
    })
}

/// « une Tartempion Clio »: a maker and a model.
fn is_vehicle(text: &Text, span: &NameSpan) -> bool {
    let second = span.tokens.start + 1;
    MAKERS.holds(text, span.tokens.start)
        && span.tokens.len() >= 2
        && text.infos[second].first_name() < 6
}

/// « l'URSSAF de la Sarthe », « DU RHÔNE ».
fn is_department(text: &Text, span: &NameSpan) -> bool {
    let start = span.tokens.start;
    let led = start.checked_sub(1).is_some_and(|before| {
        text.infos[before].cue() == Cue::Particle
            || text.tokens[before].is_punct(b'\'')
            || is_one_of(text, before, &["en", "des", "les"])
    });
    led && span.tokens.len() == 1
        && text.case(start) != Some(Case::Lower)
        && DEPARTMENTS.holds(text, start)
}
