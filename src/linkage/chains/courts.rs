//! Courts under one name: metadata give a code (`tj29232`, `ca_aix_provence`), texts a name (`tj_quimper`,
//! `ca_aix_en_provence`).
//!
//! Which code is which name is learnt from the decisions themselves: each names its own court. Must not guess: a court
//! whose name is not learnt stays unknown.

use rustc_hash::FxHashMap;

use crate::document::tokens::fold;
use crate::linkage::population::departments_of;

/// A court as it is compared: folded, one sign between words, the former tribunals under the name of today's.
pub(super) fn written(name: &str) -> String {
    let folded = fold(name.trim()).replace(['-', ' ', '\''], "_");
    match folded.strip_prefix("tgi_") {
        Some(seat) => format!("tj_{seat}"),
        None => folded,
    }
}

/// What each code of a court stands for.
pub(super) struct Aliases {
    /// The one code of the court.
    pub of: Vec<u32>,
    /// Whether texts name it in a way that is known.
    pub named: Vec<bool>,
}

/// Words that a code leaves out of a name.
const SMALL: [&str; 10] = ["de", "du", "des", "la", "le", "les", "en", "sur", "d", "l"];

/// Finds the names of one court. `names` are the courts by code; `seats` gives, for each decision, its court and those
/// that its text names.
pub(super) fn aliases<'d>(
    names: &[&str],
    seats: impl Iterator<Item = (u32, &'d [u32])>,
) -> Aliases {
    let department: Vec<Option<u32>> = names.iter().map(|name| coded(name)).collect();
    let mut named: Vec<bool> = department.iter().map(Option::is_none).collect();
    let mut of: Vec<u32> = (0..names.len() as u32).collect();
    let mut own = vec![0_u32; names.len()];
    let mut votes: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut departments: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (court, cited) in seats {
        own[court as usize] += 1;
        let Some(department) = department[court as usize] else { continue };
        for &name in cited {
            let Some(seat) = names[name as usize].strip_prefix("tj_") else { continue };
            let known =
                departments.entry(name).or_insert_with(|| departments_of(&seat.replace('_', " ")));
            if known.contains(&department) {
                *votes.entry((court, name)).or_default() += 1;
            }
        }
    }
    // A court is called by the name that most of its decisions bear, if no other court has a better claim.
    let mut best: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    let mut claims: Vec<((u32, u32), u32)> = votes.into_iter().collect();
    claims
        .sort_unstable_by_key(|((court, name), count)| (std::cmp::Reverse(*count), *court, *name));
    let mut taken = vec![false; names.len()];
    for ((court, name), count) in claims {
        if taken[name as usize] || best.contains_key(&court) || count * 2 <= own[court as usize] {
            continue;
        }
        taken[name as usize] = true;
        best.insert(court, (name, count));
        of[name as usize] = court;
        named[court as usize] = true;
    }
    // Names that differ by small words alone: that of the metadata is kept.
    let mut by_words: FxHashMap<String, u32> = FxHashMap::default();
    for (code, name) in (0..).zip(names) {
        if own[code as usize] > 0 && department[code as usize].is_none() {
            by_words.entry(reduced(name)).or_insert(code);
        }
    }
    for (code, name) in (0..).zip(names) {
        if own[code as usize] == 0
            && of[code as usize] == code
            && let Some(&same) = by_words.get(&reduced(name))
        {
            of[code as usize] = same;
        }
    }
    Aliases { of, named }
}

/// The department of a court that is written as the code of a commune (`tj29232`); `None` for a name.
fn coded(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("tj")?;
    let plain = digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    // Overseas, three digits make a department.
    let length = if digits.starts_with("97") { 3 } else { 2 };
    plain.then(|| digits[..length].parse().ok()).flatten()
}

/// `ca_aix_en_provence` and `ca_aix_provence` are one, `saint` is `st`.
fn reduced(name: &str) -> String {
    let words = name.split('_').filter(|word| !SMALL.contains(word)).map(|word| match word {
        "saint" => "st",
        "sainte" => "ste",
        word => word,
    });
    words.collect::<Vec<_>>().join("_")
}
