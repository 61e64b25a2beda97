package dev.naust.sqlserver.connection;

import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tries a connection step by step: is it there, does it encrypt, does it let the user in, what may the user do. */
public final class Diagnosis {
    /**
     * What a client sends first (MS-TDS, 2.2.6.5): a version, and that it can encrypt. The answer tells by its first byte that a
     * server of this kind is there, and by its option 1 whether it encrypts.
     */
    private static final byte[] PRELOGIN =
            HexFormat.of().parseHex("1201001a00000100" + "00000b0006" + "0100110001" + "ff" + "100000000000" + "00");

    private static final int REPLY = 4;
    private static final int HEADER = 8;
    private static final int LONGEST_REPLY = 4096;

    private final PinnedDataSource source;
    private final SqlServerErrors errors;
    private final int port;
    private final String sslMode;
    private final String schema;

    /**
     * @param sslMode of the configuration
     * @param schema where new collections go
     */
    public Diagnosis(PinnedDataSource source, SqlServerErrors errors, int port, String sslMode, String schema) {
        this.source = source;
        this.errors = errors;
        this.port = port;
        this.sslMode = sslMode;
        this.schema = schema;
    }

    /** Takes all steps. */
    public void run(Trial trial) throws InterruptedException {
        trial.run(Step.CONNECT, () -> {
            lookForServer(trial);
            return "Something that answers is at " + errors.server() + ".";
        });
        boolean encrypted = !sslMode.equals("disable");
        if (!encrypted) {
            trial.skip(Step.TLS, "The configuration asks for none: \"ssl.mode\" is \"disable\".");
        }
        Connection[] opened = new Connection[1];
        try {
            trial.run(encrypted ? Step.TLS : Step.SIGN_IN, () -> {
                opened[0] = connect(trial);
                return encrypted ? encryption() : signedIn();
            });
            if (encrypted) {
                trial.run(Step.SIGN_IN, this::signedIn);
            }
            trial.run(Step.PERMISSION, () -> rights(opened[0]));
        } finally {
            close(opened[0]);
        }
    }

    private String encryption() {
        return sslMode.equals("require")
                ? "The connection is encrypted. The certificate was not checked: \"ssl.mode\" is \"require\"."
                : "The connection is encrypted, and the certificate and its name were checked.";
    }

    private String signedIn() {
        return "The server lets \"" + errors.user() + "\" in.";
    }

    private void lookForServer(Trial trial) {
        try {
            IOException failure = new IOException("no address");
            for (InetAddress address : source.addresses()) {
                try {
                    lookForServer(address, trial);
                    return;
                } catch (IOException e) {
                    failure = e;
                }
            }
            throw new SQLException("The connection failed", "08001", failure);
        } catch (SQLException e) {
            throw errors.during("Connecting", e);
        }
    }

    /** A server that speaks TLS from the first byte on says nothing to a plain greeting. */
    private void lookForServer(InetAddress address, Trial trial) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), millis(trial));
            if (sslMode.equals("strict")) {
                return;
            }
            socket.setSoTimeout(millis(trial));
            socket.getOutputStream().write(PRELOGIN);
            socket.getOutputStream().flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.read();
            if (type != REPLY) {
                throw new StoreException(
                        SqlServerErrorCode.NOT_SQL_SERVER,
                        "What answers at " + errors.server() + " is no SQL Server. Correct the host or the port.");
            }
            in.readUnsignedByte();
            int length = in.readUnsignedShort();
            in.readNBytes(Math.max(0, Math.min(length, LONGEST_REPLY) - HEADER / 2));
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
        int seconds = (int) Math.max(1, Math.min(trial.left().toSeconds(), 60));
        try {
            return source.connect(driver -> {
                driver.setLoginTimeout(seconds);
                driver.setSocketTimeout(seconds * 1_000);
            });
        } catch (SQLException e) {
            throw errors.during("Connecting", e);
        }
    }

    private String rights(Connection connection) {
        Sql sql = Sql.of("SELECT SCHEMA_ID(?), HAS_PERMS_BY_NAME(?, N'SCHEMA', N'SELECT'),"
                + " HAS_PERMS_BY_NAME(?, N'SCHEMA', N'ALTER'),"
                + " HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'CREATE TABLE'),"
                + " CONVERT(nvarchar(60), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')),"
                + " HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'SHOWPLAN')");
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            String quoted = "[" + schema.replace("]", "]]") + "]";
            statement.setString(1, schema);
            statement.setString(2, quoted);
            statement.setString(3, quoted);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getObject(1) == null) {
                    return "There is no schema \"" + schema + "\" yet.";
                }
                return rights(row);
            }
        } catch (SQLException e) {
            throw errors.during("Asking for the user's rights", e);
        }
    }

    private String rights(ResultSet row) throws SQLException {
        if (row.getInt(2) != 1) {
            throw new StoreException(
                    SqlServerErrorCode.NO_RIGHTS,
                    "\"" + errors.user() + "\" may not read the schema \"" + schema + "\" of " + errors.server()
                            + ". Grant SELECT on it, or name another schema.");
        }
        String questions = row.getInt(6) == 1 ? "" : " Questions in SQL need the permission SHOWPLAN as well.";
        if ("READ_ONLY".equals(row.getString(5))) {
            return "May read. The database accepts no changes: it is a secondary or set to read only." + questions;
        }
        return (row.getInt(3) == 1 && row.getInt(4) == 1
                        ? "May use the schema \"" + schema + "\" and make collections in it."
                        : "May use the schema \"" + schema + "\", but not make collections in it.")
                + questions;
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
