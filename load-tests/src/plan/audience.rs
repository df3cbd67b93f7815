//! Who a plan's viewers are: which show each is in, what it speaks, and whether
//! it is a bot or slow. Nothing is kept per viewer: it is drawn again from the
//! seed whenever it is asked.

use rand::Rng as _;

use super::Plan;
use super::chance::{self, Purpose};

/// One viewer of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// The index of its show.
    pub show: u32,
    /// Whether it speaks `hawker.v1.json`.
    pub json: bool,
    /// Whether it is a bot.
    pub bot: bool,
    /// Whether it now and then stops reading.
    pub slow: bool,
    /// Whether it chats, where chat does not follow the trace.
    pub chats: bool,
}

/// The viewers of a plan.
#[derive(Debug, Clone)]
pub struct Audience {
    seed: u64,
    json: f64,
    bots: f64,
    stall: f64,
    chat: f64,
    /// By show, the share of viewers in it or in one before it.
    up_to: Vec<f64>,
}

impl Audience {
    /// Those of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Audience {
        let mut up_to = Vec::with_capacity(plan.show_count() as usize);
        let mut before = 0.0;
        for group in &plan.shows {
            let weight = |rank: u32| f64::from(rank + 1).powf(-group.zipf);
            let whole: f64 = (0..group.count).map(weight).sum();
            for rank in 0..group.count {
                before += group.share * weight(rank) / whole;
                up_to.push(before);
            }
        }
        let it = &plan.behaviour;
        Audience {
            seed: plan.seed,
            json: plan.json,
            bots: it.bots,
            stall: it.stall,
            chat: it.chat,
            up_to,
        }
    }

    /// The viewer of that index.
    #[must_use]
    pub fn visitor(&self, viewer: u32) -> Visitor {
        let mut rng = chance::of(self.seed, viewer, Purpose::Visitor);
        let place: f64 = rng.random();
        let show = self.up_to.partition_point(|up_to| *up_to <= place);
        let show = show.min(self.up_to.len().saturating_sub(1));
        let mut lot = |share: f64| rng.random::<f64>() < share;
        let (json, bot, slow, chats) =
            (lot(self.json), lot(self.bots), lot(self.stall), lot(self.chat));
        Visitor { show: show as u32, json, bot, slow, chats: chats && !bot }
    }
}
