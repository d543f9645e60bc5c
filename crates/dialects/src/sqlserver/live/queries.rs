//! What the catalog of a SQL Server is asked. All cells are cast to text.
//! <https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/catalog-views-transact-sql>

use crate::sqlserver::sql::unicode;
use parallax_dialect::{Query, Scope};
use std::fmt::Write;

/// In the order in which [`super::decode::decode`] takes the answers. All there are in 2017 and later.
pub(super) fn queries(scope: &Scope) -> Vec<Query> {
    let mut names = String::new();
    for name in scope.names() {
        let _ = write!(names, "{}{}", if names.is_empty() { "" } else { ", " }, unicode(name));
    }
    let query = |name, sql: &str| Query { name, sql: sql.replace("{schemas}", &names) };
    vec![
        query("schemas", SCHEMAS),
        query("tables", TABLES),
        query("columns", COLUMNS),
        query("indexes", INDEXES),
        query("foreign_keys", FOREIGN_KEYS),
        query("checks", CHECKS),
        query("modules", MODULES),
        query("dependencies", DEPENDENCIES),
        query("sequences", SEQUENCES),
        query("leftovers", LEFTOVERS),
    ]
}

const SCHEMAS: &str = "SELECT s.name FROM sys.schemas s WHERE s.name IN ({schemas}) ORDER BY s.name";

/// Tables of SSMS's diagrams say that they are tools.
const TABLES: &str = "\
SELECT s.name, t.name, CAST(p.value AS nvarchar(4000)), CAST(t.temporal_type AS nvarchar(10)),
  CAST(t.is_memory_optimized AS nvarchar(1)), CAST(t.is_external AS nvarchar(1)),
  CAST(t.is_filetable AS nvarchar(1)), CAST(t.is_node AS nvarchar(1)), CAST(t.is_edge AS nvarchar(1)),
  (SELECT TOP (1) ps.name FROM sys.indexes i JOIN sys.partition_schemes ps ON ps.data_space_id = i.data_space_id
   WHERE i.object_id = t.object_id AND i.index_id < 2)
FROM sys.tables t
JOIN sys.schemas s ON s.schema_id = t.schema_id
LEFT JOIN sys.extended_properties p
  ON p.class = 1 AND p.major_id = t.object_id AND p.minor_id = 0 AND p.name = N'MS_Description'
WHERE t.is_ms_shipped = 0 AND s.name IN ({schemas}) AND NOT EXISTS (
  SELECT 1 FROM sys.extended_properties d WHERE d.class = 1 AND d.major_id = t.object_id AND d.minor_id = 0
    AND d.name = N'microsoft_database_tools_support')
ORDER BY s.name, t.name";

/// Of tables and views. An alias type stands for the system's type that it is made of.
const COLUMNS: &str = "\
SELECT s.name, o.name, RTRIM(o.type), c.name, COALESCE(b.name, ty.name),
  CASE WHEN ty.is_user_defined = 1 AND ty.is_assembly_type = 0 THEN SCHEMA_NAME(ty.schema_id) + N'.' + ty.name END,
  CAST(c.max_length AS nvarchar(10)), CAST(c.precision AS nvarchar(10)), CAST(c.scale AS nvarchar(10)),
  CAST(c.is_nullable AS nvarchar(1)),
  CASE WHEN c.collation_name <> CAST(DATABASEPROPERTYEX(DB_NAME(), N'Collation') AS nvarchar(128))
    THEN c.collation_name END,
  CAST(ic.seed_value AS nvarchar(40)), CAST(ic.increment_value AS nvarchar(40)),
  cc.definition, CAST(cc.is_persisted AS nvarchar(1)), dc.definition, dc.name,
  CAST(p.value AS nvarchar(4000)), CAST(c.generated_always_type AS nvarchar(10)),
  CASE WHEN c.default_object_id <> 0 AND dc.object_id IS NULL THEN N'1' ELSE N'0' END,
  CAST(c.is_masked AS nvarchar(1)), CASE WHEN c.encryption_type IS NULL THEN N'0' ELSE N'1' END,
  CAST(c.is_sparse AS nvarchar(1)), CAST(c.is_rowguidcol AS nvarchar(1)), CAST(c.graph_type AS nvarchar(10))
