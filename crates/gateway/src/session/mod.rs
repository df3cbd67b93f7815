//! One viewer.
