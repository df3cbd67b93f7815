//! What `hawker config check` says of the servers that the configuration names:
//! whether each can be reached and lets us in.

use tokio_util::sync::CancellationToken;

use crate::{config::Config, error::Error, fleet::Peers};

/// One server, and why it can't be used, if it can't.
pub(crate) struct Checked {
    pub(crate) what: String,
    pub(crate) wrong: Option<String>,
}

impl Checked {
    fn of(what: impl Into<String>, result: Result<(), impl ToString>) -> Self {
        Self { what: what.into(), wrong: result.err().map(|error| error.to_string()) }
    }
}

/// Tries every server that the configuration names, one after the other.
///
/// # Errors
/// When what it takes to try one, such as a file, can't be had.
pub(crate) async fn check(config: &Config) -> Result<Vec<Checked>, Error> {
    let mut checked = Vec::new();
    if config.postgres.is_set() {
        let connected = match hawker_postgres::Server::of(&config.postgres) {
            Ok(server) => server.connect("hawker config check").await.map(drop),
            Err(error) => Err(error),
        };
        checked.push(Checked::of("postgres", connected));
    }
    if config.redis.is_set() {
        checked.push(Checked::of("redis", hawker_gateway::bus::check(&config.redis).await));
    }
    let peers = Peers::of(&config.fleet, config.inventory.shards, CancellationToken::new())?;
    for (what, answered) in peers.check().await {
        checked.push(Checked::of(what, answered));
    }
    Ok(checked)
}
