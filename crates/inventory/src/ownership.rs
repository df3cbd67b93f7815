//! Whether this process owns the stock.

/// Who owns the stock, as far as this process knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    /// This process does, and serves every call.
    Owner {
        /// Which ownership it is, counting from the first.
        epoch: u64,
    },
    /// Another process does, or none yet: calls are turned away, and this process
    /// takes over when that one is gone.
    Waiting {
        /// Where that one is called, if it is known.
        owner: Option<String>,
    },
    /// It can't be told, or nothing can be taken over.
    Trouble {
        /// The sentence that says why.
        why: String,
    },
}
