//! What clients do in a group sale, in seeds that are rich in commands.

use hawker_proto::v1::{
    DefineSaleRequest, GroupTerms, Line, OpenGroupRequest, OpenSaleRequest, ReserveRequest,
    SalePolicy, Tier, group_terms::End, journal_entry::Command,
};

use super::{
    Random,
    clients::{Clients, MERCHANT, SKUS, eur},
};

const SALE: &str = "party";

impl Clients {
    /// A sale whose price falls with the number of buyers, and which settles after
    /// some minutes.
    pub(super) fn define_group(&mut self, now: i64) -> Vec<usize> {
        let tier = |buyers, price| Tier { buyers, price: Some(eur(price)) };
        let group = GroupTerms {
            tiers: vec![tier(2, 2_000), tier(4, 1_500)],
            end: Some(End::DeadlineMs(now + 150_000)),
            viewers_may_open: true,
            group_seconds: 30,
            // As the service sets it before the command is recorded.
            ends_at_ms: now + 150_000,
        };
        let define = self.add(now, |key| {
            Command::DefineSale(DefineSaleRequest {
                key,
                merchant: MERCHANT.to_owned(),
                sale: SALE.to_owned(),
                skus: vec![SKUS[1].to_owned()],
                price: Some(eur(3_000)),
                allotment: 10,
                hold_seconds: 20,
                policy: SalePolicy::Group.into(),
                group: Some(group),
                ..DefineSaleRequest::default()
            })
        });
        let open = self.add(now, |key| {
            let (merchant, sale) = (MERCHANT.to_owned(), SALE.to_owned());
            Command::OpenSale(OpenSaleRequest { key, merchant, sale })
        });
        vec![define, open]
    }

    pub(super) fn group_wish(&mut self, random: &mut Random, now: i64) -> usize {
        let (merchant, sale) = (MERCHANT.to_owned(), SALE.to_owned());
        let buyer = format!("buyer-{}", random.below(12));
        if random.one_in(5) {
            let open = |key| OpenGroupRequest { key, merchant, buyer, sale };
            return self.add(now, |key| Command::OpenGroup(open(key)));
        }
        let lines = vec![Line { sku: SKUS[1].into(), quantity: 1, unit_price: None }];
        let opened = random.index(2 * self.groups.len() + 1);
        let group = self.groups.get(opened).copied().unwrap_or(0);
        self.add(now, |key| {
            let join = ReserveRequest {
                key,
                merchant,
                buyer,
                sale,
                lines,
                group,
                ..ReserveRequest::default()
            };
            Command::Reserve(join)
        })
    }
}
