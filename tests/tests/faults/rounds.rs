//! What rounds came to, in this run and in ones before that were cut short.

use std::{fs, io::Write as _, path::PathBuf, time::Duration};

use hawker_tests::crowd::Felt;

/// Set where all rounds run: the folder in which they are kept.
const KEPT: &str = "PROVE_FAULTS_DIR";

/// The rounds of one fault that there were, in this run and in ones before: how long a
/// buyer waited and how late a pin came, at most, in milliseconds.
pub(crate) struct Rounds {
    file: Option<PathBuf>,
    pub(crate) done: Vec<[u128; 2]>,
}

/// A round, and where it is kept.
pub(crate) struct Kept {
    file: PathBuf,
    line: String,
}

impl Kept {
    pub(crate) fn keep(self) {
        let file = fs::File::options().create(true).append(true).open(self.file);
        file.unwrap().write_all(self.line.as_bytes()).unwrap();
    }
}

impl Rounds {
    pub(crate) fn of(name: &str) -> Self {
        let file = std::env::var_os(KEPT).map(|dir| {
            fs::create_dir_all(&dir).unwrap();
            PathBuf::from(dir).join(name)
        });
        let text = file.as_ref().and_then(|it| fs::read_to_string(it).ok()).unwrap_or_default();
        // A line that was cut short is a round that has to be run again.
        let round = |line: &str| {
            let (waited, late) = line.strip_suffix(" ms")?.split_once(' ')?;
            Some([waited.parse().ok()?, late.parse().ok()?])
        };
        Self { file, done: text.lines().filter_map(round).collect() }
    }

    /// Whether all rounds are wanted, and kept.
    pub(crate) fn are_kept(&self) -> bool {
        self.file.is_some()
    }

    /// How many are wanted: all of them only where they are kept.
    pub(crate) fn wanted(&self, all: usize) -> usize {
        if self.are_kept() { all } else { 1 }
    }

    /// Takes one in. Where all are wanted, what is given back is to be kept once the load
    /// under which it was is found to be well.
    pub(crate) fn add(&mut self, felt: Felt) -> Option<Kept> {
        let [waited, late] = [felt.waited, felt.late].map(|it: Duration| it.as_millis());
        self.done.push([waited, late]);
        let file = self.file.clone()?;
        Some(Kept { file, line: format!("{waited} {late} ms\n") })
    }

    /// The median and the most of both.
    pub(crate) fn said(&self, name: &str) -> String {
        let [waited, late] = [0, 1].map(|which| {
            let mut all: Vec<_> = self.done.iter().map(|it| it[which]).collect();
            all.sort_unstable();
            format!("{:>6} {:>6}", all[all.len() / 2], all[all.len() - 1])
        });
        format!("{name:<18} {:>6} {waited} {late}", self.done.len())
    }
}
