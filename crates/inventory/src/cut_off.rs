//! When a group sale ends: the instant that a deadline or a daily cut-off means,
//! found before the command is recorded, since rules know neither clock nor zones.

use hawker_proto::v1::{CutOff, GroupTerms, group_terms::End};
use jiff::{Timestamp, ToSpan as _, civil::Time, tz::TimeZone};

use crate::{limits::MAX_GROUP_SECONDS, refusal::Refused};

/// Fills in when the sale's own group ends, as seen at `now_ms`.
pub(crate) fn resolve(terms: &mut GroupTerms, now_ms: i64) -> Result<(), Refused> {
    if terms.ends_at_ms != 0 {
        return Err(Refused::field("group.ends_at_ms must be unset; the inventory sets it"));
    }
    let ends_at_ms = match &terms.end {
        Some(End::DeadlineMs(at)) => *at,
        Some(End::CutOff(cut_off)) => next(cut_off, now_ms)?,
        None => return Err(Refused::field("group needs a deadline_ms or a cut_off")),
    };
    let within = now_ms..=now_ms + i64::from(MAX_GROUP_SECONDS) * 1_000;
    if !within.contains(&ends_at_ms) {
        let days = MAX_GROUP_SECONDS / 86_400;
        let message = format!("group must end after now, and within {days} days");
        return Err(Refused::field(message));
    }
    terms.ends_at_ms = ends_at_ms;
    Ok(())
}

/// When the clock in the merchant's time zone next shows the time. On a day on
/// which it is left out, or comes twice, it is when the clock first gets that far.
fn next(cut_off: &CutOff, now_ms: i64) -> Result<i64, Refused> {
    let wrong =
        |what: &str, value: &str| Refused::field(format!("group.cut_off.{what} is wrong: {value}"));
    let time = Time::strptime("%H:%M", &cut_off.time).map_err(|_| wrong("time", &cut_off.time))?;
    let zone = TimeZone::get(&cut_off.time_zone);
    let zone = zone.map_err(|_| wrong("time_zone", &cut_off.time_zone))?;
    let none = |_| Refused::field("the clock does not show group.cut_off any more");
    let now = Timestamp::from_millisecond(now_ms).map_err(none)?;
    let mut day = now.to_zoned(zone.clone()).date();
    loop {
        let at = day.to_datetime(time).to_zoned(zone.clone()).map_err(none)?.timestamp();
        if at > now {
            return Ok(at.as_millisecond());
        }
        day = day.checked_add(1.day()).map_err(none)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_in(zone: &str, time: &str, now: &str) -> String {
        let now: Timestamp = now.parse().unwrap();
        let cut_off = CutOff { time: time.to_owned(), time_zone: zone.to_owned() };
        let at = next(&cut_off, now.as_millisecond()).unwrap();
        Timestamp::from_millisecond(at).unwrap().to_string()
    }

    #[test]
    fn a_cut_off_is_the_next_time_that_the_merchants_clock_shows_it() {
        let berlin = |time, now| next_in("Europe/Berlin", time, now);
        assert_eq!(berlin("18:30", "2026-11-22T12:00:00Z"), "2026-11-22T17:30:00Z");
        assert_eq!(berlin("18:30", "2026-11-22T17:30:00Z"), "2026-11-23T17:30:00Z");
        assert_eq!(berlin("00:10", "2026-11-22T23:30:00Z"), "2026-11-23T23:10:00Z");
        // Summer begins: 02:30 is left out, and comes to 03:30 of the new time.
        assert_eq!(berlin("02:30", "2027-03-28T00:00:00Z"), "2027-03-28T01:30:00Z");
        // Summer ends: 02:30 comes twice, and the first one counts.
        assert_eq!(berlin("02:30", "2026-10-25T00:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(
            next_in("Asia/Kolkata", "09:00", "2026-11-22T03:29:59Z"),
            "2026-11-22T03:30:00Z"
        );
    }

    #[test]
    fn a_deadline_must_lie_ahead_and_a_cut_off_be_one() {
        let mut terms = GroupTerms { end: Some(End::DeadlineMs(999)), ..GroupTerms::default() };
        assert!(resolve(&mut terms, 1_000).is_err());
        terms.end = Some(End::DeadlineMs(1_001));
        resolve(&mut terms, 1_000).unwrap();
        assert_eq!(terms.ends_at_ms, 1_001);
        for (time, time_zone) in [("25:00", "UTC"), ("12:00", "Mars/Olympus"), ("noon", "UTC")] {
            let cut_off = CutOff { time: time.into(), time_zone: time_zone.into() };
            assert!(next(&cut_off, 0).is_err());
        }
    }
}
