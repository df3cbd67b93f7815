//! What a payload is, in 64 bits. Fingerprints are kept in snapshots, so that
//! commands keep theirs when the schema grows: a field that came later counts only
//! where it is set.

use crate::{HouseholdRef, ListingRef, Money, SaleRef, ShowRef};

use super::{
    command::{
        Adjust, Change, Command, Define, Enter, Join, Piece, Policy, Reserve, Return, SaleCommand,
        SetCount, Settle, Shortfalls,
    },
    group::GroupTerms,
    hash::Hasher,
    waitlist::WaitTerms,
};

impl Command<'_> {
    /// What the payload is: two commands under one key are the same if, and as
    /// far as 64 bits tell only if, their fingerprints are.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hash = Hasher::new();
        match self {
            Self::Receive(c) => {
                hash.number(1);
                hash.text(c.merchant.as_str());
                hash.text(c.sku.as_str());
                hash.number(u64::from(c.quantity));
            }
            Self::Adjust(c) => c.fold(&mut hash),
            Self::SetCount(c) => c.fold(&mut hash),
            Self::SetSafety(c) => {
                hash.number(22);
                hash.text(c.merchant.as_str());
                hash.text(c.sku.as_str());
                hash.number(u64::from(c.units));
            }
            Self::Return(c) => c.fold(&mut hash),
            Self::Define(c) => c.fold(&mut hash),
            Self::Open(c) => c.fold(&mut hash, 3),
            Self::Close(c) => c.fold(&mut hash, 4),
            Self::Pause(c) => c.fold(&mut hash, 26),
            Self::Resume(c) => c.fold(&mut hash, 27),
            Self::Change(c) => c.fold(&mut hash),
            Self::Reserve(c) => c.fold(&mut hash),
            Self::Commit(c) => c.fold(&mut hash, 6),
            Self::CommitPart(c) => {
                c.settle.fold(&mut hash, 6);
                fold_pieces(&mut hash, &c.pieces);
                hash.number(u64::from(c.keep_rest));
            }
            Self::Cancel(c) => {
                hash.number(25);
                hash.text(c.merchant.as_str());
                hash.number(c.reservation.0);
                fold_pieces(&mut hash, &c.pieces);
                hash.number(u64::from(c.keep_out));
                hash.text(c.reason);
            }
            Self::Prolong(c) => {
                hash.number(24);
                hash.text(c.merchant.as_str());
                hash.number(c.reservation.0);
                hash.number(u64::from(c.seconds));
            }
            Self::Release(c) => c.fold(&mut hash, 7),
            Self::Expire(c) => c.fold(&mut hash, 8),
            Self::Join(c) => c.fold(&mut hash),
            Self::Enter(c) => c.fold(&mut hash),
            Self::OpenGroup(c) => {
                hash.number(32);
                hash.text(c.merchant.as_str());
                hash.text(c.buyer.as_str());
                hash.text(c.sale.as_str());
            }
            Self::Leave(c) => {
                hash.number(30);
                hash.text(c.merchant.as_str());
                hash.text(c.buyer.as_str());
                hash.text(c.sale.as_str());
            }
            Self::Elapse { .. } | Self::Extend { .. } | Self::Reveal(_) => {}
        }
        hash.finish()
    }
}

fn fold_money(hash: &mut Hasher, money: Money) {
    hash.number(money.minor.cast_unsigned());
    hash.text(money.currency.as_str());
}

impl Adjust<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(20);
        hash.text(self.merchant.as_str());
        hash.text(self.sku.as_str());
        hash.number(i64::from(self.by).cast_unsigned());
        hash.number(u64::from(self.reason));
        hash.text(self.note);
        hash.number(u64::from(self.on_shortfall == Shortfalls::ReleaseNewest));
    }
}

impl SetCount<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(21);
        hash.text(self.merchant.as_str());
        hash.text(self.sku.as_str());
        hash.number(u64::from(self.count));
        hash.number(u64::from(self.expected_version));
        hash.text(self.note);
        hash.number(u64::from(self.on_shortfall == Shortfalls::ReleaseNewest));
    }
}

impl Return<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(23);
        hash.text(self.merchant.as_str());
        hash.text(self.sku.as_str());
        hash.number(u64::from(self.quantity));
        hash.number(self.reservation.map_or(0, |id| id.0));
        hash.number(u64::from(self.damaged));
    }
}

fn fold_pieces(hash: &mut Hasher, pieces: &[Piece<'_>]) {
    hash.number(pieces.len() as u64);
    for piece in pieces {
        hash.text(piece.sku.as_str());
        hash.number(u64::from(piece.quantity));
    }
}

/// Folds a field that came later than the others, and is mostly 0.
fn fold_if_set(hash: &mut Hasher, field: u64, number: u64) {
    if number != 0 {
        hash.number(field);
        hash.number(number);
    }
}

fn fold_household(hash: &mut Hasher, household: Option<HouseholdRef<'_>>) {
    if let Some(household) = household {
        hash.number(12);
        hash.text(household.as_str());
    }
}

impl Change<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(28);
        hash.text(self.merchant.as_str());
        hash.text(self.sale.as_str());
        hash.number(u64::from(self.add_allotment));
        for limit in [self.limit_per_buyer, self.limit_per_household] {
            hash.number(limit.map_or(0, |limit| u64::from(limit) + 1));
        }
        if let Some(price) = self.price {
            fold_money(hash, price);
        }
    }
}

