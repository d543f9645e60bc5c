//! What operations refuse, and what they reach.

use super::*;
use crate::{Action, ColumnType, Enum, Origin};

fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(QName::bare(name));
    table.columns =
        columns.iter().map(|column| Column::new(*column, ColumnType::native("Integer", []))).collect();
    table
}

fn child() -> Table {
    let mut child = table("Post", &["id", "authorId"]);
    child.foreign_keys.push(ForeignKey {
        name: Some("Post_authorId_fkey".into()),
        columns: vec!["authorId".into()],
        references: QName::bare("User"),
        referenced_columns: vec!["id".into()],
        on_delete: Action::Cascade,
        on_update: Action::Cascade,
        match_full: false,
        deferrable: None,
        validated: true,
        origin: Origin::default(),
    });
    child
}

fn database(tables: &[Table]) -> Database {
    let mut database = Database::default();
    database.tables.extend(tables.iter().map(|table| (table.name.clone(), table.clone().into())));
    database
}

#[test]
fn a_table_with_referrers_cannot_be_dropped_and_says_who() {
    let (user, post) = (table("User", &["id"]), child());
    let mut state = State::new(database(&[user.clone(), post.clone()]));
    let refused = state.apply(&Op::DropTable(Box::new(user.clone()))).unwrap_err();
    assert_eq!(refused.to_string(), "Post still refers to User");
    state.apply(&Op::DropTable(Box::new(post))).unwrap();
    state.apply(&Op::DropTable(Box::new(user))).unwrap();
}

#[test]
fn renames_reach_foreign_keys_of_others_again_and_again() {
    let mut state = State::new(database(&[table("User", &["id"]), child()]));
    let rename = |from: &str, to: &str| Op::RenameTable { from: QName::bare(from), to: QName::bare(to) };
    for op in [rename("User", "tmp"), rename("tmp", "Account"), rename("Post", "Note")] {
        state.apply(&op).unwrap();
    }
    let op = Op::RenameColumn { table: QName::bare("Account"), from: "id".into(), to: "key".into() };
    state.apply(&op).unwrap();
    let key = &state.database().tables[&QName::bare("Note")].foreign_keys[0];
    assert_eq!((key.references.to_string(), key.referenced_columns[0].as_str()), ("Account".into(), "key"));
}

#[test]
fn an_enum_in_use_cannot_be_dropped() {
    let role = Enum { name: QName::bare("Role"), values: vec![], comment: None, origin: Origin::default() };
    let mut user = table("User", &["role"]);
    user.columns[0].ty.base = BaseType::Enum(role.name.clone());
    let mut state = State::new(Database::default());
    let create = Op::CreateTable(Box::new(user.clone()));
    assert_eq!(state.apply(&create).unwrap_err().to_string(), "enum Role of User.role does not exist");
    state.apply(&Op::CreateEnum(role.clone())).unwrap();
    state.apply(&create).unwrap();
    assert_eq!(state.apply(&Op::DropEnum(role)).unwrap_err().to_string(), "User.role uses enum Role");
}

#[test]
fn a_column_is_dropped_only_when_nothing_needs_it() {
    let mut user = table("User", &["id"]);
    user.indexes.push(Index {
        name: "User_id_idx".into(),
        kind: crate::IndexKind::Normal,
        constraint: false,
        method: None,
        parts: vec![crate::IndexPart::column("id")],
        include: vec![],
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: Default::default(),
        building: Default::default(),
        origin: Origin::default(),
    });
    let drop = TableAction::DropColumn(user.columns[0].clone());
    let op = Op::AlterTable { table: user.name.clone(), actions: vec![drop] };
    let refused = State::new(database(&[user])).apply(&op).unwrap_err();
    assert_eq!(refused.to_string(), "index User_id_idx needs User.id");
}
