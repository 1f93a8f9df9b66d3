//! Check digits of French and international identifiers.
//!
//! Pure arithmetic on canonical forms (digits and capitals, no separator); nothing here
//! looks at texts or contexts. A function answers `false` or `None` to what has not the right shape.

/// Luhn's sum of a string of digits is a multiple of ten (cards, SIREN, SIRET, RPPS, IMEI).
pub fn luhn(digits: &[u8]) -> bool {
    let mut sum = 0u32;
    for (rank, &byte) in digits.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(byte - b'0') << (rank & 1);
        sum += if digit > 9 { digit - 9 } else { digit };
    }
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// Whether the first thirteen characters have the shape of a social security number:
/// sex, year, month (real or by convention), department of birth, commune, rank.
pub fn nir_shape(nir: &[u8]) -> bool {
    if nir.len() < 13 {
        return false;
    }
    let corsica = nir[5] == b'2' && matches!(nir[6], b'A' | b'B');
    let numeric = nir
        .iter()
        .take(15)
        .enumerate()
        .all(|(rank, byte)| byte.is_ascii_digit() || (corsica && rank == 6));
    if !numeric || !matches!(nir[0], b'1' | b'2' | b'3' | b'4' | b'7' | b'8') {
        return false;
    }
    let month = number(&nir[3..5]);
    let department = if corsica { 20 } else { number(&nir[5..7]) };
    (matches!(month, 1..=12 | 20..=42) || month >= 50)
        && (1..=99).contains(&department)
        && number(&nir[7..10]) > 0
        && number(&nir[10..13]) > 0
}

/// The key that thirteen characters of a social security number call for: 97 − (n mod 97),
/// where the departments 2A and 2B count as 19 and 18. `None` without the right shape.
pub fn nir_key(nir: &[u8]) -> Option<u8> {
    if nir.len() < 13 {
        return None;
    }
    let mut rest = 0u64;
    for (rank, &byte) in nir[..13].iter().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => u64::from(byte - b'0'),
            b'A' if rank == 6 && nir[5] == b'2' => 0,
            b'B' if rank == 6 && nir[5] == b'2' => 0,
            _ => return None,
        };
        rest = rest * 10 + digit;
    }
    // `2A` was read as 20 and `2B` too; they stand for 19 and 18.
    rest -= match nir[6] {
        b'A' => 1_000_000,
        b'B' => 2_000_000,
        _ => 0,
    };
    Some(97 - (rest % 97) as u8)
}

/// Fifteen characters whose last two are the right key.
pub fn nir(nir: &[u8]) -> bool {
    nir.len() == 15 && nir_shape(nir) && nir_key(nir) == Some(number(&nir[13..15]) as u8)
}

/// ISO 13616: the remainder by 97 of the rearranged IBAN is one.
pub fn iban(iban: &[u8]) -> bool {
    if iban.len() < 15 || iban.len() > 34 {
        return false;
    }
    let mut rest = 0u32;
    for &byte in iban[4..].iter().chain(&iban[..4]) {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    rest == 1
}

/// The key of a French RIB: bank (5), branch (5), account (11); `None` on another shape.
pub fn rib_key(rib: &[u8]) -> Option<u8> {
    if rib.len() < 21 {
        return None;
    }
    let mut rest = 0u32;
    for (rank, &byte) in rib[..21].iter().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'I' if rank >= 10 => byte - b'A' + 1,
            b'J'..=b'R' if rank >= 10 => byte - b'J' + 1,
            b'S'..=b'Z' if rank >= 10 => byte - b'S' + 2,
            _ => return None,
        };
        rest = (rest * 10 + u32::from(digit)) % 97;
    }
    Some(97 - (rest * 100 % 97) as u8)
}

/// Twenty-three characters whose last two are the right key.
pub fn rib(rib: &[u8]) -> bool {
    rib.len() == 23
        && rib[21..].iter().all(u8::is_ascii_digit)
        && rib_key(rib) == Some(number(&rib[21..]) as u8)
}

/// Nine digits, right by Luhn, not all zero.
pub fn siren(siren: &[u8]) -> bool {
    siren.len() == 9 && siren.iter().any(|&byte| byte != b'0') && luhn(siren)
}

/// Fourteen digits, right by Luhn; establishments of La Poste are right when the sum of
/// their digits is a multiple of five.
pub fn siret(siret: &[u8]) -> bool {
    if siret.len() != 14 || !siret.iter().all(u8::is_ascii_digit) {
        return false;
    }
    if siret.starts_with(b"356000000") {
        let sum: u32 = siret.iter().map(|&byte| u32::from(byte - b'0')).sum();
        return sum.is_multiple_of(5) || luhn(siret);
    }
    luhn(siret) && siren(&siret[..9])
}

