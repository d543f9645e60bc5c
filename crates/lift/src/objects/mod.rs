//! Functions, triggers, policies and other objects, in files that use the whole language. A block that says what the
//! database has stays as it is written; one that does not is written anew, its comments aside.

mod print;
mod rights;

pub(crate) use print::sql;

use crate::names::sanitized;
use crate::{Lift, Previous, Warning};
use parallax_dialect::Verdict;
use parallax_ir::{Database, Definition, Name, Object, ObjectKey, ObjectKind, Origin, Pair, QName, Sequence};
use parallax_schema::model::ObjectKeyword;
use parallax_syntax::Edition;
use parallax_text::{FileId, Span};
use print::Printer;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// How the schema calls tables and views, and their columns.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) models: HashMap<QName, SmolStr>,
    pub(crate) fields: HashMap<(QName, Name), SmolStr>,
    pub(crate) enums: HashMap<QName, SmolStr>,
    /// Domains and other types.
    pub(crate) types: HashMap<ObjectKey, SmolStr>,
}

/// What becomes of the text.
#[derive(Default)]
pub(crate) struct Changes {
    /// Blocks with their new text; an empty one goes.
    pub(crate) over: Vec<(Span, String)>,
    pub(crate) new: Vec<String>,
    pub(crate) warnings: Vec<Warning>,
}

/// A block as it will stand.
struct Block {
    keyword: &'static str,
    /// In the database.
    name: QName,
    /// Where names of several tables may be the same.
    table: Option<QName>,
    body: String,
    /// Of an object, for those that have their names already.
    key: Option<ObjectKey>,
    comment: Option<Name>,
    /// Absent for those that the schema does not have yet.
    old: Option<(Span, SmolStr)>,
    unchanged: bool,
}

