//! Where a client is: the address of its socket, or what trusted proxies say.

use std::net::{IpAddr, Ipv4Addr};

use http::{HeaderMap, HeaderName, HeaderValue};

/// Proxies in a row that are looked through, at most.
const HOPS: usize = 16;
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A client's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address(IpAddr);

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        // One that is written as IPv6 is still an IPv4 address.
        Self(ip.to_canonical())
    }
}

impl Address {
    /// One of which nothing is known; it is not counted.
    pub(crate) const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// What is counted as one: an IPv4 address, or an IPv6 network of 64 bits, of
    /// which everyone has at least one to themselves. None for this machine's own
    /// addresses: what comes from there is a proxy that nobody told us of, or the
    /// operator, and to count all viewers of such a proxy as one would shut them
    /// out.
    pub(crate) fn network(self) -> Option<u128> {
        match self.0 {
            ip if ip.is_loopback() => None,
            IpAddr::V4(ip) => Some(u128::from(ip.to_bits())),
            IpAddr::V6(ip) => Some(ip.to_bits() >> 64 << 64),
        }
    }

    /// The client behind trusted proxies: the right-most address of
    /// `X-Forwarded-For` that is not a trusted proxy's. What stands left of it was
    /// sent by somebody who may write what they like.
    pub(crate) fn behind(self, trusted: &[Network], headers: &HeaderMap) -> Self {
        let values = headers.get_all(FORWARDED_FOR).into_iter().collect::<Vec<_>>();
        // Taken apart as bytes: what a client wrote in front may be no text at all, and
        // what its proxy added behind it holds all the same.
        let hops = values.into_iter().rev().map(HeaderValue::as_bytes);
        let mut client = self;
        for hop in hops.flat_map(|value| value.rsplit(|byte| *byte == b',')).take(HOPS) {
            if !client.is_of(trusted) {
                break;
            }
            // Whoever wrote something else is the last one we know of.
            let Some(ip) = std::str::from_utf8(hop).ok().and_then(|hop| parse(hop.trim())) else {
                break;
            };
            client = Self::from(ip);
        }
        client
    }

    /// Whether it lies in one of these networks.
    pub(crate) fn is_of(self, networks: &[Network]) -> bool {
        networks.iter().any(|network| network.holds(self.0))
    }
}

/// An address as proxies write it: alone, or with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let alone = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(ip, _)| ip);
    alone
        .unwrap_or(text)
        .parse()
        .ok()
        .or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

/// A network in CIDR notation, such as `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}/{}\"", self.first, self.bits)
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| {
            format!("{text:?} is not a network: write it as 10.0.0.0/8, 2001:db8::/32 or 10.1.2.3")
        })
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (ip, bits) = match text.split_once('/') {
            Some((ip, bits)) => (ip, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = ip.parse().ok()?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
            Some(_) => return None,
            None => most,
        };
        let network = Self { first, bits };
        // Bits beyond the mask are a mistake that would go unnoticed.
        (bits <= most && network.holds(first) && wide(first) & !network.mask() == 0)
            .then_some(network)
    }

    fn mask(&self) -> u128 {
        let bits = u32::from(self.bits) + if self.first.is_ipv4() { 96 } else { 0 };
        u128::MAX.checked_shl(128 - bits).unwrap_or(0)
    }

    fn holds(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.first.is_ipv4() == ip.is_ipv4() && (wide(ip) ^ wide(self.first)) & self.mask() == 0
    }
}

