//! `DO $$ … $$`: the guards that migrations put around statements. Anything else makes the whole block unknown.

use super::command;
use crate::ast::{Asked, Block, BlockStatement, Command, Condition};
use crate::cursor::{Cursor, tokens};
use parallax_dialect::lexis::Kind;
use parallax_ir::Name;

/// Where the body of a dollar-quoted text begins in it.
pub(crate) fn inner_offset(quoted: &str) -> Option<usize> {
    quoted.get(1..)?.find('$').map(|at| at + 2)
}

pub(super) fn block(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    if cursor.eat("LANGUAGE") {
        cursor.name()?;
    }
    let start = cursor.offset();
    let quoted = cursor.next_text();
    let (offset, body) = body(quoted)?;
    let tokens = tokens(body, cursor.ddl);
    let mut inner = Cursor::new(body, &tokens, cursor.ddl);
    let block = nested(&mut inner, start + offset);
    // The block says what it is; a part that is not understood makes all of it unknown.
    Some(match block {
        Some(block) => Command::Block(block),
        // Loops over rows, variables: as long as nothing in it defines anything.
        None if only_rows(body, cursor.ddl) => Command::Data,
        None => {
            let word: String = inner.peek().chars().take(40).collect();
            Command::Unknown(format!("the block does more than its replay follows, at {word}"))
        }
    })
}

/// Whether no word in a block can change the schema. Texts that are run are not looked into.
fn only_rows(body: &str, ddl: &parallax_dialect::Ddl) -> bool {
    const WORDS: &[&str] =
        &["CREATE", "ALTER", "DROP", "RENAME", "EXECUTE", "CALL", "COMMENT", "IMPORT", "REINDEX"];
    let tokens = tokens(body, ddl);
    let mut words = tokens.iter().filter(|token| token.kind == Kind::Word);
    !words.any(|token| {
        let word = body.get(token.range.clone()).unwrap_or_default();
        WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
    })
}

/// The text of a quoted body, and where it begins.
fn body(quoted: &str) -> Option<(usize, &str)> {
    if quoted.starts_with('$') {
        let offset = inner_offset(quoted)?;
        return Some((offset, quoted.get(offset..quoted.len().checked_sub(offset)?)?));
    }
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains('\'')).then_some((1, inner))
}

/// `[DECLARE …] BEGIN … [EXCEPTION …] END`; `base` is where the text begins in the script.
fn nested(cursor: &mut Cursor<'_>, base: usize) -> Option<Block> {
    // Definitions speak of no variables; conditions on them are not followed.
    if cursor.eat("DECLARE") && !cursor.is_word("BEGIN") {
        cursor.until(|cursor| cursor.is_word("BEGIN"));
    }
    cursor.eat("BEGIN").then_some(())?;
    let statements = statements(cursor, base, &["EXCEPTION", "END"])?;
    let mut forgives = false;
    if cursor.eat("EXCEPTION") {
        while cursor.eat("WHEN") {
            let mut known = true;
            let conditions = cursor.until(|cursor| cursor.is_word("THEN")).to_ascii_lowercase();
            for condition in conditions.split(" or ") {
                known &= condition.trim().starts_with("duplicate_")
                    || condition.trim().starts_with("undefined_")
                    || matches!(condition.trim(), "others" | "invalid_table_definition");
            }
            cursor.eat("THEN").then_some(())?;
            let handled = self::statements(cursor, base, &["WHEN", "END"])?;
            known &= handled.iter().all(|statement| *statement == BlockStatement::Nothing);
            if !known {
                return None;
            }
            forgives = true;
        }
    }
    cursor.eat("END").then_some(())?;
    let _ = cursor.eat_symbol(';');
    Some(Block { statements, forgives })
}

/// Up to one of the words, which stays.
fn statements(cursor: &mut Cursor<'_>, base: usize, ends: &[&str]) -> Option<Vec<BlockStatement>> {
    let mut found = Vec::new();
    while !cursor.is_any(ends) {
        if cursor.is_end() {
            return None;
        }
        found.push(statement(cursor, base)?);
    }
    Some(found)
}

