//! The stock in shards: which shard a merchant's stock is in, and which process is to
//! own which shard.
//!
//! Everything of one merchant is in one shard, so that every command, limit, draw and
//! group is decided in one place. Both rules are the same in every process and every
//! release: where a merchant belongs never changes as long as the number of shards
//! stays, and whoever knows the same owners comes to the same placement.

use std::collections::{BTreeMap, BTreeSet};

/// The most shards that there may be: the ids of their reservations, of which the upper
/// bits are the shard, stay below what every client's numbers hold.
pub const MOST: u16 = 16;

/// One of the shards, which are numbered from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    number: u16,
    of: u16,
}

impl Shard {
    /// The one that has everything.
    pub const ONLY: Self = Self { number: 1, of: 1 };

    /// The shard of that number, of so many; none where there is no such.
    #[must_use]
    pub fn new(number: u16, of: u16) -> Option<Self> {
        ((1..=MOST).contains(&of) && (1..=of).contains(&number)).then_some(Self { number, of })
    }

    /// All of so many.
    pub fn all(of: u16) -> impl Iterator<Item = Self> {
        (1..=of).filter_map(move |number| Self::new(number, of))
    }

    /// The one that has a merchant's stock, of so many.
    #[must_use]
    pub fn of_merchant(merchant: &str, of: u16) -> Self {
        let of = of.clamp(1, MOST);
        // The remainder is smaller than a number of 16 bits.
        let place = u16::try_from(hash(merchant) % u64::from(of)).unwrap_or(0);
        Self { number: place + 1, of }
    }

    /// Its number, from 1 on.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u16 {
        self.of
    }

    /// Whether a merchant's stock is in this one.
    #[must_use]
    pub fn has(self, merchant: &str) -> bool {
        self.of == 1 || Self::of_merchant(merchant, self.of) == self
    }
}

/// FNV-1a, and then every bit mixed with every other, since names are often alike.
fn hash(text: &str) -> u64 {
    let fnv = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

/// Who is to own each shard: `owners` says who does, or that nobody does, and
/// `able` who can own some more.
///
/// Each of the able comes to own as many as any other, or one more; as few as possible
/// change their owner. An owner that is not able keeps what it has. Without anybody able
/// everything stays as it is.
#[must_use]
pub fn place<'a>(owners: &[Option<&'a str>], able: &BTreeSet<&'a str>) -> Vec<Option<&'a str>> {
    let mut placed: Vec<_> = owners.to_vec();
    let mut room = quotas(owners, able);
    for owner in placed.iter_mut() {
        match owner.and_then(|name| room.get_mut(name)) {
            Some(0) => *owner = None,
            Some(left) => *left -= 1,
            None => {}
        }
    }
    for owner in placed.iter_mut().filter(|owner| owner.is_none()) {
        let next = room.iter_mut().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a)));
        if let Some((name, left)) = next.filter(|(_, left)| **left > 0) {
            *left -= 1;
            *owner = Some(*name);
        }
    }
    placed
}

