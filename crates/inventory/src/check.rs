//! The one place where a request is checked, as far as that is possible without
//! the state, and becomes a command of the rules.

mod corrections;
mod groups;
mod orders;

pub(crate) use groups::parse as group_terms;

use hawker_domain::{
    BuyerRef, Currency, HouseholdRef, Key, ListingRef, MerchantRef, Money, ReservationId, SaleRef,
    ShowRef, SkuRef,
    stock::{self, Line, Lines, limits::LINES, limits::MAX_HOLD_SECONDS, limits::NONCE},
};
use hawker_proto::v1::{
    self, ChangeSaleRequest, DefineSaleRequest, EnterDrawRequest, ErrorCode, JoinWaitlistRequest,
    ReceiveStockRequest, ReserveMode, ReserveRequest, SalePolicy, journal_entry::Command,
};

use crate::{limits, refusal::Refused};

/// The command that a request asks for.
pub(crate) fn command(request: &Command) -> Result<stock::Command<'_>, Refused> {
    Ok(match request {
        Command::ReceiveStock(r) => stock::Command::Receive(receive(r)?),
        Command::AdjustStock(r) => stock::Command::Adjust(corrections::adjust(r)?),
        Command::SetCount(r) => stock::Command::SetCount(corrections::set_count(r)?),
        Command::SetSafetyStock(r) => stock::Command::SetSafety(corrections::set_safety(r)?),
        Command::ReturnStock(r) => stock::Command::Return(corrections::return_stock(r)?),
        Command::DefineSale(r) => stock::Command::Define(define(r)?),
        Command::OpenSale(r) => stock::Command::Open(sale_command(&r.key, &r.merchant, &r.sale)?),
        Command::PauseSale(r) => stock::Command::Pause(sale_command(&r.key, &r.merchant, &r.sale)?),
        Command::ResumeSale(r) => {
            stock::Command::Resume(sale_command(&r.key, &r.merchant, &r.sale)?)
        }
        Command::ChangeSale(r) => stock::Command::Change(change(r)?),
        Command::CloseSale(r) => stock::Command::Close(sale_command(&r.key, &r.merchant, &r.sale)?),
        Command::Reserve(r) => stock::Command::Reserve(reserve(r)?),
        Command::Commit(r) => orders::commit(r)?,
        Command::Cancel(r) => stock::Command::Cancel(orders::cancel(r)?),
        Command::Extend(r) => stock::Command::Prolong(orders::prolong(r)?),
        Command::Release(r) => stock::Command::Release(settle(&r.key, &r.merchant, r.reservation)?),
        Command::Expire(r) => stock::Command::Expire(settle(&r.key, &r.merchant, r.reservation)?),
        Command::JoinWaitlist(r) => stock::Command::Join(join(r)?),
        Command::LeaveWaitlist(r) => stock::Command::Leave(stock::Leave {
            key: key(&r.key)?,
            merchant: merchant(&r.merchant)?,
            buyer: buyer(&r.buyer)?,
            sale: sale(&r.sale)?,
        }),
        Command::EnterDraw(r) => stock::Command::Enter(enter(r)?),
        Command::OpenGroup(r) => stock::Command::OpenGroup(stock::OpenGroup {
            key: key(&r.key)?,
            merchant: merchant(&r.merchant)?,
            buyer: buyer(&r.buyer)?,
            sale: sale(&r.sale)?,
        }),
        Command::RevealDraw(r) => stock::Command::Reveal(stock::Reveal {
            merchant: merchant(&r.merchant)?,
            sale: sale(&r.sale)?,
            seed: hash(&r.seed, "seed")?,
        }),
        Command::Elapse(e) => stock::Command::Elapse { limit: e.limit },
        Command::ExtendHolds(e) => stock::Command::Extend { by_ms: e.by_ms },
    })
}

pub(crate) fn key(text: &str) -> Result<Key, Refused> {
    key_of(text.as_bytes())
}

fn key_of(text: &[u8]) -> Result<Key, Refused> {
    Key::parse_bytes(text).map_err(|e| Refused::new(ErrorCode::KeyInvalid, e.to_string()))
}

