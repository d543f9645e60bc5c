//! What the catalog is asked: one query per kind of object, over all namespaces in scope.
//!
//! Only `pg_catalog`, whose tables and functions are documented
//! (<https://www.postgresql.org/docs/current/catalogs.html>,
//! <https://www.postgresql.org/docs/current/functions-info.html>). Lists come as JSON.

use crate::values::string;
use parallax_dialect::{Query, Scope, Target};

/// The queries in the order in which [`super::decode::decode`] takes their answers.
pub fn queries(scope: &Scope, target: &Target) -> Vec<Query> {
    let names: Vec<String> = scope.names().iter().map(|name| string(name)).collect();
    let own = format!("ANY (ARRAY[{}]::name[])", names.join(", "));
    let since = |major: u16, expression: &str, otherwise: &str| {
        if target.is_at_least(major, 0) { expression.to_owned() } else { otherwise.to_owned() }
    };
    let query = |name, text: &str| {
        let sql = text
            .replace("{own}", &own)
            .replace("{nulls_not_distinct}", &since(15, "i.indnullsnotdistinct", "false"))
            .replace("{compression}", &since(14, "nullif(a.attcompression::text, '')", "NULL"))
            .replace("{enforced}", &since(18, "o.conenforced", "true"))
            .replace("{period}", &since(18, "o.conperiod", "false"))
            .replace("{set_columns}", &since(15, "o.confdelsetcols IS NOT NULL", "false"))
            .replace("{trigger_parent}", &since(13, "tgparentid", "0"))
            .replace("{multirange}", &since(14, "r.rngmultitypid::regtype::text", "NULL"));
        Query { name, sql }
    };
    vec![
        query("namespaces", NAMESPACES),
        query("extensions", EXTENSIONS),
        query("enums", ENUMS),
        query("tables", TABLES),
        query("views", VIEWS),
        query("columns", COLUMNS),
        query("sequences", SEQUENCES),
        query("indexes", INDEXES),
        query("constraints", CONSTRAINTS),
        query("routines", ROUTINES),
        query("triggers", TRIGGERS),
        query("policies", POLICIES),
        query("types", TYPES),
        query("leftovers", LEFTOVERS),
    ]
}

pub(crate) const NAMESPACES: &str = "SELECT nspname FROM pg_namespace WHERE nspname = {own} ORDER BY nspname";

pub(crate) const EXTENSIONS: &str = "\
SELECT e.extname, n.nspname, e.extversion
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql' ORDER BY 1";

pub(crate) const ENUMS: &str = "\
SELECT n.nspname, t.typname, json_agg(v.enumlabel ORDER BY v.enumsortorder), obj_description(t.oid, 'pg_type')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_enum v ON v.enumtypid = t.oid
WHERE n.nspname = {own} AND t.typtype = 'e'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
GROUP BY n.nspname, t.typname, t.oid ORDER BY 1, 2";

