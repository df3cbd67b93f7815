//! Groups as parts of the state.

use crate::{
    Timestamp,
    stock::{
        group::{Group, GroupState, GroupTerms, Groups},
        names::NONE,
    },
};

use super::{ImageError, Part, Rebuild, known};

/// What a group sale says of its groups, in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsPart {
    /// The sale's index.
    pub sale: u32,
    /// The terms.
    pub terms: GroupTerms,
}

/// A group in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupPart {
    /// The sale's index.
    pub sale: u32,
    /// The index of the buyer who opened it; `u32::MAX` for the sale's own.
    pub opener: u32,
    /// When it ends, or ended.
    pub ends: Timestamp,
    /// Where it stands.
    pub state: GroupState,
    /// Different buyers who have units in it.
    pub buyers: u32,
    /// Tiers that were unlocked.
    pub unlocked: u32,
    /// How many of its reservations are settled.
    pub settled: u32,
}

/// A reservation of a group in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberPart {
    /// The reservation's counter.
    pub counter: u64,
}

pub(super) fn group_parts(groups: &Groups) -> impl Iterator<Item = Part<'_>> {
    let terms = groups.all_terms();
    let terms = terms.map(|(sale, terms)| Part::Terms(TermsPart { sale, terms: terms.clone() }));
    terms.chain(groups.iter().flat_map(|group| {
        let Group { sale, opener, ends, state, buyers, unlocked, settled, .. } = *group;
        let head = GroupPart { sale, opener, ends, state, buyers, unlocked, settled };
        let members = group.members.iter();
        let members = members.map(|counter| Part::Member(MemberPart { counter: *counter }));
        std::iter::once(Part::Group(head)).chain(members)
    }))
}

impl Rebuild {
    pub(super) fn add_terms(&mut self, part: TermsPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        stock.groups.define(part.sale, part.terms);
        Ok(())
    }

    pub(super) fn add_group(&mut self, part: GroupPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        known(part.sale, stock.sales.len(), "sale")?;
        if part.opener != NONE {
            known(part.opener, stock.buyers.names().len(), "buyer")?;
        }
        let GroupPart { sale, opener, ends, state, buyers, unlocked, settled } = part;
        let members = Vec::new();
        let group = Group { sale, opener, ends, state, buyers, unlocked, settled, members };
        stock.groups.restore(group);
        Ok(())
    }

    pub(super) fn add_member(&mut self, part: MemberPart) -> Result<(), ImageError> {
        let stock = &mut self.0;
        stock.groups.restore_member(part.counter, stock.reservations.get(part.counter));
        Ok(())
    }
}
