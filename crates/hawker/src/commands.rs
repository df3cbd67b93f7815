//! What each command does, once the line is parsed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hawker_gateway::token::{Claims, mint};
use hawker_proto::v1::ErrorCode;

use crate::{
    audit,
    cli::{Cli, Command, ConfigCommand, RecountArgs, ServeArgs, TokenArgs},
    config,
    connections::{self, Checked},
    data_dir::DataDir,
    demo,
    error::Error,
    node::Roles,
    output, plan, restore, secret, serve, why,
};

pub(crate) fn run(cli: Cli) -> Result<(), Error> {
    match cli.command {
        Command::Serve(args) => block_on(serve::serve(Roles::ALL, args)),
        Command::Gateway(args) => block_on(serve::serve(Roles::GATEWAY, args)),
        Command::Inventory(args) => block_on(serve::serve(Roles::INVENTORY, args)),
        Command::Funnel(args) => block_on(serve::serve(Roles::FUNNEL, args)),
        Command::Demo(args) => block_on(demo::run(args)),
        Command::Token(args) => token(&args),
        Command::Config(ConfigCommand::Check(args)) => block_on(check(args)),
        Command::Recount(args) => block_on(beside(move || recount(&args))),
        Command::Audit(args) => block_on(beside(move || audit::run(&args))),
        Command::Restore(args) => block_on(restore::run(args)),
        Command::Plan(args) => plan::run(&args),
        Command::Why(args) => block_on(why::run(args)),
        #[cfg(feature = "bench")]
        Command::BenchStock(args) => block_on(bench_stock(args)),
        #[cfg(feature = "bench")]
        Command::BenchHolds(args) => block_on(bench_holds(args)),
        #[cfg(feature = "bench")]
        Command::BenchGrowth(args) => bench_growth(&args),
    }
}

fn block_on(future: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::internal("the runtime cannot start", e))?;
    let ended = runtime.block_on(future);
    // Blocking tasks that still read the journal must not hold up the exit.
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

/// Says what is in force, and whether every server that it names can be used.
async fn check(args: ServeArgs) -> Result<(), Error> {
    let config = config::load(&args)?;
    output::line(format!("the configuration is right; in force:\n{config:#?}"));
    let mut wrong = Vec::new();
    for connection in connections::check(&config).await? {
        let Checked { what, wrong: why } = connection;
        output::line(format!("{what}: {}", why.as_deref().unwrap_or("it can be used")));
        wrong.extend(why.map(|why| format!("{what}: {why}")));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Unavailable, wrong.join("; ")))
}

/// Work that blocks, on a thread beside the runtime's own.
async fn beside(work: impl FnOnce() -> Result<(), Error> + Send + 'static) -> Result<(), Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Error::internal("the command", e))?
}

/// The wall clock in Unix seconds: commands are where time comes from.
pub(crate) fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn token(args: &TokenArgs) -> Result<(), Error> {
    let secret = match &args.secret_file {
        Some(path) => secret::load(path)?,
        None => secret::load(&args.data_dir.join("secret"))?,
    };
    let claims = Claims {
        sub: args.sub.clone(),
        exp: unix_seconds().saturating_add_unsigned(args.ttl.as_secs()),
        caps: args.caps.clone(),
        shows: args.shows.clone(),
        merchant: args.merchant.clone(),
        name: args.name.clone(),
        iat: Some(unix_seconds()),
        jti: Some(uuid::Uuid::now_v7().to_string()),
        ..Claims::default()
    };
    output::line(mint(&secret, &claims)?);
    Ok(())
}

fn recount(args: &RecountArgs) -> Result<(), Error> {
    let data_dir = DataDir::open(&args.data_dir)?;
    let books = config::books(args.config.as_deref(), data_dir.path())?;
    let journal = hawker_inventory::read_journal(books)?;
    let counted = hawker_funnel::recount(&data_dir.path().join("funnel.db"), journal)?;
    for difference in &counted.differences {
        output::line(difference);
    }
    output::line(format_args!(
        "{} rows of roll-ups compared with {} events and {} orders, up to record {} of the journal",
        counted.rows, counted.events, counted.orders, counted.journal_seq
    ));
    if counted.agrees() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::RecountDiffers,
        format!(
            "{} numbers differ from the raw logs; keep the data folder and report it",
            counted.left_out.saturating_add(counted.differences.len() as u64)
        ),
    ))
}

#[cfg(feature = "bench")]
async fn bench_stock(args: crate::cli::BenchStockArgs) -> Result<(), Error> {
    let outcome =
        hawker_inventory::bench::reserve_in_process(&args.dir, args.callers, args.total).await?;
    output::line(serde_json::json!({
        "seconds": outcome.elapsed.as_secs_f64(),
        "held": outcome.held,
        "p50_us": outcome.latency.p50 as f64 / 1_000.0,
        "p99_us": outcome.latency.p99 as f64 / 1_000.0,
        "batch_records": outcome.batches.iter().map(|it| it.commands).collect::<Vec<_>>(),
        "batch_bytes": outcome.batches.iter().map(|it| it.bytes).collect::<Vec<_>>(),
    }));
    Ok(())
}

#[cfg(feature = "bench")]
async fn bench_holds(args: crate::cli::BenchHoldsArgs) -> Result<(), Error> {
    use crate::cli::BenchHoldsAction;
    use hawker_inventory::bench;

    let crate::cli::BenchHoldsArgs { action, dir, count } = args;
    let line = match action {
        BenchHoldsAction::Hold => {
            let held = bench::hold(&dir, count).await?;
            serde_json::json!({
                "holds": held.holds,
                "seconds": held.took.as_secs_f64(),
                "before_last": held.before_last,
                "tail_bytes": held.tail_bytes,
            })
        }
        BenchHoldsAction::Snapshot => {
            let (took, bytes) = bench::make_snapshot(&dir)?;
            serde_json::json!({ "seconds": took.as_secs_f64(), "bytes": bytes })
        }
        BenchHoldsAction::Expire => {
            let expiry = bench::expire(&dir, count).await?;
            let latency = |it: bench::BenchLatency| {
                serde_json::json!({
                    "calls": it.calls, "p50_us": it.p50, "p99_us": it.p99, "most_us": it.most,
                })
            };
            serde_json::json!({
                "holds": expiry.holds,
                "worst_lag_ms": expiry.worst_lag_ms,
                "took_ms": expiry.took_ms,
                "before": latency(expiry.before),
                "meanwhile": latency(expiry.meanwhile),
            })
        }
        BenchHoldsAction::Groups => {
            let groups = bench::settle_groups(&dir, count).await?;
            serde_json::json!({
                "reservations": groups.reservations,
                "wrong": groups.wrong,
                "gathered_seconds": groups.gathered.as_secs_f64(),
                "settled_seconds": groups.settled.as_secs_f64(),
            })
        }
    };
    output::line(line);
    Ok(())
}

#[cfg(feature = "bench")]
fn bench_growth(args: &crate::cli::BenchGrowthArgs) -> Result<(), Error> {
    let growth = hawker_inventory::bench::grow(args.skus, &args.past)?;
    let cost = |it: &hawker_inventory::bench::BenchCost| serde_json::json!({ "past": it.past, "apply_ns": it.apply_ns, "read_ns": it.read_ns });
    output::line(serde_json::json!({
        "skus": args.skus,
        "all": cost(&growth.all),
        "points": growth.points.iter().map(cost).collect::<Vec<_>>(),
        "bytes": growth.bytes,
        "longest_us": growth.longest.as_micros(),
    }));
    Ok(())
}
