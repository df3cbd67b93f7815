//! A worker: reads its brief, makes its shard of the timetable, runs it, and
//! tells what it measured.

use std::io::{BufRead, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::brief::{self, Brief, FromWorker, ToWorker};
use crate::generator::{Act, Due, Engine, Orders, Seat, Then, Told};
use crate::plan::{self, AfterHold, Audience, Plan, SalePolicy, Timetable, What};
use crate::token::{Claims, Minter};
use crate::{Error, Trace};

/// What may wait for a worker to be told: as many commands as hosts of many
/// shows give at one moment.
const TOLD_MAX: usize = 4_096;

/// Handshakes that a worker may have under way.
const OPENING_MAX: u32 = 512;

/// `TrackKind` of a look at a listing.
const VIEW_ITEM: u8 = 3;

/// Makes a worker's part of a run, as whoever conducts says over `input` and
/// `output`. `secret` is the server's, where the brief does not have it.
///
/// # Errors
///
/// [`Error`] where the connection to the conductor fails. Whatever else fails is
/// told over it.
pub fn work(
    mut input: impl BufRead + Send + 'static,
    mut output: impl Write,
    secret: Option<&[u8]>,
) -> Result<(), Error> {
    let Some(ToWorker::Brief(brief)) = brief::read(&mut input)? else {
        return Err(Error::Crew("a worker's first line should be its brief".to_owned()));
    };
    raise_descriptors();
    match prepared(&brief, secret) {
        Ok(prepared) => run(prepared, input, output),
        Err(error) => brief::write(&mut output, &FromWorker::Failed(error.to_string())),
    }
}

/// Lets this process have as many descriptors as it may: shells often give it
/// far fewer. Where that fails, the run tells.
fn raise_descriptors() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}

struct Prepared {
    orders: Orders,
    minter: Minter,
    shop: String,
}

fn prepared(brief: &Brief, secret: Option<&[u8]>) -> Result<Prepared, Error> {
    let version = env!("CARGO_PKG_VERSION");
    if brief.version != version {
        return Err(Error::Crew(format!(
            "the conductor is hawker-load {}, this worker is {version}: take the same",
            brief.version
        )));
    }
    let secret = brief.secret.as_ref().map(String::as_bytes).or(secret);
    let secret = secret.ok_or_else(|| {
        Error::Crew("an agent needs the server's secret: --secret-file FILE".to_owned())
    })?;
    let minter = Minter::new(secret);
    let shop = minter.mint(&Claims {
        sub: "load-shop".to_owned(),
        caps: vec!["shop"],
        shows: vec!["*".to_owned()],
        merchant: Some(brief.merchant.clone()),
    })?;
    Ok(Prepared { orders: orders(brief)?, minter, shop })
}

/// The shard of the timetable that a brief is about.
fn orders(brief: &Brief) -> Result<Orders, Error> {
    let plan = &brief.plan;
    let trace = brief.trace.as_deref().map(Trace::parse).transpose()?;
    let timetable = Timetable::of(plan, trace.as_ref())?;
    let of = brief.of.max(1);
    let audience = Audience::of(plan);
    let numbers = (brief.shard..timetable.viewers).step_by(of as usize);
    let seats = numbers.map(|number| {
        let visitor = audience.visitor(number);
        Seat { number, show: visitor.show, json: visitor.json }
    });
    let seats: Vec<Seat> = seats.collect();
    let mine = timetable.acts.iter().filter(|act| act.viewer % of == brief.shard);
    let agenda = mine.filter_map(|act| due(plan, act, of)).collect();
    Ok(Orders {
        gateways: brief.gateways.clone(),
        shows: brief.shows.clone(),
        seats,
        agenda,
        ends_us: timetable.length_us,
        seed: plan.seed,
        shard: brief.shard,
        opening_max: OPENING_MAX,
    })
}

/// What an act is to a worker; nothing where it is not a viewer's.
fn due(plan: &Plan, act: &plan::Act, of: u32) -> Option<Due> {
    let reserve = |sale: u16, bot: bool| {
        let its = plan.sales.get(usize::from(sale))?;
        let listing = its.listing as u8;
        if its.policy == SalePolicy::Draw && !bot {
            return Some(Act::Enter { listing });
        }
        let ms = |after: Duration| u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        let then = match plan.after_hold(act.viewer, sale.into()) {
            AfterHold::Pay(after) => Then::Pay(ms(after)),
            AfterHold::Abandon(after) => Then::Release(ms(after)),
            AfterHold::Forget => Then::Abandon,
        };
        Some(Act::Reserve { listing, blindly: bot, then })
    };
    let what = match act.what {
        What::Join | What::Return => Act::Connect,
        What::Leave => Act::Drop,
        What::Chat(bytes) => Act::Chat(bytes),
        What::Click(listing) => Act::Track { kind: VIEW_ITEM, listing: listing as u8 },
        What::Reserve(sale) => reserve(sale, false)?,
        What::BotReserve(sale) => reserve(sale, true)?,
        What::Stall(ms) => Act::Stall(ms),
        What::OpenGroup(..) | What::JoinGroup(..) => return None,
    };
    Some(Due { at_us: act.at_us, seat: act.viewer / of, act: what })
}

fn run(
    prepared: Prepared,
    mut input: impl BufRead + Send + 'static,
    mut output: impl Write,
) -> Result<(), Error> {
    let Prepared { orders, minter, shop } = prepared;
    brief::write(&mut output, &FromWorker::Ready(orders.agenda.len() as u64))?;
    let start = loop {
        match brief::read(&mut input)? {
            Some(ToWorker::Clock) => brief::write(&mut output, &FromWorker::Clock)?,
            Some(ToWorker::Start { in_us }) => {
                break Instant::now() + Duration::from_micros(in_us);
            }
            Some(_) => return Err(Error::Crew("a worker was told of a run too soon".to_owned())),
            // Whoever conducts has given up.
            None => return Ok(()),
        }
    };
    let (tell, told) = sync_channel(TOLD_MAX);
    let (engine, waker) = Engine::new(orders, minter, shop, start, told)?;
    std::thread::Builder::new()
        .name("told".to_owned())
        .spawn(move || pass_on(&mut input, &tell, &waker))
        .map_err(Error::io("starting a worker"))?;
    let mut broken = None;
    let tally = engine.run(|second, row| {
        let told = brief::write(&mut output, &FromWorker::Second(second as usize, *row));
        broken = told.err().or(broken.take());
    });
    if let Some(error) = broken {
        return Err(error);
    }
    let last = match tally {
        Ok(tally) => FromWorker::Done(Box::new(tally.outcome())),
        Err(error) => FromWorker::Failed(error.to_string()),
    };
    brief::write(&mut output, &last)
}

/// Passes on to the engine what comes, until the other side is gone.
fn pass_on(input: &mut impl BufRead, tell: &SyncSender<Told>, waker: &mio::Waker) {
    while let Ok(Some(line)) = brief::read(input) {
        if let ToWorker::Told(told) = line
            && tell.send(told).is_err()
        {
            return;
        }
        // An engine that can't be woken looks often enough by itself.
        drop(waker.wake());
    }
}
