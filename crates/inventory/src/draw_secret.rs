//! The secret that the seeds of draws are made of, so that a seed can be revealed
//! after a restart and yet stands in no record before that.
//!
//! It lies in the file `draw-secret` beside the journal, which only its owner can
//! read: a start is refused where others can. Whoever has it can foresee draws;
//! whoever loses it cannot hold those that are defined, which then can only be closed.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use hawker_domain::stock::Hash;
use sha2::{Digest as _, Sha256};

use crate::{Error, journal::postgres};

const FILE: &str = "draw-secret";
/// What a file's mode allows to others than its owner.
const OTHERS: u32 = 0o077;
/// Keeps seeds apart from whatever else might be made of the secret.
const PURPOSE: &[u8] = b"hawker draw seed 1\n";

/// The secret. It has no `Debug` form, so that no log shows it.
pub(crate) struct Secret(Hash);

impl Secret {
    /// Reads the secret of the journal in the folder `dir`, or makes one.
    pub(crate) fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let failed = |what| {
            let path = path.clone();
            move |source| Error::Io { what, path, source }
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => {
                let mode = fs::metadata(&path).map_err(failed("reading"))?.permissions().mode();
                if mode & OTHERS != 0 {
                    return Err(Error::Exposed { path });
                }
                bytes
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Self::make(dir).map_err(failed("making"))?
            }
            Err(error) => return Err(failed("reading")(error)),
        };
        let secret = Hash::try_from(bytes);
        let length = || io::Error::new(ErrorKind::InvalidData, "it must hold 32 bytes");
        secret.map(Self).map_err(|_| failed("reading")(length()))
    }

    /// The secret of those who share the journal in PostgreSQL: whoever takes the stock
    /// over reveals what another one announced.
    pub(crate) async fn shared(server: &hawker_postgres::Server) -> Result<Self, Error> {
        let mut fresh: Hash = [0; 32];
        let random = getrandom::fill(&mut fresh).map_err(io::Error::other);
        let what = "finding randomness for";
        random.map_err(|source| Error::Io { what, path: FILE.into(), source })?;
        let secret = postgres::secret(server, FILE, &fresh).await?;
        let length = || io::Error::new(ErrorKind::InvalidData, "it must hold 32 bytes");
        let wrong = |source| Error::Io { what: "reading", path: FILE.into(), source };
        Hash::try_from(secret).map(Self).map_err(|_| wrong(length()))
    }

    fn make(dir: &Path) -> io::Result<Vec<u8>> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        let unfinished = dir.join(FILE).with_extension("tmp");
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)?;
        file.write_all(&secret)?;
        file.sync_all()?;
        fs::rename(&unfinished, dir.join(FILE))?;
        File::open(dir)?.sync_all()?;
        Ok(secret.to_vec())
    }

    /// The seed of a sale's draw. Sales are never defined twice.
    pub(crate) fn seed(&self, merchant: &str, sale: &str) -> Hash {
        let inner = Sha256::new().chain_update(PURPOSE).chain_update(self.0);
        let inner = inner.chain_update(merchant).chain_update("/").chain_update(sale).finalize();
        // Hashed twice, so that no seed is the beginning of another.
        Sha256::digest(inner).into()
    }

    /// What is told of a seed before it is revealed.
    pub(crate) fn seed_hash(&self, merchant: &str, sale: &str) -> Hash {
        Sha256::digest(self.seed(merchant, sale)).into()
    }

    /// A secret that is none.
    #[cfg(test)]
    pub(crate) fn known() -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self([7; 32]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = Secret::open(dir.path()).unwrap();
        let again = Secret::open(dir.path()).unwrap();
        assert_eq!(first.seed("acme", "draw"), again.seed("acme", "draw"));
        assert_ne!(first.seed("acme", "draw"), first.seed("acme", "draw2"));
        let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(Secret::open(other.path()).unwrap().seed("a", "b"), first.seed("a", "b"));
        fs::write(dir.path().join(FILE), b"short").unwrap();
        assert!(Secret::open(dir.path()).is_err());
    }

    #[test]
    fn a_secret_that_others_can_read_stops_the_start() {
        let dir = tempfile::tempdir().unwrap();
        let first = Secret::open(dir.path()).unwrap();
        let path = dir.path().join(FILE);
        for mode in [0o640, 0o604, 0o660] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let Err(error) = Secret::open(dir.path()) else { panic!("{mode:o} is let through") };
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(Secret::open(dir.path()).unwrap().seed("a", "b"), first.seed("a", "b"));
    }
}
