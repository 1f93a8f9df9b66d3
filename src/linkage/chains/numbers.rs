//! Case numbers under one form, after the rules of the courts that write them.
//!
//! A general-register number is a year and a rank: leading zeros, spaces and what precedes count for
//! nothing (`RG n° 15/00042` is `15/42`). A number of the Cour de cassation is `22-12.345`, with or without the
//! letter and the point. Must not judge whether two numbers are of one case.

/// A number whose form is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Number {
    /// Register: year of two digits, rank in the year.
    Register { year: u8, rank: u32 },
    /// Appeal to the Cour de cassation: year of two digits, rank.
    Appeal { year: u8, rank: u32 },
}

impl Number {
    /// Reads a number; `None` when it has neither form.
    pub fn of(text: &str) -> Option<Self> {
        let (before, sign, after) = split(text)?;
        // The year closes what precedes the sign, the rank opens what follows it.
        let year_text: String = before
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let year = match year_text.len() {
            2 => year_text.parse().ok()?,
            4 => (year_text.parse::<u32>().ok()? % 100) as u8,
            _ => return None,
        };
        let rank_text: String = after
            .chars()
            .take_while(|c| c.is_ascii_digit() || (sign == '-' && matches!(c, '.' | ' ')))
            .filter(char::is_ascii_digit)
            .collect();
        if rank_text.is_empty() || rank_text.len() > 7 {
            return None;
        }
        let rank = rank_text.parse().ok()?;
        match sign {
            '/' => Some(Self::Register { year, rank }),
            _ if rank_text.len() == 5 => Some(Self::Appeal { year, rank }),
            _ => None,
        }
    }

    /// As a key: distinct numbers have distinct keys.
    pub fn key(self) -> u64 {
        let (kind, year, rank) = match self {
            Self::Register { year, rank } => (0, year, rank),
            Self::Appeal { year, rank } => (1, year, rank),
        };
        (kind << 40) | (u64::from(year) << 32) | u64::from(rank)
    }

    /// Whether a key is that of a number given once in the country, not once a court.
    pub fn is_national(key: u64) -> bool {
        key >> 40 == 1
    }

    /// Whether one may be a slip of the pen for the other: same register and year, one digit wrong,
    /// added, dropped, or a rank a few units away.
    pub fn is_near(self, other: Self) -> bool {
        let (a, b) = match (self, other) {
            (Self::Register { year, rank: a }, Self::Register { year: other, rank: b })
            | (Self::Appeal { year, rank: a }, Self::Appeal { year: other, rank: b })
                if year == other =>
            {
                (a, b)
            }
            _ => return false,
        };
        a != b && (a.abs_diff(b) < 10 || one_digit_apart(a, b))
    }
}

/// The first sign that stands between two digits, with what is around it.
fn split(text: &str) -> Option<(&str, char, &str)> {
    let bytes = text.as_bytes();
    let at = (1..bytes.len().saturating_sub(1)).find(|&at| {
        matches!(bytes[at], b'/' | b'-')
            && bytes[at - 1].is_ascii_digit()
            && bytes[at + 1].is_ascii_digit()
    })?;
    Some((&text[..at], char::from(bytes[at]), &text[at + 1..]))
}

fn one_digit_apart(mut a: u32, mut b: u32) -> bool {
    if a < b {
        (a, b) = (b, a);
    }
    // Remove equal digits from the right; then one substitution, or one more digit on one side.
    while a % 10 == b % 10 && b > 0 {
        a /= 10;
        b /= 10;
    }
    a / 10 == b / 10 || a / 10 == b
}
