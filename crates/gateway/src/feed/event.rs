//! Frames as server-sent events (WHATWG HTML, section 9.2): one JSON frame per
//! `data:` line, and an `id:` on what moves the viewer on in the critical lane.

use axum::body::Bytes;
use hawker_proto::{
    STOCKS_SEEN,
    v1::{Position, ServerFrame, StockSeen, server_frame::Kind},
};

use crate::codec::{Encoding, encode, unframed};

/// What keeps proxies from closing an idle connection.
pub(super) const HEARTBEAT: &[u8] = b": \n\n";

/// Adds an event with this JSON; it has no line breaks, since strings escape them.
pub(super) fn write(out: &mut Vec<u8>, json: &[u8], position: Option<Position>) {
    if let Some(Position { epoch, offset }) = position {
        out.extend_from_slice(format!("id: {epoch}:{offset}\n").as_bytes());
    }
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(json);
    out.extend_from_slice(b"\n\n");
}

/// The JSON of a frame.
pub(super) fn json(kind: Kind) -> Bytes {
    unframed(&encode(&ServerFrame { kind: Some(kind) }, Encoding::Json))
}

/// The position that an event's id names.
pub(crate) fn position(id: &str) -> Option<Position> {
    let (epoch, offset) = id.trim().split_once(':')?;
    Some(Position { epoch: epoch.parse().ok()?, offset: offset.parse().ok()? })
}

/// The stock that a query names: `sku@version`, between commas.
pub(crate) fn stocks(list: &str) -> Option<Vec<StockSeen>> {
    let one = |item: &str| {
        let (sku, version) = item.split_once('@')?;
        Some(StockSeen { sku: sku.to_owned(), version: version.parse().ok()? })
    };
    let items = list.split(',').filter(|item| !item.is_empty());
    let stocks: Vec<_> = items.take(STOCKS_SEEN + 1).map(one).collect::<Option<_>>()?;
    (stocks.len() <= STOCKS_SEEN).then_some(stocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_as_the_position_that_it_was_written_from() {
        let mut out = Vec::new();
        write(&mut out, b"{}", Some(Position { epoch: 7, offset: 42 }));
        assert_eq!(out, b"id: 7:42\ndata: {}\n\n");
        assert_eq!(position("7:42"), Some(Position { epoch: 7, offset: 42 }));
        for wrong in ["", "7", "7:", ":1", "7:-1", "7:4294967296", "a:b", "1:2:3"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
    #[test]
    fn the_stock_seen_is_read_from_a_list() {
        let stock = |sku: &str, version| StockSeen { sku: sku.into(), version };
        assert_eq!(stocks(""), Some(vec![]));
        let two = vec![stock("tee-red.M_1:a", 7), stock("mug", 4_294_967_295)];
        assert_eq!(stocks("tee-red.M_1:a@7,mug@4294967295"), Some(two));
        for wrong in ["mug", "mug@", "mug@-1", "mug@4294967296", "mug@1,tee"] {
            assert_eq!(stocks(wrong), None, "{wrong}");
        }
        let many = |count| (0..count).map(|it| format!("sku-{it}@1")).collect::<Vec<_>>().join(",");
        assert_eq!(stocks(&many(STOCKS_SEEN)).unwrap().len(), STOCKS_SEEN);
        assert_eq!(stocks(&many(STOCKS_SEEN + 1)), None);
    }
}
