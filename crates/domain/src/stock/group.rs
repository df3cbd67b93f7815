//! Group sales: the more people buy, the lower the price.
//!
//! A group sale has a group of its own, and its buyers may open more. A group
//! gathers until its deadline. Its tiers are unlocked by how many different buyers
//! have units in it, held or bought, at one time; what is unlocked stays so. At the
//! deadline everyone in it settles:
//!
//! - at the price of the best tier that was unlocked: holds then have the sale's
//!   hold time to be paid, and orders cost what the tier costs;
//! - or, if not even the first tier was reached, holds are released and orders
//!   taken back.
//!
//! Settling goes a few reservations at a time, in the order in which they were
//! made, and each reservation is settled once. A sale closes when the last of its
//! groups has settled; none of them lasts longer than its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Stock,
    answer::{Refusal, Reply, ReservationState, SaleState},
    command::{OpenGroup, Policy},
    limits::{GROUPS, GROUPS_PER_SALE},
    names::{Ix, NONE},
    reservations::{Contents, Slot, Units},
};
use crate::{MerchantRef, Money, SaleRef, Timestamp};

/// A price that so many buyers unlock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Different buyers.
    pub buyers: u32,
    /// The price of one unit.
    pub price: Money,
}

/// What a group sale says of its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTerms {
    /// At least one; buyers go up, prices go down.
    pub tiers: Vec<Tier>,
    /// When the sale's own group ends, and every other one at the latest.
    pub ends: Timestamp,
    /// The time of day and the time zone that `ends` was found by, if it was.
    pub cut_off: Option<(String, String)>,
    /// Whether buyers may open groups.
    pub viewers_may_open: bool,
    /// How long such a group lasts; 0 for as long as the sale's own.
    pub group_seconds: u32,
}

impl GroupTerms {
    /// Whether they ask for the same: a cut-off is found anew on every day.
    fn same(&self, other: &Self) -> bool {
        let ends = |terms: &Self| if terms.cut_off.is_none() { Some(terms.ends) } else { None };
        let rest = |t: &Self| (t.viewers_may_open, t.group_seconds, t.cut_off.clone());
        self.tiers == other.tiers && ends(self) == ends(other) && rest(self) == rest(other)
    }
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupState {
    /// Buyers can join.
    Gathering,
    /// Its deadline has passed, and not all in it are settled.
    Settling,
    /// All in it are settled at the price that was reached.
    Settled,
    /// The first tier was missed, and all in it got out.
    Missed,
}

/// One group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) sale: Ix,
    /// Who opened it; [`NONE`] for the sale's own.
    pub(crate) opener: Ix,
    pub(crate) ends: Timestamp,
    pub(crate) state: GroupState,
    /// Different buyers who have units in it.
    pub(crate) buyers: u32,
    /// Tiers that were unlocked.
    pub(crate) unlocked: u32,
    /// How many of its members are settled.
    pub(crate) settled: u32,
    /// Its reservations by counter, in the order in which they were made.
    pub(crate) members: Vec<u64>,
}

/// Every group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    terms: BTreeMap<Ix, GroupTerms>,
    groups: Vec<Group>,
    /// The sale's own group.
    own: BTreeMap<Ix, u32>,
    /// The last group that a buyer opened in a sale.
    opened: BTreeMap<(Ix, Ix), u32>,
    /// Groups of a sale that are not settled.
    unsettled: BTreeMap<Ix, u32>,
    /// The group of a reservation.
    of: BTreeMap<u64, u32>,
    /// Live reservations of a buyer in a group.
    live: BTreeMap<(u32, Ix), u32>,
    /// Groups that gather, by when they end.
    ends: BTreeSet<(Timestamp, u32)>,
    /// Groups whose members are being settled.
    settling: BTreeSet<u32>,
}

impl Groups {
    pub(crate) fn terms(&self, sale: Ix) -> Option<&GroupTerms> {
        self.terms.get(&sale)
    }

