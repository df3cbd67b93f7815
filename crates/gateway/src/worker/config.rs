//! The settings of the workers and of the sessions they hold.

use std::time::Duration;

use crate::quota::{Rates, Values};

/// The `[gateway.workers]` table.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerConfig {
    /// Threads that hold viewers' sockets.
    pub threads: usize,
    /// Sessions of one thread; further viewers are asked to come back later.
    pub max_sessions: usize,
    /// Connections of one thread that may be between being accepted and `hello`;
    /// more wait in the kernel's queue, in order.
    pub handshakes: usize,
    /// Milliseconds in which `hello` must come.
    pub hello_ms: u32,
    /// Seconds of silence after which a client is pinged, at most; one who is sent
    /// something all the time is pinged after `idle_seconds` less these.
    pub ping_seconds: u32,
    /// Seconds of silence after which a client is taken for gone; more than
    /// twice `ping_seconds`.
    pub idle_seconds: u32,
    /// Milliseconds for which a client may take no byte, while there are some
    /// for it, before it is cut off.
    pub stall_ms: u32,
    /// Bytes of a message from a client, at most.
    pub frame_max_bytes: usize,
    /// Bytes of a chat message, at most.
    pub chat_max_bytes: usize,
    /// Chat messages a second that one session may send.
    pub chat_per_second: f32,
    /// Chat messages that it may send at once.
    pub chat_burst: f32,
    /// What both are multiplied by; a replay at 60 times the speed needs 60.
    pub chat_scale: f32,
    /// Frames a second that one session may send, of whatever kind.
    pub frames_per_second: f32,
    /// Frames that it may send at once.
    pub frames_burst: f32,
    /// Bytes a second that one session may send, of whatever kind.
    pub bytes_per_second: f32,
    /// Bytes that it may send at once.
    pub bytes_burst: f32,
    /// `reserve`, `joinWaitlist` and `enterDraw` a second of one session.
    pub attempts_per_second: f32,
    /// `reserve`, `joinWaitlist` and `enterDraw` of it at once.
    pub attempts_burst: f32,
    /// Commands of one session that may wait for their answer.
    pub in_flight: usize,
    /// Private frames that may wait for one session.
    pub outbox_frames: usize,
    /// Milliseconds to wait for a client to close after it was told to.
    pub close_ms: u32,
    /// Milliseconds over which a stopping gateway sends its viewers away, one after
    /// the other; a few viewers take less.
    pub drain_ms: u32,
    /// Milliseconds over which viewers are spread who are told to reconnect.
    pub drain_spread_ms: u32,
    /// Milliseconds that a restart may take: from when a stopping gateway's last viewer
    /// has been sent away to when its successor on the same address lets in. Slots begin
    /// after it, unless viewers are told to go elsewhere.
    pub drain_restart_ms: u32,
    /// Where the viewers of a stopping gateway are to reconnect: the origins of
    /// others, such as `https://b.example`, in turn; empty for the same address.
    pub reconnect_to: Vec<String>,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            threads: 1,
            max_sessions: 100_000,
            handshakes: 2_048,
            hello_ms: 5_000,
            ping_seconds: 20,
            idle_seconds: 60,
            stall_ms: 15_000,
            frame_max_bytes: 16 * 1024,
            chat_max_bytes: 2_048,
            chat_per_second: 2.0,
            chat_burst: 5.0,
            chat_scale: 1.0,
            frames_per_second: 50.0,
            frames_burst: 200.0,
            bytes_per_second: 64.0 * 1_024.0,
            bytes_burst: 512.0 * 1_024.0,
            attempts_per_second: 10.0,
            attempts_burst: 50.0,
            in_flight: 16,
            outbox_frames: 256,
            close_ms: 2_000,
            drain_ms: 5_000,
            drain_spread_ms: 10_000,
            drain_restart_ms: 5_000,
            reconnect_to: Vec::new(),
        }
    }
}

impl WorkerConfig {
    /// The key that is out of its range, with what it may be.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        let rates = [self.chat_per_second, self.chat_burst, self.chat_scale];
        let frames = [self.frames_per_second, self.frames_burst, self.bytes_per_second];
        let attempts = [self.bytes_burst, self.attempts_per_second, self.attempts_burst];
        let fine = |rate: &f32| rate.is_finite() && *rate > 0.0;
        [
            (self.threads == 0, "gateway.workers.threads must be at least 1"),
            (self.max_sessions == 0, "gateway.workers.max_sessions must be at least 1"),
            (self.handshakes == 0, "gateway.workers.handshakes must be at least 1"),
            (self.ping_seconds == 0, "gateway.workers.ping_seconds must be at least 1"),
            (
                self.idle_seconds / 2 < self.ping_seconds,
                "gateway.workers.idle_seconds must be at least twice ping_seconds",
            ),
            (
                !(256..=1 << 20).contains(&self.frame_max_bytes),
                "gateway.workers.frame_max_bytes must be 256 to 1048576",
            ),
            (
                self.chat_max_bytes == 0 || self.chat_max_bytes > self.frame_max_bytes,
                "gateway.workers.chat_max_bytes must be 1 to frame_max_bytes",
            ),
            (
                !rates.iter().all(fine),
                "gateway.workers.chat_per_second, chat_burst and chat_scale must be above 0",
            ),
            (
                !frames.iter().chain(&attempts).all(fine),
                "gateway.workers.frames_per_second, frames_burst, bytes_per_second, \
                 bytes_burst, attempts_per_second and attempts_burst must be above 0",
            ),
            (
                // The longest message, and what else one read may bring.
                self.bytes_burst < 2.0 * self.frame_max_bytes as f32 + 65_536.0,
                "gateway.workers.bytes_burst must be at least twice frame_max_bytes and 65536",
            ),
            (self.in_flight == 0, "gateway.workers.in_flight must be at least 1"),
            (self.outbox_frames < 8, "gateway.workers.outbox_frames must be at least 8"),
            (
                !self.reconnect_to.iter().all(|origin| is_origin(origin)),
                "gateway.workers.reconnect_to must hold origins such as https://b.example",
            ),
        ]
        .into_iter()
        .find_map(|(wrong, why)| wrong.then_some(why))
    }

    /// What one session may send of frames, bytes, chat and attempts: a second,
    /// and at once.
    pub(crate) fn values(&self) -> Values {
        [
            (self.frames_per_second, self.frames_burst),
            (self.bytes_per_second, self.bytes_burst),
            (self.chat_per_second, self.chat_burst),
            (self.attempts_per_second, self.attempts_burst),
        ]
    }

    /// The same, as rates.
    pub(crate) fn rates(&self) -> Rates {
        Rates::new(self.values(), self.chat_scale)
    }

    pub(crate) fn close(&self) -> Duration {
        Duration::from_millis(u64::from(self.close_ms))
    }

    pub(crate) fn drain(&self) -> Duration {
        Duration::from_millis(u64::from(self.drain_ms))
    }

    pub(crate) fn spread(&self) -> Duration {
        Duration::from_millis(u64::from(self.drain_spread_ms))
    }

    pub(crate) fn restart(&self) -> Duration {
        Duration::from_millis(u64::from(self.drain_restart_ms))
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else { return false };
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    scheme
        && uri.host().is_some()
        && uri.path() == "/"
        && uri.query().is_none()
        && !text.ends_with('/')
}