/// Tables that others inherit from or that are parts of one are told by their parents.
const TABLES: &str = "\
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, to_json(c.reloptions), to_json(t.reloptions),
    c.relrowsecurity, c.relforcerowsecurity, obj_description(c.oid, 'pg_class'),
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, pg_get_expr(c.relpartbound, c.oid),
    (SELECT json_agg(i.inhparent::regclass::text ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
    c.reloftype <> 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
WHERE n.nspname = {own} AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 2, 3";

/// A column of a domain tells the domain and its base type. Of the options only the documented ones are read: some
/// builds keep marks of their own there.
const COLUMNS: &str = "\
SELECT a.attrelid, a.attnum, a.attname, bn.nspname, b.typname, b.typtype, b.typcategory,
    t.oid <> el.oid, CASE WHEN el.typtype = 'd' THEN el.typtypmod ELSE a.atttypmod END,
    format_type(a.atttypid, a.atttypmod), el.typtype = 'd', a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attidentity, a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN co.collname END,
    (SELECT json_agg(o ORDER BY o) FROM unnest(a.attoptions) o WHERE o LIKE 'n\\_distinct%'),
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, {compression}, col_description(a.attrelid, a.attnum),
    CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type el ON el.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
JOIN pg_type b ON b.oid = CASE WHEN el.typtype = 'd' THEN el.typbasetype ELSE el.oid END
JOIN pg_namespace bn ON bn.oid = b.typnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
WHERE n.nspname = {own} AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't'
ORDER BY a.attrelid, a.attnum";

const SEQUENCES: &str = "\
SELECT n.nspname, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    s.seqcycle, d.refobjid, d.refobjsubid, d.deptype
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE n.nspname = {own} AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1, 2";

/// Each part: column, expression, option bits, operator class, whether that is the default one, its options, collation
/// where it is not the column's.
const INDEXES: &str = "\
SELECT i.indrelid, c.relname, i.indisunique, i.indisprimary, i.indisvalid, m.amname,
    pg_get_expr(i.indpred, i.indrelid), {nulls_not_distinct}, o.contype, o.condeferrable, o.condeferred,
    to_json(c.reloptions), obj_description(c.oid, 'pg_class'), i.indnkeyatts,
    (SELECT json_agg(json_build_array(a.attname,
            CASE WHEN k.num = 0 THEN pg_get_indexdef(i.indexrelid, k.at::int, false) END,
            i.indoption[k.at - 1],
            CASE WHEN pg_opclass_is_visible(oc.oid) THEN quote_ident(oc.opcname)
                ELSE quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END,
            oc.opcdefault, ia.attoptions,
            CASE WHEN k.num <> 0 AND i.indcollation[k.at - 1] <> a.attcollation THEN co.collname END) ORDER BY k.at)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, at)
        JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.at
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num <> 0
        LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[k.at - 1]
        LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
        LEFT JOIN pg_collation co ON co.oid = i.indcollation[k.at - 1]),
    (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
JOIN pg_namespace n ON n.oid = r.relnamespace JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.conrelid = i.indrelid AND o.contype IN ('p', 'u', 'x')
WHERE n.nspname = {own} AND r.relkind IN ('r', 'p') AND r.relpersistence <> 't'
ORDER BY i.indrelid, c.relname";

/// All but unique constraints, which come with their indexes, and NOT NULL, which comes with its column.
const CONSTRAINTS: &str = "\
SELECT o.conrelid, o.conname, o.contype,
    (SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(o.conkey) WITH ORDINALITY k(num, at)
        JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.num),
    fn.nspname, f.relname,
    (SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(o.confkey) WITH ORDINALITY k(num, at)
        JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.num),
    o.confdeltype, o.confupdtype, o.confmatchtype, o.condeferrable, o.condeferred, o.convalidated, {enforced},
    {period}, {set_columns}, o.connoinherit, pg_get_expr(o.conbin, o.conrelid),
    (SELECT json_agg(CASE WHEN pg_operator_is_visible(p.oid) THEN p.oprname
            ELSE 'OPERATOR(' || quote_ident(pn.nspname) || '.' || p.oprname || ')' END ORDER BY k.at)
        FROM unnest(o.conexclop) WITH ORDINALITY k(op, at) JOIN pg_operator p ON p.oid = k.op
        JOIN pg_namespace pn ON pn.oid = p.oprnamespace), o.conparentid <> 0
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = o.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE n.nspname = {own} AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND o.contype IN ('p', 'f', 'c', 'x')
ORDER BY o.conrelid, o.conname";

const VIEWS: &str = "\
SELECT n.nspname, c.relname, c.relkind, pg_get_viewdef(c.oid), to_json(c.reloptions), c.relispopulated,
    obj_description(c.oid, 'pg_class'),
    (SELECT json_agg(DISTINCT jsonb_build_array(un.nspname, u.relname))
        FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
        JOIN pg_class u ON u.oid = d.refobjid JOIN pg_namespace un ON un.oid = u.relnamespace
        WHERE w.ev_class = c.oid AND un.nspname <> 'pg_catalog'),
    c.oid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1, 2";

const ROUTINES: &str = "\
SELECT n.nspname, p.proname, p.prokind, pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid),
    obj_description(p.oid, 'pg_proc')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = {own} AND p.prokind IN ('f', 'p', 'w')
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
ORDER BY 1, 2, 4";

const TRIGGERS: &str = "\
SELECT n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, pn.nspname, p.proname,
    obj_description(t.oid, 'pg_trigger')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace pn ON pn.oid = p.pronamespace
WHERE n.nspname = {own} AND NOT t.tgisinternal AND {trigger_parent} = 0
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1, 2, 3";

const POLICIES: &str = "\
SELECT n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive,
    (SELECT json_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END) FROM unnest(p.polroles) r),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} ORDER BY 1, 2, 3";

