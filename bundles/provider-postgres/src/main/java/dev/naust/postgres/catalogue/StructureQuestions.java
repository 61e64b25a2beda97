package dev.naust.postgres.catalogue;

import dev.naust.jdbc.Sql;

/** The questions that read a database's whole structure; names in the answers are qualified when the search path is empty. */
final class StructureQuestions {
    private StructureQuestions() {}

    private static final String OURS = """
             n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
               WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
            """;

    static final Sql TABLES = Sql.of("""
            SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u' AS unlogged,
              CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS division,
              (SELECT pg_catalog.array_agg(un.nspname || chr(1) || u.relname ORDER BY h.inhseqno)
                FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class u ON u.oid = h.inhparent
                JOIN pg_catalog.pg_namespace un ON un.oid = u.relnamespace WHERE h.inhrelid = c.oid) AS inherits
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND""" + OURS + " ORDER BY n.nspname, c.relname");

    /** What is not usual about the numbers of an identity column; null when nothing is. */
    private static final String NUMBERING = """
             (SELECT nullif(pg_catalog.concat_ws(' ',
                CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
                  THEN 'START WITH ' || s.seqstart END,
                CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,
                CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE l.least END
                  THEN 'MINVALUE ' || s.seqmin END,
                CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN l.greatest ELSE -1 END
                  THEN 'MAXVALUE ' || s.seqmax END,
                CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
                CASE WHEN s.seqcycle THEN 'CYCLE' END), '')
              FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
              JOIN (VALUES (20::oid, -9223372036854775808, 9223372036854775807), (23, -2147483648, 2147483647),
                (21, -32768, 32767)) l(type, least, greatest) ON l.type = a.atttypid
              WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.refclassid = p.classid AND p.deptype = 'i'
                AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum)
            """;

    static final Sql COLUMNS = Sql.of("""
            SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared, a.attnotnull,
              a.attidentity, a.attgenerated, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,
              CASE WHEN a.attidentity <> '' THEN""" + NUMBERING + """
              END AS numbering,
              CASE WHEN a.attcollation <> t.typcollation
                THEN pg_catalog.format('%I.%I', ln.nspname, l.collname) END AS collation
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND""" + OURS + " ORDER BY a.attrelid, a.attnum");

    static final Sql CONSTRAINTS = Sql.of("""
            SELECT k.conrelid, k.conname, k.contype, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
              fn.nspname AS target_schema, f.relname AS target_name,
              (SELECT pg_catalog.array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num) AS columns
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
            LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
            WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND k.coninhcount = 0
              AND NOT c.relispartition AND""" + OURS + " ORDER BY k.conrelid, k.conname");

    /** Indexes that no constraint made; the definition is cut behind the table's name. */
    static final Sql INDEXES = Sql.of("""
            SELECT i.indrelid, x.relname, i.indisunique, m.amname,
              pg_catalog.substr(pg_catalog.pg_get_indexdef(i.indexrelid), pg_catalog.length(pg_catalog.format(
                'CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname,
                CASE WHEN x.relkind = 'I' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname)) + 1) AS definition,
              pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS condition,
              (SELECT pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, u.k, true)
                  || CASE WHEN (i.indoption::int2[])[u.k - 1] & 1 = 1 THEN ' DESC' ELSE '' END ORDER BY u.k)
                FROM pg_catalog.generate_series(1, i.indnkeyatts::int) u(k)) AS parts
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_am m ON m.oid = x.relam
            WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND NOT i.indisprimary AND i.indislive
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
              AND""" + OURS + " ORDER BY i.indrelid, x.relname");

    /** Views by the order in which they can be made, as far as their making shows it. */
    static final Sql VIEWS = Sql.of("""
            SELECT c.oid, n.nspname, c.relname, c.relkind = 'm' AS stored, c.reloptions::text[] AS options,
              pg_catalog.pg_get_viewdef(c.oid) AS definition,
              (SELECT pg_catalog.array_agg(DISTINCT un.nspname || chr(1) || u.relname)
                FROM pg_catalog.pg_rewrite w
                JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
                  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> c.oid
                JOIN pg_catalog.pg_class u ON u.oid = d.refobjid
                JOIN pg_catalog.pg_namespace un ON un.oid = u.relnamespace
                WHERE w.ev_class = c.oid) AS uses
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('v', 'm') AND""" + OURS + " ORDER BY c.oid");

    /** Sequences but those of identity columns. */
    static final Sql SEQUENCES = Sql.of("""
            SELECT n.nspname, c.relname, pg_catalog.format(
                'AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s',
                pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                CASE WHEN s.seqcycle THEN ' CYCLE' ELSE ' NO CYCLE' END) AS settings,
              tn.nspname AS owner_schema, t.relname AS owner_name, a.attname AS owner_column
            FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
              AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
            LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
            LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE coalesce(d.deptype, 'a') <> 'i' AND""" + OURS + " ORDER BY n.nspname, c.relname");

    static final Sql ENUMS = Sql.of("""
            SELECT n.nspname, t.typname,
              (SELECT pg_catalog.array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l
                WHERE l.enumtypid = t.oid) AS labels
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
              WHERE e.classid = 'pg_catalog.pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
            ORDER BY n.nspname, t.typname
            """);

    /** Domains in the order in which they can be made: one may be made of another. */
    static final Sql DOMAINS = Sql.of("""
            SELECT t.oid, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS declared,
              t.typnotnull, t.typdefault,
              CASE WHEN t.typcollation <> b.typcollation
                THEN pg_catalog.format('%I.%I', ln.nspname, l.collname) END AS collation
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = t.typcollation
            LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
            WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                WHERE e.classid = 'pg_catalog.pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
            ORDER BY t.oid
            """);

    static final Sql DOMAIN_RULES = Sql.of("""
            SELECT k.contypid, k.conname, k.contype, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
              NULL AS target_schema, NULL AS target_name, NULL::text[] AS columns
            FROM pg_catalog.pg_constraint k
            WHERE k.contypid <> 0 AND k.contype = 'c' ORDER BY k.contypid, k.conname
            """);
}
