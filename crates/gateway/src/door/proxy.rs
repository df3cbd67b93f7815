//! The PROXY protocol, versions 1 and 2: what a load balancer that passes bytes
//! through says of the client, before anything else. Read as HAProxy's
//! `proxy-protocol.txt` (of 2020, sections 2.1 and 2.2) says, and no more kindly:
//! whoever speaks it is a machine that we were told of.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bytes of a header, at most: what fits into the smallest segment that IPv4 must
/// carry, as the specification has it.
pub(crate) const HEADER_MAX: usize = 536;
/// Bytes of a header of version 1, its line end included.
const LINE_MAX: usize = 107;
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// A header that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// Its bytes; what follows is the client's.
    pub(crate) length: usize,
    /// The client; none where the proxy speaks for itself, or does not know.
    pub(crate) source: Option<IpAddr>,
}

/// This is not a header of the PROXY protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a header of the PROXY protocol, version 1 or 2")]
pub(crate) struct Malformed;

/// Reads the header at the start of a connection; `None` while more of it must
/// come.
///
/// # Errors
/// When it is no header, however it goes on.
pub(crate) fn read(bytes: &[u8]) -> Result<Option<Header>, Malformed> {
    let starts = |with: &[u8]| bytes.iter().zip(with).all(|(a, b)| a == b);
    if starts(SIGNATURE) {
        binary(bytes)
    } else if starts(b"PROXY ") {
        line(bytes)
    } else {
        Err(Malformed)
    }
}

fn line(bytes: &[u8]) -> Result<Option<Header>, Malformed> {
    let head = bytes.get(..LINE_MAX).unwrap_or(bytes);
    let Some(end) = head.windows(2).position(|two| two == b"\r\n") else {
        return if head.len() == LINE_MAX { Err(Malformed) } else { Ok(None) };
    };
    let text = head.get(..end).and_then(|line| std::str::from_utf8(line).ok()).ok_or(Malformed)?;
    let words: Vec<&str> = text.split(' ').collect();
    let source = match words.as_slice() {
        ["PROXY", "UNKNOWN", ..] => None,
        ["PROXY", "TCP4", from, to, ports @ ..] => {
            let _to: Ipv4Addr = to.parse().map_err(|_| Malformed)?;
            check_ports(ports)?;
            Some(IpAddr::V4(from.parse().map_err(|_| Malformed)?))
        }
        ["PROXY", "TCP6", from, to, ports @ ..] => {
            let _to: Ipv6Addr = to.parse().map_err(|_| Malformed)?;
            check_ports(ports)?;
            Some(IpAddr::V6(from.parse().map_err(|_| Malformed)?))
        }
        _ => return Err(Malformed),
    };
    Ok(Some(Header { length: end + 2, source }))
}

fn check_ports(ports: &[&str]) -> Result<(), Malformed> {
    let fine = |port: &&str| {
        let digits = port.bytes().all(|byte| byte.is_ascii_digit());
        digits && (*port == "0" || !port.starts_with('0')) && port.parse::<u16>().is_ok()
    };
    if ports.len() == 2 && ports.iter().all(fine) { Ok(()) } else { Err(Malformed) }
}

fn binary(bytes: &[u8]) -> Result<Option<Header>, Malformed> {
    let Some([version_command, family, high, low]) =
        bytes.get(SIGNATURE.len()..SIGNATURE.len() + 4)
    else {
        return Ok(None);
    };
    let body = usize::from(u16::from_be_bytes([*high, *low]));
    let start = SIGNATURE.len() + 4;
    let length = start + body;
    let local = match version_command {
        0x20 => true,
        0x21 => false,
        _ => return Err(Malformed),
    };
    if length > HEADER_MAX || family >> 4 > 3 || family & 0xF > 2 {
        return Err(Malformed);
    }
    let Some(body) = bytes.get(start..length) else { return Ok(None) };
    let source = match family {
        _ if local => None,
        0x11 => Some(IpAddr::V4(Ipv4Addr::from(addresses::<4>(body, 12)?))),
        0x21 => Some(IpAddr::V6(Ipv6Addr::from(addresses::<16>(body, 36)?))),
        // Not TCP over IP: nothing that a client could be counted by.
        _ => None,
    };
    Ok(Some(Header { length, source }))
}

