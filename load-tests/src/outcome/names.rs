//! The names of what is counted and timed: one list, which reports, targets and
//! the documentation share.

/// An enum whose variants have a name that people read and write, and a
/// sentence that says what it is. Serialises as the name.
macro_rules! named {
    ($(#[$of:meta])* $kind:ident { $($variant:ident = $name:literal, $about:literal;)+ }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $kind {
            $(#[doc = $about] #[serde(rename = $name)] $variant,)+
        }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [$kind] = &[$($kind::$variant,)+];

            /// What it is called.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($kind::$variant => $name,)+ }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $($kind::$variant => $about,)+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn named(name: &str) -> Option<$kind> {
                $kind::ALL.iter().copied().find(|it| it.name() == name)
            }
        }
    };
}

named! {
    /// What is timed, each from its intended moment.
    Kind {
        Connect = "connect", "From the intended moment to the WebSocket that is open.";
        Join = "join", "From the intended moment to the open session and its snapshot.";
        Resume = "resume", "From the intended moment of coming back to the open session.";
        Pin = "pin delivery", "From the host's intended moment of a pin to each viewer.";
        Critical = "critical delivery", "The same, for every critical publication whose intended moment is known, pins included.";
        Chat = "chat delivery", "From the writer's intended moment to each viewer, for a sample of the messages.";
        Echo = "echo", "From the writer's intended moment to its own echo.";
        Reserve = "reserve", "From the buyer's intended moment to the final answer, repeated tries included.";
        Commit = "commit", "From the intended moment of paying to the shop's answer.";
        Settle = "group settle", "From the moment at which groups end to the record that settles each member.";
        Host = "host command", "From the host's intended moment to the answer of its command.";
    }
}

named! {
    /// What is counted.
    Count {
        Connects = "connects", "Connections that were tried.";
        ConnectFailures = "connect failures", "Connections that did not come about.";
        Joins = "joins", "Sessions that opened for the first time.";
        Resumes = "resumes", "Sessions that opened again.";
        Unrecovered = "unrecovered", "Sessions that opened again and could not resume: they were sent a snapshot.";
        Redirects = "redirects", "Joins that the server put off to a slot of its choice.";
        Breaks = "breaks", "Sessions that ended without having been meant to.";
        Sent = "sent", "Requests that were sent.";
        Answered = "answered", "Requests that were answered, refusals included.";
        Unanswered = "unanswered", "Requests whose connection broke, or whose run ended, before an answer.";
        Unsent = "unsent", "Intended requests whose viewer was not connected.";
        Refused = "refused", "Requests that were answered with an error.";
        Deliveries = "deliveries", "What viewers received: critical publications and chat messages.";
        CriticalDeliveries = "critical deliveries", "Critical publications that viewers received.";
        ChatDeliveries = "chat deliveries", "Chat messages that viewers received.";
        StateTicks = "state ticks", "Ticks of the state lane that viewers received.";
        SampledOut = "sampled out", "Chat messages that the server said it left out, for everyone.";
        Skipped = "skipped", "Chat messages that the server said it left out for slow viewers.";
        Lost = "lost", "Publications or messages that a viewer should have had and was not told of.";
        Duplicated = "duplicated", "Publications or messages that a viewer got twice.";
        WentBack = "versions that went back", "Stock that a viewer saw at an older version than before.";
        Bytes = "bytes received", "Bytes that viewers read from their sockets.";
        BytesSent = "bytes sent", "Bytes that viewers wrote to their sockets.";
        Chats = "chats", "Chat messages that were sent.";
        Clicks = "clicks", "Looks at a listing.";
        Reserves = "reserves", "Attempts to reserve, repeats of the same key not counted.";
        BotReserves = "bot reserves", "Attempts of bots among them.";
        Held = "held", "Attempts that ended with units held.";
        SoldOut = "sold out", "Attempts that ended with sold out.";
        Limited = "limited", "Attempts that a limit per buyer ended.";
        ReserveErrors = "reserve errors", "Attempts that ended with anything else.";
        Paid = "paid", "Holds that the shop committed: orders.";
        PayFailures = "pay failures", "Holds that the shop wanted to commit and could not.";
        Released = "released", "Holds that were given back.";
        Forgotten = "forgotten", "Holds that were left to run out.";
        Waiting = "waiting", "Places taken on a waitlist or in a draw.";
        Groups = "groups", "Group buys that were opened.";
        Joined = "group members", "Places in group buys that were taken.";
        GroupsSettled = "groups settled", "Group buys that were settled.";
        Oversold = "oversold", "Units sold or held beyond what there was, by the journal.";
        Late = "late", "Acts that the tester itself began more than 10 ms after their moment.";
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
