//! The value of a match: what its words say, in the form the tables use.

use std::ops::Range;

use super::Reader;
use crate::detect::facts::attribute::Attribute;
use crate::detect::facts::lexicon::{self, files};
use crate::detect::facts::machine::MACHINE;
use crate::detect::facts::rules::{Link, Rule, Value};
use crate::detect::facts::stream::Datum;
use crate::document::tokens::fold;
use crate::document::{Case, Token, TokenKind};
use crate::lexicon::communes::Communes;

impl Reader<'_> {
    fn datum(&self, at: usize) -> Option<&Datum> {
        self.stream
            .data
            .binary_search_by_key(&at, |datum| datum.at)
            .ok()
            .map(|rank| &self.stream.data[rank])
    }

    /// First and last token of bytes of the stream.
    fn span(&self, range: &Range<usize>) -> (usize, usize) {
        let first = self.stream.token_at(range.start);
        let last = self.stream.token_at(range.end.max(range.start + 1) - 1);
        (first, last.max(first))
    }

    /// The published words of a span, in lower case, spaces made single.
    fn words(&self, (first, last): (usize, usize)) -> String {
        let text = &self.view.text[self.tokens[first].range().start..self.tokens[last].range().end];
        let lower = text.to_lowercase();
        lower.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Values of a match with their level and tokens.
    pub(super) fn values(
        &self,
        rule: &Rule,
        text: &[u8],
        base: usize,
        range: Range<usize>,
    ) -> Vec<(String, i64, (usize, usize))> {
        let place = base + range.start..base + range.end;
        let written = String::from_utf8_lossy(&text[range.clone()]).into_owned();
        let span = || self.span(&place);
        let one = |value: Option<String>| {
            value.map(|value| (value, 0, span())).into_iter().collect::<Vec<_>>()
        };
        match rule.value {
            Value::Date => match self.datum(place.start) {
                Some(datum) => vec![(datum.value.clone(), datum.level, datum.tokens)],
                None => one(Some(written))
                    .into_iter()
                    .map(|(value, _, tokens)| (value, 2, tokens))
                    .collect(),
            },
            Value::Year => one(Some(written)),
            Value::Integer => {
                let number = written
                    .parse::<u32>()
                    .ok()
                    .filter(|&age| rule.attribute != Attribute::Age || age < 120);
                one(number.map(|number| number.to_string()))
            }
            Value::Count => one(count(&written)),
            Value::Euros => match self.datum(place.start) {
                Some(datum) => vec![(datum.value.clone(), 0, datum.tokens)],
                None => Vec::new(),
            },
            Value::Percent => one(percent(&written)),
            Value::Duration => one(duration(&written)),
            Value::Phrase => {
                if rule.attribute == Attribute::Profession && MACHINE.offices.contains(&written) {
                    return Vec::new();
                }
                let place = match rule.attribute {
                    Attribute::Profession => self.without_name(span()),
                    _ => Some(span()),
                };
                let Some(place) = place else { return Vec::new() };
                let words = phrase(&self.words(place));
                // `fondateurs`, `tous deux vétérinaires`: what each of them is.
                let several = rule.attribute == Attribute::FonctionSociale
                    || rule.attribute == Attribute::Profession && rule.link == Link::Group;
                let singular = words.strip_suffix('s').filter(|_| several);
                one(Some(singular.map_or(words.clone(), str::to_owned)))
            }
            Value::Trade => self.trade(text, base, range, rule.fallback).into_iter().collect(),
            Value::Named => {
                let head = written.split([' ', '\'']).next().unwrap_or_default();
                let Some(place) = self.without_name(span()) else { return Vec::new() };
                let words = phrase(&self.words(place));
                // `conductrice de tramway` is a trade, `conductrice` alone a part in an accident.
                let alone = written.len() == head.len();
                one(Some(words).filter(|_| {
                    !(NO_TITLE.contains(&head)
                        && (alone
                            || !matches!(
                                head,
                                "conducteur" | "conductrice" | "administrateur" | "administratrice"
                            )))
                }))
            }
            Value::Nationality => one(MACHINE.nationality(&written)),
            Value::Place => self
                .place(place.start, rule.attribute == Attribute::Residence)
                .or_else(|| self.later_place(rule, text, base, range.start))
                .into_iter()
                .collect(),
            Value::Company => self.company(place.start).into_iter().collect(),
            Value::Vehicle => self.vehicle(span()).into_iter().collect(),
            Value::Property => {
                let surface = MACHINE.surface.find(&text[range.end..]);
                let surface = surface.and_then(|found| {
                    found.name("v").map(|v| String::from_utf8_lossy(v.as_bytes()).replace(' ', ""))
                });
                let (first, last) = span();
                let head = self.words((first, last));
                let value = match surface {
                    Some(surface) => format!("{head} {surface} m2"),
                    None => head,
                };
                vec![(value, 0, (first, last))]
            }
            Value::Cadastre => one(cadastre(&written)),
            Value::Offences => self.offences(text, base, range.start),
            Value::Code(code) => one(Some(code.to_owned())),
        }
    }

    fn trade(
        &self,
        text: &[u8],
        base: usize,
        range: Range<usize>,
        listed: bool,
    ) -> Option<(String, i64, (usize, usize))> {
        let words = &text[range.clone()];
        let cut = MACHINE.trade_end.find(words).map_or(words.len(), |end| end.range().start);
        let kept = words[..cut].iter().rposition(|byte| byte.is_ascii_alphanumeric())? + 1;
        let folded = std::str::from_utf8(&words[..kept]).ok()?;
        const NO_HEAD: [&str; 9] =
            ["l'", "la ", "le ", "les ", "ce ", "cette ", "ces ", "son ", "sa "];
        if NO_HEAD.iter().any(|head| folded.starts_with(head)) {
            return None;
        }
        if NO_TRADE.iter().any(|word| {
            folded
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        }) || kept < 3
        {
            return None;
        }
        // A word of the list is a trade; another is one where the sentence speaks of work.
        let head = folded.split([' ', '-']).next().unwrap_or_default();
        let at_work = || {
            let before = &text[..range.start];
            MACHINE.at_work.is_match(before)
        };
        if !MACHINE.trades.contains(head) && (listed || !at_work()) {
            return None;
        }
        let span =
            self.without_name(self.span(&(base + range.start..base + range.start + kept)))?;
        Some((phrase(&self.words(span)), 0, span))
    }

    /// A place in the published text from a byte on: capital-led words.
    fn place(&self, at: usize, residence: bool) -> Option<(String, i64, (usize, usize))> {
        let first = self.stream.token_at(at);
        let text = &self.view.text;
        let is_capital = |rank: usize| {
            self.tokens.get(rank).and_then(Token::case).is_some_and(|case| case.is_capital())
        };
        if !is_capital(first) {
            return None;
        }
        let mut end = first + 1;
        while let Some(token) = self.tokens.get(end) {
            let next = end + 1;
            match token.kind {
                TokenKind::Punct(b'-')
                    if !token.spaced && next < self.tokens.len() && !self.tokens[next].spaced =>
                {
                    end = next + usize::from(self.tokens[next].is_word())
                }
                TokenKind::Punct(b'\'')
                    if !token.spaced
                        && self.tokens.get(next).is_some_and(|word| word.is_word()) =>
                {
                    end = next + 1
                }
                TokenKind::Word(case) if case.is_capital() && end < first + 6 => end = next,
                TokenKind::Word(Case::Lower)
                    if matches!(
                        token.text(text),
                        "de" | "du" | "la" | "le" | "les" | "des" | "sur" | "sous" | "en"
                    ) && is_capital(next)
                        && end < first + 5 =>
                {
                    end = next + 1;
                }
                _ => break,
            }
        }
        let words = &text[self.tokens[first].range().start..self.tokens[end - 1].range().end];
        const NOT_PLACES: [&str; 22] = [
            "france",
            "m",
            "mme",
            "madame",
            "monsieur",
            "il",
            "elle",
            "me",
            "la",
            "le",
            "paris cedex",
            "caf",
            "ehpad",
            "centre",
            "cour",
            "tribunal",
            "etat",
            "rcs",
            "union",
            "mademoiselle",
            "maitre",
            "etablissement",
        ];
        let communes = Communes::embedded();
        let before = first.checked_sub(1).map_or("", |rank| self.tokens[rank].text(text));
        let article = match before {
            "au" => Some("le"),
            "aux" => Some("les"),
            _ => None,
        };
        // `aux Abymes`: the name of the town is « Les Abymes ».
        let articled = || {
            article.filter(|article| {
                communes.longest(self.tokens, first).is_none()
                    && communes.longest_after_article(self.tokens, first, article).is_some()
            })
        };
        let commune = || communes.longest(self.tokens, first).is_some() || articled().is_some();
        let folded = fold(words);
        if NOT_PLACES.contains(&folded.as_str()) || words.len() < 2 {
            return None;
        }
        // Where someone lives may end in a name (`chez Tartempion`) or in a street: only a place that is known is
        // written. Towns abroad, where one is born, are in no list; but `CSE`, `EHPAD` are no towns.
        let acronym = words.len() <= 4 && words.bytes().all(|byte| byte.is_ascii_uppercase());
        let department = || {
            lexicon::lines(files::DEPARTMENTS)
                .any(|line| line.get(1).is_some_and(|name| fold(name) == folded))
        };
        if acronym && !commune() || residence && !commune() && !department() {
            return None;
        }
        let name = title_case(words);
        let name = match articled() {
            Some(article) => format!("{} {name}", title_case(&article.to_uppercase())),
            None => name,
        };
        Some((name, 0, (first, end - 1)))
    }

    /// The place that a later preposition brings: `vit avec sa mère dans un logement à Brest`.
    fn later_place(
        &self,
        rule: &Rule,
        text: &[u8],
        base: usize,
        from: usize,
    ) -> Option<(String, i64, (usize, usize))> {
        if rule.attribute != Attribute::Residence {
            return None;
        }
        let window = &text[from..text.len().min(from + 70)];
        let end = window
            .iter()
            .position(|byte| matches!(byte, b'.' | b';' | 1..=15))
            .unwrap_or(window.len());
        let window = &window[..end];
        const PREPOSITIONS: [&[u8]; 7] =
            [b" a ", b" au ", b" aux ", b" en ", b" dans l'", b" dans le ", b" dans la "];
        memchr::memchr_iter(b' ', window).find_map(|at| {
            let preposition = PREPOSITIONS.iter().find(|words| window[at..].starts_with(words))?;
            let place = at + preposition.len();
            window.get(place).filter(|byte| byte.is_ascii_alphabetic())?;
            self.place(base + from + place, true)
        })
    }

    /// A wording up to the first word that may be someone's name: `assistante de Mme [X]` is cut by the stream, a
    /// name without civility is cut here.
    fn without_name(&self, (first, last): (usize, usize)) -> Option<(usize, usize)> {
        let text = &self.view.text;
        let may_be_name = |rank: &usize| {
            let token = &self.tokens[*rank];
            let capital = token.case().is_some_and(|case| case != Case::Lower);
            // `Boulanger` begins a trade; after another word it may be someone.
            let plain = self.lexicon.is_some_and(|lexicon| {
                let known = lexicon.word(token.text(text));
                let someone = known.is_surname() || known.first_name() > 0;
                let trade = *rank == first && MACHINE.trades.contains(&fold(token.text(text)));
                trade || known.ordinary() >= 3 && !(someone && *rank > first)
            });
            capital && !plain
        };
        let Some(name) = (first..=last).find(may_be_name) else { return Some((first, last)) };
        // Nor what led to it: `de`, `d'`.
        let leads = |rank: &usize| {
            let token = &self.tokens[*rank];
            !token.is_word()
                || matches!(
                    token.text(text),
                    "de" | "du" | "des" | "d" | "la" | "le" | "l" | "les" | "à" | "chez"
                )
        };
        let end = (first..name).rev().find(|rank| !leads(rank))?;
        Some((first, end))
    }

    /// A company by its placeholder; in clear only when no word of its name can be someone's.
    fn company(&self, at: usize) -> Option<(String, i64, (usize, usize))> {
        let rank = self.stream.mentions.binary_search_by_key(&at, |mention| mention.at).ok()?;
        let (first, last) = self.stream.mentions[rank].tokens;
        if matches!(self.tokens[first].kind, TokenKind::Placeholder(_)) {
            let placeholder = self.tokens[first].text(&self.view.text);
            // An older placeholder is that of anyone: `Y...`.
            return placeholder
                .starts_with('[')
                .then(|| (placeholder.to_owned(), 0, (first, first)));
        }
        let lexicon = self.lexicon?;
        // `l'établissement Ile-de-France`: a part of a name.
        let cut = self.tokens.get(last + 1).is_some_and(|next| next.is_punct(b'-') && !next.spaced);
        if cut {
            return None;
        }
        let ordinary = (first..=last)
            .filter(|&rank| self.tokens[rank].is_word())
            .all(|rank| lexicon.word(self.tokens[rank].text(&self.view.text)).ordinary() >= 3);
        ordinary.then(|| (self.words((first, last)), 0, (first, last)))
    }

    /// A make and the model after it.
    fn vehicle(&self, (first, last): (usize, usize)) -> Option<(String, i64, (usize, usize))> {
        let is_capital = self.tokens[first].case().is_some_and(|case| case != Case::Lower);
        if !is_capital {
            return None;
        }
        let mut end = last + 1;
        while let Some(token) = self.tokens.get(end) {
            let model = match token.kind {
                TokenKind::Word(Case::Title | Case::Upper | Case::Mixed | Case::Initial)
                | TokenKind::Mixed => token.spaced,
                TokenKind::Number => token.spaced && token.range().len() <= 4,
                TokenKind::Punct(b'-') => {
                    end > last + 1
                        && !token.spaced
                        && self.tokens.get(end + 1).is_some_and(|next| !next.spaced)
                }
                _ => false,
            };
            if !model || end > last + 4 {
                break;
            }
            if token.is_punct(b'-') {
                end += 1;
            }
            end += 1;
            if end > last + 2 && !self.tokens.get(end).is_some_and(|next| next.is_punct(b'-')) {
                break;
            }
        }
        Some((fold(&self.words((first, end - 1))), 0, (first, end - 1)))
    }

    fn offences(
        &self,
        text: &[u8],
        base: usize,
        from: usize,
    ) -> Vec<(String, i64, (usize, usize))> {
        let window = &text[from..text.len().min(from + 320)];
        let found = MACHINE.offence.find_all(window);
        let found = found.filter_map(|found| found.name("v")).map(|place| place.range());
        found
            .filter(|range| {
                let before = &window[..range.start];
                !["victime de ", "victime d'", "plainte pour ", "victimes de ", "usage de "]
                    .iter()
                    .any(|words| before.ends_with(words.as_bytes()))
            })
            .map(|range| {
                let span = self.span(&(base + from + range.start..base + from + range.end));
                (self.words(span), 0, span)
            })
            .collect()
    }
}

