-- A real editor edits a schema of several files through the server. From the top of the repository:
--
--   nvim --headless --clean -u NONE -l editors/neovim/test.lua     (from 0.9 on)
--   nvim --headless --clean -u NONE -c "luafile editors/neovim/test.lua"
--
-- `PARALLAX` names the server. Exits with 1, and says why, where something is not as it should be.

local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h")
package.path = here .. "/?.lua;" .. package.path

local server = vim.fn.fnamemodify(os.getenv("PARALLAX") or (here .. "/../../target/debug/parallax"), ":p")
local folder = vim.fn.tempname()

local function say(text)
  io.stdout:write(text .. "\n")
end

local function expect(condition, what, found)
  if not condition then
    error(what .. (found ~= nil and ("; found " .. vim.inspect(found)) or ""), 2)
  end
end

--- Waits until `look` gives something.
local function until_(what, look)
  local found
  vim.wait(10000, function()
    found = look()
    return found ~= nil and found ~= false
  end, 10)
  expect(found, "nothing came: " .. what)
  return found
end

local function write(name, text)
  local path = folder .. "/" .. name
  vim.fn.mkdir(vim.fn.fnamemodify(path, ":h"), "p")
  vim.fn.writefile(vim.split(text, "\n"), path)
  return path
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

--- Sets the whole text, as typing does.
local function set_text(buffer, text)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, "\n"))
end

--- Puts the cursor behind `words`.
local function go(words)
  local window = vim.api.nvim_get_current_win()
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local _, last = line:find(words, 1, true)
    if last then
      vim.api.nvim_win_set_cursor(window, { row, last })
      return
    end
  end
  error("there is no `" .. words .. "`")
end

local function ask(method, params)
  local answers, problem = vim.lsp.buf_request_sync(0, method, params, 10000)
  expect(answers, method .. ": " .. tostring(problem))
  local _, answer = next(answers)
  expect(answer and not answer.error, method, answer)
  return answer.result
end

local function errors(buffer)
  return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
end

local tests = {}

tests[#tests + 1] = { "starts, and finds a schema of several files in order", function(user)
  until_("the server", function()
    return next(vim.lsp.buf_get_clients(user)) ~= nil
  end)
  until_("hover of a name from another file", function()
    go("posts Po")
    local found = ask("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16"))
    return found and vim.inspect(found.contents):find("Post", 1, true)
  end)
  expect(#errors(user) == 0, "errors in a good schema", errors(user))
end }

tests[#tests + 1] = { "shows diagnostics while one types", function(user)
  local text = text_of(user)
  set_text(user, (text:gsub("String @unique", "Strin @unique")))
  local found = until_("the unknown type", function()
    local list = errors(user)
    return #list == 1 and list[1]
  end)
  expect(found.lnum == 6 and found.code ~= nil, "the place and the code of the error", found)
  set_text(user, text)
  until_("the end of the error", function()
    return #errors(user) == 0
  end)
end }

tests[#tests + 1] = { "completes a model of another file", function(user)
  local text = text_of(user)
  set_text(user, (text:gsub("posts Post%[%]", "posts Post[]\n  last  Pos")))
  go("last  Pos")
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  local items = vim.lsp.util.extract_completion_items(ask("textDocument/completion", params))
  local labels = vim.tbl_map(function(item)
    return item.label
  end, items)
  expect(vim.tbl_contains(labels, "Post"), "`Post` among the completions", labels)
  set_text(user, text)
end }

tests[#tests + 1] = { "renames over all files, and keeps the table's name", function(user, post)
  go("model Us")
  vim.lsp.buf.rename("Person")
  until_("the new name in the other file", function()
    return text_of(post):find("Person @relation", 1, true)
  end)
  expect(text_of(user):find("model Person {", 1, true), "the new name", text_of(user))
  expect(text_of(user):find('@@map("User")', 1, true), "`@@map` with the old name", text_of(user))
end }

tests[#tests + 1] = { "formats", function(_, post)
  vim.api.nvim_set_current_buf(post)
  set_text(post, (text_of(post):gsub("id       Int  @id", "id Int      @id")))
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 10000 })
  else
    vim.lsp.buf.formatting_sync(nil, 10000)
  end
  expect(text_of(post):find("  id       Int    @id", 1, true), "columns under each other", text_of(post))
end }

tests[#tests + 1] = { "applies a code action", function(_, post)
  set_text(post, text_of(post) .. "\nmodel Comment {\n  id   Int  @id\n  kind Kind\n}\n")
  local found = until_("the unknown type", function()
    local list = errors(post)
    return #list == 1 and list[1].message:find("Kind", 1, true) and list[1]
  end)
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  vim.ui.select = function(items, _, choose)
    for index, item in ipairs(items) do
      -- The form of an item differs between versions.
      local action = item[2] or item.action or item
      if action.title:find("enum") then
        return choose(item, index)
      end
    end
    error("no action makes an enum: " .. vim.inspect(items))
  end
  vim.lsp.buf.code_action()
  until_("the enum", function()
    return text_of(post):find("enum Kind {", 1, true)
  end)
end }

tests[#tests + 1] = { "goes to a declaration in another file, and to all uses", function(user, post)
  vim.api.nvim_set_current_buf(post)
  go("author   Per")
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  local place = ask("textDocument/definition", params)
  place = vim.tbl_islist(place) and place[1] or place
  expect((place.targetUri or place.uri):find("user.prisma", 1, true), "the other file", place)
  params.context = { includeDeclaration = true }
  expect(#ask("textDocument/references", params) == 2, "two places")
  expect(#ask("textDocument/documentSymbol", { textDocument = params.textDocument }) >= 2, "symbols")
  expect(text_of(user) ~= "", "the schema")
end }

local function run()
  expect(vim.fn.executable(server) == 1, "there is no server at " .. server .. ": cargo build -p parallax-cli")
  write("parallax.toml", 'schema = "schema"')
  local user_file = write(
    "schema/user.prisma",
    'datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id    Int    @id\n  email String @unique\n'
      .. "  posts Post[]\n}"
  )
  local post_file = write(
    "schema/post.prisma",
    "model Post {\n  id       Int  @id\n  authorId Int\n"
      .. "  author   User @relation(fields: [authorId], references: [id])\n}"
  )
  require("parallax").setup({ cmd = { server, "lsp" }, settings = { base = "none" } })
  vim.o.hidden = true
  vim.cmd("edit " .. post_file)
  local post = vim.api.nvim_get_current_buf()
  vim.cmd("edit " .. user_file)
  local user = vim.api.nvim_get_current_buf()
  for _, case in ipairs(tests) do
    case[2](user, post)
    say("ok   " .. case[1])
  end
end

local fine, problem = xpcall(run, debug.traceback)
if not fine then
  say("FAIL " .. tostring(problem))
end
vim.lsp.stop_client(vim.lsp.get_active_clients(), true)
vim.fn.delete(folder, "rf")
vim.cmd(fine and "qall!" or "cquit 1")
