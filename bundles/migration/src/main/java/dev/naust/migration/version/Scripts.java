package dev.naust.migration.version;

import java.util.List;
import java.util.regex.Pattern;

/** Divides files into statements for one technology, and says which cannot run in a transaction. */
record Scripts(String technology) {
    private static final Pattern NOT_POSTGRES = Pattern.compile(
            "(?is)^(?:(?:CREATE\\s+(?:UNIQUE\\s+)?|DROP\\s+)INDEX\\s+CONCURRENTLY\\b|REINDEX\\b.*\\bCONCURRENTLY\\b|VACUUM\\b"
                    + "|(?:CREATE|DROP)\\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)\\b|ALTER\\s+SYSTEM\\b"
                    + "|ALTER\\s+TYPE\\b.*\\bADD\\s+VALUE\\b).*");
    private static final Pattern NOT_SQLITE =
            Pattern.compile("(?is)^(?:VACUUM|PRAGMA\\s+(?:foreign_keys|journal_mode|synchronous)|ATTACH|DETACH)\\b.*");
    private static final Pattern OWN = Pattern.compile("(?is)^(?:BEGIN|START\\s+TRANSACTION|COMMIT|ROLLBACK)\\b.*");

    /**
     * A file made ready.
     *
     * @param note why it does not run in a transaction; empty when it does
     */
    record Prepared(List<StatementSplitter.Statement> statements, boolean transactional, String note) {}

    Prepared prepare(ScriptFile file) {
        List<StatementSplitter.Statement> statements = file.path().endsWith(".json")
                ? List.of(new StatementSplitter.Statement(file.text().strip(), 1))
                : StatementSplitter.split(file.text(), technology);
        Pattern refused = technology.equals("sqlite") ? NOT_SQLITE : NOT_POSTGRES;
        String note = file.alone() ? "Its settings say that it runs outside of a transaction." : "";
        for (StatementSplitter.Statement statement : statements) {
            if (note.isEmpty() && OWN.matcher(statement.text()).matches()) {
                note = "It begins and ends transactions itself.";
            } else if (note.isEmpty() && refused.matcher(statement.text()).matches()) {
                note = "The statement in line " + statement.line()
                        + " cannot run in a transaction: when the file fails," + " what ran before it stays.";
            }
        }
        return new Prepared(statements, note.isEmpty(), note);
    }
}