/// Words that end as a trade does and are none: parts in a trial, in a contract, in an accident.
const NO_TITLE: &[&str] = &[
    "demandeur",
    "demandeuse",
    "defendeur",
    "demanderesse",
    "defenderesse",
    "requerant",
    "auteur",
    "vendeur",
    "vendeuse",
    "acquereur",
    "acheteur",
    "bailleur",
    "assureur",
    "porteur",
    "debiteur",
    "debitrice",
    "fondateur",
    "fondatrice",
    "cofondateur",
    "cofondatrice",
    "administrateur",
    "administratrice",
    "liquidateur",
    "tuteur",
    "curateur",
    "curatrice",
    "tutrice",
    "testateur",
    "donateur",
    "donatrice",
    "emprunteur",
    "emprunteuse",
    "preteur",
    "souscripteur",
    "conducteur",
    "conductrice",
    "cycliste",
    "cyclomotoriste",
    "motocycliste",
    "automobiliste",
    "passager",
    "passagere",
    "proprietaire",
    "locataire",
    "titulaire",
    "beneficiaire",
    "adjudicataire",
    "signataire",
    "destinataire",
    "mandataire",
    "depositaire",
    "actionnaire",
    "societaire",
    "usufruitier",
    "usufruitiere",
    "indivisaire",
    "coindivisaire",
    "partenaire",
    "donataire",
    "legataire",
    "copartageant",
    "coproprietaire",
    "nu-proprietaire",
    "locateur",
    "heritier",
    "heritiere",
    "creancier",
    "creanciere",
    "premier",
    "premiere",
    "dernier",
    "derniere",
    "particulier",
    "particuliere",
    "majeur",
    "mineur",
    "interieur",
    "anterieur",
    "superieur",
    "inferieur",
    "ulterieur",
    "posterieur",
    "exterieur",
    "meilleur",
    "plusieurs",
    "leur",
    "ailleurs",
    "celibataire",
    "contraire",
    "necessaire",
    "judiciaire",
    "solidaire",
    "temporaire",
    "etranger",
    "etrangere",
    "entier",
    "entiere",
    "tiers",
    "tresorier",
    "tresoriere",
    "gestionnaire",
    "precaire",
    "tributaire",
    "commissionnaire",
    "reservataire",
    "allocataire",
    "attributaire",
    "adversaire",
    "utilisateur",
    "consommateur",
    "detenteur",
    "redacteur",
    "responsable",
    "employeur",
    "sous-locataire",
    "colocataire",
    "volontaire",
    "unitaire",
    "primaire",
    "similaire",
    "familier",
    "regulier",
    "reguliere",
    "singulier",
    "financier",
    "financiere",
    "foncier",
    "fonciere",
    "hospitalier",
    "hospitaliere",
    "immobilier",
    "immobiliere",
    "mobilier",
    "mobiliere",
    "avantageur",
    "malheur",
    "honneur",
    "valeur",
    "hauteur",
    "longueur",
    "douleur",
    "couleur",
    "chaleur",
    "faveur",
    "rigueur",
    "erreur",
    "rapporteur",
    "instigateur",
    "delateur",
    "denonciateur",
    "investisseur",
    "expediteur",
    "preneur",
    "repreneur",
    "trentenaire",
    "quadragenaire",
    "quinquagenaire",
    "sexagenaire",
    "septuagenaire",
    "octogenaire",
    "nonagenaire",
    "centenaire",
];