macro_rules! id {
    ($name:ident, $type:ident, $field:literal) => {
        pub(crate) fn $name(text: &str) -> Result<$type<'_>, Refused> {
            $type::new(text).map_err(|e| Refused::field(format!("{} is wrong: {e}", $field)))
        }
    };
}

id!(merchant, MerchantRef, "merchant");
id!(sku, SkuRef, "sku");
id!(sale, SaleRef, "sale");
id!(show, ShowRef, "show");
id!(listing, ListingRef, "listing");
id!(buyer, BuyerRef, "buyer");
id!(household, HouseholdRef, "household");

/// A field that may be empty.
fn optional<'a, T>(
    text: &'a str,
    parse: impl Fn(&'a str) -> Result<T, Refused>,
) -> Result<Option<T>, Refused> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

pub(crate) fn reservation(id: u64) -> Result<ReservationId, Refused> {
    if id == 0 { Err(Refused::field("reservation must be set")) } else { Ok(ReservationId(id)) }
}

/// The state that a list is asked for, if for one.
pub(crate) fn only_state(state: i32) -> Result<Option<stock::ReservationState>, Refused> {
    use stock::ReservationState as Known;
    Ok(match v1::ReservationState::try_from(state) {
        Ok(v1::ReservationState::Unspecified) => None,
        Ok(v1::ReservationState::Held) => Some(Known::Held),
        Ok(v1::ReservationState::Committed) => Some(Known::Committed),
        Ok(v1::ReservationState::Released) => Some(Known::Released),
        Ok(v1::ReservationState::Expired) => Some(Known::Expired),
        Ok(v1::ReservationState::Cancelled) => Some(Known::Cancelled),
        Err(_) => return Err(Refused::field("only_state must be unset or a state")),
    })
}

fn quantity(quantity: u32, most: u32) -> Result<u32, Refused> {
    if (1..=most).contains(&quantity) {
        return Ok(quantity);
    }
    let message = format!("the quantity {quantity} is not between 1 and {most}; ask for less");
    Err(Refused::new(ErrorCode::QuantityInvalid, message))
}

pub(crate) fn money(minor: i64, currency: &str) -> Result<Money, Refused> {
    let currency = Currency::new(currency).map_err(|e| Refused::field(e.to_string()))?;
    if !(0..=limits::MAX_PRICE).contains(&minor) {
        let message = format!("a price must be 0 to {} minor units", limits::MAX_PRICE);
        return Err(Refused::field(message));
    }
    Ok(Money { minor, currency })
}

fn hold_seconds(seconds: u32) -> Result<u32, Refused> {
    if seconds <= MAX_HOLD_SECONDS {
        return Ok(seconds);
    }
    Err(Refused::field(format!("hold_seconds must be at most {MAX_HOLD_SECONDS}")))
}

fn payment_reference(text: &str) -> Result<&str, Refused> {
    printable(text, limits::MAX_PAYMENT_REFERENCE, "payment_reference")
}

fn printable<'a>(text: &'a str, most: usize, field: &str) -> Result<&'a str, Refused> {
    if text.chars().count() <= most && !text.chars().any(char::is_control) {
        return Ok(text);
    }
    Err(Refused::field(format!("{field} must be at most {most} printable characters")))
}

fn receive(r: &ReceiveStockRequest) -> Result<stock::Receive<'_>, Refused> {
    Ok(stock::Receive {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sku: sku(&r.sku)?,
        quantity: quantity(r.quantity, limits::MAX_RECEIVE)?,
    })
}

/// Units that may be 0.
fn units(units: u32, field: &str) -> Result<u32, Refused> {
    if units <= limits::MAX_RECEIVE {
        return Ok(units);
    }
    Err(Refused::field(format!("{field} must be at most {}", limits::MAX_RECEIVE)))
}

