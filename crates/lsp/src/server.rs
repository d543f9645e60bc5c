//! The life of the server: what comes in, and who answers it.

use crate::away::Away;
use crate::diagnose::{Diagnoser, Job};
use crate::handlers::{
    self, Answer, Answering, Handler, Refused, SHOW_SQL, show_sql, to_value, workspace_symbols,
};
use crate::position::Lines;
use crate::projects::{Project, Projects};
use crate::settings::{Editor, Encoding, Settings};
use crate::transport::{Line, Outgoing, connect};
use crate::view::View;
use crossbeam_channel::{Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, ExecuteCommandParams, InitializeResult, ServerInfo,
    TextDocumentContentChangeEvent, Uri, WorkspaceSymbolParams,
};
use parallax_config::is_beside;
use parallax_text::{Edit, LineIndex, apply_edits};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The id of the request for settings.
const SETTINGS_REQUEST: &str = "settings";

/// Serves the client at the other end until it leaves. True where it said so before, as the protocol asks for.
///
/// # Errors
/// Where the system gives no threads. A line that breaks is a client that has left.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<bool> {
    let (line, writer) = connect(input, output)?;
    let clean = run(&line)?;
    let _ = line.sender.send(Outgoing::Close);
    // A client that is gone needs no last word.
    let _ = writer.join();
    Ok(clean)
}

fn run(line: &Line) -> io::Result<bool> {
    let Some(mut server) = initialize(line)? else { return Ok(false) };
    for message in &line.receiver {
        match message {
            Message::Request(request) => server.request(request),
            Message::Notification(notification) if notification.method == "exit" => {
                return Ok(server.is_shut_down);
            }
            Message::Notification(notification) => server.notification(notification),
            Message::Response(response) => server.response(response),
        }
        if line.receiver.is_empty() {
            server.look_at_what_changed();
        }
    }
    Ok(false)
}

/// Until a client has said who it is, nothing else is answered. None where it left before.
fn initialize(line: &Line) -> io::Result<Option<Server>> {
    for message in &line.receiver {
        match message {
            Message::Request(request) if request.method == "initialize" => {
                let params = request.params;
                let Some(capabilities) = params.get("capabilities").filter(|it| it.is_object()) else {
                    let message = "initialize names no capabilities".to_owned();
                    refuse(&line.sender, request.id, ErrorCode::InvalidParams, message);
                    continue;
                };
                let options = params.get("initializationOptions").unwrap_or(&Value::Null);
                let server = Server::new(line.sender.clone(), Editor::new(capabilities), options)?;
                let result = InitializeResult {
                    capabilities: crate::capabilities::capabilities(&server.editor, &server.settings),
                    server_info: Some(ServerInfo {
                        name: "parallax".to_owned(),
                        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                    }),
                };
                answer(&line.sender, request.id, to_value(result));
                return Ok(Some(server));
            }
            Message::Request(request) => {
                let message = "the first request is `initialize`".to_owned();
                refuse(&line.sender, request.id, ErrorCode::ServerNotInitialized, message);
            }
            Message::Notification(notification) if notification.method == "exit" => return Ok(None),
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
    Ok(None)
}

fn answer(client: &Sender<Outgoing>, id: RequestId, answer: Answer<Value>) {
    let response = match answer {
        Ok(value) => Response::new_ok(id, value),
        Err(Refused { code, message }) => Response::new_err(id, code as i32, message),
    };
    // Without a client there is nobody to answer.
    let _ = client.send(Outgoing::Message(Message::Response(response)));
}

fn refuse(client: &Sender<Outgoing>, id: RequestId, code: ErrorCode, message: String) {
    answer(client, id, Err(Refused { code, message }));
}

/// A defect answers with an error and ends nothing.
fn guarded(work: impl FnOnce() -> Answer<Value>) -> Answer<Value> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "this request met a defect of the server; please report it".to_owned();
        Err(Refused { code: ErrorCode::InternalError, message })
    })
}

/// A request that waits for its turn.
struct Waiting {
    id: RequestId,
    handler: Handler,
    view: View,
    params: Value,
}

