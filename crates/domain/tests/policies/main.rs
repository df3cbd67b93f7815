//! Waitlists, and what else decides who gets a unit: random histories against
//! naive models. A failure prints the seed of its history.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

mod draw;
mod group;
mod support;
mod waitlist;
