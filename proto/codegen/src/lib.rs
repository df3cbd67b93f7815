//! Generates the Rust side of the schema: prost messages, tonic services, the
//! proto3 JSON form, and the descriptor set that gRPC reflection serves.
//!
//! Its binary writes the committed files, and its test compares them with the
//! schema. Plain builds never run it.

use std::path::Path;

use prost::Message as _;
use prost_build::{Service, ServiceGenerator};

/// The schema's files, relative to `proto/`.
pub const SCHEMA: [&str; 4] = [
    "hawker/v1/types.proto",
    "hawker/v1/inventory.proto",
    "hawker/v1/realtime.proto",
    "hawker/v1/funnel.proto",
];

/// The files that [`generate`] writes.
pub const OUTPUT: [&str; 3] = ["hawker.v1.rs", "hawker.v1.serde.rs", "descriptors.bin"];

/// Calls whose server is written by hand, since it reads and writes messages in
/// their encoded form. Clients of them are generated.
const SERVED_BY_HAND: [&str; 2] = ["Reserve", "Commands"];

/// Generates a client of every call, and a server of all but those.
struct Services {
    clients: Box<dyn ServiceGenerator>,
    servers: Box<dyn ServiceGenerator>,
}

impl Services {
    fn new() -> Self {
        let configured = tonic_prost_build::configure;
        Self {
            clients: configured().build_server(false).service_generator(),
            servers: configured().build_client(false).service_generator(),
        }
    }
}

impl ServiceGenerator for Services {
    fn generate(&mut self, service: Service, out: &mut String) {
        self.clients.generate(service.clone(), out);
        let mut served = service;
        served.methods.retain(|method| !SERVED_BY_HAND.contains(&&*method.proto_name));
        self.servers.generate(served, out);
    }

    fn finalize(&mut self, out: &mut String) {
        self.clients.finalize(out);
        self.servers.finalize(out);
    }
}

/// Generates everything from the schema in `schema` into the folder `out`.
pub fn generate(schema: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let descriptors = protox::compile(SCHEMA, [schema])?;
    let encoded = descriptors.encode_to_vec();
    std::fs::write(out.join("descriptors.bin"), &encoded)?;
    prost_build::Config::new()
        .out_dir(out)
        .bytes([".hawker.v1.FunnelEvent.id"])
        .service_generator(Box::new(Services::new()))
        .compile_fds(descriptors)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        .out_dir(out)
        .build(&[".hawker.v1"])?;
    Ok(())
}
