/// The digits of a JSON number from its first to its last that isn't zero, and how large it may be
/// as a power of ten, either way.
fn extent(number: &str) -> (usize, u32) {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let digits = mantissa.trim_start_matches('-');
    let trimmed = digits
        .trim_start_matches(['0', '.'])
        .trim_end_matches(['0', '.']);
    let significant = trimmed.bytes().filter(u8::is_ascii_digit).count();
    let exponent = exponent.trim_start_matches('+').parse::<i32>();
    let exponent = exponent.map_or(u32::MAX, i32::unsigned_abs);
    let written = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    (significant, exponent.saturating_add(written))
}

/// Whether a double holds the number so that it compares as the number does with what a double holds:
/// any number of up to 15 digits does.
pub(super) fn is_double(number: &str) -> bool {
    let (digits, magnitude) = extent(number);
    digits <= 15 && magnitude <= 290
}

/// Whether a `numeric` of `PostgreSQL` holds the number.
pub(super) fn is_numeric(number: &str) -> bool {
    extent(number).1 <= 1000
}

#[cfg(test)]
mod tests {
    use super::{is_double, is_numeric};

    #[test]
    fn tells_what_a_number_needs() {
        for number in [
            "0",
            "-1.5e3",
            "100000000000000000000",
            "0.000000000000000000001",
        ] {
            assert!(is_double(number) && is_numeric(number), "{number}");
        }
        for number in [
            "1234567890123456",
            "0.1234567890123456",
            "1e291",
            "1e99999999999",
        ] {
            assert!(!is_double(number), "{number}");
        }
        assert!(is_numeric("1234567890.1234567890123456789e-20"));
        assert!(!is_numeric("1e1001"));
    }
}