/// The first `N` bytes of a block of addresses and ports of that length, behind
/// which extensions may follow.
fn addresses<const N: usize>(body: &[u8], length: usize) -> Result<[u8; N], Malformed> {
    let block = body.get(..length).ok_or(Malformed)?;
    block.first_chunk().copied().ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn v2(command: u8, family: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&SIGNATURE[..], &[command, family], &length, body].concat()
    }

    fn source(bytes: &[u8]) -> Result<Option<IpAddr>, Malformed> {
        read(bytes).map(|header| header.expect("all of it is there").source)
    }

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    const V4: [u8; 12] = [203, 0, 113, 9, 10, 0, 0, 1, 0x10, 0, 0x1B, 0x9E];

    #[test]
    fn the_lines_of_version_1_are_read() {
        let from = |text: &str| source(text.as_bytes());
        assert_eq!(from("PROXY TCP4 203.0.113.9 10.0.0.1 4711 7070\r\nGET"), Ok(ip("203.0.113.9")));
        assert_eq!(from("PROXY TCP6 2001:db8::1 fd00::1 4711 7070\r\n"), Ok(ip("2001:db8::1")));
        assert_eq!(from("PROXY UNKNOWN\r\n"), Ok(None));
        assert_eq!(from("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), Ok(None));
        for wrong in [
            "GET / HTTP/1.1\r\n",
            "PROXY\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 4711\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 4711 7070 1\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 04711 7070\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 +1 7070\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 65536 7070\r\n",
            "PROXY TCP4 203.0.113.900 10.0.0.1 1 2\r\n",
            "PROXY TCP4 2001:db8::1 fd00::1 1 2\r\n",
            "PROXY TCP4  203.0.113.9 10.0.0.1 1 2\r\n",
            "PROXY TCP5 203.0.113.9 10.0.0.1 1 2\r\n",
            "proxy TCP4 203.0.113.9 10.0.0.1 1 2\r\n",
        ] {
            assert_eq!(read(wrong.as_bytes()), Err(Malformed), "{wrong:?}");
        }
        let endless = format!("PROXY UNKNOWN {}", "x".repeat(LINE_MAX));
        assert_eq!(read(endless.as_bytes()), Err(Malformed));
    }

    #[test]
    fn the_headers_of_version_2_are_read() {
        assert_eq!(source(&v2(0x21, 0x11, &V4)), Ok(ip("203.0.113.9")));
        let mut v6 = [0; 36];
        v6[..4].copy_from_slice(&[0x20, 1, 0xD, 0xB8]);
        assert_eq!(source(&v2(0x21, 0x21, &v6)), Ok(ip("2001:db8::")));
        // Extensions follow the addresses.
        let more = [&V4[..], &[4, 0, 1, 0]].concat();
        assert_eq!(source(&v2(0x21, 0x11, &more)), Ok(ip("203.0.113.9")));
        assert_eq!(read(&v2(0x21, 0x11, &more)).unwrap().unwrap().length, 32);
        // The proxy's own checks, and what is not TCP over IP.
        assert_eq!(source(&v2(0x20, 0x11, &V4)), Ok(None));
        assert_eq!(source(&v2(0x20, 0, &[])), Ok(None));
        assert_eq!(source(&v2(0x21, 0x31, &[0; 216])), Ok(None));
        for (command, family, length) in [
            (0x11, 0x11, 12),
            (0x22, 0x11, 12),
            (0x21, 0x41, 12),
            (0x21, 0x13, 12),
            (0x21, 0x11, 11),
            (0x21, 0x21, 12),
            (0x21, 0x11, 600),
        ] {
            let bytes = v2(command, family, &vec![0; length]);
            assert_eq!(read(&bytes), Err(Malformed), "{command:x} {family:x} {length}");
        }
    }

    proptest! {
        /// However it is cut, a header is asked for until it is whole, is then the
        /// same, and never takes a byte of what follows.
        #[test]
        fn a_header_may_come_in_pieces(port in any::<u16>(), from in any::<[u8; 4]>(), after in any::<[u8; 5]>()) {
            let from = Ipv4Addr::from(from);
            let line = format!("PROXY TCP4 {from} 10.0.0.1 {port} 7070\r\n").into_bytes();
            let block = [&from.octets()[..], &V4[4..]].concat();
            for header in [line, v2(0x21, 0x11, &block)] {
                for cut in 0..header.len() {
                    prop_assert_eq!(read(&header[..cut]), Ok(None));
                }
                let bytes = [&header[..], &after].concat();
                let expected = Header { length: header.len(), source: Some(IpAddr::V4(from)) };
                prop_assert_eq!(read(&bytes), Ok(Some(expected)));
            }
        }

        #[test]
        fn nothing_makes_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..700), v2 in any::<bool>()) {
            let start: &[u8] = if v2 { SIGNATURE } else { b"PROXY TCP4 " };
            let bytes = [start, &bytes].concat();
            if let Ok(Some(header)) = read(&bytes) {
                prop_assert!(header.length <= bytes.len() && header.length <= HEADER_MAX);
            }
        }
    }
}
