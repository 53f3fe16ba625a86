/// The officially assigned codes of ISO 3166-1 alpha-2, by their first letter.
const ASSIGNED: &[(u8, &[u8])] = &[
    (b'A', b"DEFGILMOQRSTUWXZ"),
    (b'B', b"ABDEFGHIJLMNOQRSTVWYZ"),
    (b'C', b"ACDFGHIKLMNORUVWXYZ"),
    (b'D', b"EJKMOZ"),
    (b'E', b"CEGHRST"),
    (b'F', b"IJKMOR"),
    (b'G', b"ABDEFGHILMNPQRSTUWY"),
    (b'H', b"KMNRTU"),
    (b'I', b"DELMNOQRST"),
    (b'J', b"EMOP"),
    (b'K', b"EGHIMNPRWYZ"),
    (b'L', b"ABCIKRSTUVY"),
    (b'M', b"ACDEFGHKLMNOPQRSTUVWXYZ"),
    (b'N', b"ACEFGILOPRUZ"),
    (b'O', b"M"),
    (b'P', b"AEFGHKLMNRSTWY"),
    (b'Q', b"A"),
    (b'R', b"EOSUW"),
    (b'S', b"ABCDEGHIJKLMNORSTVXYZ"),
    (b'T', b"CDFGHJKLMNORTVWZ"),
    (b'U', b"AGMSYZ"),
    (b'V', b"ACEGINU"),
    (b'W', b"FS"),
    (b'Y', b"ET"),
    (b'Z', b"AMW"),
];

/// What people write for a country whose code is another.
const SLIPS: &[(&str, &str)] = &[
    ("UK", "GB"),
    ("EL", "GR"),
    ("USA", "US"),
    ("GBR", "GB"),
    ("DEU", "DE"),
    ("FRA", "FR"),
    ("CAN", "CA"),
    ("IND", "IN"),
    ("AUS", "AU"),
    ("CHE", "CH"),
];

/// Whether two upper-case letters are an assigned code of ISO 3166-1 alpha-2.
pub(super) fn is_assigned(code: &[u8]) -> bool {
    let &[first, second] = code else {
        return false;
    };
    let row = ASSIGNED.iter().find(|(letter, _)| *letter == first);
    row.is_some_and(|(_, seconds)| seconds.contains(&second))
}

/// The code that is meant by a name in another list.
pub(super) fn meant_by(text: &str) -> Option<&'static str> {
    let slip = SLIPS
        .iter()
        .find(|(slip, _)| slip.eq_ignore_ascii_case(text));
    slip.map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_all_codes() {
        let count: usize = ASSIGNED.iter().map(|(_, seconds)| seconds.len()).sum();
        assert_eq!(count, 249);
        assert!(is_assigned(b"CH") && is_assigned(b"ZW") && is_assigned(b"AD"));
        assert!(!is_assigned(b"UK") && !is_assigned(b"XX") && !is_assigned(b"ch"));
        assert!(SLIPS.iter().all(|(_, code)| is_assigned(code.as_bytes())));
    }
}
