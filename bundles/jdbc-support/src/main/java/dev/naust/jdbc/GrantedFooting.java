package dev.naust.jdbc;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a server grants its user, by its own answers. Safe for use by several threads. */
public abstract class GrantedFooting implements Footing {
    private final Supplier<? extends Loan> loans;
    private final Sql granted;

    /**
     * What a user is granted.
     *
     * @param granted asks by a schema's name, a table's and a privilege; answers whether the user has it, and with the user's name,
     *     or not at all where there is no such table
     */
    protected GrantedFooting(Supplier<? extends Loan> loans, Sql granted) {
        this.loans = loans;
        this.granted = granted;
    }

    /**
     * What stands against any change, in sentences.
     *
     * @param making whether tables will be made
     */
    protected abstract List<String> standing(Connection connection, boolean making) throws SQLException;

    @Override
    public final List<String> againstReading(List<DatasetId> collections) throws InterruptedException {
        try (Loan loan = loans.get()) {
            return loan.run("Asking for privileges", () -> refusals(loan.connection(), collections, "SELECT", "read"));
        }
    }

    @Override
    public final List<String> againstWriting(List<DatasetId> there, boolean making) throws InterruptedException {
        try (Loan loan = loans.get()) {
            return loan.run("Asking for privileges", () -> {
                List<String> against = new ArrayList<>(standing(loan.connection(), making));
                against.addAll(refusals(loan.connection(), there, "INSERT", "write to"));
                return against;
            });
        }
    }

    private List<String> refusals(Connection connection, List<DatasetId> tables, String privilege, String doing)
            throws SQLException {
        List<String> against = new ArrayList<>();
        try (PreparedStatement statement = Statements.prepare(connection, granted)) {
            for (DatasetId table : tables) {
                if (table.path().size() == 2) {
                    statement.setString(1, table.path().get(0));
                    statement.setString(2, table.path().get(1));
                    statement.setString(3, privilege);
                    try (ResultSet row = statement.executeQuery()) {
                        if (row.next() && !row.getBoolean(1)) {
                            against.add("The user " + row.getString(2) + " may not " + doing + " " + table + ": GRANT "
                                    + privilege + " ON it");
                        }
                    }
                }
            }
        }
        return against;
    }
}
