//! What a table should hold, in the plainest form.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    rc::Rc,
};

/// A value of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Number(i64),
    Text(Rc<str>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&Rc<str>> for Value {
    fn from(text: &Rc<str>) -> Self {
        Self::Text(Rc::clone(text))
    }
}

/// One copy of each name.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<Rc<str>>);

impl Names {
    pub(super) fn get(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.0.get(name) {
            return Rc::clone(known);
        }
        let new: Rc<str> = Rc::from(name);
        self.0.insert(Rc::clone(&new));
        new
    }
}

/// The rows of a table: numbers by key.
pub(super) type Rows = BTreeMap<Vec<Value>, Vec<Value>>;

/// The viewers in a table of viewers, by the rest of the key.
pub(super) type Viewers = BTreeMap<Vec<Value>, BTreeSet<Rc<str>>>;

/// Adds `by` to a row's number, which starts at zero like the others of its row.
pub(super) fn add(rows: &mut Rows, key: Vec<Value>, by: &[i64]) {
    let row = rows.entry(key).or_insert_with(|| vec![Value::Number(0); by.len()]);
    for (value, by) in row.iter_mut().zip(by) {
        if let Value::Number(number) = value {
            *number = number.saturating_add(*by);
        }
    }
}
