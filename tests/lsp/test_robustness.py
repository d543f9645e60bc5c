"""Nothing that a client says ends the server."""

import json
import subprocess
import threading

import pytest
from conftest import SERVER

URI = "file:///nowhere/schema.prisma"
SCHEMA = 'datasource db {\n  provider = "sqlite"\n}\n\nmodel A {\n  id Int @id\n}\n'


class Wire:
    """The bare line to a server."""

    def __init__(self):
        self.process = subprocess.Popen([SERVER, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # A server that hangs must not hang the tests.
        self.watch = threading.Timer(60, self.process.kill)
        self.watch.start()
        self.next = 0

    def raw(self, data: bytes):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params=None, id=None):
        self.next += 1
        id = self.next if id is None else id
        self.send({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
        return id

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server is gone"
        return json.loads(self.process.stdout.read(length))

    def answer(self, id):
        """What the server sends otherwise is passed over; its own requests get no."""
        while True:
            message = self.read()
            if message.get("id") == id and "method" not in message:
                return message

    def open(self, text=SCHEMA, uri=URI):
        item = {"uri": uri, "languageId": "prisma", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def alive(self):
        """That it still answers what it is asked."""
        found = self.answer(self.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}}))
        assert found["result"], found


@pytest.fixture
def wire():
    wire = Wire()
    wire.answer(wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}}))
    wire.notify("initialized", {})
    yield wire
    if wire.process.poll() is None:
        wire.answer(wire.ask("shutdown"))
        wire.notify("exit", None)
    assert wire.process.wait(10) == 0
    wire.watch.cancel()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"jsonrpc":"2.0"}',
        b'{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}',
        b'{"jsonrpc":"2.0","id":1,"method":5}',
        b'{"jsonrpc":"2.0","id":99,"result":null}',
        b"[" * 10_000,
    ],
)
def test_what_is_no_message_is_refused(wire, body):
    wire.open()
    wire.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    wire.alive()


def test_headers_may_be_odd(wire):
    wire.open()
    body = json.dumps({"jsonrpc": "2.0", "id": "x", "method": "no/such", "params": {}}).encode()
    wire.raw(b"nonsense\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:%d\r\n\r\n" % len(body))
    wire.raw(body)
    assert wire.answer("x")["error"]["code"] == -32601
    wire.alive()


def test_unknown_methods_are_refused_and_unknown_notifications_passed_over(wire):
    wire.open()
    assert wire.answer(wire.ask("textDocument/dance", {}))["error"]["code"] == -32601
    wire.notify("textDocument/didDance", {"x": 1})
    wire.notify("$/whatever", None)
    wire.alive()


@pytest.mark.parametrize("method", ["hover", "completion", "rename", "codeAction", "selectionRange", "foldingRange"])
@pytest.mark.parametrize("params", [None, [], {}, {"textDocument": 5}, {"textDocument": {"uri": "::"}}, {"textDocument": {"uri": URI}, "position": "here"}])
def test_wrong_parameters_are_refused(wire, method, params):
    wire.open()
    found = wire.answer(wire.ask(f"textDocument/{method}", params))
    assert "error" in found or found["result"] in (None, []) or method in ("foldingRange",)
    wire.alive()


def test_documents_that_nobody_opened_have_nothing_to_tell(wire):
    wire.open()
    elsewhere = {"textDocument": {"uri": "file:///nowhere/else.prisma"}, "position": {"line": 0, "character": 0}}
    assert wire.answer(wire.ask("textDocument/hover", elsewhere)).get("result") is None
    wire.notify("textDocument/didClose", elsewhere)
    change = {"textDocument": {"uri": "file:///nowhere/else.prisma", "version": 3}, "contentChanges": [{"text": "x"}]}
    wire.notify("textDocument/didChange", change)
    wire.alive()


def test_places_outside_of_the_text_are_taken_for_its_ends(wire):
    wire.open()
    for line, character in [(0, 999_999), (999_999, 0), (4_294_967_295, 4_294_967_295)]:
        for method in ("hover", "completion", "definition", "signatureHelp"):
            at = {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}
            assert "error" not in wire.answer(wire.ask(f"textDocument/{method}", at))
    span = {"start": {"line": 50, "character": 9}, "end": {"line": 2, "character": 0}}
    change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": span, "text": "\n"}]}
    wire.notify("textDocument/didChange", change)
    wire.alive()


def test_requests_may_be_cancelled_at_any_time(wire):
    wire.open()
    ids = [wire.ask("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 4, "character": 7}}) for _ in range(50)]
    for id in ids:
        wire.notify("$/cancelRequest", {"id": id})
    wire.notify("$/cancelRequest", {"id": "never asked"})
    wire.notify("$/cancelRequest", {})
    answered = {}
    while len(answered) < len(ids):
        message = wire.read()
        if message.get("id") in ids and "method" not in message:
            answered[message["id"]] = message
    codes = {message["error"]["code"] for message in answered.values() if "error" in message}
    assert codes <= {-32800}
    wire.alive()


def test_a_huge_file_is_served(wire):
    models = "".join(f"model M{n} {{\n  id Int @id\n  name String?\n}}\n\n" for n in range(20_000))
    wire.open(SCHEMA + models)
    wire.alive()
    at = {"textDocument": {"uri": URI}, "position": {"line": 5, "character": 6}}
    assert "error" not in wire.answer(wire.ask("textDocument/completion", at))


@pytest.mark.parametrize("text", ["", "\0", "﻿model", "{" * 5_000, '"' * 5_000, "`" * 5_000, "model A {\r  id Int\r\n}\u2028", "//" * 9_999])
def test_odd_texts_are_served(wire, text):
    wire.open(text)
    last = {"line": text.count("\n"), "character": 1}
    span = {"start": {"line": 0, "character": 0}, "end": last}
    document = {"textDocument": {"uri": URI}}
    options = {"tabSize": 2, "insertSpaces": True}
    for method, params in {
        "completion": {"position": last},
        "hover": {"position": last},
        "rename": {"position": last, "newName": "x"},
        "formatting": {"options": options},
        "rangeFormatting": {"options": options, "range": span},
        "onTypeFormatting": {"options": options, "position": last, "ch": "}"},
        "documentSymbol": {},
        "foldingRange": {},
        "semanticTokens/full": {},
        "selectionRange": {"positions": [last, last]},
        "inlayHint": {"range": span},
        "codeAction": {"range": span, "context": {"diagnostics": []}},
        "codeLens": {},
    }.items():
        found = wire.answer(wire.ask(f"textDocument/{method}", document | params))
        assert found.get("error", {}).get("code") != -32603, found


def test_a_server_that_is_told_to_leave_leaves(wire):
    wire.open()
    wire.answer(wire.ask("shutdown"))
    found = wire.answer(wire.ask("textDocument/hover", {}))
    assert found["error"]["code"] == -32600
    wire.notify("exit", None)
    assert wire.process.wait(10) == 0


def test_a_server_whose_client_is_gone_leaves_with_an_error():
    wire = Wire()
    wire.process.stdin.close()
    assert wire.process.wait(10) == 1
    wire.watch.cancel()


def test_nothing_is_answered_before_initialize():
    wire = Wire()
    assert wire.answer(wire.ask("textDocument/hover", {}))["error"]["code"] == -32002
    wire.notify("exit", None)
    assert wire.process.wait(10) == 1
    wire.watch.cancel()
