"""A schema of several files, and a client that looks at it."""

import asyncio
import os
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("PARALLAX") or str(ROOT / "target" / "debug" / "parallax")

USER = """\
datasource db {
  provider = "postgresql"
}

/// Who writes.
model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  posts Post[]
}
"""

POST = """\
model Post {
  id       Int  @id
  title    String @db.VarChar(100)
  authorId Int
  author   User @relation(fields: [authorId], references: [id])

  @@index([authorId])
}
"""


class Project:
    """Files in a folder, and the places in them."""

    def __init__(self, folder: Path, client: LanguageClient):
        self.folder = folder
        self.client = client
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> types.TextDocumentIdentifier:
        self.texts[name] = (self.folder / name).read_text() if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), "prisma", 1, self.texts[name])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(self.uri(name))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces the first `old`, as an edit of that place alone."""
        start = self.texts[name].index(old)
        span = types.Range(self.place(name, start), self.place(name, start + len(old)))
        self.versions[name] += 1
        change = types.TextDocumentContentChangePartial(range=span, text=new)
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.versions[name])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        self.texts[name] = self.texts[name].replace(old, new, 1)

    def place(self, name: str, offset: int) -> types.Position:
        """Columns count units of UTF-16."""
        before = self.texts[name][:offset]
        line = before.rsplit("\n", 1)[-1]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def at(self, name: str, words: str) -> types.Position:
        """Behind the first `words`."""
        return self.place(name, self.texts[name].index(words) + len(words))

    def line(self, name: str, number: int) -> str:
        return self.texts[name].split("\n")[number]

    async def diagnostics(self, name: str, fits) -> list[types.Diagnostic]:
        """Those of a file, as soon as they are as they should be."""
        while True:
            found = self.client.diagnostics.get(self.uri(name))
            if found is not None and fits(found):
                return list(found)
            try:
                await asyncio.wait_for(self.client.wait_for_notification("textDocument/publishDiagnostics"), 20)
            except TimeoutError:
                raise AssertionError(f"other diagnostics never came; the last were {found}") from None


def errors(found) -> list[types.Diagnostic]:
    return [it for it in found if it.severity == types.DiagnosticSeverity.Error]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[SERVER, "lsp"]))
async def client(lsp_client: LanguageClient):
    for method in ("workspace/codeLens/refresh", "workspace/inlayHint/refresh", "client/registerCapability"):
        lsp_client.feature(method)(lambda *_: None)
    lsp_client.feature("parallax/status")(lambda *_: None)
    capabilities = client_capabilities("visual-studio-code")
    params = types.InitializeParams(
        capabilities=capabilities, initialization_options={"base": "base.prisma", "target": "postgresql@16"}
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def project(client: LanguageClient, tmp_path: Path) -> Project:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/user.prisma").write_text(USER)
    (tmp_path / "schema/post.prisma").write_text(POST)
    base = USER.replace("  posts", "  phone String?\n  posts") + "\n" + POST
    (tmp_path / "base.prisma").write_text(base)
    (tmp_path / "parallax.toml").write_text('schema = "schema"\n')
    return Project(tmp_path, client)
