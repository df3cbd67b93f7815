//! How a viewer's session ends, and whether it comes back.

use std::time::Duration;

use hawker_proto::v1::Goodbye;

use crate::Error;

/// Close codes that mean: don't come back.
const CLOSE_FOR_GOOD: std::ops::Range<u16> = 3_500..4_000;

/// How a session ended.
#[derive(Debug)]
pub(crate) enum End {
    /// Without a word, or with a broken promise.
    Broken(String),
    /// The server said when to come back.
    ComeBack(Duration),
    /// The server said not to come back.
    ForGood(String),
}

impl End {
    /// What the server's goodbye says.
    pub(crate) fn parting(goodbye: &Goodbye) -> End {
        let error = goodbye.error.clone().unwrap_or_default();
        if error.temporary || goodbye.reconnect_after_ms > 0 {
            End::ComeBack(Duration::from_millis(goodbye.reconnect_after_ms.into()))
        } else {
            End::ForGood(error.message)
        }
    }

    /// What a close frame with that payload says.
    pub(crate) fn closed(payload: &[u8]) -> End {
        let code = payload.first_chunk::<2>().map_or(0, |code| u16::from_be_bytes(*code));
        let reason = String::from_utf8_lossy(payload.get(2..).unwrap_or_default());
        let why = format!("closed with {code} {reason}");
        if CLOSE_FOR_GOOD.contains(&code) { End::ForGood(why) } else { End::Broken(why) }
    }
}

impl From<Error> for End {
    fn from(error: Error) -> End {
        End::Broken(error.to_string())
    }
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> End {
        End::Broken(error.to_string())
    }
}
