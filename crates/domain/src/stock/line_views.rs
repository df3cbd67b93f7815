//! The lines of a reservation as they are read: nearly always one, which then needs
//! no memory of its own.

use std::ops::Deref;

use super::reads::LineView;

/// Lines, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineViews<'a> {
    /// One.
    One(LineView<'a>),
    /// None, or several.
    Many(Vec<LineView<'a>>),
}

impl<'a> Deref for LineViews<'a> {
    type Target = [LineView<'a>];

    fn deref(&self) -> &[LineView<'a>] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<'a> LineViews<'a> {
    pub(crate) fn of(mut lines: impl ExactSizeIterator<Item = LineView<'a>>) -> Self {
        match (lines.len(), lines.next()) {
            (1, Some(one)) => Self::One(one),
            (_, first) => Self::Many(first.into_iter().chain(lines).collect()),
        }
    }
}
