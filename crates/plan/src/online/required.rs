//! A column becomes required: by a check that is proven while others go on and dropped afterwards, or by what the
//! database has for it.

use super::{Context, Staged, marked, proof};
use parallax_dialect::RequireBy;
use parallax_ir::{Check, Column, Name, Op, Origin, Pair, QName, Segment, TableAction, Unproven};

/// `optional` as it is then, and as it shall be: required.
pub(super) fn required(
    table: &QName,
    optional: &Column,
    after: &Column,
    context: &Context<'_>,
) -> Vec<Staged> {
    let alter = |actions: Vec<TableAction>| Op::AlterTable { table: table.clone(), actions };
    let pair = Pair::new(optional.clone(), after.clone());
    let require = alter(vec![TableAction::AlterColumn(Box::new(pair))]);
    match (context.forms.required)(context.stage.target) {
        RequireBy::Itself => vec![super::in_its_form(require, context)],
        RequireBy::Unproven => vec![
            (Op::Online(Box::new(require)), Segment::Own),
            proof::validate(table, Unproven::NotNull(after.name.clone())),
        ],
        RequireBy::Check => {
            let name = check_name(table, after, context);
            let quoted = (context.stage.target.dialect.quote)(&after.name);
            let check = Check {
                name: Some(name.clone()),
                expression: Name::from(format!("{quoted} IS NOT NULL")),
                validated: true,
                enforced: true,
                origin: Origin::default(),
            };
            let unproven = Check { validated: false, ..check.clone() };
            vec![
                (alter(vec![TableAction::AddCheck(unproven)]), Segment::Own),
                proof::validate(table, Unproven::Check(name)),
                (require, Segment::Own),
                // By itself: one statement would drop the proof first.
                (alter(vec![TableAction::DropCheck(check)]), Segment::Joined),
            ]
        }
    }
}

fn check_name(table: &QName, column: &Column, context: &Context<'_>) -> Name {
    let base = format!("{}_{}", table.name, column.name);
    let taken = |name: &Name| {
        let checks = context.table(table).map(|table| table.checks.as_slice()).unwrap_or_default();
        checks.iter().any(|check| check.name.as_ref() == Some(name))
    };
    let names = ["__required", "__required2", "__required3"].map(|mark| marked(&base, mark, context.limit()));
    names.iter().find(|name| !taken(name)).unwrap_or(&names[0]).clone()
}