FROM sys.columns c
JOIN sys.objects o ON o.object_id = c.object_id AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0
JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.types ty ON ty.user_type_id = c.user_type_id
LEFT JOIN sys.types b
  ON b.user_type_id = ty.system_type_id AND ty.user_type_id <> ty.system_type_id AND ty.is_assembly_type = 0
LEFT JOIN sys.identity_columns ic ON ic.object_id = c.object_id AND ic.column_id = c.column_id
LEFT JOIN sys.computed_columns cc ON cc.object_id = c.object_id AND cc.column_id = c.column_id
LEFT JOIN sys.default_constraints dc ON dc.parent_object_id = c.object_id AND dc.parent_column_id = c.column_id
LEFT JOIN sys.extended_properties p
  ON p.class = 1 AND p.major_id = c.object_id AND p.minor_id = c.column_id AND p.name = N'MS_Description'
WHERE s.name IN ({schemas})
ORDER BY s.name, o.name, c.column_id";

/// Key columns first, then included ones.
const INDEXES: &str = "\
SELECT s.name, t.name, i.name, CAST(i.type AS nvarchar(10)), i.type_desc, CAST(i.is_unique AS nvarchar(1)),
  CAST(i.is_primary_key AS nvarchar(1)), CAST(i.is_unique_constraint AS nvarchar(1)), i.filter_definition,
  CAST(i.is_disabled AS nvarchar(1)), c.name, CAST(ic.is_descending_key AS nvarchar(1)),
  CAST(ic.is_included_column AS nvarchar(1)), CAST(p.value AS nvarchar(4000))
FROM sys.indexes i
JOIN sys.tables t ON t.object_id = i.object_id AND t.is_ms_shipped = 0
JOIN sys.schemas s ON s.schema_id = t.schema_id
JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
LEFT JOIN sys.extended_properties p
  ON p.class = 7 AND p.major_id = i.object_id AND p.minor_id = i.index_id AND p.name = N'MS_Description'
WHERE i.type > 0 AND i.is_hypothetical = 0 AND s.name IN ({schemas})
  AND (ic.key_ordinal > 0 OR ic.is_included_column = 1 OR i.type NOT IN (1, 2, 7))
ORDER BY s.name, t.name, i.index_id, ic.is_included_column, ic.key_ordinal, ic.index_column_id";

const FOREIGN_KEYS: &str = "\
SELECT s.name, t.name, k.name, c.name, rs.name, r.name, rc.name,
  k.delete_referential_action_desc, k.update_referential_action_desc,
  CAST(k.is_not_trusted AS nvarchar(1)), CAST(k.is_disabled AS nvarchar(1))
FROM sys.foreign_keys k
JOIN sys.tables t ON t.object_id = k.parent_object_id
JOIN sys.schemas s ON s.schema_id = t.schema_id
JOIN sys.foreign_key_columns kc ON kc.constraint_object_id = k.object_id
JOIN sys.columns c ON c.object_id = kc.parent_object_id AND c.column_id = kc.parent_column_id
JOIN sys.tables r ON r.object_id = k.referenced_object_id
JOIN sys.schemas rs ON rs.schema_id = r.schema_id
JOIN sys.columns rc ON rc.object_id = kc.referenced_object_id AND rc.column_id = kc.referenced_column_id
WHERE s.name IN ({schemas})
ORDER BY s.name, t.name, k.name, kc.constraint_column_id";

const CHECKS: &str = "\
SELECT s.name, t.name, k.name, k.definition, CAST(k.is_not_trusted AS nvarchar(1)), CAST(k.is_disabled AS nvarchar(1))
FROM sys.check_constraints k
JOIN sys.tables t ON t.object_id = k.parent_object_id
JOIN sys.schemas s ON s.schema_id = t.schema_id
WHERE s.name IN ({schemas})
ORDER BY s.name, t.name, k.name";

