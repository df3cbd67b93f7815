//! The ports of a process, bound before anything is recovered, so that a port in
//! use is told at once.

use std::net::{SocketAddr, TcpListener};

use hawker_proto::v1::ErrorCode;

use crate::{config::Config, data_dir::Ports, error::Error, node::Roles};

/// The ports that the roles of this process need.
pub(crate) struct Listeners {
    pub(crate) public: Option<TcpListener>,
    pub(crate) grpc: Option<TcpListener>,
    pub(crate) ops: TcpListener,
}

impl Listeners {
    pub(crate) fn bind(roles: Roles, config: &Config) -> Result<Self, Error> {
        let public = || bind((config.public.listen, config.public.port).into(), "public.port");
        let grpc = || bind((config.grpc.listen, config.grpc.port).into(), "grpc.port");
        Ok(Self {
            public: roles.gateway.then(public).transpose()?,
            grpc: roles.are_called().then(grpc).transpose()?,
            ops: bind((config.ops.listen, config.ops.port).into(), "ops.port")?,
        })
    }

    pub(crate) fn addresses(&self) -> Result<Ports, Error> {
        let address = |listener: &TcpListener| {
            listener.local_addr().map_err(|e| Error::internal("a listener's address", e))
        };
        Ok(Ports {
            public: self.public.as_ref().map(address).transpose()?,
            grpc: self.grpc.as_ref().map(address).transpose()?,
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
