//! Prints `docs/metrics.md`: `make generate` runs it.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(hawker_telemetry::reference().as_bytes())
}
