//! A gRPC server that can be killed with all its connections, and come back on
//! the same port.

use std::net::{SocketAddr, TcpListener};

use tokio::runtime::Runtime;
use tonic::{
    service::Routes,
    transport::{Server, server::TcpIncoming},
};

/// A server on a runtime of its own, so that ending the one ends the other.
pub(crate) struct Killable {
    pub(crate) at: SocketAddr,
    runtime: Option<Runtime>,
}

impl Killable {
    pub(crate) fn new() -> Self {
        Self { at: SocketAddr::from(([127, 0, 0, 1], 0)), runtime: None }
    }

    pub(crate) fn start(&mut self, routes: Routes) {
        let listener = TcpListener::bind(self.at).unwrap();
        listener.set_nonblocking(true).unwrap();
        self.at = listener.local_addr().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            Server::builder().add_routes(routes).serve_with_incoming(incoming).await.unwrap();
        });
        self.runtime = Some(runtime);
    }

    pub(crate) fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Dropping it waits until its sockets are closed, which async code may
            // not do by itself.
            std::thread::spawn(move || drop(runtime)).join().unwrap();
        }
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        self.stop();
    }
}
