//! Scenarios: what a run does, as a TOML file or a built-in name.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::{Error, Trace};

/// The scenarios that are built in, by name.
pub const BUILT_IN: [&str; 1] = ["replay"];

/// What a run does. Every key has a default: those of the built-in `replay`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// What it is called in the report.
    pub name: String,
    /// The trace: `live-chat-3h`, or the path of a file.
    pub trace: String,
    /// How many times quicker than the trace it goes.
    pub speed: f64,
    /// Seconds in which all viewers join, evenly.
    pub join_seconds: f64,
    /// Seconds of chat at most; absent for the whole trace.
    pub duration_seconds: Option<f64>,
    /// Seconds between two pins of the host; 0 for none.
    pub pin_seconds: f64,
    /// The sale; absent for none.
    pub sale: Option<SalePlan>,
    /// Makes the texts and moments of a run repeatable.
    pub seed: u64,
}

/// The sale of a scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SalePlan {
    /// Units received and put on sale.
    pub units: u32,
    /// When it opens: `half` of the run, or a number of seconds such as `30s`.
    pub at: String,
    /// Seconds that a unit is held.
    pub hold_seconds: u32,
    /// Seconds in which everyone tries to buy, from when they see it open.
    pub buy_within_seconds: f64,
    /// Of those who hold a unit, the share that checks out and is committed by
    /// the shop.
    pub paid_share: f64,
}

impl Default for Scenario {
    fn default() -> Scenario {
        Scenario {
            name: "replay".to_owned(),
            trace: "live-chat-3h".to_owned(),
            speed: 60.0,
            join_seconds: 10.0,
            duration_seconds: None,
            pin_seconds: 5.0,
            sale: Some(SalePlan::default()),
            seed: 1,
        }
    }
}

impl Default for SalePlan {
    fn default() -> SalePlan {
        SalePlan {
            units: 500,
            at: "half".to_owned(),
            hold_seconds: 1_800,
            buy_within_seconds: 5.0,
            paid_share: 0.6,
        }
    }
}

impl Scenario {
    /// The scenario of that built-in name, or of the file at that path.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where there is no such file, [`Error::Setting`] where a
    /// key or value in it is wrong.
    pub fn load(name_or_path: &str) -> Result<Scenario, Error> {
        if name_or_path == "replay" {
            return Ok(Scenario::default());
        }
        let text = std::fs::read_to_string(name_or_path).map_err(|source| Error::File {
            path: format!("{name_or_path} (built in are: {})", BUILT_IN.join(", ")),
            source,
        })?;
        toml::from_str(&text).map_err(|error| Error::Setting(format!("{name_or_path}: {error}")))
    }

    /// Checks what no type can.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] that names the key.
    pub fn check(&self) -> Result<(), Error> {
        let within = |key: &str, value: f64, least: f64, most: f64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(Error::Setting(format!("`{key}` should be {least} to {most}, not {value}")))
        };
        within("speed", self.speed, 0.01, 10_000.0)?;
        within("join_seconds", self.join_seconds, 0.0, 3_600.0)?;
        within("duration_seconds", self.duration_seconds.unwrap_or(1.0), 0.1, 864_000.0)?;
        within("pin_seconds", self.pin_seconds, 0.0, 3_600.0)?;
        let Some(sale) = &self.sale else { return Ok(()) };
        within("sale.units", sale.units.into(), 1.0, 1e9)?;
        within("sale.hold_seconds", sale.hold_seconds.into(), 1.0, 3_600.0)?;
        within("sale.buy_within_seconds", sale.buy_within_seconds, 0.0, 3_600.0)?;
        within("sale.paid_share", sale.paid_share, 0.0, 1.0)?;
        self.sale_after(sale, Duration::ZERO).map(drop)
    }

    /// Its trace.
    ///
    /// # Errors
    ///
    /// [`Error::File`] or [`Error::Trace`].
    pub fn trace(&self) -> Result<Trace, Error> {
        if self.trace == "live-chat-3h" {
            return Ok(Trace::live_chat_3h()?);
        }
        let text = std::fs::read_to_string(Path::new(&self.trace))
            .map_err(|source| Error::File { path: self.trace.clone(), source })?;
        Ok(Trace::parse(&text)?)
    }

    /// How long its chat goes on.
    #[must_use]
    pub fn length(&self, trace: &Trace) -> Duration {
        let whole = Duration::from_millis(trace.length_ms()).div_f64(self.speed);
        self.duration_seconds.map_or(whole, |most| whole.min(Duration::from_secs_f64(most)))
    }

    /// How long after the first message the sale opens.
    pub(crate) fn sale_after(&self, sale: &SalePlan, length: Duration) -> Result<Duration, Error> {
        if sale.at == "half" {
            return Ok(length / 2);
        }
        let seconds = sale.at.strip_suffix('s').and_then(|number| number.parse::<u32>().ok());
        let bad =
            || Error::Setting(format!("`sale.at` should be half or such as 30s, not {}", sale.at));
        seconds.map(|seconds| Duration::from_secs(seconds.into())).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_overrides_the_defaults_and_a_wrong_key_or_value_is_named() {
        let scenario: Scenario = toml::from_str("speed = 4\n[sale]\nunits = 7").unwrap();
        assert_eq!((scenario.speed, scenario.sale.as_ref().unwrap().units), (4.0, 7));
        assert_eq!(scenario.join_seconds, 10.0);
        scenario.check().unwrap();
        assert!(toml::from_str::<Scenario>("sped = 4").unwrap_err().to_string().contains("sped"));
        for (text, key) in [
            ("speed = 0", "speed"),
            ("speed = nan", "speed"),
            ("[sale]\nunits = 0", "sale.units"),
            ("[sale]\nat = 'noon'", "sale.at"),
        ] {
            let error = toml::from_str::<Scenario>(text).unwrap().check().unwrap_err();
            assert!(error.to_string().contains(key), "{text} gave {error}");
        }
        assert!(Scenario::load("no-such-thing").unwrap_err().to_string().contains("replay"));
    }

    #[test]
    fn the_replay_at_sixty_times_takes_about_three_minutes() {
        let scenario = Scenario::load("replay").unwrap();
        let length = scenario.length(&scenario.trace().unwrap());
        assert_eq!(length.as_secs(), 188);
        assert_eq!(scenario.sale_after(&SalePlan::default(), length).unwrap().as_secs(), 94);
    }
}
