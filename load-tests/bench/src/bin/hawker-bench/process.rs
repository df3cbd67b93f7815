//! Processes of a bench: pinned to a core, spoken to line by line, ended with
//! the value that owns them.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, setpriority_process};
use serde_json::Value;

/// Clock ticks a second in `/proc/PID/stat`: `USER_HZ`, which Linux fixes.
const TICKS_PER_SECOND: f64 = 100.0;

/// The niceness of what gives way to everything else.
const LEAST_URGENT: i32 = 19;

/// A binary of the same build as this one.
pub(crate) fn sibling(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        bail!("{} is missing: build it first, as `make bench` does", path.display());
    }
    Ok(path)
}

/// Where processes run, and how much they give way to others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// A list of cores such as `0,1`.
    pub(crate) cores: &'a str,
    /// From 0, which gives way to nobody, to 19.
    pub(crate) nice: u8,
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(cores: &'a str) -> Self {
        Self { cores, nice: 0 }
    }
}

/// A process on a core of its own.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts a binary of this build on that core.
    pub(crate) fn start<A: AsRef<OsStr>>(
        core: u8,
        name: &'static str,
        arguments: impl IntoIterator<Item = A>,
    ) -> anyhow::Result<Process> {
        Self::start_program(core, name, &sibling(name)?, arguments)
    }

    /// The same with variables of its environment, in a place of its own.
    pub(crate) fn start_with<A: AsRef<OsStr>>(
        place: Place<'_>,
        name: &'static str,
        variables: &[(&str, &str)],
        arguments: impl IntoIterator<Item = A>,
    ) -> anyhow::Result<Process> {
        let mut command = Command::new("nice");
        command.args(["-n", &place.nice.to_string(), "taskset", "-c", place.cores]);
        command.arg(sibling(name)?).args(arguments);
        Self::spawn(name, command.envs(variables.iter().copied()))
    }

    /// Starts a program of whatever origin on that core.
    pub(crate) fn start_program<A: AsRef<OsStr>>(
        core: u8,
        name: &'static str,
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> anyhow::Result<Process> {
        let mut command = Command::new("taskset");
        Self::spawn(name, command.args(["-c", &core.to_string()]).arg(program).args(arguments))
    }

    fn spawn(name: &'static str, command: &mut Command) -> anyhow::Result<Process> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("starting {name} with taskset"))?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("no standard output")?;
        Ok(Process { name, child, input, lines: BufReader::new(output).lines() })
    }

    /// Has the server's binary do something on whatever cores there are, and reads
    /// what it prints at the end as JSON.
    pub(crate) fn run<A: AsRef<OsStr>>(
        arguments: impl IntoIterator<Item = A>,
    ) -> anyhow::Result<Value> {
        let mut command = Command::new(sibling("hawker")?);
        let done = command.args(arguments).stderr(Stdio::inherit()).output()?;
        if !done.status.success() {
            bail!("hawker ended with {}", done.status);
        }
        serde_json::from_slice(&done.stdout).context("what hawker prints")
    }

    /// Sends a line, and reads the next one as JSON.
    pub(crate) fn ask(&mut self, line: &str) -> anyhow::Result<Value> {
        self.tell(line)?;
        self.answer()
    }

    /// Sends a line, whose answer is read later.
    pub(crate) fn tell(&mut self, line: &str) -> anyhow::Result<()> {
        let input = self.input.as_mut().context("its input is closed")?;
        writeln!(input, "{line}").with_context(|| format!("{} has ended", self.name))
    }

    /// Sends everything and closes its standard input.
    pub(crate) fn feed(&mut self, text: &str) -> anyhow::Result<()> {
        let mut input = self.input.take().context("its input is closed")?;
        input.write_all(text.as_bytes()).with_context(|| format!("{} has ended", self.name))
    }

    /// The next line that is JSON; others are passed over. The generators bound
    /// how long they take, so that this ends.
    pub(crate) fn answer(&mut self) -> anyhow::Result<Value> {
        for line in self.lines.by_ref() {
            if let Ok(value @ Value::Object(_)) = serde_json::from_str(&line?) {
                return Ok(value);
            }
        }
        bail!("{} ended without an answer", self.name);
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits until it has ended by itself, and says whether it went well.
    pub(crate) fn finish(mut self) -> anyhow::Result<bool> {
        self.lines.by_ref().try_for_each(|line| line.map(drop))?;
        Ok(self.child.wait()?.success())
    }

    /// Has it give way to whatever else is to run on its core, with all the threads
    /// that it has by now.
    pub(crate) fn yields(&self) -> anyhow::Result<()> {
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let thread: i32 = thread?.file_name().to_string_lossy().parse()?;
            setpriority_process(Pid::from_raw(thread), LEAST_URGENT)?;
        }
        Ok(())
    }

    fn proc_file(&self, file: &str) -> anyhow::Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        std::fs::read_to_string(&path).context(path)
    }

    /// Seconds of CPU, user and system, that it has used.
    pub(crate) fn cpu(&self) -> anyhow::Result<f64> {
        Ok(Cpu::of(&self.proc_file("stat")?)?.both())
    }

    /// Seconds of CPU that each of its threads whose name begins so has used.
    pub(crate) fn threads_cpu(&self, name: &str) -> anyhow::Result<Vec<f64>> {
        let mut used = Vec::new();
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let path = thread?.path();
            if std::fs::read_to_string(path.join("comm"))?.starts_with(name) {
                used.push(Cpu::of(&std::fs::read_to_string(path.join("stat"))?)?.both());
            }
        }
        Ok(used)
    }

    /// The most memory that it ever had resident, in bytes.
    pub(crate) fn peak(&self) -> anyhow::Result<f64> {
        let status = self.proc_file("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        Ok(kib.context("no VmHWM in status")?.parse::<f64>()? * 1_024.0)
    }

    /// Its proportional set size in bytes.
    pub(crate) fn pss(&self) -> anyhow::Result<f64> {
        pss(self.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already can't be ended; it is waited for all the
        // same, so that its port and its memory are free for the next.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The proportional set size of a process, in bytes.
pub(crate) fn pss(id: u32) -> anyhow::Result<f64> {
    let path = format!("/proc/{id}/smaps_rollup");
    let rollup = std::fs::read_to_string(&path).context(path)?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.context("no Pss in smaps_rollup")?.parse::<f64>()? * 1_024.0)
}

/// Seconds of CPU.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Cpu {
    pub(crate) user: f64,
    pub(crate) kernel: f64,
}

impl Cpu {
    /// What processes have used together; one that has ended counts as nothing.
    pub(crate) fn used_by(ids: &[u32]) -> Cpu {
        let stat = |id: &u32| std::fs::read_to_string(format!("/proc/{id}/stat")).ok();
        let used = ids.iter().filter_map(stat).filter_map(|stat| Cpu::of(&stat).ok());
        used.fold(Cpu::default(), Cpu::plus)
    }

    /// From the text of a `stat` file.
    fn of(stat: &str) -> anyhow::Result<Cpu> {
        // The second field is a name in brackets, in which anything may stand.
        let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat")?;
        let mut fields = fields.split_whitespace().skip(11);
        let mut next = || -> anyhow::Result<f64> {
            let ticks: u64 = fields.next().context("/proc/PID/stat is too short")?.parse()?;
            Ok(ticks as f64 / TICKS_PER_SECOND)
        };
        Ok(Cpu { user: next()?, kernel: next()? })
    }

    pub(crate) fn both(self) -> f64 {
        self.user + self.kernel
    }

    pub(crate) fn plus(self, other: Cpu) -> Cpu {
        Cpu { user: self.user + other.user, kernel: self.kernel + other.kernel }
    }

    pub(crate) fn less(self, other: Cpu) -> Cpu {
        Cpu { user: self.user - other.user, kernel: self.kernel - other.kernel }
    }

    pub(crate) fn times(self, factor: f64) -> Cpu {
        Cpu { user: self.user * factor, kernel: self.kernel * factor }
    }
}

/// A number of an answer.
pub(crate) fn number(answer: &Value, name: &str) -> anyhow::Result<f64> {
    answer.get(name).and_then(Value::as_f64).with_context(|| format!("no {name} in {answer}"))
}
