//! What is wrong with a plan's file, and where.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

/// Everything that is wrong with a plan's file, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    file: String,
    list: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what is allowed.
    pub what: String,
}

impl Problems {
    /// One for each thing, at least one.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, it) in self.list.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}:{}:{}: {}", self.file, it.line, it.column, it.what)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while a file is read.
pub(super) struct Notes<'s> {
    source: &'s str,
    list: RefCell<Vec<Problem>>,
    asked: RefCell<BTreeSet<(&'static str, &'static str)>>,
}

impl<'s> Notes<'s> {
    pub(super) fn new(source: &'s str) -> Notes<'s> {
        Notes { source, list: RefCell::default(), asked: RefCell::default() }
    }

    /// Notes a problem with what stands there.
    pub(super) fn problem(&self, at: &Range<usize>, what: String) {
        let before = self.source.get(..at.start).unwrap_or(self.source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        self.list.borrow_mut().push(Problem { line, column, what });
    }

    /// Notes that a key was looked for.
    pub(super) fn asked(&self, section: &'static str, key: &'static str) {
        self.asked.borrow_mut().insert((section, key));
    }

    #[cfg(test)]
    pub(super) fn all_asked(&self) -> BTreeSet<(&'static str, &'static str)> {
        self.asked.borrow().clone()
    }

    /// Whether nothing is wrong.
    pub(super) fn close(&self, file: &str) -> Result<(), Problems> {
        let mut list = self.list.borrow().clone();
        list.sort();
        list.dedup();
        if list.is_empty() { Ok(()) } else { Err(Problems { file: file.to_owned(), list }) }
    }
}
