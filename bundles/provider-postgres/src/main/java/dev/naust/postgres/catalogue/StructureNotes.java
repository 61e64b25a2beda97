package dev.naust.postgres.catalogue;

import dev.naust.jdbc.Sql;

/**
 * The question for all that a database has and a structure does not hold, one sentence each: what a script does not make is
 * said, so that nobody misses it afterwards.
 */
final class StructureNotes {
    private StructureNotes() {}

    /** Tables and the like that are nobody's but the operator's. */
    private static final String OURS = """
            WITH ours AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
              WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
            brought AS (SELECT e.classid, e.objid FROM pg_catalog.pg_depend e WHERE e.deptype = 'e'),
            own AS (SELECT c.*, n.nspname FROM pg_catalog.pg_class c JOIN ours n ON n.oid = c.relnamespace
              WHERE NOT EXISTS (SELECT FROM brought e
                WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid)),
            """;

    /** What belongs to a table. */
    private static final String PARTS = """
            parts(what, name, relation) AS (
              SELECT 'trigger', g.tgname, g.tgrelid FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal
              UNION ALL SELECT 'policy', p.polname, p.polrelid FROM pg_catalog.pg_policy p
              UNION ALL SELECT 'rule', r.rulename, r.ev_class FROM pg_catalog.pg_rewrite r WHERE r.rulename <> '_RETURN'),
            """;

    /** What stands in a schema beside tables. */
    private static final String NAMED = """
            named(what, name, schema, class, oid) AS (
              SELECT 'composite type', relname, relnamespace, 'pg_class', oid FROM pg_catalog.pg_class WHERE relkind = 'c'
              UNION ALL SELECT 'range type', typname, typnamespace, 'pg_type', oid FROM pg_catalog.pg_type
                WHERE typtype = 'r'
              UNION ALL SELECT 'base type', typname, typnamespace, 'pg_type', oid FROM pg_catalog.pg_type
                WHERE typtype = 'b' AND typcategory <> 'A'
              UNION ALL SELECT 'function or procedure', proname, pronamespace, 'pg_proc', p.oid FROM pg_catalog.pg_proc p
                WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend i
                  WHERE i.classid = 'pg_catalog.pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
              UNION ALL SELECT 'operator', oprname, oprnamespace, 'pg_operator', oid FROM pg_catalog.pg_operator
              UNION ALL SELECT 'operator class', opcname, opcnamespace, 'pg_opclass', oid FROM pg_catalog.pg_opclass
              UNION ALL SELECT 'collation', collname, collnamespace, 'pg_collation', oid FROM pg_catalog.pg_collation
              UNION ALL SELECT 'statistics object', stxname, stxnamespace, 'pg_statistic_ext', oid
                FROM pg_catalog.pg_statistic_ext
              UNION ALL SELECT 'text search configuration', cfgname, cfgnamespace, 'pg_ts_config', oid
                FROM pg_catalog.pg_ts_config
              UNION ALL SELECT 'text search dictionary', dictname, dictnamespace, 'pg_ts_dict', oid
                FROM pg_catalog.pg_ts_dict),
            """;

    /** What stands in no schema. */
    private static final String GLOBAL = """
            global(what, name) AS (
              SELECT 'empty schema', nspname FROM ours WHERE nspname <> 'public'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = ours.oid)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.typnamespace = ours.oid)
              UNION ALL SELECT 'extension', extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
              UNION ALL SELECT 'publication', pubname FROM pg_catalog.pg_publication
              UNION ALL SELECT 'event trigger', evtname FROM pg_catalog.pg_event_trigger
              UNION ALL SELECT 'foreign server', srvname FROM pg_catalog.pg_foreign_server),
            """;

    /** What is said of tables and their columns, each with the rest of the sentence. */
    private static final String SAID = """
            said(before, after, relation) AS (
              SELECT 'The foreign table or partition', 'is not compared', oid FROM own
                WHERE relkind = 'f' OR relispartition AND relkind IN ('r', 'p')
              UNION ALL SELECT 'Row level security of', 'is not compared', oid FROM own
                WHERE relrowsecurity OR relforcerowsecurity
              UNION ALL SELECT 'Storage parameters of', 'are not compared', oid FROM own
                WHERE relkind IN ('r', 'p') AND reloptions IS NOT NULL
              UNION ALL SELECT 'The replica identity of', 'is not compared', oid FROM own
                WHERE relkind IN ('r', 'p') AND relreplident <> 'd'
              UNION ALL SELECT 'That', 'is a table of a type is not compared', oid FROM own WHERE reloftype <> 0
              UNION ALL SELECT 'The tablespace of', 'is not compared', oid FROM own WHERE reltablespace <> 0
              UNION ALL SELECT 'The index by which', 'is clustered is not compared', oid FROM own
                WHERE EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = own.oid AND i.indisclustered)
              UNION ALL SELECT 'Rights to', 'or its columns are not compared', oid FROM own
                WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND (relacl IS NOT NULL OR EXISTS (
                  SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = own.oid AND a.attacl IS NOT NULL))
              UNION ALL SELECT 'Comments on', 'or its columns are not compared', oid FROM own
                WHERE EXISTS (SELECT FROM pg_catalog.pg_description t
                  WHERE t.classoid = 'pg_catalog.pg_class'::regclass AND t.objoid = own.oid)
              UNION ALL SELECT 'How columns of', 'are stored or counted is not compared', oid FROM own
                WHERE relkind IN ('r', 'p') AND EXISTS (SELECT FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE a.attrelid = own.oid AND a.attnum > 0
                    AND NOT a.attisdropped
                    AND (a.attstorage <> t.typstorage OR a.attoptions IS NOT NULL OR a.attcompression <> ''))
              UNION ALL SELECT 'That the sequence', 'is not logged is not compared', oid FROM own
                WHERE relkind = 'S' AND relpersistence = 'u'
              UNION ALL SELECT 'Defaults of columns of the view', 'are not compared', oid FROM own
                WHERE relkind = 'v' AND EXISTS (SELECT FROM pg_catalog.pg_attrdef d WHERE d.adrelid = own.oid))
            """;

    static final Sql ALL = Sql.of(OURS + PARTS + NAMED + GLOBAL + SAID + """
            SELECT pg_catalog.format('The %s %I on %I.%I is not compared', p.what, p.name, o.nspname, o.relname)
              FROM parts p JOIN own o ON o.oid = p.relation
            UNION ALL SELECT pg_catalog.format('The %s %I.%I is not compared', x.what, n.nspname, x.name)
              FROM named x JOIN ours n ON n.oid = x.schema WHERE NOT EXISTS (SELECT FROM brought e
                WHERE e.classid = ('pg_catalog.' || x.class)::regclass AND e.objid = x.oid)
            UNION ALL SELECT pg_catalog.format('The %s %I is not compared', what, name) FROM global
            UNION ALL SELECT pg_catalog.format('%s %I.%I %s', s.before, o.nspname, o.relname, s.after)
              FROM said s JOIN own o ON o.oid = s.relation
            ORDER BY 1
            """);
}
