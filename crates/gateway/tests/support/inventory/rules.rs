//! What the fake's commands do.

use hawker_proto::v1::{
    self, CommandResponse, ErrorCode, Outcome, Reservation, ReservationState, Sale, SaleState,
    SkuStock, journal_entry::Command,
};

use super::{Change, Ruled, State, no, outcome};

impl State {
    pub(super) fn tell(&mut self, seq: u64, change: &Change) {
        self.told.push(v1::WatchResponse {
            from_seq: seq,
            to_seq: seq,
            complete: false,
            stocks: change.stocks.clone(),
            sales: change.sales.clone(),
        });
        let entry = change.reservation.clone().map(|(command, reservation)| v1::JournalEntry {
            command: Some(command),
            reservation: Some(reservation),
            ..v1::JournalEntry::default()
        });
        let entries = entry.into_iter().collect();
        self.journal.push(v1::JournalRecord { seq, entries, ..v1::JournalRecord::default() });
    }

    pub(super) fn everything(&self) -> v1::WatchResponse {
        v1::WatchResponse {
            from_seq: 1,
            to_seq: self.told.len() as u64,
            complete: true,
            stocks: self.stocks.values().cloned().collect(),
            sales: self.sales.values().cloned().collect(),
        }
    }

    fn move_stock(
        &mut self,
        merchant: &str,
        sku: &str,
        change: impl FnOnce(&mut SkuStock),
    ) -> SkuStock {
        let stock = self.stocks.entry((merchant.into(), sku.into())).or_insert_with(|| SkuStock {
            sku: sku.into(),
            merchant: merchant.into(),
            ..SkuStock::default()
        });
        change(stock);
        stock.version += 1;
        stock.clone()
    }

    pub(super) fn receive(&mut self, request: &v1::ReceiveStockRequest) -> Ruled {
        if request.quantity == 0 || request.quantity > 1_000_000_000 {
            return no(ErrorCode::QuantityInvalid, "Receive 1 to 1,000,000,000 units.");
        }
        let stock = self.move_stock(&request.merchant, &request.sku, |stock| {
            stock.available += request.quantity;
        });
        let answer = CommandResponse { stock: Some(stock.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { stocks: vec![stock], ..Change::default() })
    }

    pub(super) fn define(&mut self, request: &v1::DefineSaleRequest) -> Ruled {
        let unknown =
            |sku: &String| !self.stocks.contains_key(&(request.merchant.clone(), sku.clone()));
        if request.skus.iter().any(unknown) {
            return no(ErrorCode::SkuNotFound, "Receive stock of every SKU of the sale first.");
        }
        let sale = Sale {
            sale: request.sale.clone(),
            merchant: request.merchant.clone(),
            show: request.show.clone(),
            listing: request.listing.clone(),
            skus: request.skus.clone(),
            price: request.price.clone(),
            allotment: request.allotment,
            limit_per_buyer: request.limit_per_buyer.max(1),
            hold_seconds: 120,
            state: SaleState::Scheduled.into(),
            version: 1,
            ..Sale::default()
        };
        self.sales.insert((sale.merchant.clone(), sale.sale.clone()), sale.clone());
        let answer = CommandResponse { sale: Some(sale.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { sales: vec![sale], ..Change::default() })
    }

    pub(super) fn move_sale(&mut self, merchant: &str, sale: &str, to: SaleState) -> Ruled {
        let Some(sale) = self.sales.get_mut(&(merchant.to_owned(), sale.to_owned())) else {
            return no(ErrorCode::SaleNotFound, "Check the sale's id.");
        };
        if sale.state() == SaleState::Closed {
            return no(ErrorCode::WrongState, "The sale is closed for good.");
        }
        sale.set_state(to);
        sale.version += 1;
        let sale = sale.clone();
        let answer = CommandResponse { sale: Some(sale.clone()), ..outcome(Outcome::Done) };
        (Ok(answer), Change { sales: vec![sale], ..Change::default() })
    }

    pub(super) fn reserve(&mut self, request: &v1::ReserveRequest) -> Ruled {
        let line = request.lines.first().unwrap();
        if line.quantity == 0 || line.quantity > 1_000_000 {
            return no(ErrorCode::QuantityInvalid, "Reserve 1 to 1,000,000 units.");
        }
        let Some(sale) = self.sales.get_mut(&(request.merchant.clone(), request.sale.clone()))
        else {
            return no(ErrorCode::SaleNotFound, "Check the sale's id.");
        };
        match sale.state() {
            SaleState::Open => {}
            SaleState::SoldOut => {
                let held_by_others = sale.held;
                let answer = CommandResponse { held_by_others, ..outcome(Outcome::SoldOut) };
                return (Ok(answer), Change::default());
            }
            _ => return (Ok(outcome(Outcome::NotOpen)), Change::default()),
        }
        sale.held += line.quantity;
        let mut change = Change::default();
        if sale.held + sale.sold >= sale.allotment {
            sale.set_state(SaleState::SoldOut);
            sale.version += 1;
            change.sales.push(sale.clone());
        }
        let unit_price = sale.price.clone();
        let id = self.reservations.len() as u64 + 1;
        let reservation = Reservation {
            id,
            merchant: request.merchant.clone(),
            buyer: request.buyer.clone(),
            show: request.show.clone(),
            listing: request.listing.clone(),
            sale: request.sale.clone(),
            lines: vec![v1::Line { unit_price, ..line.clone() }],
            state: ReservationState::Held.into(),
            ..Reservation::default()
        };
        self.reservations.insert(id, reservation.clone());
        let stock = self.move_stock(&request.merchant, &line.sku, |stock| {
            stock.available -= line.quantity;
            stock.held += line.quantity;
        });
        change.stocks.push(stock);
        change.reservation = Some((Command::Reserve(request.clone()), reservation.clone()));
        (Ok(CommandResponse { reservation: Some(reservation), ..outcome(Outcome::Held) }), change)
    }

    /// Commits or releases.
    pub(super) fn end(&mut self, merchant: &str, id: u64, command: Command) -> Ruled {
        let (to, told) = match command {
            Command::Commit(_) => (ReservationState::Committed, Outcome::Committed),
            _ => (ReservationState::Released, Outcome::Released),
        };
        let found = self.reservations.get_mut(&id).filter(|found| found.merchant == merchant);
        let Some(reservation) = found else {
            return no(ErrorCode::ReservationNotFound, "Check the reservation's id.");
        };
        if reservation.state() != ReservationState::Held {
            return no(ErrorCode::WrongState, "The reservation is not held.");
        }
        reservation.set_state(to);
        let reservation = reservation.clone();
        let stock = self.move_stock(merchant, &reservation.lines[0].sku, |stock| {
            stock.held -= 1;
            if to == ReservationState::Committed {
                stock.sold += 1;
            } else {
                stock.available += 1;
            }
        });
        let change = Change {
            stocks: vec![stock],
            reservation: Some((command, reservation.clone())),
            ..Change::default()
        };
        (Ok(CommandResponse { reservation: Some(reservation), ..outcome(told) }), change)
    }
}