struct Server {
    client: Sender<Outgoing>,
    editor: Arc<Editor>,
    settings: Arc<Settings>,
    projects: Projects,
    away: Away,
    /// Numbers of schemas that have changed since they were last looked at.
    changed: HashSet<u32>,
    diagnoser: Diagnoser,
    turns: Sender<Waiting>,
    /// Requests that the client no longer wants and that still wait.
    cancelled: Arc<Mutex<HashSet<RequestId>>>,
    waiting: Arc<Mutex<HashSet<RequestId>>>,
    is_shut_down: bool,
}

impl Server {
    fn new(client: Sender<Outgoing>, editor: Editor, options: &Value) -> io::Result<Server> {
        let mut settings = Settings::default();
        settings.update(options);
        let cancelled = Arc::default();
        let waiting = Arc::default();
        let away = Away::start()?;
        Ok(Server {
            editor: Arc::new(editor),
            settings: Arc::new(settings),
            projects: Projects::default(),
            changed: HashSet::new(),
            diagnoser: Diagnoser::start(client.clone(), away.clone())?,
            turns: take_turns(client.clone(), away.clone(), Arc::clone(&cancelled), Arc::clone(&waiting))?,
            away,
            client,
            cancelled,
            waiting,
            is_shut_down: false,
        })
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.is_shut_down {
            let message = "the server is shut down".to_owned();
            return refuse(&self.client, id, ErrorCode::InvalidRequest, message);
        }
        match method.as_str() {
            "shutdown" => {
                self.is_shut_down = true;
                answer(&self.client, id, Ok(Value::Null));
            }
            "initialize" => {
                let message = "the server is initialized already".to_owned();
                refuse(&self.client, id, ErrorCode::InvalidRequest, message);
            }
            "workspace/symbol" => {
                let found = guarded(|| self.workspace_symbols(params));
                answer(&self.client, id, found);
            }
            "workspace/executeCommand" => {
                let done = guarded(|| self.execute(params));
                answer(&self.client, id, done);
            }
            method => match handlers::handler(method) {
                Some(answering) => self.answer(id, answering, params),
                None => {
                    let message = format!("there is no method {method}");
                    refuse(&self.client, id, ErrorCode::MethodNotFound, message);
                }
            },
        }
    }

    fn answer(&mut self, id: RequestId, answering: Answering, params: Value) {
        let uri = document(&params);
        let Some(view) = uri.as_ref().and_then(|uri| self.view(uri)) else {
            // A document that nobody has opened has nothing to tell.
            let answer_ = match uri {
                Some(_) => Ok(Value::Null),
                None => Err(Refused {
                    code: ErrorCode::InvalidParams,
                    message: "the request names no document".to_owned(),
                }),
            };
            return answer(&self.client, id, answer_);
        };
        match answering {
            Answering::Now(handler) => {
                let found = guarded(|| handler(&view, params));
                answer(&self.client, id, found);
            }
            Answering::InTurn(handler) => {
                lock(&self.waiting).insert(id.clone());
                let _ = self.turns.send(Waiting { id, handler, view, params });
            }
        }
    }

    fn view(&mut self, uri: &Uri) -> Option<View> {
        let (editor, settings) = (Arc::clone(&self.editor), Arc::clone(&self.settings));
        let (project, _) = self.projects.find(uri)?;
        Some(view_of(project, editor, settings))
    }

    fn workspace_symbols(&mut self, params: Value) -> Answer<Value> {
        let params: WorkspaceSymbolParams = serde_json::from_value(params)
            .map_err(|error| Refused { code: ErrorCode::InvalidParams, message: error.to_string() })?;
        let (editor, settings) = (&self.editor, &self.settings);
        let found = self.projects.iter_mut().flat_map(|project| {
            let view = view_of(project, Arc::clone(editor), Arc::clone(settings));
            workspace_symbols(&view, &params.query)
        });
        to_value(found.collect::<Vec<_>>())
    }