/// What « en qualité de » introduces when it is no trade.
const NO_TRADE: &[&str] = &[
    "liquidateur",
    "mandataire",
    "caution",
    "heritier",
    "heritiere",
    "heritiers",
    "ayant droit",
    "ayants droit",
    "assureur",
    "representant",
    "representante",
    "tuteur",
    "tutrice",
    "curateur",
    "curatrice",
    "administrateur",
    "administratrice",
    "syndic",
    "partie",
    "gerant",
    "gerante",
    "co-gerant",
    "co-gerante",
    "cogerant",
    "cogerante",
    "maire",
    "premier adjoint",
    "premiere adjointe",
    "adjoint au maire",
    "adjointe au maire",
    "conseiller municipal",
    "conseillere municipale",
    "depute",
    "deputee",
    "senateur",
    "senatrice",
    "demandeur d'emploi",
    "creancier",
    "creanciere",
    "maitre d'ouvrage",
    "maitre d'oeuvre",
    "employeur",
    "proprietaire",
    "proprietaires",
    "temoin",
    "civilement responsable",
    "commissaire a",
    "president",
    "presidente",
    "vice-president",
    "vice-presidente",
    "directeur general delegue",
    "directrice generale deleguee",
    "directeur general",
    "directrice generale",
    "victime",
    "demandeur",
    "demanderesse",
    "defendeur",
    "defenderesse",
    "bailleur",
    "bailleresse",
    "locataire",
    "preneur",
    "travail",
    "travailleur handicape",
    "salarie",
    "salariee",
    "cette",
    "ce",
    "dirigeant",
    "dirigeante",
    "associe",
    "associee",
    "vendeur et",
    "conjoint",
    "epoux",
    "pere",
    "mere",
    "avocat",
    "membre",
    "membres",
    "delegue syndical",
    "deleguee syndicale",
    "delegue du personnel",
    "deleguee du personnel",
    "delegues",
    "delegue titulaire",
    "delegue suppleant",
    "titulaire",
    "titulaires",
    "suppleant",
    "suppleante",
    "suppleants",
    "elu",
    "elue",
    "elus",
    "temoin direct",
    "temoins",
    "prejudice",
    "entreprise",
    "coefficient",
    "centre",
    "responsabilite",
    "surete",
    "tiers",
    "consommateur",
    "profane",
    "professionnel",
    "non professionnel",
    "ile",
    "chef de famille",
    "beneficiaire",
    "candidat",
    "candidate",
    "electeur",
    "organisation",
    "syndicat",
    "societe",
    "association",
    "fonds",
    "depense",
    "dommage",
    "frais",
    "maitre",
    "cocontractant",
    "usufruitier",
    "nu-proprietaire",
    "legataire",
    "donataire",
    "donateur",
    "acquereur",
    "acquereurs",
    "coproprietaire",
    "adherent",
    "assure",
    "patient",
    "magistrat",
    "juge",
    "greffier",
    "conseiller prud",
    "expert judiciaire",
    "sapiteur",
    "ministere",
];