/// A French VAT number: `FR`, two characters of key, a SIREN (or `000` and a Monaco number).
pub fn vat_fr(vat: &[u8]) -> bool {
    if vat.len() != 13 || &vat[..2] != b"FR" || !vat[4..].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let company = &vat[4..];
    if !company.starts_with(b"000") && !siren(company) {
        return false;
    }
    let n = number(company);
    if vat[2..4].iter().all(u8::is_ascii_digit) {
        return number(&vat[2..4]) == (12 + 3 * (n % 97)) % 97;
    }
    // The newer key: two characters of an alphabet without I and O, one of them a letter.
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let rank = |byte: u8| ALPHABET.iter().position(|&other| other == byte).map(|r| r as u64);
    let (Some(first), Some(second)) = (rank(vat[2]), rank(vat[3])) else { return false };
    let check = if vat[2].is_ascii_digit() {
        first * 24 + second - 10
    } else {
        (first * 34 + second).wrapping_sub(100)
    };
    (n + 1 + check / 11) % 11 == check % 11
}

/// VAT numbers of neighbouring countries, with their check: Belgium, Germany, Italy,
/// Luxembourg, the Netherlands. `None` for a country that is not known here.
pub fn vat_eu(vat: &[u8]) -> Option<bool> {
    let body = vat.get(2..)?;
    let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
    Some(match &vat[..2] {
        b"FR" => vat_fr(vat),
        b"BE" => {
            body.len() == 10
                && digits(body)
                && matches!(body[0], b'0' | b'1')
                && 97 - number(&body[..8]) % 97 == number(&body[8..])
        }
        b"DE" => body.len() == 9 && digits(body) && body[0] != b'0',
        b"IT" => body.len() == 11 && digits(body),
        b"LU" => body.len() == 8 && digits(body) && number(&body[..6]) % 89 == number(&body[6..]),
        b"NL" => {
            body.len() == 12
                && body[9] == b'B'
                && digits(&body[..9])
                && digits(&body[10..])
                && (dutch(&body[..9]) || iban_like(vat))
        }
        _ => return None,
    })
}

/// The elder Dutch check: weighted sum by eleven.
fn dutch(bsn: &[u8]) -> bool {
    let sum: u64 = bsn[..8]
        .iter()
        .zip((2..=9).rev())
        .map(|(&byte, weight)| u64::from(byte - b'0') * weight)
        .sum();
    sum % 11 == u64::from(bsn[8] - b'0')
}

/// The newer Dutch check: the number read as letters and digits leaves one by 97.
fn iban_like(vat: &[u8]) -> bool {
    vat.iter().try_fold(0u64, |rest, &byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u64::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u64::from(byte - b'A') + 10) % 97),
        _ => None,
    }) == Some(1)
}

/// A French tax number: thirteen digits, the last three being the first ten modulo 511.
pub fn nif(nif: &[u8]) -> bool {
    nif.len() == 13
        && nif.iter().all(u8::is_ascii_digit)
        && matches!(nif[0], b'0'..=b'3')
        && number(&nif[..10]) % 511 == number(&nif[10..])
        && number(nif) != 0
}

/// A health professional's number: eleven digits, right by Luhn.
pub fn rpps(rpps: &[u8]) -> bool {
    rpps.len() == 11 && luhn(rpps)
}

/// A payment card: a known issuer's prefix, the length it uses, and Luhn.
pub fn card(card: &[u8]) -> bool {
    card_shape(card) && luhn(card)
}

/// Prefix and length of a payment card.
pub fn card_shape(card: &[u8]) -> bool {
    if card.len() < 12 || !card.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let four = number(&card[..4]);
    match four {
        4000..=4999 => matches!(card.len(), 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => card.len() == 16,
        3400..=3499 | 3700..=3799 => card.len() == 15,
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => card.len() == 14,
        3528..=3589 => card.len() == 16,
        6011 | 6440..=6599 | 6200..=6299 => matches!(card.len(), 16 | 19),
        5000..=5099 | 5600..=5999 | 6000..=6999 => card.len() == 16,
        // Universal Air Travel Plan.
        1000..=1999 => card.len() == 15,
        _ => false,
    }
}

/// The value of a short string of digits.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |n, &byte| n * 10 + u64::from(byte.wrapping_sub(b'0') % 10))
}
