//! Outcomes as files.

use std::path::{Path, PathBuf};

use super::{FORMAT, Outcome};
use crate::{Error, page};

/// The most bytes of an outcome's file that are read.
const FILE_BYTES_MAX: u64 = 1 << 28;

impl Outcome {
    /// Writes its JSON there, and its report beside it, whose path is given
    /// back: the same, ending in `.html`.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where one can't be written.
    pub fn save(&self, json: &Path) -> Result<PathBuf, Error> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| Error::Setting(error.to_string()))?;
        let write = |path: &Path, text: &str| {
            std::fs::write(path, text)
                .map_err(|source| Error::File { path: path.display().to_string(), source })
        };
        write(json, &text)?;
        let html = json.with_extension("html");
        write(&html, &page::report(self))?;
        Ok(html)
    }

    /// Reads what [`Outcome::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it can't be read, [`Error::Setting`] where it is
    /// no outcome, or one of a later build.
    pub fn load(json: &Path) -> Result<Outcome, Error> {
        let path = json.display();
        let named = |source| Error::File { path: path.to_string(), source };
        if std::fs::metadata(json).map_err(named)?.len() > FILE_BYTES_MAX {
            return Err(named(std::io::ErrorKind::FileTooLarge.into()));
        }
        let bytes = std::fs::read(json).map_err(named)?;
        let wrong = |what: String| Error::Setting(format!("{path} is no report of a run: {what}"));
        let outcome: Outcome =
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if outcome.format != FORMAT {
            return Err(wrong(format!("its format is {}, not {FORMAT}", outcome.format)));
        }
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::sample;

    #[test]
    fn what_was_saved_is_loaded_and_a_report_stands_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let json = dir.path().join("run.json");
        let run = sample(1.0);
        let html = run.save(&json).unwrap();
        assert_eq!(html, dir.path().join("run.html"));
        assert_eq!(std::fs::read_to_string(html).unwrap(), page::report(&run));
        assert_eq!(Outcome::load(&json).unwrap(), run);
        std::fs::write(&json, "{}").unwrap();
        assert!(Outcome::load(&json).unwrap_err().to_string().contains("no report"));
        let later = Outcome { format: FORMAT + 1, ..run };
        later.save(&json).unwrap();
        assert!(Outcome::load(&json).unwrap_err().to_string().contains("format"));
    }
}
