//! What clients may send: the limits that sessions share, by token, by address
//! and by room. (What one session may send by itself is counted in the session,
//! with the same [`Rate`].)
//!
//! Something is charged to the token, then to the address, then to the room, and
//! what one of them refuses is not charged to those after it: so what a single
//! viewer sends too much of takes nothing from others.

mod config;
mod rate;
mod table;

use std::time::Instant;

use hawker_domain::{BuyerId, ShowId};
use hawker_proto::{
    refuse,
    v1::{Error, ErrorCode},
};
use hawker_telemetry::gateway::{self as metric, FanOutBound, Shared};

pub use config::{AddressLimits, LimitsConfig, RoomLimits, TokenLimits};
pub(crate) use config::{Rates, Values};
pub(crate) use rate::{Bucket, Rate, Verdict};
pub(crate) use table::{Key, What};

use crate::{door::Address, worker::WorkerConfig};
use table::{Load, Table, Taken};

/// The limits, and the accounts that they are counted in.
#[derive(Debug)]
pub(crate) struct Quota {
    started: Instant,
    token: Rates,
    address: Rates,
    room: Rates,
    joins: Rate,
    sessions: u32,
    tokens: Table,
    addresses: Table,
    rooms: Table,
}

/// Who sends something, and where to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Party<'a> {
    /// The key of the address; 0 for one that is not counted.
    pub(crate) address: Key,
    /// The token's `sub`; none for those who have none, and for those whom a show
    /// can't do without.
    pub(crate) token: Option<&'a BuyerId>,
    /// The room; none for those whom it can't do without.
    pub(crate) room: Option<&'a ShowId>,
}

impl Quota {
    /// Empty accounts under these limits, where one session has those.
    pub(crate) fn new(config: &LimitsConfig, session: &WorkerConfig) -> Self {
        let [token, address, room] = config.rates(session.values(), session.chat_scale);
        Self {
            started: Instant::now(),
            token,
            address,
            room,
            joins: Rate::new(config.address_joins_per_second, config.address_joins_burst),
            sessions: config.address_sessions,
            tokens: Table::new(config.keys),
            addresses: Table::new(config.keys),
            rooms: Table::new(config.keys),
        }
    }

    /// Nanoseconds since the start, and a second, so that 0 has long passed.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX) + 1_000_000_000
    }

    /// Charges something to all who answer for it.
    ///
    /// # Errors
    /// `RATE_LIMITED`, when it is too much for one of them.
    pub(crate) fn charge(&self, party: Party<'_>, load: Load) -> Result<(), Error> {
        let now = self.now();
        if let Some(sub) = party.token {
            let key = self.tokens.key(sub.as_str());
            let taken = self.tokens.take(key, load, self.token.of(load.0), now);
            check(Shared::Token, &taken)?;
        }
        if party.address != 0 {
            let rate = self.address.of(load.0);
            check(Shared::Address, &self.addresses.take(party.address, load, rate, now))?;
        }
        if let Some(show) = party.room {
            let key = self.rooms.key(show.as_str());
            check(Shared::Room, &self.rooms.take(key, load, self.room.of(load.0), now))?;
        }
        Ok(())
    }

    /// The key of an address; 0 for one that is not counted.
    pub(crate) fn address(&self, address: Address) -> Key {
        address.network().map_or(0, |network| self.addresses.key(network))
    }

    /// Counts a session that begins from an address, and gives the key that it is
    /// to have from now on, and to [leave](Self::leave) with.
    ///
    /// # Errors
    /// `RATE_LIMITED`, when there are too many of that address.
    pub(crate) fn enter(&self, address: Address) -> Result<Key, Error> {
        let key = self.address(address);
        if key == 0 {
            return Ok(0);
        }
        let now = self.now();
        check(Shared::Joins, &self.addresses.join(key, self.joins, now))?;
        let (key, taken) = self.addresses.enter(key, self.sessions, now);
        check(Shared::Sessions, &taken)?;
        Ok(key)
    }

    /// A session has ended.
    pub(crate) fn leave(&self, key: Key) {
        if key != 0 {
            self.addresses.leave(key, self.now());
        }
    }
}

fn check(whose: Shared, taken: &Taken) -> Result<(), Error> {
    if taken.shared {
        metric::FAN_OUT_BOUNDS.count_of(FanOutBound::LimitKeys).increment(1);
    }
    if taken.verdict == Verdict::Pass {
        return Ok(());
    }
    metric::LIMITED.count_of(whose).increment(1);
    let message = match whose {
        Shared::Token => "Too much is sent with your token: wait a moment and repeat.",
        Shared::Address => "Too much comes from your network address: wait a moment and repeat.",
        Shared::Room => "The room takes no more at the moment: wait a moment and repeat.",
        Shared::Joins | Shared::Sessions => {
            "Too many come from your network address: connect again when your slot begins."
        }
    };
    Err(refuse(ErrorCode::RateLimited, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(change: impl FnOnce(&mut LimitsConfig)) -> Quota {
        let mut config = LimitsConfig::default();
        change(&mut config);
        let one = WorkerConfig { chat_per_second: 0.001, chat_burst: 1.0, ..Default::default() };
        Quota::new(&config, &one)
    }

    fn passed(quota: &Quota, party: Party<'_>) -> usize {
        (0..100).filter(|_| quota.charge(party, (What::Chat, 1)).is_ok()).count()
    }

    #[test]
    fn a_token_that_sends_too_much_takes_nothing_from_its_address_and_room() {
        let quota = quota(|limits| {
            (limits.token.chat_per_second, limits.token.chat_burst) = (0.01, 5.0);
            (limits.address.chat_per_second, limits.address.chat_burst) = (0.01, 9.0);
            (limits.room.chat_per_second, limits.room.chat_burst) = (0.01, 12.0);
        });
        let (ada, ben) = (BuyerId::new("ada").unwrap(), BuyerId::new("ben").unwrap());
        let room = ShowId::new("tonight").unwrap();
        let party = |token, address| Party { address, token: Some(token), room: Some(&room) };
        assert_eq!(passed(&quota, party(&ada, 1_000)), 5, "the token's burst");
        assert_eq!(passed(&quota, party(&ben, 1_000)), 4, "what is left of the address's");
        let guest = |address| Party { address, token: None, room: Some(&room) };
        assert_eq!(passed(&quota, guest(0)), 3, "what is left of the room's");
        let host = Party { address: 0, token: None, room: None };
        assert_eq!(passed(&quota, host), 100, "the show goes on");
    }

    #[test]
    fn an_address_has_so_many_sessions_and_loopback_any_number() {
        let quota = quota(|limits| limits.address_sessions = 2);
        let address = |text: &str| Address::from(text.parse::<std::net::IpAddr>().unwrap());
        let first = quota.enter(address("2001:db8::1")).unwrap();
        quota.enter(address("2001:db8::2:0:0:1")).unwrap();
        let refused = quota.enter(address("2001:db8::3")).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::RateLimited);
        assert!(refused.temporary);
        assert!(quota.enter(address("2001:db8:0:1::1")).is_ok(), "another /64");
        quota.leave(first);
        assert!(quota.enter(address("2001:db8::3")).is_ok());
        assert!((0..10).all(|_| quota.enter(address("127.0.0.1")).is_ok()));
    }
}
