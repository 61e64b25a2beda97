package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Profile;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.UnusualFileException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;

/**
 * Looks at every record of a table. One pass asks SQLite whether anything is not as declared and looks at dates itself; only a
 * table that is not as declared is counted in detail.
 */
final class SqliteProfiler {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteProfiler.class);
    private static final int COUNTED_AT_ONCE = 200;

    private final SqliteSession session;
    private final Interrupts interrupts;
    private final Optional<SqliteSession> helper;
    private final List<DirectReading> direct;
    private final SqliteDialect dialect = new SqliteDialect();

    /**
     * A profiler of one table.
     *
     * @param helper a second session for large tables, to look at them with two threads; the caller closes it
     * @param direct all fields of the table's rows from the file's pages, in one part or two; none where they cannot be read so. The
     *     caller closes them
     */
    SqliteProfiler(
            SqliteSession session, Interrupts interrupts, Optional<SqliteSession> helper, List<DirectReading> direct) {
        this.session = session;
        this.interrupts = interrupts;
        this.helper = helper;
        this.direct = direct;
    }

    Profile profile(Schema declared) throws SQLException, InterruptedException {
        List<Field> checked = declared.fields().stream()
                .filter(field -> !TextForms.concerns(field) && field.generation() != Generation.IDENTITY)
                .toList();
        Map<String, TextForms> forms = forms(declared);
        Scan scan;
        try {
            scan = direct.isEmpty() ? scan(declared, forms, checked) : new PageWalk(direct, declared).scan(forms);
        } catch (UnusualFileException e) {
            LOG.debug("Table {} is looked at through SQLite: {}", declared.id(), e.getMessage());
            forms = forms(declared);
            scan = scan(declared, forms, checked);
        }
        Map<String, FieldType> types = new HashMap<>();
        List<Profile.Finding> findings = new ArrayList<>();
        forms.forEach((name, form) -> {
            types.put(name, form.judged());
            Optional.ofNullable(form.finding()).ifPresent(note -> findings.add(new Profile.Finding(name, note)));
        });
        if (scan.suspicious()) {
            judge(declared, checked, types, findings);
        }
        List<Field> fields = declared.fields().stream()
                .map(field -> field.withType(types.getOrDefault(field.name(), field.type())))
                .toList();
        Schema found =
                declared.withFields(fields).withForeignKeys(references().counted(declared, scan.records(), findings));
        return new Profile(found, scan.records(), findings);
    }

    /** The profile of a table whose rows are all as declared. */
    Profile asDeclared(Schema declared, long records) throws SQLException, InterruptedException {
        List<Profile.Finding> findings = new ArrayList<>();
        Schema found = declared.withForeignKeys(references().counted(declared, records, findings));
        return new Profile(found, records, findings);
    }

    private SqliteReferences references() {
        return new SqliteReferences(session, interrupts);
    }

    /** How many records a table has. */
    long count(Schema declared) throws SQLException, InterruptedException {
        return count(Sql.of("SELECT count(*), 0 FROM " + dialect.table(declared.id())))
                .records();
    }

    /** For each field that keeps its values as text of some form, what counts the forms. */
    static Map<String, TextForms> forms(Schema declared) {
        Map<String, TextForms> forms = new LinkedHashMap<>();
        declared.fields().stream()
                .filter(TextForms::concerns)
                .forEach(field -> forms.put(field.name(), new TextForms(field)));
        return forms;
    }

    /** What a look at all rows found, beside the forms of the fields that have some. */
    record Scan(long records, boolean suspicious) {}

    /** Looks at the columns of a row that have a form each; always true. */
    static boolean look(Row row, TextForms[] forms) throws SQLException {
        for (int i = 0; i < forms.length; i++) {
            if (forms[i] != null) {
                look(row, i, forms[i]);
            }
        }
        return true;
    }

    private Scan scan(Schema declared, Map<String, TextForms> forms, List<Field> checked)
            throws SQLException, InterruptedException {
        Sql from = from(declared);
        Sql counting = Sql.of("SELECT count(*), ifnull(max(" + suspicious(checked) + "), 0)" + from);
        if (forms.isEmpty()) {
            return count(counting);
        }
        Sql columns = dialect.escapeIdentifiers(forms.keySet());
        TextForms[] each = forms.values().toArray(TextForms[]::new);
        if (helper.isEmpty() || checked.isEmpty()) {
            return walk(Sql.of("SELECT " + columns + ", " + suspicious(checked) + from), each);
        }
        // Half of the work is SQLite's and half is ours: a large table has them done side by side.
        try (Beside<Scan> counted = new Beside<>(
                "naust-sqlite-profile",
                () -> new SqliteProfiler(helper.get(), interrupts, Optional.empty(), List.of()).count(counting))) {
            Scan walked = walk(Sql.of("SELECT " + columns + ", 0" + from), each);
            return new Scan(walked.records(), counted.result().suspicious());
        }
    }

    /** Whoever looks, alone or beside another, at some columns or all, meets the same damage. */
    private Sql from(Schema declared) {
        return Sql.of(" FROM " + dialect.table(declared.id()) + SqliteDialect.TABLE_ITSELF);
    }

    private static Sql suspicious(List<Field> checked) {
        // As a condition SQLite leaves it at the first part that is true; as a value it would work out all.
        return checked.isEmpty()
                ? Sql.of("0")
                : Sql.of("CASE WHEN "
                        + SqliteDialect.anyOf(checked.stream()
                                .map(field -> new ColumnCheck(field).suspicious())
                                .toList())
                        + " THEN 1 ELSE 0 END");
    }

    private Scan count(Sql sql) throws SQLException, InterruptedException {
        try (PreparedStatement statement = Statements.prepare(session.connection(), sql)) {
            return interrupts.run(statement, () -> {
                try (ResultSet rows = statement.executeQuery()) {
                    return new Scan(rows.getLong(1), rows.getLong(2) != 0);
                }
            });
        }
    }

    private Scan walk(Sql sql, TextForms[] forms) throws SQLException, InterruptedException {
        try (PreparedStatement statement = Statements.prepare(session.connection(), sql)) {
            return interrupts.run(statement, () -> walk(statement, forms));
        }
    }

    private Scan walk(PreparedStatement statement, TextForms[] forms) throws SQLException {
        try (ResultSet first = statement.executeQuery()) {
            if (!first.next()) {
                return new Scan(0, false);
            }
            return ((CoreStatement) statement).pointer.safeRun((db, pointer) -> {
                long records = 0;
                boolean suspicious = false;
                int result;
                Row row = new StatementRow(db, pointer, session.encoding());
                do {
                    records++;
                    look(row, forms);
                    suspicious |= db.column_int(pointer, forms.length) != 0;
                    result = db.step(pointer);
                } while (result == Codes.SQLITE_ROW);
                if (result != Codes.SQLITE_DONE) {
                    db.throwex(result);
                }
                return new Scan(records, suspicious);
            });
        }
    }

    /** Looks at one cell of a row. */
    static void look(Row row, int column, TextForms forms) throws SQLException {
        switch (row.type(column)) {
            case Codes.SQLITE_NULL:
                return;
            case Codes.SQLITE_TEXT:
                forms.addText(row.utf8(column));
                return;
            case Codes.SQLITE_INTEGER:
                forms.addOther(Kind.INT64, Long.toString(row.integer(column)));
                return;
            case Codes.SQLITE_FLOAT:
                forms.addReal(row.real(column));
                return;
            default:
                forms.addOther(Kind.BYTES, "bytes");
        }
    }

    private void judge(
            Schema declared, List<Field> checked, Map<String, FieldType> types, List<Profile.Finding> findings)
            throws SQLException, InterruptedException {
        List<ColumnCheck.Counts> counts = counts(declared, checked);
        for (int i = 0; i < checked.size(); i++) {
            Field field = checked.get(i);
            FieldType found = ColumnJudge.judge(field, counts.get(i));
            types.put(field.name(), found);
            boolean untyped = field.type().nativeType().isBlank();
            if (!found.equals(field.type()) && !(untyped && isOfOneClass(counts.get(i)))) {
                findings.add(new Profile.Finding(field.name(), note(declared, field, found)));
            }
        }
    }

    /** A column without a declared type is as declared whatever it holds, as long as it is one thing. */
    private static boolean isOfOneClass(ColumnCheck.Counts counts) {
        long all = counts.all();
        return counts.integers() == all || counts.reals() == all || counts.texts() == all || counts.blobs() == all;
    }

    /** Some columns at a time, because a statement has only so many results. */
    private List<ColumnCheck.Counts> counts(Schema declared, List<Field> checked)
            throws SQLException, InterruptedException {
        List<ColumnCheck.Counts> counts = new ArrayList<>();
        for (int from = 0; from < checked.size(); from += COUNTED_AT_ONCE) {
            counts.addAll(countsOf(declared, checked.subList(from, Math.min(checked.size(), from + COUNTED_AT_ONCE))));
        }
        return counts;
    }

    private List<ColumnCheck.Counts> countsOf(Schema declared, List<Field> checked)
            throws SQLException, InterruptedException {
        Sql columns = checked.stream()
                .flatMap(field -> new ColumnCheck(field).counts().stream())
                .collect(Sql.joining(", "));
        List<ColumnCheck.Counts> counts = new ArrayList<>();
        try (PreparedStatement statement =
                Statements.prepare(session.connection(), Sql.of("SELECT " + columns + from(declared)))) {
            return interrupts.run(statement, () -> {
                try (ResultSet row = statement.executeQuery()) {
                    for (int i = 0; i < checked.size(); i++) {
                        int at = i * ColumnCheck.COUNTS;
                        counts.add(new ColumnCheck.Counts(
                                row.getLong(at + 1),
                                row.getLong(at + 2),
                                row.getLong(at + 3),
                                row.getLong(at + 4),
                                row.getLong(at + 5),
                                row.getLong(at + 6),
                                row.getLong(at + 7)));
                    }
                }
                return counts;
            });
        }
    }

    private String note(Schema declared, Field field, FieldType found) throws SQLException, InterruptedException {
        Sql column = dialect.escapeIdentifier(field.name());
        Sql odd = new ColumnCheck(field).example();
        Sql sql = Sql.of("SELECT count(*), (SELECT CASE typeof(" + column
                + ") WHEN 'blob' THEN 'bytes' WHEN 'text' THEN "
                + "'''' || substr(" + column + ", 1, 40) || '''' ELSE CAST(" + column + " AS TEXT) END" + from(declared)
                + " WHERE " + odd + " LIMIT 1)" + from(declared) + " WHERE " + odd);
        try (Statement statement = session.connection().createStatement()) {
            return interrupts.run(statement, () -> {
                try (ResultSet row = Statements.query(statement, sql)) {
                    String name = field.type().nativeType().isBlank()
                            ? "without a type"
                            : field.type().nativeType();
                    return row.getLong(1) + " values of this column, declared " + name
                            + ", are something else, such as " + row.getString(2) + "; the column is read as "
                            + found.describe() + ".";
                }
            });
        }
    }
}