impl Lift<'_> {
    /// Whether a file uses the whole language; without one, that which takes what is new.
    pub(crate) fn is_whole_file(&self, file: Option<FileId>) -> bool {
        let Some(previous) = self.old.previous() else { return false };
        let Some(file) = file.or(self.request.home) else { return previous.schema.whole };
        previous.asts.iter().any(|ast| ast.file == file && ast.edition == Edition::Plx)
    }

    pub(crate) fn object_changes(&self, names: &Names) -> Changes {
        let mut changes = Changes::default();
        let Some(previous) = self.old.previous().filter(|_| self.is_whole_file(None)) else { return changes };
        let empty = Database::default();
        let before = if previous.forget_models { &empty } else { previous.database };
        let mut taken: HashSet<SmolStr> =
            names.models.values().chain(names.enums.values()).chain(names.types.values()).cloned().collect();
        let mut blocks = self.blocks(before, names);
        // Those that keep their names come first.
        blocks.sort_by_key(|block| block.old.is_none());
        let mut kept: HashSet<Span> = HashSet::new();
        for block in blocks {
            let (name, map) = match &block.old {
                Some((span, name)) => {
                    kept.insert(*span);
                    (name.clone(), *name != block.name.name)
                }
                None => {
                    let given = block.key.as_ref().and_then(|key| names.types.get(key)).cloned();
                    let name = given.unwrap_or_else(|| free_name(&block, &taken));
                    let map = name != block.name.name;
                    (name, map)
                }
            };
            taken.insert(name.clone());
            if block.unchanged {
                continue;
            }
            let text = self.text_of(&block, &name, map);
            match &block.old {
                Some((span, _)) => changes.over.push((*span, text)),
                None => changes.new.push(text),
            }
        }
        self.remove_others(previous, before, &kept, &mut changes);
        changes
    }

    /// Blocks that nothing in the database stands for.
    fn remove_others(
        &self,
        previous: &Previous<'_>,
        before: &Database,
        kept: &HashSet<Span>,
        changes: &mut Changes,
    ) {
        for object in previous.schema.objects.iter().filter(|object| !kept.contains(&object.span)) {
            let stays = object.external
                || object.poisoned
                || object.keyword == ObjectKeyword::Role
                || before.silent.kinds.iter().any(|kind| is_of(object.keyword, *kind));
            // What the target cannot hold was never asked for.
            if stays || (!previous.forget_models && !is_lowered(before, object.span)) {
                continue;
            }
            changes.over.push((object.span, String::new()));
            changes.warnings.extend((!previous.forget_models).then(|| Warning {
                object: QName::bare(object.name.clone()),
                member: None,
                kind: object.keyword.as_str().to_owned(),
                detail: "nothing in the database stands for it any more; its block is removed".to_owned(),
            }));
        }
    }

    fn text_of(&self, block: &Block, name: &str, map: bool) -> String {
        let mut text = format!("{} {name} {{\n{}", block.keyword, block.body);
        if map {
            text.push_str(&format!("  @@map({})\n", crate::printing::quoted(&block.name.name)));
        }
        if let Some(comment) = &block.comment {
            text.push_str(&format!("  @@comment({})\n", crate::printing::quoted(comment)));
        }
        if block.table.is_none() && block.keyword != "grant" && block.keyword != "extension" {
            text.extend(self.schema_attribute(&block.name).map(|attribute| format!("  {attribute}\n")));
        }
        text.push('}');
        text
    }

    fn blocks(&self, before: &Database, names: &Names) -> Vec<Block> {
        let now = &self.observed.database;
        let word = |sql: &str| self.type_word(sql).map(|(word, _)| word);
        let printer = Printer { names, database: now, language: self.language, word: &word };
        let mut blocks = Vec::new();
        let silent = |kind: &ObjectKind| before.silent.kinds.contains(kind);
        for (key, object) in now.objects.iter().filter(|(key, _)| !key.kind.is_view() && !silent(&key.kind)) {
            let old = before.objects.get(key);
            let docs = old.and_then(|old| self.docs_of(&old.origin));
            let comment = self.comment(object.comment.as_ref(), docs).cloned();
            let unchanged =
                old.is_some_and(|old| self.does_the_same(old, object) && old.comment == object.comment);
            let Some((keyword, body)) = printer.object(object) else { continue };
            let (name, table) = (key.name.clone(), key.on.clone());
            blocks.push(Block {
                keyword,
                name,
                table,
                body,
                key: Some(key.clone()),
                comment,
                old: place(old.map(|old| &old.origin)),
                unchanged,
            });
        }
        if !before.silent.sequences {
            for (name, sequence) in &now.sequences {
                let old = before.sequences.get(name);
                let body = printer.sequence(sequence);
                let same = |old: &Sequence| {
                    (&old.options, &old.ty, &old.comment)
                        == (&sequence.options, &sequence.ty, &sequence.comment)
                };
                let unchanged = old.is_some_and(same);
                let docs = old.and_then(|old| self.docs_of(&old.origin));
                let comment = self.comment(sequence.comment.as_ref(), docs).cloned();
                let old = place(old.map(|old| &old.origin));
                blocks.push(Block {
                    keyword: "sequence",
                    name: name.clone(),
                    table: None,
                    body,
                    key: None,
                    comment,
                    old,
                    unchanged,
                });
            }
        }
        if !before.silent.extensions {
            for (name, extension) in &now.extensions {
                let old = before.extensions.get(name);
                // A version that is not written down is whatever the server has.
                let unchanged =
                    old.is_some_and(|old| old.version.is_none() || old.version == extension.version);
                let body = printer.extension(extension);
                let old = place(old.map(|old| &old.origin));
                let name = QName::bare(name.clone());
                let (keyword, table, key, comment) = ("extension", None, None, None);
                blocks.push(Block { keyword, name, table, body, key, comment, old, unchanged });
            }
        }
        if !before.silent.partitions || before.partitions.is_empty() && before.tables.is_empty() {
            for (name, partition) in &now.partitions {
                let old = before.partitions.get(name);
                let unchanged = old.is_some_and(|old| old.bound == partition.bound && old.by == partition.by);
                let Some(body) = printer.partition(partition) else { continue };
                let old = place(old.map(|old| &old.origin));
                blocks.push(Block {
                    keyword: "partition",
                    name: name.clone(),
                    table: None,
                    body,
                    key: None,
                    comment: None,
                    old,
                    unchanged,
                });
            }
        }
        rights::add(&printer, before, &mut blocks);
        blocks
    }

    /// The documentation of the block that asks for something.
    fn docs_of(&self, origin: &Origin) -> Option<&Name> {
        let span = origin.span?;
        self.old.schema()?.objects.iter().find(|object| object.span == span)?.docs.as_ref()
    }

    /// Whether two objects of one key do the same.
    pub(crate) fn does_the_same(&self, before: &Object, after: &Object) -> bool {
        before.options == after.options
            && (before.definition == after.definition
                || (self.target.dialect.objects.same)(Pair::new(before, after), self.target) == Verdict::Same)
    }

    /// What a view selects, and how.
    pub(crate) fn view_attributes(&self, name: &QName) -> Option<Vec<(&'static str, String)>> {
        let views = self.observed.database.objects.values();
        let view =
            views.filter(|object| object.key.kind.is_view()).find(|object| object.key.name == *name)?;
        let Definition::View(definition) = &view.definition else { return None };
        let mut args = vec![print::sql(&definition.query, "  ")];
        let is = |option: &str| view.options.get(option) == Some(&parallax_ir::OptionValue::Bool(true));
        if is("security_invoker") {
            args.push("securityInvoker: true".to_owned());
        }
        if is("security_barrier") {
            args.push("securityBarrier: true".to_owned());
        }
        match view.options.get("check_option") {
            Some(parallax_ir::OptionValue::Text(word)) if word == "local" => {
                args.push("checkOption: Local".to_owned());
            }
            Some(parallax_ir::OptionValue::Text(_)) => args.push("checkOption: Cascaded".to_owned()),
            _ => {}
        }
        let mut attributes = vec![("sql", format!("@@sql({})", args.join(", ")))];
        if view.key.kind == ObjectKind::MaterializedView {
            let text = if is("no_data") { "@@materialized(withData: false)" } else { "@@materialized" };
            attributes.push(("materialized", text.to_owned()));
        }
        Some(attributes)
    }

    /// Whether the schema asks for the view as the database has it.
    pub(crate) fn view_is_unchanged(&self, name: &QName) -> bool {
        let Some(previous) = self.old.previous() else { return false };
        let of = |database: &Database| {
            database
                .objects
                .values()
                .find(|object| object.key.kind.is_view() && object.key.name == *name)
                .cloned()
        };
        match (of(previous.database), of(&self.observed.database)) {
            (Some(before), Some(now)) => before.key == now.key && self.does_the_same(&before, &now),
            _ => false,
        }
    }
}

