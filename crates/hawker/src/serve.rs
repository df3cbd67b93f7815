//! Running every role in one process: recovery first, then the ports, then
//! readiness; and at the end the same in reverse, so that nothing that was
//! acknowledged is lost on the way out.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use hawker_funnel::Funnel;
use hawker_gateway::{Gateway, Secret, Setup};
use hawker_inventory::Inventory;
use hawker_proto::v1::ErrorCode;
use hawker_telemetry::{LogFormat, Recorder, init_tracing};
use tokio_util::sync::CancellationToken;

use crate::{
    cli::ServeArgs,
    config::{self, Config},
    data_dir::{DataDir, Ports},
    error::Error,
    grpc, ops, output, secret,
};

/// Every role, running.
pub(crate) struct Node {
    data_dir: DataDir,
    inventory: Inventory,
    funnel: Funnel,
    gateway: Gateway,
    secret: Secret,
    public: SocketAddr,
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

/// `hawker serve`: runs until a signal, or until a part fails.
pub(crate) async fn serve(args: ServeArgs) -> Result<(), Error> {
    let config = config::load(&args)?;
    start_tracing(&config);
    let node = Node::start(config, Extra::default()).await?;
    let scheme = if node.encrypted { "https" } else { "http" };
    output::line(format!("hawker listens on {scheme}://{}", node.public));
    let ended = node.run_until(shutdown_signal()).await;
    tokio::select! {
        () = node.shutdown() => {}
        // Nothing acknowledged is lost by it: a kill would be no worse.
        () = shutdown_signal() => tracing::warn!("a second signal: ended at once"),
    }
    ended
}

/// Logs go where the configuration says.
pub(crate) fn start_tracing(config: &Config) {
    let format = if config.log_json { LogFormat::Json } else { LogFormat::Text };
    init_tracing(&config.log, format);
}

impl Node {
    /// Recovers, opens the ports, and tells in `ports.json` which they are.
    pub(crate) async fn start(config: Config, extra: Extra) -> Result<Self, Error> {
        let recorder =
            Recorder::install().map_err(|e| Error::internal("the metrics recorder", e))?;
        let data_dir = DataDir::open(&config.data_dir)?;
        let secret = secret::load_or_make(data_dir.path())?;
        let listeners = Listeners::bind(&config)?;
        let service_token =
            config.grpc.service_token_file.as_deref().map(grpc::ServiceToken::read).transpose()?;
        let tls = grpc::Guard::of(&config.grpc)?;
        let encrypted = config.gateway.tls.is_on();
        let stop = CancellationToken::new();

        let inventory = Inventory::open(&data_dir.path().join("journal"), config.inventory).await?;
        let to_inventory = grpc::in_memory(inventory.service(), stop.clone());
        let funnel =
            Funnel::open(&data_dir.path().join("funnel.db"), to_inventory.clone(), config.funnel)
                .await?;
        let to_funnel = grpc::in_memory(funnel.service(), stop.clone());
        let services = grpc::Services {
            inventory: inventory.service(),
            funnel: funnel.service(),
            service_token,
            tls,
        };
        let ports = listeners.addresses()?;
        let public = ports.public;
        let gateway = Gateway::start(Setup {
            config: config.gateway,
            listener: listeners.public,
            secret: secret.clone(),
            data_dir: data_dir.path().to_owned(),
            inventory: to_inventory,
            funnel: to_funnel,
            extra: (extra.routes)(public, &secret)?,
            demo: extra.demo,
        })
        .await?;
        grpc::serve_port(listeners.grpc, services, stop.clone()).await?;
        let ready = Arc::new(gateway.readiness());
        ops::serve_port(listeners.ops, recorder, ready, stop.clone())?;
        data_dir.write_ports(&ports)?;
        Ok(Self { data_dir, inventory, funnel, gateway, secret, public, encrypted, stop })
    }

    pub(crate) fn public(&self) -> SocketAddr {
        self.public
    }

    pub(crate) fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Waits for `end`, or for a part that can't go on.
    pub(crate) async fn run_until(&self, end: impl Future<Output = ()>) -> Result<(), Error> {
        tokio::select! {
            () = end => Ok(()),
            error = self.inventory.failed() => Err(error.into()),
            why = self.funnel.failed() => Err(Error::new(ErrorCode::Internal, why)),
        }
    }

    /// Viewers first, so that they are told where to come back; the journal last.
    pub(crate) async fn shutdown(self) {
        self.data_dir.remove_ports();
        self.gateway.shutdown().await;
        self.funnel.shutdown().await;
        self.stop.cancel();
        self.inventory.shutdown().await;
    }
}

/// The three ports, bound before anything is recovered, so that a port in use is
/// told at once.
struct Listeners {
    public: TcpListener,
    grpc: TcpListener,
    ops: TcpListener,
}

impl Listeners {
    fn bind(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            public: bind((config.public.listen, config.public.port).into(), "public.port")?,
            grpc: bind((config.grpc.listen, config.grpc.port).into(), "grpc.port")?,
            ops: bind((config.ops.listen, config.ops.port).into(), "ops.port")?,
        })
    }

    fn addresses(&self) -> Result<Ports, Error> {
        let address = |listener: &TcpListener| {
            listener.local_addr().map_err(|e| Error::internal("a listener's address", e))
        };
        Ok(Ports {
            public: address(&self.public)?,
            grpc: address(&self.grpc)?,
            ops: address(&self.ops)?,
        })
    }
}

/// Connections that the kernel may hold until they are accepted.
const BACKLOG: i32 = 4_096;

fn bind(address: SocketAddr, key: &str) -> Result<TcpListener, Error> {
    use socket2::{Domain, Protocol, Socket, Type};
    let listen = || -> std::io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        Ok(socket.into())
    };
    listen().map_err(|e| {
        let (code, hint) = match e.kind() {
            std::io::ErrorKind::AddrInUse => (
                ErrorCode::PortInUse,
                "another process listens there; stop it, or choose another port",
            ),
            _ => (
                ErrorCode::ConfigInvalid,
                "choose an address of this machine and a port you may use",
            ),
        };
        Error::new(code, format!("{address} ({key}) cannot be listened on ({e}): {hint}"))
    })
}

/// Resolves at Ctrl-C or SIGTERM.
pub(crate) async fn shutdown_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        // Without a handler the default action ends the process.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
