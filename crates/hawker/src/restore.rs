//! `hawker restore`: what came out of a backup is made safe to start.
//!
//! A backup is behind what was sold and told since. The stock and every room so begin an
//! epoch that nobody has seen: owners and gateways that still run on the other past are
//! fenced, no receipt names two records, and no viewer resumes where other publications
//! stand now.

use std::path::Path;

use hawker_gateway::StoreSetup;
use hawker_inventory::Books;
use hawker_proto::v1::ErrorCode;

use crate::{
    cli::{RestoreArgs, ServeArgs},
    commands::unix_seconds,
    config::{self, Config},
    data_dir::DataDir,
    error::Error,
    node, output,
};

pub(crate) async fn run(args: RestoreArgs) -> Result<(), Error> {
    let RestoreArgs { config, data_dir } = args;
    let config = config::load(&ServeArgs { config, data_dir, ..ServeArgs::default() })?;
    let books = config::books_of(&config, &config.data_dir);
    let store = node::rooms_of(&config);
    let of_folder = matches!(books, Books::Folder(_)) || matches!(store, StoreSetup::Embedded);
    let _locked = of_folder.then(|| existing(&config.data_dir)).transpose()?;
    let stock = match &books {
        // A gateway's own folder has none.
        Books::Folder(journal) if !journal.is_dir() => None,
        books => Some(stock_of(books).await?),
    };
    let rooms = rooms_of(&store, &config).await?;
    if stock.is_none() && rooms.is_none() {
        return Err(nothing(&config.data_dir));
    }
    if let Some(epoch) = stock {
        output::line(format_args!("the stock's next owner has an epoch above {epoch}"));
    }
    if let Some(count) = rooms {
        output::line(format_args!(
            "rooms that begin a new epoch: {count}; whoever comes back is given a snapshot"
        ));
    }
    Ok(())
}

async fn stock_of(books: &Books) -> Result<u64, Error> {
    let now = u64::try_from(unix_seconds()).unwrap_or_default();
    Ok(hawker_inventory::begin_anew(books, now).await?)
}

/// How many rooms began anew; none where an inventory's or a funnel's folder has no rooms.
async fn rooms_of(store: &StoreSetup, config: &Config) -> Result<Option<usize>, Error> {
    let dir = &config.data_dir;
    if matches!(store, StoreSetup::Embedded) && !dir.join("rooms.db").is_file() {
        return Ok(None);
    }
    Ok(Some(Box::pin(hawker_gateway::begin_anew(store, dir)).await?))
}

/// The data folder, which must be there already.
fn existing(path: &Path) -> Result<DataDir, Error> {
    if !path.is_dir() {
        return Err(nothing(path));
    }
    DataDir::open(path)
}

fn nothing(path: &Path) -> Error {
    let sentence = format!(
        "{} has neither a journal nor rooms; bring the backup back first, and name its place",
        path.display()
    );
    Error::new(ErrorCode::ConfigInvalid, sentence)
}
