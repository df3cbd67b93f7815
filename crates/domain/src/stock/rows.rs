//! Rows of fixed width, little-endian: how the large tables lie in a snapshot.
//!
//! A field is added at the end of a row's list, and nothing else is to be done:
//! where a row was written without it, it reads as 0. What a newer version wrote
//! wider is refused.

/// The widest row.
const WIDEST: usize = 256;

/// Why bytes are not rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RowError {
    #[error("a row has {stored} bytes, and this version knows {known}; a newer one wrote it")]
    Newer { stored: usize, known: usize },
    #[error("a row is cut off")]
    Cut,
}

/// A number in a row.
pub(crate) trait Cell: Sized {
    const WIDTH: usize;
    /// Writes it where a row goes on, and gives back what is behind it.
    fn put(self, row: &mut [u8]) -> &mut [u8];
    fn take(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! cell {
    ($($number:ty),*) => {$(
        impl Cell for $number {
            const WIDTH: usize = size_of::<$number>();

            #[inline]
            fn put(self, row: &mut [u8]) -> &mut [u8] {
                match row.split_first_chunk_mut() {
                    Some((place, rest)) => {
                        *place = self.to_le_bytes();
                        rest
                    }
                    None => &mut [],
                }
            }

            #[inline]
            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

cell!(u32, u64, i64);

/// A row of cells.
pub(crate) trait Row: Sized {
    const WIDTH: usize;
    fn put(self, out: &mut Vec<u8>);
    fn take(from: &[u8]) -> Option<Self>;
}

/// Makes a struct of numbers a [`Row`].
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $cell:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $cell,)*
        }

        impl $crate::stock::rows::Row for $name {
            const WIDTH: usize = 0 $(+ <$cell as $crate::stock::rows::Cell>::WIDTH)*;

            #[inline]
            fn put(self, out: &mut Vec<u8>) {
                // Together, so that there is room for all cells or for none.
                let mut bytes = [0; <Self as $crate::stock::rows::Row>::WIDTH];
                let row = bytes.as_mut_slice();
                $(let row = $crate::stock::rows::Cell::put(self.$field, row);)*
                debug_assert!(row.is_empty(), "every byte of a row is written");
                out.extend_from_slice(&bytes);
            }

            #[inline]
            fn take(mut from: &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::stock::rows::Cell::take(&mut from)?,)* })
            }
        }
    };
}
pub(crate) use row;

/// Reads rows that were written with a width of `stored` bytes.
pub(crate) fn read<R: Row>(
    bytes: &[u8],
    stored: usize,
) -> Result<impl Iterator<Item = R>, RowError> {
    if stored > R::WIDTH {
        return Err(RowError::Newer { stored, known: R::WIDTH });
    }
    if stored == 0 || !bytes.len().is_multiple_of(stored) || R::WIDTH > WIDEST {
        return Err(RowError::Cut);
    }
    Ok(bytes.chunks_exact(stored).filter_map(move |row| {
        if stored == R::WIDTH {
            return R::take(row);
        }
        let mut wide = [0; WIDEST];
        wide.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
        R::take(&wide)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    row! {
        /// A row as it was.
        Old { id: u64, units: u32, }
    }
    row! {
        /// The same row with a further field.
        New { id: u64, units: u32, at: i64, }
    }

    #[test]
    fn a_field_that_was_added_reads_as_0_and_a_newer_row_is_refused() {
        let mut bytes = Vec::new();
        Old { id: u64::MAX, units: 7 }.put(&mut bytes);
        Old { id: 1, units: 8 }.put(&mut bytes);
        let read_back: Vec<Old> = read(&bytes, Old::WIDTH).unwrap().collect();
        assert_eq!(read_back[1], Old { id: 1, units: 8 });
        let newer: Vec<New> = read(&bytes, Old::WIDTH).unwrap().collect();
        assert_eq!(newer[0], New { id: u64::MAX, units: 7, at: 0 });
        assert!(matches!(read::<Old>(&bytes, New::WIDTH).err(), Some(RowError::Newer { .. })));
        assert_eq!(read::<Old>(&bytes[1..], Old::WIDTH).err(), Some(RowError::Cut));
    }
}
