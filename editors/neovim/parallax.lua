-- Starts `parallax lsp` for schemas, in Neovim from 0.7 on. Copy it into your configuration as
-- `lua/parallax.lua`, and call `require("parallax").setup()`; from 0.11 on, `vim.lsp.config` does the same with less
-- (docs/editors.md).

local M = {}

--- Where the project begins: what the server looks for too.
local ROOTS = { "parallax.toml", "prisma.config.ts", "package.json", ".git" }

--- Running servers by the root of their project.
local clients = {}

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local place = folder
  while true do
    for _, name in ipairs(ROOTS) do
      if vim.loop.fs_stat(place .. "/" .. name) then
        return place
      end
    end
    local above = vim.fn.fnamemodify(place, ":h")
    if above == place then
      return folder
    end
    place = above
  end
end

--- `options`: `cmd` (a list), `settings` (`base`, `target`, `lens`, `inlayHints`), `on_attach` and `capabilities`, as
--- Neovim has them.
function M.setup(options)
  options = options or {}
  local group = vim.api.nvim_create_augroup("parallax", { clear = true })
  vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
    group = group,
    pattern = { "*.prisma", "*.plx" },
    callback = function(event)
      vim.bo[event.buf].filetype = "prisma"
    end,
  })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "prisma",
    callback = function(event)
      vim.bo[event.buf].commentstring = "// %s"
      local root = root_of(vim.api.nvim_buf_get_name(event.buf))
      if not clients[root] then
        clients[root] = vim.lsp.start_client({
          name = "parallax",
          cmd = options.cmd or { "parallax", "lsp" },
          root_dir = root,
          init_options = options.settings,
          on_attach = options.on_attach,
          on_exit = function()
            clients[root] = nil
          end,
          capabilities = options.capabilities or vim.lsp.protocol.make_client_capabilities(),
        })
      end
      if clients[root] then
        vim.lsp.buf_attach_client(event.buf, clients[root])
      end
    end,
  })
end

return M
