//! A plan with another crowd.

use super::limits::VIEWERS_MAX;
use super::{PhaseKind, Plan, SalePolicy};

impl Plan {
    /// The same plan with `factor` times its viewers, the units that they fight
    /// over, its group buys, and the messages of its trace. What one viewer
    /// stands for falls by as much. Nothing falls below one.
    #[must_use]
    pub fn with_crowd(mut self, factor: f64) -> Plan {
        let times = |count: u32| {
            let scaled = (f64::from(count) * factor).round();
            (scaled.clamp(1.0, f64::from(VIEWERS_MAX))) as u32
        };
        for phase in &mut self.phases {
            if let PhaseKind::Ramp { viewers, .. } | PhaseKind::Rush { viewers, .. } =
                &mut phase.kind
            {
                *viewers = times(*viewers);
            }
        }
        for sale in &mut self.sales {
            sale.units = times(sale.units);
            if let SalePolicy::Group { groups, .. } = &mut sale.policy {
                *groups = times(*groups);
            }
        }
        if let Some(trace) = &mut self.trace {
            trace.crowd *= factor;
        }
        self.scale /= factor;
        self
    }
}
