//! An editor that a language server is started by, and that measures what it answers.

use super::typing::Keystroke;
use parallax_text::LineIndex;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

pub struct Server {
    pub name: &'static str,
    pub command: Vec<OsString>,
    /// Whether it says which version its diagnostics are of. Otherwise the next ones are taken for those of the change.
    pub versions: bool,
}

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<(Instant, Value)>,
    versions: bool,
    uri: String,
    text: String,
    lines: LineIndex,
    version: i64,
    requests: i64,
    /// When the diagnostics of which version came, and how many.
    diagnosed: Vec<(Option<i64>, Instant, usize)>,
}

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(120);

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Client {
    pub fn start(server: &Server, folder: &Path, base: &Path) -> Client {
        let mut child = Command::new(&server.command[0])
            .args(&server.command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", server.name));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(body) = read(&mut output) {
                let arrived = Instant::now();
                let Ok(message) = serde_json::from_slice(&body) else { return };
                if sender.send((arrived, message)).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        let mut client = Client {
            child,
            input,
            messages,
            versions: server.versions,
            uri: String::new(),
            text: String::new(),
            lines: LineIndex::new(""),
            version: 0,
            requests: 0,
            diagnosed: Vec::new(),
        };
        let (id, _) = client.request(
            "initialize",
            json!({
                "processId": null,
                "rootUri": uri(folder),
                "capabilities": {
                    "textDocument": {
                        "publishDiagnostics": { "versionSupport": true },
                        "completion": { "completionItem": { "snippetSupport": true } },
                    },
                },
                "initializationOptions": { "base": base },
            }),
        );
        client.answer(id);
        client.notify("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    }

    fn notify(&mut self, method: &str, params: Value) -> Instant {
        let sent = Instant::now();
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
        sent
    }

    fn request(&mut self, method: &str, params: Value) -> (i64, Instant) {
        self.requests += 1;
        let sent = Instant::now();
        self.send(&json!({ "jsonrpc": "2.0", "id": self.requests, "method": method, "params": params }));
        (self.requests, sent)
    }

    /// The next message; what the server asks for is answered with nothing, and diagnostics are remembered.
    fn next(&mut self) -> (Instant, Value) {
        let (arrived, message) = self.messages.recv_timeout(PATIENCE).expect("the server answers");
        if let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) {
            let result = match method {
                "workspace/configuration" => {
                    let count = message["params"]["items"].as_array().map_or(0, Vec::len);
                    Value::Array(vec![Value::Null; count])
                }
                _ => Value::Null,
            };
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        }
        if message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == self.uri.as_str()
        {
            let count = message["params"]["diagnostics"].as_array().map_or(0, Vec::len);
            self.diagnosed.push((message["params"]["version"].as_i64(), arrived, count));
        }
        (arrived, message)
    }

    fn answer(&mut self, id: i64) -> Instant {
        loop {
            let (arrived, message) = self.next();
            if message["id"].as_i64() == Some(id) && message.get("method").is_none() {
                return arrived;
            }
        }
    }

    pub fn open(&mut self, path: &Path, text: &str) -> Duration {
        self.uri = uri(path);
        self.text = text.to_owned();
        self.lines = LineIndex::new(text);
        let document =
            json!({ "uri": self.uri, "languageId": "prisma", "version": self.version, "text": text });
        let sent = self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        self.diagnosed(sent).0
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    fn position(&self, offset: usize) -> Value {
        let line = self.lines.line(offset as u32);
        let start = self.lines.line_start(line).unwrap_or_default();
        json!({ "line": line, "character": offset as u32 - start })
    }

    pub fn change(&mut self, keystroke: &Keystroke) -> Instant {
        self.version += 1;
        let range = json!({ "start": self.position(keystroke.start), "end": self.position(keystroke.end) });
        let old = keystroke.start..keystroke.end;
        self.text.replace_range(old.clone(), &keystroke.text);
        self.lines = self.lines.edited(&self.text, &old, keystroke.start + keystroke.text.len());
        self.diagnosed.clear();
        let params = json!({
            "textDocument": { "uri": self.uri, "version": self.version },
            "contentChanges": [{ "range": range, "text": keystroke.text }],
        });
        self.notify("textDocument/didChange", params)
    }

    /// Until the diagnostics of the last change, and how many they are.
    pub fn diagnosed(&mut self, sent: Instant) -> (Duration, usize) {
        loop {
            let of_now = |version: &Option<i64>| !self.versions || *version == Some(self.version);
            if let Some((_, arrived, count)) = self.diagnosed.iter().find(|(version, ..)| of_now(version)) {
                return (arrived.duration_since(sent), *count);
            }
            self.next();
        }
    }

    /// Behind a letter.
    pub fn complete(&mut self, keystroke: &Keystroke) -> Duration {
        let position = self.position(keystroke.start + keystroke.text.len());
        let params = json!({ "textDocument": { "uri": self.uri }, "position": position });
        let (id, sent) = self.request("textDocument/completion", params);
        self.answer(id).duration_since(sent)
    }

    /// Bytes that the process holds, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? << 10)
    }

    /// What the process has computed for so far, on all its threads, where the system tells. Unlike the time that passes
    /// it says little about what else the machine does.
    pub fn computed(&self) -> Option<Duration> {
        /// `USER_HZ`, which is the same on all machines of today.
        const TICKS_PER_SECOND: u64 = 100;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<u64>().ok();
        Some(Duration::from_millis((ticks()? + ticks()?) * 1000 / TICKS_PER_SECOND))
    }

    pub fn stop(mut self) {
        let (id, _) = self.request("shutdown", Value::Null);
        self.answer(id);
        self.notify("exit", Value::Null);
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(body)
}
