//! A crowd that chats, before Hawker or before the floor.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use hawker_proto::v1::{ChatMessage, ChatTick, ServerFrame, server_frame};
use prost::Message as _;

use crate::process::{Process, number};
use crate::server::{SHOW, Scratch, Server};

/// Bytes of a message on the wire, alone in its tick.
const MESSAGE_BYTES: usize = 200;

/// Frames that the floor has ready; then it begins again.
const FRAMES: u32 = 100_000;

/// Changes of stock that there are commands for.
const COMMANDS: usize = 64;

/// The server lets everyone say what the bench has them say.
const UNLIMITED: [(&str, &str); 10] = [
    ("HAWKER_GATEWAY__LIMITS__ADDRESS_JOINS_PER_SECOND", "100000"),
    ("HAWKER_GATEWAY__LIMITS__ADDRESS_JOINS_BURST", "100000"),
    ("HAWKER_GATEWAY__LIMITS__ADDRESS__FRAMES_PER_SECOND", "1000000"),
    ("HAWKER_GATEWAY__LIMITS__ADDRESS__FRAMES_BURST", "1000000"),
    ("HAWKER_GATEWAY__LIMITS__TOKEN__FRAMES_PER_SECOND", "100000"),
    ("HAWKER_GATEWAY__LIMITS__TOKEN__FRAMES_BURST", "100000"),
    ("HAWKER_GATEWAY__LANES__CHAT_RATE", "0"),
    ("HAWKER_GATEWAY__WORKERS__CHAT_SCALE", "100000"),
    ("HAWKER_GATEWAY__WORKERS__FRAMES_PER_SECOND", "100000"),
    ("HAWKER_GATEWAY__WORKERS__FRAMES_BURST", "100000"),
];

/// Who is there, and how the server is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) viewers: usize,
    /// Rooms that they are spread over; with one, it is the show [`SHOW`]. With
    /// several, what is published is stock of a listing that all of them offer.
    pub(crate) rooms: usize,
    /// Who chats in turn, where it is sessions that do.
    pub(crate) senders: usize,
    /// The server's cores, and keys of its configuration.
    pub(crate) cores: &'a str,
    pub(crate) variables: &'a [(&'a str, &'a str)],
}

/// A server with its viewers.
pub(crate) struct Crowd {
    // Before the server, which would count their going as something to do.
    pub(crate) viewers: Process,
    served: Served,
    count: usize,
}

enum Served {
    Hawker(Server),
    Floor(Process),
}

/// What came of one command to the viewers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    /// Seconds of the server's CPU for a million deliveries.
    pub(crate) cpu: f64,
    pub(crate) p99_ms: f64,
    /// Of what was said in the first ten seconds, and in the last.
    pub(crate) first_p99_ms: f64,
    pub(crate) last_p99_ms: f64,
    /// Deliveries a second.
    pub(crate) rate: f64,
    /// Messages that the server said it left out for slow viewers.
    pub(crate) skipped: f64,
    /// Deliveries to a frame.
    pub(crate) in_a_frame: f64,
}

impl Crowd {
    /// Before a Hawker of its own.
    pub(crate) async fn hawker(folder: &Path, setting: Setting<'_>) -> anyhow::Result<Crowd> {
        let variables = [&UNLIMITED, setting.variables].concat();
        let server = Server::start_with(folder, setting.cores, &variables).await?;
        server.stage().await?;
        let files = Scratch::new(folder, "commands")?;
        let mut commands = Vec::new();
        if setting.rooms > 1 {
            server.stage_more(setting.rooms).await?;
            commands = server.stock_commands(&files.0, COMMANDS)?;
        }
        let to = (server.public.as_str(), server.secret_file.as_path());
        let viewers = viewers_of(to, SHOW, setting, &commands)?;
        Ok(Crowd { viewers, served: Served::Hawker(server), count: setting.viewers })
    }

    /// Before the plain loop, which has each message's frame ready.
    pub(crate) fn floor(folder: &Path, setting: Setting<'_>) -> anyhow::Result<Crowd> {
        let files = Scratch::new(folder, "crowd")?;
        let frames: Vec<u8> = (0..FRAMES).flat_map(|number| frame(number, text_bytes())).collect();
        std::fs::write(files.0.join("frames"), frames)?;
        std::fs::write(files.0.join("greeting"), frame(0, text_bytes()))?;
        let secret_file = files.0.join("secret");
        std::fs::write(&secret_file, "0123456789abcdef0123456789abcdef")?;
        let mut process =
            Process::start(0, "floor", [files.0.join("frames"), files.0.join("greeting")])?;
        let to = format!("127.0.0.1:{}", number(&process.answer()?, "port")?);
        let setting = Setting { senders: 0, ..setting };
        let command = files.0.join("put.http");
        std::fs::write(&command, "PUT /all HTTP/1.1\r\ncontent-length: 0\r\n\r\n")?;
        let viewers = viewers_of((&to, &secret_file), SHOW, setting, &[command])?;
        Ok(Crowd { viewers, served: Served::Floor(process), count: setting.viewers })
    }

