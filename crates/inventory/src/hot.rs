//! Reading a reservation from the bytes in which it came, without copying: the
//! texts of the command borrow from them.
//!
//! Only what is written as prost writes it is read here, so that the bytes can go
//! into the journal as they are: every field known, once, in the order of the
//! numbers, and none that holds its default. Anything else, and a reservation of
//! several lines, is left to prost.

use hawker_domain::stock;
use hawker_proto::wire::{self, Value};

use crate::{
    check::{self, LineFields, ReserveFields},
    refusal::Refused,
};

/// A reservation that was read.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) reserve: stock::Reserve<'a>,
    /// All of the request.
    pub(crate) request: &'a [u8],
    /// The fields with the names of merchant, buyer, show, listing and sale, as they
    /// stand in the request: a `Reservation` has the same fields.
    pub(crate) names: &'a [u8],
}

/// The reservation that a `ReserveRequest` asks for; nothing where prost must
/// read it.
pub(crate) fn reserve(bytes: &[u8]) -> Option<Result<Asked<'_>, Refused>> {
    let mut fields = Fields::of(bytes);
    let mut names = Names::default();
    let mut asked = ReserveFields::default();
    let mut one = None;
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Contents(bytes)) => {
                let plain = !bytes.is_empty() && bytes.is_ascii();
                asked.key = if plain { bytes } else { text(bytes)?.as_bytes() };
                names.start = fields.at();
            }
            (NAMES_FROM..=NAMES_TO, Value::Contents(bytes)) => {
                names.add(field, fields.at(), bytes.len())?;
            }
            (7, Value::Contents(bytes)) => one = Some(line(bytes)?),
            (8, Value::Number(number)) => asked.hold_seconds = u32::try_from(number).ok()?,
            (9, Value::Number(number)) => asked.limit_per_buyer = u32::try_from(number).ok()?,
            (10, Value::Number(number)) => asked.mode = i32::try_from(number).ok()?,
            (11, Value::Number(number)) => asked.price_version = u32::try_from(number).ok()?,
            (12, Value::Contents(bytes)) => asked.household = text(bytes)?,
            (13, Value::Contents(bytes)) => asked.payment_reference = text(bytes)?,
            (14, Value::Number(number)) => asked.group = number,
            _ => return None,
        }
    }
    let written = bytes.get(names.start..names.end.max(names.start))?;
    // One check of all names and what is between them: which is plain text too
    // where no name is longer than any may be.
    let text = std::str::from_utf8(written).ok()?;
    let name = |field| names.text(text, field);
    (asked.merchant, asked.buyer) = (name(2)?, name(3)?);
    (asked.show, asked.listing, asked.sale) = (name(4)?, name(5)?, name(6)?);
    let reserve = check::reserve_one(&asked, &one?);
    Some(reserve.map(|reserve| Asked { reserve, request: bytes, names: written }))
}

// The numbers of the fields that hold names.
const NAMES_FROM: u32 = 2;
const NAMES_TO: u32 = 6;

/// Where names stand in a request, by the numbers of their fields.
#[derive(Debug, Default)]
struct Names {
    start: usize,
    end: usize,
    at: [(usize, usize); (NAMES_TO - NAMES_FROM + 1) as usize],
}

impl Names {
    /// Notes the name of a field that ends there and is so long.
    fn add(&mut self, field: u32, end: usize, length: usize) -> Option<()> {
        if length == 0 {
            return None;
        }
        self.end = end;
        *self.at.get_mut((field - NAMES_FROM) as usize)? = (end - length, end);
        Some(())
    }

    /// A field's name in the text of all names; empty if it has none.
    fn text<'a>(&self, text: &'a str, field: u32) -> Option<&'a str> {
        match *self.at.get((field - NAMES_FROM) as usize)? {
            (0, 0) => Some(""),
            (from, to) => text.get(from - self.start..to - self.start),
        }
    }
}

fn line(bytes: &[u8]) -> Option<LineFields<'_>> {
    let mut fields = Fields::of(bytes);
    let mut line = LineFields::default();
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Contents(bytes)) => line.sku = text(bytes)?,
            (2, Value::Number(number)) => line.quantity = u32::try_from(number).ok()?,
            (3, Value::Contents(bytes)) => line.unit_price = Some(money(bytes)?),
            _ => return None,
        }
    }
    Some(line)
}

