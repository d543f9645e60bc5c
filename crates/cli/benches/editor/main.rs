//! What a keystroke costs: the language server on standard input and output, schemas of 100, 1,000 and 10,000 models in
//! one file, and somebody who types.
//!
//!     cargo bench -p parallax-cli --bench editor
//!     cargo bench -p parallax-cli --bench editor -- --models 1000 --edits 10000 --peer PATH/dist/bin.js
//!
//! Measured is the time from the change to the diagnostics of that version, with the SQL consequence against a base;
//! and from a request for completion to its answer. docs/performance.md says how to read it.

// A program for people at a terminal.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod client;
mod typing;

use client::{Client, Server};
use parallax_ide::Workspace;
use parallax_testkit::generate::large;
use parallax_text::{Edit, TextRange};
use std::path::{Path, PathBuf};
use std::time::Duration;
use typing::Keystroke;

struct Options {
    models: Vec<usize>,
    /// At least so many keystrokes for each size; absent for one round of typing.
    edits: usize,
    /// The script of another language server, run with node.
    peer: Option<PathBuf>,
}

impl Options {
    fn read() -> Options {
        let mut options = Options { models: vec![100, 1_000, 10_000], edits: 0, peer: None };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
            match argument.as_str() {
                "--models" => options.models = value().split(',').map(|n| n.parse().unwrap()).collect(),
                "--edits" => options.edits = value().parse().unwrap(),
                "--peer" => options.peer = Some(value().into()),
                // Cargo's own.
                _ => {}
            }
        }
        options
    }
}

/// Milliseconds.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }
    /// At 50, 90 and 99 percent, and the longest.
    fn row(&mut self) -> String {
        self.0.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let last = self.0.len().checked_sub(1)?;
            self.0.get(((last as f64) * part).round() as usize)
        };
        let shown = |part| at(part).map_or("-".to_owned(), |time| format!("{time:.1}"));
        format!("{:>8} {:>8} {:>8} {:>8}", shown(0.5), shown(0.9), shown(0.99), shown(1.0))
    }
}

/// A letter of every so many is followed by a request for completion.
const COMPLETION_EVERY: usize = 5;

fn main() {
    let options = Options::read();
    let ours = Server {
        name: "parallax",
        command: vec![env!("CARGO_BIN_EXE_parallax").into(), "lsp".into()],
        versions: true,
    };
    let peer = options.peer.as_ref().map(|path| Server {
        name: "peer",
        command: vec!["node".into(), path.into(), "--stdio".into()],
        versions: false,
    });
    println!(
        "{:>6} {:10} {:22} {:>8} {:>8} {:>8} {:>8} {:>7}",
        "models", "server", "ms", "p50", "p90", "p99", "max", "count"
    );
    for models in &options.models {
        let folder = tempfile::tempdir().unwrap();
        for server in [Some(&ours), peer.as_ref()].into_iter().flatten() {
            run(server, *models, options.edits, folder.path());
        }
        count_work(*models);
    }
}

fn write(path: &Path, text: &str) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    path.to_owned()
}

fn run(server: &Server, models: usize, edits: usize, folder: &Path) {
    let text = large(models, "postgresql");
    let base = write(&folder.join("base/base.prisma"), &text);
    let schema = write(&folder.join("schema/schema.prisma"), &text);
    let mut client = Client::start(server, folder, &base);
    let opened = client.open(&schema, &text);
    let (mut diagnostics, mut completion) = (Times::default(), Times::default());
    let (mut found, mut round, mut begun) = (0, 0, None);
    let computed_before = client.computed();
    while round == 0 || diagnostics.0.len() < edits {
        for (at, keystroke) in typing::round(client.text(), models, round).into_iter().enumerate() {
            let sent = client.change(&keystroke);
            if at % COMPLETION_EVERY == 0 && keystroke.is_letter() {
                completion.add(client.complete(&keystroke));
            }
            let (time, count) = client.diagnosed(sent);
            diagnostics.add(time);
            found = found.max(count);
        }
        round += 1;
        begun.get_or_insert(client.memory());
    }
    let row = |what: &str, times: &mut Times| {
        let count = times.0.len();
        println!("{models:>6} {:10} {what:22} {} {count:>7}", server.name, times.row());
    };
    row("keystroke-diagnostics", &mut diagnostics);
    row("completion", &mut completion);
    let size = |bytes: Option<u64>| bytes.map_or("?".to_owned(), |bytes| format!("{} MB", bytes >> 20));
    let computed = client.computed().zip(computed_before).map(|(now, before)| now - before);
    let each = computed.map(|all| all.as_secs_f64() * 1e3 / diagnostics.0.len() as f64);
    println!(
        "{models:>6} {:10} computes for {} ms per keystroke, on all threads",
        server.name,
        each.map_or("?".to_owned(), |each| format!("{each:.1}")),
    );
    println!(
        "{models:>6} {:10} opened in {:.0} ms; memory {} after the first round, {} at the end; at most {found} diagnostics",
        server.name,
        opened.as_secs_f64() * 1e3,
        size(begun.flatten()),
        size(client.memory()),
    );
    // What the schema leads to is among what was told.
    assert!(!server.versions || found > 0, "a column was dropped, and nobody said so");
    client.stop();
}

/// The same keystrokes without a server: how much of the text is looked at again.
fn count_work(models: usize) {
    let text = large(models, "postgresql");
    let mut workspace = Workspace::new();
    workspace.set("schema.prisma", text.as_str());
    let first = workspace.snapshot().work();
    let (mut most_split, mut most_parsed, mut split, mut parsed) = (0, 0, 0, 0);
    let round: Vec<Keystroke> = typing::round(&text, models, 0);
    for keystroke in &round {
        let edit =
            Edit { range: TextRange::new(keystroke.start, keystroke.end), text: keystroke.text.clone() };
        workspace.edit("schema.prisma", &[edit]);
        let work = workspace.snapshot().work();
        (most_split, most_parsed) = (most_split.max(work.split), most_parsed.max(work.parsed));
        (split, parsed) = (split + work.split, parsed + work.parsed);
    }
    let each = |all: usize| all as f64 / round.len() as f64;
    println!(
        "{models:>6} {:10} of {} blocks, a keystroke splits {:.2} (at most {most_split}) and parses {:.2} (at most {most_parsed})",
        "work",
        first.parsed,
        each(split),
        each(parsed),
    );
}
