//! Keeps the house tidy: what no compiler and no clippy lint checks.
//!
//! Each check is a function from a text to the violations in it, so that a test
//! can show that it catches a planted one, beside the test that runs it on the
//! repository.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod files;
mod licences;
mod manifests;
mod metrics;
mod sources;
