package dev.naust.postgres.catalogue;

import dev.naust.jdbc.Sql;

/** The questions to PostgreSQL's catalogue: each asks about many tables at once. */
final class Questions {
    private Questions() {}

    /** Tables, partitioned tables, foreign tables and views that are neither the system's nor an extension's. */
    static final Sql TABLES = Sql.of("""
            SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples::float8
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            """);

    /** One table of a name, partitions among them: a name that somebody gives is answered. */
    static final Sql TABLE = Sql.of("""
            SELECT c.oid, c.relkind, pg_catalog.row_security_active(c.oid) AS guarded
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ?::text AND c.relname = ?::text AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
            """);

    /** Object ids and row versions of everything that a table's columns are made of, in one text. */
    static final Sql VERSION = Sql.of("""
            SELECT pg_catalog.concat_ws('/', c.oid, c.xmin,
              (SELECT pg_catalog.string_agg(a.xmin::text, ',' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0),
              (SELECT k.oid FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p'),
              (SELECT pg_catalog.count(*) FROM pg_catalog.pg_enum))
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ?::text AND c.relname = ?::text AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
            """);

    private static final String RESOLVED = """
            resolved(start, startmod, oid, mod, domain) AS (
              SELECT s.oid, s.mod, s.oid, s.mod, false FROM wanted s
              UNION
              SELECT r.start, r.startmod, t.typbasetype, CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE r.mod END, true
              FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.oid WHERE t.typtype = 'd')
            """;

    private static final String TYPE_COLUMNS = """
              t.oid AS base, r.mod, r.domain, t.typtype, t.typname, e.oid AS element, e.typtype AS element_typtype,
              e.typname AS element_typname, pg_catalog.format_type(e.oid, r.mod) AS element_declared,
              (SELECT pg_catalog.array_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l
                WHERE l.enumtypid = CASE WHEN e.oid IS NULL THEN t.oid ELSE e.oid END) AS labels
            """;

    private static final String TYPE_JOINS = """
            JOIN pg_catalog.pg_type t ON t.oid = r.oid AND t.typtype <> 'd'
            LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' AND t.typlen = -1
            """;

    /**
     * The columns of some tables with their types, domains resolved. Defaults hold no columns, so that their text can be made
     * without the table, on which {@code pg_get_expr} would wait while it is being filled.
     */
    static final Sql COLUMNS = Sql.of("""
            WITH RECURSIVE attribute AS (
              SELECT * FROM pg_catalog.pg_attribute WHERE attrelid = ANY (?::oid[]) AND attnum > 0 AND NOT attisdropped),
            wanted(oid, mod) AS (SELECT DISTINCT atttypid, atttypmod FROM attribute),
            """ + RESOLVED + """
            SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared, a.attnotnull,
              a.attidentity <> '' AS identity, a.attgenerated <> '' AS computed,
              CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0) END AS expression,
            """ + TYPE_COLUMNS + """
            FROM attribute a JOIN resolved r ON r.start = a.atttypid AND r.startmod = a.atttypmod
            """ + TYPE_JOINS + """
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            ORDER BY a.attrelid, a.attnum
            """);

    /** All types that a column can have and that are no array, by the name that {@code format_type} gives them. */
    static final Sql TYPES = Sql.of("""
            WITH RECURSIVE wanted(oid, mod) AS (
              SELECT y.oid, -1 FROM pg_catalog.pg_type y LEFT JOIN pg_catalog.pg_class c ON c.oid = y.typrelid
              WHERE y.typtype IN ('b', 'd', 'e', 'r', 'm', 'c') AND y.typcategory <> 'A' AND y.typisdefined
                AND (c.oid IS NULL OR c.relkind = 'c')),
            """ + RESOLVED + """
            SELECT pg_catalog.format_type(r.start, NULL) AS declared,
            """ + TYPE_COLUMNS + "FROM resolved r " + TYPE_JOINS);

    /** Keys, uniqueness, references and rules; those that partitions inherit are left out. */
    static final Sql CONSTRAINTS = Sql.of("""
            SELECT k.conrelid, k.conname, k.contype, fn.nspname, f.relname, k.confdeltype, k.confupdtype, k.convalidated,
              (SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num) AS columns,
              (SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num) AS target_columns,
              CASE WHEN k.contype IN ('c', 'x') THEN pg_catalog.pg_get_constraintdef(k.oid) END AS definition
            FROM pg_catalog.pg_constraint k
            LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
            LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
            WHERE k.conrelid = ANY (?::oid[]) AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0
            ORDER BY k.conrelid, k.conname
            """);