    pub(crate) fn same_terms(&self, sale: Ix, terms: Option<&GroupTerms>) -> bool {
        match (self.terms.get(&sale), terms) {
            (Some(old), Some(new)) => old.same(new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }

    pub(crate) fn define(&mut self, sale: Ix, terms: GroupTerms) {
        self.terms.insert(sale, terms);
    }

    pub(crate) fn get(&self, group: u32) -> Option<&Group> {
        self.groups.get(group as usize)
    }

    /// When the first group ends; at once where there is something to settle.
    pub(crate) fn first_end(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.settling.is_empty() {
            return Some(now);
        }
        self.ends.first().map(|(at, _)| *at)
    }

    fn open(&mut self, sale: Ix, opener: Ix, ends: Timestamp) -> u32 {
        // The limit on groups is far below 2³².
        let at = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let state = GroupState::Gathering;
        let group = Group {
            sale,
            opener,
            ends,
            state,
            buyers: 0,
            unlocked: 0,
            settled: 0,
            members: Vec::new(),
        };
        self.restore(group);
        at
    }

    /// Adds a group as it stands, with its members to come.
    pub(crate) fn restore(&mut self, group: Group) {
        let at = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        match group.opener {
            NONE => drop(self.own.insert(group.sale, at)),
            opener => drop(self.opened.insert((group.sale, opener), at)),
        }
        match group.state {
            GroupState::Gathering => drop(self.ends.insert((group.ends, at))),
            GroupState::Settling => drop(self.settling.insert(at)),
            GroupState::Settled | GroupState::Missed => {}
        }
        if matches!(group.state, GroupState::Gathering | GroupState::Settling) {
            *self.unsettled.entry(group.sale).or_default() += 1;
        }
        self.groups.push(group);
    }

    /// Puts back the next member of the newest group.
    pub(crate) fn restore_member(&mut self, counter: u64, slot: Option<&Slot>) {
        let Some(at) = self.groups.len().checked_sub(1).and_then(|at| u32::try_from(at).ok())
        else {
            return;
        };
        self.groups[at as usize].members.push(counter);
        self.of.insert(counter, at);
        if let Some(slot) = slot.filter(|slot| is_live(slot)) {
            *self.live.entry((at, slot.buyer)).or_default() += 1;
        }
    }

    /// Adds a reservation to a group. Tells whether that unlocked a tier.
    fn add(&mut self, at: u32, counter: u64, buyer: Ix) -> bool {
        let Some(group) = self.groups.get_mut(at as usize) else { return false };
        group.members.push(counter);
        self.of.insert(counter, at);
        let live = self.live.entry((at, buyer)).or_default();
        *live += 1;
        if *live > 1 {
            return false;
        }
        group.buyers += 1;
        let tiers = self.terms.get(&group.sale).map_or(&[][..], |terms| &terms.tiers);
        let before = group.unlocked;
        while tiers.get(group.unlocked as usize).is_some_and(|tier| tier.buyers <= group.buyers) {
            group.unlocked += 1;
        }
        group.unlocked > before
    }

    /// A reservation is neither held nor an order any more.
    pub(crate) fn take_out(&mut self, counter: u64, buyer: Ix) {
        let Some(at) = self.of.get(&counter).copied() else { return };
        let Some(live) = self.live.get_mut(&(at, buyer)) else { return };
        *live -= 1;
        if *live == 0 {
            self.live.remove(&(at, buyer));
            if let Some(group) = self.groups.get_mut(at as usize) {
                group.buyers -= 1;
            }
        }
    }

    /// The price of a unit in a group, if a tier was unlocked.
    fn price(&self, group: &Group) -> Option<Money> {
        let last = group.unlocked.checked_sub(1)?;
        Some(self.terms.get(&group.sale)?.tiers.get(last as usize)?.price)
    }

    /// Every group, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// What each group sale says of its groups.
    pub(crate) fn all_terms(&self) -> impl Iterator<Item = (Ix, &GroupTerms)> {
        self.terms.iter().map(|(sale, terms)| (*sale, terms))
    }
}

fn is_live(slot: &Slot) -> bool {
    matches!(slot.state, ReservationState::Held | ReservationState::Committed)
}

/// A group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupView<'a> {
    /// The group.
    pub id: u64,
    /// Who opened it; empty for the sale's own.
    pub opener: &'a str,
    /// Different buyers who have units in it.
    pub buyers: u32,
    /// Tiers that were unlocked.
    pub unlocked: u32,
    /// What a unit costs in it at present.
    pub price: Money,
    /// When it ends, or ended.
    pub ends: Timestamp,
    /// Where it stands.
    pub state: GroupState,
}

impl Stock {
    fn group_id(&self, at: u32) -> u64 {
        self.reservations.id(u64::from(at) + 1).0
    }

    fn group_at(&self, id: u64) -> Option<u32> {
        let counter = self.reservations.counter(crate::ReservationId(id));
        u32::try_from(counter.checked_sub(1)?).ok()
    }

