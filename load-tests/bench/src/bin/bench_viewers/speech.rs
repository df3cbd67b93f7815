//! Saying things: the host's commands, chat in an open loop, and as much chat as
//! goes through.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use hawker_load::{output, wire::Encoding};
use hawker_proto::v1::{ClientFrame, SendChat, client_frame};

use crate::{Bench, WITHIN};

/// What client frames are masked with: any four bytes will do.
pub(crate) const MASK: [u8; 4] = [7, 1, 9, 3];

/// How often a saturated server is looked at for more to say.
const LOOK: Duration = Duration::from_millis(1);

/// Digits of a message's number, with which its text begins.
pub(crate) const DIGITS: usize = 8;

impl Bench {
    pub(crate) fn publish(&mut self, count: usize, every_ms: u64) -> anyhow::Result<()> {
        self.begin(None);
        self.open_control()?;
        let began = Instant::now();
        for turn in 0..count {
            let due = began + Duration::from_millis(every_ms * turn as u64);
            self.serve_until(due, |_| false)?;
            // From the intended time, so that a late trigger shows.
            self.heard.due.push(due);
            let command = self.commands.get(self.turn % self.commands.len().max(1)).cloned();
            self.turn += 1;
            self.command(&command.context("no `--command` was given")?)?;
        }
        let expected = (count * self.viewers.len()) as u64;
        self.finish(expected)?;
        // Before the answer: whoever reads that may end this process at once.
        if let (Some(path), Some(frame)) = (&self.options.capture, &self.heard.captured) {
            std::fs::write(path, frame)?;
        }
        // Whatever the host says is heard in all rooms.
        self.tell(began, expected, count, 1);
        Ok(())
    }

    pub(crate) fn chat(&mut self, count: usize, every_us: u64) -> anyhow::Result<()> {
        let began = Instant::now();
        let due = |turn: usize| began + Duration::from_micros(every_us * turn as u64);
        self.begin(Some(due(count)));
        self.open_control()?;
        for turn in 0..count {
            self.serve_until(due(turn), |_| false)?;
            self.say(due(turn))?;
        }
        let expected = (count * self.viewers.len() / self.options.rooms) as u64;
        self.finish(expected)?;
        self.tell(began, expected, count, self.options.rooms);
        Ok(())
    }

    pub(crate) fn saturate(&mut self, seconds: u64, most: usize) -> anyhow::Result<()> {
        let began = Instant::now();
        self.begin(None);
        self.open_control()?;
        let each = (self.viewers.len() / self.options.rooms) as u64;
        while began.elapsed() < Duration::from_secs(seconds) {
            let come = (self.heard.deliveries / each.max(1)) as usize;
            for _ in 0..(come + most).saturating_sub(self.heard.due.len()) {
                self.say(Instant::now())?;
            }
            self.serve_until(Instant::now() + LOOK, |_| false)?;
        }
        let count = self.heard.due.len();
        let expected = count as u64 * each;
        self.finish(expected)?;
        self.tell(began, expected, count, self.options.rooms);
        Ok(())
    }

    fn begin(&mut self, end: Option<Instant>) {
        self.viewers.iter_mut().for_each(|viewer| (viewer.got, viewer.sum) = (0, 0));
        self.heard.begin(self.said, end);
    }

    /// Waits until all that is expected has come, or was said to be left out.
    fn finish(&mut self, expected: u64) -> anyhow::Result<()> {
        self.serve_until(Instant::now() + WITHIN, |heard| {
            heard.deliveries + heard.skipped >= expected
        })
    }

    /// Says what came of so many messages, each of which was for one of so many
    /// rooms.
    fn tell(&self, began: Instant, expected: u64, count: usize, rooms: usize) {
        let mut due = vec![(0_u32, 0_u64); rooms];
        for place in 0..count {
            if let Some((got, sum)) = due.get_mut((place + self.heard.first as usize) % rooms) {
                (*got, *sum) = (*got + 1, *sum + place as u64);
            }
        }
        let whole = self.viewers.iter().enumerate().filter(|(index, viewer)| {
            due.get(index % rooms).is_some_and(|due| *due == (viewer.got, viewer.sum))
        });
        output::line(&self.heard.told(expected, whole.count(), began.elapsed()));
    }

    /// Says the next message: its number, filled up with letters.
    fn say(&mut self, due: Instant) -> anyhow::Result<()> {
        self.heard.due.push(due);
        let number = self.said as usize;
        self.said += 1;
        if self.options.senders == 0 {
            let show = self.show(number);
            let put = format!("PUT /v1/shows/{show} HTTP/1.1\r\ncontent-length: 0\r\n\r\n");
            return self.command(put.as_bytes());
        }
        let fill = self.options.text_bytes;
        let text = format!("{number:0DIGITS$}{:x<1$}", "", fill.saturating_sub(DIGITS));
        let kind = client_frame::Kind::SendChat(SendChat { text });
        let frame = ClientFrame { id: self.said.wrapping_add(1), kind: Some(kind) };
        let mut bytes = Vec::new();
        Encoding::Proto.write(&frame, MASK, &mut bytes)?;
        let sender = self.viewers.get_mut(number % self.options.senders);
        let line = &mut sender.context("more senders than viewers")?.line;
        line.send(&bytes).context("a chat message")
    }
}