fn define(r: &DefineSaleRequest) -> Result<stock::Define<'_>, Refused> {
    let skus: Vec<SkuRef<'_>> = r.skus.iter().map(|text| sku(text)).collect::<Result<_, _>>()?;
    several(&skus, |sku| *sku, "skus")?;
    let price = r.price.as_ref().ok_or_else(|| Refused::field("price must be set"))?;
    let policy = match SalePolicy::try_from(r.policy) {
        Ok(SalePolicy::Unspecified | SalePolicy::Rush) => stock::Policy::Rush,
        Ok(SalePolicy::Draw) => stock::Policy::Draw,
        Ok(SalePolicy::Group) => stock::Policy::Group,
        Ok(SalePolicy::PayFirst) => stock::Policy::PayFirst,
        Err(_) => return Err(Refused::field("policy must be unset or one of SALE_POLICY_…")),
    };
    Ok(stock::Define {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sale: sale(&r.sale)?,
        show: optional(&r.show, show)?,
        listing: optional(&r.listing, listing)?,
        skus,
        price: money(price.minor, &price.currency)?,
        allotment: quantity(r.allotment, limits::MAX_RECEIVE)?,
        limit_per_buyer: r.limit_per_buyer,
        hold_seconds: hold_seconds(r.hold_seconds)?,
        open_seconds: r.open_seconds,
        limit_per_sku: r.limit_per_sku,
        limit_per_household: r.limit_per_household,
        late_commit: r.late_commit,
        max_extensions: r.max_extensions,
        extend_seconds: hold_seconds(r.extend_seconds)?,
        waits: waits(r)?,
        policy,
        seed_hash: seed_hash(r, policy)?,
        group: groups::terms(r, policy)?,
    })
}

/// The hash of a draw's seed, and that its other terms are those of a draw.
fn seed_hash(r: &DefineSaleRequest, policy: stock::Policy) -> Result<stock::Hash, Refused> {
    if policy != stock::Policy::Draw {
        let unset = r.seed_hash.is_empty();
        return if unset {
            Ok([0; 32])
        } else {
            Err(Refused::field("only a draw has a seed_hash"))
        };
    }
    if r.waitlist != 0 {
        return Err(Refused::field("waitlist must be unset in a draw: all who entered wait"));
    }
    if r.open_seconds == 0 {
        return Err(Refused::field("open_seconds must be set in a draw: entries end with it"));
    }
    hash(&r.seed_hash, "seed_hash")
}

fn hash(bytes: &[u8], field: &str) -> Result<stock::Hash, Refused> {
    bytes.try_into().map_err(|_| Refused::field(format!("{field} must be 32 bytes")))
}

fn nonce(text: &str) -> Result<&str, Refused> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if (1..=NONCE).contains(&text.len()) && text.bytes().all(known) {
        return Ok(text);
    }
    let message = format!("nonce must be 1 to {NONCE} characters of A-Z a-z 0-9 _ . -");
    Err(Refused::field(message))
}

/// The only line of a request in a sale.
fn only_line<'a>(lines: &'a [v1::Line], otherwise: &'static str) -> Result<Line<'a>, Refused> {
    let [one] = lines else { return Err(Refused::field(otherwise)) };
    line(&one.into(), true)
}

fn enter(r: &EnterDrawRequest) -> Result<stock::Enter<'_>, Refused> {
    let line = only_line(&r.lines, "lines must be one; a buyer enters for one SKU")?;
    Ok(stock::Enter {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        buyer: buyer(&r.buyer)?,
        show: optional(&r.show, show)?,
        listing: optional(&r.listing, listing)?,
        sale: sale(&r.sale)?,
        nonce: nonce(&r.nonce)?,
        household: optional(&r.household, household)?,
        sku: line.sku,
        quantity: line.quantity,
    })
}

