package dev.naust.postgres.connection;

import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries a connection to PostgreSQL step by step: is it there, does it encrypt, does it let the user in, what may the user do. */
public final class Diagnosis {
    /** What a client sends first to ask for encryption, and how long that message is. */
    private static final int SSL_REQUEST = 80_877_103;

    private static final int SSL_REQUEST_LENGTH = 8;

    private final PinnedDataSource source;
    private final PostgresErrors errors;
    private final String sslMode;
    private final String schema;

    /**
     * @param sslMode of the configuration, as PostgreSQL names it
     * @param schema where new collections go
     */
    public Diagnosis(PinnedDataSource source, PostgresErrors errors, String sslMode, String schema) {
        this.source = source;
        this.errors = errors;
        this.sslMode = sslMode;
        this.schema = schema;
    }

    /** Takes all steps. */
    public void run(Trial trial) throws InterruptedException {
        boolean[] encrypts = {false};
        trial.run(Step.CONNECT, () -> {
            encrypts[0] = offersEncryption(trial);
            return "PostgreSQL answers at " + errors.server() + ".";
        });
        if (sslMode.equals("disable")) {
            trial.skip(Step.TLS, "The configuration asks for none: \"ssl.mode\" is \"disable\".");
        } else if (!encrypts[0] && !isRequired()) {
            trial.skip(Step.TLS, "The server offers none, and \"ssl.mode\" \"" + sslMode + "\" does without.");
        }
        boolean expected = !sslMode.equals("disable") && (encrypts[0] || isRequired());
        Connection[] opened = new Connection[1];
        try {
            trial.run(expected ? Step.TLS : Step.SIGN_IN, () -> {
                opened[0] = connect(trial);
                return expected ? encryption(opened[0]) : signedIn();
            });
            if (expected) {
                trial.run(Step.SIGN_IN, this::signedIn);
            }
            trial.run(Step.PERMISSION, () -> rights(opened[0]));
        } finally {
            close(opened[0]);
        }
    }

    private boolean isRequired() {
        return sslMode.equals("require") || sslMode.startsWith("verify");
    }

    private String signedIn() {
        return "The server lets \"" + errors.user() + "\" in.";
    }

    /** Asks the one question that PostgreSQL alone answers with a single letter. */
    private boolean offersEncryption(Trial trial) {
        try {
            List<InetSocketAddress> addresses = source.addresses();
            IOException failure = new IOException("no address");
            for (InetSocketAddress address : addresses) {
                try {
                    return offersEncryption(address, trial);
                } catch (IOException e) {
                    failure = e;
                }
            }
            throw new SQLException("The connection failed", "08001", failure);
        } catch (SQLException e) {
            throw errors.during("Connecting", e);
        }
    }

    private boolean offersEncryption(InetSocketAddress address, Trial trial) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, millis(trial));
            socket.setSoTimeout(millis(trial));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(SSL_REQUEST_LENGTH);
            out.writeInt(SSL_REQUEST);
            out.flush();
            int answer = new DataInputStream(socket.getInputStream()).read();
            if (answer != 'S' && answer != 'N') {
                throw new StoreException(
                        PostgresErrorCode.NOT_POSTGRES,
                        "What answers at " + errors.server() + " is not PostgreSQL. Correct the host or the port.");
            }
            return answer == 'S';
        }
    }

    private static int millis(Trial trial) throws SocketTimeoutException {
        long left = trial.left().toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("No time is left");
        }
        return (int) Math.min(left, 60_000);
    }

    private Connection connect(Trial trial) {
        int seconds = (int) Math.max(1, trial.left().toSeconds());
        try {
            return source.connect(driver -> {
                driver.setConnectTimeout(seconds);
                driver.setSocketTimeout(seconds);
                driver.setLoginTimeout(0);
            });
        } catch (SQLException e) {
            throw errors.during("Connecting", e);
        }
    }

    private String encryption(Connection connection) {
        Sql sql = Sql.of("SELECT version, cipher FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl");
        try (Statement statement = connection.createStatement();
                ResultSet row = Statements.query(statement, sql)) {
            if (!row.next()) {
                return "The connection is not encrypted; \"ssl.mode\" \"" + sslMode + "\" does without.";
            }
            String checked = sslMode.startsWith("verify")
                    ? "The certificate was checked."
                    : "The certificate was not checked: \"ssl.mode\" is \"" + sslMode + "\".";
            return row.getString(1) + " with " + row.getString(2) + ". " + checked;
        } catch (SQLException e) {
            throw errors.during("Asking for the encryption", e);
        }
    }

    private String rights(Connection connection) {
        Sql sql = Sql.of("SELECT has_schema_privilege(oid, 'USAGE'), has_schema_privilege(oid, 'CREATE'),"
                + " pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"
                + " FROM pg_catalog.pg_namespace WHERE nspname = ?");
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return "There is no schema \"" + schema + "\" yet.";
                }
                if (!row.getBoolean(1)) {
                    throw new StoreException(
                            PostgresErrorCode.NO_RIGHTS,
                            "The user \"" + errors.user() + "\" may not use the schema \"" + schema + "\" of "
                                    + errors.server() + ". Grant USAGE on it, or name another schema.");
                }
                if (row.getBoolean(3)) {
                    return "May read. The server accepts no changes: it is a standby or set to read only.";
                }
                return row.getBoolean(2)
                        ? "May use the schema \"" + schema + "\" and make collections in it."
                        : "May use the schema \"" + schema + "\", but not make collections in it.";
            }
        } catch (SQLException e) {
            throw errors.during("Asking for the user's rights", e);
        }
    }

    private void close(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            throw errors.during("Disconnecting", e);
        }
    }
}
