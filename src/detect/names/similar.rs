//! Whether two folded words may be one name: a distance in which letters that are
//! neighbours on the French keyboard, or that scanners confuse, cost less.

const ROWS: [&[u8]; 3] = [b"azertyuiop", b"qsdfghjklm", b"wxcvbn"];

/// Cost of writing `b` for `a`: 0 for the same letter, 0.5 for a neighbour on an AZERTY
/// keyboard or a usual scanning confusion, else 1.
fn substitution(a: u8, b: u8) -> f32 {
    if a == b {
        return 0.0;
    }
    if neighbours(a, b) || confused(a, b) { 0.5 } else { 1.0 }
}

fn place(letter: u8) -> Option<(i32, i32)> {
    ROWS.iter().enumerate().find_map(|(row, keys)| {
        keys.iter().position(|&key| key == letter).map(|column| (row as i32, column as i32))
    })
}

fn neighbours(a: u8, b: u8) -> bool {
    match (place(a), place(b)) {
        (Some((row_a, column_a)), Some((row_b, column_b))) => {
            (row_a - row_b).abs() <= 1 && (column_a - column_b).abs() <= 1
        }
        _ => false,
    }
}

fn confused(a: u8, b: u8) -> bool {
    const PAIRS: [(u8, u8); 6] =
        [(b'i', b'l'), (b'o', b'c'), (b'u', b'n'), (b'e', b'c'), (b'h', b'b'), (b'i', b'j')];
    PAIRS.iter().any(|&(x, y)| (a, b) == (x, y) || (b, a) == (x, y))
}

/// Weighted edit distance of two folded ASCII words: insertions and deletions cost 1,
/// a doubled letter 0.5, substitutions as `substitution`.
pub fn distance(a: &str, b: &str) -> f32 {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut previous: Vec<f32> = (0..=b.len()).map(|count| count as f32).collect();
    let mut current = vec![0.0; b.len() + 1];
    for (i, &letter) in a.iter().enumerate() {
        current[0] = (i + 1) as f32;
        for (j, &other) in b.iter().enumerate() {
            let doubled_a = i > 0 && a[i - 1] == letter;
            let doubled_b = j > 0 && b[j - 1] == other;
            let delete = previous[j + 1] + if doubled_a { 0.5 } else { 1.0 };
            let insert = current[j] + if doubled_b { 0.5 } else { 1.0 };
            current[j + 1] = (previous[j] + substitution(letter, other)).min(delete).min(insert);
        }
        std::mem::swap(&mut previous, &mut current);
    }
    previous[b.len()]
}

/// Whether two folded words of six letters or more are one name with a slip.
pub fn same_name(known: &str, word: &str) -> bool {
    let (short, long) = (known.len().min(word.len()), known.len().max(word.len()));
    if short < 6 || long - short > 1 {
        return false;
    }
    let same_edge = known.as_bytes()[0] == word.as_bytes()[0]
        || known.as_bytes()[known.len() - 1] == word.as_bytes()[word.len() - 1];
    let allowed = if short >= 8 { 1.0 } else { 0.5 };
    same_edge && distance(known, word) <= allowed
}
