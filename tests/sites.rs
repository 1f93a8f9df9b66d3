//! Home pages: what the address of a site is worth, by whose it is.

use filigrane::corpus::Decision;
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::{Engines, Finding};
use filigrane::document::Document;
use filigrane::policy::Policy;
use filigrane::rules::{Catalogue, EngineName};
use filigrane::taxonomy::{Severity, Status};

/// The finding about a site in each text.
fn sites(texts: &[&str]) -> Vec<Finding> {
    let catalogue = Catalogue::embedded().expect("the shipped catalogue loads");
    let chosen = [EngineName::Identifiers, EngineName::Names, EngineName::Known];
    let engines = Engines::compile(catalogue, None, &chosen).expect("the engines compile");
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let finisher = Finisher { rules: engines.catalogue().rules(), key: &key, ordinary: &|_| true };
    texts
        .iter()
        .map(|text| {
            let decision = Decision::from_text("d", *text);
            let document = Document::new(&decision);
            let policy = Policy::of(&decision, 0.5);
            let found = finisher.finish(&document, &engines.scan(&document, &policy), &policy);
            let mut sites: Vec<Finding> =
                found.into_iter().filter(|one| &*one.rule_id == "OCC-URL").collect();
            assert_eq!(sites.len(), 1, "{text}");
            sites.remove(0)
        })
        .collect()
}

#[test]
fn the_site_of_a_company_that_the_decision_names_says_nothing_more() {
    for one in sites(&[
        "La société Verdanne publiera le jugement sur la page d'accueil du site verdanne.fr pendant un mois.",
        "Les sociétés du groupe Val Doré exploitent le site www.val-dore.com et une boutique.",
        "Le rapport cite le site « contratvente.net » pour le prix d'un portail.",
    ]) {
        assert_eq!((one.status, one.severity), (Status::ToReview, Severity::Mineur));
    }
}

#[test]
fn an_unknown_home_page_waits_for_a_person() {
    for one in sites(&[
        "Les photographies viennent du site www.zorvalac.fr et d'un catalogue.",
        "La société [1] exploite le site peinturetoiture.fr depuis deux ans.",
    ]) {
        assert_eq!((one.status, one.severity), (Status::ToReview, Severity::Majeur));
    }
}

#[test]
fn a_page_a_profile_or_a_person_s_site_is_a_violation() {
    for one in sites(&[
        "La société Verdanne a publié l'article https://www.verdanne.fr/equipe/direction en mai.",
        "Elle tient le blog zorvalac.fr où elle raconte le litige.",
        "Le site de M. [X], zorvalac.fr, est fermé.",
        "Il écrit sur zorvalac.over-blog.com depuis deux ans.",
        "Le site www.zelie-tartempion.fr est fermé.",
    ]) {
        assert_eq!(
            (one.status, one.severity),
            (Status::Violation, Severity::Critique),
            "{:?}",
            one.masked
        );
    }
}

#[test]
fn the_sites_of_public_bodies_are_permitted() {
    for one in sites(&[
        "le Contrôleur général des lieux de privation de liberté (www.cglpl.fr)",
        "voir https://www.service-public.fr/particuliers",
    ]) {
        assert_eq!(one.status, Status::Permitted);
    }
}
