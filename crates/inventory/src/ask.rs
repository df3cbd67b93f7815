//! A command on its way to the writer, and its answer on the way back.
//!
//! What the writer need not do is done at the caller's end, and what need not be
//! done is not done: a reservation goes to the writer as the bytes in which it
//! came, is read from them once, and stands so in the journal; and an answer is
//! written once, as the bytes that its caller is sent.

use bytes::Bytes;
use hawker_domain::{
    BuyerRef,
    stock::{Answer, Reply, Stock, Verdict},
};
use hawker_proto::{
    v1::{CommandResponse, Receipt, ReserveRequest, journal_entry::Command},
    wire,
};
use prost::Message as _;

use crate::{check, convert, engine::reservation, hot, refusal::Refused};

// Field numbers of `CommandResponse`.
const RESPONSE_OUTCOME: u32 = 1;
const RESPONSE_RESERVATION: u32 = 2;
const RESPONSE_HELD_BY_OTHERS: u32 = 3;
const RESPONSE_LEFT_FOR_BUYER: u32 = 4;
const RESPONSE_RECEIPT: u32 = 5;
/// The field of every command's merchant.
const REQUEST_MERCHANT: u32 = 2;
// Field numbers of `Receipt`.
const RECEIPT_SHARD: u32 = 1;
const RECEIPT_EPOCH: u32 = 2;
const RECEIPT_SEQ: u32 = 3;

/// A command.
#[derive(Debug)]
pub(crate) enum Ask {
    /// One that was decoded and checked.
    Checked(Box<Checked>),
    /// An encoded `ReserveRequest`, as it came.
    Reserve(Bytes),
}

/// A command that was checked, with its encoded form.
#[derive(Debug)]
pub(crate) struct Checked {
    command: Command,
    /// The command's field of a `JournalEntry`.
    encoded: Vec<u8>,
}

impl Checked {
    /// Checks a command as far as that is possible without the state.
    pub(crate) fn new(command: Command) -> Result<Self, Refused> {
        check::command(&command)?;
        let mut encoded = Vec::with_capacity(command.encoded_len());
        command.encode(&mut encoded);
        Ok(Self { command, encoded })
    }

    /// A reservation that is not written as we write it ourselves, such as one
    /// with several lines or with fields that are not known.
    pub(crate) fn reserve(bytes: &Bytes) -> Result<Self, Refused> {
        let request = ReserveRequest::decode(bytes.clone());
        let request = request.map_err(|e| Refused::field(format!("it does not decode: {e}")))?;
        Self::new(Command::Reserve(request))
    }

    pub(crate) fn command(&self) -> &Command {
        &self.command
    }

    pub(crate) fn encoded(&self) -> &[u8] {
        &self.encoded
    }
}

impl Ask {
    /// Whose stock it is about, as far as that can be read.
    pub(crate) fn merchant(&self) -> Option<&str> {
        let request = match self {
            Self::Reserve(bytes) => bytes,
            Self::Checked(checked) => match wire::Fields::of(&checked.encoded).next()?? {
                (_, wire::Value::Contents(request)) => request,
                _ => return None,
            },
        };
        // Of a field that comes twice the last one counts.
        let (mut fields, mut merchant) = (wire::Fields::of(request), None);
        while let Some(Some((field, value))) = fields.next() {
            if let (REQUEST_MERCHANT, wire::Value::Contents(name)) = (field, value) {
                merchant = std::str::from_utf8(name).ok();
            }
        }
        merchant
    }

    /// Reads it, as far as that takes nothing of its own.
    pub(crate) fn open(&self) -> Opened<'_> {
        match self {
            Self::Checked(checked) => Opened::Checked(checked),
            Self::Reserve(bytes) => match hot::reserve(bytes) {
                Some(asked) => Opened::Reserve(asked),
                None => Opened::Other(bytes),
            },
        }
    }

    pub(crate) fn new(command: Command) -> Result<Self, Refused> {
        Checked::new(command).map(|checked| Self::Checked(Box::new(checked)))
    }
}

