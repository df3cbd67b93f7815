//! The command line: what can be asked of `hawker`.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};

use crate::plan::PlanArgs;

/// A self-hosted engine for live-stream shopping.
#[derive(Debug, Parser)]
#[command(name = "hawker", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run every role in one process, on embedded storage.
    Serve(ServeArgs),
    /// Run a gateway of a fleet: viewers, hosts and shops come in here.
    Gateway(ServeArgs),
    /// Run an inventory of a fleet: the one that owns the stock sells it, the others
    /// wait to take over.
    Inventory(ServeArgs),
    /// Run the funnel of a fleet: it counts what viewers did, and orders.
    Funnel(ServeArgs),
    /// Run a whole show with a crowd in it, in a fresh temporary data folder.
    Demo(DemoArgs),
    /// Mint a token.
    Token(TokenArgs),
    /// Work with the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Count the funnel again from the raw logs and compare. Stop the server first.
    Recount(RecountArgs),
    /// Say what a viewer of a running server was sent, and what was left out for them.
    Why(WhyArgs),
    /// Count every balance again from the journal, beside a server or without one.
    Audit(AuditArgs),
    /// Say how many machines a show takes, from measured unit costs.
    Plan(PlanArgs),
    /// Make data that came out of a backup safe to start. Once, before anything is started.
    Restore(RestoreArgs),
    /// Measure reservations in process; used by `make bench`.
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    BenchStock(BenchStockArgs),
    /// Make open holds, a snapshot of them, or let them run out; used by `make bench`.
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    BenchHolds(BenchHoldsArgs),
    /// Measure what a reservation costs as they grow in number; used by `make bench`.
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    BenchGrowth(BenchGrowthArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether the configuration is right, and print what is in force.
    Check(ServeArgs),
}

/// What `serve`, the roles and `config check` share: each flag overrides a key.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArgs {
    /// The configuration file; `hawker.toml` in the current folder if it exists.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where everything durable is kept.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The address of the public port.
    #[arg(long, value_name = "IP")]
    pub(crate) listen: Option<std::net::IpAddr>,
    /// The public port, HTTP and WebSocket; 0 lets the system choose.
    #[arg(long, value_name = "PORT")]
    pub(crate) public_port: Option<u16>,
    /// The gRPC port; 0 lets the system choose.
    #[arg(long, value_name = "PORT")]
    pub(crate) grpc_port: Option<u16>,
    /// The operations port; 0 lets the system choose.
    #[arg(long, value_name = "PORT")]
    pub(crate) ops_port: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) serve: ServeArgs,
    /// End by itself after so long, such as `60s` or `10m`.
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    pub(crate) run_for: Option<Duration>,
    /// Viewers in the crowd.
    #[arg(long, default_value_t = 300)]
    pub(crate) viewers: usize,
    /// How much faster than life the crowd chats.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=60))]
    pub(crate) speed: u16,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Who it is for.
    #[arg(long)]
    pub(crate) sub: String,
    /// What it allows: chat, buy, moderate, host, merchant, shop.
    #[arg(long, value_delimiter = ',', required = true)]
    pub(crate) caps: Vec<String>,
    /// The shows it is for; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub(crate) shows: Vec<String>,
    /// The merchant that its bearer acts for.
    #[arg(long)]
    pub(crate) merchant: Option<String>,
    /// The name that chat shows; one that tells nothing when left out.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How long it is valid, such as `12h`.
    #[arg(long, default_value = "12h", value_parser = parse_duration)]
    pub(crate) ttl: Duration,
    /// The data folder whose secret signs it.
    #[arg(long, value_name = "DIR", default_value = "hawker-data")]
    pub(crate) data_dir: PathBuf,
    /// The file with the secret, instead of the data folder's.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RecountArgs {
    /// The data folder to recount: in a fleet, the funnel's.
    #[arg(long, value_name = "DIR", default_value = "hawker-data")]
    pub(crate) data_dir: PathBuf,
    /// The configuration file, which says where the journal is.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The configuration file, which says where stock and rooms are.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder that was restored, of a server that keeps things in its own.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The show.
    #[arg(long)]
    pub(crate) show: String,
    /// The viewer: a session, a buyer's pseudonym, or the name that others see.
    #[arg(long)]
    pub(crate) viewer: String,
    /// Have the viewer traced from now on.
    #[arg(long)]
    pub(crate) start: bool,
    /// Print the server's answer as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The data folder of a server on this machine.
    #[arg(long, value_name = "DIR", default_value = "hawker-data")]
    pub(crate) data_dir: PathBuf,
    /// The public address of a server, instead of the data folder's.
    #[arg(long, value_name = "IP:PORT", requires = "token_file")]
    pub(crate) server: Option<std::net::SocketAddr>,
    /// A file with a token that may host, moderate, or see the merchant's numbers.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    pub(crate) what: Option<AuditCommand>,
    /// The configuration file, which says where the journal is.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// The data folder to audit.
    #[arg(long, value_name = "DIR", default_value = "hawker-data", global = true)]
    pub(crate) data_dir: PathBuf,
    /// Print the history of a SKU, such as `acme/tee`.
    #[arg(long, value_name = "MERCHANT/SKU", conflicts_with_all = ["buyer", "reservation"])]
    pub(crate) sku: Option<String>,
    /// Print the history of a buyer, by the pseudonym that reservations show.
    #[arg(long, value_name = "BUYER", conflicts_with = "reservation")]
    pub(crate) buyer: Option<String>,
    /// Print the history of a reservation.
    #[arg(long, value_name = "ID")]
    pub(crate) reservation: Option<u64>,
    /// Print the record that a receipt names, as shard/epoch/seq, such as `1/3/456`.
    #[arg(long, value_name = "RECEIPT")]
    pub(crate) receipt: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Hold a draw once more, from its entries and its seed, and compare the winners.
    Draw {
        /// The sale, such as `acme/drop`.
        #[arg(long, value_name = "MERCHANT/SALE")]
        sale: String,
    },
}

