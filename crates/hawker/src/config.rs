//! The configuration: `hawker.toml`, overridden by `HAWKER_…` variables,
//! overridden by flags. A key that nobody knows is an error, not a shrug.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use config::{Environment, File, FileFormat};
use hawker_gateway::{RedisConfig, RoomsEngine};
use hawker_inventory::{Books, JournalEngine};
use hawker_proto::v1::ErrorCode;
use serde::Deserialize;

use crate::{cli::ServeArgs, error::Error, fleet::FleetConfig};

const PUBLIC_PORT: u16 = 7070;
const OPS_PORT: u16 = 7072;

/// The file read when no other is named.
const DEFAULT_FILE: &str = "hawker.toml";

/// Everything that can be set. Each part documents its own keys.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Where everything durable is kept.
    pub(crate) data_dir: PathBuf,
    /// The file with the secret that signs tokens, the same for all gateways of a
    /// fleet; the data folder's own when left out.
    pub(crate) secret_file: Option<PathBuf>,
    /// Which logs to show, such as `info` or `hawker_gateway=debug`.
    pub(crate) log: String,
    /// Logs as JSON, one object per line.
    pub(crate) log_json: bool,
    pub(crate) public: Port,
    pub(crate) grpc: GrpcPort,
    pub(crate) ops: Port,
    pub(crate) gateway: hawker_gateway::Config,
    pub(crate) inventory: hawker_inventory::Config,
    pub(crate) funnel: hawker_funnel::Config,
    /// PostgreSQL, for what a fleet keeps there.
    pub(crate) postgres: hawker_postgres::Config,
    /// Redis Cluster, for what gateways tell one another.
    pub(crate) redis: RedisConfig,
    /// The other processes of a fleet.
    pub(crate) fleet: FleetConfig,
}

/// An address to listen on; port 0 lets the system choose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Port {
    #[serde(default = "loopback")]
    pub(crate) listen: IpAddr,
    pub(crate) port: u16,
}

/// The gRPC port. Off loopback it needs mutual TLS or a service token.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GrpcPort {
    pub(crate) listen: IpAddr,
    pub(crate) port: u16,
    /// A file with the token that callers send as `authorization: Bearer …`.
    pub(crate) service_token_file: Option<PathBuf>,
    /// A PEM file with the port's certificate and those between it and its root.
    pub(crate) tls_cert: Option<PathBuf>,
    /// A PEM file with the certificate's private key.
    pub(crate) tls_key: Option<PathBuf>,
    /// A PEM file with the authorities whose clients are let in: mutual TLS.
    pub(crate) client_ca: Option<PathBuf>,
}

fn loopback() -> IpAddr {
    IpAddr::from([127, 0, 0, 1])
}

impl Default for GrpcPort {
    fn default() -> Self {
        Self {
            listen: loopback(),
            port: 7071,
            service_token_file: None,
            tls_cert: None,
            tls_key: None,
            client_ca: None,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("hawker-data"),
            secret_file: None,
            log: "info".to_owned(),
            log_json: false,
            public: Port { listen: loopback(), port: PUBLIC_PORT },
            grpc: GrpcPort::default(),
            ops: Port { listen: loopback(), port: OPS_PORT },
            gateway: hawker_gateway::Config::default(),
            inventory: hawker_inventory::Config::default(),
            funnel: hawker_funnel::Config::default(),
            postgres: hawker_postgres::Config::default(),
            redis: RedisConfig::default(),
            fleet: FleetConfig::default(),
        }
    }
}

/// Reads file, environment and flags, and checks what only the whole can tell.
pub(crate) fn load(args: &ServeArgs) -> Result<Config, Error> {
    let wrong = |e: &dyn std::fmt::Display| {
        Error::new(
            ErrorCode::ConfigInvalid,
            format!("{e}; see docs/configuration.md for the keys there are"),
        )
    };
    let file = match &args.config {
        Some(path) => File::from(path.as_path()).required(true),
        None => File::new(DEFAULT_FILE, FileFormat::Toml).required(false),
    };
    let environment =
        Environment::with_prefix("HAWKER").prefix_separator("_").separator("__").try_parsing(true);
    // A table that sets something else keeps its port.
    let sources = config::Config::builder()
        .set_default("public.port", PUBLIC_PORT)
        .and_then(|builder| builder.set_default("ops.port", OPS_PORT))
        .map_err(|e| wrong(&e))?
        .add_source(file.format(FileFormat::Toml))
        .add_source(environment)
        .build()
        .map_err(|e| wrong(&e))?;
    let mut config: Config = sources.try_deserialize().map_err(|e| wrong(&e))?;
    apply_flags(&mut config, args);
    let engine = config.inventory.journal.engine;
    if engine == JournalEngine::Postgres && !config.postgres.is_set() {
        return Err(wrong(
            &"inventory.journal.engine is postgres: name its servers (postgres.hosts)",
        ));
    }
    let fleet = config.gateway.rooms.engine == RoomsEngine::Fleet;
    if fleet && !(config.postgres.is_set() && config.redis.is_set()) {
        return Err(wrong(
            &"gateway.rooms.engine is fleet: name the servers of PostgreSQL (postgres.hosts) and Redis Cluster (redis.nodes)",
        ));
    }
    let grpc = &config.grpc;
    if grpc.tls_cert.is_some() != grpc.tls_key.is_some() {
        return Err(wrong(&"grpc.tls_cert and grpc.tls_key go together"));
    }
    if grpc.client_ca.is_some() && grpc.tls_cert.is_none() {
        return Err(wrong(&"grpc.client_ca needs grpc.tls_cert and grpc.tls_key beside it"));
    }
    let guarded = grpc.service_token_file.is_some() || grpc.client_ca.is_some();
    if !grpc.listen.is_loopback() && !guarded {
        return Err(wrong(
            &"grpc.listen is not a loopback address, so callers must show who they are: name a file with a token (grpc.service_token_file), or certificates (grpc.client_ca)",
        ));
    }
    Ok(config)
}

/// Where the journal is that belongs to a data folder: within it, or in PostgreSQL if
/// the configuration says so.
pub(crate) fn books(file: Option<&Path>, data_dir: &Path) -> Result<Books, Error> {
    let config = load(&ServeArgs { config: file.map(Path::to_owned), ..ServeArgs::default() })?;
    Ok(books_of(&config, data_dir))
}

/// The same of a configuration that was read.
pub(crate) fn books_of(config: &Config, data_dir: &Path) -> Books {
    match config.inventory.journal.engine {
        JournalEngine::Segments => Books::Folder(data_dir.join("journal")),
        JournalEngine::Postgres => Books::Postgres(config.postgres.clone()),
    }
}

fn apply_flags(config: &mut Config, args: &ServeArgs) {
    if let Some(dir) = &args.data_dir {
        config.data_dir.clone_from(dir);
    }
    if let Some(listen) = args.listen {
        config.public.listen = listen;
    }
    if let Some(port) = args.public_port {
        config.public.port = port;
    }
    if let Some(port) = args.grpc_port {
        config.grpc.port = port;
    }
    if let Some(port) = args.ops_port {
        config.ops.port = port;
    }
}
