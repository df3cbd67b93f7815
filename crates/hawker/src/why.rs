//! `hawker why`: what a viewer was sent, when, and what was left out for them, read
//! from a running server over its own API.
//!
//! What a record says becomes a line here and nowhere else; `--json` prints the
//! answer as it came.

use std::net::SocketAddr;

use hawker_gateway::token::{Claims, mint};
use hawker_proto::v1::{ErrorCode, StartTrace, Trace, TraceKind, TraceRecord, TracedSession};
use http::Method;
use serde_json::Value;

use crate::{
    cli::WhyArgs, commands::unix_seconds, error::Error, http_client::ApiClient, output, secret,
};

/// Seconds for which the command's own token is valid.
const TOKEN_SECONDS: i64 = 60;

pub(crate) async fn run(args: WhyArgs) -> Result<(), Error> {
    let api = ApiClient::new(server(&args)?, token(&args)?);
    let show = escaped(&args.show);
    let (status, answer) = if args.start {
        let body = serde_json::to_value(StartTrace { viewer: args.viewer.clone() })
            .map_err(|e| Error::internal("the question", e))?;
        api.call(Method::POST, &format!("/v1/shows/{show}/traces"), Some(&body)).await?
    } else {
        let path = format!("/v1/shows/{show}/traces/{}", escaped(&args.viewer));
        api.call(Method::GET, &path, None).await?
    };
    if !status.is_success() {
        return Err(refused(&answer));
    }
    if args.json {
        output::line(answer);
        return Ok(());
    }
    let trace: Trace =
        serde_json::from_value(answer).map_err(|e| Error::internal("the server's answer", e))?;
    tell(&trace, args.start);
    Ok(())
}

/// Where the server is: as told, or as its data folder says.
fn server(args: &WhyArgs) -> Result<SocketAddr, Error> {
    if let Some(server) = args.server {
        return Ok(server);
    }
    let path = args.data_dir.join("ports.json");
    let ports = std::fs::read(&path).ok();
    let ports: Option<Value> = ports.and_then(|text| serde_json::from_slice(&text).ok());
    let public = ports.as_ref().and_then(|ports| ports.get("public")).and_then(Value::as_str);
    public.and_then(|public| public.parse().ok()).ok_or_else(|| {
        let path = path.display();
        let message = format!("no server runs here ({path}): start it, or give --server");
        Error::new(ErrorCode::Unavailable, message)
    })
}

/// The token that was given, or one of our own making, which may see one show.
fn token(args: &WhyArgs) -> Result<String, Error> {
    if let Some(path) = &args.token_file {
        let token = std::fs::read_to_string(path).map_err(|e| {
            let message = format!("{} can't be read ({e})", path.display());
            Error::new(ErrorCode::TokenMissing, message)
        })?;
        return Ok(token.trim().to_owned());
    }
    let secret = secret::load(&args.data_dir.join("secret"))?;
    let claims = Claims {
        sub: "hawker-why".to_owned(),
        exp: unix_seconds().saturating_add(TOKEN_SECONDS),
        caps: vec!["host".to_owned()],
        shows: vec![args.show.clone()],
        ..Claims::default()
    };
    Ok(mint(&secret, &claims)?)
}

/// A part of a path, with whatever might end it encoded (RFC 3986, section 2.1).
fn escaped(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let byte = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    part.bytes().map(byte).collect()
}

/// The server's own refusal, with its code.
fn refused(problem: &Value) -> Error {
    let text = |name: &str| problem.get(name).and_then(Value::as_str);
    let code = text("code").and_then(ErrorCode::from_str_name).unwrap_or(ErrorCode::Internal);
    Error::new(code, text("detail").unwrap_or("the server refused without a word"))
}

