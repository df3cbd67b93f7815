//! A list that grows page by page: to grow it never moves what is in it, so no
//! command pays for a table's size, and no room for twice as many rows lies idle.

/// Rows of a page.
pub(crate) const ROWS: usize = 4_096;

/// A list in pages of [`ROWS`] rows each.
#[derive(Debug, Clone)]
pub(crate) struct Paged<T> {
    pages: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), len: 0 }
    }
}

impl<T> Paged<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        self.pages.get(at / ROWS)?.get(at % ROWS)
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.pages.get_mut(at / ROWS)?.get_mut(at % ROWS)
    }

    pub(crate) fn push(&mut self, row: T) {
        self.len += 1;
        match self.pages.last_mut() {
            Some(page) if page.len() < ROWS => page.push(row),
            last => {
                // The first page grows as it is needed: most lists stay short.
                let rows = if last.is_some() { ROWS } else { 0 };
                let mut page = Vec::with_capacity(rows);
                page.push(row);
                self.pages.push(page);
            }
        }
    }

    /// An empty list whose first page need not grow before it has so many rows.
    pub(crate) fn with_room(rows: usize) -> Self {
        Self { pages: vec![Vec::with_capacity(rows.min(ROWS))], len: 0 }
    }

    /// So many rows, in pages that are made at their size.
    pub(crate) fn of(count: usize, rows: impl Iterator<Item = T>) -> Self {
        let mut paged = Self::default();
        for row in rows.take(count) {
            if paged.len.is_multiple_of(ROWS) {
                paged.pages.push(Vec::with_capacity((count - paged.len).min(ROWS)));
            }
            if let Some(page) = paged.pages.last_mut() {
                page.push(row);
            }
            paged.len += 1;
        }
        paged
    }

    /// Adds all of another list; its pages as they are, where that is possible.
    pub(crate) fn append(&mut self, other: Self) {
        if self.len.is_multiple_of(ROWS) {
            self.len += other.len;
            self.pages.extend(other.pages);
        } else {
            other.into_iter().for_each(|row| self.push(row));
        }
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = T> {
        self.pages.into_iter().flatten()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_places_over_pages() {
        let mut paged = Paged::default();
        let count = 3 * ROWS + 1;
        (0..count).for_each(|row| paged.push(row));
        assert_eq!((paged.len(), paged.get(count)), (count, None));
        *paged.get_mut(ROWS).unwrap() = 7;
        assert_eq!(paged.get(ROWS), Some(&7));
        assert_eq!(paged.iter().filter(|row| **row == 7).count(), 2);
        assert_eq!(paged.iter().copied().max(), Some(count - 1));
    }

    #[test]
    fn lists_are_put_together_whole_pages_or_not() {
        let list = |from: usize, to: usize| Paged::of(to - from, from..to);
        let mut paged = list(0, 2 * ROWS);
        paged.append(list(2 * ROWS, 2 * ROWS + 5));
        paged.append(list(2 * ROWS + 5, 4 * ROWS));
        paged.push(4 * ROWS);
        assert_eq!(paged.len(), 4 * ROWS + 1);
        assert!((0..=4 * ROWS).all(|row| paged.get(row) == Some(&row)));
    }
}
