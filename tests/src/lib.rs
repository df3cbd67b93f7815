//! What the end-to-end tests share: the real binary on free ports with a data
//! folder of its own, an HTTP client, and a viewer over a real WebSocket.
//!
//! Nothing here sleeps to let something happen: [`eventually`] and [`until`] poll a
//! condition and give up only when it has clearly become hopeless.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test support: a failure here is a failed test, and the panic says where"
)]

pub mod api;
pub mod crowd;
pub mod fleet;
pub mod raw;
pub mod server;
pub mod viewer;
pub mod wires;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long a condition may take before a test calls it hopeless: far beyond
/// what a loaded machine needs.
const HOPELESS: Duration = Duration::from_secs(120);

/// A binary of the same build as the running test.
///
/// # Panics
///
/// When it was not built: `make test` builds all binaries first.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let exe = std::env::current_exe().expect("the test's own path");
    let profile = exe.parent().and_then(Path::parent).expect("target/<profile>/deps");
    let path = profile.join(name);
    assert!(path.exists(), "{} is not built: run `cargo build --workspace --bins`", path.display());
    path
}

/// A folder under the target folder that goes when dropped.
#[must_use]
pub fn scratch(name: &str) -> tempfile::TempDir {
    let exe = std::env::current_exe().expect("the test's own path");
    let target = exe.ancestors().nth(3).expect("the target folder").join("e2e");
    std::fs::create_dir_all(&target).expect("a folder under target");
    tempfile::Builder::new().prefix(name).tempdir_in(target).expect("a scratch folder")
}

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Waits until `condition` gives something.
///
/// # Panics
///
/// When it never does.
pub async fn eventually<T>(what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(start.elapsed() < HOPELESS, "it never happened: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until a condition that needs no waiting itself gives something.
///
/// # Panics
///
/// When it never does.
pub async fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(start.elapsed() < HOPELESS, "it never happened: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A fresh idempotency key.
#[must_use]
pub fn fresh_key() -> String {
    uuid::Uuid::now_v7().to_string()
}
