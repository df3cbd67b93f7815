//! Tokens that were taken back before their time.
//!
//! One revocation names a token (`jti`), or everything that a buyer was given
//! before a moment. It holds for the tokens of its merchant and for those that
//! name none; it is kept, in the room store too, until the tokens it is about
//! have ended by themselves. Whoever revokes (the API now) stores it first and
//! then adds it here, and from that moment every request and command of such a
//! token is refused; sessions are sent away by the workers' sweep.

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use hawker_domain::{BuyerId, MerchantId, Timestamp};
use hawker_telemetry::identity as metric;

use super::Identity;
use crate::limits::REVOCATIONS;

/// What a revocation is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Revoked {
    /// The token of that name.
    Token(Box<str>),
    /// What this buyer was given.
    Buyer(BuyerId),
}

/// Tokens taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revocation {
    pub(crate) what: Revoked,
    pub(crate) merchant: MerchantId,
    /// Tokens made before this.
    pub(crate) before: Timestamp,
    /// When it may be forgotten.
    pub(crate) until: Timestamp,
}

/// What holds of one thing, for one merchant.
#[derive(Debug)]
struct Rule {
    merchant: MerchantId,
    before: Timestamp,
    until: Timestamp,
}

/// Every revocation that is kept.
pub(crate) struct Revocations {
    rules: RwLock<HashMap<Revoked, Vec<Rule>>>,
    /// How many there are, so that nobody waits for the lock where there are none.
    count: AtomicUsize,
    kept: metrics::Gauge,
    full: metrics::Counter,
}

impl Revocations {
    pub(crate) fn new() -> Self {
        Self {
            rules: RwLock::default(),
            count: AtomicUsize::new(0),
            kept: metric::REVOCATIONS.level(),
            full: metric::REVOCATIONS_FULL.count(),
        }
    }

    /// Whether there is room for one more, after what has ended was forgotten.
    pub(crate) fn has_room(&self, now: Timestamp) -> bool {
        if self.count.load(Ordering::Relaxed) < REVOCATIONS {
            return true;
        }
        let mut rules = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        rules.retain(|_, rules| {
            rules.retain(|rule| rule.until > now);
            !rules.is_empty()
        });
        self.counted(&rules);
        let room = self.count.load(Ordering::Relaxed) < REVOCATIONS;
        if !room {
            self.full.increment(1);
        }
        room
    }

    /// From now on these tokens are refused. Of two revocations of the same thing
    /// the later moments hold.
    pub(crate) fn add(&self, one: Revocation) {
        let mut table = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        let rules = table.entry(one.what).or_default();
        match rules.iter_mut().find(|rule| rule.merchant == one.merchant) {
            Some(rule) => {
                rule.before = rule.before.max(one.before);
                rule.until = rule.until.max(one.until);
            }
            None => {
                let Revocation { merchant, before, until, .. } = one;
                rules.push(Rule { merchant, before, until });
            }
        }
        self.counted(&table);
    }

    fn counted(&self, rules: &HashMap<Revoked, Vec<Rule>>) {
        // A thing has as many rules as merchants that revoked it.
        let count = rules.len();
        self.count.store(count, Ordering::Relaxed);
        self.kept.set(count as f64);
    }

    /// Whether somebody's token was taken back.
    pub(crate) fn hold_for(&self, who: &Identity) -> bool {
        if self.count.load(Ordering::Relaxed) == 0 || who.expires_at.is_none() {
            return false;
        }
        let table = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        let token = who.jti.clone().map(Revoked::Token);
        let buyer = who.sub.clone().map(Revoked::Buyer);
        [token, buyer].into_iter().flatten().any(|what| {
            table.get(&what).into_iter().flatten().any(|rule| {
                who.issued_at < rule.before
                    && who.merchant.as_ref().is_none_or(|own| *own == rule.merchant)
            })
        })
    }
}