/// Where the block of something stands, and what it is called.
fn place(origin: Option<&Origin>) -> Option<(Span, SmolStr)> {
    let origin = origin?;
    Some((origin.span?, origin.logical.clone()?))
}

fn is_lowered(before: &Database, span: Span) -> bool {
    let has = |origin: &Origin| origin.span == Some(span);
    before.objects.values().any(|object| has(&object.origin))
        || before.sequences.values().any(|sequence| has(&sequence.origin))
        || before.extensions.values().any(|extension| has(&extension.origin))
        || before.partitions.values().any(|partition| has(&partition.origin))
        || before.grants.values().any(|grant| has(&grant.origin))
}

fn is_of(keyword: ObjectKeyword, kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::Function => keyword == ObjectKeyword::Function,
        ObjectKind::Procedure => keyword == ObjectKeyword::Procedure,
        ObjectKind::Trigger => keyword == ObjectKeyword::Trigger,
        ObjectKind::Policy => keyword.is_policy(),
        ObjectKind::Domain => keyword == ObjectKeyword::Domain,
        ObjectKind::CompositeType => keyword == ObjectKeyword::Composite,
        ObjectKind::RangeType => keyword == ObjectKeyword::Range,
        ObjectKind::Event => keyword == ObjectKeyword::Event,
        ObjectKind::View | ObjectKind::MaterializedView => false,
    }
}

/// A name that nothing else has.
fn free_name(block: &Block, taken: &HashSet<SmolStr>) -> SmolStr {
    let plain = SmolStr::from(sanitized(&block.name.name).to_string());
    let plain = if plain.is_empty() { SmolStr::new(block.keyword) } else { plain };
    if !taken.contains(&plain) {
        return plain;
    }
    let of_table = block.table.as_ref().map(|table| format!("{}_{plain}", sanitized(&table.name)));
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let mut names = of_table.into_iter().chain(numbered).map(SmolStr::from);
    names.find(|name| !taken.contains(name)).unwrap_or(plain)
}
