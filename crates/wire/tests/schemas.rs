//! The committed JSON Schemas are those of the structs. `UPDATE_DOCS=1 cargo test -p parallax-wire` writes them.

use std::path::Path;

#[test]
fn committed_schemas_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    for schema in parallax_wire::schemas() {
        let path = folder.join(schema.name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &schema.text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema.text, "{} is out of date: cargo xtask gen", path.display());
    }
}
