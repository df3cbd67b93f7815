//! Two servers, measured by turns.
//!
//! Both are up at once, with their viewers: a machine that does a write in 4
//! microseconds at one time and in 7 at another, as its neighbours are busy or not, is
//! then the same one to both.

/// Has both measured so many times; whoever was second begins the next turn.
pub(crate) fn by_turns<T>(
    turns: usize,
    mut ours: impl FnMut() -> anyhow::Result<T>,
    mut theirs: impl FnMut() -> anyhow::Result<T>,
) -> anyhow::Result<(Vec<T>, Vec<T>)> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for turn in 0..turns {
        if turn % 2 == 0 {
            first.push(ours()?);
            second.push(theirs()?);
        } else {
            second.push(theirs()?);
            first.push(ours()?);
        }
    }
    Ok((first, second))
}
