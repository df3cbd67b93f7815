//! The gateway's one stream of commands to inventory.
//!
//! Commands that come while a message is on its way go into the next one together.
//! When the stream breaks, everything without an answer is sent again over a new
//! one, with the same keys: inventory gives a command that it had carried out its
//! recorded answer, so none is lost and none is done twice. Only when that fails
//! too are the callers told that it is not known what became of it.

use std::collections::BTreeMap;

use hawker_proto::{
    Peer, refuse,
    v1::{
        CommandResponse, CommandsRequest, CommandsResponse, ErrorCode, StreamCommand,
        inventory_client::InventoryClient, stream_answer::Answer, stream_command::Command,
    },
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use super::{Answer as Answered, explain};
use crate::limits::{
    CALL_DEADLINE, LINE_AHEAD, LINE_IN_FLIGHT, LINE_MESSAGE, LINE_PAUSE, LINE_TRIES,
};

/// The callers' end. Cheap to clone; the stream ends with the last one.
#[derive(Clone)]
pub(super) struct Line(mpsc::Sender<Asked>);

/// A command and who waits for its answer.
struct Asked {
    command: Command,
    told: oneshot::Sender<Answered<CommandResponse>>,
}

impl Line {
    /// Opens the line; the stream is opened with the first command.
    pub(super) fn open(client: InventoryClient<Peer>) -> Self {
        let (line, asked) = mpsc::channel(LINE_IN_FLIGHT);
        let carrier = Carrier { client, asked, unanswered: BTreeMap::new(), last_id: 0 };
        tokio::spawn(carrier.run());
        Self(line)
    }

    /// Carries out a command.
    pub(super) async fn command(&self, command: Command) -> Answered<CommandResponse> {
        let (told, answer) = oneshot::channel();
        self.0.try_send(Asked { command, told }).map_err(|_| {
            let sentence =
                "Too many commands wait for the stock: send this one again with its key.";
            refuse(ErrorCode::ResourceExhausted, sentence)
        })?;
        answer.await.unwrap_or_else(|_| Err(lost()))
    }
}

/// It is not known what became of a command.
fn lost() -> hawker_proto::v1::Error {
    explain(&Status::unknown("the stream of commands broke"), ErrorCode::Unknown)
}

/// How a stream ended.
enum Ended {
    /// Nobody asks any more.
    Done,
    /// It broke after some answers had come.
    Broke,
    /// It broke, or was not there, before any answer.
    Failed,
}

/// The task that keeps the stream.
struct Carrier {
    client: InventoryClient<Peer>,
    asked: mpsc::Receiver<Asked>,
    /// What was sent, or is to be sent, by id.
    unanswered: BTreeMap<u64, Asked>,
    last_id: u64,
}

impl Carrier {
    async fn run(mut self) {
        let mut failed = 0;
        while self.has_something().await {
            match self.stream().await {
                Ended::Done => return,
                Ended::Broke => failed = 0,
                Ended::Failed => {
                    failed += 1;
                    // Another process may take over: it is found within moments.
                    sleep(LINE_PAUSE).await;
                }
            }
            // Callers whose deadline has passed wait no more.
            self.unanswered.retain(|_, asked| !asked.told.is_closed());
            if failed >= LINE_TRIES {
                failed = 0;
                let unanswered = std::mem::take(&mut self.unanswered);
                unanswered.into_values().for_each(|asked| tell(asked, Err(lost())));
            }
        }
    }

    /// Waits for something to send, if there is nothing.
    async fn has_something(&mut self) -> bool {
        if !self.unanswered.is_empty() {
            return true;
        }
        let Some(asked) = self.asked.recv().await else { return false };
        self.last_id += 1;
        self.unanswered.insert(self.last_id, asked);
        true
    }

    /// Opens a stream, sends everything that has no answer and then what comes,
    /// and hands out the answers.
    async fn stream(&mut self) -> Ended {
        let (messages, sent) = mpsc::channel(LINE_AHEAD);
        let mut client = self.client.clone();
        let opening = Box::pin(client.commands(ReceiverStream::new(sent)));
        let Ok(Ok(opened)) = timeout(CALL_DEADLINE, opening).await else { return Ended::Failed };
        let mut answers: Streaming<CommandsResponse> = opened.into_inner();
        let mut again: Vec<u64> = self.unanswered.keys().copied().collect();
        again.reverse();
        let mut ended = Ended::Failed;
        loop {
            let room = messages.capacity() > 0;
            if room && !again.is_empty() {
                let ids = again.split_off(again.len().saturating_sub(LINE_MESSAGE));
                if messages.try_send(self.message(ids.into_iter().rev())).is_err() {
                    return ended;
                }
                continue;
            }
            let mut came = Vec::new();
            let more = LINE_IN_FLIGHT.saturating_sub(self.unanswered.len()).min(LINE_MESSAGE);
            tokio::select! {
                answered = timeout(CALL_DEADLINE, answers.message()) => match answered {
                    Ok(Ok(Some(batch))) => {
                        self.settle(batch);
                        ended = Ended::Broke;
                    }
                    // Nothing was asked for that long.
                    Err(_) if self.unanswered.is_empty() => {}
                    _ => return ended,
                },
                count = self.asked.recv_many(&mut came, more), if room && more > 0 => {
                    if count == 0 {
                        return Ended::Done;
                    }
                    let message = self.enter(came);
                    if messages.try_send(message).is_err() {
                        return ended;
                    }
                }
            }
        }
    }

    /// Takes in what was asked, and makes a message of it.
    fn enter(&mut self, came: Vec<Asked>) -> CommandsRequest {
        let first = self.last_id + 1;
        for asked in came {
            self.last_id += 1;
            self.unanswered.insert(self.last_id, asked);
        }
        self.message(first..=self.last_id)
    }

    fn message(&self, ids: impl Iterator<Item = u64>) -> CommandsRequest {
        let commands = ids.filter_map(|id| {
            let command = Some(self.unanswered.get(&id)?.command.clone());
            Some(StreamCommand { id, command })
        });
        CommandsRequest { commands: commands.collect() }
    }

    fn settle(&mut self, batch: CommandsResponse) {
        for answer in batch.answers {
            let Some(asked) = self.unanswered.remove(&answer.id) else { continue };
            tell(
                asked,
                match answer.answer {
                    Some(Answer::Response(response)) => Ok(response),
                    Some(Answer::Error(error)) => Err(error),
                    None => Err(lost()),
                },
            );
        }
    }
}

fn tell(asked: Asked, answer: Answered<CommandResponse>) {
    // Whoever waits no more can repeat the command with its key.
    let _ = asked.told.send(answer);
}
