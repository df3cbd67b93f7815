//! The wires of a fleet: every process calls all others at a loopback address that only
//! it uses, so that any pair of them can be cut apart while both see everybody else.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, MutexGuard},
};

use hawker_test_servers::Wire;

/// How addresses begin where there are no wires.
const HOME: &str = "127.0.0.1:";

/// All wires, by who calls over them.
#[derive(Debug, Default)]
pub struct Wires(Mutex<BTreeMap<String, Ends>>);

/// Those of one process.
#[derive(Debug)]
struct Ends {
    near: Ipv4Addr,
    by_port: BTreeMap<u16, Wire>,
}

impl Wires {
    /// A configuration in which all that is called is at the end of this process' wires.
    ///
    /// # Panics
    ///
    /// When an address in it has no port.
    #[must_use]
    pub fn lead(&self, name: &str, text: &str) -> String {
        let mut parts = text.split(HOME);
        let mut led = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.find(|it: char| !it.is_ascii_digit()).unwrap_or(part.len());
            let (port, rest) = part.split_at(digits);
            led += &self.from(name, port.parse().expect("a port")).to_string();
            led += rest;
        }
        led
    }

    /// Where that process calls what listens on a port.
    pub fn from(&self, name: &str, port: u16) -> SocketAddr {
        let mut all = self.all();
        let near = Ipv4Addr::new(127, 0, 1, u8::try_from(all.len() + 1).unwrap_or(u8::MAX));
        let fresh = || Ends { near, by_port: BTreeMap::new() };
        let ends = all.entry(name.to_owned()).or_insert_with(fresh);
        let lay = || Wire::lay(ends.near, SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        ends.by_port.entry(port).or_insert_with(lay).at()
    }

    /// Cuts those of a process to these ports.
    pub fn cut(&self, name: &str, ports: &[u16]) {
        self.each(name, ports, Wire::cut);
    }

    /// Mends them.
    pub fn mend(&self, name: &str, ports: &[u16]) {
        self.each(name, ports, Wire::mend);
    }

    fn each(&self, name: &str, ports: &[u16], change: impl Fn(&Wire)) {
        let all = self.all();
        for port in ports {
            let wire = all.get(name).and_then(|ends| ends.by_port.get(port));
            change(wire.unwrap_or_else(|| panic!("{name} has no wire to {port}")));
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Ends>> {
        self.0.lock().expect("the wires")
    }
}
