//! What a show asks of a fleet.

use clap::Args;

/// A show at its peak. Each flag is a number of the whole fleet.
#[derive(Debug, Clone, Args)]
pub(crate) struct Load {
    /// Viewers at the same time.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub(crate) viewers: u64,
    /// Shows that they are in.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) shows: u64,
    /// Seconds in which they come.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) arrive_seconds: u64,
    /// Pins, sales and other publications a minute in each show.
    #[arg(long, default_value_t = 12.0, value_parser = not_negative)]
    pub(crate) publications_per_minute: f64,
    /// Chat messages a second that each show shows (`gateway.lanes.chat_rate`).
    #[arg(long, default_value_t = 50.0, value_parser = not_negative)]
    pub(crate) chat_per_second: f64,
    /// Ticks of stock and viewer counts a second in each show, 10 at most.
    #[arg(long, default_value_t = 2.0, value_parser = not_negative)]
    pub(crate) state_per_second: f64,
    /// Seconds of silence after which a viewer is pinged (`gateway.workers.ping_seconds`).
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) ping_seconds: u64,
    /// Attempts to reserve in the sale.
    #[arg(long, default_value_t = 0)]
    pub(crate) attempts: u64,
    /// Seconds in which most of them are made.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) sale_seconds: u64,
}

/// The machines that gateways run on.
#[derive(Debug, Clone, Args)]
pub(crate) struct Machine {
    /// Cores of a gateway's machine.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=1_024))]
    pub(crate) cores: u64,
    /// Its memory in GiB.
    #[arg(long, default_value_t = 16.0, value_parser = positive)]
    pub(crate) memory_gib: f64,
    /// Its bandwidth in Gbit a second.
    #[arg(long, default_value_t = 5.0, value_parser = positive)]
    pub(crate) gbit: f64,
    /// Sockets that a process may hold, as the system allows.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
    pub(crate) descriptors: u64,
    /// How much of a machine the peak may use; the rest is for what nobody planned, and
    /// for the viewers of a machine that is lost.
    #[arg(long, default_value_t = 0.6, value_parser = a_part)]
    pub(crate) fill: f64,
}

fn number(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if number.is_finite() { Ok(number) } else { Err(format!("`{text}` is no number")) }
}

fn not_negative(text: &str) -> Result<f64, String> {
    number(text).and_then(|it| if it >= 0.0 { Ok(it) } else { Err("it is below 0".to_owned()) })
}

fn positive(text: &str) -> Result<f64, String> {
    number(text).and_then(|it| if it > 0.0 { Ok(it) } else { Err("it is not above 0".to_owned()) })
}

fn a_part(text: &str) -> Result<f64, String> {
    let of_one = |it| if it <= 1.0 { Ok(it) } else { Err("it is above 1".to_owned()) };
    positive(text).and_then(of_one)
}
