//! The language server: the protocol around [`parallax_ide`]. Knows editors and files; decides nothing about schemas.
//!
//! One thread reads and one writes. The main thread takes edits and answers what must be quick; one thread works out
//! diagnostics, always of the newest state, and one answers the rest, so that typing never waits for either.

mod away;
mod base;
mod capabilities;
mod convert;
mod declare;
mod diagnose;
mod handlers;
mod position;
mod projects;
mod server;
mod settings;
mod transport;
mod uri;
mod view;

pub use server::serve;
