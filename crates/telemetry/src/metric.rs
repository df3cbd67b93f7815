//! What a metric is: a name, a kind, a help text, and at most one label with a
//! closed set of values.
//!
//! A handle ([`metrics::Counter`] and its siblings) is looked up once and kept
//! by whoever counts, so that counting on a hot path is one atomic addition.

/// What a metric measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only goes up.
    Counter,
    /// Goes up and down.
    Gauge,
    /// A distribution over these upper bounds.
    Histogram(&'static [f64]),
}

/// A label's value: a variant of a closed enum, never free text.
pub trait Label: Copy + 'static {
    /// The label's name.
    const KEY: &'static str;
    /// Every value it can have.
    const VALUES: &'static [&'static str];
    /// This value.
    fn value(self) -> &'static str;
}

/// An entry of the catalogue.
#[derive(Debug)]
pub struct Metric {
    /// `hawker_<noun>_<unit>` and so on, as Prometheus names things.
    pub name: &'static str,
    /// What it measures.
    pub kind: Kind,
    /// One sentence for whoever reads a dashboard.
    pub help: &'static str,
    /// The label and its values, if it has one.
    pub label: Option<(&'static str, &'static [&'static str])>,
}

impl Metric {
    /// A counter without a label.
    #[must_use]
    pub const fn counter(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: Kind::Counter, help, label: None }
    }

    /// A gauge without a label.
    #[must_use]
    pub const fn gauge(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: Kind::Gauge, help, label: None }
    }

    /// A histogram without a label.
    #[must_use]
    pub const fn histogram(name: &'static str, help: &'static str, bounds: &'static [f64]) -> Self {
        Self { name, kind: Kind::Histogram(bounds), help, label: None }
    }

    /// The same with a label.
    #[must_use]
    pub const fn by<L: Label>(mut self) -> Self {
        self.label = Some((L::KEY, L::VALUES));
        self
    }

    /// The counter's handle.
    pub fn count(&'static self) -> metrics::Counter {
        metrics::counter!(self.name)
    }

    /// The counter's handle for one value of its label.
    pub fn count_of<L: Label>(&'static self, label: L) -> metrics::Counter {
        metrics::counter!(self.name, L::KEY => label.value())
    }

    /// The gauge's handle.
    pub fn level(&'static self) -> metrics::Gauge {
        metrics::gauge!(self.name)
    }

    /// The gauge's handle for one value of its label.
    pub fn level_of<L: Label>(&'static self, label: L) -> metrics::Gauge {
        metrics::gauge!(self.name, L::KEY => label.value())
    }

    /// The histogram's handle.
    pub fn spread(&'static self) -> metrics::Histogram {
        metrics::histogram!(self.name)
    }

    /// The histogram's handle for one value of its label.
    pub fn spread_of<L: Label>(&'static self, label: L) -> metrics::Histogram {
        metrics::histogram!(self.name, L::KEY => label.value())
    }
}

/// Defines a closed enum that labels a metric.
macro_rules! label {
    ($(#[$doc:meta])* $name:ident: $key:literal { $($(#[$vdoc:meta])* $variant:ident = $value:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $crate::Label for $name {
            const KEY: &'static str = $key;
            const VALUES: &'static [&'static str] = &[$($value),+];
            fn value(self) -> &'static str {
                match self { $(Self::$variant => $value),+ }
            }
        }
    };
}
pub(crate) use label;
