"""What every request answers."""

import asyncio

from conftest import errors
from lsprotocol import types

USER, POST = "schema/user.prisma", "schema/post.prisma"


def at(document, position):
    return {"text_document": document, "position": position}


async def test_diagnostics_come_from_all_files_with_codes_and_related_places(project):
    project.open(USER)
    project.open(POST)
    await project.diagnostics(POST, lambda found: not errors(found))
    project.edit(USER, "model User", "model Person")
    found = await project.diagnostics(POST, errors)
    assert "User" in found[0].message and found[0].code.startswith("PX")
    assert found[0].code_description.href.startswith("https://")
    assert found[0].range.start.line == 4
    project.edit(USER, "model Person", "model User")
    await project.diagnostics(POST, lambda found: not errors(found))


async def test_an_edit_that_destroys_data_is_told_at_its_line(project):
    project.open(USER)
    found = await project.diagnostics(USER, lambda found: any("phone" in it.message for it in found))
    told = next(it for it in found if "phone" in it.message)
    assert project.line(USER, told.range.start.line).startswith("model User")


async def test_completion_knows_its_place(project):
    document = project.open(USER)
    project.edit(USER, "  posts Post[]", "  posts Post[] @")
    params = types.CompletionParams(**at(document, project.at(USER, "Post[] @")))
    found = await project.client.text_document_completion_async(params)
    items = found.items if hasattr(found, "items") else found
    assert "relation" in " ".join(it.label for it in items)
    assert all(it.documentation for it in items if it.label == "@relation")


async def test_hover_tells_the_column(project):
    document = project.open(USER)
    found = await project.client.text_document_hover_async(types.HoverParams(**at(document, project.at(USER, "  ema"))))
    assert "email" in found.contents.value and "TEXT" in found.contents.value.upper()


async def test_navigation_leads_over_files(project):
    document = project.open(POST)
    here = at(document, project.at(POST, "author   Us"))
    client = project.client
    for ask in (
        client.text_document_definition_async(types.DefinitionParams(**here)),
        client.text_document_declaration_async(types.DeclarationParams(**here)),
        client.text_document_type_definition_async(types.TypeDefinitionParams(**here)),
    ):
        found = await ask
        first = found[0] if isinstance(found, (list, tuple)) else found
        assert getattr(first, "target_uri", None) or first.uri == project.uri(USER)
    context = types.ReferenceContext(include_declaration=True)
    found = await client.text_document_references_async(types.ReferenceParams(context=context, **here))
    assert {it.uri for it in found} == {project.uri(USER), project.uri(POST)}
    found = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(**at(document, project.at(POST, "  authorI")))
    )
    assert len(found) == 3


async def test_a_rename_is_prepared_and_keeps_the_database(project):
    document = project.open(USER)
    here = at(document, project.at(USER, "model Us"))
    prepared = await project.client.text_document_prepare_rename_async(types.PrepareRenameParams(**here))
    assert prepared is not None
    edit = await project.client.text_document_rename_async(types.RenameParams(new_name="Person", **here))
    changes = edit.document_changes or []
    texts = {it.text_document.uri: [edit.new_text for edit in it.edits] for it in changes}
    assert set(texts) == {project.uri(USER), project.uri(POST)}
    assert any('@@map("User")' in text for text in texts[project.uri(USER)])


async def test_formatting_of_all_of_a_part_and_on_type(project):
    document = project.open(USER)
    project.edit(USER, "  email String @unique", "  email    String   @unique")
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    client = project.client
    whole = await client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
    assert whole
    span = types.Range(types.Position(7, 0), types.Position(8, 0))
    part = await client.text_document_range_formatting_async(
        types.DocumentRangeFormattingParams(document, span, options)
    )
    assert part
    params = types.DocumentOnTypeFormattingParams(document, project.at(USER, "posts Post[]\n}"), "}", options)
    typed = await client.text_document_on_type_formatting_async(params)
    assert typed


async def test_symbols_of_a_document_and_of_the_schema(project):
    document = project.open(USER)
    found = await project.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert [it.name for it in found] == ["db", "User"]
    assert [(it.name, it.detail) for it in found[1].children][1] == ("email", "String")
    found = await project.client.workspace_symbol_async(types.WorkspaceSymbolParams("auth"))
    assert {(it.name, it.container_name) for it in found} == {("author", "Post"), ("authorId", "Post")}


async def test_folds_and_growing_selections(project):
    document = project.open(POST)
    folds = await project.client.text_document_folding_range_async(types.FoldingRangeParams(document))
    assert [(it.start_line, it.end_line) for it in folds] == [(0, 7)]
    params = types.SelectionRangeParams(document, [project.at(POST, "fields: [auth"), types.Position(0, 0)])
    first, second = await project.client.text_document_selection_range_async(params)
    lengths = []
    while first is not None:
        lengths.append((first.range.start.line, first.range.end.character))
        first = first.parent
    assert len(lengths) >= 6 and second is not None