/// Domains, composite types, ranges. The parts are what stands in the statement that creates them.
const TYPES: &str = "\
SELECT n.nspname, t.typname, t.typtype, obj_description(t.oid, 'pg_type'),
    CASE t.typtype
        WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
            || coalesce(' COLLATE ' || (SELECT quote_ident(k.collname) FROM pg_collation k, pg_type b
                WHERE k.oid = t.typcollation AND b.oid = t.typbasetype AND b.typcollation <> k.oid), '')
            || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
            || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(o.conname) || ' ' || pg_get_constraintdef(o.oid), ''
                ORDER BY o.conname) FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c'), '')
        WHEN 'c' THEN (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attcollation <> f.typcollation THEN ' COLLATE ' || quote_ident(k.collname) ELSE '' END,
                ', ' ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_type f ON f.oid = a.atttypid LEFT JOIN pg_collation k ON k.oid = a.attcollation
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
        WHEN 'r' THEN (SELECT 'SUBTYPE = ' || format_type(r.rngsubtype, NULL)
                || CASE WHEN oc.opcdefault THEN '' ELSE ', SUBTYPE_OPCLASS = ' || quote_ident(oc.opcname) END
                || coalesce(', COLLATION = ' || quote_ident(k.collname), '')
                || CASE WHEN r.rngcanonical = 0 THEN '' ELSE ', CANONICAL = ' || r.rngcanonical::text END
                || CASE WHEN r.rngsubdiff = 0 THEN '' ELSE ', SUBTYPE_DIFF = ' || r.rngsubdiff::text END
                || coalesce(', MULTIRANGE_TYPE_NAME = ' || {multirange}, '')
            FROM pg_range r JOIN pg_opclass oc ON oc.oid = r.rngsubopc JOIN pg_type s ON s.oid = r.rngsubtype
            LEFT JOIN pg_collation k ON k.oid = r.rngcollation AND k.oid <> s.typcollation WHERE r.rngtypid = t.oid)
    END
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE n.nspname = {own} AND (t.typtype IN ('d', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY 1, 2";

/// Kinds of objects that the model has no place for: kind, namespace, name, its table.
const LEFTOVERS: &str = "\
SELECT kind, nspname, name, relname FROM (
    SELECT 'foreign table' AS kind, relnamespace AS place, relname AS name, NULL::name AS relname, 'pg_class'::regclass AS class, oid
    FROM pg_class WHERE relkind = 'f'
    UNION ALL SELECT 'rule', c.relnamespace, w.rulename, c.relname, 'pg_rewrite'::regclass, w.oid
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL SELECT 'statistics object', s.stxnamespace, s.stxname, c.relname, 'pg_statistic_ext'::regclass, s.oid
    FROM pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid
    UNION ALL SELECT 'index of a materialized view', c.relnamespace, ic.relname, c.relname, 'pg_class'::regclass, ic.oid
    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid WHERE c.relkind = 'm'
    UNION ALL SELECT 'aggregate', pronamespace, proname, NULL, 'pg_proc'::regclass, oid FROM pg_proc WHERE prokind = 'a'
    UNION ALL SELECT 'collation', collnamespace, collname, NULL, 'pg_collation'::regclass, oid FROM pg_collation
    UNION ALL SELECT 'operator', oprnamespace, oprname, NULL, 'pg_operator'::regclass, oid FROM pg_operator
    UNION ALL SELECT 'text search configuration', cfgnamespace, cfgname, NULL, 'pg_ts_config'::regclass, oid FROM pg_ts_config
    UNION ALL SELECT 'text search dictionary', dictnamespace, dictname, NULL, 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
    UNION ALL SELECT 'base type', typnamespace, typname, NULL, 'pg_type'::regclass, oid
    FROM pg_type WHERE typtype = 'b' AND typelem = 0
) object JOIN pg_namespace n ON n.oid = object.place
WHERE n.nspname = {own}
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = object.class AND e.objid = object.oid AND e.deptype = 'e')
ORDER BY 1, 2, 3";
