//! The secret that tokens are signed with, and the pseudonyms made of it.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hawker_domain::BuyerId;
use ring::hmac;

use super::{Claims, jwt};
use crate::Error;

const MIN_SECRET_BYTES: usize = 32;
const MAX_SUB_BYTES: usize = 256;

/// What a buyer's pseudonym is made from, before the `sub` claim. It keeps the
/// pseudonym apart from whatever else is signed with the secret.
const BUYER_SCOPE: &str = "hawker buyer\n";
/// Characters of the code in a pseudonym, six bits each.
const BUYER_CODE: usize = 22;

/// The bytes that tokens are signed with. Never shown.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl Secret {
    /// Takes the contents of a secret file: hexadecimal digits, blanks around
    /// them ignored, of at least 32 bytes. Tokens are signed with the digits as
    /// they stand, which is what other tools do with a secret given as text.
    ///
    /// # Errors
    /// [`Error::Secret`] when it is something else.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        let digits = text.trim().as_bytes();
        if digits.len() < 2 * MIN_SECRET_BYTES || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Error::Secret);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, digits)))
    }

    /// Whether this code was made for these bytes with this secret; takes the
    /// same time for every wrong code.
    pub(super) fn signed(&self, message: &[u8], code: &[u8]) -> bool {
        hmac::verify(&self.0, message, code).is_ok()
    }

    /// A code for a text that only the secret can make, as base64url.
    pub(super) fn sign(&self, parts: [&str; 2]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Signs a token with HS256.
///
/// # Errors
/// [`Error::Sign`], should the claims be no JSON.
pub fn mint(secret: &Secret, claims: &Claims) -> Result<String, Error> {
    let claims = serde_json::to_vec(claims).map_err(|error| Error::Sign(error.to_string()))?;
    let mut token = URL_SAFE_NO_PAD.encode(jwt::HS256_HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let code = secret.sign([&token, ""]);
    token.push('.');
    token.push_str(&code);
    Ok(token)
}

/// The pseudonym under which whoever a token calls `sub` is known to rooms, to the
/// journal and to the funnel: the same for the same `sub`, which can't be found
/// from it without the secret. It is `b-` and the first 22 characters of the
/// base64url of HMAC-SHA256 over `hawker buyer`, a line feed and `sub`, with the
/// secret's digits as the key. None for a `sub` that is too long or no text.
#[must_use]
pub fn buyer(secret: &Secret, sub: &str) -> Option<BuyerId> {
    if sub.len() > MAX_SUB_BYTES || sub.chars().any(char::is_control) {
        return None;
    }
    let code = secret.sign([BUYER_SCOPE, sub]);
    BuyerId::new(&format!("b-{}", code.get(..BUYER_CODE)?)).ok()
}
