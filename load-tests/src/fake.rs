//! A small gateway for the tester's own tests: one room in memory that keeps
//! the protocol, or breaks one promise of it on purpose.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use hawker_proto::v1::{
    ChatMessage, ChatTick, CheckoutResult, ClientFrame, Done, Hello, Listing, ListingSku, Outcome,
    Position, Publication, Reply, Reservation, Reserve, ReserveResult, Sale, SaleState,
    ServerFrame, SkuStock, Snapshot, StateTick, Welcome, client_frame, publication,
    reply::Result as Answer, server_frame,
};
use prost::Message as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{
    Message,
    handshake::server::{Request, Response},
    http::HeaderValue,
};

/// A promise to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    /// Keeps every promise.
    Nothing,
    /// Every tenth message comes twice.
    RepeatsChat,
    /// Stock goes back now and then.
    StockGoesBack,
    /// The third viewer is cut off once, after its fifth frame.
    CutsOff,
}

pub(crate) const SALE: &str = "sale-1";

struct Member {
    number: usize,
    json: bool,
    outbox: mpsc::Sender<Message>,
}

struct Room {
    plant: Plant,
    members: Vec<Member>,
    entered: usize,
    accepted: u32,
    history: Vec<Publication>,
    units: u32,
    held: u32,
    cut: bool,
    version: u32,
    tracked: u32,
}

/// A fake gateway that listens on a port of its own.
pub(crate) struct Fake {
    pub(crate) url: String,
    room: Arc<Mutex<Room>>,
}

impl Fake {
    pub(crate) async fn start(plant: Plant, units: u32) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let room = Room {
            plant,
            members: Vec::new(),
            entered: 0,
            accepted: 0,
            history: Vec::new(),
            units,
            held: 0,
            cut: false,
            version: 100,
            tracked: 0,
        };
        let room = Arc::new(Mutex::new(room));
        let shared = Arc::clone(&room);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Fake { url, room }
    }

    pub(crate) fn held(&self) -> u32 {
        self.room.lock().unwrap().held
    }

    pub(crate) fn tracked(&self) -> u32 {
        self.room.lock().unwrap().tracked
    }

    pub(crate) fn publish(&self, kind: publication::Kind) -> Position {
        self.room.lock().unwrap().publish(kind)
    }

    pub(crate) fn open_sale(&self) -> Position {
        self.publish(publication::Kind::SaleOpened(sale()))
    }
}

pub(crate) fn sale() -> Sale {
    Sale {
        sale: SALE.into(),
        listing: "lamp".into(),
        skus: vec!["lamp-1".into()],
        state: SaleState::Open.into(),
        ..Sale::default()
    }
}

pub(crate) fn listing() -> Listing {
    let sku = ListingSku { sku: "lamp-1".into(), title: "One".into() };
    Listing { listing: "lamp".into(), title: "Lamp".into(), skus: vec![sku], ..Listing::default() }
}

impl Room {
    fn position(&self) -> Position {
        Position { epoch: 1, offset: self.history.len() as u32 }
    }

    fn publish(&mut self, kind: publication::Kind) -> Position {
        let offset = self.history.len() as u32 + 1;
        let publication = Publication { epoch: 1, offset, at_ms: 0, kind: Some(kind) };
        self.history.push(publication.clone());
        let frame = server_frame::Kind::Publication(publication);
        self.tell(&frame, |_| true);
        self.position()
    }

    fn tell(&self, kind: &server_frame::Kind, to: impl Fn(usize) -> bool) {
        for member in self.members.iter().filter(|member| to(member.number)) {
            // A member that left or is behind is none of the fake's business.
            drop(member.outbox.try_send(encode(member.json, kind.clone())));
        }
    }

    fn chat(&mut self, sender: usize, text: String) -> Answer {
        self.accepted += 1;
        let viewer = format!("v{sender}");
        let message = ChatMessage { seq: self.accepted, viewer, text, ..ChatMessage::default() };
        let (tenth, plant) = (self.accepted.is_multiple_of(10), self.plant);
        let mut messages = vec![message.clone()];
        if tenth && plant == Plant::RepeatsChat {
            messages.push(message.clone());
        }
        let tick = ChatTick { messages, accepted: self.accepted, sampled_out: 0 };
        self.tell(&server_frame::Kind::Chat(tick), |_| true);
        self.version += 1;
        let mut version = self.version;
        if tenth && plant == Plant::StockGoesBack {
            version -= 5;
        }
        let stock = SkuStock { sku: "lamp-1".into(), version, ..SkuStock::default() };
        let state = StateTick { stocks: vec![stock], ..StateTick::default() };
        self.tell(&server_frame::Kind::State(state), |_| true);
        Answer::Chat(message)
    }

