//! What explains the journal of a seed.

use super::{Fails, account::Account, model::Model, told::Told};

/// What explains the journal: a model of the rules that knows what the commands of
/// every issue do, or an account of all commands.
pub(super) enum Truth {
    Plain(Model),
    Rich(Box<Account>),
}

impl Truth {
    /// Every other seed is rich in commands.
    pub(super) fn of(seed: u64) -> Self {
        if seed.is_multiple_of(2) {
            Self::Rich(Box::new(Account::new()))
        } else {
            Self::Plain(Model::default())
        }
    }

    pub(super) fn told(&self) -> &Told {
        match self {
            Self::Plain(model) => &model.told,
            Self::Rich(account) => &account.told,
        }
    }

    pub(super) fn record(&mut self, bytes: &[u8]) -> Fails {
        let seq = self.told().seq + 1;
        match self {
            Self::Plain(model) => model.record(seq, bytes),
            Self::Rich(account) => account.record(seq, bytes),
        }
    }
}
