//! Tokens: the tester mints its own, as the owner of the server's secret may.
//!
//! Owns the secret while it is in use, and never shows it.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use crate::Error;

/// How long a token is good for: longer than any run.
const LIFETIME_SECONDS: u64 = 7 * 24 * 3_600;

/// Mints HS256 tokens with a server's secret.
#[derive(Clone)]
pub struct Minter {
    key: EncodingKey,
}

impl std::fmt::Debug for Minter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Minter(…)")
    }
}

/// What a token says.
#[derive(Debug, Clone, Serialize)]
pub struct Claims {
    /// Who, by the shop's own name.
    pub sub: String,
    /// Capabilities: `chat`, `buy`, `moderate`, `host`, `merchant`, `shop`.
    pub caps: Vec<&'static str>,
    /// The shows it is for.
    pub shows: Vec<String>,
    /// The merchant that it speaks for, where it speaks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
}

#[derive(Serialize)]
struct Dated<'a> {
    #[serde(flatten)]
    claims: &'a Claims,
    exp: u64,
}

impl Minter {
    /// Takes the text of a server's `secret` file; spaces around it don't count.
    #[must_use]
    pub fn new(secret: &[u8]) -> Minter {
        Minter { key: EncodingKey::from_secret(secret.trim_ascii()) }
    }

    /// A token with those claims, good for a week.
    ///
    /// # Errors
    ///
    /// [`Error::Token`] where the claims can't be signed.
    pub fn mint(&self, claims: &Claims) -> Result<String, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let dated = Dated { claims, exp: now + LIFETIME_SECONDS };
        encode(&Header::new(Algorithm::HS256), &dated, &self.key)
            .map_err(|error| Error::Token(error.to_string()))
    }

    /// The pseudonym under which the journal knows whoever a token calls `sub`,
    /// as the page on the HTTP API gives it; empty, should it fail.
    #[must_use]
    pub fn buyer(&self, sub: &str) -> String {
        let text = format!("hawker buyer\n{sub}");
        let code = jsonwebtoken::crypto::sign(text.as_bytes(), &self.key, Algorithm::HS256);
        let code: String = code.unwrap_or_default().chars().take(22).collect();
        format!("b-{code}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation, decode};

    #[test]
    fn a_token_verifies_with_the_trimmed_secret_and_carries_its_claims() {
        let minter = Minter::new(b"  abcdef0123\n");
        let claims = Claims {
            sub: "viewer-1".to_owned(),
            caps: vec!["chat", "buy"],
            shows: vec!["s".to_owned()],
            merchant: None,
        };
        let token = minter.mint(&claims).unwrap();
        let key = DecodingKey::from_secret(b"abcdef0123");
        let read = decode::<serde_json::Value>(&token, &key, &Validation::new(Algorithm::HS256));
        let read = read.unwrap().claims;
        assert_eq!(read["sub"], "viewer-1");
        assert_eq!(read["caps"], serde_json::json!(["chat", "buy"]));
        assert!(read.get("merchant").is_none());
        assert!(!format!("{minter:?}").contains("abcdef"));
        // Computed by another implementation of HMAC-SHA256.
        assert_eq!(minter.buyer("ada"), "b-haOBn2blli9oPOVW3NNbxy");
    }
}
