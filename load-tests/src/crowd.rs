//! The crowd of the demo: virtual viewers who chat as people did in a real
//! broadcast, look at what is pinned, and buy whenever a sale opens.
//!
//! Promises: memory stays bounded however long it runs, everything goes over
//! real WebSockets, and all of it takes one thread.

use std::rc::Rc;
use std::time::Duration;

use hawker_proto::v1::{SendChat, client_frame::Kind};
use tokio_util::sync::CancellationToken;

use crate::api::{Api, authority};
use crate::intake::fingerprint;
use crate::shopper::{Counts, Shoppers, count, say};
use crate::token::Minter;
use crate::viewer::{Viewer, What};
use crate::wire::{self, Encoding};
use crate::world::World;
use crate::{Error, Trace, text};

/// How long the last answers are waited for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// How often it is looked whether they have come.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How a crowd is to behave.
#[derive(Debug, Clone)]
pub struct CrowdConfig {
    /// The gateway, such as `http://127.0.0.1:7070`.
    pub url: String,
    /// The shows, among which the viewers are spread evenly; at least one.
    pub shows: Vec<String>,
    /// Mints the viewers' tokens.
    pub minter: Minter,
    /// What is chatted when. Its viewers are mapped onto this crowd's.
    pub trace: Trace,
    /// How many viewers, 1 to 15,000.
    pub viewers: usize,
    /// How many times quicker than the trace they chat.
    pub speed: f64,
    /// Whether the trace starts again when it is over. Otherwise the run ends.
    pub looped: bool,
    /// Over how long they join, evenly.
    pub join_within: Duration,
    /// Whether they pay at `POST /demo/checkout/{reservation}/pay`.
    pub pays: bool,
    /// Makes a run repeatable as far as the network lets it be.
    pub seed: u64,
}

impl CrowdConfig {
    /// The demo's crowd in one show: 300 viewers, the built-in trace at ten
    /// times its speed, looped.
    ///
    /// # Errors
    ///
    /// [`Error::Trace`] where the built-in trace was damaged.
    pub fn demo(url: &str, show: &str, minter: Minter) -> Result<CrowdConfig, Error> {
        Ok(CrowdConfig {
            url: url.to_owned(),
            shows: vec![show.to_owned()],
            minter,
            trace: Trace::live_chat_3h()?,
            viewers: 300,
            speed: 10.0,
            looped: true,
            join_within: Duration::from_secs(5),
            pays: true,
            seed: 300,
        })
    }

    fn check(&self) -> Result<(), Error> {
        let bad = |what: &str| Err(Error::Setting(what.to_owned()));
        if self.shows.is_empty() {
            return bad("a crowd needs a show");
        }
        if !(1..=15_000).contains(&self.viewers) {
            return bad("a crowd has 1 to 15000 viewers");
        }
        if !(self.speed > 0.0 && self.speed <= 10_000.0) {
            return bad("the speed should be above 0 and at most 10000");
        }
        Ok(())
    }
}

/// What a crowd did and saw, from its own logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrowdReport {
    /// Viewers in their rooms at the end.
    pub present: u32,
    /// Sessions opened, reconnects included.
    pub sessions: u64,
    /// Sessions that broke or could not be opened.
    pub breaks: u64,
    /// What the last of them said; empty for none.
    pub last_break: String,
    /// Chat messages sent.
    pub chat_sent: u64,
    /// Of them, those accepted, as their writers were told.
    pub chat_echoed: u64,
    /// Of them, those refused.
    pub chat_refused: u64,
    /// Steps reported for the funnel.
    pub tracked: u64,
    /// Times that somebody tried to buy.
    pub reserves: u64,
    /// Units held for somebody.
    pub held: u64,
    /// Times that somebody was told that the sale is sold out.
    pub sold_out: u64,
    /// Other outcomes, such as a limit reached or a sale closed meanwhile.
    pub other_outcomes: u64,
    /// Requests other than chat that were refused.
    pub refused: u64,
    /// Orders paid.
    pub paid: u64,
    /// Payments that failed.
    pub pay_failed: u64,
    /// Units given back.
    pub released: u64,
    /// Units left to expire.
    pub abandoned: u64,
    /// Broken promises that viewers caught: gaps, repeats, stock going back,
    /// altered texts, answers that nobody had asked for.
    pub defects: u64,
}