    /// The server's process.
    pub(crate) fn process(&self) -> &Process {
        match &self.served {
            Served::Hawker(server) => &server.process,
            Served::Floor(process) => process,
        }
    }

    /// The server, where it is Hawker.
    pub(crate) fn server(&self) -> Option<&Server> {
        match &self.served {
            Served::Hawker(server) => Some(server),
            Served::Floor(_) => None,
        }
    }

    /// Has the viewers do that; every message must come to everyone.
    pub(crate) fn ask(&mut self, line: &str) -> anyhow::Result<Took> {
        let took = self.try_ask(line)?;
        ensure!(took.skipped == 0.0, "{} messages were left out", took.skipped);
        Ok(took)
    }

    /// The same where messages may be left out for slow viewers.
    pub(crate) fn try_ask(&mut self, line: &str) -> anyhow::Result<Took> {
        let before = self.process().cpu()?;
        let told = self.viewers.ask(line)?;
        let cpu = self.process().cpu()? - before;
        let of = |name| number(&told, name);
        let (deliveries, skipped) = (of("deliveries")?, of("skipped")?);
        let due = deliveries + skipped;
        ensure!(due == of("expected")?, "{line}: {told}");
        ensure!(skipped > 0.0 || of("whole")? == self.count as f64, "{line}: {told}");
        Ok(Took {
            cpu: cpu * 1e6 / deliveries,
            p99_ms: of("p99_ms")?,
            first_p99_ms: of("first_p99_ms")?,
            last_p99_ms: of("last_p99_ms")?,
            rate: deliveries / of("seconds")?,
            skipped,
            in_a_frame: deliveries / of("frames")?,
        })
    }
}

/// The viewers of a show on that server, all in.
pub(crate) fn viewers_of(
    (to, secret_file): (&str, &Path),
    show: &str,
    setting: Setting<'_>,
    commands: &[PathBuf],
) -> anyhow::Result<Process> {
    let number = |number: usize| OsString::from(number.to_string());
    let arguments: [(&str, OsString); 7] = [
        ("--to", to.into()),
        ("--viewers", number(setting.viewers)),
        ("--show", show.into()),
        ("--rooms", number(setting.rooms)),
        ("--senders", number(setting.senders)),
        ("--text-bytes", number(text_bytes())),
        ("--secret-file", secret_file.into()),
    ];
    let commands = commands.iter().map(|path| ("--command", path.into()));
    let arguments = arguments.into_iter().chain(commands);
    let arguments = arguments.flat_map(|(name, value)| [name.into(), value]);
    let mut viewers = Process::start::<OsString>(1, "bench_viewers", arguments)?;
    viewers.answer().context("viewers come in")?;
    // What joining leaves to do is done before anything is measured.
    viewers.ask("idle 1")?;
    Ok(viewers)
}

/// A tick with that message alone, as Hawker sends it.
fn frame(number: u32, text_bytes: usize) -> Vec<u8> {
    let message = ChatMessage {
        seq: 1_000 + number % 10_000,
        viewer: "guest-0a1b2c".to_owned(),
        text: format!("{number:08}{}", "x".repeat(text_bytes.saturating_sub(8))),
        at_ms: 1_800_000_000_000,
        role: 0,
    };
    let tick = ChatTick { messages: vec![message], accepted: 1_000, sampled_out: 0 };
    let kind = Some(server_frame::Kind::Chat(tick));
    let payload = ServerFrame { kind }.encode_length_delimited_to_vec();
    let length = u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[0x82, 126], length.as_slice(), &payload].concat()
}

/// Bytes of text that make a frame of [`MESSAGE_BYTES`].
fn text_bytes() -> usize {
    (8..MESSAGE_BYTES).find(|bytes| frame(0, *bytes).len() >= MESSAGE_BYTES).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_size_asked_for_whatever_its_number() {
        for number in [0, 9, 10_000, FRAMES - 1] {
            assert_eq!(frame(number, text_bytes()).len(), MESSAGE_BYTES);
        }
    }
}