    fn reserve(&mut self, buyer: usize, reserve: &Reserve) -> Answer {
        if self.held == self.units {
            let outcome = Outcome::SoldOut.into();
            return Answer::Reserve(ReserveResult { outcome, ..ReserveResult::default() });
        }
        self.held += 1;
        let reservation = Reservation {
            id: self.held.into(),
            buyer: format!("b{buyer}"),
            listing: reserve.listing.clone(),
            ..Reservation::default()
        };
        Answer::Reserve(ReserveResult {
            outcome: Outcome::Held.into(),
            reservation: Some(reservation),
            ..ReserveResult::default()
        })
    }

    fn answer(&mut self, sender: usize, kind: client_frame::Kind) -> Answer {
        match kind {
            client_frame::Kind::SendChat(chat) => self.chat(sender, chat.text),
            client_frame::Kind::Reserve(reserve) => self.reserve(sender, &reserve),
            client_frame::Kind::Checkout(_) => Answer::Checkout(CheckoutResult::default()),
            client_frame::Kind::Track(_) => {
                self.tracked += 1;
                Answer::Done(Done {})
            }
            _ => Answer::Done(Done {}),
        }
    }

    fn enter(
        &mut self,
        json: bool,
        outbox: mpsc::Sender<Message>,
        hello: &Hello,
        id: u32,
    ) -> usize {
        let number = self.entered;
        self.entered += 1;
        let recovered = hello.epoch == 1;
        let welcome = Welcome {
            recovered,
            position: Some(self.position()),
            chat_accepted: self.accepted,
            ..Welcome::default()
        };
        let reply = Reply { id, result: Some(Answer::Welcome(welcome)) };
        let mut frames = vec![server_frame::Kind::Reply(reply)];
        if recovered {
            let missed = self.history.iter().skip(hello.offset as usize).cloned();
            frames.extend(missed.map(server_frame::Kind::Publication));
        } else {
            frames.push(server_frame::Kind::Snapshot(Snapshot {
                position: Some(self.position()),
                listings: vec![listing()],
                chat_accepted: self.accepted,
                ..Snapshot::default()
            }));
        }
        for frame in frames {
            outbox.try_send(encode(json, frame)).unwrap();
        }
        self.members.push(Member { number, json, outbox });
        number
    }
}

fn encode(json: bool, kind: server_frame::Kind) -> Message {
    let frame = ServerFrame { kind: Some(kind) };
    if json {
        Message::text(serde_json::to_string(&frame).unwrap())
    } else {
        Message::binary(frame.encode_length_delimited_to_vec())
    }
}

fn decode(message: &Message) -> Option<ClientFrame> {
    match message {
        Message::Text(text) => serde_json::from_str(text).ok(),
        Message::Binary(bytes) => ClientFrame::decode_length_delimited(bytes.as_ref()).ok(),
        _ => None,
    }
}

#[allow(clippy::result_large_err, reason = "the signature is tungstenite's")]
async fn serve(stream: TcpStream, room: Arc<Mutex<Room>>) {
    let mut json = false;
    let socket =
        tokio_tungstenite::accept_hdr_async(stream, |request: &Request, mut response: Response| {
            let protocol = request.headers()["sec-websocket-protocol"].to_str().unwrap().to_owned();
            json = protocol == hawker_proto::SUBPROTOCOL_JSON;
            let value = HeaderValue::from_str(&protocol).unwrap();
            response.headers_mut().insert("sec-websocket-protocol", value);
            Ok(response)
        });
    let Ok(socket) = socket.await else { return };
    let (mut sink, mut stream) = socket.split();
    let (outbox, mut inbox) = mpsc::channel::<Message>(100_000);
    tokio::spawn(async move {
        while let Some(message) = inbox.recv().await {
            if sink.send(message).await.is_err() {
                return;
            }
        }
        drop(sink.close().await);
    });
    let Some(first) = stream.next().await.and_then(|message| decode(&message.ok()?)) else {
        return;
    };
    let Some(client_frame::Kind::Hello(hello)) = first.kind else { return };
    let number = room.lock().unwrap().enter(json, outbox, &hello, first.id);
    let mut frames = 0;
    while let Some(Ok(message)) = stream.next().await {
        let Some(ClientFrame { id, kind: Some(kind) }) = decode(&message) else { break };
        frames += 1;
        let mut room = room.lock().unwrap();
        let result = Some(room.answer(number, kind));
        let reply = server_frame::Kind::Reply(Reply { id, result });
        room.tell(&reply, |to| to == number);
        if room.plant == Plant::CutsOff && number == 2 && frames == 5 && !room.cut {
            room.cut = true;
            break;
        }
    }
    room.lock().unwrap().members.retain(|member| member.number != number);
}
