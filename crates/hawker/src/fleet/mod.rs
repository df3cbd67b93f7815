//! The other processes of a fleet: where they are, how they are entered, and which
//! inventory process owns the stock.
//!
//! A role that needs another one gets a [`Peer`] from
//! [`Peers`]. It promises that calls go to a process that says that it serves
//! (`grpc.health.v1`), that calls wait a while where none does, and that calls on
//! their way fail at once when the process they went to serves no longer.

mod address;
mod config;
mod connector;
mod serving;

use std::{sync::Arc, time::Duration};

use hawker_domain::shards::Shard;
use hawker_inventory::InventoryService;
use hawker_proto::{Peer, v1::ErrorCode};
use http::HeaderValue;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::{
    server::NamedService as _,
    transport::{Channel, Endpoint},
};

pub(crate) use config::FleetConfig;

use crate::{
    error::Error,
    grpc::{self, ServiceToken},
};
use address::Address;
use connector::{Fixed, ToServing};

/// The funnel's name on the wire.
pub(crate) const FUNNEL: &str = "hawker.v1.Funnel";

/// How long a connection may be silent before it is asked whether it lives, and
/// how long that answer may take: a machine that is gone closes nothing.
const ASK_AFTER: Duration = Duration::from_millis(500);
const ANSWER_WITHIN: Duration = Duration::from_millis(1_000);

/// How the others are entered.
pub(crate) struct Peers {
    inventory: Vec<Address>,
    /// How many shards the stock is in.
    shards: u16,
    funnel: Vec<Address>,
    authorization: Option<HeaderValue>,
    stop: CancellationToken,
}

impl Peers {
    /// Reads what the configuration names.
    ///
    /// # Errors
    /// `CONFIG_INVALID` with the key that is wrong.
    pub(crate) fn of(
        config: &FleetConfig,
        shards: u16,
        stop: CancellationToken,
    ) -> Result<Self, Error> {
        let tls = config.tls()?;
        let inventory: Result<Vec<_>, _> = config
            .inventory
            .iter()
            .map(|text| Address::read("fleet.inventory", text, tls.as_ref()))
            .collect();
        let funnel: Result<Vec<_>, _> = config
            .funnel
            .iter()
            .map(|text| Address::read("fleet.funnel", text, tls.as_ref()))
            .collect();
        let token = config.service_token_file.as_deref();
        let token = token.map(|path| ServiceToken::read("fleet.service_token_file", path));
        let authorization = token.transpose()?.map(|token| token.header()).transpose()?;
        Ok(Self { inventory: inventory?, shards, funnel: funnel?, authorization, stop })
    }

    /// The inventory process that owns each shard of the stock, whichever that is.
    ///
    /// # Errors
    /// `CONFIG_INVALID` when the configuration names none.
    pub(crate) fn inventory(&self) -> Result<Vec<Peer>, Error> {
        let owner = |shard: Shard| {
            let name = InventoryService::name_of(shard);
            let owner = self.serving("fleet.inventory", &self.inventory, name)?;
            Ok(owner.of_shard(shard.number()))
        };
        Shard::all(self.shards).map(owner).collect()
    }

    /// The funnel.
    ///
    /// # Errors
    /// `CONFIG_INVALID` when the configuration names none.
    pub(crate) fn funnel(&self) -> Result<Peer, Error> {
        self.serving("fleet.funnel", &self.funnel, FUNNEL.to_owned())
    }

    /// Asks every process that is named whether it answers and lets us in.
    pub(crate) async fn check(&self) -> Vec<(String, Result<(), String>)> {
        let mut checked = Vec::new();
        for (key, addresses, service) in [
            ("fleet.inventory", &self.inventory, InventoryService::NAME),
            ("fleet.funnel", &self.funnel, FUNNEL),
        ] {
            for address in addresses {
                let answered = serving::answers(service, self.probe(address)).await;
                checked.push((format!("{key} {address}"), answered));
            }
        }
        checked
    }

    fn serving(&self, key: &str, addresses: &[Address], service: String) -> Result<Peer, Error> {
        if addresses.is_empty() {
            let why = format!("{key} names no process: this role needs one, such as {EXAMPLE}");
            return Err(Error::new(ErrorCode::ConfigInvalid, why));
        }
        let probes = addresses.iter().map(|address| self.probe(address)).collect();
        let (tell, now) = watch::channel(None);
        let (stop, followed) = (self.stop.clone(), service.clone());
        tokio::spawn(async move {
            stop.run_until_cancelled(serving::follow(&followed, probes, tell)).await;
        });
        let connector = ToServing::new(service, Arc::from(addresses), now);
        Ok(self.entered(endpoint().connect_with_connector_lazy(connector)))
    }

    /// A connection of its own to one process, by which its health is asked.
    fn probe(&self, address: &Address) -> Peer {
        self.entered(endpoint().connect_with_connector_lazy(Fixed(address.clone())))
    }

    fn entered(&self, channel: Channel) -> Peer {
        match &self.authorization {
            Some(value) => Peer::with_authorization(channel, value.clone()),
            None => channel.into(),
        }
    }
}

const EXAMPLE: &str = "\"http://10.0.0.2:7071\"";

/// The address is never resolved: the connector knows where to go.
fn endpoint() -> Endpoint {
    grpc::windows(Endpoint::from_static("http://fleet"))
        .http2_keep_alive_interval(ASK_AFTER)
        .keep_alive_timeout(ANSWER_WITHIN)
        .keep_alive_while_idle(true)
}
