//! The unit costs: a file that says what one of each costs.

use std::path::Path;

use hawker_proto::v1::ErrorCode;
use serde::Deserialize;

use crate::error::Error;

/// What was measured, as it comes with this build.
const BUILT_IN: &str = include_str!("costs.toml");

/// The most bytes that a file of costs may have.
const FILE_BYTES_MAX: u64 = 64 << 10;

/// See `costs.toml`, which says what each is and how it is measured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Costs {
    pub(super) measured_on: String,
    pub(super) gateway: Gateway,
    pub(super) wire: Wire,
    pub(super) redis: Redis,
    pub(super) postgres: Postgres,
    pub(super) inventory: Inventory,
    pub(super) funnel: Funnel,
    pub(super) behind: Behind,
    pub(super) tester: Tester,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gateway {
    pub(super) process_bytes: f64,
    pub(super) viewer_bytes: f64,
    pub(super) socket_bytes: f64,
    pub(super) join_us: f64,
    pub(super) still_us: f64,
    pub(super) ping_us: f64,
    pub(super) write_us: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire {
    pub(super) packet: f64,
    pub(super) publication: f64,
    pub(super) state_tick: f64,
    pub(super) chat_tick: f64,
    pub(super) chat_message: f64,
    pub(super) join: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redis {
    pub(super) call_us: f64,
    pub(super) message_us: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Postgres {
    pub(super) commit_us: f64,
    pub(super) look_us: f64,
    pub(super) reservation_bytes: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inventory {
    pub(super) reservation_us: f64,
    pub(super) commits_per_second: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Funnel {
    pub(super) fact_us: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Behind {
    pub(super) idle_us: f64,
    pub(super) gateway_us: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tester {
    pub(super) viewer_bytes: f64,
    pub(super) socket_bytes: f64,
    pub(super) join_us: f64,
    pub(super) still_us: f64,
    pub(super) read_us: f64,
}

impl Costs {
    /// Those of a file, or those that come with this build.
    pub(crate) fn read(file: Option<&Path>) -> Result<Costs, Error> {
        let Some(file) = file else { return Self::parse("the built-in costs", BUILT_IN) };
        let name = file.display().to_string();
        let bad = |why: String| Error::new(ErrorCode::ConfigInvalid, format!("{name}: {why}"));
        let size = std::fs::metadata(file).map_err(|error| bad(error.to_string()))?.len();
        if size > FILE_BYTES_MAX {
            return Err(bad(format!("it has more than {FILE_BYTES_MAX} bytes")));
        }
        let text = std::fs::read_to_string(file).map_err(|error| bad(error.to_string()))?;
        Self::parse(&name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Costs, Error> {
        let read = config::Config::builder()
            .add_source(config::File::from_str(text, config::FileFormat::Toml))
            .build()
            .and_then(config::Config::try_deserialize);
        read.map_err(|error| Error::new(ErrorCode::ConfigInvalid, format!("{name}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_costs_are_read_and_a_wrong_file_is_refused_by_name() {
        let costs = Costs::read(None).unwrap();
        assert!(costs.gateway.write_us > 1.0 && costs.gateway.viewer_bytes > 100.0);
        let wrong = BUILT_IN.replace("write_us", "writes_us");
        let error = Costs::parse("mine.toml", &wrong).unwrap_err();
        assert!(error.to_string().contains("mine.toml"), "{error}");
    }
}