    fn execute(&mut self, params: Value) -> Answer<Value> {
        let params: ExecuteCommandParams = serde_json::from_value(params)
            .map_err(|error| Refused { code: ErrorCode::InvalidParams, message: error.to_string() })?;
        if params.command != SHOW_SQL {
            let message = format!("there is no command {}", params.command);
            return Err(Refused { code: ErrorCode::InvalidParams, message });
        }
        let argument = params.arguments.into_iter().next().unwrap_or_default();
        let Some(view) = document(&argument).and_then(|uri| self.view(&uri)) else {
            return Err(Refused::failed("the command names no document that is open"));
        };
        let (found, request) = show_sql(&view, argument)?;
        if let Some(request) = request {
            let _ = self.client.send(Outgoing::Message(request));
        }
        Ok(found)
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let work = AssertUnwindSafe(|| match method.as_str() {
            "textDocument/didOpen" => parse(params).map(|params| self.opened(params)),
            "textDocument/didChange" => parse(params).map(|params| self.edited(params)),
            "textDocument/didClose" => parse(params).map(|params| self.closed(&params)),
            "textDocument/didSave" => Some(()),
            "workspace/didChangeWatchedFiles" => {
                parse(params).map(|params: DidChangeWatchedFilesParams| self.files_changed(&params))
            }
            "workspace/didChangeConfiguration" => {
                self.configured(&params);
                Some(())
            }
            "initialized" => {
                self.register();
                Some(())
            }
            "$/cancelRequest" => {
                if let Some(id) = params.get("id").and_then(|id| serde_json::from_value(id.clone()).ok())
                    && lock(&self.waiting).contains(&id)
                {
                    lock(&self.cancelled).insert(id);
                }
                Some(())
            }
            // Others may be passed over, says the protocol.
            _ => Some(()),
        });
        // A notification has no answer: what cannot be read changes nothing.
        let _ = catch_unwind(work);
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        if is_sql(&document.uri) {
            return self.sql_changed(&document.uri, Some(document.text));
        }
        let project = self.projects.open(document.uri, document.version, document.text, &self.settings);
        self.changed.insert(project.id);
    }

    fn edited(&mut self, params: DidChangeTextDocumentParams) {
        let encoding = self.editor.encoding;
        if is_sql(&params.text_document.uri) {
            let uri = params.text_document.uri;
            let mut text = self.projects.sql(&uri).map(|text| text.to_string()).unwrap_or_default();
            for change in params.content_changes {
                text = edited_text(&text, change, encoding);
            }
            return self.sql_changed(&uri, Some(text));
        }
        let Some((project, name)) = self.projects.find(&params.text_document.uri) else { return };
        if let Some(old) = project.workspace.release() {
            self.away.take(old);
        }
        for change in params.content_changes {
            let Some(range) = change.range else {
                project.workspace.set(&name, change.text);
                continue;
            };
            let Some(range) = project.text_range(&name, range, encoding) else { continue };
            project.workspace.edit(&name, &[Edit { range, text: change.text }]);
        }
        project.set_version(&name, params.text_document.version);
        self.changed.insert(project.id);
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        if is_sql(uri) {
            return self.sql_changed(uri, None);
        }
        let id = self.projects.find(uri).map(|(project, _)| project.id);
        match self.projects.close(uri) {
            Some(gone) => {
                self.changed.remove(&gone.id);
                self.diagnoser.submit(gone.id, Job::Forget);
            }
            None => self.changed.extend(id),
        }
    }

    /// SQL that schemas may name has another text.
    fn sql_changed(&mut self, uri: &Uri, text: Option<String>) {
        self.projects.set_sql(uri, text);
        self.changed.extend(self.projects.iter_mut().map(|project| project.id));
    }

    fn files_changed(&mut self, _params: &DidChangeWatchedFilesParams) {
        self.projects.reread(&self.settings);
        self.changed.extend(self.projects.iter_mut().map(|project| project.id));
    }

    fn configured(&mut self, params: &Value) {
        match params.get("settings").and_then(|settings| settings.get("parallax")) {
            Some(section) => self.apply_settings(&section.clone()),
            None => self.ask_for_settings(),
        }
    }

    fn apply_settings(&mut self, section: &Value) {
        let mut settings = (*self.settings).clone();
        settings.update(section);
        if settings == *self.settings {
            return;
        }
        self.settings = Arc::new(settings);
        self.projects.settings_changed(&self.settings);
        self.changed.extend(self.projects.iter_mut().map(|project| project.id));
        for (method, can) in [
            ("workspace/codeLens/refresh", self.editor.refresh_lenses),
            ("workspace/inlayHint/refresh", self.editor.refresh_hints),
        ] {
            if can {
                self.ask(method, method, Value::Null);
            }
        }
    }

