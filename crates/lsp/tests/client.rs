//! A client for tests: speaks the protocol with a server in this process, over pipes.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::thread::JoinHandle;

pub struct Client {
    to_server: Option<PipeWriter>,
    from_server: BufReader<PipeReader>,
    server: Option<JoinHandle<bool>>,
    last_id: i32,
    /// The last ones of each document, by URI.
    pub diagnostics: HashMap<String, Value>,
}

impl Client {
    /// A server that has been told nothing yet.
    pub fn connect() -> Client {
        let (server_in, to_server) = pipe().unwrap();
        let (from_server, server_out) = pipe().unwrap();
        let server = std::thread::spawn(move || parallax_lsp::serve(server_in, server_out).unwrap());
        Client {
            to_server: Some(to_server),
            from_server: BufReader::new(from_server),
            server: Some(server),
            last_id: 0,
            diagnostics: HashMap::new(),
        }
    }

    pub fn start(options: Value) -> Client {
        let mut client = Client::connect();
        let capabilities = json!({
            "textDocument": {
                "completion": { "completionItem": { "snippetSupport": true } },
                "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
                "publishDiagnostics": { "relatedInformation": true },
            },
            "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
        });
        let answer = client.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options }),
        );
        assert!(answer["capabilities"].is_object(), "{answer}");
        client.notify("initialized", json!({}));
        client
    }

    pub fn send_raw(&mut self, text: &str) {
        if let Some(line) = &mut self.to_server {
            line.write_all(text.as_bytes()).unwrap();
        }
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(&format!("Content-Length: {}\r\n\r\n{text}", text.len()));
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i32 {
        self.last_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params }));
        self.last_id
    }

    /// The whole answer to a request, error or not.
    pub fn answer(&mut self, id: i32) -> Value {
        loop {
            let message = self.read();
            if message.get("method").is_none() && message["id"] == id {
                return message;
            }
        }
    }

    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message; diagnostics are remembered.
    pub fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from_server.read_line(&mut line).unwrap() > 0, "the server has ended");
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.from_server.read_exact(&mut body).unwrap();
        let message: Value = serde_json::from_slice(&body).unwrap();
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap_or_default().to_owned();
            self.diagnostics.insert(uri, message["params"].clone());
        }
        message
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "prisma", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The diagnostics of a version of a document, as lines.
    pub fn diagnostics_of(&mut self, uri: &str, version: i32) -> Vec<String> {
        while self.diagnostics.get(uri).is_none_or(|known| known["version"] != version) {
            self.read();
        }
        let list = self.diagnostics[uri]["diagnostics"].as_array().cloned().unwrap_or_default();
        let line = |it: &Value| {
            let (start, end) = (&it["range"]["start"], &it["range"]["end"]);
            let place =
                format!("{}:{}-{}:{}", start["line"], start["character"], end["line"], end["character"]);
            format!(
                "{place} {} {}",
                it["code"].as_str().unwrap_or_default(),
                it["message"].as_str().unwrap_or_default()
            )
        };
        list.iter().map(line).collect()
    }

    /// Says goodbye as the protocol asks for. Whether the server took it as such.
    pub fn stop(mut self) -> bool {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.take().is_some_and(|server| server.join().unwrap())
    }

    /// Hangs up.
    pub fn leave(mut self) -> bool {
        self.to_server = None;
        self.server.take().is_some_and(|server| server.join().unwrap())
    }
}
