//! A lowered table in the form in which the server keeps it.

use super::{implicit, server, sql};
use parallax_dialect::Target;
use parallax_ir::{
    Action, Column, ColumnType, Default, Generated, Index, Name, OptionValue, Options, Origin, Table,
};

/// `ON UPDATE CURRENT_TIMESTAMP`, with the precision of the column.
pub(crate) const ON_UPDATE: &str = "on_update";

pub(super) fn finish(table: &mut Table, target: &Target) {
    settle_collation(&mut table.options, target);
    for column in &mut table.columns {
        finish_column(column, target);
    }
    for index in &mut table.indexes {
        if index.options.remove("visible") == Some(OptionValue::Bool(false)) {
            let key = if server::is_mariadb(target) { "ignored" } else { "invisible" };
            index.options.insert(Name::new_static(key), OptionValue::Bool(true));
        }
    }
    if !server::keeps_set_default(target) {
        let actions = table.foreign_keys.iter_mut().flat_map(|key| [&mut key.on_delete, &mut key.on_update]);
        actions.filter(|action| **action == Action::SetDefault).for_each(|action| *action = Action::Restrict);
    }
    table.foreign_keys.sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
    settle_implicit(table, target);
}

/// The catalog knows collations alone: a character set stands for the collation that it has by default, and the one that
/// every table gets here is no option.
fn settle_collation(options: &mut Options, target: &Target) {
    let charset = options.remove("charset");
    if let Some(OptionValue::Text(charset)) = charset
        && !options.contains_key("collation")
    {
        let collation = server::default_collation(&charset, target);
        match collation {
            Some(collation) => {
                options.insert(Name::new_static("collation"), OptionValue::Text(collation.into()))
            }
            None => options.insert(Name::new_static("charset"), OptionValue::Text(charset)),
        };
    }
    options.retain(|key, value| match (key.as_str(), &*value) {
        ("collation", OptionValue::Text(name)) => name != sql::COLLATION,
        ("engine", OptionValue::Text(name)) => name != "InnoDB",
        _ => true,
    });
}

/// Marks or adds the indexes that the server makes for foreign keys. One that is declared under the name and with the
/// columns that the server would choose cannot be told from it in the catalog, so it is taken for the server's.
pub(super) fn settle_implicit(table: &mut Table, target: &Target) {
    let twins = implicit::take_twins(table);
    let made = implicit::missing(table, target);
    let declared = |twin: &&Index| !made.iter().any(|made| made.name == twin.name);
    table.indexes.extend(twins.iter().filter(declared).cloned());
    let made = implicit::missing(table, target).into_iter().map(|made| {
        let twin = twins.iter().find(|twin| twin.name == made.name);
        Index { origin: twin.map_or_else(Origin::default, |twin| twin.origin.clone()), ..made }
    });
    table.indexes.extend(made.collect::<Vec<_>>());
}

fn finish_column(column: &mut Column, target: &Target) {
    split_on_update(column);
    if column.default.as_ref().is_some_and(|default| !is_kept(default, &column.ty, target)) {
        column.default = None;
    }
    let generated = matches!(column.generated, Some(Generated::Computed { .. }));
    if generated && !server::takes_not_null_on_generated(target) {
        column.nullable = true;
    }
}

/// An expression may go on with `ON UPDATE …`, which is no part of the default to the server.
fn split_on_update(column: &mut Column) {
    let Some(Default::Expression(text)) = &column.default else { return };
    let Some(at) = text.to_ascii_lowercase().find(" on update ") else { return };
    if sql::is_now(&text.to_ascii_lowercase()) {
        column.default = Some(Default::Expression(Name::new(text[..at].trim_end())));
        column.options.insert(Name::new_static(ON_UPDATE), OptionValue::Bool(true));
    }
}

/// Whether the default is written at all. Clients fill in JSON and bytes by themselves, and not every version can.
fn is_kept(default: &Default, ty: &ColumnType, target: &Target) -> bool {
    let expressions = server::takes_default_expressions(target);
    match default {
        Default::Json(_) | Default::Bytes(_) | Default::List(_) => false,
        Default::String(_) | Default::EnumValue(_) => {
            !sql::is_off_row(ty) || expressions || server::takes_literal_on_text(target)
        }
        Default::Now => {
            let on_date = ty.as_native().is_some_and(|(name, _)| matches!(name, "Date" | "Time"));
            !on_date || expressions || server::takes_now_on_dates(target)
        }
        Default::Bool(_)
        | Default::Number(_)
        | Default::DateTime(_)
        | Default::Expression(_)
        | Default::Unspecified => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::testing::{fk, index, table};
    use parallax_dialect::Version;

    #[test]
    fn defaults_that_the_server_refuses_are_left_to_clients() {
        let kept = |name, default, version| {
            let target = Target { dialect: &crate::mysql::DIALECT, version };
            is_kept(&default, &ColumnType::native(name, []), &target)
        };
        let (old, new) = (Version(5, 7), Version(8, 4));
        assert!(!kept("Json", Default::Json("{}".into()), new));
        assert!(!kept("LongBlob", Default::Bytes(vec![1]), new));
        assert!(!kept("Text", Default::String("x".into()), old));
        assert!(kept("Text", Default::String("x".into()), new));
        assert!(!kept("Date", Default::Now, old));
        assert!(kept("VarChar", Default::String("x".into()), old));
    }

    #[test]
    fn what_follows_on_update_is_an_option_of_the_column() {
        let mut t = table("T", ["at"]);
        let text = "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)";
        t.columns[0].default = Some(Default::Expression(text.into()));
        finish(&mut t, &Target::new(&crate::mysql::DIALECT));
        assert_eq!(t.columns[0].default, Some(Default::Expression("CURRENT_TIMESTAMP(3)".into())));
        assert_eq!(t.columns[0].options.get(ON_UPDATE), Some(&OptionValue::Bool(true)));
    }

    #[test]
    fn an_index_as_the_server_would_make_it_is_taken_for_its_own() {
        let mut t = table("T", ["id", "a", "b"]);
        t.foreign_keys = vec![fk("T_a_fkey", ["a"], "P", ["id"]), fk("T_b_fkey", ["b"], "P", ["id"])];
        t.indexes = vec![index("T_z_idx", ["b"]), index("T_a_fkey", ["a"]), index("T_b_fkey", ["b"])];
        let marked = |t: &Table| -> Vec<(String, bool)> {
            t.indexes.iter().map(|index| (index.name.to_string(), index.is_implicit())).collect()
        };
        for _ in 0..2 {
            finish(&mut t, &Target::new(&crate::mysql::DIALECT));
            t.sort();
            let expected = [("T_a_fkey", true), ("T_b_fkey", false), ("T_z_idx", false)];
            assert_eq!(marked(&t), expected.map(|(name, is)| (name.to_owned(), is)));
        }
    }

    #[test]
    fn a_foreign_key_brings_its_index_along() {
        let mut t = table("T", ["id", "a"]);
        t.foreign_keys = vec![fk("T_a_fkey", ["a"], "P", ["id"])];
        finish(&mut t, &Target::new(&crate::mysql::DIALECT));
        assert_eq!(t.indexes.len(), 1);
        assert!(t.indexes[0].is_implicit());
        assert_eq!(t.indexes[0].name, "T_a_fkey");
    }
}
