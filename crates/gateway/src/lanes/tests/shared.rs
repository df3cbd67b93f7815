//! What rooms that hear of the same stock share.

use super::*;

/// What a viewer is sent who got the tick before, and since when it is told.
fn next(lanes: &Lanes, encoding: Encoding) -> (Bytes, Option<Instant>) {
    let log = lanes.log();
    let at = Cursors { state: log.state.as_ref().unwrap().tick() - 1, ..Cursors::default() };
    let part = Part::only(&log, at, encoding).unwrap();
    (part.bytes().clone(), part.born)
}

#[test]
fn rooms_that_hear_of_the_same_stock_and_nothing_else_share_its_bytes() {
    let room = || Lanes::new(&LaneConfig::default(), EPOCH, Vec::new());
    let rooms = [room(), room(), room()];
    let [one, other, more] = &rooms;
    let all = |stock: &Arc<Stock>, at: Instant| {
        for (step, lanes) in rooms.iter().enumerate() {
            lanes.share_stock(stock);
            let own = lanes.follow(&Arc::default(), 0);
            lanes.tick(at + Duration::from_millis(step as u64), &own);
        }
    };
    let start = Instant::now() + Duration::from_secs(1);
    all(&Stock::new(stock("mug", 1)), start);
    more.set_stock(stock("cup", 7));
    let second = start + Duration::from_secs(1);
    all(&Stock::new(stock("mug", 2)), second);
    for encoding in Encoding::ALL {
        let ((ones, born), (others, later)) = (next(one, encoding), next(other, encoding));
        assert_eq!(ones.as_ptr(), others.as_ptr(), "they are encoded once");
        assert_eq!(born, Some(second));
        assert_eq!(later, Some(second + Duration::from_millis(1)), "as old as its own tick");
        let all = Kind::State(more.log().state.unwrap().since(1));
        let whole = Piece::new(all, LaneConfig::default().squeeze());
        assert_eq!(next(more, encoding).0, whole.bytes(encoding), "which has more to say");
    }
    let told = |lanes: &Lanes| lanes.log().state.unwrap().since(1).stocks;
    assert_eq!(told(one), [stock("mug", 2)]);
    assert_eq!(told(more), [stock("cup", 7), stock("mug", 2)], "in order of SKUs");
}
