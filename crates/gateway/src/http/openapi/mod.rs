//! The OpenAPI 3.1 document: paths from the table of routes, schemas from the
//! descriptors of the protobuf schema.

mod schemas;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::routes::{Route, Shape, table};
use crate::{Error, token::Cap};

/// Where the document is served.
pub(super) const PATH: &str = "/v1/openapi.json";

/// The document, encoded.
pub(super) fn document() -> Result<Bytes, Error> {
    let table = table();
    let mut paths = Map::new();
    for route in &table {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(route.method.to_owned(), operation(route));
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hawker",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Bodies are the proto3 JSON of the messages of hawker.v1: names in \
                camelCase, enums by name, 64-bit integers as strings. Keys are UUIDv7s: the same \
                key gets the same answer. Errors are application/problem+json.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas::schemas(messages(&table))?,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
            "responses": { "Problem": problem() },
        },
    });
    let bytes = serde_json::to_vec(&document).map_err(|e| Error::Config(e.to_string()))?;
    Ok(bytes.into())
}

fn messages(table: &[Route]) -> Vec<&'static str> {
    let shapes = table.iter().flat_map(|route| [route.body, route.answer]);
    let named = shapes.filter_map(|shape| match shape {
        Shape::Message(name) | Shape::Events(name) => Some(name),
        Shape::ShowList => Some("Show"),
        Shape::None | Shape::About | Shape::Session => None,
    });
    named.chain(["ErrorCode"]).collect()
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": {
            "default": { "$ref": "#/components/responses/Problem" },
        },
    });
    let status = if route.answer == Shape::Session { "101" } else { "200" };
    operation["responses"][status] = answer(route.answer);
    if let Shape::Message(name) = route.body {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": reference(name) } },
        });
    }
    if !route.caps.is_empty() {
        let caps: Vec<_> = route.caps.iter().copied().map(Cap::name).collect();
        operation["security"] = json!([{ "token": [] }]);
        operation["description"] = json!(format!("Needs the capability {}.", caps.join(" or ")));
    }
    operation
}

fn parameters(route: &Route) -> Vec<Value> {
    let parts = route.path.split('/');
    let names = parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let text = json!({ "type": "string" });
    let in_path =
        names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": text }));
    let in_query =
        route.query.iter().map(|name| json!({ "name": name, "in": "query", "schema": text }));
    in_path.chain(in_query).collect()
}

fn answer(shape: Shape) -> Value {
    let (kind, schema) = match shape {
        Shape::Session => return json!({ "description": "The session is open." }),
        Shape::None => return json!({ "description": "Done." }),
        Shape::Message(name) => ("application/json", reference(name)),
        Shape::Events(name) => ("text/event-stream", reference(name)),
        Shape::ShowList => (
            "application/json",
            json!({
                "type": "object",
                "properties": { "shows": { "type": "array", "items": reference("Show") } },
            }),
        ),
        Shape::About => (
            "application/json",
            json!({
                "type": "object",
                "properties": { "demo": { "type": "boolean" }, "version": { "type": "string" } },
            }),
        ),
    };
    json!({ "description": "Done.", "content": { kind: { "schema": schema } } })
}

fn problem() -> Value {
    json!({
        "description": "Refused, with what to do about it.",
        "content": { "application/problem+json": { "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code", "temporary"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string", "description": "A sentence that says what to do." },
                "code": reference("ErrorCode"),
                "temporary": {
                    "type": "boolean",
                    "description": "Whether the same request may succeed later, unchanged.",
                },
            },
        } } },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_and_every_reference_leads_somewhere() {
        let document: Value = serde_json::from_slice(&document().unwrap()).unwrap();
        for route in table() {
            let operation = &document["paths"][route.path][route.method];
            assert_eq!(operation["operationId"], route.id, "{}", route.path);
            assert!(route.summary.ends_with('.'), "{}", route.path);
        }
        let methods = |path: &Value| path.as_object().unwrap().len();
        let described: usize = document["paths"].as_object().unwrap().values().map(methods).sum();
        assert_eq!(described, table().len());
        let text = document.to_string();
        let used: BTreeSet<_> = text
            .split("#/components/schemas/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert!(used.contains("Snapshot") && used.contains("Money"), "{used:?}");
        for name in used {
            assert!(document["components"]["schemas"][name].is_object(), "{name} is missing");
        }
    }

    #[test]
    fn numbers_of_64_bits_are_strings_and_enums_are_names() {
        let document: Value = serde_json::from_slice(&document().unwrap()).unwrap();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Money"]["properties"]["minor"]["type"], "string");
        assert_eq!(schemas["Sale"]["properties"]["limitPerBuyer"]["type"], "integer");
        assert_eq!(schemas["SaleState"]["enum"][2], "SALE_STATE_OPEN");
    }
}
