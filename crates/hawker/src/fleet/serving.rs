//! Which of several processes serves now: asked of each by `grpc.health.v1`, and
//! then heard from the one that does until it does no longer.

use std::time::Duration;

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use hawker_proto::Peer;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tonic::{Code, Streaming};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_client::HealthClient,
};

/// How long a process may take to say whether it serves.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// How long until all are asked again when none served.
const AGAIN: Duration = Duration::from_millis(100);

/// The process that serves. Each time that one is found has a number of its own, so
/// that one which was lost and came back isn't taken for one that stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Serving {
    pub(super) place: usize,
    pub(super) found: u64,
}

/// Finds who serves, and tells when it changes. Never ends.
pub(super) async fn follow(service: &str, probes: Vec<Peer>, tell: watch::Sender<Option<Serving>>) {
    let mut found = 0;
    let mut missed = false;
    loop {
        let Some((place, mut statuses)) = first(service, &probes).await else {
            if !std::mem::replace(&mut missed, true) {
                tracing::warn!(service, "no process serves it");
            }
            sleep(AGAIN).await;
            continue;
        };
        (found, missed) = (found + 1, false);
        tracing::info!(service, place, "found the process that serves it");
        tell.send_replace(Some(Serving { place, found }));
        while let Ok(Some(status)) = statuses.message().await {
            if !serves(&status) {
                break;
            }
        }
        tracing::warn!(service, place, "the process serves it no longer");
        tell.send_replace(None);
    }
}

/// The first that says that it serves, and what it says from then on.
async fn first(service: &str, probes: &[Peer]) -> Option<(usize, Streaming<HealthCheckResponse>)> {
    let mut asked: FuturesUnordered<_> = probes
        .iter()
        .enumerate()
        .map(|(place, probe)| async move { Some((place, ask(service, probe.clone()).await?)) })
        .collect();
    while let Some(answer) = asked.next().await {
        if answer.is_some() {
            return answer;
        }
    }
    None
}

async fn ask(service: &str, probe: Peer) -> Option<Streaming<HealthCheckResponse>> {
    let mut client = HealthClient::new(probe);
    let asking = async {
        let request = HealthCheckRequest { service: service.to_owned() };
        let mut statuses = client.watch(request).await?.into_inner();
        let first = statuses.message().await?;
        Ok::<_, tonic::Status>(first.filter(serves).map(|_| statuses))
    };
    match timeout(ANSWER_WITHIN, asking).await {
        Ok(Ok(serving)) => serving,
        Ok(Err(status)) if refused(status.code()) => {
            tracing::error!(service, %status, "a process of the fleet does not let us in");
            None
        }
        // It is not there, or slow: another one may serve.
        Ok(Err(_)) | Err(_) => None,
    }
}

/// Whether a process answers, and knows the service; it need not serve it now.
pub(super) async fn answers(service: &'static str, probe: Peer) -> Result<(), String> {
    let request = HealthCheckRequest { service: service.to_owned() };
    match timeout(ANSWER_WITHIN, HealthClient::new(probe).check(request)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(status)) if status.code() == Code::NotFound => {
            Err(format!("the process there serves no {service}"))
        }
        Ok(Err(status)) => Err(status.message().to_owned()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

fn refused(code: Code) -> bool {
    matches!(code, Code::Unauthenticated | Code::PermissionDenied)
}

fn serves(status: &HealthCheckResponse) -> bool {
    status.status() == ServingStatus::Serving
}
