//! Running the roles of a process: recovery first, then the ports, then readiness;
//! and at the end the same in reverse, so that nothing that was acknowledged is lost
//! on the way out.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use hawker_funnel::Funnel;
use hawker_gateway::{BusSetup, Gateway, RoomsEngine, Secret, Setup, StoreSetup};
use hawker_inventory::{Inventory, JournalEngine, Ownership};
use hawker_proto::{Peer, v1::ErrorCode};
use hawker_telemetry::Recorder;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    data_dir::{DataDir, Ports},
    error::Error,
    fleet::Peers,
    grpc,
    listeners::Listeners,
    ops, secret,
};

/// Which parts a process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) gateway: bool,
    pub(crate) inventory: bool,
    pub(crate) funnel: bool,
}

impl Roles {
    const NONE: Self = Self { gateway: false, inventory: false, funnel: false };
    pub(crate) const ALL: Self = Self { gateway: true, inventory: true, funnel: true };
    pub(crate) const GATEWAY: Self = Self { gateway: true, ..Self::NONE };
    pub(crate) const INVENTORY: Self = Self { inventory: true, ..Self::NONE };
    pub(crate) const FUNNEL: Self = Self { funnel: true, ..Self::NONE };

    /// Whether others call this process.
    pub(crate) fn are_called(self) -> bool {
        self.inventory || self.funnel
    }
}

/// The roles of this process, running.
pub(crate) struct Node {
    data_dir: DataDir,
    inventory: Option<Inventory>,
    funnel: Option<Funnel>,
    gateway: Option<Gateway>,
    secret: Secret,
    ports: Ports,
    /// Whether the public port speaks TLS.
    encrypted: bool,
    stop: CancellationToken,
}

/// Makes routes, once the public address and the secret are known.
pub(crate) type MakeRoutes = Box<dyn FnOnce(SocketAddr, &Secret) -> Result<axum::Router, Error>>;

/// What the demo adds to a node.
pub(crate) struct Extra {
    /// Routes beside the gateway's own.
    pub(crate) routes: MakeRoutes,
    /// Whether pages offer "enter as" buttons.
    pub(crate) demo: bool,
}

impl Default for Extra {
    fn default() -> Self {
        Self { routes: Box::new(|_, _| Ok(axum::Router::new())), demo: false }
    }
}

/// What parts are started from.
struct Start<'a> {
    roles: Roles,
    config: &'a Config,
    dir: &'a Path,
    /// Where others call this process.
    grpc: Option<SocketAddr>,
    secret: &'a Secret,
    peers: &'a Peers,
    stop: &'a CancellationToken,
}

impl Node {
    /// Recovers, opens the ports, and tells in `ports.json` which they are.
    pub(crate) async fn start(roles: Roles, config: Config, extra: Extra) -> Result<Self, Error> {
        let recorder =
            Recorder::install().map_err(|e| Error::internal("the metrics recorder", e))?;
        let data_dir = DataDir::open(&config.data_dir)?;
        let secret = match &config.secret_file {
            Some(path) => secret::load(path)?,
            None => secret::load_or_make(data_dir.path())?,
        };
        let listeners = Listeners::bind(roles, &config)?;
        let ports = listeners.addresses()?;
        let guards = Guards::of(&config)?;
        let stop = CancellationToken::new();
        let peers = Peers::of(&config.fleet, config.inventory.shards, stop.clone())?;
        let dir = data_dir.path();
        let start = Start {
            roles,
            config: &config,
            dir,
            grpc: ports.grpc,
            secret: &secret,
            peers: &peers,
            stop: &stop,
        };

        let inventory = start.inventory().await?;
        let funnel = start.funnel(inventory.as_ref()).await?;
        let gateway = match listeners.public {
            Some(public) => {
                let (inventory, funnel) = (inventory.as_ref(), funnel.as_ref());
                Some(start.gateway(public, inventory, funnel, extra).await?)
            }
            None => None,
        };
        if let Some(listener) = listeners.grpc {
            let services = grpc::Services {
                inventory: inventory.as_ref().map(|it| (it.service(), it.owners())),
                funnel: funnel.as_ref().map(Funnel::service),
                service_token: guards.token,
                tls: guards.tls,
            };
            grpc::serve_port(listener, services, stop.clone()).await?;
        }
        let ready = readiness(gateway.as_ref(), inventory.as_ref(), funnel.as_ref(), roles);
        ops::serve_port(listeners.ops, recorder, ready, stop.clone())?;
        data_dir.write_ports(&ports)?;
        let encrypted = config.gateway.tls.is_on();
        Ok(Self { data_dir, inventory, funnel, gateway, secret, ports, encrypted, stop })
    }

    /// What whoever started it is told.
    pub(crate) fn greeting(&self) -> String {
        let scheme = if self.encrypted { "https" } else { "http" };
        match (self.ports.public, self.ports.grpc) {
            (Some(public), _) => format!("hawker listens on {scheme}://{public}"),
            (None, Some(grpc)) => format!("hawker serves gRPC on {grpc}"),
            (None, None) => "hawker runs".to_owned(),
        }
    }

    /// Where the public comes in.
    ///
    /// # Errors
    /// When no gateway runs here.
    pub(crate) fn public(&self) -> Result<SocketAddr, Error> {
        self.ports.public.ok_or_else(|| Error::internal("the public port", "no gateway runs here"))
    }