fn statement(cursor: &mut Cursor<'_>, base: usize) -> Option<BlockStatement> {
    if cursor.eat("NULL") || cursor.eat("RETURN") {
        cursor.eat_symbol(';').then_some(())?;
        return Some(BlockStatement::Nothing);
    }
    // What it asks stops the block, or changes nothing.
    if cursor.eat("ASSERT") {
        cursor.until(|cursor| cursor.is_symbol(';'));
        cursor.eat_symbol(';').then_some(())?;
        return Some(BlockStatement::Nothing);
    }
    if cursor.eat("RAISE") {
        let level = cursor.peek().to_ascii_uppercase();
        cursor.until(|cursor| cursor.is_symbol(';'));
        cursor.eat_symbol(';').then_some(())?;
        let harmless = ["NOTICE", "WARNING", "INFO", "LOG", "DEBUG"].contains(&level.as_str());
        return harmless.then_some(BlockStatement::Nothing);
    }
    if cursor.is_word("BEGIN") {
        return nested(cursor, base).map(BlockStatement::Nested);
    }
    if cursor.eat("IF") {
        return branches(cursor, base);
    }
    if cursor.is_any(&["FOR", "WHILE", "LOOP", "CASE", "FOREACH", "GET", "OPEN"]) {
        return None;
    }
    let start = base + cursor.offset();
    if cursor.eat("EXECUTE") {
        let text = cursor.literal().or_else(|| {
            let quoted = cursor.next_text();
            quoted.starts_with('$').then(|| body(quoted).map(|(_, body)| body.to_owned())).flatten()
        })?;
        cursor.eat_symbol(';').then_some(())?;
        return Some(run(start, text.trim_end_matches(';').to_owned(), cursor));
    }
    let rows = cursor.is_any(&["SELECT", "PERFORM", "WITH"]);
    let assigns = cursor.is_symbol_at(1, ':') && cursor.is_symbol_at(2, '=');
    let text = cursor.until(|cursor| cursor.is_symbol(';')).to_owned();
    cursor.eat_symbol(';').then_some(())?;
    // `SELECT … INTO v` gives a variable its value here.
    if rows || assigns {
        return Some(BlockStatement::Nothing);
    }
    Some(run(start, text, cursor))
}

fn run(start: usize, text: String, cursor: &Cursor<'_>) -> BlockStatement {
    let command = command(&text, cursor.ddl);
    BlockStatement::Run { start, text, command: Box::new(command) }
}

/// Behind IF or ELSIF.
fn branches(cursor: &mut Cursor<'_>, base: usize) -> Option<BlockStatement> {
    let start = cursor.place();
    cursor.until(|cursor| cursor.is_word("THEN"));
    let end = cursor.place();
    cursor.go_to(start);
    let condition = condition(cursor, end)?;
    cursor.go_to(end);
    cursor.eat("THEN").then_some(())?;
    let then = statements(cursor, base, &["ELSE", "ELSIF", "ELSEIF", "END"])?;
    let mut otherwise = Vec::new();
    if cursor.eat("ELSIF") || cursor.eat("ELSEIF") {
        otherwise.push(branches(cursor, base)?);
        return Some(BlockStatement::If { condition, then, otherwise });
    }
    if cursor.eat("ELSE") {
        otherwise = statements(cursor, base, &["END"])?;
    }
    cursor.eat_all(&["END", "IF"]).then_some(())?;
    cursor.eat_symbol(';').then_some(())?;
    Some(BlockStatement::If { condition, then, otherwise })
}

/// `[NOT] EXISTS (…) AND …` up to a place.
fn condition(cursor: &mut Cursor<'_>, end: usize) -> Option<Condition> {
    let mut all = vec![term(cursor)?];
    let mut any: Vec<Condition> = Vec::new();
    while cursor.place() < end {
        if cursor.eat("AND") {
            all.push(term(cursor)?);
        } else if cursor.eat("OR") {
            any.push(Condition::And(std::mem::take(&mut all)));
            all.push(term(cursor)?);
        } else {
            return None;
        }
    }
    any.push(Condition::And(all));
    Some(Condition::Or(any))
}

fn term(cursor: &mut Cursor<'_>) -> Option<Condition> {
    if cursor.eat("NOT") {
        return term(cursor).map(|inner| Condition::Not(Box::new(inner)));
    }
    if cursor.eat("EXISTS") {
        return asked(&mut cursor.group()?).map(Condition::Exists);
    }
    if cursor.is_symbol('(') {
        let mut inner = cursor.group()?;
        let start = inner.place();
        inner.take_rest();
        let end = inner.place();
        inner.go_to(start);
        // `(SELECT …) IS NULL` and the like are no conditions of this kind.
        return condition(&mut inner, end);
    }
    // `to_regclass('t') IS NOT NULL`
    if cursor.eat("TO_REGCLASS") {
        let name = cursor.group()?.literal()?;
        let name: Name = name.rsplit('.').next()?.trim_matches('"').into();
        cursor.eat("IS").then_some(())?;
        let not = cursor.eat("NOT");
        cursor.eat("NULL").then_some(())?;
        let exists = Condition::Exists(Asked::Table { name });
        return Some(if not { exists } else { Condition::Not(Box::new(exists)) });
    }
    None
}