/// Runs a crowd until `stop`, or until the trace is over if it isn't looped.
/// Takes a thread of its own for as long; dropping the future ends it too.
///
/// # Errors
///
/// [`Error`] where the configuration is wrong. A server that is away or says no
/// is not an error: viewers come back, and the report counts it.
pub async fn run(config: CrowdConfig, stop: CancellationToken) -> Result<CrowdReport, Error> {
    config.check()?;
    let stop = stop.child_token();
    let _ends_with_this_future = stop.clone().drop_guard();
    let (done, report) = tokio::sync::oneshot::channel();
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let report = runtime.map_err(Error::io("starting the crowd")).and_then(|runtime| {
            tokio::task::LocalSet::new().block_on(&runtime, crowd(config, stop))
        });
        // Nobody waits for it any more where sending fails.
        drop(done.send(report));
    };
    let thread = std::thread::Builder::new().name("crowd".to_owned()).spawn(work);
    thread.map_err(Error::io("starting the crowd"))?;
    report.await.unwrap_or(Err(Error::Stopped))
}

async fn crowd(config: CrowdConfig, stop: CancellationToken) -> Result<CrowdReport, Error> {
    let authority = authority(&config.url)?;
    let counts = Rc::new(Counts::default());
    let checkout = config.pays.then(|| Api::new(authority.clone(), String::new()));
    let script = Shoppers::new(config.viewers, Rc::clone(&counts), checkout);
    let world = World::new(authority, config.minter.clone(), config.seed, Box::new(script))?;
    let shows = config.shows.iter().cycle();
    let viewers: Vec<Rc<Viewer>> = (0..config.viewers)
        .zip(shows)
        .map(|(index, show)| {
            Rc::new(Viewer::new(index, name(index), show.clone(), encoding(index)))
        })
        .collect();
    let joining =
        tokio::task::spawn_local(join(Rc::clone(&world), viewers.clone(), config.join_within));
    tokio::select! {
        () = play(&config, &world, &viewers, &counts) => {}
        () = stop.cancelled() => {}
    }
    joining.abort();
    // What was sold to somebody who has not heard of it yet would be missing here.
    drop(tokio::time::timeout(ANSWERS_WITHIN, all_answered(&viewers)).await);
    let report = report(&world, &viewers, &counts);
    for viewer in &viewers {
        // Normal closure, 1000; a socket that is gone already needs none.
        drop(viewer.control(wire::CLOSE, &1_000_u16.to_be_bytes()));
    }
    Ok(report)
}