#[cfg(feature = "bench")]
#[derive(Debug, Args)]
pub(crate) struct BenchStockArgs {
    /// A fresh folder for the journal.
    #[arg(long)]
    pub(crate) dir: PathBuf,
    /// Buyers that wait at the same time.
    #[arg(long, default_value_t = 256)]
    pub(crate) callers: usize,
    /// Reservations in all.
    #[arg(long, default_value_t = 500_000)]
    pub(crate) total: u64,
}

/// What is measured of many open holds.
#[cfg(feature = "bench")]
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum BenchHoldsAction {
    /// Makes holds of an hour, at least so many, until another snapshot is whole.
    Hold,
    /// Makes the snapshot of everything in the journal.
    Snapshot,
    /// Makes holds that run out in the same second, and reserves meanwhile.
    Expire,
    /// Makes groups that end at the same moment.
    Groups,
}

#[cfg(feature = "bench")]
#[derive(Debug, Args)]
pub(crate) struct BenchHoldsArgs {
    pub(crate) action: BenchHoldsAction,
    /// The journal's folder, which no server uses.
    #[arg(long)]
    pub(crate) dir: PathBuf,
    /// Holds or groups in all.
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) count: u64,
}

#[cfg(feature = "bench")]
#[derive(Debug, Args)]
pub(crate) struct BenchGrowthArgs {
    /// SKUs that take turns.
    #[arg(long, default_value_t = 1)]
    pub(crate) skus: u64,
    /// How many reservations there are when the later half of them is measured; may
    /// be given several times, going up.
    #[arg(long, default_values_t = [1_000_000])]
    pub(crate) past: Vec<u64>,
}

/// Reads `90s`, `15m` or `12h`; a bare number is seconds.
fn parse_duration(text: &str) -> Result<Duration, String> {
    let (digits, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("a time is a number and s, m, h or d, such as 90s".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "a time starts with a number".to_owned())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(parse_duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(parse_duration("12h"), Ok(Duration::from_secs(43_200)));
        assert!(parse_duration("soon").is_err());
        assert!(parse_duration("5 minutes").is_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
