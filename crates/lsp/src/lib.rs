//! The language server: the protocol around [`parallax_ide`]. Knows editors and files; decides nothing about schemas.
