//! How SQL Server reads definitions, as far as statements are told apart: its scripts are not replayed.

use super::live::split;
use parallax_dialect::{Ddl, DeclaredType, DroppedColumn};
use parallax_ir::{Action, BaseType, ColumnType, Default, Options};

pub(super) const DDL: Ddl = Ddl {
    lexis: split::LEXIS,
    replays: false,
    folds_names: false,
    cuts_names_at: None,
    digits_begin_names: false,
    any_case: true,
    inline_indexes: false,
    maria_comments: false,
    selects_into: true,
    literal: |text| {
        let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(inner.replace("''", "'"))
    },
    column_type: |text, _| DeclaredType {
        ty: ColumnType { base: BaseType::Other(text.into()), list: false },
        options: Options::new(),
        counts: false,
        required: false,
    },
    default: |text, _, _| Some(Default::Expression(text.into())),
    implied_name: |_, _| None,
    dropped_column: DroppedColumn::Refused,
    default_action: Action::NoAction,
    keys_hold_null: false,
    objects_in_tables: false,
    signature: str::to_owned,
    indexes_in_namespace: false,
    unique_is_index: false,
    settle: |_, _| {},
    finish: |_, _| {},
    table_options: |_, _| Options::new(),
    dumped_by: |_| None,
    is_tool: |name| parallax_dialect::OWN_TABLES.contains(&name),
};