fn waits(r: &DefineSaleRequest) -> Result<stock::WaitTerms, Refused> {
    let waitlist = match v1::Waitlist::try_from(r.waitlist) {
        Ok(v1::Waitlist::Unspecified) if r.offer_seconds != 0 => {
            return Err(Refused::field("offer_seconds must be unset without a waitlist"));
        }
        Ok(v1::Waitlist::Unspecified) => stock::Waitlist::None,
        Ok(v1::Waitlist::FirstCome) => stock::Waitlist::FirstCome,
        Ok(v1::Waitlist::Lottery) => stock::Waitlist::Lottery,
        Err(_) => return Err(Refused::field("waitlist must be one of those that the schema has")),
    };
    if waitlist != stock::Waitlist::None && r.policy() == SalePolicy::PayFirst {
        return Err(Refused::field(
            "waitlist must be unset in a PAY_FIRST sale: what comes free there is held for nobody",
        ));
    }
    if r.offer_seconds > MAX_HOLD_SECONDS {
        return Err(Refused::field(format!("offer_seconds must be at most {MAX_HOLD_SECONDS}")));
    }
    Ok(stock::WaitTerms { waitlist, offer_seconds: r.offer_seconds })
}

fn join(r: &JoinWaitlistRequest) -> Result<stock::Join<'_>, Refused> {
    let otherwise = "lines must be one; leave, and join again for another SKU";
    let line = only_line(&r.lines, otherwise)?;
    Ok(stock::Join {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        buyer: buyer(&r.buyer)?,
        show: optional(&r.show, show)?,
        listing: optional(&r.listing, listing)?,
        sale: sale(&r.sale)?,
        household: optional(&r.household, household)?,
        sku: line.sku,
        quantity: line.quantity,
        ticket: r.ticket,
    })
}

fn change(r: &ChangeSaleRequest) -> Result<stock::Change<'_>, Refused> {
    let limits = r.limit_per_buyer.is_some() || r.limit_per_household.is_some();
    if r.add_allotment == 0 && r.price.is_none() && !limits {
        return Err(Refused::field("nothing is to be changed; set what is"));
    }
    Ok(stock::Change {
        key: key(&r.key)?,
        merchant: merchant(&r.merchant)?,
        sale: sale(&r.sale)?,
        add_allotment: units(r.add_allotment, "add_allotment")?,
        limit_per_buyer: r.limit_per_buyer,
        limit_per_household: r.limit_per_household,
        price: r.price.as_ref().map(|price| money(price.minor, &price.currency)).transpose()?,
    })
}

fn sale_command<'a>(
    key_text: &str,
    merchant_text: &'a str,
    sale_text: &'a str,
) -> Result<stock::SaleCommand<'a>, Refused> {
    Ok(stock::SaleCommand {
        key: key(key_text)?,
        merchant: merchant(merchant_text)?,
        sale: sale(sale_text)?,
    })
}

fn settle<'a>(key_text: &str, owner: &'a str, id: u64) -> Result<stock::Settle<'a>, Refused> {
    Ok(stock::Settle {
        key: key(key_text)?,
        merchant: merchant(owner)?,
        reservation: reservation(id)?,
        payment_reference: "",
    })
}

/// What a reservation asks for beside its lines, as it was written.
#[derive(Debug, Default)]
pub(crate) struct ReserveFields<'a> {
    /// A text's bytes.
    pub(crate) key: &'a [u8],
    pub(crate) merchant: &'a str,
    pub(crate) buyer: &'a str,
    pub(crate) show: &'a str,
    pub(crate) listing: &'a str,
    pub(crate) sale: &'a str,
    pub(crate) hold_seconds: u32,
    pub(crate) limit_per_buyer: u32,
    pub(crate) mode: i32,
    pub(crate) price_version: u32,
    pub(crate) household: &'a str,
    pub(crate) payment_reference: &'a str,
    pub(crate) group: u64,
}

/// A line as it was written; a price is its minor units and its currency.
#[derive(Debug, Default)]
pub(crate) struct LineFields<'a> {
    pub(crate) sku: &'a str,
    pub(crate) quantity: u32,
    pub(crate) unit_price: Option<(i64, &'a str)>,
}

impl<'a> From<&'a v1::Line> for LineFields<'a> {
    fn from(line: &'a v1::Line) -> Self {
        let unit_price = line.unit_price.as_ref().map(|price| (price.minor, &*price.currency));
        Self { sku: &line.sku, quantity: line.quantity, unit_price }
    }
}

