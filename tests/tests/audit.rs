//! `hawker audit` by the real binary, over a show that was sold, changed and drawn:
//! the books balance beside the running server, every history and receipt is told,
//! the draw is held once more, and a flipped bit is found.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failure is a failed test")]

use std::path::Path;

use hawker_proto::v1::{
    CancelRequest, CommandResponse, CommitRequest, DefineSaleRequest, EnterDrawRequest,
    GetSaleRequest, Line, Money, OpenSaleRequest, Outcome, ReceiveStockRequest, ReserveRequest,
    SalePolicy, SaleState, inventory_client::InventoryClient, reply,
};
use hawker_tests::{
    eventually, fresh_key, scratch,
    server::{MERCHANT, Server, run_hawker},
    viewer::Viewer,
};
use serde_json::json;
use tonic::transport::Channel;

const SHOW: &str = "audited";
const LISTING: &str = "bowl";
const SKU: &str = "bowl-sku";
const DRAW: &str = "lots";

fn units(sku: &str, quantity: u32) -> Line {
    Line { sku: sku.to_owned(), quantity, unit_price: None }
}

/// A viewer buys in a flash sale; a shop buys outside, in part, and takes a part back.
/// Tells the viewer's and the shop's reservation, and the answer to the cancellation.
async fn trade(server: &Server) -> (u64, u64, CommandResponse) {
    let host = server.api("hana", "host,merchant");
    host.put_on_air(SHOW, LISTING, 20).await;
    host.open_sale(SHOW, LISTING, json!({"allotment": 5})).await;
    let token = server.token("vera", "buy");
    let address = server.ports().public;
    let (mut viewer, _) = Viewer::join(address, SHOW, &token, None).await.unwrap();
    let held = viewer.reserve(&fresh_key(), LISTING, 1).await.unwrap();
    let reply::Result::Reserve(held) = held else { panic!("no outcome: {held:?}") };
    let of_viewer = held.reservation.unwrap().id;

    let mut inventory = InventoryClient::new(server.grpc().await);
    let price = Some(Money { minor: 700, currency: "EUR".to_owned() });
    let request = ReserveRequest {
        key: fresh_key(),
        merchant: MERCHANT.to_owned(),
        buyer: "walk-in".to_owned(),
        lines: vec![Line { unit_price: price, ..units(SKU, 4) }],
        limit_per_buyer: 4,
        ..Default::default()
    };
    let of_shop = inventory.reserve(request).await.unwrap().into_inner().reservation.unwrap().id;
    let part = CommitRequest {
        key: fresh_key(),
        merchant: MERCHANT.to_owned(),
        reservation: of_shop,
        lines: vec![units(SKU, 3)],
        ..Default::default()
    };
    let sold = inventory.commit(part).await.unwrap().into_inner();
    assert_eq!(sold.outcome(), Outcome::Committed);
    let cancel = CancelRequest {
        key: fresh_key(),
        merchant: MERCHANT.to_owned(),
        reservation: of_shop,
        lines: vec![units(SKU, 1)],
        ..Default::default()
    };
    let cancelled = inventory.cancel(cancel).await.unwrap().into_inner();
    assert_eq!(cancelled.outcome(), Outcome::Cancelled);
    (of_viewer, of_shop, cancelled)
}

/// Two units drawn among five entrants.
async fn draw(inventory: &mut InventoryClient<Channel>) {
    let (merchant, sale) = (MERCHANT.to_owned(), DRAW.to_owned());
    let sku = "print".to_owned();
    let receive =
        ReceiveStockRequest { key: fresh_key(), merchant: merchant.clone(), sku, quantity: 2 };
    inventory.receive_stock(receive).await.unwrap();
    let define = DefineSaleRequest {
        key: fresh_key(),
        merchant: merchant.clone(),
        sale: sale.clone(),
        skus: vec!["print".to_owned()],
        price: Some(Money { minor: 9_000, currency: "EUR".to_owned() }),
        allotment: 2,
        open_seconds: 2,
        policy: SalePolicy::Draw.into(),
        ..Default::default()
    };
    inventory.define_sale(define).await.unwrap();
    let open = OpenSaleRequest { key: fresh_key(), merchant: merchant.clone(), sale: sale.clone() };
    inventory.open_sale(open).await.unwrap();
    for buyer in ["ann", "bob", "cyd", "dan", "eve"] {
        let enter = EnterDrawRequest {
            key: fresh_key(),
            merchant: merchant.clone(),
            buyer: buyer.to_owned(),
            sale: sale.clone(),
            nonce: format!("{buyer}-1"),
            lines: vec![units("print", 1)],
            ..Default::default()
        };
        let entered = inventory.enter_draw(enter).await.unwrap().into_inner();
        assert_eq!(entered.outcome(), Outcome::Entered);
    }
    eventually("the draw is held", async || {
        let request = GetSaleRequest { merchant: merchant.clone(), sale: sale.clone() };
        let sale = inventory.clone().get_sale(request).await.unwrap().into_inner().sale.unwrap();
        (sale.state() == SaleState::SoldOut).then_some(())
    })
    .await;
}

