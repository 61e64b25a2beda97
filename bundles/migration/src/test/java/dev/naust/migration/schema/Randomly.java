package dev.naust.migration.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Makes schemas by chance, as statements. Names come from small sets, so that two schemas have much in common and differ in
 * what is behind the names.
 */
final class Randomly {
    private static final List<String> TABLES = List.of("album", "Order Details", "track", "günter");
    private static final List<String> COLUMNS = List.of("a", "b", "Select", "d", "e\"x");
    private static final List<String> POSTGRES_TYPES = List.of(
            "integer",
            "bigint",
            "smallint",
            "text",
            "character varying(20)",
            "character varying(40)",
            "numeric(10,2)",
            "numeric(14,3)",
            "boolean",
            "timestamp without time zone",
            "date",
            "uuid",
            "jsonb",
            "integer[]",
            "mood",
            "amount",
            "word[]");
    private static final List<String> REFERRED_TYPES = List.of("integer", "bigint", "numeric(10,2)", "text", "amount");
    private static final List<String> SQLITE_TYPES =
            List.of("INTEGER", "TEXT", "REAL", "BLOB", "VARCHAR(20)", "NUMERIC(10,2)", "");

    private final Random random;
    private final boolean postgres;
    /** The tables whose column "u" is unique, and its type. */
    private final Map<String, String> referred = new LinkedHashMap<>();

    private final List<String> indexNames =
            new ArrayList<>(List.of("i", "J", "k k", "l", "m", "n", "o", "p", "q", "r".repeat(63)));

    Randomly(long seed, boolean postgres) {
        this.random = new Random(seed);
        this.postgres = postgres;
    }

    private static String q(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        if (postgres) {
            statements.add("CREATE TYPE mood AS ENUM ('ok'" + (chance(50) ? ", 'so so'" : "") + ", 'fine'"
                    + (chance(30) ? ", 'great'" : "") + ")");
            if (chance(50)) {
                statements.add("CREATE SEQUENCE " + one(List.of("counter", "tally")) + " INCREMENT BY "
                        + one(List.of("1", "2", "-3", "5 MINVALUE 10 MAXVALUE 500 CYCLE")));
            }
            domains(statements);
        }
        Map<String, List<String>> made = new LinkedHashMap<>();
        for (String table : TABLES) {
            if (chance(75)) {
                made.put(table, table(table, made, statements));
            }
        }
        for (Map.Entry<String, List<String>> each : made.entrySet()) {
            indexes(each.getKey(), each.getValue(), statements);
            if (chance(30)) {
                statements.add("CREATE VIEW " + q("v " + each.getKey()) + " AS SELECT id, "
                        + (chance(50) ? "id + 1 AS more" : q(one(each.getValue())) + " AS other") + " FROM "
                        + q(each.getKey()) + (chance(20) ? " -- the end" : ""));
                if (postgres && chance(50)) {
                    statements.add("CREATE MATERIALIZED VIEW " + q(one(List.of("w", "x")) + each.getKey())
                            + " AS SELECT count(id) AS many FROM " + q("v " + each.getKey()));
                }
            }
            if (!postgres && chance(20)) {
                statements.add("CREATE TRIGGER " + q("t " + each.getKey()) + " AFTER INSERT ON " + q(each.getKey())
                        + " BEGIN UPDATE " + q(each.getKey()) + " SET " + q(one(each.getValue()))
                        + " = CASE WHEN 1 THEN "
                        + random.nextInt(3) + " END; SELECT 1; END");
            }
        }
        return statements;
    }

    private void domains(List<String> statements) {
        statements.add("CREATE DOMAIN amount AS " + one(List.of("integer", "integer", "numeric(10,2)"))
                + one(List.of("", " DEFAULT 5")) + one(List.of("", " NOT NULL"))
                + one(List.of("", " CONSTRAINT \"not less\" CHECK (VALUE > -1)", " CHECK (VALUE > -2)")));
        statements.add("CREATE DOMAIN word AS " + one(List.of("text", "text COLLATE \"C\"", "mood")));
        if (chance(50)) {
            statements.add("CREATE DOMAIN \"more Of it\" AS " + one(List.of("word", "amount")));
        }
    }

