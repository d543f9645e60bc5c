//! Mixins: a model goes on to include one as long as its table has all that the mixin brings.

use crate::Lift;
use crate::sources::{Mixin, Source};
use parallax_ir::{Column, Index, Pair, Table};
use parallax_schema::model::FieldKind;
use parallax_syntax::ast::{self, BlockKind, Placed};
use parallax_text::Span;

impl<'a> Lift<'a> {
    pub(crate) fn mixins_of(&self, source: &Source<'a>) -> Vec<Mixin> {
        let Some((_, block)) = source.old.and_then(|old| self.old.model_block(old)) else {
            return Vec::new();
        };
        let included = block.includes.iter().filter_map(|include| self.mixin(&include.name.name));
        let mixins = included.map(|(placed, mixin)| {
            let span = placed.span(placed.block.range);
            let stays = self.brings(source, placed, mixin) && self.keeps_keys(source, span);
            Mixin { name: mixin.name.name.clone(), span, stays }
        });
        mixins.collect()
    }

    fn mixin(&self, name: &str) -> Option<(&'a Placed, &'a ast::Model)> {
        let blocks = self.old.previous()?.asts.iter().flat_map(|ast| &ast.blocks);
        let mut mixins = blocks.filter_map(|placed| match &placed.block.kind {
            BlockKind::Model(model) if model.mixin => Some((placed, model)),
            _ => None,
        });
        mixins.find(|(_, mixin)| mixin.name.name == name)
    }

    /// Whether the table has the columns of all its fields as they ask for them.
    fn brings(&self, source: &Source<'a>, placed: &Placed, mixin: &ast::Model) -> bool {
        let Some(model) = source.old.and_then(|old| self.old.model(old)) else { return false };
        mixin.fields.iter().all(|field| {
            let span = placed.span(field.range);
            let Some(field) = model.fields.iter().find(|of| of.span == span) else { return true };
            if matches!(field.kind, FieldKind::Relation { .. }) {
                return true;
            }
            let now = source.table.column(&field.db_name);
            match (source.old_table, now) {
                (Some(old), Some(now)) => {
                    old.column(&field.db_name).is_some_and(|old| self.same_column(old, now))
                }
                // Few things are known of the columns of a view.
                (None, Some(_)) => true,
                (_, None) => false,
            }
        })
    }

    fn same_column(&self, old: &Column, now: &Column) -> bool {
        let dialect = self.target.dialect;
        let types = Pair::new(&old.ty, &now.ty);
        let defaults = Pair::new(old.default.as_ref(), now.default.as_ref());
        let counts = |column: &Column| column.is_auto();
        (old.ty == now.ty || (dialect.same_type)(types, self.target))
            && (old.nullable == now.nullable || old.ty.list && old.nullable)
            && (defaults.before == defaults.after || (dialect.same_default)(defaults, types, self.target))
            && (old.generated == now.generated || counts(old) && counts(now))
            && old.collation == now.collation
    }

    /// Whether the indexes and checks that the mixin asks for are there.
    fn keeps_keys(&self, source: &Source<'a>, mixin: Span) -> bool {
        let inside = |span: Option<Span>| {
            span.is_some_and(|span| {
                mixin.file == span.file
                    && mixin.range.start <= span.range.start
                    && span.range.end <= mixin.range.end
            })
        };
        let old: Option<&Table> = source.old_table;
        let indexes = old.into_iter().flat_map(|table| &table.indexes);
        let mut indexes = indexes.filter(|index| inside(index.origin.span));
        let checks = old.into_iter().flat_map(|table| &table.checks);
        let mut checks = checks.filter(|check| inside(check.origin.span));
        let has_index =
            |old: &Index| source.table.index(&old.name).is_some_and(|now| self.same_index(old, now, true));
        indexes.all(has_index) && checks.all(|old| source.table.checks.iter().any(|now| now.name == old.name))
    }
}
