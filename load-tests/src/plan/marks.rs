//! The moments of a plan that charts mark.

use super::{HostDo, PhaseKind, Plan};

/// The most marks of a plan: more would hide the chart.
const MARKS_MAX: usize = 12;

impl Plan {
    /// Second and text of what changes the course of a run: rushes, losses and
    /// returns, and what hosts do to sales. Pins are not among them.
    #[must_use]
    pub fn marks(&self) -> Vec<(f64, String)> {
        let phases = self.phases.iter().filter_map(|phase| {
            let text = match phase.kind {
                PhaseKind::Rush { .. } => "rush",
                PhaseKind::Disconnect { .. } => "disconnect",
                PhaseKind::Reconnect { .. } => "reconnect",
                PhaseKind::Ramp { .. } | PhaseKind::Steady => return None,
            };
            Some((phase.start.as_secs_f64(), text.to_owned()))
        });
        let several = self.sales.len() > 1;
        let sale = |sale: usize| match self.sales.get(sale) {
            Some(sale) if several => sale.name.clone(),
            _ => "sale".to_owned(),
        };
        let hosts = self.host.iter().filter_map(|action| {
            let text = match action.what {
                HostDo::OpenSale { sale: it } => format!("{} opens", sale(it)),
                HostDo::PauseSale { sale: it } => format!("{} pauses", sale(it)),
                HostDo::ResumeSale { sale: it } => format!("{} goes on", sale(it)),
                HostDo::CloseSale { sale: it } => format!("{} closes", sale(it)),
                HostDo::AddStock { units, .. } => format!("{units} more"),
                HostDo::Pin { .. } | HostDo::Unpin => return None,
            };
            Some((action.at.as_secs_f64(), text))
        });
        // A sale that closes by itself, such as a group sale.
        let ends = self.host.iter().filter_map(|action| {
            let HostDo::OpenSale { sale: it } = action.what else { return None };
            let open_for = self.sales.get(it)?.open_for?;
            Some(((action.at + open_for).as_secs_f64(), format!("{} ends", sale(it))))
        });
        let mut marks: Vec<(f64, String)> = phases.chain(hosts).chain(ends).collect();
        marks.sort_by(|one, other| one.0.total_cmp(&other.0));
        marks.truncate(MARKS_MAX);
        marks
    }
}
