//! JSON schemas of protobuf messages, as proto3 JSON writes them.

use std::collections::BTreeMap;

use hawker_proto::DESCRIPTORS;
use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};
use serde_json::{Map, Value, json};

use super::reference;
use crate::Error;

/// The schemas of these messages and enums and of all that they hold.
pub(super) fn schemas(wanted: Vec<&str>) -> Result<Value, Error> {
    let set = FileDescriptorSet::decode(DESCRIPTORS)
        .map_err(|e| Error::Config(format!("the schema's descriptors can't be read: {e}")))?;
    let known = Known::new(&set);
    let mut made = Map::new();
    let mut open: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
    while let Some(name) = open.pop() {
        if made.contains_key(&name) {
            continue;
        }
        if let Some(message) = known.messages.get(name.as_str()) {
            made.insert(name, message_schema(message, &mut open));
        } else if let Some(one) = known.enums.get(name.as_str()) {
            made.insert(name, enum_schema(one));
        } else {
            return Err(Error::Config(format!("the schema has no {name}")));
        }
    }
    Ok(Value::Object(made))
}

struct Known<'a> {
    messages: BTreeMap<&'a str, &'a DescriptorProto>,
    enums: BTreeMap<&'a str, &'a EnumDescriptorProto>,
}

impl<'a> Known<'a> {
    fn new(set: &'a FileDescriptorSet) -> Self {
        let messages = set.file.iter().flat_map(|file| &file.message_type);
        let enums = set.file.iter().flat_map(|file| &file.enum_type);
        Self {
            messages: messages.map(|message| (message.name(), message)).collect(),
            enums: enums.map(|one| (one.name(), one)).collect(),
        }
    }
}

fn message_schema(message: &DescriptorProto, open: &mut Vec<String>) -> Value {
    let fields = message.field.iter();
    let properties: Map<_, _> =
        fields.map(|field| (camel_case(field.name()), field_schema(field, open))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn enum_schema(one: &EnumDescriptorProto) -> Value {
    let names: Vec<_> = one.value.iter().map(|value| value.name()).collect();
    json!({ "type": "string", "enum": names })
}

fn field_schema(field: &FieldDescriptorProto, open: &mut Vec<String>) -> Value {
    let one = match field.r#type() {
        Type::Message | Type::Enum => {
            let name = field.type_name().rsplit('.').next().unwrap_or_default().to_owned();
            let schema = reference(&name);
            open.push(name);
            schema
        }
        Type::Bool => json!({ "type": "boolean" }),
        Type::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
        Type::Uint32 | Type::Fixed32 => {
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
        }
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => {
            json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX })
        }
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
            json!({ "type": "string", "pattern": "^-?[0-9]+$" })
        }
        Type::Uint64 | Type::Fixed64 => json!({ "type": "string", "pattern": "^[0-9]+$" }),
        Type::Double | Type::Float => json!({ "type": "number" }),
        Type::String | Type::Group => json!({ "type": "string" }),
    };
    if field.label() == Label::Repeated { json!({ "type": "array", "items": one }) } else { one }
}

/// A field's name as proto3 JSON writes it.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut camel, part| {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}