/// How many each of the able is to own.
fn quotas<'a>(owners: &[Option<&'a str>], able: &BTreeSet<&'a str>) -> BTreeMap<&'a str, usize> {
    let mut owned: BTreeMap<&str, usize> = able.iter().map(|name| (*name, 0)).collect();
    let mut shared = 0;
    for owner in owners {
        match owner.map(|name| owned.get_mut(name)) {
            None => shared += 1,
            Some(Some(count)) => {
                *count += 1;
                shared += 1;
            }
            Some(None) => {}
        }
    }
    let Some(each) = usize::checked_div(shared, able.len()) else { return BTreeMap::new() };
    let mut by_count: Vec<_> = owned.into_iter().collect();
    // Who has most keeps one more, so that it need not move.
    by_count.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let with_more = shared % able.len();
    let quota = |(place, (name, _))| (name, each + usize::from(place < with_more));
    by_count.into_iter().enumerate().map(quota).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn counts<'a>(
        placed: &[Option<&'a str>],
        able: &BTreeSet<&'a str>,
    ) -> BTreeMap<&'a str, usize> {
        let of = |name: &'a str| placed.iter().filter(|owner| **owner == Some(name)).count();
        able.iter().map(|name| (*name, of(name))).collect()
    }

    #[test]
    fn a_merchant_stays_in_its_shard_in_every_release() {
        let shard = |merchant, of| Shard::of_merchant(merchant, of).number();
        // These numbers stand in journals: they never change.
        assert_eq!(shard("acme", 1), 1);
        let four =
            ["acme", "merchant-1", "merchant-2", "merchant-3", "shop"].map(|it| shard(it, 4));
        assert_eq!(four, [3, 4, 4, 2, 4]);
    }

    #[test]
    fn every_merchant_is_in_one_shard_and_each_shard_has_its_share() {
        let mut found = [0_u32; 4];
        for number in 0..4_000 {
            let name = format!("merchant-{number}");
            let having: Vec<_> = Shard::all(4).filter(|shard| shard.has(&name)).collect();
            assert_eq!(having, [Shard::of_merchant(&name, 4)]);
            found[usize::from(having[0].number()) - 1] += 1;
        }
        assert!(found.iter().all(|count| (850..1_150).contains(count)), "{found:?}");
    }

    #[test]
    fn there_is_no_shard_of_another_number() {
        assert_eq!(Shard::new(0, 4), None);
        assert_eq!(Shard::new(5, 4), None);
        assert_eq!(Shard::new(1, MOST + 1), None);
        assert_eq!(Shard::new(1, 1), Some(Shard::ONLY));
        assert_eq!(Shard::all(4).count(), 4);
    }

    #[test]
    fn one_that_comes_takes_over_half_and_one_that_goes_leaves_all() {
        let both = BTreeSet::from(["a", "b"]);
        let of_a = [Some("a"); 4];
        let shared = place(&of_a, &both);
        assert_eq!(shared, [Some("a"), Some("a"), Some("b"), Some("b")]);
        let gone = [None, None, Some("b"), Some("b")];
        assert_eq!(place(&gone, &BTreeSet::from(["b"])), [Some("b"); 4]);
    }

    #[test]
    fn what_an_owner_that_can_take_no_more_has_stays_there() {
        let owners = [Some("sick"), Some("a"), None, Some("a")];
        let placed = place(&owners, &BTreeSet::from(["a", "b"]));
        assert_eq!(placed, [Some("sick"), Some("a"), Some("b"), Some("a")]);
        assert_eq!(place(&owners, &BTreeSet::new()), owners);
    }

    proptest! {
        #[test]
        fn a_placement_is_fair_stable_and_moves_as_few_as_it_can(
            owners in proptest::collection::vec(proptest::option::of(0..6_usize), 1..20),
            able in proptest::collection::btree_set(0..6_usize, 1..6),
        ) {
            let owners: Vec<_> = owners.into_iter().map(|it| it.map(|it| NAMES[it])).collect();
            let able: BTreeSet<_> = able.into_iter().map(|it| NAMES[it]).collect();
            let placed = place(&owners, &able);
            prop_assert!(placed.iter().all(Option::is_some), "each has an owner");
            let counts = counts(&placed, &able);
            let (least, most) = (counts.values().min().unwrap(), counts.values().max().unwrap());
            prop_assert!(most - least <= 1, "{:?}", counts);
            prop_assert_eq!(&place(&placed, &able), &placed, "it is stable");
            for (before, after) in owners.iter().zip(&placed) {
                if before.is_some_and(|owner| !able.contains(owner)) {
                    prop_assert_eq!(before, after, "who is not able keeps what it has");
                }
            }
            // Whoever loses one had more than its share, and gives up no more than that.
            for name in able {
                let had = owners.iter().filter(|owner| **owner == Some(name)).count();
                let kept = owners.iter().zip(&placed);
                let kept = kept.filter(|(a, b)| **a == Some(name) && a == b).count();
                prop_assert_eq!(kept, had.min(counts[name]));
            }
        }
    }
}
