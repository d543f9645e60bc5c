//! A server process that never outlives the test process.

use super::Failure;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Servers start within seconds; a busy machine may need longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server, waits until its own standard input ends, stops the server and removes the folder. Since the
/// operating system closes that pipe with the test process, this happens after a crash as well.
const WATCH: &str = r#"
dir=$1; shift
"$@" >"$dir/log" 2>&1 &
server=$!
cat >/dev/null
kill -KILL $server 2>/dev/null
wait $server
rm -rf "$dir"
"#;

/// Held for its pipe: when it goes, the server goes.
#[derive(Debug)]
pub(super) struct Process {
    _watch: Child,
    _pipe: Option<ChildStdin>,
}

/// Where a server keeps its files, and as whom it runs.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) folder: PathBuf,
    /// Present when this process is root, as which servers refuse to run.
    user: Option<(u32, u32)>,
}

impl Home {
    /// A new folder of our own. `users` are tried in order when we are root.
    pub(super) fn new(name: &str, users: &[&str]) -> Result<Home, Failure> {
        let failed = |error: std::io::Error| Failure(format!("no temporary folder for {name}: {error}"));
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let folder = std::env::temp_dir().join(format!("parallax-{name}-{}-{moment}", std::process::id()));
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut home = Home { folder, user: None };
        if fs::metadata(&home.folder).map_err(failed)?.uid() == 0 {
            let user = users.iter().chain(&["nobody"]).find_map(|user| ids_of(user));
            let (uid, gid) = user.ok_or_else(|| {
                Failure(format!("{name} does not run as root, and there is no user to run it as: {users:?}"))
            })?;
            chown(&home.folder, Some(uid), Some(gid)).map_err(failed)?;
            home.user = Some((uid, gid));
        }
        Ok(home)
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Runs a program that prepares the folder to its end.
    pub(super) fn prepare(&self, program: &Path, args: &[String]) -> Result<(), Failure> {
        let output = self
            .command(program)
            .args(args)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Failure(format!("{}: {error}", program.display())))?;
        if output.status.success() {
            return Ok(());
        }
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Failure(format!("{} failed:\n{message}", program.display())))
    }

    /// Starts the server and waits until `ready`.
    pub(super) fn serve(
        self,
        program: &Path,
        args: &[String],
        ready: impl Fn() -> Result<(), Failure>,
    ) -> Result<Process, Failure> {
        let mut watch = self
            .command("sh")
            .args(["-c", WATCH, "sh"])
            .arg(&self.folder)
            .arg(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure(format!("sh: {error}")))?;
        let pipe = watch.stdin.take();
        let process = Process { _watch: watch, _pipe: pipe };
        let begin = Instant::now();
        loop {
            match ready() {
                Ok(()) => return Ok(process),
                Err(error) if begin.elapsed() > PATIENCE => {
                    let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                    return Err(Failure(format!(
                        "{} did not start: {error}\n{}",
                        program.display(),
                        log.trim()
                    )));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }
}

/// User and group id, from the system's list of users.
fn ids_of(user: &str) -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = users.lines().find(|line| line.split(':').next() == Some(user))?.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// A port that was free a moment ago.
pub(super) fn free_port() -> Result<u16, Failure> {
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).map_err(|error| Failure(format!("no free port: {error}")))?;
    listener.local_addr().map(|address| address.port()).map_err(|error| Failure(error.to_string()))
}

/// The first folder that holds all of `programs`: of `folders`, then of the search path.
pub(super) fn find_programs(folders: &[PathBuf], programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let known = folders.iter().cloned().chain(std::env::split_paths(&path));
    known.into_iter().find(|folder| programs.iter().all(|program| folder.join(program).is_file()))
}
