//! What a caller is refused for, and the one place where a gRPC status is chosen.

use std::borrow::Cow;

use bytes::Bytes;
use hawker_domain::{shards::Shard, stock::Refusal};
use hawker_proto::{refuse, v1::ErrorCode};
use prost::Message as _;
use tonic::{Code, Status};

use crate::Error;

/// A refusal: a stable code, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: ErrorCode,
    pub(crate) message: Cow<'static, str>,
}

impl Refused {
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// A field is out of its range.
    pub(crate) fn field(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::FieldInvalid, message)
    }

    /// The writer ended before it answered.
    pub(crate) fn unknown() -> Self {
        let message =
            "it is not known whether the command took effect; repeat it with the same key";
        Self::new(ErrorCode::Unknown, message)
    }

    /// The mailbox is full.
    pub(crate) fn busy() -> Self {
        let message = "too many requests wait for the inventory; repeat this one with the same key";
        Self::new(ErrorCode::ResourceExhausted, message)
    }

    /// The service ends.
    pub(crate) fn draining() -> Self {
        let message = "the inventory is shutting down; repeat the request in a moment";
        Self::new(ErrorCode::Draining, message)
    }

    /// Another process owns the stock, or none at present. Nothing was done.
    pub(crate) fn elsewhere() -> Self {
        let message =
            "this process does not own the stock; repeat the request with the one that does";
        Self::new(ErrorCode::Unavailable, message)
    }

    /// The merchant's stock is in another shard than the one that was called.
    pub(crate) fn other_shard(shard: Shard) -> Self {
        let (number, of) = (shard.number(), shard.count());
        let message = format!(
            "the merchant's stock is in shard {number} of {of}; send `hawker-shard: {number}` to the process that owns that one, and check that inventory.shards is {of} everywhere"
        );
        Self::field(message)
    }

    /// The writer is not there.
    pub(crate) fn stopped() -> Self {
        let message = "the inventory has stopped; repeat the request when it is back";
        Self::new(ErrorCode::Unavailable, message)
    }
}

/// The code and the sentence of a refusal by the rules. They depend on nothing
/// else, so that a key's answer is the same after a restart.
impl From<Refusal> for Refused {
    #[allow(clippy::too_many_lines, reason = "it is a table: one sentence for each refusal")]
    fn from(refusal: Refusal) -> Self {
        let (code, message) = match refusal {
            Refusal::KeyExpired => (
                ErrorCode::KeyExpired,
                "the idempotency key is outside the 24 hour window; send a new command with a new key",
            ),
            Refusal::Conflict => (
                ErrorCode::Conflict,
                "the idempotency key was used for another payload; send this one with a new key",
            ),
            Refusal::Full => (
                ErrorCode::ResourceExhausted,
                "a table of the inventory, or this caller's share of it, is full; repeat later with the same key",
            ),
            Refusal::NothingNew => (
                ErrorCode::ResourceExhausted,
                "the inventory's disk is nearly full, so nothing new is taken until there is room; commits, releases and closing go through; repeat this later with the same key",
            ),
            Refusal::SkuNotFound => {
                (ErrorCode::SkuNotFound, "there is no such SKU; receive stock for it first")
            }
            Refusal::SaleNotFound => {
                (ErrorCode::SaleNotFound, "there is no such sale; define it first")
            }
            Refusal::ReservationNotFound => (
                ErrorCode::ReservationNotFound,
                "there is no such reservation with this merchant; check its id",
            ),
            Refusal::SkuNotInSale => (
                ErrorCode::FieldInvalid,
                "a line's SKU is not part of the sale; reserve it outside the sale",
            ),
            Refusal::SaleExists => (
                ErrorCode::AlreadyExists,
                "there already is a sale of that id with other contents; choose another id",
            ),
            Refusal::SaleWrongState => (
                ErrorCode::WrongState,
                "the sale's state does not allow this; read the sale to see where it stands",
            ),
            Refusal::AlreadyCommitted => {
                (ErrorCode::WrongState, "the reservation is an order; it can be changed no more")
            }
            Refusal::AlreadyReleased => {
                (ErrorCode::WrongState, "the reservation was given back; make a new one")
            }
            Refusal::NoWaitlist | Refusal::NoDraw | Refusal::NoGroups => (
                ErrorCode::WrongState,
                "the sale takes no such wish; read its policy, its waitlist and its groups",
            ),
            Refusal::WholeInGroup => (
                ErrorCode::WrongState,
                "a reservation of a group is bought as a whole; leave lines unset",
            ),
            Refusal::GroupNotFound => {
                (ErrorCode::SaleNotFound, "there is no such group in the sale; check its id")
            }
            Refusal::TooManyUnits => (
                ErrorCode::QuantityInvalid,
                "a SKU cannot receive more than 4,294,967,295 units in all; use another SKU",
            ),
            Refusal::NotOnHand => (
                ErrorCode::QuantityInvalid,
                "fewer units are on hand than are to be taken out; read the stock and take out less",
            ),
            Refusal::NotSold => (
                ErrorCode::QuantityInvalid,
                "fewer units were sold and are still out than are to be returned; return less",
            ),
            Refusal::PaymentReference => (
                ErrorCode::FieldInvalid,
                "payment_reference must be set in a PAY_FIRST sale, and only there",
            ),
            Refusal::HouseholdNeeded => {
                (ErrorCode::FieldInvalid, "the sale limits households; name the buyer's household")
            }
            Refusal::AlreadyCancelled => {
                (ErrorCode::WrongState, "the order was taken back; make a new reservation")
            }
            Refusal::NotInReservation => (
                ErrorCode::QuantityInvalid,
                "the reservation does not hold so many units of each line; read it and ask for less",
            ),
            Refusal::NoOrder => {
                (ErrorCode::WrongState, "the reservation is no order; name an order, or none")
            }
            Refusal::TotalTooBig => (
                ErrorCode::FieldInvalid,
                "the lines' total does not fit, or their currencies differ; split the reservation",
            ),
        };
        Self::new(code, message)
    }
}

impl From<&Error> for Refused {
    fn from(error: &Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<Refused> for Status {
    fn from(refused: Refused) -> Self {
        let details = refuse(refused.code, refused.message.clone()).encode_to_vec();
        Self::with_details(grpc_code(refused.code), refused.message, Bytes::from(details))
    }
}

fn grpc_code(code: ErrorCode) -> Code {
    match code {
        ErrorCode::SkuNotFound | ErrorCode::SaleNotFound | ErrorCode::ReservationNotFound => {
            Code::NotFound
        }
        ErrorCode::Conflict | ErrorCode::AlreadyExists => Code::AlreadyExists,
        ErrorCode::WrongState | ErrorCode::KeyExpired | ErrorCode::Expired => {
            Code::FailedPrecondition
        }
        ErrorCode::FieldInvalid | ErrorCode::QuantityInvalid | ErrorCode::KeyInvalid => {
            Code::InvalidArgument
        }
        ErrorCode::ResourceExhausted => Code::ResourceExhausted,
        ErrorCode::Unknown | ErrorCode::Unavailable | ErrorCode::Draining => Code::Unavailable,
        ErrorCode::PositionGone => Code::OutOfRange,
        ErrorCode::JournalCorrupt => Code::DataLoss,
        _ => Code::Internal,
    }
}
