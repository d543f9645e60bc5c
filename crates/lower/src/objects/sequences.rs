//! Sequences that stand by themselves, and extensions.

use super::origin_of;
use crate::Lowering;
use parallax_ir::{Extension, Name, Sequence, SequenceOptions};
use parallax_schema::objects::model as of;

impl Lowering<'_> {
    pub(super) fn add_sequence(&mut self, object: &of::Object) {
        let name = self.object_name(object);
        let increment = object.number("increment").filter(|step| *step != 1);
        let options = SequenceOptions {
            start: object.number("start"),
            increment,
            min_value: object.number("min"),
            max_value: object.number("max"),
            cache: object.number("cache").filter(|count| *count != 1),
            cycle: object.boolean("cycle") == Some(true),
            virtual_: false,
        };
        let ty = object.ty("type").and_then(|ty| self.type_text(ty)).map(|ty| Name::from(ty.to_lowercase()));
        let ty = ty.filter(|ty| ty != "bigint");
        let comment = self.comment(object.comment.as_ref(), object.docs.as_ref());
        let sequence = Sequence { name: name.clone(), ty, options, comment, origin: origin_of(object) };
        self.database.sequences.insert(name, sequence);
    }

    pub(super) fn add_extension(&mut self, object: &of::Object) {
        let extension = Extension {
            name: object.db_name.clone(),
            schema: object.text("schema").cloned(),
            version: object.text("version").cloned(),
            origin: origin_of(object),
        };
        self.database.extensions.insert(extension.name.clone(), extension);
    }
}
