//! Beginning anew on a journal that came out of a backup.
//!
//! A backup is a past that others have gone on from: the numbers of its next records were
//! given to other records, and its next epochs to other owners. So the epoch jumps behind
//! all of them, and no receipt of one past names a record of another, and nobody who still
//! owns the stock in the other past can append to this one.

use std::path::Path;

use crate::{
    Books, Error,
    journal::{self, postgres},
};

/// Raises the epoch of a journal that was restored, at that Unix second, before anybody
/// owns it; which it now is.
///
/// # Errors
/// When there is no journal, when somebody owns it, or when it can't be written.
pub async fn begin_anew(books: &Books, unix_seconds: u64) -> Result<u64, Error> {
    let rule = |before| epoch(before, unix_seconds);
    match books {
        Books::Folder(dir) => in_folder(dir, rule),
        Books::Postgres(config) => {
            let server = hawker_postgres::Server::of(config)?;
            postgres::begin_anew(&server, rule).await
        }
    }
}

fn in_folder(dir: &Path, rule: impl Fn(u64) -> u64) -> Result<u64, Error> {
    if !dir.is_dir() {
        return Err(Error::NoJournal { place: dir.display().to_string() });
    }
    journal::raise_epoch(dir, rule)
}

/// The epoch after a restore: owners follow one another more slowly than seconds do, so
/// whoever went on from the backup has a lower one.
fn epoch(before: u64, unix_seconds: u64) -> u64 {
    unix_seconds.max(before.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal as _, JournalConfig, SegmentLog};

    #[test]
    fn the_epoch_after_a_restore_is_above_those_of_every_other_past() {
        // Owners that followed the backup, one a second until now.
        let (backup, now) = (7, 1_790_000_000);
        assert!(epoch(backup, now) >= now);
        // A second restore, of a copy of what began anew in the same second, or with a
        // clock that went back.
        assert_eq!(epoch(now, now), now + 1);
        assert_eq!(epoch(now + 5, now), now + 6);
    }

    #[tokio::test]
    async fn a_folder_that_was_restored_goes_on_in_a_higher_epoch() {
        let dir = tempfile::tempdir().unwrap();
        let open = || SegmentLog::open(dir.path(), &JournalConfig::default()).unwrap();
        let mut journal = open();
        assert_eq!(journal.acquire().unwrap().epoch, 1);
        let books = Books::Folder(dir.path().to_owned());
        let refused = begin_anew(&books, 1_000).await;
        assert!(matches!(refused, Err(Error::Locked { .. })), "{refused:?}");
        drop(journal);
        assert_eq!(begin_anew(&books, 1_000).await.unwrap(), 1_000);
        assert_eq!(open().acquire().unwrap().epoch, 1_001);
    }

    #[tokio::test]
    async fn a_folder_without_a_journal_is_no_restored_one() {
        let dir = tempfile::tempdir().unwrap();
        for place in [dir.path().to_owned(), dir.path().join("journal")] {
            let refused = begin_anew(&Books::Folder(place.clone()), 1_000).await;
            assert!(matches!(refused, Err(Error::NoJournal { .. })), "{refused:?}");
            assert!(!place.join("epoch").exists(), "nothing is made there");
        }
    }
}
