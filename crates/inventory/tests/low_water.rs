//! A disk that fills up: below the low-water mark nothing new is taken, what was
//! begun can be ended, and all goes on by itself when there is room again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a call that fails fails its test")]

mod support;

use std::{fs, path::PathBuf, process::Command};

use hawker_inventory::{Config, JournalConfig};
use hawker_proto::v1::{
    CloseSaleRequest, ErrorCode, Outcome, ReservationState, ReserveRequest, SaleState,
};
use support::{MERCHANT, PATIENCE, Shop, key, one, one_in, refusal, sale};
use tempfile::TempDir;

/// A disk in memory of our own; or, where this user may not mount one, the
/// system's, of which others hardly use any.
struct Disk {
    dir: TempDir,
    mounted: bool,
}

impl Disk {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(dir.path());
        if mount.output().unwrap().status.success() {
            return Self { dir, mounted: true };
        }
        eprintln!("mounting is not permitted here; using /dev/shm instead");
        Self { dir: TempDir::new_in("/dev/shm").unwrap(), mounted: false }
    }

    fn free_bytes(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.dir.path()).unwrap();
        disk.f_bavail * disk.f_frsize
    }

    fn ballast(&self) -> PathBuf {
        self.dir.path().join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            Command::new("umount").arg(self.dir.path()).status().unwrap();
        }
    }
}

/// Asks again, as a buyer does, until the answer is another one.
async fn reserve_until(shop: &mut Shop, refused: bool, request: impl Fn() -> ReserveRequest) {
    let begun = std::time::Instant::now();
    while shop.reserve(request()).await.is_err() != refused {
        assert!(begun.elapsed() < PATIENCE, "it stays refused: {}", !refused);
    }
}

#[tokio::test]
async fn below_the_low_water_mark_only_what_was_begun_goes_on() {
    let disk = Disk::new();
    let dir = disk.dir.path().join("journal");
    let low_water_bytes = disk.free_bytes() - (16 << 20);
    let journal = JournalConfig { low_water_bytes, ..JournalConfig::default() };
    let config = Config { journal, ..Config::default() };
    let mut shop = Shop::open_with(&dir, config).await;
    shop.receive("tee", 100_000).await;
    shop.sell(sale("flash", "tee", 50)).await;
    let mut held = Vec::new();
    for buyer in ["ann", "bob", "cyd"] {
        held.push(shop.reserve(one_in("flash", buyer, "tee")).await.unwrap());
    }
    let asked = one_in("flash", "dan", "tee");
    let told = shop.reserve(asked.clone()).await.unwrap();

    fs::write(disk.ballast(), vec![1; 32 << 20]).unwrap();
    reserve_until(&mut shop, true, || ReserveRequest { buyer: key(), ..one("", "tee") }).await;
    let refused = shop.reserve(one("eve", "tee")).await.unwrap_err();
    assert_eq!(refusal(&refused).code(), ErrorCode::ResourceExhausted);
    assert!(refused.message().contains("disk is nearly full"), "{refused}");
    let define = shop.client.define_sale(sale("second", "tee", 5)).await.unwrap_err();
    assert_eq!(refusal(&define).code(), ErrorCode::ResourceExhausted);
    // A key that has its answer gets it again.
    assert_eq!(shop.reserve(asked).await.unwrap(), told);

    let id = |at: usize| held[at].reservation.as_ref().unwrap().id;
    assert_eq!(shop.commit(id(0)).await.unwrap().outcome(), Outcome::Committed);
    assert_eq!(shop.release(id(1)).await.unwrap().outcome(), Outcome::Released);
    let (merchant, reservation) = (MERCHANT.to_owned(), id(2));
    let expire = hawker_proto::v1::ExpireRequest { key: key(), merchant, reservation };
    let expired = shop.client.expire(expire).await.unwrap().into_inner().reservation.unwrap();
    assert_eq!(expired.state(), ReservationState::Expired);
    let close = CloseSaleRequest { key: key(), merchant: MERCHANT.into(), sale: "flash".into() };
    let closed = shop.client.close_sale(close).await.unwrap().into_inner().sale.unwrap();
    assert_eq!(closed.state(), SaleState::Closed);

    fs::remove_file(disk.ballast()).unwrap();
    reserve_until(&mut shop, false, || one("eve", "tee")).await;
    shop.close().await;
}
