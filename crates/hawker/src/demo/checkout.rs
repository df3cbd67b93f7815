//! The demo's shop: a checkout page that says plainly that it is a demo, and
//! commits through the public API with a shop token that never leaves the server.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use hyper::Method;
use serde_json::{Value, json};

use super::enter::names_loopback;
use crate::{error::Error, http_client::ApiClient};

const PAGE: &str = include_str!("checkout.html");

/// The page has one inline style sheet and one form, and nothing else runs.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) fn routes(shop: ApiClient) -> Router {
    Router::new()
        .route("/demo/checkout/{reservation}", get(page))
        .route("/demo/checkout/{reservation}/pay", post(pay))
        .with_state(shop)
}

async fn page(State(shop): State<ApiClient>, Path(reservation): Path<u64>) -> Response {
    match find(&shop, reservation).await {
        Ok(Ok(found)) => render(reservation, &found),
        Ok(Err((status, answer))) => notice(status, &sentence(&answer)),
        Err(error) => notice(StatusCode::BAD_GATEWAY, &error.to_string()),
    }
}

/// Commits. The key is made of the reservation, so that paying twice is paying
/// once.
async fn pay(
    State(shop): State<ApiClient>,
    Path(reservation): Path<u64>,
    headers: HeaderMap,
) -> Response {
    if !names_loopback(&headers) {
        return notice(StatusCode::FORBIDDEN, "The demo answers to 127.0.0.1 only.");
    }
    let (status, answer) = match commit(&shop, reservation).await {
        Ok(answered) => answered,
        Err(error) => return notice(StatusCode::BAD_GATEWAY, &error.to_string()),
    };
    if wants_json(&headers) {
        return (status, axum::Json(answer)).into_response();
    }
    if status.is_success() {
        return Redirect::to(&format!("/demo/checkout/{reservation}")).into_response();
    }
    notice(status, &sentence(&answer))
}

type Found = Result<Value, (StatusCode, Value)>;

async fn find(shop: &ApiClient, reservation: u64) -> Result<Found, Error> {
    let path = format!("/v1/reservations/{reservation}");
    let (status, answer) = shop.call(Method::GET, &path, None).await?;
    Ok(if status.is_success() { Ok(answer) } else { Err((status, answer)) })
}

async fn commit(shop: &ApiClient, reservation: u64) -> Result<(StatusCode, Value), Error> {
    let found = match find(shop, reservation).await? {
        Ok(found) => found,
        Err(refused) => return Ok(refused),
    };
    let body = json!({
        "key": payment_key(&found, reservation),
        "paymentReference": format!("demo-{reservation}"),
    });
    shop.call(Method::POST, &format!("/v1/reservations/{reservation}/commit"), Some(&body)).await
}

/// A UUIDv7 that is the same for every attempt to pay this reservation.
fn payment_key(found: &Value, reservation: u64) -> String {
    let created: u64 =
        found["createdAtMs"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
    let mut tail = [0_u8; 10];
    tail[2..].copy_from_slice(&reservation.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(created, &tail).into_uuid().to_string()
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|h| h.to_str().ok()).unwrap_or_default();
    accept.contains("application/json")
}

fn sentence(answer: &Value) -> String {
    answer["detail"].as_str().unwrap_or("The shop could not read its order.").to_owned()
}

fn render(reservation: u64, found: &Value) -> Response {
    let state = found["state"].as_str().unwrap_or_default();
    let (heading, action) = match state {
        "RESERVATION_STATE_HELD" => (
            "Your units are held for you",
            format!(
                "<form method=\"post\" action=\"/demo/checkout/{reservation}/pay\"><button autofocus>Pretend to pay {}</button></form>",
                escape(&money(&found["total"]))
            ),
        ),
        "RESERVATION_STATE_COMMITTED" => ("Bought. Thank you!", String::new()),
        "RESERVATION_STATE_RELEASED" => ("You gave these units back", String::new()),
        _ => ("The hold ran out, and the units went back on sale", String::new()),
    };
    let lines: String = found["lines"].as_array().into_iter().flatten().map(line_markup).collect();
    let body = format!("<h1>{heading}</h1><ul>{lines}</ul>{action}");
    answer(StatusCode::OK, &body)
}

fn line_markup(line: &Value) -> String {
    let quantity = line["quantity"].as_u64().unwrap_or_default();
    let sku = line["sku"].as_str().unwrap_or_default();
    format!("<li>{quantity} × {} at {}</li>", escape(sku), escape(&money(&line["unitPrice"])))
}

/// Minor units as an amount, for the demo's one currency of two decimals.
fn money(value: &Value) -> String {
    let minor: i64 = value["minor"].as_str().and_then(|m| m.parse().ok()).unwrap_or_default();
    let currency = value["currency"].as_str().unwrap_or("EUR");
    format!("{}.{:02} {currency}", minor / 100, minor.rem_euclid(100))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn notice(status: StatusCode, text: &str) -> Response {
    answer(status, &format!("<h1>That did not work</h1><p>{}</p>", escape(text)))
}

fn answer(status: StatusCode, body: &str) -> Response {
    let page = PAGE.replace("{{body}}", body);
    let headers =
        [(header::CONTENT_SECURITY_POLICY, PAGE_POLICY), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Html(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attempt_to_pay_uses_the_same_key() {
        let found = json!({"createdAtMs": "1790000000000"});
        assert_eq!(payment_key(&found, 7), payment_key(&found, 7));
        assert_ne!(payment_key(&found, 7), payment_key(&found, 8));
        assert!(hawker_domain::Key::parse(&payment_key(&found, 7)).is_ok());
    }

    #[test]
    fn money_is_shown_to_the_cent() {
        assert_eq!(money(&json!({"minor": "1905", "currency": "EUR"})), "19.05 EUR");
        assert_eq!(escape("<b>&\""), "&lt;b&gt;&amp;&quot;");
    }
}
