//! An account of what every command did, of those that the model does not explain
//! too: the durable records, carried out once more from the first on by a state
//! that never restarts, must come to what they say and to what everybody is shown;
//! and each SKU's units must add up, counted from the reservations in the records.

use std::collections::BTreeMap;

use hawker_domain::stock::Stock;
use hawker_proto::v1::{
    JournalEntry, JournalRecord, Reservation, ReservationState, journal_entry::Command,
};
use prost::Message as _;

use super::{
    Fails, must,
    promises::Promises,
    told::{Told, Units},
};
use crate::{convert, draw_secret::Secret, engine::replay};

pub(super) struct Account {
    pub(super) told: Told,
    again: Stock,
    now: i64,
    reservations: BTreeMap<u64, Reservation>,
    promises: Promises,
    /// Whether the seed of the draw was revealed.
    revealed: bool,
}

impl Account {
    pub(super) fn new() -> Self {
        let again = Stock::new(1);
        Self {
            told: Told::default(),
            again,
            now: 0,
            reservations: BTreeMap::new(),
            promises: Promises::new(),
            revealed: false,
        }
    }

    /// Takes in the next durable record.
    pub(super) fn record(&mut self, seq: u64, bytes: &[u8]) -> Fails {
        let record = JournalRecord::decode(bytes).map_err(|e| e.to_string())?;
        must!(record.encode_to_vec() == bytes, "record {seq} is not as prost writes it");
        must!(record.time_ms >= self.now, "the journal's time went back in record {seq}");
        (self.told.seq, self.now) = (seq, record.time_ms);
        replay(&mut self.again, seq, bytes.to_vec()).map_err(|error| error.to_string())?;
        self.no_seed_before_it_is_revealed(&record, bytes)?;
        for (at, entry) in record.entries.iter().enumerate() {
            self.told.entry(at, entry)?;
            let place = self.promises.entry(seq, entry);
            let place =
                place.map_err(|why| format!("record {seq}, entry {at}: {why}; {entry:?}"))?;
            self.told.place(entry, place);
            for changed in entry.reservation.iter().chain(&entry.expired).chain(&entry.changed) {
                self.changed(changed)?;
            }
        }
        let kept = self.promises.end(seq, &self.again);
        kept.map_err(|why| format!("record {seq}: {why}; {:?}", record.entries))?;
        for view in self.again.sales() {
            let sale = convert::sale(view);
            let (held, sold) = (sale.held, sale.sold);
            must!(held + sold <= sale.allotment, "the sale is oversold: {sale:?}");
            self.told.sale(&sale.sale, sale.version, sale.state());
        }
        for view in self.again.stocks() {
            let stock = convert::stock(view);
            self.adds_up(&stock.sku, Units::from(&stock))?;
            self.told.stock(&stock.sku, Units::from(&stock));
        }
        Ok(())
    }

    /// Nobody can know how a draw will come out before its list is closed.
    fn no_seed_before_it_is_revealed(&mut self, record: &JournalRecord, bytes: &[u8]) -> Fails {
        let seed = Secret::known().seed("acme", "lots");
        let reveals = |entry: &JournalEntry| matches!(entry.command, Some(Command::RevealDraw(_)));
        self.revealed |= record.entries.iter().any(reveals);
        let told = bytes.windows(seed.len()).any(|part| *part == seed);
        must!(self.revealed || !told, "the seed of the draw is told before its time");
        Ok(())
    }

    /// A reservation that has ended never is held again.
    fn changed(&mut self, now: &Reservation) -> Fails {
        let Some(before) = self.reservations.insert(now.id, now.clone()) else { return Ok(()) };
        let held = before.state() == ReservationState::Held;
        let again = now.state() == ReservationState::Held;
        must!(held || !again, "{before:?} came back as {now:?}");
        Ok(())
    }

    /// Received and returned units are available, held, sold or adjusted out, and
    /// the held ones are those of open reservations.
    fn adds_up(&self, sku: &str, units: Units) -> Fails {
        let wide = i64::from;
        let came_in = wide(units.received) + wide(units.returned) + units.adjusted;
        let on_shelf = came_in - wide(units.held) - wide(units.sold);
        let reservable = on_shelf - wide(units.safety);
        let right = on_shelf >= 0 && reservable.max(0) == wide(units.available);
        must!(right, "{sku} does not add up: {units:?}");
        let open = self.reservations.values().filter(|r| r.state() == ReservationState::Held);
        let lines = open.flat_map(|r| &r.lines).filter(|line| line.sku == sku);
        let held: u32 = lines.map(|line| line.quantity).sum();
        must!(held == units.held, "{sku}: {held} units are held, and it says {units:?}");
        Ok(())
    }
}