fn money(bytes: &[u8]) -> Option<(i64, &str)> {
    let mut fields = Fields::of(bytes);
    let mut money = (0, "");
    while let Some((field, value)) = fields.next()? {
        match (field, value) {
            (1, Value::Number(number)) => money.0 = number.cast_signed(),
            (2, Value::Contents(bytes)) => money.1 = text(bytes)?,
            _ => return None,
        }
    }
    Some(money)
}

fn text(bytes: &[u8]) -> Option<&str> {
    if bytes.is_empty() { None } else { std::str::from_utf8(bytes).ok() }
}

/// The fields of a message, as long as their numbers go up and none is 0.
struct Fields<'a> {
    fields: wire::Fields<'a>,
    length: usize,
    last: u32,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { fields: wire::Fields::of(bytes), length: bytes.len(), last: 0 }
    }

    /// How many bytes were read.
    fn at(&self) -> usize {
        self.length - self.fields.rest().len()
    }

    /// The next field, or that there is none; nothing where they are not written
    /// as prost writes them.
    fn next(&mut self) -> Option<Option<(u32, Value<'a>)>> {
        let Some((field, value)) = self.fields.next()? else { return Some(None) };
        if field <= self.last || value == Value::Number(0) {
            return None;
        }
        self.last = field;
        Some(Some((field, value)))
    }
}

#[cfg(test)]
mod tests {
    use hawker_proto::v1::{Line, Money, ReserveRequest, journal_entry::Command};
    use proptest::prelude::*;
    use prost::Message as _;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![Just(String::new()), "[a-z0-9-]{1,40}", "\\PC{0,5}"]
    }

    fn price() -> impl Strategy<Value = Option<Money>> {
        let money = (any::<i64>(), prop_oneof![Just("EUR".to_owned()), text()]);
        proptest::option::of(money.prop_map(|(minor, currency)| Money { minor, currency }))
    }

    fn line() -> impl Strategy<Value = Line> {
        let line = (text(), prop_oneof![Just(1), any::<u32>()], price());
        line.prop_map(|(sku, quantity, unit_price)| Line { sku, quantity, unit_price })
    }

    prop_compose! {
        fn request()(
            key in prop_oneof![Just("01890a5d-ac96-774b-bcce-b302099a8057".to_owned()), text()],
            names in proptest::array::uniform5(text()),
            lines in proptest::collection::vec(line(), 0..3),
            hold_seconds in prop_oneof![Just(0), 0..4_000_u32],
            limit_per_buyer in any::<u32>(),
            mode in 0..4_i32,
            price_version in 0..2_u32,
            more in proptest::array::uniform2(text()),
        ) -> ReserveRequest {
            let [household, payment_reference] = more;
            let [merchant, buyer, show, listing, sale] = names;
            ReserveRequest {
                key, merchant, buyer, show, listing, sale, lines, hold_seconds, limit_per_buyer,
                mode, price_version, household, payment_reference,
                group: 0,
            }
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_prost_reads(request in request()) {
            let bytes = request.encode_to_vec();
            let read = reserve(&bytes);
            prop_assert_eq!(read.is_some(), request.lines.len() == 1);
            if let Some(read) = read {
                let command = Command::Reserve(request);
                let by_prost = check::command(&command);
                let read = read.map(|read| stock::Command::Reserve(read.reserve));
                prop_assert_eq!(format!("{read:?}"), format!("{by_prost:?}"));
            }
        }

        #[test]
        fn it_reads_nothing_that_prost_would_write_otherwise(
            request in request(),
            flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = request.encode_to_vec();
            for (at, byte) in flips {
                let at = at.index(bytes.len().max(1));
                if let Some(there) = bytes.get_mut(at) {
                    *there = byte;
                }
            }
            for bytes in [&*bytes, bytes.get(..cut.index(bytes.len() + 1)).unwrap()] {
                if reserve(bytes).is_some() {
                    let decoded = ReserveRequest::decode(bytes).unwrap();
                    prop_assert_eq!(decoded.encode_to_vec(), bytes);
                }
            }
        }
    }
}
