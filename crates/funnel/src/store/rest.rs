//! Giving back memory when nothing happens: after a rush the pages that were
//! written, up to the whole of the cache, would else stay in memory for as long
//! as the process runs.

use super::Store;
use crate::{Error, config::REST_AFTER};

/// For how long nothing was written.
#[derive(Debug, Default)]
pub(super) struct Rest {
    generation: i64,
    looks: u32,
}

impl Rest {
    /// Looks again; true once, when nothing was written between so many looks.
    fn begins(&mut self, generation: i64) -> bool {
        if self.generation != generation {
            *self = Self { generation, looks: 0 };
        }
        self.looks = self.looks.saturating_add(1);
        self.looks == REST_AFTER
    }
}

impl Store {
    /// Gives the cached pages back when the store begins to rest. What is asked
    /// for again is read from the kernel's cache of the file.
    pub(super) fn rest(&mut self) -> Result<(), Error> {
        if self.rest.begins(self.mark.generation) {
            self.conn.execute_batch("PRAGMA shrink_memory")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_begins_once_after_each_rush() {
        let mut rest = Rest::default();
        let looks = |rest: &mut Rest, generation, times: u32| {
            (0..times).filter(|_| rest.begins(generation)).count()
        };
        assert_eq!(looks(&mut rest, 1, REST_AFTER - 1), 0, "too early");
        assert_eq!(looks(&mut rest, 2, REST_AFTER - 1), 0, "something was written");
        assert_eq!(looks(&mut rest, 2, 3 * REST_AFTER), 1);
        assert_eq!(looks(&mut rest, 3, 3 * REST_AFTER), 1);
    }
}