    /** Indexes but those of primary keys and exclusion rules. */
    static final Sql INDEXES = Sql.of("""
            SELECT i.indrelid, c.relname, i.indisunique, k.oid IS NOT NULL AS declared,
              i.indpred IS NULL AND i.indexprs IS NULL AND m.amname = 'btree' AND i.indnkeyatts = i.indnatts AS plain,
              pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
              (SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.n)
                FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(num, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num) AS columns,
              (SELECT pg_catalog.array_agg(u.bits & 1 = 1 ORDER BY u.n)
                FROM unnest(i.indoption::int2[]) WITH ORDINALITY u(bits, n)) AS descending
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am m ON m.oid = c.relam
            LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
            WHERE i.indrelid = ANY (?::oid[]) AND NOT i.indisprimary AND NOT i.indisexclusion AND i.indislive
            ORDER BY i.indrelid, c.relname
            """);

    /** What else hangs on some tables, one sentence each. */
    static final Sql EXTRAS = Sql.of("""
            SELECT tgrelid, 'The trigger "' || tgname || '"' AS sentence FROM pg_catalog.pg_trigger
              WHERE tgrelid = ANY (?::oid[]) AND NOT tgisinternal
            UNION ALL
            SELECT ev_class, 'The rule "' || rulename || '"' FROM pg_catalog.pg_rewrite
              WHERE ev_class = ANY (?::oid[]) AND rulename <> '_RETURN'
            UNION ALL
            SELECT polrelid, 'The row security policy "' || polname || '"' FROM pg_catalog.pg_policy
              WHERE polrelid = ANY (?::oid[])
            UNION ALL
            SELECT oid, 'Row security' || CASE WHEN relforcerowsecurity THEN ', which holds for the owner too,' ELSE '' END
              FROM pg_catalog.pg_class WHERE oid = ANY (?::oid[]) AND relrowsecurity
            UNION ALL
            SELECT inhrelid, 'The inheritance from ' || inhparent::pg_catalog.regclass FROM pg_catalog.pg_inherits
              WHERE inhrelid = ANY (?::oid[])
            UNION ALL
            SELECT oid, 'The division into partitions by ' || pg_catalog.pg_get_partkeydef(oid) FROM pg_catalog.pg_class
              WHERE oid = ANY (?::oid[]) AND relkind = 'p'
            UNION ALL
            SELECT oid, 'What row security hides from the user "' || current_user || '"' FROM pg_catalog.pg_class
              WHERE oid = ANY (?::oid[]) AND pg_catalog.row_security_active(oid)
            UNION ALL
            SELECT a.attrelid, 'The collation "' || o.collname || '" of "' || a.attname || '"'
                || CASE WHEN pg_catalog.to_jsonb(o) ->> 'collisdeterministic' = 'false'
                  THEN ', by which texts that differ may be the same,' ELSE '' END
              FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation
              WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND o.collname <> 'default'
                AND a.attcollation <> t.typcollation
            UNION ALL
            SELECT oid, 'That the table is unlogged' FROM pg_catalog.pg_class
              WHERE oid = ANY (?::oid[]) AND relpersistence = 'u'
            UNION ALL
            SELECT conrelid, 'That the rule "' || conname || '" can wait for the end of a transaction'
              FROM pg_catalog.pg_constraint WHERE conrelid = ANY (?::oid[]) AND condeferrable AND conparentid = 0
            UNION ALL
            SELECT i.indrelid, 'That "' || c.relname || '" lets one record alone be without a value'
              FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
              WHERE i.indrelid = ANY (?::oid[]) AND pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct' = 'true'
            UNION ALL
            SELECT d.refobjid, 'That the numbers of "' || a.attname || '" go on by ' || s.seqincrement
                || CASE WHEN s.seqcycle THEN ' and begin again at their end' ELSE '' END
              FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE d.refobjid = ANY (?::oid[]) AND d.classid = 'pg_catalog.pg_class'::regclass
                AND d.refclassid = d.classid AND d.deptype IN ('a', 'i') AND (s.seqincrement <> 1 OR s.seqcycle)
            ORDER BY 1, 2
            """);
}
