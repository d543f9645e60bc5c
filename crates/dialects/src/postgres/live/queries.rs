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
            .replace("{sql_body}", &since(14, "pg_get_function_sqlbody(p.oid)", "NULL"))
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
        query("grants", GRANTS),
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
    c.reloftype <> 0,
    (SELECT json_build_array(pn.nspname, p.relname) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
        JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = c.oid AND c.relispartition),
    (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace)
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
    s.seqcycle, d.refobjid, d.refobjsubid, d.deptype, obj_description(c.oid, 'pg_class')
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
WHERE n.nspname = {own} AND r.relkind IN ('r', 'p', 'm') AND r.relpersistence <> 't'
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
    c.oid, (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1, 2";

/// The whole statement only of those whose body is no text of SQL or of a language that has a source.
const ROUTINES: &str = "\
SELECT n.nspname, p.proname, p.prokind, oidvectortypes(p.proargtypes),
    CASE WHEN l.lanname IN ('c', 'internal') THEN pg_get_functiondef(p.oid) END, obj_description(p.oid, 'pg_proc'),
    pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), l.lanname, p.provolatile, p.proisstrict,
    p.prosecdef, p.proleakproof, p.proparallel, p.procost, p.prorows, p.proretset, to_json(p.proconfig),
    coalesce({sql_body}, p.prosrc)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname = {own} AND p.prokind IN ('f', 'p', 'w')
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
ORDER BY 1, 2, 4";

const TRIGGERS: &str = "\
SELECT n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, pn.nspname, p.proname,
    obj_description(t.oid, 'pg_trigger'), t.tgtype,
    (SELECT json_agg(a.attname) FROM unnest(t.tgattr::int2[]) k(num)
        JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = k.num),
    t.tgoldtable, t.tgnewtable, t.tgconstraint <> 0, t.tgdeferrable, t.tginitdeferred, fn.nspname, f.relname
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN pg_class f ON f.oid = t.tgconstrrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE n.nspname = {own} AND NOT t.tgisinternal AND {trigger_parent} = 0
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1, 2, 3";

const POLICIES: &str = "\
SELECT n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive,
    (SELECT json_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END) FROM unnest(p.polroles) r),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} ORDER BY 1, 2, 3";

/// Domains, composite types, ranges: each with its parts.
const TYPES: &str = "\
SELECT n.nspname, t.typname, t.typtype, obj_description(t.oid, 'pg_type'),
    CASE t.typtype
        WHEN 'd' THEN json_build_array(format_type(t.typbasetype, t.typtypmod),
            (SELECT k.collname FROM pg_collation k, pg_type b
                WHERE k.oid = t.typcollation AND b.oid = t.typbasetype AND b.typcollation <> k.oid),
            t.typdefault, t.typnotnull,
            (SELECT json_agg(json_build_array(o.conname, pg_get_expr(o.conbin, 0), o.convalidated) ORDER BY o.conname)
                FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c'))
        WHEN 'c' THEN (SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attcollation <> f.typcollation THEN k.collname END) ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_type f ON f.oid = a.atttypid LEFT JOIN pg_collation k ON k.oid = a.attcollation
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
        WHEN 'r' THEN (SELECT json_build_array(format_type(r.rngsubtype, NULL),
                CASE WHEN oc.opcdefault THEN NULL ELSE quote_ident(oc.opcname) END, quote_ident(k.collname),
                CASE WHEN r.rngcanonical = 0 THEN NULL ELSE r.rngcanonical::text END,
                CASE WHEN r.rngsubdiff = 0 THEN NULL ELSE r.rngsubdiff::text END, {multirange})
            FROM pg_range r JOIN pg_opclass oc ON oc.oid = r.rngsubopc JOIN pg_type s ON s.oid = r.rngsubtype
            LEFT JOIN pg_collation k ON k.oid = r.rngcollation AND k.oid <> s.typcollation WHERE r.rngtypid = t.oid)
    END
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE n.nspname = {own} AND (t.typtype IN ('d', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY 1, 2";

/// What somebody other than the owner may do and would not by default, and what was taken away of that. The default of a
/// namespace that came with the database is what it came with.
/// <https://www.postgresql.org/docs/current/ddl-priv.html>
const GRANTS: &str = "\
WITH own AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, n.nspname, c.relname AS name, NULL::name AS part,
        NULL::text AS signature, c.relowner AS owner, c.relacl AS acl,
        acldefault(CASE c.relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r'::\"char\" END, c.relowner) AS standard,
        'pg_class'::regclass AS class, c.oid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = {own} AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relpersistence <> 't'
    UNION ALL SELECT 'column', n.nspname, c.relname, a.attname, NULL, c.relowner, a.attacl,
        acldefault('c', c.relowner), 'pg_class'::regclass, c.oid
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = {own} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, n.nspname, p.proname, NULL,
        oidvectortypes(p.proargtypes), p.proowner, p.proacl, acldefault('f', p.proowner), 'pg_proc'::regclass, p.oid
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = {own} AND p.prokind IN ('f', 'p', 'w')
    UNION ALL SELECT 'type', n.nspname, t.typname, NULL, NULL, t.typowner, t.typacl, acldefault('T', t.typowner),
        'pg_type'::regclass, t.oid
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE n.nspname = {own} AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
    UNION ALL SELECT 'schema', n.nspname, n.nspname, NULL, NULL, n.nspowner, n.nspacl,
        coalesce((SELECT i.initprivs FROM pg_init_privs i WHERE i.objoid = n.oid
            AND i.classoid = 'pg_namespace'::regclass AND i.objsubid = 0), acldefault('n', n.nspowner)),
        'pg_namespace'::regclass, n.oid
    FROM pg_namespace n WHERE n.nspname = {own}
), foreign_to_extensions AS (
    SELECT * FROM own o WHERE o.acl IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')
)
SELECT o.kind, o.nspname, o.name, o.part, o.signature,
    CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END, x.privilege_type,
    CASE WHEN bool_or(x.is_grantable) THEN 'grantable' ELSE 'granted' END
FROM foreign_to_extensions o CROSS JOIN LATERAL aclexplode(o.acl) x
WHERE x.grantee <> o.owner AND NOT EXISTS (SELECT FROM aclexplode(o.standard) d
    WHERE d.grantee = x.grantee AND d.privilege_type = x.privilege_type AND d.is_grantable = x.is_grantable)
GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL SELECT o.kind, o.nspname, o.name, o.part, o.signature,
    CASE WHEN d.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(d.grantee) END, d.privilege_type, 'revoked'
FROM foreign_to_extensions o CROSS JOIN LATERAL aclexplode(o.standard) d
WHERE d.grantee <> o.owner AND NOT EXISTS (SELECT FROM aclexplode(o.acl) x
    WHERE x.grantee = d.grantee AND x.privilege_type = d.privilege_type)
ORDER BY 1, 2, 3, 4, 5, 6, 7";

/// Kinds of objects that the model has no place for: kind, namespace, name, its table.
const LEFTOVERS: &str = "\
SELECT kind, nspname, name, relname FROM (
    SELECT 'foreign table' AS kind, relnamespace AS place, relname AS name, NULL::name AS relname, 'pg_class'::regclass AS class, oid
    FROM pg_class WHERE relkind = 'f'
    UNION ALL SELECT 'rule', c.relnamespace, w.rulename, c.relname, 'pg_rewrite'::regclass, w.oid
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL SELECT 'statistics object', s.stxnamespace, s.stxname, c.relname, 'pg_statistic_ext'::regclass, s.oid
    FROM pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid
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
