//! Partitions: two roles that do not reach one another, while both reach all others.

use std::time::Duration;

use hawker_tests::{
    crowd::Crowd,
    eventually,
    fleet::{Member, VIEWERS},
};
use tokio::{task::block_in_place, time::sleep};

use super::Ground;

/// How long two are apart where the rest of the fleet goes on without the one: longer
/// than any of them waits before it takes the other for lost.
const APART: Duration = Duration::from_secs(8);

/// What one of the gateways does not reach.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Apart {
    Viewers,
    Redis,
    Postgres,
    Stock,
    Funnel,
}

impl Ground {
    /// A gateway is cut off from that; the other one has it all.
    pub(crate) async fn cut_gateway(&self, from: Apart, round: usize, crowd: &Crowd) {
        let gateway = &self.fleet.gateways[round % self.fleet.gateways.len()];
        let (name, ports) = match from {
            Apart::Viewers => (VIEWERS.to_owned(), self.ports_of(from, gateway)),
            _ => (gateway.name(), self.ports_of(from, gateway)),
        };
        let wires = self.fleet.wires.as_ref().unwrap();
        wires.cut(&name, &ports);
        sleep(APART).await;
        crowd.goes_on().await;
        wires.mend(&name, &ports);
        crowd.goes_on().await;
        gateway.is_ready().await;
    }

    fn ports_of(&self, what: Apart, gateway: &Member) -> Vec<u16> {
        let port = |address: &String| address.rsplit_once(':').unwrap().1.parse().unwrap();
        let grpc = |member: &Member| member.ports().grpc.unwrap().port();
        match what {
            Apart::Viewers => vec![gateway.ports().public.unwrap().port()],
            Apart::Redis => {
                let redis = self.fleet.redis.as_ref().unwrap();
                redis.addresses().iter().map(port).collect()
            }
            Apart::Postgres => self.patroni.hosts().iter().map(port).collect(),
            Apart::Stock => self.fleet.inventories.iter().map(grpc).collect(),
            Apart::Funnel => self.fleet.funnel.iter().map(grpc).collect(),
        }
    }

    /// The owner of the stock does not reach PostgreSQL: the other one takes over, and
    /// stays the owner.
    pub(crate) async fn cut_owner(&self, crowd: &Crowd) {
        let at = self.owner().await;
        let (cut, heir) = (&self.fleet.inventories[at], &self.fleet.inventories[1 - at]);
        let wires = self.fleet.wires.as_ref().unwrap();
        let ports = self.ports_of(Apart::Postgres, &self.fleet.gateways[0]);
        wires.cut(&cut.name(), &ports);
        eventually("the stock is taken over", async || heir.owns_the_stock().await.then_some(()))
            .await;
        crowd.goes_on().await;
        wires.mend(&cut.name(), &ports);
        crowd.goes_on().await;
        eventually("it knows that it was replaced", async || {
            (!cut.owns_the_stock().await).then_some(())
        })
        .await;
        cut.is_ready().await;
    }

    /// The funnel does not reach the stock, whose records it counts from.
    pub(crate) async fn cut_funnel(&self, crowd: &Crowd) {
        let funnel = self.fleet.funnel.as_ref().unwrap();
        let ports = self.ports_of(Apart::Stock, &self.fleet.gateways[0]);
        let wires = self.fleet.wires.as_ref().unwrap();
        wires.cut(&funnel.name(), &ports);
        sleep(APART).await;
        crowd.goes_on().await;
        wires.mend(&funnel.name(), &ports);
        crowd.goes_on().await;
        funnel.is_ready().await;
    }

    /// PostgreSQL's primary reaches neither its standbys nor etcd, and is reached by all
    /// who use it: what it was told last is confirmed by nobody, and another is promoted.
    pub(crate) async fn cut_postgres(&self, crowd: &Crowd) {
        let cut = block_in_place(|| self.patroni.cut_primary_off());
        block_in_place(|| self.patroni.wait_for_another(cut));
        crowd.goes_on().await;
        block_in_place(|| self.patroni.mend(cut));
        crowd.goes_on().await;
    }
}
