use core::cmp::Ordering;

/// Years have at most this many digits here, so that every instant fits 64 bits of seconds.
const YEAR_DIGITS: usize = 11;

/// A dateTime as RFC 7643 §2.3.5 takes it from xsd:dateTime: date, "T", time, optional zone.
///
/// Ordered by instant: zones are applied, a missing zone is read as UTC, fractions of a second are
/// compared to their last digit.
#[derive(Clone, Copy, Debug)]
pub struct DateTime<'t> {
    /// Seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// Digits behind the point, without zeros at their end.
    fraction: &'t str,
    has_zone: bool,
}

/// Why a text is no dateTime.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateTimeDefect {
    /// It isn't of the form 2026-01-31T09:30:00Z.
    Form,
    /// It is a date; the time is missing.
    DateOnly,
    /// The month isn't 01 to 12.
    Month,
    /// The month has no such day.
    Day,
    /// The time isn't 00:00:00 to 24:00:00; leap seconds aren't in xsd:dateTime.
    Time,
    /// The zone isn't Z or within 14 hours of it.
    Zone,
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// The parts of 0000-00-00T00:00:00, eight bytes each: where, how it is written, and what takes the
/// high bit of a byte that isn't written so, or is no digit, once what is written is left out.
const FORM: [(usize, u64, u64); 3] = [
    part(0, *b"0000-00-"),
    part(8, *b"00T00:00"),
    part(11, *b"00:00:00"),
];

const fn part(at: usize, form: [u8; 8]) -> (usize, u64, u64) {
    let (mut more, mut rest): (u64, &[u8]) = (0, &form);
    while let [before @ .., last] = rest {
        more = more << 8 | if *last == b'0' { 0x7F - 9 } else { 0x7F };
        rest = before;
    }
    (at, u64::from_le_bytes(form), more)
}

/// Whether nineteen bytes read as 0000-00-00T00:00:00 does, with any digits.
#[inline]
fn is_formed(whole: &[u8; 19]) -> bool {
    let high = FORM.iter().fold(0, |high, &(at, form, more)| {
        let bytes = whole.get(at..).and_then(|rest| rest.first_chunk::<8>());
        let left = bytes.map_or(HIGH, |bytes| u64::from_le_bytes(*bytes) ^ form);
        high | left | left.wrapping_add(more)
    });
    high & HIGH == 0
}

/// Whether a text is a dateTime as most are written: 2026-01-28T09:30:00Z, perhaps with a fraction
/// of the second, and not on the last days of a month. Told in one pass; of others nothing is said.
pub fn is_usual_date_time(text: &[u8]) -> bool {
    let Some((whole, rest)) = text.split_first_chunk::<19>() else {
        return false;
    };
    let digit = |byte: u8| byte.wrapping_sub(b'0') <= 9;
    let formed = is_formed(whole);
    let [
        _,
        _,
        _,
        _,
        _,
        m1,
        m2,
        _,
        d1,
        d2,
        _,
        h1,
        h2,
        _,
        n1,
        _,
        _,
        s1,
        _,
    ] = whole;
    let month = matches!((m1, m2), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
    let day = matches!(
        (d1, d2),
        (b'0', b'1'..=b'9') | (b'1', _) | (b'2', b'0'..=b'8')
    );
    let hour = matches!((h1, h2), (b'0' | b'1', _) | (b'2', b'0'..=b'3'));
    let end = match rest {
        b"Z" => true,
        [b'.', fraction @ .., b'Z'] => {
            !fraction.is_empty() && fraction.iter().all(|&byte| digit(byte))
        }
        _ => false,
    };
    formed && month && day && hour && *n1 < b'6' && *s1 < b'6' && end
}

impl<'t> DateTime<'t> {
    /// Reads it.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn parse(text: &'t str) -> Result<Self, DateTimeDefect> {
        let (negative, rest) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (year, rest) = digits(rest);
        let long = year.len() > 4 && year.starts_with('0');
        if year.len() < 4 || year.len() > YEAR_DIGITS || long {
            return Err(DateTimeDefect::Form);
        }
        let (month, rest) = two_digits(expect(rest, '-')?)?;
        let (day, rest) = two_digits(expect(rest, '-')?)?;
        let year = number(year) * if negative { -1 } else { 1 };
        if !(1..=12).contains(&month) {
            return Err(DateTimeDefect::Month);
        }
        if day < 1 || day > days_in_month(year, month) {
            return Err(DateTimeDefect::Day);
        }
        if rest.is_empty() {
            return Err(DateTimeDefect::DateOnly);
        }
        let (hour, rest) = two_digits(expect(rest, 'T')?)?;
        let (minute, rest) = two_digits(expect(rest, ':')?)?;
        let (second, rest) = two_digits(expect(rest, ':')?)?;
        let (fraction, rest) = match rest.strip_prefix('.') {
            None => ("", rest),
            Some(rest) => match digits(rest) {
                ("", _) => return Err(DateTimeDefect::Form),
                (fraction, rest) => (fraction.trim_end_matches('0'), rest),
            },
        };
        let midnight = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
        if (hour > 23 && !midnight) || minute > 59 || second > 59 {
            return Err(DateTimeDefect::Time);
        }
        let offset = zone(rest)?;
        let time = hour * 3600 + minute * 60 + second - offset.unwrap_or(0) * 60;
        Ok(Self {
            seconds: days_since_1970(year, month, day) * 86_400 + time,
            fraction,
            has_zone: offset.is_some(),
        })
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub(crate) const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The digits of the fraction of the second, without zeros at the end.
    pub(crate) const fn fraction(&self) -> &'t str {
        self.fraction
    }

    /// Whether it says its zone.
    pub const fn has_zone(&self) -> bool {
        self.has_zone
    }
}