fn reserve(r: &ReserveRequest) -> Result<stock::Reserve<'_>, Refused> {
    let fields = ReserveFields {
        key: r.key.as_bytes(),
        merchant: &r.merchant,
        buyer: &r.buyer,
        show: &r.show,
        listing: &r.listing,
        sale: &r.sale,
        hold_seconds: r.hold_seconds,
        limit_per_buyer: r.limit_per_buyer,
        mode: r.mode,
        price_version: r.price_version,
        household: &r.household,
        payment_reference: &r.payment_reference,
        group: r.group,
    };
    if let [one] = &*r.lines {
        return reserve_one(&fields, &one.into());
    }
    let lines = r.lines.iter().map(|l| line(&l.into(), !r.sale.is_empty()));
    let lines: Vec<Line<'_>> = lines.collect::<Result<_, _>>()?;
    several(&lines, |line| line.sku, "lines")?;
    reserve_lines(&fields, Lines::Many(lines))
}

/// A reservation of one line, as nearly all are.
pub(crate) fn reserve_one<'a>(
    fields: &ReserveFields<'a>,
    one: &LineFields<'a>,
) -> Result<stock::Reserve<'a>, Refused> {
    reserve_lines(fields, Lines::One(line(one, !fields.sale.is_empty())?))
}

fn reserve_lines<'a>(
    fields: &ReserveFields<'a>,
    lines: Lines<'a>,
) -> Result<stock::Reserve<'a>, Refused> {
    let sale = optional(fields.sale, sale)?;
    if sale.is_none() && fields.group != 0 {
        return Err(Refused::field("group must be unset outside a sale"));
    }
    if sale.is_none() && (fields.price_version != 0 || !fields.payment_reference.is_empty()) {
        return Err(Refused::field(
            "price_version and payment_reference must be unset outside a sale",
        ));
    }
    let mode = match ReserveMode::try_from(fields.mode) {
        Ok(ReserveMode::Unspecified) => stock::Mode::All,
        Ok(ReserveMode::Partial) => stock::Mode::Partial,
        Ok(ReserveMode::BestEffort) => stock::Mode::BestEffort,
        Err(_) => return Err(Refused::field("mode must be unset or one of RESERVE_MODE_…")),
    };
    Ok(stock::Reserve {
        key: key_of(fields.key)?,
        merchant: merchant(fields.merchant)?,
        buyer: buyer(fields.buyer)?,
        show: optional(fields.show, show)?,
        listing: optional(fields.listing, listing)?,
        sale,
        lines,
        hold_seconds: hold_seconds(fields.hold_seconds)?,
        limit_per_buyer: fields.limit_per_buyer,
        mode,
        price_version: fields.price_version,
        household: optional(fields.household, household)?,
        payment_reference: payment_reference(fields.payment_reference)?,
        group: fields.group,
    })
}

fn line<'a>(l: &LineFields<'a>, in_sale: bool) -> Result<Line<'a>, Refused> {
    let unit_price = match (l.unit_price, in_sale) {
        (None, true) => None,
        (Some((minor, currency)), false) => Some(money(minor, currency)?),
        (Some(_), true) => return Err(Refused::field("unit_price must be unset in a sale")),
        (None, false) => return Err(Refused::field("unit_price must be set outside a sale")),
    };
    Ok(Line { sku: sku(l.sku)?, quantity: quantity(l.quantity, limits::MAX_LINE)?, unit_price })
}

/// There are 1 to 16 things, each SKU once.
fn several<'a, T>(
    things: &[T],
    sku_of: impl Fn(&T) -> SkuRef<'a>,
    field: &str,
) -> Result<(), Refused> {
    if things.is_empty() || things.len() > LINES {
        return Err(Refused::field(format!("{field} must be 1 to {LINES}")));
    }
    let mut skus: Vec<_> = things.iter().map(sku_of).collect();
    skus.sort_unstable();
    skus.dedup();
    if skus.len() < things.len() {
        return Err(Refused::field(format!(
            "{field} must hold each SKU once; add up the quantities"
        )));
    }
    Ok(())
}
