//! How a channel connects: to one process, or to whichever serves now.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::timeout,
};

use super::{
    address::{Address, Stream},
    serving::Serving,
};

/// How long calls wait for a process that serves; a takeover takes less.
const WAIT_FOR_ONE: Duration = Duration::from_secs(8);

type Connecting<T> = Pin<Box<dyn Future<Output = io::Result<TokioIo<T>>> + Send>>;

/// Connects to one process.
#[derive(Clone)]
pub(super) struct Fixed(pub(super) Address);

impl tower::Service<Uri> for Fixed {
    type Response = TokioIo<Box<dyn Stream>>;
    type Error = io::Error;
    type Future = Connecting<Box<dyn Stream>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let address = self.0.clone();
        Box::pin(async move { address.connect().await.map(TokioIo::new) })
    }
}

/// Connects to the process that serves, and breaks the connection when it does so
/// no longer, so that what waits for an answer learns of it at once.
#[derive(Clone)]
pub(super) struct ToServing {
    service: String,
    addresses: Arc<[Address]>,
    now: watch::Receiver<Option<Serving>>,
}

impl ToServing {
    pub(super) fn new(
        service: String,
        addresses: Arc<[Address]>,
        now: watch::Receiver<Option<Serving>>,
    ) -> Self {
        Self { service, addresses, now }
    }

    async fn connect(mut self) -> io::Result<TokioIo<Broken>> {
        let waiting = timeout(WAIT_FOR_ONE, self.now.wait_for(Option::is_some));
        // Nobody tells any more when this process stops.
        let serving = waiting.await.ok().and_then(|told| told.ok().and_then(|it| *it));
        let none = || {
            let why = format!("no process serves {}", self.service);
            io::Error::new(io::ErrorKind::NotConnected, why)
        };
        let serving = serving.ok_or_else(none)?;
        let address = self.addresses.get(serving.place).ok_or_else(none)?;
        let stream = address.connect().await?;
        let mut now = self.now;
        let over = Box::pin(async move {
            // Where nobody tells any more, the process stops.
            drop(now.wait_for(|now| *now != Some(serving)).await);
        });
        Ok(TokioIo::new(Broken { stream, over, is_over: false }))
    }
}

impl tower::Service<Uri> for ToServing {
    type Response = TokioIo<Broken>;
    type Error = io::Error;
    type Future = Connecting<Broken>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        Box::pin(self.clone().connect())
    }
}

/// A stream that breaks when `over` resolves.
pub(super) struct Broken {
    stream: Box<dyn Stream>,
    over: Pin<Box<dyn Future<Output = ()> + Send>>,
    is_over: bool,
}

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            return read;
        }
        self.is_over = self.is_over || self.over.as_mut().poll(context).is_ready();
        if self.is_over { Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())) } else { read }
    }
}

impl AsyncWrite for Broken {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
