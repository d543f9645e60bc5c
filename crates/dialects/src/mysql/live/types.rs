//! `COLUMN_TYPE` to a row of the table of native types, and what goes beyond it.

use super::literal;
use crate::mysql::types::NATIVE_TYPES;
use parallax_ir::{BaseType, ColumnType, Name, OptionValue, Options, TypeArg};

/// A type as the catalog spells it; what no native type says stands in the options of the column.
pub(in crate::mysql) fn read(column_type: &str) -> (ColumnType, Options) {
    let plain = |base| (ColumnType { base, list: false }, Options::new());
    let other = || plain(BaseType::Other(column_type.into()));
    let lower = column_type.to_ascii_lowercase();
    if lower.starts_with("enum(") {
        let values = column_type.get(5..).and_then(|rest| rest.strip_suffix(')')).and_then(literal::list);
        let values = values.map(|values| values.into_iter().map(Name::from).collect());
        return values.map_or_else(other, |values| plain(BaseType::InlineEnum(values)));
    }
    let Some(spelled) = Spelled::parse(&lower) else { return other() };
    let Some(name) = native_name(&spelled) else { return other() };
    let mut options = Options::new();
    if spelled.unsigned && !name.starts_with("Unsigned") {
        options.insert(Name::new_static("unsigned"), OptionValue::Bool(true));
    }
    if spelled.zerofill {
        options.insert(Name::new_static("zerofill"), OptionValue::Bool(true));
    }
    if matches!(name, "Float" | "Double") && !spelled.args.is_empty() {
        let digits = spelled.args.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        options.insert(Name::new_static("digits"), OptionValue::Text(digits.into()));
    }
    let args = kept_args(name, &spelled.args).iter().copied().map(TypeArg::Number).collect();
    let base = BaseType::Native { name: Name::new_static(name), args };
    (ColumnType { base, list: false }, options)
}

/// `decimal(10,2) unsigned zerofill`, in parts.
struct Spelled<'a> {
    word: &'a str,
    args: Vec<u32>,
    unsigned: bool,
    zerofill: bool,
}

impl<'a> Spelled<'a> {
    /// None where there is more than that.
    fn parse(lower: &'a str) -> Option<Self> {
        let (head, flags) = match lower.split_once(')') {
            Some((head, flags)) => (head, flags),
            None => lower.split_once(' ').unwrap_or((lower, "")),
        };
        let (word, args) = head.split_once('(').unwrap_or((head, ""));
        let numbers = args.split(',').filter(|arg| !arg.is_empty()).map(|arg| arg.trim().parse().ok());
        let mut spelled =
            Spelled { word, args: numbers.collect::<Option<_>>()?, unsigned: false, zerofill: false };
        for flag in flags.split_whitespace() {
            match flag {
                "unsigned" => spelled.unsigned = true,
                "zerofill" => spelled.zerofill = true,
                // MariaDB's mark of columns from long ago.
                "/*m!100000" | "/*" | "*/" => {}
                _ => return None,
            }
        }
        Some(spelled)
    }
}

fn native_name(spelled: &Spelled<'_>) -> Option<&'static str> {
    let sql = match spelled.word {
        "int" => "INTEGER",
        word => word,
    };
    let integer = matches!(spelled.word, "tinyint" | "smallint" | "mediumint" | "int" | "bigint");
    let wanted = if integer && spelled.unsigned { format!("{sql} UNSIGNED") } else { sql.to_owned() };
    NATIVE_TYPES.iter().find(|row| !row.beyond && row.sql.eq_ignore_ascii_case(&wanted)).map(|row| row.name)
}

/// Without display widths, which mean nothing but for the one that stands for a boolean; with the precision that none
/// stands for.
fn kept_args<'a>(name: &str, args: &'a [u32]) -> &'a [u32] {
    match (name, args) {
        ("DateTime" | "Timestamp" | "Time", []) => &[0],
        ("TinyInt", [1]) => args,
        (
            "VarChar" | "Char" | "Decimal" | "DateTime" | "Timestamp" | "Time" | "Bit" | "Binary"
            | "VarBinary",
            _,
        ) => args,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_with_and_without_display_widths() {
        let of = |text: &str| {
            let (ty, options) = read(text);
            let ty = match ty.as_native() {
                Some((name, args)) => {
                    let args = args.iter().map(|arg| match arg {
                        TypeArg::Number(number) => number.to_string(),
                        TypeArg::Max => "max".to_owned(),
                    });
                    format!("{name}({})", args.collect::<Vec<_>>().join(","))
                }
                None => format!("{:?}", ty.base),
            };
            let options: Vec<&str> = options.keys().map(Name::as_str).collect();
            format!("{ty} {}", options.join(" ")).trim_end().to_owned()
        };
        let all = [
            "tinyint(1)",
            "tinyint(4)",
            "tinyint",
            "tinyint(1) unsigned",
            "int(11)",
            "int unsigned",
            "int(5) unsigned zerofill",
            "bigint(20) unsigned",
            "varchar(191)",
            "decimal(10,2)",
            "decimal(10,2) unsigned",
            "double",
            "float(5,2)",
            "datetime",
            "datetime(3)",
            "year(4)",
            "bit(1)",
            "json",
            "longtext",
            "enum('a','it''s')",
            "set('a','b')",
            "point",
            "uuid",
        ];
        let lines: Vec<String> = all.iter().map(|text| format!("{text} → {}", of(text))).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