    /// The group that a reservation is to be made in, with the price in it and
    /// how long a hold there lasts.
    pub(crate) fn group_for(&self, ix: Ix, id: u64) -> Result<Option<Joining>, Reply> {
        let sale = &self.sales[ix as usize];
        if sale.policy != Policy::Group {
            return if id == 0 { Ok(None) } else { Err(Reply::Wrong(Refusal::GroupNotFound)) };
        }
        let at = if id == 0 { self.groups.own.get(&ix).copied() } else { self.group_at(id) };
        let group = at.and_then(|at| Some((at, self.groups.get(at)?)));
        let (at, group) =
            group.filter(|(_, g)| g.sale == ix).ok_or(Reply::Wrong(Refusal::GroupNotFound))?;
        if group.state != GroupState::Gathering {
            return Err(Reply::NotOpen);
        }
        let gathers = group.ends.millis_since(self.now).max(0);
        let gathers = u32::try_from(gathers.div_euclid(1_000) + 1).unwrap_or(u32::MAX);
        let hold_seconds = gathers.saturating_add(sale.hold_seconds);
        let price = self.groups.price(group).unwrap_or(sale.price);
        Ok(Some(Joining { group: at, price, hold_seconds }))
    }

    /// Notes that a reservation was made in a group.
    pub(crate) fn join_group(&mut self, group: u32, id: crate::ReservationId, buyer: Ix) {
        let counter = self.reservations.counter(id);
        let unlocked = self.groups.add(group, counter, buyer);
        let Some(Group { sale, opener: NONE, .. }) = self.groups.get(group) else { return };
        if unlocked {
            // The sale's price is another one now.
            let sale = *sale;
            self.transition(sale, self.sales[sale as usize].state);
        }
    }

    /// Notes that a reservation, if made in a group, does not count there any more.
    pub(crate) fn leave_group(&mut self, counter: u64, slot: &Slot) {
        let sale = self.sales.get(slot.sale as usize);
        if sale.is_some_and(|sale| sale.policy == Policy::Group) {
            self.groups.take_out(counter, slot.buyer);
        }
    }

    /// Begins the group of a group sale that opens.
    pub(crate) fn begin_group(&mut self, sale: Ix) {
        if let Some(ends) = self.groups.terms(sale).map(|terms| terms.ends) {
            self.groups.open(sale, NONE, ends);
        }
    }

    pub(crate) fn open_group(&mut self, command: &OpenGroup<'_>, buyer: Option<Ix>) -> Reply {
        let Some(sale) = self.find_sale(command.merchant, command.sale) else {
            return Reply::Wrong(Refusal::SaleNotFound);
        };
        let Some(terms) = self.groups.terms(sale).filter(|terms| terms.viewers_may_open) else {
            return Reply::Wrong(Refusal::NoGroups);
        };
        match self.sales[sale as usize].state {
            SaleState::Open | SaleState::SoldOut => {}
            SaleState::Paused => return Reply::Paused,
            _ => return Reply::NotOpen,
        }
        let (ends, seconds) = (terms.ends, i64::from(terms.group_seconds));
        let ends =
            if seconds == 0 { ends } else { ends.min(self.now.plus_millis(seconds * 1_000)) };
        let buyer = buyer.unwrap_or_else(|| self.buyers.intern(command.buyer.as_str()));
        let last = self.groups.opened.get(&(sale, buyer)).copied();
        let gathers = |at: &u32| {
            self.groups.get(*at).is_some_and(|group| group.state == GroupState::Gathering)
        };
        let at = match last.filter(gathers) {
            Some(at) => at,
            None => self.groups.open(sale, buyer, ends),
        };
        Reply::Grouped { group: self.group_id(at) }
    }

    /// Whether one more group may be opened.
    pub(crate) fn can_open_group(&self, command: &OpenGroup<'_>) -> bool {
        let sale = self.find_sale(command.merchant, command.sale);
        let unsettled = sale.and_then(|sale| self.groups.unsettled.get(&sale));
        self.groups.groups.len() < GROUPS && unsettled.is_none_or(|count| *count < GROUPS_PER_SALE)
    }

    /// Closes a group sale that was opened: everyone settles now.
    pub(crate) fn close_groups(&mut self, sale: Ix) -> Reply {
        if self.sales[sale as usize].state == SaleState::Settling {
            return Reply::Wrong(Refusal::SaleWrongState);
        }
        let now = self.now;
        let ends = &mut self.groups.ends;
        for (at, group) in (0..).zip(&mut self.groups.groups) {
            if group.sale == sale && ends.remove(&(group.ends, at)) {
                group.ends = group.ends.min(now);
                ends.insert((group.ends, at));
            }
        }
        self.transition(sale, SaleState::Settling);
        Reply::Sale(Box::new(self.sales[sale as usize].as_of(sale)))
    }

