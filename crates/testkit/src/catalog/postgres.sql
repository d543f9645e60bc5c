WITH own AS (
    SELECT oid, nspname AS name FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), extended AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relation AS (
    SELECT c.*, own.name || '.' || c.relname AS full_name FROM pg_class c JOIN own ON own.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
)
SELECT 'schema ' || name, json_build_array(obj_description(oid, 'pg_namespace'))::text FROM own
UNION ALL
SELECT 'extension ' || extname, json_build_array(n.nspname, extversion)::text
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'table ' || full_name,
    json_build_array(relkind, relpersistence, (SELECT array_agg(o ORDER BY o) FROM unnest(reloptions) o), relrowsecurity, obj_description(oid, 'pg_class'))::text
FROM relation WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'column ' || full_name || '.' || a.attname,
    json_build_array(format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
        a.attidentity, a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
        -- The only documented ones; some servers keep marks of their own here.
        (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o WHERE o LIKE 'n_distinct%'),
        col_description(a.attrelid, a.attnum))::text
FROM relation JOIN pg_attribute a ON a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'constraint ' || full_name || '.' || conname,
    json_build_array(contype, pg_get_constraintdef(o.oid), convalidated, obj_description(o.oid, 'pg_constraint'))::text
FROM relation JOIN pg_constraint o ON o.conrelid = relation.oid WHERE contype <> 'n' AND conparentid = 0
UNION ALL
SELECT 'index ' || full_name,
    json_build_array(pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, obj_description(relation.oid, 'pg_class'))::text
FROM relation JOIN pg_index i ON i.indexrelid = relation.oid
WHERE NOT relispartition
UNION ALL
SELECT 'enum ' || own.name || '.' || t.typname,
    (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)::text
FROM pg_type t JOIN own ON own.oid = t.typnamespace
WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
UNION ALL
SELECT 'sequence ' || full_name,
    json_build_array(s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
        (SELECT array_agg(p.relname || '.' || a.attname) FROM pg_depend d
         JOIN pg_class p ON p.oid = d.refobjid
         JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = relation.oid AND d.deptype IN ('a', 'i')))::text
FROM relation JOIN pg_sequence s ON s.seqrelid = relation.oid
UNION ALL
SELECT 'view ' || full_name, json_build_array(relkind, pg_get_viewdef(oid))::text FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger ' || full_name || '.' || tgname, json_build_array(pg_get_triggerdef(t.oid))::text
FROM relation JOIN pg_trigger t ON t.tgrelid = relation.oid AND NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || full_name || '.' || polname,
    json_build_array(polcmd, polpermissive, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))::text
FROM relation JOIN pg_policy p ON p.polrelid = relation.oid
UNION ALL
SELECT 'function ' || own.name || '.' || p.oid::regprocedure, json_build_array(pg_get_functiondef(p.oid))::text
FROM pg_proc p JOIN own ON own.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p')
    -- Those that make a range go with its type, by the name that it had first.
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
        AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i')
    AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
UNION ALL
SELECT 'domain ' || own.name || '.' || t.typname,
    json_build_array(format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
        CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation END,
        (SELECT array_agg(conname || ' ' || pg_get_constraintdef(o.oid) ORDER BY conname)
         FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c'))::text
FROM pg_type t JOIN own ON own.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd' AND NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
UNION ALL
SELECT 'composite ' || full_name,
    (SELECT json_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
     FROM pg_attribute a WHERE a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped)::text
FROM relation WHERE relkind = 'c'
UNION ALL
SELECT 'range ' || own.name || '.' || t.typname, json_build_array(format_type(r.rngsubtype, NULL))::text
FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN own ON own.oid = t.typnamespace
WHERE NOT EXISTS (SELECT FROM extended e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid);