/// A command that is about to be carried out.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly all are the largest, for a moment")]
pub(crate) enum Opened<'a> {
    /// A reservation that was read from its bytes.
    Reserve(Result<hot::Asked<'a>, Refused>),
    /// One that was decoded and checked.
    Checked(&'a Checked),
    /// A reservation that prost must read.
    Other(&'a Bytes),
}

impl<'a> Opened<'a> {
    /// The buyer who reserves.
    pub(crate) fn buyer(&self) -> Option<BuyerRef<'a>> {
        match self {
            Self::Reserve(Ok(asked)) => Some(asked.reserve.buyer),
            Self::Reserve(Err(_)) | Self::Checked(_) | Self::Other(_) => None,
        }
    }
}

/// What a caller is told: an encoded `CommandResponse`, or why there is none.
pub(crate) type Told = Result<Bytes, Refused>;

/// The message that a caller was told.
pub(crate) fn response(told: Told) -> Result<CommandResponse, Refused> {
    CommandResponse::decode(told?).map_err(|_| Refused::unknown())
}

/// The outcome of an encoded `CommandResponse`, without decoding the rest.
#[cfg(feature = "bench")]
pub(crate) fn outcome(response: &[u8]) -> hawker_proto::v1::Outcome {
    match wire::Fields::of(response).next() {
        Some(Some((RESPONSE_OUTCOME, wire::Value::Number(outcome)))) => {
            i32::try_from(outcome).ok().and_then(|outcome| outcome.try_into().ok())
        }
        _ => None,
    }
    .unwrap_or_default()
}

/// The answer that a verdict gives its caller.
pub(crate) fn answer(verdict: &Verdict) -> Result<&Answer, Refused> {
    match verdict {
        Verdict::Refused(refusal) => Err((*refusal).into()),
        Verdict::Recorded(answer) | Verdict::Repeated(answer) => match &answer.reply {
            Reply::Wrong(refusal) => Err((*refusal).into()),
            _ => Ok(answer),
        },
    }
}

/// Writes the `CommandResponse` that tells of an answer: always the same bytes for
/// the same answer. `made` is the encoded reservation that the command made or
/// changed, where that was just written; otherwise it is read from the state.
pub(crate) fn write(out: &mut Vec<u8>, stock: &Stock, answer: &Answer, made: Option<&[u8]>) {
    let Answer { position, reply } = answer;
    let shard = u32::from(stock.shard());
    wire::signed(out, RESPONSE_OUTCOME, i64::from(i32::from(convert::outcome(reply))));
    if let Some(made) = made {
        wire::bytes(out, RESPONSE_RESERVATION, made);
    } else if let Some(view) = stock.reservation_of(reply) {
        wire::long_message(out, RESPONSE_RESERVATION, |out| reservation(out, &view));
    }
    if let Some((held_by_others, left)) = plain(reply) {
        wire::number(out, RESPONSE_HELD_BY_OTHERS, held_by_others.into());
        wire::number(out, RESPONSE_LEFT_FOR_BUYER, left.into());
        wire::message(out, RESPONSE_RECEIPT, |out| {
            wire::number(out, RECEIPT_SHARD, shard.into());
            wire::number(out, RECEIPT_EPOCH, position.epoch.into());
            wire::number(out, RECEIPT_SEQ, position.seq);
        });
        return;
    }
    // Fields are written in the order of their numbers, and the first two are.
    let rest = CommandResponse {
        receipt: Some(Receipt { shard, epoch: position.epoch.into(), seq: position.seq }),
        ..beside(stock, reply)
    };
    rest.encode_raw(out);
}

/// How many units others hold and how many are left for the buyer, in an answer
/// to a reservation that tells nothing else beside what all tell.
fn plain(reply: &Reply) -> Option<(u32, u32)> {
    match reply {
        Reply::Held(_) => Some((0, 0)),
        Reply::SoldOut { held_by_others } => Some((*held_by_others, 0)),
        Reply::Limit { left } => Some((0, *left)),
        _ => None,
    }
}

/// What an answer tells beside its outcome, its reservation and its receipt.
fn beside(stock: &Stock, reply: &Reply) -> CommandResponse {
    let mut response = CommandResponse {
        sale: stock.sale_of(reply).map(convert::sale),
        stock: stock.stock_of(reply).map(convert::stock),
        ..CommandResponse::default()
    };
    match reply {
        Reply::Waiting { place: number } | Reply::Entered { number } => response.waiting = *number,
        Reply::Grouped { group } => response.group = *group,
        Reply::Rare(rare) => {
            response.shortfalls = convert::shortfalls(&rare.shortfalls);
            response.more_shortfalls = rare.more_shortfalls;
            response.rest = stock.rest_of(reply).map(convert::reservation);
        }
        _ => {}
    }
    response
}