/// Waits until nobody waits for an answer.
async fn all_answered(viewers: &[Rc<Viewer>]) {
    while viewers.iter().any(|viewer| viewer.open_requests() > 0) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn name(index: usize) -> String {
    format!("crowd-{index:05}")
}

/// Every third viewer is a browser-like one that speaks JSON.
pub(crate) fn encoding(index: usize) -> Encoding {
    if index.is_multiple_of(3) { Encoding::Json } else { Encoding::Proto }
}

/// Lets the viewers in one after the other, evenly over `within`.
pub(crate) async fn join(world: Rc<World>, viewers: Vec<Rc<Viewer>>, within: Duration) {
    let (began_us, count) = (world.now_us(), viewers.len().max(1) as u64);
    for (index, viewer) in viewers.into_iter().enumerate() {
        let after = within.as_micros() as u64 * index as u64 / count;
        world.until(began_us + after).await;
        tokio::task::spawn_local(Rc::clone(&world).live(viewer));
    }
}

/// Chats as the trace says, once or for ever.
async fn play(config: &CrowdConfig, world: &World, viewers: &[Rc<Viewer>], counts: &Counts) {
    let scaled = |ms: u64| (ms as f64 * 1_000.0 / config.speed) as u64;
    let mut began_us = world.now_us() + config.join_within.as_micros() as u64;
    loop {
        for message in config.trace.messages() {
            world.until(began_us + scaled(message.offset_ms)).await;
            let viewer = &viewers[message.viewer as usize % viewers.len()];
            let text = text::pleasant(&mut world.rng.borrow_mut());
            let what = What::Chat(fingerprint(text.as_bytes()));
            count(&counts.chat_sent);
            say(world, viewer, Kind::SendChat(SendChat { text }), what);
        }
        if !config.looped {
            // What was chatted last is still on its way to the others.
            return tokio::time::sleep(ANSWERS_WITHIN).await;
        }
        // A trace may be a single message: the pause keeps a loop of it sane.
        began_us += scaled(config.trace.length_ms()).max(1_000_000);
    }
}

fn report(world: &World, viewers: &[Rc<Viewer>], counts: &Counts) -> CrowdReport {
    let mut report = CrowdReport {
        present: world.present.get(),
        breaks: world.breaks.get(),
        last_break: world.last_break.borrow().clone(),
        chat_sent: counts.chat_sent.get(),
        chat_echoed: counts.chat_echoed.get(),
        chat_refused: counts.chat_refused.get(),
        tracked: counts.tracked.get(),
        reserves: counts.reserves.get(),
        held: counts.held.get(),
        sold_out: counts.sold_out.get(),
        other_outcomes: counts.other_outcomes.get(),
        refused: counts.refused.get(),
        paid: counts.paid.get(),
        pay_failed: counts.pay_failed.get(),
        released: counts.released.get(),
        abandoned: counts.abandoned.get(),
        defects: world.chronicle.borrow().altered,
        sessions: 0,
    };
    for viewer in viewers {
        let ledger = viewer.ledger.borrow();
        report.sessions += u64::from(ledger.sessions);
        report.defects += ledger.critical_missed
            + ledger.critical_twice
            + ledger.chat_twice
            + ledger.stock_backwards
            + ledger.replies_unasked;
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, Plant, listing};
    use hawker_proto::v1::publication;

    fn config(fake: &Fake) -> CrowdConfig {
        let mut csv = String::from("offset_ms,viewer,bytes\n");
        for line in 0..400 {
            csv += &format!("{},{},9\n", line * 10, line % 50 + 1);
        }
        CrowdConfig {
            url: fake.url.clone(),
            shows: vec!["s".to_owned()],
            minter: Minter::new(b"secret"),
            trace: Trace::parse(&csv).unwrap(),
            viewers: 30,
            speed: 1.0,
            looped: false,
            join_within: Duration::from_millis(200),
            pays: false,
            seed: 1,
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_crowd_chats_and_buys_until_all_is_sold() {
        let fake = Fake::start(Plant::Nothing, 10).await;
        let mut config = config(&fake);
        config.looped = true;
        let stop = CancellationToken::new();
        let crowd = tokio::spawn(run(config, stop.clone()));
        while fake.held() < 10 || fake.tracked() < 5 {
            // Those who enter late get no snapshot of a sale or pin from this fake.
            fake.open_sale();
            fake.publish(publication::Kind::Pinned(listing()));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stop.cancel();
        let report = crowd.await.unwrap().unwrap();
        assert_eq!(report.present, 30, "{report:?}");
        assert_eq!(report.breaks, 0, "{report:?}");
        assert_eq!(report.defects, 0, "{report:?}");
        assert!(report.held >= 9 && report.tracked >= 5 && report.chat_echoed > 0, "{report:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_viewer_that_is_cut_off_comes_back_without_a_gap() {
        let fake = Fake::start(Plant::CutsOff, 10).await;
        let report = run(config(&fake), CancellationToken::new()).await.unwrap();
        assert_eq!((report.breaks, report.sessions, report.present), (1, 31, 30), "{report:?}");
        assert_eq!(report.defects, 0, "{report:?}");
        assert_eq!(report.chat_refused, 0, "{report:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn broken_promises_are_counted() {
        for plant in [Plant::RepeatsChat, Plant::StockGoesBack] {
            let fake = Fake::start(plant, 10).await;
            let report = run(config(&fake), CancellationToken::new()).await.unwrap();
            assert!(report.defects > 0, "{plant:?}: {report:?}");
        }
    }

    #[tokio::test]
    async fn a_wrong_setting_is_refused_at_once() {
        let fake = Fake::start(Plant::Nothing, 1).await;
        let wrong = [
            CrowdConfig { url: "localhost".to_owned(), ..config(&fake) },
            CrowdConfig { shows: Vec::new(), ..config(&fake) },
            CrowdConfig { viewers: 0, ..config(&fake) },
            CrowdConfig { speed: f64::NAN, ..config(&fake) },
        ];
        for config in wrong {
            let refused = run(config, CancellationToken::new()).await;
            assert!(matches!(refused, Err(Error::Setting(_))), "{refused:?}");
        }
    }
}
