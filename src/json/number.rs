use core::cmp::Ordering;

/// A decimal number taken apart, without its sign: 0.digits × 10^exponent, no zero at either end.
struct Decimal<'n> {
    negative: bool,
    whole: &'n str,
    fraction: &'n str,
    exponent: i64,
}

/// Compares two JSON numbers by their mathematical value, exactly: 1, 1.0 and 10e-1 are equal.
///
/// Linear in the digits that are written; an exponent is never written out.
pub fn compare_numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (Decimal::read(a), Decimal::read(b));
    match (a.sign(), b.sign()) {
        (1, 1) => a.compare_magnitude(&b),
        (-1, -1) => b.compare_magnitude(&a),
        (x, y) => x.cmp(&y),
    }
}

/// The one way to write a number that all ways to write it have in common: digits without zeros at
/// either end, and what power of ten they are a fraction of.
pub fn normal_number(number: &str) -> String {
    let decimal = Decimal::read(number);
    match decimal.sign() {
        0 => "0".to_owned(),
        sign => {
            let digits: String = decimal.digits().map(char::from).collect();
            let sign = if sign < 0 { "-" } else { "" };
            format!("{sign}.{digits}e{}", decimal.exponent)
        }
    }
}

/// Whether a JSON number is written as an integer: without fraction and exponent (RFC 7643 §2.3.4).
pub fn is_integer(number: &str) -> bool {
    !number.contains(['.', 'e', 'E'])
}

/// Whether receivers that hold numbers as 64-bit floating point read the number that is written, up
/// to rounding of its last digits (RFC 8259 §6): integers up to 2^53 - 1, at most 17 significant
/// digits, magnitudes from 1e-307 to 1e308.
pub fn is_exact_double(number: &str) -> bool {
    // Nothing that short goes beyond.
    if number.len() <= 15 && !number.contains(['e', 'E']) {
        return true;
    }
    let decimal = Decimal::read(number);
    let digits = decimal.digits().count();
    let whole = decimal.exponent >= length_of(digits);
    if whole && decimal.exponent > 0 && is_integer(number) {
        let magnitude = number.trim_start_matches('-');
        return compare_numbers(magnitude, "9007199254740991").is_le();
    }
    digits == 0 || (digits <= 17 && (-306..=309).contains(&decimal.exponent))
}

impl<'n> Decimal<'n> {
    fn read(number: &'n str) -> Self {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let unsigned = mantissa.strip_prefix('-');
        let (whole, fraction) = unsigned
            .unwrap_or(mantissa)
            .split_once('.')
            .unwrap_or((unsigned.unwrap_or(mantissa), ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let (whole, fraction, shift) = if whole.is_empty() {
            let digits = fraction.trim_start_matches('0');
            ("", digits, -length(fraction) + length(digits))
        } else if fraction.is_empty() {
            (whole.trim_end_matches('0'), "", length(whole))
        } else {
            (whole, fraction, length(whole))
        };
        Self {
            negative: unsigned.is_some(),
            whole,
            fraction,
            exponent: read_exponent(exponent).saturating_add(shift),
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes())
    }

    fn sign(&self) -> i8 {
        match (self.digits().next(), self.negative) {
            (None, _) => 0,
            (Some(_), true) => -1,
            (Some(_), false) => 1,
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let exponents = self.exponent.cmp(&other.exponent);
        exponents.then_with(|| self.digits().cmp(other.digits()))
    }
}

/// An exponent beyond what fits is as good as the largest that does.
fn read_exponent(text: &str) -> i64 {
    let digits = text.trim_start_matches(['+', '-']);
    let value = digits.parse().unwrap_or(i64::MAX / 2);
    if text.starts_with('-') { -value } else { value }
}

fn length(digits: &str) -> i64 {
    length_of(digits.len())
}

fn length_of(digits: usize) -> i64 {
    i64::try_from(digits).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes `value × 10^scale` in one of several ways.
    fn spell(value: i32, scale: u32, form: u8) -> String {
        let sign = if value < 0 { "-" } else { "" };
        let digits = value.unsigned_abs().to_string();
        match form % 4 {
            0 => format!("{sign}{digits}e{scale}"),
            1 => format!("{sign}{digits}{}", "0".repeat(scale as usize)),
            2 => format!("{sign}{digits}.000E+{scale}"),
            _ => format!("{sign}0.{digits}e{}", scale as usize + digits.len()),
        }
    }

    proptest! {
        #[test]
        fn compares_as_integers_do(
            a in -2000..2000_i32, x in 0..6_u32, f in any::<u8>(),
            b in -2000..2000_i32, y in 0..6_u32, g in any::<u8>(),
        ) {
            let expected = (i128::from(a) * 10_i128.pow(x)).cmp(&(i128::from(b) * 10_i128.pow(y)));
            let (a, b) = (spell(a, x, f), spell(b, y, g));
            prop_assert_eq!(compare_numbers(&a, &b), expected);
            prop_assert_eq!(normal_number(&a) == normal_number(&b), expected.is_eq());
        }
    }

    #[test]
    fn knows_what_a_double_holds() {
        for held in [
            "0",
            "-0.0",
            "9007199254740991",
            "-9007199254740991",
            "1e308",
            "0.1",
            "123456.7891011121",
            "1e-300",
            "0e999",
            "1.50000000000000000000",
            "00.000e1",
        ] {
            assert!(is_exact_double(held), "{held}");
        }
        for beyond in [
            "9007199254740992",
            "-123456789012345678901",
            "1e309",
            "1e-400",
            "0.1234567890123456789",
            "1e99999999999999999999",
        ] {
            assert!(!is_exact_double(beyond), "{beyond}");
        }
    }

    #[test]
    fn zeros_are_equal_and_exponents_are_not_written_out() {
        assert!(compare_numbers("-0", "0.00e9").is_eq());
        assert!(compare_numbers("1e999999999999999999999", "1e9").is_gt());
        assert!(compare_numbers("-1e999999999999999999999", "-1e9").is_lt());
        assert!(compare_numbers("0.1", "0.01").is_gt());
        assert!(compare_numbers("123.4500", "123.45").is_eq());
    }
}
