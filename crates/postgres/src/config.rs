//! Where the server is and how it is entered.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{task::JoinSet, time::timeout};
use tokio_postgres::config::TargetSessionAttrs;

use crate::{Connection, Error, tls};

/// How long the hosts may take to let one in.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How long the kernel waits for a server that takes no byte before it calls the
/// connection broken: a machine that is gone closes nothing.
const SILENT_FOR: Duration = Duration::from_secs(5);
/// The port of a host that names none.
const PORT: u16 = 5_432;

/// PostgreSQL, for what a fleet keeps there. Without hosts there is none, and
/// everything is embedded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The servers, as `host:port` or as the folder of a socket; the one that takes
    /// writes is used, so all of a cluster's may stand here.
    pub hosts: Vec<String>,
    /// The database.
    pub database: String,
    /// Who enters.
    pub user: String,
    /// A file with that user's password; none where the server asks for none.
    pub password_file: Option<PathBuf>,
    /// Whether connections over TCP are encrypted, with a certificate that is checked.
    pub tls: bool,
    /// A PEM file with the authorities whose servers are trusted; without it, those
    /// of this machine.
    pub tls_ca: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            database: "hawker".to_owned(),
            user: "hawker".to_owned(),
            password_file: None,
            tls: true,
            tls_ca: None,
        }
    }
}

impl Config {
    /// Whether there is a server.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.hosts.is_empty()
    }
}

/// A server that was configured, with what is needed to enter it. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    /// How each of the hosts is entered.
    hosts: Vec<tokio_postgres::Config>,
    names: String,
    tls: Option<tokio_postgres_rustls::MakeRustlsConnect>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("hosts", &self.names).finish_non_exhaustive()
    }
}

impl Server {
    /// Reads the password and the authorities. Nothing is connected.
    ///
    /// # Errors
    /// When a setting is wrong or a file can't be read.
    pub fn of(config: &Config) -> Result<Self, Error> {
        if !config.is_set() {
            let why = "name at least one server, such as [\"10.0.0.5:5432\"]".to_owned();
            return Err(Error::Config { key: "hosts", why });
        }
        let mut to = tokio_postgres::Config::new();
        to.dbname(&config.database).user(&config.user);
        if let Some(path) = &config.password_file {
            to.password(password(path)?);
        }
        to.tcp_user_timeout(SILENT_FOR)
            .keepalives_idle(SILENT_FOR)
            .keepalives_interval(Duration::from_secs(1))
            .keepalives_retries(3)
            .target_session_attrs(TargetSessionAttrs::ReadWrite);
        let tls = config.tls.then(|| tls::client(config.tls_ca.as_deref())).transpose()?;
        let host = |host: &String| {
            let (name, port) = host_and_port(host)?;
            let mut one = to.clone();
            one.host(name).port(port);
            Ok(one)
        };
        let hosts = config.hosts.iter().map(host).collect::<Result<_, Error>>()?;
        Ok(Self { hosts, names: config.hosts.join(", "), tls })
    }

    /// Connects to the server that takes writes. `application` is shown in the
    /// server's own list of who is connected.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when none does, or none lets us in.
    pub async fn connect(&self, application: &str) -> Result<Connection, Error> {
        // All at once: one that is cut off answers nothing, and would keep the others.
        let mut asked = JoinSet::new();
        for host in &self.hosts {
            let (mut host, tls) = (host.clone(), self.tls.clone());
            host.application_name(application);
            asked.spawn(async move { Connection::open(&host, tls.as_ref()).await });
        }
        let mut why = "no answer in time".to_owned();
        let first = async {
            while let Some(answer) = asked.join_next().await {
                match answer {
                    Ok(Ok(connection)) => return Some(connection),
                    Ok(Err(error)) => why = crate::error::told(&error),
                    Err(ended) => why = ended.to_string(),
                }
            }
            None
        };
        let found = timeout(CONNECT_WITHIN, first).await.ok().flatten();
        found.ok_or_else(|| Error::Unreachable { hosts: self.names.clone(), why })
    }
}

/// A socket's folder begins with a slash; an IPv6 address with a port has brackets.
fn host_and_port(host: &str) -> Result<(&str, u16), Error> {
    let wrong = || Error::Config {
        key: "hosts",
        why: format!("`{host}` is no `host:port` and no folder of a socket"),
    };
    if host.starts_with('/') {
        return Ok(match host.rsplit_once(':') {
            Some((folder, port)) => (folder, port.parse().map_err(|_| wrong())?),
            None => (host, PORT),
        });
    }
    let (name, port) = match host.rsplit_once(':') {
        Some((name, _)) if name.contains(':') && !name.starts_with('[') => (host, PORT),
        Some((name, port)) => (name, port.parse().map_err(|_| wrong())?),
        None => (host, PORT),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.is_empty() { Err(wrong()) } else { Ok((name, port)) }
}

fn password(path: &Path) -> Result<String, Error> {
    let wrong = |why: String| Error::File { key: "password_file", path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(wrong("it is empty".to_owned())),
        password => Ok(password.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_addresses_or_folders() {
        assert_eq!(host_and_port("db.local").unwrap(), ("db.local", 5_432));
        assert_eq!(host_and_port("db.local:6000").unwrap(), ("db.local", 6_000));
        assert_eq!(host_and_port("[::1]:6000").unwrap(), ("::1", 6_000));
        assert_eq!(host_and_port("::1").unwrap(), ("::1", 5_432));
        assert_eq!(host_and_port("/run/postgresql").unwrap(), ("/run/postgresql", 5_432));
        assert_eq!(host_and_port("/run/pg:6000").unwrap(), ("/run/pg", 6_000));
        for wrong in ["", ":5432", "db:port", "db:70000", "/run/pg:x"] {
            assert!(host_and_port(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "swordfish\n").unwrap();
        let config = Config {
            hosts: vec!["127.0.0.1:1".to_owned()],
            password_file: Some(file.path().to_owned()),
            tls: false,
            ..Config::default()
        };
        let server = Server::of(&config).unwrap();
        assert_eq!(server.hosts[0].get_password(), Some(b"swordfish".as_slice()));
        assert!(!format!("{config:?} {server:?}").contains("swordfish"));
        std::fs::write(file.path(), "\n").unwrap();
        assert!(Server::of(&config).unwrap_err().to_string().contains("it is empty"));
    }
}
