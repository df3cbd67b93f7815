//! A JWT taken apart (RFC 7515, compact form): what it says about its signature,
//! what was signed, and the claims, which nobody reads before the signature was
//! checked.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// The header of the tokens made here.
pub(super) const HS256_HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// How a token may be signed. There is no `none`, and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// HMAC with SHA-256 and a shared secret.
    Hs256,
    /// RSA PKCS#1 v1.5 with SHA-256.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "HS256" => Self::Hs256,
            "RS256" => Self::Rs256,
            "ES256" => Self::Es256,
            "EdDSA" => Self::EdDsa,
            _ => return None,
        })
    }
}

/// Why a token is none that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// Not three parts of base64url, or no JSON in the first.
    NotAJwt,
    /// Signed in a way that is not taken.
    Algorithm,
    /// It has a header that must be understood and isn't.
    Critical,
}

/// A token, its signature not checked.
#[derive(Debug)]
pub(super) struct Jwt<'a> {
    pub(super) algorithm: Algorithm,
    /// The name of the key that it says it was signed with.
    pub(super) kid: Option<String>,
    /// What was signed.
    pub(super) message: &'a [u8],
    pub(super) signature: Vec<u8>,
    claims: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, deserialize_with = "named")]
    crit: bool,
}

/// True for whatever stands there, `null` too.
fn named<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

impl<'a> Jwt<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, Malformed> {
        let (message, signature) = token.rsplit_once('.').ok_or(Malformed::NotAJwt)?;
        let (header, claims) = message.split_once('.').ok_or(Malformed::NotAJwt)?;
        if claims.contains('.') {
            return Err(Malformed::NotAJwt);
        }
        let header: Header =
            serde_json::from_slice(&decoded(header)?).map_err(|_| Malformed::NotAJwt)?;
        if header.crit {
            return Err(Malformed::Critical);
        }
        Ok(Self {
            algorithm: Algorithm::parse(&header.alg).ok_or(Malformed::Algorithm)?,
            kid: header.kid,
            message: message.as_bytes(),
            signature: decoded(signature)?,
            claims,
        })
    }

    /// What it claims, as bytes of JSON.
    pub(super) fn claims(&self) -> Result<Vec<u8>, Malformed> {
        decoded(self.claims)
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, Malformed> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Malformed::NotAJwt)
}