/// `SELECT 1 FROM pg_type WHERE typname = 'x' …`: the comparisons of names with texts are what counts.
fn asked(cursor: &mut Cursor<'_>) -> Option<Asked> {
    cursor.eat("SELECT").then_some(())?;
    cursor.until(|cursor| cursor.is_word("FROM"));
    cursor.eat("FROM").then_some(())?;
    let mut catalog = cursor.qname()?.name.to_lowercase();
    let mut pairs: Vec<(String, String)> = Vec::new();
    while !cursor.is_end() {
        if cursor.eat("JOIN") {
            let joined = cursor.qname()?.name.to_lowercase();
            // A value of an enum is found by way of its type.
            if joined == "pg_enum" || catalog == "pg_enum" {
                catalog = "pg_enum".to_owned();
            } else if !matches!(joined.as_str(), "pg_namespace" | "pg_class") {
                return None;
            }
            continue;
        }
        if let Some(pair) = comparison(cursor) {
            pairs.push(pair);
            continue;
        }
        if cursor.is_word("OR") || cursor.is_word("NOT") {
            return None;
        }
        cursor.skip();
    }
    let take = |keys: &[&str]| -> Option<Name> {
        pairs.iter().find(|(key, _)| keys.contains(&key.as_str())).map(|(_, value)| value.into())
    };
    let table = || take(&["conrelid", "table_name", "tablename", "tgrelid", "attrelid", "polrelid"]);
    Some(match catalog.as_str() {
        "pg_type" => Asked::Type { name: take(&["typname"])? },
        "pg_enum" => Asked::EnumValue { of: take(&["typname", "enumtypid"])?, value: take(&["enumlabel"])? },
        "pg_constraint" => Asked::Constraint { name: take(&["conname"])?, table: table() },
        "table_constraints"
        | "referential_constraints"
        | "constraint_column_usage"
        | "check_constraints"
        | "key_column_usage" => Asked::Constraint { name: take(&["constraint_name"])?, table: table() },
        "tables" | "pg_tables" => Asked::Table { name: table()? },
        "columns" => Asked::Column { table: table()?, name: take(&["column_name"])? },
        "pg_attribute" => Asked::Column { table: table()?, name: take(&["attname"])? },
        "pg_matviews" => Asked::View { name: take(&["matviewname"])?, materialized: true },
        "pg_views" => Asked::View { name: take(&["viewname"])?, materialized: false },
        "views" => Asked::View { name: take(&["table_name"])?, materialized: false },
        "pg_sequences" => Asked::Table { name: take(&["sequencename"])? },
        "sequences" => Asked::Table { name: take(&["sequence_name"])? },
        "pg_indexes" => Asked::Index { name: take(&["indexname"])? },
        "pg_class" => {
            let index = pairs.iter().any(|(key, value)| key == "relkind" && value == "i");
            let name = take(&["relname"])?;
            if index { Asked::Index { name } } else { Asked::Table { name } }
        }
        "pg_namespace" => Asked::Schema { name: take(&["nspname"])? },
        "schemata" => Asked::Schema { name: take(&["schema_name"])? },
        "pg_extension" => Asked::Extension { name: take(&["extname"])? },
        "pg_trigger" => Asked::Trigger { name: take(&["tgname"])? },
        "triggers" => Asked::Trigger { name: take(&["trigger_name"])? },
        "pg_policies" => Asked::Policy { name: take(&["policyname"])?, table: table() },
        "pg_policy" => Asked::Policy { name: take(&["polname"])?, table: table() },
        "pg_proc" => Asked::Function { name: take(&["proname"])? },
        _ => return None,
    })
}

/// `t.a = 'x'`, `a = '"T"'::regclass`: the name without its table, and the text.
fn comparison(cursor: &mut Cursor<'_>) -> Option<(String, String)> {
    let at = cursor.place();
    let found = (|| {
        let key = cursor.qname()?.name.to_lowercase();
        cursor.eat_symbol('=').then_some(())?;
        // Types and tables can be given by their identifiers: `'t'::regclass`.
        let value = cursor.literal()?;
        let mut value = value.as_str();
        let mut cast = false;
        while cursor.eat_symbol(':') && cursor.eat_symbol(':') {
            let ty = cursor.name()?;
            cast = ty.starts_with("reg");
        }
        if cast {
            value = value.rsplit('.').next()?.trim_matches('"');
        }
        Some((key, value.to_owned()))
    })();
    if found.is_none() {
        cursor.go_to(at);
    }
    found
}
