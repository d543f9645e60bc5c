//! Random native types with arguments, of any database.

use parallax_dialect::{Indexable, NativeType, Param, Scalar};
use parallax_engine::Language;
use proptest::sample::Index;

/// A choice that any language can make sense of.
#[derive(Debug, Clone)]
pub struct Native {
    row: Index,
    seed: u32,
    resolved: Option<&'static NativeType>,
}

impl Native {
    pub fn new(row: Index, seed: u32) -> Self {
        Native { row, seed, resolved: None }
    }

    /// False where the database has no such types.
    pub fn resolve(&mut self, language: &Language) -> bool {
        let rows: Vec<&'static NativeType> = language
            .native_types
            .iter()
            .filter(|row| row.declarable && !row.beyond && is_plain(row))
            .collect();
        self.resolved = (!rows.is_empty()).then(|| rows[self.row.index(rows.len())]);
        self.resolved.is_some()
    }

    pub fn is_indexable(&self) -> bool {
        // Wide ones are more than a key can hold.
        self.resolved.is_some_and(|row| row.indexable == Indexable::Yes)
            && self.args().first().is_none_or(|first| *first <= 100)
            && self.scalar() != Some(Scalar::Bytes)
    }

    fn scalar(&self) -> Option<Scalar> {
        self.resolved?.scalars.first().copied()
    }

    fn args(&self) -> Vec<u32> {
        let Some(row) = self.resolved else { return Vec::new() };
        let declarable: Vec<&Param> = row.params.iter().filter(|param| param.declarable).collect();
        if declarable.iter().all(|param| !param.required) && self.seed.is_multiple_of(2) {
            return Vec::new();
        }
        let mut args: Vec<u32> = Vec::new();
        for param in declarable {
            // A text of no characters cannot be in a key.
            let least = if args.is_empty() && param.max > 6 { param.min.max(1) } else { param.min };
            let most = param.max.min(200).min(args.first().copied().unwrap_or(u32::MAX)).max(least);
            args.push(least + (self.seed >> 3) % (most - least + 1));
        }
        args
    }

    /// The type as in a schema, and a default for it; the default is empty where we know none.
    pub fn render(&self) -> (String, String) {
        let (Some(row), Some(scalar)) = (self.resolved, self.scalar()) else { return Default::default() };
        let args = self.args();
        let text: Vec<String> = args.iter().map(u32::to_string).collect();
        let text = if text.is_empty() { String::new() } else { format!("({})", text.join(", ")) };
        let default = match (scalar, row.name) {
            (Scalar::Int | Scalar::BigInt, name) if name.ends_with("Int") => "7",
            (Scalar::String, "VarChar" | "NVarChar") if args.first().is_none_or(|length| *length >= 4) => {
                "\"it's\""
            }
            (Scalar::DateTime, name) if name.contains("Timestamp") || name.starts_with("DateTime") => "now()",
            _ => "",
        };
        (format!("{} @db.{}{text}", scalar.as_str(), row.name), default.to_owned())
    }
}

/// Types of extensions need the extension.
fn is_plain(row: &NativeType) -> bool {
    !matches!(row.name, "Citext")
}
