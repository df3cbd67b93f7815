//! Processes that are killed, or stand still.

use hawker_tests::{crowd::Crowd, eventually};
use tokio::task::block_in_place;

use super::Ground;

/// Primaries of the Redis Cluster.
const PRIMARIES: usize = 3;

impl Ground {
    pub(crate) async fn kill_gateway(&mut self, round: usize, crowd: &Crowd) {
        let at = round % self.fleet.gateways.len();
        let mut member = self.fleet.gateways.remove(at);
        member.kill_9();
        crowd.goes_on().await;
        self.fleet.start_again(&mut member).await;
        member.is_ready().await;
        self.fleet.gateways.insert(at, member);
    }

    pub(crate) async fn owner(&self) -> usize {
        let owner = self.fleet.owner().await.pid();
        self.fleet.inventories.iter().position(|it| it.pid() == owner).unwrap()
    }

    pub(crate) async fn kill_owner(&mut self, crowd: &Crowd) {
        let at = self.owner().await;
        let mut member = self.fleet.inventories.remove(at);
        member.kill_9();
        crowd.goes_on().await;
        self.fleet.start_again(&mut member).await;
        member.is_ready().await;
        self.fleet.inventories.insert(at, member);
    }

    /// The other one owns the stock when it goes on, and must go on doing so.
    pub(crate) async fn stop_owner(&self, crowd: &Crowd) {
        let at = self.owner().await;
        let stopped = &self.fleet.inventories[at];
        let heir = &self.fleet.inventories[1 - at];
        stopped.signal("STOP");
        eventually("the stock is taken over", async || heir.owns_the_stock().await.then_some(()))
            .await;
        crowd.goes_on().await;
        stopped.signal("CONT");
        crowd.goes_on().await;
        eventually("it knows that it was replaced", async || {
            (!stopped.owns_the_stock().await).then_some(())
        })
        .await;
        stopped.is_ready().await;
    }

    /// The primary that has the show's channel.
    pub(crate) async fn kill_redis(&self, channel: &str, crowd: &Crowd) {
        let redis = self.fleet.redis.as_ref().unwrap();
        let node = block_in_place(|| redis.primary_of(channel));
        node.kill();
        crowd.goes_on().await;
        let primaries =
            || redis.nodes().iter().filter(|it| it.runs() && it.role() == "master").count();
        eventually("its replica is promoted", async || {
            (block_in_place(primaries) == PRIMARIES).then_some(())
        })
        .await;
        crowd.goes_on().await;
        block_in_place(|| {
            node.start_again();
            redis.wait_until_whole();
        });
    }

    pub(crate) async fn kill_postgres(&self, crowd: &Crowd) {
        let lost = block_in_place(|| self.patroni.kill_primary());
        block_in_place(|| self.patroni.wait_for_another(lost));
        crowd.goes_on().await;
        block_in_place(|| self.patroni.start_again(lost));
    }
}
