//! `hawker serve`, and each role of a fleet by itself: from the configuration to a
//! signal.

use hawker_telemetry::{LogFormat, init_tracing};

use crate::{
    cli::ServeArgs,
    config::{self, Config},
    error::Error,
    node::{Extra, Node, Roles},
    output,
};

/// Runs until a signal, or until a part fails.
pub(crate) async fn serve(roles: Roles, args: ServeArgs) -> Result<(), Error> {
    let config = config::load(&args)?;
    start_tracing(&config);
    let node = Node::start(roles, config, Extra::default()).await?;
    output::line(node.greeting());
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
