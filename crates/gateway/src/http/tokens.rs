//! Taking tokens back.

use std::sync::Arc;

use axum::extract::State;
use hawker_domain::Timestamp;
use hawker_proto::{
    refuse,
    v1::{self, ErrorCode},
};

use super::{
    App,
    inbound::{Answer, Caller, Message},
    problem::Problem,
    shows::merchant_of,
};
use crate::{
    limits::{MAX_JTI_BYTES, REVOCATION_DAYS},
    now,
    token::{Cap, Revocation, Revoked},
};

const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// `POST /v1/revocations`: kept on the disk first, and then in force.
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Caller(who): Caller,
    Message(asked): Message<v1::RevokeTokens>,
) -> Result<Answer<v1::Revocation>, Problem> {
    who.require(Cap::Shop)?;
    let now = now();
    let wrong = |why: &str| Problem(refuse(ErrorCode::FieldInvalid, why));
    let what = match (asked.jti.as_str(), asked.sub.as_str()) {
        ("", "") => return Err(wrong("Say what to revoke: `jti`, or `sub`.")),
        (jti, "") if jti.len() <= MAX_JTI_BYTES => Revoked::Token(jti.into()),
        ("", sub) => Revoked::Buyer(app.shared.keys.buyer(sub)?),
        (_, "") => return Err(wrong("`jti` may have 64 bytes.")),
        _ => return Err(wrong("Name a `jti` or a `sub`, not both.")),
    };
    // A token that is named is meant whenever it was made.
    let latest = Timestamp::from_millis(i64::MAX);
    let before = match (&what, asked.issued_before_ms) {
        (Revoked::Token(_), 0) => latest,
        (Revoked::Token(_), _) => return Err(wrong("`issuedBeforeMs` goes with `sub` only.")),
        (Revoked::Buyer(_), 0) => now,
        (Revoked::Buyer(_), moment) => Timestamp::from_millis(moment),
    };
    let longest = Timestamp::from_millis(now.as_millis().saturating_add(REVOCATION_DAYS * DAY_MS));
    let until = match asked.until_ms {
        0 => longest,
        moment => Timestamp::from_millis(moment).min(longest),
    };
    if until <= now {
        return Err(wrong("`untilMs` is over already: say when the last of the tokens ends."));
    }
    if !app.shared.keys.revocations().has_room(now) {
        let sentence = "As many revocations as allowed are kept: change the secret instead.";
        return Err(Problem(refuse(ErrorCode::ResourceExhausted, sentence)));
    }
    let one = Revocation { what, merchant: merchant_of(&who)?, before, until };
    app.keeper.revoke(one.clone()).await?;
    app.shared.keys.revocations().add(one);
    app.shared.rooms.tell_revoked().await;
    tracing::info!(until_ms = until.as_millis(), "tokens were revoked");
    Ok(Answer(v1::Revocation {
        issued_before_ms: if before == latest { 0 } else { before.as_millis() },
        until_ms: until.as_millis(),
    }))
}
