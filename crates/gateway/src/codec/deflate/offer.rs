//! Negotiation (RFC 7692, section 7.1), apart from whoever reads the handshake.

/// The extension's name.
const NAME: &str = "permessage-deflate";
/// Bits of the window that we compress with, and the largest there is.
const WINDOW_BITS: u8 = 15;
/// The smallest there is.
const WINDOW_BITS_LEAST: u8 = 8;

/// What an offer is accepted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The offer did not speak of our window.
    Plain,
    /// It did, and what it asked for must be confirmed.
    WithWindow,
}

impl Answer {
    /// The value of the answer's `Sec-WebSocket-Extensions`.
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Plain => {
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            }
            Self::WithWindow => {
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
                 server_max_window_bits=15"
            }
        }
    }
}

/// The first acceptable offer of the values of a request's
/// `Sec-WebSocket-Extensions`, in their order; `None` where there is none, and
/// the session does without.
pub(crate) fn negotiate<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Answer> {
    values.into_iter().flat_map(|value| value.split(',')).find_map(accept)
}

/// Reads one offer strictly: a parameter that is unknown, repeated or out of its
/// range makes the whole of it one that must be declined.
fn accept(offer: &str) -> Option<Answer> {
    let mut parts = offer.split(';').map(str::trim);
    if parts.next() != Some(NAME) {
        return None;
    }
    let (mut seen, mut answer) = (Vec::new(), Answer::Plain);
    for part in parts {
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (part, None),
        };
        if seen.contains(&name) {
            return None;
        }
        seen.push(name);
        match (name, value) {
            ("server_no_context_takeover" | "client_no_context_takeover", None) => {}
            // A hint only: what a client compresses with less is read all the same.
            ("client_max_window_bits", None) => {}
            ("client_max_window_bits", Some(value)) => {
                window_bits(value)?;
            }
            ("server_max_window_bits", Some(value)) => {
                (window_bits(value)? == WINDOW_BITS).then_some(())?;
                answer = Answer::WithWindow;
            }
            _ => return None,
        }
    }
    Some(answer)
}

/// 8 to 15 without leading zeros, as a token or as a quoted one.
fn window_bits(value: &str) -> Option<u8> {
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let digits = quoted.unwrap_or(value);
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let bits = plain.then(|| digits.parse().ok()).flatten()?;
    (WINDOW_BITS_LEAST..=WINDOW_BITS).contains(&bits).then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offers_of_browsers_and_libraries_are_accepted() {
        for offer in [
            "permessage-deflate",
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate;client_max_window_bits=12",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate ; client_max_window_bits=\"9\"",
        ] {
            assert_eq!(negotiate([offer]), Some(Answer::Plain), "{offer}");
        }
        let offer = "permessage-deflate; server_max_window_bits=15";
        assert_eq!(negotiate([offer]), Some(Answer::WithWindow));
        assert!(Answer::WithWindow.header().ends_with("; server_max_window_bits=15"));
    }

    #[test]
    fn what_we_do_not_do_and_what_is_wrong_is_declined() {
        for offer in [
            "",
            "permessage-bzip2",
            "x-webkit-deflate-frame",
            "permessage-deflate; server_max_window_bits=10",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=7",
            "permessage-deflate; client_max_window_bits=08",
            "permessage-deflate; client_max_window_bits=+9",
            "permessage-deflate; client_max_window_bits=",
            "permessage-deflate; client_max_window_bits=\"9",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; unknown",
            "permessage-deflate;",
        ] {
            assert_eq!(negotiate([offer]), None, "{offer}");
        }
    }

    #[test]
    fn of_several_the_first_that_can_be_is_taken() {
        let several = "permessage-deflate; server_max_window_bits=9, permessage-deflate; \
                       server_max_window_bits=15, permessage-deflate";
        assert_eq!(negotiate([several]), Some(Answer::WithWindow));
        let lines = ["x, y", "permessage-deflate; client_max_window_bits"];
        assert_eq!(negotiate(lines), Some(Answer::Plain));
        assert_eq!(negotiate([]), None);
    }
}
