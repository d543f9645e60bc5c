//! What editors ask of a schema, as pure functions over text and offsets: completion, hover, rename, code actions, and
//! the SQL that an edit leads to.
//!
//! Knows no protocol, no files of the system and no clock. A [`Workspace`] holds the texts of one schema as they are
//! edited; a [`Snapshot`] of it answers every question, and is cheap to share between threads.
//!
//! ```
//! use parallax_ide::Workspace;
//!
//! let mut workspace = Workspace::new();
//! workspace.set("schema.prisma", "model User {\n  id Int @id\n  mail Strin\n}\n");
//! let snapshot = workspace.snapshot();
//! assert_eq!(snapshot.checked().diagnostics.len(), 1);
//! ```

pub mod actions;
pub mod completion;
pub mod consequence;
mod everything;
pub mod formatting;
pub mod hover;
pub mod inlay;
mod lint;
pub mod navigation;
pub mod outline;
mod physical;
pub mod rename;
pub mod semantic;
pub mod signature;
mod snapshot;
#[cfg(test)]
mod testing;
mod workspace;

pub use everything::ask_everything;
pub use snapshot::{BlockId, Desired, Options, Snapshot};
pub use workspace::Workspace;

use parallax_text::{Edit, FileId};

/// A place between two characters. Offsets in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    pub file: FileId,
    pub offset: u32,
}

/// Changes of several files; those of one file do not overlap. New files come with their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceChange {
    pub edits: Vec<(FileId, Edit)>,
    /// Name (in the form of the names of the workspace's files) and text.
    pub new_files: Vec<(String, String)>,
    /// Renames to be declared in the settings of the project: old and new name, such as `User.name`, `User.fullName`.
    pub renames: Vec<(String, String)>,
}

impl SourceChange {
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.new_files.is_empty() && self.renames.is_empty()
    }
}
