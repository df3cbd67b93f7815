//! How numbers are written in reports.

use std::fmt::Write as _;

/// Microseconds, in a unit that keeps three digits.
#[must_use]
pub(crate) fn time(us: f64) -> String {
    let (value, unit) = match us {
        us if us < 1e3 => (us, "µs"),
        us if us < 1e6 => (us / 1e3, "ms"),
        us => (us / 1e6, "s"),
    };
    let digits = if value < 10.0 && unit != "µs" { 2 } else { usize::from(value < 100.0) };
    let digits = if unit == "µs" { 0 } else { digits };
    format!("{value:.digits$} {unit}")
}

/// A whole number with commas.
#[must_use]
pub(crate) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with three digits or so.
#[must_use]
pub(crate) fn number(number: f64) -> String {
    match number.abs() {
        n if n >= 1_000.0 => whole(number.round() as u64),
        n if n >= 100.0 || n == n.trunc() => format!("{number:.0}"),
        n if n >= 1.0 => format!("{number:.1}"),
        _ => format!("{number:.3}"),
    }
}

/// Bytes, in a unit that keeps three digits.
#[must_use]
pub(crate) fn bytes(bytes: f64) -> String {
    match bytes {
        b if b < 1_024.0 => format!("{b:.0} B"),
        b if b < 1_048_576.0 => format!("{:.1} KiB", b / 1_024.0),
        b if b < 1_073_741_824.0 => format!("{:.1} MiB", b / 1_048_576.0),
        b => format!("{:.2} GiB", b / 1_073_741_824.0),
    }
}

/// Text that can't be mistaken for markup.
#[must_use]
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            it => out.push(it),
        }
    }
    out
}

/// JSON that can stand in a script element: it holds no `<`.
#[must_use]
pub(crate) fn script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Unix milliseconds as a date and time of UTC (the days by Hinnant's
/// `civil_from_days`).
#[must_use]
pub(crate) fn moment(unix_ms: u64) -> String {
    let seconds = unix_ms / 1_000;
    let days = (seconds / 86_400) as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (seconds % 86_400 / 3_600, seconds % 3_600 / 60);
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = write!(out, "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02} UTC", seconds % 60);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(time(12.4), "12 µs");
        assert_eq!(time(1_234.0), "1.23 ms");
        assert_eq!(time(45_600.0), "45.6 ms");
        assert_eq!(time(456_000.0), "456 ms");
        assert_eq!(time(2_000_000.0), "2.00 s");
        assert_eq!((whole(5).as_str(), whole(1_234_567).as_str()), ("5", "1,234,567"));
        assert_eq!(bytes(2_048.0), "2.0 KiB");
        assert_eq!(
            (number(0.25), number(12.34), number(12_345.6)),
            ("0.250".into(), "12.3".into(), "12,346".into())
        );
        assert_eq!(moment(1_556_582_399_000), "2019-04-29 23:59:59 UTC");
        assert_eq!(moment(1_709_210_096_000), "2024-02-29 12:34:56 UTC");
    }

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(escape("<b a='x'>&\""), "&lt;b a=&#39;x&#39;&gt;&amp;&quot;");
        assert!(!script("\"</script>\"").contains('<'));
    }
}
