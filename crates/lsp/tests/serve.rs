//! The life of a server with clients of every kind: what they open, break, delete and forget.

mod client;

use client::Client;
use serde_json::{Value, json};

const A: &str = "untitled:a.prisma";

const SCHEMA: &str = "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel User {\n  id Int @id\n}\n";

fn uri(path: &std::path::Path) -> String {
    url::Url::from_file_path(path).unwrap().to_string()
}

fn insert(line: u32, character: u32, text: &str) -> Value {
    let place = json!({ "line": line, "character": character });
    json!({ "range": { "start": place, "end": place }, "text": text })
}

#[test]
fn diagnostics_follow_the_edits() {
    let mut client = Client::start(Value::Null);
    client.open(A, SCHEMA);
    assert_eq!(client.diagnostics_of(A, 1), Vec::<String>::new());
    client.change(A, 2, json!([insert(6, 0, "  mail Strin\n")]));
    assert_eq!(
        client.diagnostics_of(A, 2),
        ["6:7-6:12 PX2150 There is no type `Strin`.\nDid you mean `String`?"]
    );
    client.change(A, 3, json!([insert(6, 12, "g")]));
    assert_eq!(client.diagnostics_of(A, 3), Vec::<String>::new());
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": A } }));
    assert!(client.stop());
}

#[test]
fn what_is_no_message_is_refused_and_the_server_goes_on() {
    let mut client = Client::start(Value::Null);
    client.send_raw("Content-Length: 9\r\n\r\n{\"id\": 1,");
    assert_eq!(client.read()["error"]["code"], -32700);
    client.send_raw("nonsense\r\nContent-Length: x\r\n\r\n");
    client.send_raw("Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n[]");
    assert_eq!(client.read()["error"]["code"], -32600);
    client.send(&json!({ "jsonrpc": "2.0", "id": "x", "result": 1 }));
    client.send(&json!({ "jsonrpc": "2.0", "id": 7000000000u64, "method": "textDocument/hover" }));
    let refused = client.read();
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(7000000000u64), &json!(-32600)));
    client.send_raw("Content-Length: 4\r\n\r\n\u{fffd}x");
    assert_eq!(client.read()["error"]["code"], -32700);
    client.open(A, SCHEMA);
    assert_eq!(client.diagnostics_of(A, 1), Vec::<String>::new());
    assert!(client.stop());
}