/// What an audit prints that finds nothing.
fn audit(dir: &Path, more: &[&str]) -> String {
    let (status, out, err) = run_audit(dir, more);
    assert!(status, "{more:?}: {out}{err}");
    out
}

fn run_audit(dir: &Path, more: &[&str]) -> (bool, String, String) {
    let args = [&["audit"], more, &["--data-dir", dir.to_str().unwrap()]].concat();
    let (status, out, err) = run_hawker(&args);
    (status.success(), out, err)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_of_a_show_balance_and_tell_what_became_of_everything() {
    let dir = scratch("audit");
    let server = Server::start(dir.path()).await;
    let (of_viewer, of_shop, cancelled) = trade(&server).await;
    draw(&mut InventoryClient::new(server.grpc().await)).await;

    let said = audit(dir.path(), &[]);
    let last = said.lines().last().unwrap();
    assert!(last.contains("2 SKUs and 4 reservations counted"), "{said}");
    assert!(last.ends_with("; 0 differences"), "{said}");

    let said = audit(dir.path(), &["--sku", &format!("{MERCHANT}/{SKU}")]);
    for told in ["ReceiveStock: DONE", "Reserve: HELD", "Commit: COMMITTED", "Cancel: CANCELLED"] {
        assert!(said.contains(told), "{told} is missing: {said}");
    }
    let vera = server.buyer("vera");
    let said = audit(dir.path(), &["--buyer", &vera]);
    let line = format!("{of_viewer} of {vera} HELD (1 {SKU})");
    assert!(said.lines().count() == 2 && said.contains(&line), "{said}");
    let said = audit(dir.path(), &["--reservation", &of_shop.to_string()]);
    let states: Vec<_> = ["HELD (4 ", "COMMITTED (3 ", "COMMITTED (2 "]
        .map(|state| said.find(state).unwrap_or_else(|| panic!("{state} is missing: {said}")))
        .to_vec();
    assert!(states.is_sorted(), "{said}");

    let receipt = cancelled.receipt.unwrap();
    let (shard, epoch, seq) = (receipt.shard, receipt.epoch, receipt.seq);
    let said = audit(dir.path(), &["--receipt", &format!("{shard}/{epoch}/{seq}")]);
    assert!(said.contains("OUTCOME_CANCELLED") && said.contains(&of_shop.to_string()), "{said}");
    let (fine, _, why) = run_audit(dir.path(), &["--receipt", &format!("{shard}/9/{seq}")]);
    assert!(!fine && why.contains("another journal"), "{why}");

    the_draw_is_held_once_more(dir.path());
    assert!(server.terminate().success());
    assert!(audit(dir.path(), &[]).ends_with("; 0 differences\n"), "also without a server");
    a_flipped_bit_is_found(dir.path());
}

fn the_draw_is_held_once_more(dir: &Path) {
    let said = audit(dir, &["draw", "--sale", &format!("{MERCHANT}/{DRAW}")]);
    assert!(said.contains("entries       5\n"), "{said}");
    let hex = |line: &str| said.lines().find_map(|l| l.strip_prefix(line)).unwrap().trim().len();
    assert_eq!([hex("seed hash"), hex("entries hash"), hex("seed   ")], [64; 3], "{said}");
    assert!(said.contains("winner 1: entry ") && said.contains("winner 2: entry "), "{said}");
    assert!(said.ends_with("2 winners of 5 entries; 0 differences\n"), "{said}");
    let (fine, _, why) = run_audit(dir, &["draw", "--sale", "acme/none"]);
    assert!(!fine && why.contains("no draw acme/none"), "{why}");
}

/// In the middle of what was recorded.
fn a_flipped_bit_is_found(dir: &Path) {
    let segment = dir.join("journal/00000000000000000001.seg");
    let mut bytes = std::fs::read(&segment).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    let middle = usize::midpoint(4_096, end);
    bytes[middle] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let (fine, _, why) = run_audit(dir, &[]);
    assert!(!fine && why.contains("damaged") && why.contains(segment.to_str().unwrap()), "{why}");
    let (fine, _, _) = run_audit(dir, &["draw", "--sale", &format!("{MERCHANT}/{DRAW}")]);
    assert!(!fine, "nor is a draw told from a damaged journal");
}
