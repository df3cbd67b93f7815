//! Beginning anew with rooms that came out of a backup.
//!
//! Viewers have seen what was told after the backup was made, at offsets that the restored
//! rooms will give to other publications. Who came back with such an offset would be told
//! that nothing was missed. So every room begins an epoch that nobody has seen, and whoever
//! comes back is given a snapshot.

use std::path::Path;

use hawker_proto::v1;

use super::{restore, stand};
use crate::{
    Error, now,
    store::{Change, Keeper, SavedRoom, Store, StoreSetup},
};

/// Has every room of a store begin a new epoch, before any gateway runs on it; how many
/// there are. `data_dir` is the folder of a gateway that keeps its rooms itself.
///
/// # Errors
/// When the store can't be read or written, or a gateway changes a room meanwhile.
pub async fn begin_anew(setup: &StoreSetup, data_dir: &Path) -> Result<usize, Error> {
    let path = data_dir.join("rooms.db");
    let (store, found) = Box::pin(Store::of(setup, &path)).await?;
    let keeper = store.keeper();
    let count = found.rooms.len();
    let mut outcome = Ok(());
    for saved in found.rooms {
        outcome = begin(saved, &keeper).await;
        if outcome.is_err() {
            break;
        }
    }
    store.close().await;
    let failed =
        |error: v1::Error| Error::Store { path: path.display().to_string(), reason: error.message };
    outcome.map_err(failed).map(|()| count)
}

async fn begin(saved: SavedRoom, keeper: &Keeper) -> Result<(), v1::Error> {
    let (version, settings) = (saved.version, saved.settings);
    let (room, _) = restore::read(saved)?;
    let position = restore::anew(room.position(), now());
    let room = room.at(position);
    let change = Change::of_show(&room);
    let record = |version| stand::record(&room, version, settings);
    keeper.begin_anew(version, change, record).await
}
