//! Public keys: from PEM files and from JWKS documents, each pinned to the one
//! algorithm that its type is for, so that a token can't choose how its key is
//! used.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    self, ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use serde::Deserialize;

use super::jwt::Algorithm;

/// Keys taken from one JWKS document; the rest is left out.
pub(super) const MAX_KEYS: usize = 32;
/// Bytes of a key's name, at most; one with a longer name is left out.
const MAX_KID_BYTES: usize = 256;

/// A key that signatures are checked with.
#[derive(Debug, Clone)]
pub(super) struct PublicKey {
    /// What the document calls it; keys from files have no name.
    kid: Option<String>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// `RSAPublicKey` of PKCS#1, in DER.
    Rsa(Vec<u8>),
    /// Modulus and exponent, big-endian.
    RsaParts(Vec<u8>, Vec<u8>),
    /// An uncompressed point.
    P256(Vec<u8>),
    /// The 32 bytes of it.
    Ed25519(Vec<u8>),
}

impl PublicKey {
    fn algorithm(&self) -> Algorithm {
        match self.kind {
            Kind::Rsa(_) | Kind::RsaParts(..) => Algorithm::Rs256,
            Kind::P256(_) => Algorithm::Es256,
            Kind::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// Whether a token that says this of itself may have been signed with it.
    pub(super) fn may_be(&self, algorithm: Algorithm, kid: Option<&str>) -> bool {
        let named = match (&self.kid, kid) {
            (Some(own), Some(kid)) => own == kid,
            _ => true,
        };
        named && self.algorithm() == algorithm
    }

    /// Whether its owner signed these bytes.
    pub(super) fn signed(&self, message: &[u8], code: &[u8]) -> bool {
        let checked = match &self.kind {
            Kind::Rsa(der) => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).verify(message, code)
            }
            Kind::RsaParts(n, e) => signature::RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                code,
            ),
            Kind::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, code)
            }
            Kind::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, code),
        };
        checked.is_ok()
    }

    /// Reads a `SubjectPublicKeyInfo` (RFC 5280), as `PUBLIC KEY` holds in a PEM
    /// file: what kind of key it is, and the key's own bytes.
    pub(super) fn from_spki(der: &[u8]) -> Option<Self> {
        let (info, rest) = element(der, SEQUENCE)?;
        let (algorithm, key) = element(info, SEQUENCE)?;
        let (oid, parameters) = element(algorithm, OID)?;
        let (key, after) = element(key, BIT_STRING)?;
        let (unused, key) = key.split_first()?;
        if *unused != 0 || !rest.is_empty() || !after.is_empty() {
            return None;
        }
        let kind = match oid {
            OID_RSA => Kind::Rsa(key.to_vec()),
            OID_EC if element(parameters, OID)?.0 == OID_P256 => point(key.to_vec())?,
            OID_ED25519 => edwards(key.to_vec())?,
            _ => return None,
        };
        Some(Self { kid: None, kind })
    }
}

fn point(bytes: Vec<u8>) -> Option<Kind> {
    (bytes.len() == 65 && bytes.first() == Some(&4)).then_some(Kind::P256(bytes))
}

fn edwards(bytes: Vec<u8>) -> Option<Kind> {
    (bytes.len() == 32).then_some(Kind::Ed25519(bytes))
}

const SEQUENCE: u8 = 0x30;
const OID: u8 = 0x06;
const BIT_STRING: u8 = 0x03;
/// 1.2.840.113549.1.1.1
const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.10045.2.1
const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.10045.3.1.7
const OID_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// 1.3.101.112
const OID_ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// One element of DER with that tag: its contents, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, der) = der.split_first()?;
    let (&length, der) = der.split_first()?;
    let (length, der) = match length {
        0..=0x7f => (usize::from(length), der),
        // Long forms of one and two bytes are enough for any key.
        0x81 => {
            let (&length, der) = der.split_first()?;
            (usize::from(length), der)
        }
        0x82 => {
            let (length, der) = der.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), der)
        }
        _ => return None,
    };
    (first == tag).then_some(())?;
    der.split_at_checked(length)
}

/// A JWKS document (RFC 7517).
#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

/// The keys of a JWKS document that can be used here; others (for encryption, of
/// other kinds, and above all shared secrets) are left out. None for what is no
/// such document.
pub(super) fn from_jwks(text: &[u8]) -> Option<Vec<PublicKey>> {
    let document: Document = serde_json::from_slice(text).ok()?;
    let keys = document.keys.into_iter().filter_map(|key| from_jwk(key).filter(PublicKey::usable));
    Some(keys.take(MAX_KEYS).collect())
}

impl PublicKey {
    fn usable(&self) -> bool {
        self.kid.as_ref().is_none_or(|kid| kid.len() <= MAX_KID_BYTES)
    }
}

fn from_jwk(key: serde_json::Value) -> Option<PublicKey> {
    let jwk: Jwk = serde_json::from_value(key).ok()?;
    if jwk.usage.is_some_and(|usage| usage != "sig") {
        return None;
    }
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let kind = match (jwk.kty.as_str(), jwk.crv.as_str()) {
        ("RSA", _) => Kind::RsaParts(bytes(&jwk.n)?, bytes(&jwk.e)?),
        ("EC", "P-256") => {
            let mut whole = vec![4];
            whole.extend(bytes(&jwk.x)?);
            whole.extend(bytes(&jwk.y)?);
            point(whole)?
        }
        ("OKP", "Ed25519") => edwards(bytes(&jwk.x)?)?,
        _ => return None,
    };
    let key = PublicKey { kid: jwk.kid, kind };
    let pinned = jwk.alg.is_none_or(|alg| Algorithm::parse(&alg) == Some(key.algorithm()));
    pinned.then_some(key)
}
