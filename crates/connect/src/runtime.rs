//! Drivers are asynchronous, sessions are not: one small runtime per session, and every wait can have an end.

use parallax_dialect::{Fault, FaultKind};
use std::time::Duration;

/// How long to wait for an answer at the address where nothing says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A URL can ask to wait for as long as it takes; this is as long as anybody does.
const FOREVER: Duration = Duration::from_secs(300);
/// How long to find out whether anybody listens where nobody answers.
const PROBE: Duration = Duration::from_millis(500);
/// How long to wait for the last word of a connection that is given up.
pub(crate) const PARTING: Duration = Duration::from_secs(2);

/// How long to wait for a connection: as the options say, else the URL; zero is without bound there.
pub(crate) fn patience(options: Option<Duration>, url: Option<Duration>) -> Duration {
    match options.or(url) {
        None => CONNECT_TIMEOUT,
        Some(Duration::ZERO) => FOREVER,
        Some(wait) => wait,
    }
}

pub(crate) struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    pub(crate) fn new() -> Result<Runtime, Fault> {
        let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
        built.map(|runtime| Runtime(Some(runtime))).map_err(|error| {
            Fault::new(FaultKind::Unreachable, format!("no connection can be made here: {error}"))
        })
    }

    /// The result, or none when it took too long. A limit of none waits for as long as it takes.
    pub(crate) fn block<F: Future>(&self, limit: Option<Duration>, work: F) -> Option<F::Output> {
        // Present until it is dropped.
        let runtime = self.0.as_ref()?;
        runtime.block_on(async {
            match limit {
                None => Some(work.await),
                Some(limit) => tokio::time::timeout(limit, work).await.ok(),
            }
        })
    }

    /// Why nothing came within the time: nobody is there, or whoever is there does not answer.
    pub(crate) fn silence(&self, place: &str, host: &str, port: u16, waited: Duration) -> Fault {
        let probe = self.block(Some(PROBE), tokio::net::TcpStream::connect((host, port)));
        let waited = waited.as_secs_f32();
        match probe {
            Some(Ok(_)) => Fault::new(
                FaultKind::ConnectTimeout,
                format!("{place} took the connection and did not answer within {waited} s"),
            ),
            _ => Fault::new(FaultKind::Unreachable, format!("{place} did not answer within {waited} s")),
        }
    }

    /// Goes on with it while anything else is waited for.
    #[cfg(feature = "postgres")]
    pub(crate) fn spawn<F>(&self, work: F) -> Option<tokio::task::JoinHandle<()>>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.0.as_ref().map(|runtime| runtime.spawn(work))
    }
}

impl Drop for Runtime {
    /// Never waits: a name that is being looked up may keep a thread for long.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