    /// Ends the first group whose time has come.
    pub(crate) fn end_first_group(&mut self) -> bool {
        let now = self.now;
        let Some((ends, at)) = self.groups.ends.first().copied().filter(|(ends, _)| *ends <= now)
        else {
            return false;
        };
        self.groups.ends.remove(&(ends, at));
        self.groups.settling.insert(at);
        let Some(group) = self.groups.groups.get_mut(at as usize) else { return true };
        group.state = GroupState::Settling;
        let (sale, opener) = (group.sale, group.opener);
        if opener == NONE && self.sales[sale as usize].state != SaleState::Settling {
            self.transition(sale, SaleState::Settling);
        }
        true
    }

    /// Settles one reservation, or ends a group that has no further one. Nothing
    /// when no group is to be settled.
    pub(crate) fn settle_next(&mut self) -> bool {
        let Some(at) = self.groups.settling.first().copied() else { return false };
        let Some(group) = self.groups.groups.get_mut(at as usize) else { return false };
        let Some(counter) = group.members.get(group.settled as usize).copied() else {
            self.end_settling(at);
            return true;
        };
        group.settled += 1;
        let group = &self.groups.groups[at as usize];
        let price = self.groups.price(group);
        let hold_ms = i64::from(self.sales[group.sale as usize].hold_seconds) * 1_000;
        let Some(slot) = self.reservations.get(counter) else { return true };
        let state = slot.state;
        if !is_live(slot) {
            return true;
        }
        match (price, state) {
            (Some(price), _) => {
                self.reprice(counter, price);
                if state == ReservationState::Held {
                    self.reservations.set_deadline(counter, self.now.plus_millis(hold_ms));
                }
            }
            (None, ReservationState::Held) => self.end_hold(counter, ReservationState::Released),
            (None, _) => self.take_back_order(counter),
        }
        self.batch.changed.push(self.reservations.id(counter));
        true
    }

    fn end_settling(&mut self, at: u32) {
        self.groups.settling.remove(&at);
        let group = &mut self.groups.groups[at as usize];
        group.state = if group.unlocked > 0 { GroupState::Settled } else { GroupState::Missed };
        let sale = group.sale;
        let Some(unsettled) = self.groups.unsettled.get_mut(&sale) else { return };
        *unsettled -= 1;
        if *unsettled == 0 && self.sales[sale as usize].state == SaleState::Settling {
            self.close(sale);
        }
    }

    /// Gives all units of a reservation another price.
    fn reprice(&mut self, counter: u64, price: Money) {
        let Some(slot) = self.reservations.get(counter) else { return };
        if slot.contents.as_slice().iter().all(|units| units.price == price) {
            return;
        }
        let units: Vec<Units> =
            slot.contents.as_slice().iter().map(|units| Units { price, ..*units }).collect();
        if let Some(contents) = Contents::of(&units) {
            self.change_contents(counter, contents);
        }
    }

    /// A group of a sale: the one named, or the sale's own.
    #[must_use]
    pub fn group(
        &self,
        merchant: MerchantRef<'_>,
        sale: SaleRef<'_>,
        id: u64,
    ) -> Option<GroupView<'_>> {
        let sale = self.find_sale(merchant, sale)?;
        let at = if id == 0 { *self.groups.own.get(&sale)? } else { self.group_at(id)? };
        let group = self.groups.get(at).filter(|group| group.sale == sale)?;
        Some(GroupView {
            id: self.group_id(at),
            opener: self.buyers.names().text(group.opener),
            buyers: group.buyers,
            unlocked: group.unlocked,
            price: self.groups.price(group).unwrap_or(self.sales[sale as usize].price),
            ends: group.ends,
            state: group.state,
        })
    }

    /// The group that a reservation was made in; 0 if in none.
    pub(crate) fn group_of(&self, counter: u64, slot: &Slot) -> u64 {
        let in_group =
            self.sales.get(slot.sale as usize).is_some_and(|sale| sale.policy == Policy::Group);
        let at = if in_group { self.groups.of.get(&counter) } else { None };
        at.map_or(0, |at| self.group_id(*at))
    }
}

/// A group that a reservation is to be made in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joining {
    pub(crate) group: u32,
    pub(crate) price: Money,
    pub(crate) hold_seconds: u32,
}
