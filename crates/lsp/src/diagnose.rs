//! Works out what is wrong, in a thread of its own, always for the newest state of a schema, and tells the editor.

use crate::away::Away;
use crate::convert::diagnostic;
use crate::transport::Outgoing;
use crate::view::View;
use crossbeam_channel::{Receiver, Sender, bounded};
use lsp_server::{Message, Notification, Request, RequestId};
use lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use parallax_ide::consequence::{self, Lens};
use parallax_text::FileId;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What is to be done for a schema.
#[derive(Debug)]
pub(crate) enum Job {
    Look {
        view: View,
        trouble: Option<String>,
    },
    /// Nobody looks at it any more.
    Forget,
}

/// By the number of the schema: a newer job takes the place of an older one that nobody has begun.
type Pending = Arc<Mutex<BTreeMap<u32, Job>>>;

#[derive(Debug)]
pub(crate) struct Diagnoser {
    pending: Pending,
    wake: Sender<()>,
}

impl Diagnoser {
    pub(crate) fn start(client: Sender<Outgoing>, away: Away) -> std::io::Result<Diagnoser> {
        let pending = Pending::default();
        let (wake, woken) = bounded(1);
        let jobs = pending.clone();
        thread::Builder::new().name("diagnoser".into()).spawn(move || run(&jobs, &woken, &client, &away))?;
        Ok(Diagnoser { pending, wake })
    }

    pub(crate) fn submit(&self, project: u32, job: Job) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(project, job);
        // Full means that it is woken already.
        let _ = self.wake.try_send(());
    }
}

fn run(pending: &Pending, woken: &Receiver<()>, client: &Sender<Outgoing>, away: &Away) {
    let mut teller = Teller { client, published: HashMap::new(), lenses: HashMap::new(), requests: 0 };
    while woken.recv().is_ok() {
        loop {
            let next = pending.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            let Some((project, job)) = next else { break };
            match job {
                // A defect must not end the service; the next edit may be free of it.
                Job::Look { view, trouble } => {
                    let _ =
                        catch_unwind(AssertUnwindSafe(|| teller.look(project, &view, trouble.as_deref())));
                    away.take(view.snapshot);
                }
                Job::Forget => teller.forget(project),
            }
        }
    }
}

/// What the editor was told of a file.
struct Told {
    uri: Uri,
    version: Option<i32>,
    list: Vec<Diagnostic>,
}

/// Tells the editor what it does not know yet.
struct Teller<'a> {
    client: &'a Sender<Outgoing>,
    /// By schema and the text of the URI.
    published: HashMap<u32, BTreeMap<String, Told>>,
    lenses: HashMap<u32, Vec<Vec<Lens>>>,
    requests: i32,
}

impl Teller<'_> {
    fn look(&mut self, project: u32, view: &View, trouble: Option<&str>) {
        let snapshot = &view.snapshot;
        let mut by_file: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
        let consequences = consequence::diagnostics(snapshot);
        for found in snapshot.diagnostics().chain(&consequences).chain(snapshot.lint()) {
            let file = found.span().map_or(FileId(0), |span| span.file);
            if (file.0 as usize) < view.files.len() {
                by_file.entry(file).or_default().push(diagnostic(view, found));
            }
        }
        let mut known = self.published.remove(&project).unwrap_or_default();
        let mut now = BTreeMap::new();
        for (file, id) in view.files.iter().zip(0..) {
            let list = by_file.remove(&FileId(id)).unwrap_or_default();
            let is_known = match known.remove(file.uri.as_str()) {
                Some(told) => told.version == file.version && told.list == list,
                None => file.version.is_none() && list.is_empty(),
            };
            if !is_known {
                self.publish(file.uri.clone(), file.version, list.clone());
            }
            let told = Told { uri: file.uri.clone(), version: file.version, list };
            now.insert(file.uri.as_str().to_owned(), told);
        }
        self.published.insert(project, now);
        self.clear(known);
        self.tell_lenses(project, view);
        self.tell_status(view, trouble);
    }

    fn publish(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Of files that are gone.
    fn clear(&self, gone: BTreeMap<String, Told>) {
        for told in gone.into_values().filter(|told| !told.list.is_empty()) {
            self.publish(told.uri, None, Vec::new());
        }
    }

    fn forget(&mut self, project: u32) {
        self.lenses.remove(&project);
        let known = self.published.remove(&project).unwrap_or_default();
        self.clear(known);
    }

    /// Editors ask for lenses when a text changes, which is before its consequence is known.
    fn tell_lenses(&mut self, project: u32, view: &View) {
        if !view.settings.lens || !view.editor.refresh_lenses {
            return;
        }
        let lenses: Vec<Vec<Lens>> =
            view.snapshot.files().map(|file| consequence::lenses(&view.snapshot, file)).collect();
        if self.lenses.get(&project) != Some(&lenses) {
            self.lenses.insert(project, lenses);
            self.requests += 1;
            let id = RequestId::from(format!("refresh-{}", self.requests));
            let request = Request::new(id, "workspace/codeLens/refresh".into(), ());
            let _ = self.client.send(Outgoing::Message(Message::Request(request)));
        }
    }

    /// For editors that show it, such as ours.
    fn tell_status(&mut self, view: &View, trouble: Option<&str>) {
        if view.settings.client_commands.is_empty() {
            return;
        }
        let plan = view.snapshot.consequence().map(|found| &found.comparison.plan);
        let broken = || {
            let base = view.snapshot.base().filter(|_| plan.is_none())?;
            base.mismatch(&view.snapshot).or_else(|| base.problem())
        };
        let count = |tag: parallax_engine::Tag| {
            plan.map(|plan| plan.steps.iter().filter(|step| step.tag() == tag).count())
        };
        let status = json!({
            "schema": view.schema,
            "base": view.snapshot.base().map(|base| &base.label),
            "target": view.snapshot.target().map(|target| target.to_string()),
            "steps": plan.map(|plan| plan.steps.len()),
            "destructive": count(parallax_engine::Tag::Destructive),
            "caution": count(parallax_engine::Tag::Caution),
            "message": trouble.map(str::to_owned).or_else(broken),
        });
        self.notify("parallax/status", status);
    }

    fn notify(&self, method: &str, params: impl serde::Serialize) {
        let notification = Notification::new(method.into(), params);
        // Without a client there is nobody to tell.
        let _ = self.client.send(Outgoing::Message(Message::Notification(notification)));
    }
}
