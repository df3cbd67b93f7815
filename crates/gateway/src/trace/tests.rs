//! What is traced, and what the bound keeps out.

use hawker_proto::v1::TraceKind;

use super::*;
use crate::{
    lanes::{LaneConfig, Lanes},
    token::Caps,
};

fn show() -> ShowId {
    ShowId::new("s1").unwrap()
}

fn who(name: &str) -> Identity {
    let mut who = Identity::nobody(Caps::default());
    who.name = name.into();
    who
}

fn joins(traces: &Traces, session: Uuid, name: &str) -> bool {
    let lanes = Lanes::new(&LaneConfig::default(), 1, Vec::new());
    let start = lanes.start(&lanes.log(), &crate::lanes::Seen::default());
    let who = who(name);
    let show = show();
    traces.join(&Subject { show: &show, session, who: &who }, Position::default(), &start)
}

#[test]
fn one_in_a_thousand_is_traced_and_whoever_was_chosen() {
    let traces = Traces::new();
    let random = (0..50_000).filter(|_| joins(&traces, Uuid::now_v7(), "ann")).count();
    assert!((10..=120).contains(&random), "{random} of 50,000");
    let session = Uuid::from_u128(1);
    assert!(!joins(&traces, session, "bob"));
    traces.choose(&show(), "bob");
    assert!(joins(&traces, session, "bob"));
    let trace = traces.read(&show(), "bob");
    assert!(trace.chosen && trace.sessions.len() == 1 && trace.sessions[0].chosen);
    assert_eq!(trace.sessions[0].records[0].kind(), TraceKind::Joined);
    assert!(traces.read(&ShowId::new("s2").unwrap(), "bob").sessions.is_empty());
}

#[test]
fn what_is_kept_is_bounded_and_the_chosen_come_first() {
    let traces = Traces::new();
    traces.choose(&show(), "bob");
    for number in 0..SESSIONS {
        assert!(joins(&traces, Uuid::from_u128(number as u128 * ONE_IN), "ann"));
    }
    let late = Uuid::from_u128(SESSIONS as u128 * ONE_IN);
    assert!(!joins(&traces, late, "ann"), "nobody has left");
    traces.leave(Uuid::from_u128(5 * ONE_IN));
    assert!(joins(&traces, late, "ann"));
    let bob = Uuid::from_u128(1);
    assert!(joins(&traces, bob, "bob"), "one who was chosen");
    for _ in 0..10_000 {
        traces.note(bob, Record::private());
    }
    let trace = traces.read(&show(), "bob");
    let told = &trace.sessions[0];
    assert_eq!((told.records.len(), told.forgotten), (ring::RECORDS, 10_001 - 1_024));
    assert_eq!(traces.read(&show(), "ann").sessions.len(), SESSIONS - 1);
}