/// The dateTime that a text can only mean which is nearly one: with a blank for the T, lower-case
/// letters, no seconds, or no colon in the zone.
pub fn mended_date_time(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
        return None;
    }
    let end = time
        .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.')
        .unwrap_or(time.len());
    let (clock, zone) = (time.get(..end)?, time.get(end..)?.trim());
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let zone = match zone.as_bytes() {
        b"z" => "Z".to_owned(),
        [b'+' | b'-', _, _] => format!("{zone}:00"),
        [b'+' | b'-', _, _, _, _] => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
        _ => zone.to_owned(),
    };
    let mended = format!("{date}T{clock}{seconds}{zone}");
    DateTime::parse(&mended).is_ok().then_some(mended)
}

impl Ord for DateTime<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.fraction).cmp(&(other.seconds, other.fraction))
    }
}

impl PartialOrd for DateTime<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DateTime<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for DateTime<'_> {}

/// Minutes east of UTC; `None` where no zone is given.
fn zone(text: &str) -> Result<Option<i64>, DateTimeDefect> {
    let (sign, rest) = match text.as_bytes().first() {
        None => return Ok(None),
        Some(b'Z') if text.len() == 1 => return Ok(Some(0)),
        Some(b'+') => (1, text.get(1..).unwrap_or_default()),
        Some(b'-') => (-1, text.get(1..).unwrap_or_default()),
        Some(_) => return Err(DateTimeDefect::Zone),
    };
    let of_zone = |_| DateTimeDefect::Zone;
    let (hours, rest) = two_digits(rest).map_err(of_zone)?;
    let (minutes, rest) = expect(rest, ':').and_then(two_digits).map_err(of_zone)?;
    let total = hours * 60 + minutes;
    if !rest.is_empty() || minutes > 59 || total > 14 * 60 {
        return Err(DateTimeDefect::Zone);
    }
    Ok(Some(sign * total))
}

fn expect(text: &str, separator: char) -> Result<&str, DateTimeDefect> {
    match text.strip_prefix(separator) {
        Some(rest) => Ok(rest),
        None => Err(DateTimeDefect::Form),
    }
}

/// The ASCII digits at the start of `text`, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

fn two_digits(text: &str) -> Result<(i64, &str), DateTimeDefect> {
    match (text.get(..2), text.get(2..)) {
        (Some(pair), Some(rest)) if pair.bytes().all(|b| b.is_ascii_digit()) => {
            Ok((number(pair), rest))
        }
        _ => Err(DateTimeDefect::Form),
    }
}

