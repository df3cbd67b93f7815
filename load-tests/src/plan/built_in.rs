//! The plans that are built in, and how a plan is found.

use super::Plan;
use super::limits::FILE_BYTES_MAX;
use crate::Error;
use crate::Trace;

/// The plans that are built in: name and text.
pub const BUILT_IN: [(&str, &str); 7] = [
    ("smoke", include_str!("../../scenarios/smoke.toml")),
    ("peak", include_str!("../../scenarios/peak.toml")),
    ("taobao-1212", include_str!("../../scenarios/taobao-1212.toml")),
    ("thundering-herd", include_str!("../../scenarios/thundering-herd.toml")),
    ("slow-quarter", include_str!("../../scenarios/slow-quarter.toml")),
    ("bot-rush", include_str!("../../scenarios/bot-rush.toml")),
    ("cutoff", include_str!("../../scenarios/cutoff.toml")),
];

/// Whether a file is meant as a plan, and not as a script of `run replay`: it
/// speaks of phases.
#[must_use]
pub fn is_plan(source: &str) -> bool {
    source.lines().any(|line| line.trim_start().starts_with("[[phases]]"))
}

/// The text of the built-in plan of that name, or of the file at that path.
///
/// # Errors
///
/// [`Error::File`] where there is no such file or it is too large.
pub fn source(name_or_path: &str) -> Result<String, Error> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(name, _)| *name == name_or_path) {
        return Ok((*text).to_owned());
    }
    let named = |source| Error::File {
        path: format!("{name_or_path} (built in are: replay, {})", names()),
        source,
    };
    let size = std::fs::metadata(name_or_path).map_err(named)?.len();
    if size > FILE_BYTES_MAX as u64 {
        return Err(named(std::io::ErrorKind::FileTooLarge.into()));
    }
    std::fs::read_to_string(name_or_path).map_err(named)
}

fn names() -> String {
    BUILT_IN.map(|(name, _)| name).join(", ")
}

impl Plan {
    /// The built-in plan of that name, or the one of the file at that path.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where there is no such file, [`Error::Plan`] with every
    /// line that is wrong.
    pub fn load(name_or_path: &str) -> Result<Plan, Error> {
        Ok(Plan::parse(name_or_path, &source(name_or_path)?)?)
    }

    /// The trace that it names, unscaled; `None` where it names none.
    ///
    /// # Errors
    ///
    /// [`Error::File`] or [`Error::Trace`].
    pub fn read_trace(&self) -> Result<Option<Trace>, Error> {
        self.trace.as_ref().map(|its| Trace::load(&its.source)).transpose()
    }
}