/// Without a definition where it is encrypted.
const MODULES: &str = "\
SELECT s.name, o.name, RTRIM(o.type), ps.name, po.name, m.definition, CAST(p.value AS nvarchar(4000)),
  CAST(t.is_disabled AS nvarchar(1))
FROM sys.objects o
JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.sql_modules m ON m.object_id = o.object_id
LEFT JOIN sys.triggers t ON t.object_id = o.object_id
LEFT JOIN sys.objects po ON po.object_id = o.parent_object_id
LEFT JOIN sys.schemas ps ON ps.schema_id = po.schema_id
LEFT JOIN sys.extended_properties p
  ON p.class = 1 AND p.major_id = o.object_id AND p.minor_id = 0 AND p.name = N'MS_Description'
WHERE o.type IN ('V', 'P', 'FN', 'IF', 'TF', 'TR') AND o.is_ms_shipped = 0 AND s.name IN ({schemas})
  AND NOT EXISTS (
    SELECT 1 FROM sys.extended_properties d WHERE d.class = 1 AND d.major_id = o.object_id AND d.minor_id = 0
      AND d.name = N'microsoft_database_tools_support')
ORDER BY s.name, o.name";

const DEPENDENCIES: &str = "\
SELECT DISTINCT s.name, o.name, rs.name, r.name
FROM sys.sql_expression_dependencies d
JOIN sys.objects o ON o.object_id = d.referencing_id AND o.type IN ('V', 'P', 'FN', 'IF', 'TF', 'TR')
JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.objects r ON r.object_id = d.referenced_id AND r.object_id <> o.object_id
JOIN sys.schemas rs ON rs.schema_id = r.schema_id
WHERE s.name IN ({schemas})
ORDER BY s.name, o.name, rs.name, r.name";

const SEQUENCES: &str = "\
SELECT s.name, q.name, CAST(q.start_value AS nvarchar(40)), CAST(q.increment AS nvarchar(40)),
  CAST(q.minimum_value AS nvarchar(40)), CAST(q.maximum_value AS nvarchar(40)), CAST(q.is_cycling AS nvarchar(1)),
  CAST(q.is_cached AS nvarchar(1)), CAST(q.cache_size AS nvarchar(10)), TYPE_NAME(q.system_type_id)
FROM sys.sequences q
JOIN sys.schemas s ON s.schema_id = q.schema_id
WHERE s.name IN ({schemas})
ORDER BY s.name, q.name";

/// What the model does not hold: the kind, the object, a member of it.
const LEFTOVERS: &str = "\
SELECT k.kind, s.name, k.name, k.member FROM (
  SELECT N'synonym' AS kind, schema_id, name, NULL AS member FROM sys.synonyms
  UNION ALL
  SELECT CASE WHEN is_table_type = 1 THEN N'table type' WHEN is_assembly_type = 1 THEN N'CLR type'
    ELSE N'alias type' END, schema_id, name, NULL FROM sys.types WHERE is_user_defined = 1
  UNION ALL
  SELECT N'full-text index', t.schema_id, t.name, NULL
  FROM sys.fulltext_indexes f JOIN sys.tables t ON t.object_id = f.object_id
  UNION ALL
  SELECT N'index of a view', v.schema_id, v.name, i.name
  FROM sys.indexes i JOIN sys.views v ON v.object_id = i.object_id WHERE i.type > 0
  UNION ALL
  SELECT N'security policy', schema_id, name, NULL FROM sys.security_policies
  UNION ALL
  SELECT N'XML schema collection', schema_id, name, NULL FROM sys.xml_schema_collections WHERE xml_collection_id > 1
  UNION ALL
  SELECT CASE WHEN type = 'R' THEN N'rule' WHEN type = 'D' THEN N'shared default' WHEN type = 'SQ' THEN N'queue'
    ELSE N'CLR module' END, schema_id, name, NULL
  FROM sys.objects
  WHERE is_ms_shipped = 0 AND type IN ('R', 'D', 'SQ', 'PC', 'FS', 'FT', 'AF', 'TA') AND parent_object_id = 0
) k
JOIN sys.schemas s ON s.schema_id = k.schema_id
WHERE s.name IN ({schemas})
ORDER BY k.kind, s.name, k.name, k.member";