    fn ask_for_settings(&self) {
        if self.editor.configuration {
            let items = json!({ "items": [{ "section": "parallax" }] });
            self.ask(SETTINGS_REQUEST, "workspace/configuration", items);
        }
    }

    fn ask(&self, id: &str, method: &str, params: Value) {
        let request = Request { id: RequestId::from(id.to_owned()), method: method.to_owned(), params };
        let _ = self.client.send(Outgoing::Message(Message::Request(request)));
    }

    fn response(&mut self, response: Response) {
        if response.id == RequestId::from(SETTINGS_REQUEST.to_owned())
            && let Ok(Value::Array(sections)) = response.response_result
            && let Some(section) = sections.into_iter().next()
        {
            self.apply_settings(&section);
        }
    }

    /// Asks to be told of changes on disk, and for settings.
    fn register(&self) {
        if self.editor.watch_files {
            let patterns = [
                "**/*.{prisma,plx,sql}",
                "**/parallax.toml",
                "**/.env",
                "**/migrations/**",
                "**/.git/{HEAD,packed-refs,refs/heads/**}",
            ];
            let watchers: Vec<Value> =
                patterns.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
            let registration = json!({
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            });
            self.ask("register", "client/registerCapability", json!({ "registrations": [registration] }));
        }
        if self.editor.sync_files {
            let registration = |method: &str| {
                let mut options =
                    json!({ "documentSelector": [{ "scheme": "file", "pattern": "**/*.sql" }] });
                if method == "textDocument/didChange" {
                    options["syncKind"] = json!(2);
                }
                json!({ "id": format!("sql {method}"), "method": method, "registerOptions": options })
            };
            let registrations =
                ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"].map(registration);
            self.ask("sql", "client/registerCapability", json!({ "registrations": registrations }));
        }
        self.ask_for_settings();
    }

    /// Called when nothing more has come in: several edits in a row are looked at once.
    fn look_at_what_changed(&mut self) {
        if self.changed.is_empty() {
            return;
        }
        for project in self.projects.iter_mut() {
            if self.changed.remove(&project.id) {
                let trouble = project.trouble.clone();
                let view = view_of(project, Arc::clone(&self.editor), Arc::clone(&self.settings));
                self.diagnoser.submit(project.id, Job::Look { view, trouble });
            }
        }
        self.changed.clear();
    }
}

fn view_of(project: &mut Project, editor: Arc<Editor>, settings: Arc<Settings>) -> View {
    View {
        snapshot: project.snapshot(),
        files: project.files(),
        schema: project.schema().map(std::path::Path::to_owned),
        editor,
        settings,
    }
}

/// SQL is no schema; a schema may name it.
fn is_sql(uri: &Uri) -> bool {
    is_beside(uri.path().as_str())
}

fn edited_text(text: &str, change: TextDocumentContentChangeEvent, encoding: Encoding) -> String {
    let index = LineIndex::new(text);
    let Some(range) = change.range else { return change.text };
    let range = Lines { text, index: &index, encoding }.text_range(range);
    apply_edits(text, &[Edit { range, text: change.text }])
}

/// The document that a request is about.
fn document(params: &Value) -> Option<Uri> {
    let uri =
        params.get("textDocument").and_then(|document| document.get("uri")).or_else(|| params.get("uri"))?;
    serde_json::from_value(uri.clone()).ok()
}

fn parse<T: serde::de::DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread that answers what may take a moment.
fn take_turns(
    client: Sender<Outgoing>,
    away: Away,
    cancelled: Arc<Mutex<HashSet<RequestId>>>,
    waiting: Arc<Mutex<HashSet<RequestId>>>,
) -> io::Result<Sender<Waiting>> {
    let (turns, next) = unbounded::<Waiting>();
    thread::Builder::new().name("answers".into()).spawn(move || {
        for Waiting { id, handler, view, params } in next {
            lock(&waiting).remove(&id);
            if lock(&cancelled).remove(&id) {
                refuse(&client, id, ErrorCode::RequestCanceled, "cancelled".to_owned());
                continue;
            }
            let found = guarded(|| handler(&view, params));
            answer(&client, id, found);
            away.take(view.snapshot);
        }
    })?;
    Ok(turns)
}