#[test]
fn requests_that_cannot_be_answered_are_refused_in_words() {
    let mut client = Client::start(Value::Null);
    client.open(A, SCHEMA);
    let mut error = |method: &str, params: Value| {
        let id = client.ask(method, params);
        let answer = client.answer(id);
        format!("{} {}", answer["error"]["code"], answer["error"]["message"].as_str().unwrap_or("(answered)"))
    };
    assert_eq!(error("textDocument/teleport", json!({})), "-32601 there is no method textDocument/teleport");
    assert_eq!(error("textDocument/hover", json!({})), "-32602 the request names no document");
    assert!(
        error("textDocument/hover", json!({ "textDocument": { "uri": A }, "position": -1 }))
            .starts_with("-32602 ")
    );
    assert_eq!(error("initialize", json!({})), "-32600 the server is initialized already");
    assert_eq!(
        error("workspace/executeCommand", json!({ "command": "format-disk" })),
        "-32602 there is no command format-disk"
    );
    let nobody = json!({ "textDocument": { "uri": "file:///nobody.prisma" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(error("textDocument/hover", nobody), "null (answered)");
    // Unknown notifications, and edits of documents that nobody has opened.
    client.notify("$/unknown", json!(5));
    client.notify("textDocument/didOpen", json!({ "wrong": true }));
    client.change("file:///nobody.prisma", 4, json!([insert(0, 0, "x")]));
    client.notify("$/cancelRequest", json!({ "id": 99 }));
    assert!(client.stop());
}

#[test]
fn nothing_is_answered_before_the_beginning_and_after_the_end() {
    let mut client = Client::connect();
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    let id = client.ask("initialize", json!({ "capabilities": "none" }));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.request("initialize", json!({ "processId": null, "capabilities": {} }));
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert!(client.leave(), "exit after shutdown is a clean end");
    // Without a word.
    assert!(!Client::start(Value::Null).leave());
    assert!(!Client::connect().leave());
}

#[test]
fn cancelled_requests_are_answered_as_such_or_in_full() {
    let mut client = Client::start(Value::Null);
    client.open(A, SCHEMA);
    let params = json!({ "textDocument": { "uri": A } });
    let ids: Vec<i32> = (0..50)
        .map(|_| {
            let id = client.ask("textDocument/documentSymbol", params.clone());
            client.notify("$/cancelRequest", json!({ "id": id }));
            id
        })
        .collect();
    for id in ids {
        let answer = client.answer(id);
        assert!(answer.get("result").is_some() || answer["error"]["code"] == -32800, "{answer}");
    }
    assert!(client.stop());
}

#[test]
fn positions_inside_of_emoji_and_behind_the_text_are_places_too() {
    let mut client = Client::start(Value::Null);
    client.open(A, "/// 😀😀\nmodel A {\n  id Int @id @map(\"😀\")\n}\n");
    client.diagnostics_of(A, 1);
    // Between the two halves of the first emoji; then behind all lines.
    client.change(A, 2, json!([insert(0, 5, "a"), insert(99, 99, "model A {}\n")]));
    let found = client.diagnostics_of(A, 2);
    assert!(found.iter().any(|line| line.starts_with("4:6-4:7 ")), "{found:?}");
    // Ends that are the wrong way round.
    let backwards = json!({ "start": { "line": 4, "character": 9 }, "end": { "line": 4, "character": 0 } });
    client.change(A, 3, json!([{ "range": backwards, "text": "" }]));
    client.diagnostics_of(A, 3);
    assert!(client.stop());
}

#[test]
fn what_takes_the_whole_file_is_offered_to_those_who_ask_for_it() {
    let mut client = Client::start(Value::Null);
    client.open(A, "model User {\n  id Int @default(1) @id\n}\n");
    client.diagnostics_of(A, 1);
    let start = json!({ "line": 0, "character": 0 });
    let mut titles = |context: Value| -> Vec<String> {
        let params = json!({
            "textDocument": { "uri": A },
            "range": { "start": start, "end": start },
            "context": context,
        });
        let answer = client.request("textDocument/codeAction", params);
        let actions = answer.as_array().cloned().unwrap_or_default();
        actions.iter().filter_map(|action| Some(action["title"].as_str()?.to_owned())).collect()
    };
    let sort = "Sort all attributes of the file".to_owned();
    assert!(titles(json!({ "diagnostics": [], "only": ["source"] })).contains(&sort));
    assert!(titles(json!({ "diagnostics": [], "triggerKind": 1 })).contains(&sort));
    assert!(!titles(json!({ "diagnostics": [], "triggerKind": 2 })).contains(&sort));
    assert!(client.stop());
}

#[test]
fn the_files_of_a_folder_are_one_schema_also_when_some_are_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.prisma"), SCHEMA).unwrap();
    std::fs::write(path("b.prisma"), "model Post {\n  id Int @id\n  user Usr\n}\n").unwrap();
    let mut client = Client::start(Value::Null);
    let (a, b) = (uri(&path("a.prisma")), uri(&path("b.prisma")));
    client.open(&a, SCHEMA);
    assert_eq!(client.diagnostics_of(&a, 1), Vec::<String>::new());
    while !client.diagnostics.contains_key(&b) {
        client.read();
    }
    assert!(
        client.diagnostics[&b]["diagnostics"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("There is no type `Usr`")
    );
    // Deleted behind its back, and the editor tells of it.
    std::fs::remove_file(path("b.prisma")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": b, "type": 3 }] }));
    while client.diagnostics[&b]["diagnostics"] != json!([]) {
        client.read();
    }
    // Everything is gone; what is open stays.
    drop(folder);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": a, "type": 3 }] }));
    client.change(&a, 2, json!([insert(6, 0, "  x Y\n")]));
    assert_eq!(client.diagnostics_of(&a, 2).len(), 1);
    assert!(client.stop());
}

#[test]
fn what_the_lint_finds_is_shown_where_the_project_has_set_it_up() {
    let schema = SCHEMA.replace("id Int @id\n", "id    Int   @id\n  price Float\n");
    let told = |settings: &str, options: Value| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("parallax.toml"), settings).unwrap();
        let path = folder.path().join("schema.prisma");
        std::fs::write(&path, &schema).unwrap();
        let mut client = Client::start(options);
        client.open(&uri(&path), &schema);
        let told = client.diagnostics_of(&uri(&path), 1);
        assert!(client.stop());
        told
    };
    let found = "6:2-6:13 PX7602 User.price looks like money and is a binary fraction: sums will be wrong.\nUse Decimal, \
                 or whole cents as Int.";
    assert_eq!(told("[lint]\n", Value::Null), [found]);
    assert_eq!(told("", json!({ "lint": true })), [found]);
    assert_eq!(told("[lint.rules]\nfloat-money = \"off\"\n", Value::Null), [""; 0]);
    assert_eq!(told("[lint]\n", json!({ "lint": false })), [""; 0]);
    assert_eq!(told("", Value::Null), [""; 0]);
}

#[test]
fn a_huge_file_is_taken_like_any_other() {
    let mut client = Client::start(Value::Null);
    let mut text = String::from(SCHEMA);
    for at in 0..2000 {
        text.push_str(&format!("model M{at} {{\n  id Int @id\n  a String?\n}}\n"));
    }
    text.push_str(&"{".repeat(100_000));
    client.open(A, &text);
    assert!(!client.diagnostics_of(A, 1).is_empty());
    client.change(A, 2, json!([{ "text": SCHEMA }]));
    assert_eq!(client.diagnostics_of(A, 2), Vec::<String>::new());
    assert!(client.stop());
}

#[test]
fn sql_beside_the_schema_counts_saved_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let schema = "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel User {\n  id Int @id @default(file(\"id.sql\"))\n}\n";
    std::fs::write(path("schema.plx"), schema).unwrap();
    let (schema_uri, sql_uri) = (uri(&path("schema.plx")), uri(&path("id.sql")));
    let mut client = Client::start(Value::Null);
    client.open(&schema_uri, schema);
    let missing = client.diagnostics_of(&schema_uri, 1);
    assert!(missing.len() == 1 && missing[0].contains("PX2831 There is no file `id.sql`."), "{missing:?}");
    // The schema itself does not change: what is told of it does.
    let wait = |client: &mut Client, told: &dyn Fn(&[String]) -> bool| {
        while !told(&client.diagnostics_of(&schema_uri, 1)) {
            client.read();
        }
    };
    // A buffer that was never saved.
    client.open(&sql_uri, "1 +");
    wait(&mut client, &|list| list.is_empty());
    client.change(&sql_uri, 2, json!([{ "text": "" }]));
    wait(&mut client, &|list| list.len() == 1 && list[0].contains("is empty"));
    client.change(&sql_uri, 3, json!([insert(0, 0, "1")]));
    wait(&mut client, &|list| list.is_empty());
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": sql_uri } }));
    wait(&mut client, &|list| list.len() == 1 && list[0].contains("There is no file"));
    assert!(client.stop());
}
