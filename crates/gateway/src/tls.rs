//! TLS by rustls.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};

/// The cryptography that TLS stands on, wherever it is used.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
