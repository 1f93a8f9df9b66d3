//! Names of courts, natures, days and verdicts, as people read them.

use crate::document::numbers::written_day;
use crate::report::Language;
use crate::report::data::{Card, Words};
use crate::report::gate;
use crate::report::summary::status_label;
use crate::run::derived::Verdict;
use crate::taxonomy::Status;

use super::pieces::both;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2026-11-25` in words; as it is when it is no date.
pub fn day_words(day: &str, language: Language) -> String {
    let Ok(date) = day.parse::<jiff::civil::Date>() else { return day.to_owned() };
    let month = (date.month().unsigned_abs() as usize - 1).min(11);
    match language {
        Language::French => written_day(day),
        Language::English => format!("{} {} {}", date.day(), ENGLISH_MONTHS[month], date.year()),
    }
}

/// The day in France of an instant in UTC.
pub fn day_of(instant: &str) -> String {
    let day = instant.parse::<jiff::Timestamp>().ok().and_then(|at| at.in_tz("Europe/Paris").ok());
    day.map_or_else(|| instant.chars().take(10).collect(), |at| at.date().to_string())
}

/// The day of an instant, in words.
pub fn date_words(instant: &str) -> Words {
    let day = day_of(instant);
    both(|language| day_words(&day, language))
}

/// Name of a kind of court.
pub fn court_label(kind: &str, language: Language) -> String {
    match kind {
        "cc" => "Cour de cassation".to_owned(),
        "ca" => language.pick("cours d'appel", "courts of appeal").to_owned(),
        "tj" => language.pick("tribunaux judiciaires", "tribunaux judiciaires").to_owned(),
        "tcom" => language.pick("tribunaux de commerce", "commercial courts").to_owned(),
        "cph" => language.pick("conseils de prud'hommes", "labour courts").to_owned(),
        "?" => language.pick("juridiction inconnue", "court unknown").to_owned(),
        other => other.to_owned(),
    }
}

/// The court of one decision, from its seat or from its kind.
pub fn court_of(code: &str, language: Language) -> String {
    match code {
        "ca" => language.pick("cour d'appel", "court of appeal").to_owned(),
        "tj" => "tribunal judiciaire".to_owned(),
        "tcom" => language.pick("tribunal de commerce", "commercial court").to_owned(),
        "cph" => language.pick("conseil de prud'hommes", "labour court").to_owned(),
        "cc" | "?" => court_label(code, language),
        place => place_label(place),
    }
}

/// `ca_rennes`, `tj35238` as people read them: the second is a code of the ministry, shown as such.
pub fn place_label(place: &str) -> String {
    let letters = place.len() - place.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
    let (kind, digits) = place.split_at(letters);
    if matches!(kind, "ca" | "tj" | "tcom" | "cph" | "tae")
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return format!("{} {digits}", kind.to_uppercase());
    }
    match place.split_once('_') {
        Some((kind @ ("ca" | "tj" | "tcom" | "cph" | "tae"), town)) => {
            let town: Vec<String> = town
                .split('_')
                .map(|word| {
                    let mut letters = word.chars();
                    letters.next().map_or(String::new(), |first| {
                        first.to_uppercase().collect::<String>() + letters.as_str()
                    })
                })
                .collect();
            format!("{} {}", kind.to_uppercase(), town.join("-"))
        }
        _ => place.to_owned(),
    }
}

/// First level of the nomenclature of natures of case.
pub(super) fn nature_label(code: &str) -> Option<(&'static str, &'static str)> {
    if code.chars().count() != 1 {
        return None;
    }
    Some(match code {
        "1" => ("droit des personnes", "law of persons"),
        "2" => ("droit de la famille", "family law"),
        "3" => ("droit des affaires", "business law"),
        "4" => ("entreprises en difficulté, surendettement", "insolvency"),
        "5" => ("contrats", "contracts"),
        "6" => ("responsabilité", "liability"),
        "7" => ("biens, propriété littéraire", "property"),
        "8" => ("travail, protection sociale", "labour, social security"),
        "9" => ("relations avec les personnes publiques", "public bodies"),
        _ => return None,
    })
}

/// An adversary of the table of risks, as people know it.
pub(super) fn adversary_label(code: &str, language: Language) -> String {
    match code {
        "voisin" => language.pick("voisin, entourage", "neighbour, relatives").to_owned(),
        "journaliste" => language.pick("journaliste", "journalist").to_owned(),
        "adversaire" => language.pick("adversaire au procès", "opponent in the case").to_owned(),
        "courtier" => language.pick("courtier en données", "data broker").to_owned(),
        "moteur" => {
            language.pick("moteur d'IA avec recherche web", "search-equipped model").to_owned()
        }
        other => other.to_owned(),
    }
}

/// The verdict of a card, for formats that need a word.
pub fn verdict_words(verdict: Verdict) -> Words {
    both(|language| gate::verdict_label(verdict, language))
}

/// Where a finding of a card stands, in words.
pub fn status_words(status: &str) -> Words {
    let known = [Status::Violation, Status::ToReview, Status::Permitted, Status::NotEvaluated];
    known
        .into_iter()
        .find(|one| one.as_str() == status)
        .map_or_else(|| Words::same(status), |one| both(|language| status_label(one, language)))
}

/// What a card says of itself in one line.
pub fn card_line(card: &Card, language: Language) -> String {
    let verdict = gate::verdict_label(card.verdict, language);
    let place = match card.court.as_str() {
        "" => String::new(),
        court => format!(", {}", court_of(court, language)),
    };
    format!("{} — {verdict}, score {}{place}", card.id, card.score)
}