    pub(crate) fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Waits for `end`, or for a part that can't go on.
    pub(crate) async fn run_until(&self, end: impl Future<Output = ()>) -> Result<(), Error> {
        let inventory_failed = async {
            match &self.inventory {
                Some(inventory) => inventory.failed().await,
                None => std::future::pending().await,
            }
        };
        let funnel_failed = async {
            match &self.funnel {
                Some(funnel) => funnel.failed().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = end => Ok(()),
            error = inventory_failed => Err(error.into()),
            why = funnel_failed => Err(Error::new(ErrorCode::Internal, why)),
        }
    }

    /// Viewers first, so that they are told where to come back; the journal last.
    pub(crate) async fn shutdown(self) {
        self.data_dir.remove_ports();
        if let Some(gateway) = self.gateway {
            gateway.shutdown().await;
        }
        if let Some(funnel) = self.funnel {
            funnel.shutdown().await;
        }
        self.stop.cancel();
        if let Some(inventory) = self.inventory {
            inventory.shutdown().await;
        }
    }
}

/// Where a gateway keeps its rooms.
pub(crate) fn rooms_of(config: &Config) -> StoreSetup {
    match config.gateway.rooms.engine {
        RoomsEngine::Embedded => StoreSetup::Embedded,
        RoomsEngine::Fleet => StoreSetup::Fleet(config.postgres.clone()),
    }
}

impl Start<'_> {
    /// The stock, if this process may own it: from its own journal, or from the one
    /// that all of a fleet share.
    async fn inventory(&self) -> Result<Option<Inventory>, Error> {
        if !self.roles.inventory {
            return Ok(None);
        }
        let dir = self.dir.join("journal");
        let config = self.config.inventory.clone();
        let inventory = match config.journal.engine {
            JournalEngine::Segments => Inventory::open(&dir, config).await?,
            JournalEngine::Postgres => {
                let address = self.grpc.map(|at| format!("http://{at}")).unwrap_or_default();
                Inventory::join(&dir, config, &self.config.postgres, address)?
            }
        };
        Ok(Some(inventory))
    }

    async fn funnel(&self, inventory: Option<&Inventory>) -> Result<Option<Funnel>, Error> {
        if !self.roles.funnel {
            return Ok(None);
        }
        let mut config = self.config.funnel.clone();
        // Gateways of other processes go on when this one starts.
        config.gateways_restart_with_us &= self.roles.gateway;
        let inventory = self.to_inventory(inventory)?;
        Ok(Some(Funnel::open(&self.dir.join("funnel.db"), inventory, config).await?))
    }

    async fn gateway(
        &self,
        listener: TcpListener,
        inventory: Option<&Inventory>,
        funnel: Option<&Funnel>,
        extra: Extra,
    ) -> Result<Gateway, Error> {
        let public = listener.local_addr().map_err(|e| Error::internal("the public port", e))?;
        let bus = match self.config.gateway.rooms.engine {
            RoomsEngine::Embedded => BusSetup::Alone,
            RoomsEngine::Fleet => BusSetup::Cluster(self.config.redis.clone()),
        };
        let setup = Setup {
            config: self.config.gateway.clone(),
            listener,
            secret: self.secret.clone(),
            data_dir: self.dir.to_owned(),
            store: rooms_of(self.config),
            bus,
            inventory: self.to_inventory(inventory)?,
            funnel: match funnel {
                Some(funnel) => grpc::in_memory(funnel.service(), self.stop.clone()).into(),
                None => self.peers.funnel()?,
            },
            extra: (extra.routes)(public, self.secret)?,
            demo: extra.demo,
        };
        Ok(Gateway::start(setup).await?)
    }

    /// The way to each shard of the stock.
    fn to_inventory(&self, inventory: Option<&Inventory>) -> Result<Vec<Peer>, Error> {
        match inventory {
            Some(inventory) => {
                let here = grpc::in_memory(inventory.service(), self.stop.clone());
                let shard = |number| Peer::from(here.clone()).of_shard(number);
                Ok((1..=self.config.inventory.shards).map(shard).collect())
            }
            None => self.peers.inventory(),
        }
    }
}

/// What guards the gRPC port.
struct Guards {
    token: Option<grpc::ServiceToken>,
    tls: Option<Arc<grpc::Guard>>,
}

impl Guards {
    fn of(config: &Config) -> Result<Self, Error> {
        let token = config.grpc.service_token_file.as_deref();
        let read = |path| grpc::ServiceToken::read("grpc.service_token_file", path);
        Ok(Self { token: token.map(read).transpose()?, tls: grpc::Guard::of(&config.grpc)? })
    }
}

/// Whether every role of this process can do its work. A funnel that no longer
/// counts keeps no viewer out where a gateway runs beside it.
fn readiness(
    gateway: Option<&Gateway>,
    inventory: Option<&Inventory>,
    funnel: Option<&Funnel>,
    roles: Roles,
) -> ops::Readiness {
    let gateway = gateway.map(Gateway::readiness);
    let owners = inventory.map(Inventory::owners);
    let counting = funnel.filter(|_| !roles.gateway).map(Funnel::counts);
    Arc::new(move || {
        for owner in owners.iter().flatten() {
            if let Ownership::Trouble { why } = &*owner.borrow() {
                return Err(why.clone());
            }
        }
        if let Some(counting) = &counting {
            counting()?;
        }
        gateway.as_ref().map_or(Ok(()), |ready| ready())
    })
}
