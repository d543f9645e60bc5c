//! What the migration engine does with CockroachDB besides running steps.

use parallax_dialect::Upkeep;

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: |text| format!("'{}'", text.replace('\'', "''")),
    split: |_| Vec::new(),
    transactional: |_, _| true,
    create_history: |_| String::new(),
    has_history: |_| String::new(),
    has_tables: |_| String::new(),
    try_lock: None,
    unlock: None,
    lock_holder: None,
    bounds: |_, _| Vec::new(),
    is_lock_timeout: |_| false,
    scratch: None,
    drop_all: |_, _| Vec::new(),
};
