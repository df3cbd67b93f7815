//! A server's process, and where servers live.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to come up or to follow: far beyond what a loaded
/// machine needs.
const HOPELESS: Duration = Duration::from_secs(120);

/// How often a condition is looked at that nothing tells of.
const LOOK: Duration = Duration::from_millis(20);

/// What a server's folder is called first, as it may stand among others' in `/tmp`.
const PREFIX: &str = "hawker-";

/// Servers that may wait to be started.
const ORDERS: usize = 16;

/// A child process that does not outlive ours, however ours ends.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program, as another user where ours is root and the program refuses
    /// that. What it says goes into `log`.
    pub(crate) fn start(program: &str, args: &[&str], user: Option<&str>, log: &Path) -> Self {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let Some(user) = user.filter(|_| is_root()) {
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        let out = File::options().create(true).append(true).open(log).expect("the server's log");
        command.arg(program).args(args).stdin(Stdio::null());
        command.stdout(out.try_clone().expect("a second handle")).stderr(out);
        // A child dies with the thread that made it, and a test's thread ends early.
        let child = from_lasting_thread(command).unwrap_or_else(|error| {
            panic!("{program} cannot be started ({error}): run `make tools`")
        });
        Self { child, log: log.to_owned() }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid =
            Pid::from_raw(i32::try_from(self.child.id()).expect("a process id")).expect("above 0");
        // One that is gone already is no error.
        let _gone = kill_process(pid, signal);
    }

    /// Ends it at once, and waits until it has ended.
    pub(crate) fn kill(&mut self) {
        self.signal(Signal::KILL);
        drop(self.child.wait());
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The last that it said.
    pub(crate) fn said(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().rev().take(30).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

type Order = (Command, SyncSender<std::io::Result<Child>>);

fn from_lasting_thread(command: Command) -> std::io::Result<Child> {
    static KEEPER: std::sync::OnceLock<SyncSender<Order>> = std::sync::OnceLock::new();
    let keeper = KEEPER.get_or_init(|| {
        let (orders, inbox) = sync_channel::<Order>(ORDERS);
        thread::spawn(move || {
            for (mut command, answer) in inbox {
                drop(answer.send(command.spawn()));
            }
        });
        orders
    });
    let (answer, child) = sync_channel(1);
    keeper.send((command, answer)).expect("the thread lasts");
    child.recv().expect("the thread answers")
}

pub(crate) fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// Runs a program to its end, and gives back what it said; panics where it fails.
pub(crate) fn run(program: &str, args: &[&str], user: Option<&str>) -> String {
    let mut command = match user.filter(|_| is_root()) {
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", user, "--init-groups", program]);
            command
        }
        None => Command::new(program),
    };
    let output = command.args(args).stdin(Stdio::null()).output();
    let output =
        output.unwrap_or_else(|e| panic!("{program} cannot be run ({e}): run `make tools`"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} {args:?} failed: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// A folder under the target folder, for the use of that user. It is gone with its
/// value, or at the latest when the next test process makes one: what is shared by a
/// process's tests is never dropped.
pub(crate) fn folder(name: &str, user: Option<&str>) -> tempfile::TempDir {
    let exe = std::env::current_exe().expect("the test's own path");
    // A test is in a profile's `deps`, a bench beside them.
    let place = exe.parent().filter(|it| it.ends_with("deps")).unwrap_or(&exe);
    let target = place.ancestors().nth(2).expect("the target folder");
    let parent = match user.filter(|_| is_root()) {
        // Another user may have no way in to where the project is.
        Some(user) if !is_open(target, user) => std::env::temp_dir(),
        _ => target.join("servers"),
    };
    std::fs::create_dir_all(&parent).expect("a folder for servers");
    static SWEPT: std::sync::Once = std::sync::Once::new();
    SWEPT.call_once(|| sweep(&parent));
    let prefix = format!("{PREFIX}{name}-{}-", std::process::id());
    let made = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent).expect("a folder");
    if let Some(user) = user.filter(|_| is_root()) {
        run("chown", &[user, &made.path().display().to_string()], None);
    }
    made
}

/// Removes the folders of processes that have ended.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let mut parts = name.strip_prefix(PREFIX).unwrap_or_default().split('-').skip(1);
        let maker = parts.next().and_then(|id| id.parse::<u32>().ok());
        if maker.is_some_and(|id| !Path::new(&format!("/proc/{id}")).exists()) {
            // Another test process may sweep as well.
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

fn is_open(path: &Path, user: &str) -> bool {
    Command::new("setpriv")
        .args(["--reuid", user, "--regid", user, "--init-groups", "test", "-x"])
        .arg(path)
        .status()
        .is_ok_and(|status| status.success())
}

/// Waits until a condition gives something; `said` is what explains that it never does.
pub(crate) fn until<T>(
    what: &str,
    mut said: impl FnMut() -> String,
    mut condition: impl FnMut() -> Option<T>,
) -> T {
    let begun = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(begun.elapsed() < HOPELESS, "it never happened: {what}\n{}", said());
        look_again();
    }
}

/// Waits until a condition is worth another look.
#[expect(clippy::disallowed_methods, reason = "nothing tells of what other programs do")]
pub(crate) fn look_again() {
    thread::sleep(LOOK);
}