async def test_semantic_tokens_of_all_and_of_a_part(project):
    document = project.open(USER)
    whole = await project.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    assert len(whole.data) % 5 == 0 and len(whole.data) > 50
    span = types.Range(types.Position(7, 0), types.Position(7, 5))
    part = await project.client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(document, span)
    )
    assert 0 < len(part.data) < len(whole.data) and part.data[0] == 7


async def test_signature_help_counts_the_arguments(project):
    document = project.open(POST)
    here = at(document, project.at(POST, "@relation(fields: [authorId], ref"))
    found = await project.client.text_document_signature_help_async(types.SignatureHelpParams(**here))
    signature = found.signatures[found.active_signature or 0]
    assert signature.label.startswith("@relation(")
    assert signature.parameters


async def test_inlay_hints_tell_what_is_implied(project):
    document = project.open(POST)
    span = types.Range(types.Position(0, 0), types.Position(8, 0))
    found = await project.client.text_document_inlay_hint_async(types.InlayHintParams(document, span))
    labels = [it.label if isinstance(it.label, str) else "".join(part.value for part in it.label) for it in found]
    assert any("Restrict" in label or "Cascade" in label for label in labels), labels


async def test_a_code_action_mends_the_schema(project):
    document = project.open(POST)
    project.edit(POST, "  title ", "  kind     Kind\n  title ")
    found = await project.diagnostics(POST, errors)
    params = types.CodeActionParams(document, found[0].range, types.CodeActionContext([found[0]]))
    actions = await project.client.text_document_code_action_async(params)
    enum = next(it for it in actions if "enum" in it.title)
    assert enum.kind == types.CodeActionKind.QuickFix
    text = "".join(edit.new_text for it in enum.edit.document_changes for edit in it.edits)
    assert "enum Kind {" in text


async def test_the_lens_tells_the_sql_and_the_command_gives_it(project):
    document = project.open(USER)
    await project.diagnostics(USER, lambda found: any("phone" in it.message for it in found))
    lenses = await project.client.text_document_code_lens_async(types.CodeLensParams(document))
    assert len(lenses) == 1 and "phone" in lenses[0].command.title
    command = lenses[0].command
    found = await project.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command.command, arguments=command.arguments)
    )
    sql = found["sql"] if isinstance(found, dict) else found.sql
    assert 'DROP COLUMN "phone"' in sql
    for method in ("parallax/sql", "parallax/plan"):
        found = await project.client.protocol.send_request_async(method, {"uri": project.uri(USER)})
        assert "phone" in str(found)


async def test_settings_change_while_it_runs(project):
    document = project.open(USER)
    await project.diagnostics(USER, lambda found: any("phone" in it.message for it in found))
    settings = {"parallax": {"base": "none"}}
    project.client.set_configuration({"parallax": settings["parallax"]})
    project.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    await project.diagnostics(USER, lambda found: not any("phone" in it.message for it in found))
    assert not await project.client.text_document_code_lens_async(types.CodeLensParams(document))


async def test_files_on_disk_come_and_go(project):
    project.open(USER)
    await project.diagnostics(USER, lambda found: not errors(found))
    path = project.folder / POST
    text = path.read_text()

    def tell(kind):
        event = types.FileEvent(project.uri(POST), kind)
        project.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    path.unlink()
    tell(types.FileChangeType.Deleted)
    await project.diagnostics(USER, errors)
    path.write_text(text)
    tell(types.FileChangeType.Created)
    await project.diagnostics(USER, lambda found: not errors(found))


async def test_a_folder_deleted_under_an_open_document_leaves_the_document(project):
    document = project.open(USER)
    for file in (project.folder / "schema").iterdir():
        file.unlink()
    (project.folder / "schema").rmdir()
    project.edit(USER, "email", "mail")
    symbols = await project.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert symbols[1].children[1].name == "mail"


async def test_positions_count_units_of_utf16(project):
    document = project.open(USER)
    project.edit(USER, "/// Who writes.", "/// 👩‍🚀 é 💾")
    project.edit(USER, "  email String @unique", '  email String @unique(map: "👩‍🚀é") @map("💾") @db.Tex')
    here = at(document, project.at(USER, "@db.Tex"))
    found = await project.client.text_document_completion_async(types.CompletionParams(**here))
    items = found.items if hasattr(found, "items") else found
    edit = next(it for it in items if it.label.endswith("Text")).text_edit
    if edit is not None:
        place = getattr(edit, "range", None) or edit.replace
        assert place.end.character == here["position"].character
    # Every place of the line, also between the two halves of a character.
    line = here["position"].line
    asks = [
        project.client.text_document_hover_async(types.HoverParams(**at(document, types.Position(line, column))))
        for column in range(here["position"].character + 3)
    ]
    await asyncio.gather(*asks)
    # An edit that begins in the middle of a character neither breaks the text nor the server.
    offset = project.at(USER, '@map("').character + 1
    span = types.Range(types.Position(line, offset), types.Position(line, offset + 1))
    project.versions[USER] += 1
    project.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(uri=document.uri, version=project.versions[USER]),
            [types.TextDocumentContentChangePartial(range=span, text="x")],
        )
    )
    assert await project.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