    private List<String> table(String table, Map<String, List<String>> others, List<String> statements) {
        List<String> parts = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        Map<String, String> types = new LinkedHashMap<>();
        parts.add(key());
        for (String column : COLUMNS) {
            if (chance(65) || plain.isEmpty() && column.equals(COLUMNS.get(COLUMNS.size() - 1))) {
                String type = one(postgres ? POSTGRES_TYPES : SQLITE_TYPES);
                parts.add(column(column, type));
                plain.add(column);
                types.put(column, type);
            }
        }
        if (chance(25)) {
            parts.add(q("calc") + (postgres ? " bigint" : " INTEGER") + " GENERATED ALWAYS AS (id * "
                    + (1 + random.nextInt(2)) + ")" + (chance(50) ? " STORED" : postgres ? " STORED" : " VIRTUAL"));
        }
        if (postgres && chance(20)) {
            parts.add("made boolean GENERATED ALWAYS AS (" + q(plain.get(0)) + " IS NULL) STORED");
        } else if (!postgres && chance(20)) {
            parts.add(one(List.of("made INTEGER", "made INTEGER AS (" + q(plain.get(0)) + " IS NULL)")));
        }
        if (chance(30)) {
            rules.add("CONSTRAINT " + q(one(List.of("ck " + table, "ck", "check"))) + " CHECK (id > "
                    + random.nextInt(2) + ")");
        }
        if (chance(25) && !comparable(plain, types).equals("id")) {
            rules.add((chance(50) ? "CONSTRAINT " + q("uq " + table) + " " : "") + "UNIQUE (id, "
                    + q(comparable(plain, types)) + ")");
        }
        types.forEach((column, type) -> {
            if (type.contains("VARCHAR") || type.startsWith("character varying") && chance(50)) {
                rules.add("CHECK (" + q(column) + " IN ('x', 'y'))");
            }
        });
        if (!others.isEmpty() && chance(50)) {
            parts.add(q("ref") + (postgres ? " bigint" : " INTEGER") + " REFERENCES "
                    + q(one(new ArrayList<>(others.keySet()))) + " (id)"
                    + one(List.of("", " ON DELETE CASCADE", " ON UPDATE SET NULL ON DELETE RESTRICT")));
        }
        Optional<String> unique = postgres ? referring(parts) : Optional.empty();
        parts.addAll(rules);
        statements.add("CREATE TABLE " + q(table) + " (" + String.join(", ", parts) + ")"
                + (!postgres && chance(10) ? " STRICT".repeat(strict(types)) : ""));
        unique.ifPresent(type -> {
            referred.put(table, type);
            statements.add(
                    chance(50)
                            ? "ALTER TABLE " + q(table) + " ADD CONSTRAINT " + q("u " + table) + " UNIQUE (u)"
                            : "CREATE UNIQUE INDEX " + q("u " + table) + " ON " + q(table) + " (u)");
        });
        if (postgres && chance(15)) {
            statements.add("ALTER TABLE " + q(table) + " ADD CONSTRAINT later CHECK (id <> 3) NOT VALID");
        }
        return plain;
    }

    /** A reference to what is unique in another table and is no key, and the type of such a column of the table's own. */
    private Optional<String> referring(List<String> parts) {
        if (!referred.isEmpty() && chance(60)) {
            String to = one(new ArrayList<>(referred.keySet()));
            parts.add("uref " + referred.get(to) + " REFERENCES " + q(to) + " (u)");
        }
        if (chance(50)) {
            return Optional.empty();
        }
        String type = one(REFERRED_TYPES);
        parts.add("u " + type);
        return Optional.of(type);
    }

    private static int strict(Map<String, String> types) {
        return types.values().stream().allMatch(List.of("INTEGER", "TEXT", "REAL", "BLOB")::contains) ? 1 : 0;
    }

    private String key() {
        if (postgres) {
            return one(List.of(
                    "id bigint PRIMARY KEY",
                    "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                    "id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 7) PRIMARY KEY",
                    "id bigint GENERATED ALWAYS AS IDENTITY (INCREMENT BY -1 MINVALUE -500 CACHE 3 CYCLE) PRIMARY KEY",
                    "id bigserial PRIMARY KEY",
                    "id bigint NOT NULL UNIQUE"));
        }
        return one(List.of(
                "id INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT", "id INTEGER NOT NULL PRIMARY KEY"));
    }

    private String column(String name, String type) {
        String text = q(name) + " " + type;
        if (chance(30)) {
            text += " DEFAULT " + defaultOf(type);
        }
        if (chance(30)) {
            text += " NOT NULL";
        }
        if (type.equals("text") && chance(20)) {
            text = q(name) + " text COLLATE \"C\"" + (chance(30) ? " NOT NULL" : "");
        } else if (type.equals("TEXT") && chance(20)) {
            text += " COLLATE NOCASE";
        }
        return text;
    }

    private String defaultOf(String type) {
        return switch (type) {
            case "integer", "bigint", "smallint", "numeric(10,2)", "numeric(14,3)" -> "" + random.nextInt(3);
            case "text", "character varying(20)", "character varying(40)" -> "'it''s'";
            case "boolean" -> "true";
            case "timestamp without time zone", "date" -> "now()";
            case "uuid" -> "gen_random_uuid()";
            case "jsonb" -> "'{}'";
            case "integer[]" -> "'{1,2}'";
            case "mood" -> "'fine'";
            case "amount" -> "7";
            case "word[]" -> "'{}'";
            case "TEXT", "VARCHAR(20)" -> chance(50) ? "'it''s; -- x'" : "CURRENT_TIMESTAMP";
            case "BLOB" -> "x'00ff'";
            default -> chance(50) ? "-1.5" : "(1 + 2)";
        };
    }

    private static String comparable(List<String> columns, Map<String, String> types) {
        return columns.stream()
                .filter(column -> !types.get(column).equals("jsonb"))
                .findFirst()
                .orElse("id");
    }

    /** One of few names, so that two schemas have it on different tables; each is there once in a schema. */
    private String indexName() {
        return indexNames.remove(random.nextInt(indexNames.size()));
    }

    private void indexes(String table, List<String> columns, List<String> statements) {
        String column = q(columns.get(0));
        if (chance(40)) {
            statements.add("CREATE " + (chance(30) ? "UNIQUE " : "") + "INDEX " + q(indexName()) + " ON " + q(table)
                    + " (id" + (chance(50) ? " DESC" : "") + ")" + (chance(40) ? " WHERE id > 5" : ""));
        }
        if (chance(30)) {
            statements.add("CREATE INDEX " + q(indexName()) + " ON " + q(table) + " ((id + " + random.nextInt(2) + ")"
                    + (chance(30) ? ", id" : "") + ")" + (chance(30) ? " WHERE " + column + " IS NOT NULL" : ""));
        }
    }
}