impl SaleCommand<'_> {
    fn fold(&self, hash: &mut Hasher, kind: u64) {
        hash.number(kind);
        hash.text(self.merchant.as_str());
        hash.text(self.sale.as_str());
    }
}

impl Settle<'_> {
    fn fold(&self, hash: &mut Hasher, kind: u64) {
        hash.number(kind);
        hash.text(self.merchant.as_str());
        hash.number(self.reservation.0);
        hash.text(self.payment_reference);
    }
}

impl Define<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(2);
        hash.text(self.merchant.as_str());
        hash.text(self.sale.as_str());
        hash.text(self.show.map_or("", ShowRef::as_str));
        hash.text(self.listing.map_or("", ListingRef::as_str));
        hash.number(self.skus.len() as u64);
        self.skus.iter().for_each(|sku| hash.text(sku.as_str()));
        fold_money(hash, self.price);
        for number in [self.allotment, self.limit_per_buyer, self.hold_seconds, self.open_seconds] {
            hash.number(u64::from(number));
        }
        // Sales without these keep the fingerprints that they had before there
        // were any: they are kept in snapshots.
        for (field, number) in [
            (11, if self.policy == Policy::Rush { 0 } else { self.policy.code() }),
            (13, u64::from(self.limit_per_sku)),
            (14, u64::from(self.limit_per_household)),
            (17, u64::from(self.late_commit)),
            (18, self.max_extensions.map_or(0, |most| u64::from(most) + 1)),
            (19, u64::from(self.extend_seconds)),
        ] {
            fold_if_set(hash, field, number);
        }
        if let Some(group) = &self.group {
            fold_group(hash, group);
        }
        // Sales without a waitlist keep the fingerprints that they had before
        // there were any.
        if self.waits != WaitTerms::default() {
            hash.number(15);
            hash.number(self.waits.waitlist as u64);
            hash.number(u64::from(self.waits.offer_seconds));
        }
    }
}

/// A cut-off counts as what was asked for: when it comes is found anew each time.
fn fold_group(hash: &mut Hasher, terms: &GroupTerms) {
    hash.number(21);
    for tier in &terms.tiers {
        hash.number(u64::from(tier.buyers));
        fold_money(hash, tier.price);
    }
    match &terms.cut_off {
        Some((time, zone)) => {
            hash.text(time);
            hash.text(zone);
        }
        None => hash.number(terms.ends.as_millis().cast_unsigned()),
    }
    hash.number(u64::from(terms.viewers_may_open));
    hash.number(u64::from(terms.group_seconds));
}

impl Enter<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(31);
        hash.text(self.merchant.as_str());
        hash.text(self.buyer.as_str());
        hash.text(self.show.map_or("", ShowRef::as_str));
        hash.text(self.listing.map_or("", ListingRef::as_str));
        hash.text(self.sale.as_str());
        hash.text(self.nonce);
        hash.text(self.sku.as_str());
        hash.number(u64::from(self.quantity));
        fold_household(hash, self.household);
    }
}

impl Join<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(29);
        hash.text(self.merchant.as_str());
        hash.text(self.buyer.as_str());
        hash.text(self.show.map_or("", ShowRef::as_str));
        hash.text(self.listing.map_or("", ListingRef::as_str));
        hash.text(self.sale.as_str());
        hash.text(self.sku.as_str());
        hash.number(u64::from(self.quantity));
        fold_household(hash, self.household);
    }
}

impl Reserve<'_> {
    fn fold(&self, hash: &mut Hasher) {
        hash.number(5);
        hash.text(self.merchant.as_str());
        hash.text(self.buyer.as_str());
        hash.text(self.show.map_or("", ShowRef::as_str));
        hash.text(self.listing.map_or("", ListingRef::as_str));
        hash.text(self.sale.map_or("", SaleRef::as_str));
        for line in self.lines.as_slice() {
            hash.text(line.sku.as_str());
            hash.number(u64::from(line.quantity));
            match line.unit_price {
                Some(price) => fold_money(hash, price),
                None => hash.number(0),
            }
        }
        hash.number(u64::from(self.hold_seconds));
        hash.number(u64::from(self.limit_per_buyer));
        fold_if_set(hash, 10, self.mode as u64);
        fold_if_set(hash, 11, u64::from(self.price_version));
        fold_household(hash, self.household);
        if !self.payment_reference.is_empty() {
            hash.number(13);
            hash.text(self.payment_reference);
        }
        fold_if_set(hash, 14, self.group);
    }
}
