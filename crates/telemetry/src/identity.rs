//! What the gateway counts of tokens, keys, revocations, origins and TLS.

use crate::{Metric, gateway::Answered, metric::label};

label! {
    /// Why a token was refused.
    TokenRefusal: "why" {
        /// It can't be used: form, signature, claims.
        Invalid = "invalid",
        /// Its time is over.
        Expired = "expired",
        /// It was revoked.
        Revoked = "revoked",
        /// Too many were being checked.
        Busy = "busy",
    }
}

/// Tokens refused.
pub static TOKENS_REFUSED: Metric =
    Metric::counter("hawker_identity_tokens_refused_total", "Tokens refused, by reason.")
        .by::<TokenRefusal>();
/// Fetches that failed.
pub static KEY_FETCH_FAILURES: Metric = Metric::counter(
    "hawker_identity_key_fetch_failures_total",
    "Times that the public keys (JWKS) could not be fetched.",
);
/// The age of the keys.
pub static KEYS_AGE_SECONDS: Metric = Metric::gauge(
    "hawker_identity_keys_age_seconds",
    "Time since the public keys (JWKS) were last fetched; 0 where none are.",
);
/// Revocations kept.
pub static REVOCATIONS: Metric =
    Metric::gauge("hawker_identity_revocations", "Revocations of tokens that are kept.");
/// The revocations' bound.
pub static REVOCATIONS_FULL: Metric = Metric::counter(
    "hawker_identity_revocations_full_total",
    "Revocations refused since as many as allowed are kept.",
);
/// Origins refused.
pub static ORIGINS_REFUSED: Metric = Metric::counter(
    "hawker_identity_origins_refused_total",
    "Requests of browsers refused since their page's origin is not allowed.",
);
/// TLS handshakes.
pub static TLS_HANDSHAKES: Metric =
    Metric::counter("hawker_tls_handshakes_total", "TLS handshakes, by how they ended.")
        .by::<Answered>();
/// The handshakes' bound.
pub static TLS_HANDSHAKES_FULL: Metric = Metric::counter(
    "hawker_tls_handshakes_full_total",
    "Connections that waited, since as many handshakes as allowed were under way.",
);
/// Reloads that failed.
pub static TLS_RELOAD_FAILURES: Metric = Metric::counter(
    "hawker_tls_reload_failures_total",
    "Times that a changed certificate or key could not be used, so that the old one stayed.",
);

/// Every metric of this module.
pub static ALL: &[&Metric] = &[
    &TOKENS_REFUSED,
    &KEY_FETCH_FAILURES,
    &KEYS_AGE_SECONDS,
    &REVOCATIONS,
    &REVOCATIONS_FULL,
    &ORIGINS_REFUSED,
    &TLS_HANDSHAKES,
    &TLS_HANDSHAKES_FULL,
    &TLS_RELOAD_FAILURES,
];