fn tell(trace: &Trace, started: bool) {
    if trace.sessions.is_empty() {
        let viewer = &trace.viewer;
        output::line(match (started, trace.chosen) {
            (true, _) => format!(
                "{viewer} is traced from now on, within a second: ask again without --start"
            ),
            (false, true) => format!(
                "{viewer} is to be traced, and has not been seen since: ask again in a second"
            ),
            (false, false) => format!(
                "nothing is known of {viewer}: name them before, with --start, or take one of \
                 the sessions traced at random"
            ),
        });
    }
    for session in &trace.sessions {
        head(session);
        for record in &session.records {
            output::line(format_args!(
                "{}  {:<12}  {}",
                clock(record.at_ms),
                name(record.kind()),
                sentence(record)
            ));
        }
    }
}

fn head(session: &TracedSession) {
    let TracedSession { session: id, viewer, since_ms, open, forgotten, .. } = session;
    let stands = if *open { "is open" } else { "has ended" };
    output::line(format_args!(
        "session {id} of {viewer}, traced since {}, {stands}",
        clock(*since_ms)
    ));
    if *forgotten > 0 {
        output::line(format_args!("{forgotten} older records had to give way"));
    }
}

/// A moment as the time of day, in UTC.
fn clock(ms: i64) -> String {
    let day = ms.rem_euclid(86_400_000);
    let (hours, minutes, seconds) = (day / 3_600_000, day / 60_000 % 60, day / 1_000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", day % 1_000)
}

fn name(kind: TraceKind) -> &'static str {
    match kind {
        TraceKind::Unspecified => "unknown",
        TraceKind::Joined => "joined",
        TraceKind::Publication => "publication",
        TraceKind::State => "state",
        TraceKind::Chat => "chat",
        TraceKind::ChatSkipped => "chat skipped",
        TraceKind::Snapshot => "snapshot",
        TraceKind::Private => "private",
        TraceKind::Blocked => "blocked",
        TraceKind::Unblocked => "unblocked",
        TraceKind::Left => "left",
    }
}

fn sentence(record: &TraceRecord) -> String {
    let TraceRecord { from, to, messages, left_out, age_ms, .. } = record;
    let age = match age_ms {
        0 => String::new(),
        ms => format!(", {ms} ms after it was said"),
    };
    match record.kind() {
        TraceKind::Joined if *messages == 1 => format!("recovered from {from}, now at {to}"),
        TraceKind::Joined => format!("with a snapshot, at {to}"),
        TraceKind::Publication => format!("{to} written{age}"),
        TraceKind::State => match to.saturating_sub(*from) {
            0 | 1 => format!("tick {to} written{age}"),
            ticks => format!("tick {to} written{age}; {} ticks conflated into it", ticks - 1),
        },
        TraceKind::Chat if *left_out == 0 => format!("{messages} messages written{age}"),
        TraceKind::Chat => {
            format!("{messages} messages written{age}; {left_out} sampled out for everyone")
        }
        TraceKind::ChatSkipped => {
            format!("{left_out} messages skipped: the viewer was too far behind")
        }
        TraceKind::Snapshot => format!("in place of publications {from} to {to}, no longer kept"),
        TraceKind::Private => "a reply, or an own reservation, written".to_owned(),
        TraceKind::Blocked => "the viewer's socket takes no more: it falls behind".to_owned(),
        TraceKind::Unblocked => "the socket takes some again".to_owned(),
        TraceKind::Left => "the session ended".to_owned(),
        TraceKind::Unspecified => "something that this version does not know".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_in_a_name_stays_one_part_of_the_path() {
        assert_eq!(escaped("guest-3f9c1a"), "guest-3f9c1a");
        assert_eq!(escaped("a/b?c d\u{e9}"), "a%2Fb%3Fc%20d%C3%A9");
    }

    #[test]
    fn what_was_left_out_is_said() {
        let record = |kind: TraceKind, from, to, messages, left_out| {
            sentence(&TraceRecord {
                kind: kind.into(),
                from,
                to,
                messages,
                left_out,
                ..TraceRecord::default()
            })
        };
        assert_eq!(
            record(TraceKind::State, 3, 9, 0, 0),
            "tick 9 written; 5 ticks conflated into it"
        );
        assert_eq!(
            record(TraceKind::Chat, 1, 2, 4, 6),
            "4 messages written; 6 sampled out for everyone"
        );
        assert_eq!(clock(86_400_000 + 3_723_004), "01:02:03.004Z");
    }
}