fn number(digits: &str) -> i64 {
    digits
        .bytes()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + is_leap(year) as i64,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, with years that begin in March so
/// that the day of the leap comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<'_> {
        DateTime::parse(text).unwrap()
    }

    proptest! {
        #[test]
        fn the_next_day_is_one_day_later(year in -3000..12000_i64, month in 1..=12_i64, day in 1..=31_i64) {
            prop_assume!(day <= days_in_month(year, month));
            let (mut y, mut m, mut d) = (year, month, day + 1);
            if d > days_in_month(y, m) {
                (m, d) = (m + 1, 1);
            }
            if m > 12 {
                (y, m) = (y + 1, 1);
            }
            prop_assert_eq!(days_since_1970(y, m, d), days_since_1970(year, month, day) + 1);
        }

        #[test]
        fn what_is_usual_is_a_date_time(
            text in "20[0-9]{2}-[0-3][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.][0-9]{0,3})?Z?",
            other in "[-0-9TZ:.]{19,22}",
        ) {
            for text in [text, other] {
                if is_usual_date_time(text.as_bytes()) {
                    prop_assert!(DateTime::parse(&text).unwrap().has_zone());
                }
            }
        }

        #[test]
        fn takes_any_text(text in "[-0-9TZ:.+]{0,30}|.{0,12}") {
            let _ = DateTime::parse(&text);
        }
    }

    #[test]
    fn compares_instants() {
        assert_eq!(at("1970-01-01T00:00:00Z").seconds, 0);
        assert_eq!(at("2011-05-13T04:42:34Z"), at("2011-05-13T06:42:34+02:00"));
        assert_eq!(at("2011-05-13T04:42:34"), at("2011-05-13T04:42:34.000Z"));
        assert_eq!(at("2026-12-31T24:00:00Z"), at("2027-01-01T00:00:00Z"));
        assert!(at("2011-05-13T04:42:34.1234567891Z") > at("2011-05-13T04:42:34.123456789Z"));
        assert!(at("12011-05-13T04:42:34Z") > at("2011-05-13T04:42:34Z"));
        assert!(at("-0001-12-31T00:00:00Z") < at("0001-01-01T00:00:00Z"));
        assert!(!at("2011-05-13T04:42:34").has_zone());
    }

    #[test]
    fn near_misses_are_mended() {
        for (text, mended) in [
            ("2026-03-01 08:00:00Z", Some("2026-03-01T08:00:00Z")),
            ("2026-03-01t08:00:00z", Some("2026-03-01T08:00:00Z")),
            ("2026-03-01T08:00Z", Some("2026-03-01T08:00:00Z")),
            (
                "2026-03-01T08:00:00+0200",
                Some("2026-03-01T08:00:00+02:00"),
            ),
            (
                "2026-03-01 08:00:00.5 +02",
                Some("2026-03-01T08:00:00.5+02:00"),
            ),
            ("2026-03-01", None),
            ("2026-02-30T08:00Z", None),
            ("2026-03-01T08:00:60Z", None),
            ("01.03.2026 08:00:00", None),
            ("é", None),
        ] {
            assert_eq!(mended_date_time(text).as_deref(), mended, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use DateTimeDefect::{DateOnly, Day, Form, Month, Time, Zone};
        for (text, defect) in [
            ("2011-05-13", DateOnly),
            ("2011-13-01T00:00:00Z", Month),
            ("2011-02-29T00:00:00Z", Day),
            ("2012-02-30T00:00:00Z", Day),
            ("2011-04-31T00:00:00Z", Day),
            ("2011-05-13T24:00:01Z", Time),
            ("2011-05-13T23:59:60Z", Time),
            ("2011-05-13T12:00:00+14:01", Zone),
            ("2011-05-13T12:00:00z", Zone),
            ("2011-05-13T12:00:00+2", Zone),
            ("2011-05-13t12:00:00Z", Form),
            ("2011-05-13 12:00:00Z", Form),
            ("2011-05-13T12:00Z", Form),
            ("2011-05-13T12:00:00.Z", Form),
            ("02011-05-13T12:00:00Z", Form),
            ("11-05-13T12:00:00Z", Form),
            ("", Form),
        ] {
            assert_eq!(DateTime::parse(text).err(), Some(defect), "{text}");
        }
    }
}
