//! One connection, and what it was told beside its answers.

use std::{
    future::poll_fn,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, error::DbError};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What every session begins with, whatever the role or the database has set:
/// commits wait for the standbys, and no timer ends a statement half-way.
const BEGIN: &str = "SET synchronous_commit = on; SET statement_timeout = 0; \
     SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning";

/// A connection to a server that took writes when it was made. Statements go through
/// the [`Client`] that it stands for. It closes when it is dropped.
pub struct Connection {
    client: Client,
    warned: Arc<AtomicBool>,
}

impl Connection {
    pub(crate) async fn open(
        config: &Config,
        tls: Option<&MakeRustlsConnect>,
    ) -> Result<Self, tokio_postgres::Error> {
        let warned = Arc::new(AtomicBool::new(false));
        let client = match tls {
            Some(tls) => {
                let (client, driver) = config.connect(tls.clone()).await?;
                drive(driver, Arc::clone(&warned));
                client
            }
            None => {
                let (client, driver) = config.connect(NoTls).await?;
                drive(driver, Arc::clone(&warned));
                client
            }
        };
        client.batch_execute(BEGIN).await?;
        Ok(Self { client, warned })
    }

    /// Whether nothing that was answered as done may be missing on the standbys. Once
    /// false it stays so: whoever relies on the answers must begin anew.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !self.warned.load(Ordering::Acquire)
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Carries bytes until the connection ends. A warning is noted before the answer that
/// follows it on the wire is handed out.
fn drive<S, T>(mut connection: tokio_postgres::Connection<S, T>, warned: Arc<AtomicBool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut next = move |context: &mut Context<'_>| {
        let message = connection.poll_message(context);
        if let Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) = &message
            && cuts_short(notice)
        {
            tracing::error!(message = notice.message(), "PostgreSQL did not wait for a standby");
            warned.store(true, Ordering::Release);
        }
        message
    };
    tokio::spawn(async move {
        loop {
            match poll_fn(&mut next).await {
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    tracing::debug!(%error, "a connection to PostgreSQL ended");
                    return;
                }
                None => return,
            }
        }
    });
}

/// Whether a commit was answered that the standbys may not have: the warnings of
/// `SyncRepWaitForLSN`, which come in the server's language, but all as 01000 or, where
/// the server stops, as 57P01.
fn cuts_short(notice: &DbError) -> bool {
    matches!(notice.code().code(), "01000" | "57P01")
}