/// An address in 128 bits; those of an IPv4 address before its own are always
/// the same.
fn wide(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => u128::from(ip.to_bits()),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Network {
        Network::parse(text).unwrap()
    }

    fn address(text: &str) -> Address {
        Address::from(text.parse::<IpAddr>().unwrap())
    }

    fn behind(peer: &str, trusted: &[&str], forwarded: &[&'static str]) -> Address {
        let trusted: Vec<Network> = trusted.iter().map(|text| net(text)).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        address(peer).behind(&trusted, &headers)
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(behind("198.51.100.7", &[], &["203.0.113.9"]), address("198.51.100.7"));
        let lan = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(behind("198.51.100.7", &lan, &["203.0.113.9"]), address("198.51.100.7"));
        assert_eq!(behind("10.1.1.1", &lan, &["203.0.113.9"]), address("203.0.113.9"));
        assert_eq!(behind("10.1.1.1", &lan, &[]), address("10.1.1.1"));
    }

    #[test]
    fn what_a_client_wrote_itself_is_left_of_what_the_proxy_added() {
        let lan = ["10.0.0.0/8"];
        let two = "1.1.1.1, 203.0.113.9, 10.2.2.2";
        assert_eq!(behind("10.1.1.1", &lan, &[two]), address("203.0.113.9"));
        assert_eq!(
            behind("10.1.1.1", &lan, &["1.1.1.1", "203.0.113.9,10.2.2.2"]),
            address("203.0.113.9")
        );
        // Everyone trusted: the outermost.
        assert_eq!(behind("10.1.1.1", &lan, &["10.3.3.3, 10.2.2.2"]), address("10.3.3.3"));
        // Nonsense ends what is known.
        assert_eq!(behind("10.1.1.1", &lan, &["9.9.9.9, unknown, 10.2.2.2"]), address("10.2.2.2"));
        assert_eq!(behind("10.1.1.1", &lan, &["203.0.113.9:4711"]), address("203.0.113.9"));
        assert_eq!(behind("10.1.1.1", &lan, &["[2001:db8::1]:4711"]), address("2001:db8::1"));
        // Too many to look through.
        let long: &'static str = "203.0.113.9,10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,10.0.0.6,\
            10.0.0.7,10.0.0.8,10.0.0.9,10.0.0.10,10.0.0.11,10.0.0.12,10.0.0.13,10.0.0.14,10.0.0.15,\
            10.0.0.16,10.0.0.17";
        assert!(behind("10.1.1.1", &lan, &[long]).is_of(&[net("10.0.0.0/8")]));
    }

    #[test]
    fn junk_that_a_client_wrote_does_not_hide_what_its_proxy_added() {
        let lan = [net("10.0.0.0/8")];
        let behind = |values: &[&'static [u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(FORWARDED_FOR, HeaderValue::from_bytes(value).unwrap());
            }
            address("10.1.1.1").behind(&lan, &headers)
        };
        assert_eq!(behind(&[b"\xFF\xC3, 203.0.113.9"]), address("203.0.113.9"));
        assert_eq!(behind(&["é".as_bytes(), b"203.0.113.9"]), address("203.0.113.9"));
        assert_eq!(behind(&[b"6.6.6.6, \xFF, 10.2.2.2"]), address("10.2.2.2"));
        assert_eq!(behind(&[b"203.0.113.9", b"\xFF"]), address("10.1.1.1"), "it ends there");
    }

    #[test]
    fn networks_are_read_strictly() {
        for wrong in
            ["", "10", "10.0.0.0/33", "10.0.0.1/8", "::/129", "a/8", "10.0.0.0/+8", "10.0.0.0/"]
        {
            assert!(Network::parse(wrong).is_none(), "{wrong}");
        }
        assert!(net("0.0.0.0/0").holds("203.0.113.9".parse().unwrap()));
        assert!(!net("0.0.0.0/0").holds("2001:db8::1".parse().unwrap()));
        assert!(net("10.0.0.0/8").holds("::ffff:10.2.3.4".parse().unwrap()));
        assert!(net("2001:db8::/33").holds("2001:db8:7fff::1".parse().unwrap()));
        assert!(!net("2001:db8::/33").holds("2001:db8:8000::1".parse().unwrap()));
        assert!(net("192.0.2.1").holds("192.0.2.1".parse().unwrap()));
        assert!(!net("192.0.2.1").holds("192.0.2.2".parse().unwrap()));
    }

    #[test]
    fn one_network_is_counted_as_one_and_loopback_not_at_all() {
        let network = |text| address(text).network();
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1:2:3"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        for own in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(network(own), None, "{own}");
        }
    }
}
