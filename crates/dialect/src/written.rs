//! What the operations of a plan have written into rows so far, so that later ones can be judged by it.

use parallax_ir::{Condition, Name, Op, QName, Value};
use std::collections::BTreeMap;

/// Which columns a plan has filled, and whose values it has taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    filled: BTreeMap<(QName, Name), Value>,
    carried: BTreeMap<(QName, Name), Vec<Carrier>>,
    /// Texts that no row holds any more, since it has another one.
    replaced: BTreeMap<(QName, Name), Vec<Name>>,
}

/// A column that has taken over what another one held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    pub table: QName,
    pub column: Name,
    /// What its rows got.
    pub value: Value,
}

static NOTHING: Written =
    Written { filled: BTreeMap::new(), carried: BTreeMap::new(), replaced: BTreeMap::new() };

impl Written {
    /// At the beginning of a plan.
    pub fn nothing() -> &'static Written {
        &NOTHING
    }
    /// What rows got in the column that had nothing there.
    pub fn filled(&self, table: &QName, column: &Name) -> Option<&Value> {
        self.filled.get(&(table.clone(), column.clone()))
    }
    /// Where the values of the column live on; empty where they do not.
    pub fn carriers(&self, table: &QName, column: &Name) -> &[Carrier] {
        self.carried.get(&(table.clone(), column.clone())).map(Vec::as_slice).unwrap_or_default()
    }
    /// Whether rows that held the text in the column have another one there now.
    pub fn is_replaced(&self, table: &QName, column: &Name, text: &Name) -> bool {
        let replaced = self.replaced.get(&(table.clone(), column.clone()));
        replaced.is_some_and(|texts| texts.contains(text))
    }
    pub fn advance(&mut self, op: &Op) {
        match op {
            Op::UpdateRows(update) => {
                if let ([(column, Value::Text(_))], [Condition::Is(of, text)]) =
                    (update.assignments.as_slice(), update.filter.as_slice())
                    && column == of
                {
                    let key = (update.table.clone(), column.clone());
                    self.replaced.entry(key).or_default().push(text.clone());
                    return;
                }
                for (column, value) in &update.assignments {
                    self.add(&update.table, column, value, &update.carries);
                }
            }
            Op::RebuildTable(rebuild) => {
                for fill in &rebuild.fills {
                    self.add(&rebuild.tables.after.name, &fill.to, &fill.value, &fill.carries);
                }
            }
            Op::RenameColumn { table, from, to } => {
                if let Some(value) = self.filled.remove(&(table.clone(), from.clone())) {
                    self.filled.insert((table.clone(), to.clone()), value);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, table: &QName, column: &Name, value: &Value, carries: &[(QName, Name)]) {
        match value {
            Value::Sql(_) | Value::Lookup(_) => {
                self.filled.insert((table.clone(), column.clone()), value.clone());
            }
            Value::Default | Value::Column(_) | Value::Converted(_) | Value::Text(_) => {}
        }
        for source in carries {
            let carrier = Carrier { table: table.clone(), column: column.clone(), value: value.clone() };
            self.carried.entry(source.clone()).or_default().push(carrier);
        }
    }
}