fn count(written: &str) -> Option<String> {
    Some(match written.split(' ').next()? {
        "un" | "une" => "1".to_owned(),
        "jumeaux" | "jumelles" => "2".to_owned(),
        "triples" => "3".to_owned(),
        digits => digits.parse::<u32>().ok().filter(|&number| number < 20)?.to_string(),
    })
}

/// `12`, `12.5`, `50-79`.
fn percent(written: &str) -> Option<String> {
    let cleaned = written.replace(" %", "").replace('%', "").replace(',', ".");
    let valid = |number: &str| {
        number
            .parse::<f64>()
            .ok()
            .filter(|&value| (0.0..=100.0).contains(&value))
            .map(|value| value.to_string())
    };
    match cleaned.strip_prefix("entre ") {
        Some(range) => {
            let (low, high) = range.split_once(" et ")?;
            Some(format!("{}-{}", valid(low.trim())?, valid(high.trim())?))
        }
        None => valid(cleaned.split(" et ").last()?.trim()),
    }
}

/// `12`, `8 ans 4 mois`, `8 mois`.
fn duration(written: &str) -> Option<String> {
    let numbers: Vec<u32> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(0))
        .collect();
    let years = written.contains("an");
    match numbers.as_slice() {
        [years_alone] if years && *years_alone < 60 => Some(years_alone.to_string()),
        [months] if !years => Some(format!("{months} mois")),
        [whole, months] if years => Some(format!("{whole} ans {months} mois")),
        _ => None,
    }
}

fn cadastre(written: &str) -> Option<String> {
    let mut letters = String::new();
    let mut digits = String::new();
    let first = written.split([' ', ',']).next()?;
    if matches!(first, "n" | "no" | "de" | "du" | "la" | "a" | "au" | "le" | "en" | "et" | "ou") {
        return None;
    }
    letters.push_str(&first.to_uppercase());
    digits.extend(written.chars().filter(char::is_ascii_digit));
    (!digits.is_empty()).then(|| format!("cadastre {letters} {digits}"))
}

/// A wording without its empty ends.
fn phrase(words: &str) -> String {
    let words = words.trim_matches([' ', ',', '-', '/', '\'']);
    let words = words.strip_prefix("d'").unwrap_or(words);
    words.to_owned()
}

/// `DAKAR` as `Dakar`, `SAINT-DENIS` as `Saint-Denis`.
fn title_case(words: &str) -> String {
    if words.chars().any(char::is_lowercase) {
        return words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::with_capacity(words.len());
    let mut start = true;
    for character in words.chars() {
        if start {
            out.push(character);
        } else {
            out.extend(character.to_lowercase());
        }
        start = !character.is_alphabetic();
    }
    out
}
