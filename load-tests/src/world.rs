//! The world that virtual viewers live in: one thread, one run, its clock and
//! its chances.
//!
//! What a viewer does about what it hears is the [`Script`]'s: the crowd of the
//! demo and the replay of a trace are two scripts over the same viewers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use hawker_proto::v1::{Publication, Reply, Reservation, Snapshot};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::Error;
use crate::chronicle::Chronicle;
use crate::intake::Intake;
use crate::token::Minter;
use crate::viewer::{Asked, Viewer};

/// Bytes read at once; one buffer serves all viewers.
const SCRATCH_BYTES: usize = 64 << 10;

/// What viewers do about what they hear.
pub(crate) trait Script {
    /// Everything as it stands came.
    fn snapshot(&self, world: &Rc<World>, viewer: &Rc<Viewer>, snapshot: &Snapshot);
    /// A critical publication came.
    fn published(&self, world: &Rc<World>, viewer: &Rc<Viewer>, publication: &Publication);
    /// A request was answered.
    fn answered(&self, world: &Rc<World>, viewer: &Rc<Viewer>, asked: &Asked, reply: &Reply);
    /// One's own reservation changed, or was sent again.
    fn reservation(&self, world: &Rc<World>, viewer: &Rc<Viewer>, reservation: &Reservation);
}

/// See the module.
pub(crate) struct World {
    /// `host:port` of the gateway.
    pub(crate) authority: String,
    pub(crate) minter: Minter,
    pub(crate) chronicle: RefCell<Chronicle>,
    /// Sessions open now.
    pub(crate) present: Cell<u32>,
    /// Connections that failed or broke.
    pub(crate) breaks: Cell<u64>,
    /// What the last of them said.
    pub(crate) last_break: RefCell<String>,
    /// Viewers that were told not to come back.
    pub(crate) gone: Cell<u32>,
    pub(crate) script: Box<dyn Script>,
    pub(crate) intake: RefCell<Intake>,
    pub(crate) scratch: RefCell<Box<[u8]>>,
    pub(crate) rng: RefCell<SmallRng>,
    start: Instant,
}

impl World {
    pub(crate) fn new(
        authority: String,
        minter: Minter,
        seed: u64,
        script: Box<dyn Script>,
    ) -> Result<Rc<World>, Error> {
        Ok(Rc::new(World {
            authority,
            minter,
            chronicle: RefCell::new(Chronicle::new()?),
            present: Cell::new(0),
            breaks: Cell::new(0),
            last_break: RefCell::default(),
            gone: Cell::new(0),
            script,
            intake: RefCell::new(Intake::new()),
            scratch: RefCell::new(vec![0; SCRATCH_BYTES].into_boxed_slice()),
            rng: RefCell::new(SmallRng::seed_from_u64(seed)),
            start: Instant::now(),
        }))
    }

    /// Microseconds since the run began.
    pub(crate) fn now_us(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    /// Waits for that moment of the run; returns at once when it is over.
    pub(crate) async fn until(&self, at_us: u64) {
        // The timer's grain is a millisecond: less than that is not waited for.
        if at_us > self.now_us() + 500 {
            let at = self.start + Duration::from_micros(at_us);
            tokio::time::sleep_until(tokio::time::Instant::from_std(at)).await;
        }
    }

    /// A moment between the two, evenly spread.
    pub(crate) fn between(&self, least: Duration, most: Duration) -> Duration {
        let range = least.as_micros() as u64..=most.as_micros() as u64;
        Duration::from_micros(self.rng.borrow_mut().random_range(range))
    }

    /// Whether a thing of that share happens now.
    pub(crate) fn chance(&self, share: f64) -> bool {
        self.rng.borrow_mut().random_bool(share)
    }
}

/// A fresh idempotency key.
pub(crate) fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}
