//! What the migration engine does with MySQL and MariaDB besides running steps.

use parallax_dialect::{Guard, Nature, Upkeep};

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: |text| format!("'{}'", text.replace('\'', "''")),
    split: |_| Vec::new(),
    nature: |_, _| Nature::Transactional,
    history_table: |_| String::new(),
    instant: |_, _| String::new(),
    millis: |_| String::new(),
    create_history: |_| String::new(),
    has_history: |_| String::new(),
    has_tables: |_| String::new(),
    lock: None,
    bounds: |_, _| Vec::new(),
    is_lock_timeout: |_| false,
    probes: |_| Vec::new(),
    remains: |_| None,
    guard: |_| Guard::default(),
    reset: |_| Vec::new(),
    scratch: None,
    drop_all: |_, _| Vec::new(),
};
