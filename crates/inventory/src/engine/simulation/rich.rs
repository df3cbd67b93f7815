//! What clients ask for in seeds that are rich in commands.

use hawker_proto::v1::{
    AdjustReason, AdjustStockRequest, ChangeSaleRequest, DefineSaleRequest, EnterDrawRequest,
    JoinWaitlistRequest, LeaveWaitlistRequest, Line, OpenSaleRequest, PauseSaleRequest,
    ReserveMode, ReserveRequest, ResumeSaleRequest, ReturnStockRequest, SalePolicy,
    SetCountRequest, SetSafetyStockRequest, Shortfalls, journal_entry::Command,
};

use crate::{draw_secret::Secret, prepare::prepare};

use super::{
    Random,
    clients::{Clients, MERCHANT, SKUS, eur},
};

impl Clients {
    /// A wish of another kind than the plain ones.
    pub(super) fn rich_wish(&mut self, random: &mut Random, now: i64) -> usize {
        match random.below(26) {
            12..16 => self.draw(random, now),
            16.. => self.group_wish(random, now),
            0..5 => self.correct(random, now),
            5..8 => self.host(random, now),
            8..10 => self.queue(random, now),
            _ => self.take_what_there_is(random, now),
        }
    }

    /// A draw of a few units among those who enter within forty seconds.
    pub(super) fn define_draw(&mut self, now: i64) -> usize {
        let (merchant, sale) = (MERCHANT.to_owned(), "lots".to_owned());
        self.add(now, |key| {
            let mut command = Command::DefineSale(DefineSaleRequest {
                key,
                merchant,
                sale,
                skus: vec![SKUS[0].to_owned()],
                price: Some(eur(900)),
                allotment: 4,
                hold_seconds: 20,
                open_seconds: 40,
                limit_per_household: 2,
                policy: SalePolicy::Draw.into(),
                ..DefineSaleRequest::default()
            });
            prepare(&mut command, &Secret::known()).unwrap();
            command
        })
    }

    fn draw(&mut self, random: &mut Random, now: i64) -> usize {
        let (merchant, sale) = (MERCHANT.to_owned(), "lots".to_owned());
        if random.one_in(4) {
            return self.add(now, |key| Command::OpenSale(OpenSaleRequest { key, merchant, sale }));
        }
        let (buyer, household) = self.someone(random);
        let nonce = random.next().to_string();
        let lines = vec![Line { sku: SKUS[0].into(), quantity: 1, unit_price: None }];
        self.add(now, |key| {
            let request = EnterDrawRequest {
                key,
                merchant,
                buyer,
                household,
                sale,
                nonce,
                lines,
                ..EnterDrawRequest::default()
            };
            Command::EnterDraw(request)
        })
    }

    fn correct(&mut self, random: &mut Random, now: i64) -> usize {
        let (merchant, sku) = (MERCHANT.to_owned(), random.one_of(&SKUS).to_owned());
        let on_shortfall =
            random.one_of(&[Shortfalls::Unspecified, Shortfalls::ReleaseNewest]).into();
        let note = String::new();
        match random.below(4) {
            0 => {
                let by = random.one_of(&[-3, -1, -1, 1, 2]);
                let reason = AdjustReason::Recount.into();
                self.add(now, |key| {
                    let merchant = merchant.clone();
                    let request =
                        AdjustStockRequest { key, merchant, sku, by, reason, note, on_shortfall };
                    Command::AdjustStock(request)
                })
            }
            1 => {
                let count = 3 + u32::try_from(random.below(15)).unwrap();
                // Now and then the right one.
                let expected_version = 1 + u32::try_from(random.below(30)).unwrap();
                self.add(now, |key| {
                    let request = SetCountRequest {
                        key,
                        merchant,
                        sku,
                        count,
                        expected_version,
                        note,
                        on_shortfall,
                    };
                    Command::SetCount(request)
                })
            }
            2 => {
                let units = u32::try_from(random.below(4)).unwrap();
                self.add(now, |key| {
                    Command::SetSafetyStock(SetSafetyStockRequest { key, merchant, sku, units })
                })
            }
            _ => {
                let (quantity, damaged) = (1, random.one_in(3));
                self.add(now, |key| {
                    let request = ReturnStockRequest {
                        key,
                        merchant,
                        sku,
                        quantity,
                        damaged,
                        reservation: 0,
                    };
                    Command::ReturnStock(request)
                })
            }
        }
    }

    fn host(&mut self, random: &mut Random, now: i64) -> usize {
        let (merchant, sale) = (MERCHANT.to_owned(), random.one_of(&["flash", "short"]).to_owned());
        match random.below(4) {
            0 => self.add(now, |key| Command::PauseSale(PauseSaleRequest { key, merchant, sale })),
            1 | 2 => {
                self.add(now, |key| Command::ResumeSale(ResumeSaleRequest { key, merchant, sale }))
            }
            _ => {
                let add_allotment = 1 + u32::try_from(random.below(2)).unwrap();
                let limit_per_buyer = random.one_in(2).then_some(3);
                let price = random.one_in(3).then(|| eur(2_500));
                self.add(now, |key| {
                    Command::ChangeSale(ChangeSaleRequest {
                        key,
                        merchant,
                        sale,
                        add_allotment,
                        limit_per_buyer,
                        price,
                        ..ChangeSaleRequest::default()
                    })
                })
            }
        }
    }

    fn queue(&mut self, random: &mut Random, now: i64) -> usize {
        let merchant = MERCHANT.to_owned();
        let (buyer, household) = self.someone(random);
        let sale = random.one_of(&["flash", "flash", "short"]).to_owned();
        // The engine draws it from the system's random numbers.
        let ticket = random.next();
        if random.one_in(4) {
            let leave = |key| LeaveWaitlistRequest { key, merchant, buyer, sale };
            return self.add(now, |key| Command::LeaveWaitlist(leave(key)));
        }
        let lines = vec![Line { sku: random.one_of(&SKUS).into(), quantity: 1, unit_price: None }];
        self.add(now, |key| {
            Command::JoinWaitlist(JoinWaitlistRequest {
                key,
                merchant,
                buyer,
                household,
                sale,
                lines,
                ticket,
                ..JoinWaitlistRequest::default()
            })
        })
    }

    fn take_what_there_is(&mut self, random: &mut Random, now: i64) -> usize {
        let mode = random.one_of(&[ReserveMode::Partial, ReserveMode::BestEffort]).into();
        let (merchant, sale) = (MERCHANT.to_owned(), "flash".to_owned());
        let (buyer, household) = self.someone(random);
        let line = |sku: &str| Line { sku: sku.into(), quantity: 2, unit_price: None };
        let lines = SKUS.iter().map(|sku| line(sku)).collect();
        self.add(now, |key| {
            let request = ReserveRequest {
                key,
                merchant,
                buyer,
                household,
                sale,
                lines,
                mode,
                ..ReserveRequest::default()
            };
            Command::Reserve(request)
        })
    }
}
