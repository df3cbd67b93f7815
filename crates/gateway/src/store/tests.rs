//! What the room store promises, with real files.

use super::*;
use crate::{limits::HISTORY, rooms::samples::show};

fn said(offset: u32) -> Change {
    let publication = v1::Publication {
        epoch: 3,
        offset,
        at_ms: 1,
        kind: Some(v1::publication::Kind::Unpinned(v1::Unpinned {})),
    };
    Change {
        position: Position { epoch: 3, offset },
        publications: vec![publication],
        ..Change::of_show(&Room::new(show(), 3))
    }
}

async fn keep(keeper: &Keeper, change: Change) -> Result<(), v1::Error> {
    match keeper.keep(0, change, v1::RoomRecord::default).await? {
        Kept::Done => Ok(()),
        Kept::Overtaken(by) => panic!("nobody else is there: {by:?}"),
    }
}

#[tokio::test]
async fn what_was_kept_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rooms.db");
    let (store, Found { rooms, .. }) = Store::open(&path).unwrap();
    assert!(rooms.is_empty());
    let keeper = store.keeper();
    let listing = |name: &str| v1::Listing { listing: name.into(), ..v1::Listing::default() };
    let sale = |name: &str| SavedSale {
        sale: name.into(),
        listing: "b".into(),
        since_ms: 5,
        report: Some(v1::Sale { sale: name.into(), version: 2, ..v1::Sale::default() }),
    };
    let mut first = said(1);
    first.listings = vec![(1, listing("b")), (0, listing("c"))];
    first.sales = vec![sale("x"), sale("y"), SavedSale { report: None, ..sale("z") }];
    keep(&keeper, first).await.unwrap();
    let mut second = said(2);
    second.pinned = "b".into();
    second.listings = vec![(0, listing("a"))];
    second.forgotten = vec!["x".into()];
    keep(&keeper, second.clone()).await.unwrap();
    drop(keeper);
    store.close().await;

    let (store, Found { rooms, .. }) = Store::open(&path).unwrap();
    let [room] = rooms.as_slice() else { panic!("{rooms:?}") };
    assert_eq!(room.show, second.show);
    assert_eq!((room.pinned.as_str(), room.position), ("b", second.position));
    let line_up: Vec<_> = room.listings.iter().map(|one| one.listing.as_str()).collect();
    assert_eq!(line_up, ["a", "b"]);
    let sales: Vec<_> =
        room.sales.iter().map(|one| (one.sale.as_str(), one.report.is_some())).collect();
    assert_eq!(sales, [("y", true), ("z", false)]);
    let history: Vec<_> = room.history.iter().map(|one| one.offset).collect();
    assert_eq!(history, [1, 2]);
    store.close().await;
}

#[tokio::test]
async fn only_the_newest_history_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rooms.db");
    let (store, _) = Store::open(&path).unwrap();
    let keeper = store.keeper();
    let waiting: Vec<_> = (1..=HISTORY + 5).map(said).collect();
    for some in waiting.chunks(200) {
        let keeps = some.iter().cloned().map(|change| keep(&keeper, change));
        for kept in futures_util::future::join_all(keeps).await {
            kept.unwrap();
        }
    }
    drop(keeper);
    store.close().await;
    let (_, Found { rooms, .. }) = Store::open(&path).unwrap();
    let history = &rooms.first().unwrap().history;
    assert_eq!(history.len(), HISTORY as usize);
    assert_eq!(history.first().unwrap().offset, 6);
}

#[tokio::test]
async fn a_change_that_can_not_be_written_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&folder.path().join("rooms.db")).unwrap();
    let keeper = store.keeper();
    keep(&keeper, said(1)).await.unwrap();
    let mut twice = said(1);
    twice.listings = vec![(0, v1::Listing::default())];
    assert_eq!(keep(&keeper, twice).await.unwrap_err().code(), ErrorCode::Internal);
    drop(keeper);
    store.close().await;
    let (_, Found { rooms, .. }) = Store::open(&folder.path().join("rooms.db")).unwrap();
    assert!(rooms.first().unwrap().listings.is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let Err(error) = Store::open(Path::new("/nowhere/at/all/rooms.db")) else { panic!() };
    assert_eq!(error.code(), ErrorCode::DataDirUnwritable);
    assert!(error.to_string().contains("/nowhere/at/all/rooms.db"), "{error}");
}

#[test]
fn sqlite_is_new_enough() {
    rows::check_version().unwrap();
}
