package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the numbers of the server's errors mean ("Database engine events and errors"; "Troubleshoot transient connection errors"). */
final class ServerErrors {
    /** The class at which the server ends the connection. */
    private static final int FATAL = 20;

    private static final Map<Integer, SqlServerErrorCode> CODES = Map.ofEntries(
            // Sign-in.
            Map.entry(18456, SqlServerErrorCode.PASSWORD),
            Map.entry(18452, SqlServerErrorCode.PASSWORD),
            Map.entry(18486, SqlServerErrorCode.PASSWORD),
            Map.entry(18487, SqlServerErrorCode.PASSWORD),
            Map.entry(18488, SqlServerErrorCode.PASSWORD),
            Map.entry(33155, SqlServerErrorCode.PASSWORD),
            Map.entry(40532, SqlServerErrorCode.PASSWORD),
            Map.entry(40615, SqlServerErrorCode.FIREWALL),
            Map.entry(47073, SqlServerErrorCode.FIREWALL),
            Map.entry(4060, SqlServerErrorCode.NO_DATABASE),
            Map.entry(911, SqlServerErrorCode.NO_DATABASE),
            Map.entry(916, SqlServerErrorCode.NO_RIGHTS),
            // Azure: comes back by itself.
            Map.entry(40613, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(40197, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(40143, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(40540, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(40166, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(42108, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(42109, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(615, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(926, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(4221, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(6005, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(18401, SqlServerErrorCode.UNAVAILABLE),
            Map.entry(10053, SqlServerErrorCode.CONNECTION_LOST),
            Map.entry(10054, SqlServerErrorCode.CONNECTION_LOST),
            Map.entry(233, SqlServerErrorCode.CONNECTION_LOST),
            Map.entry(64, SqlServerErrorCode.CONNECTION_LOST),
            // Azure: too much at once.
            Map.entry(40501, SqlServerErrorCode.BUSY),
            Map.entry(10928, SqlServerErrorCode.BUSY),
            Map.entry(10929, SqlServerErrorCode.BUSY),
            Map.entry(49918, SqlServerErrorCode.BUSY),
            Map.entry(49919, SqlServerErrorCode.BUSY),
            Map.entry(49920, SqlServerErrorCode.BUSY),
            Map.entry(40549, SqlServerErrorCode.BUSY),
            Map.entry(40550, SqlServerErrorCode.BUSY),
            Map.entry(17809, SqlServerErrorCode.TOO_MANY_CONNECTIONS),
            Map.entry(40544, SqlServerErrorCode.DISK_FULL),
            Map.entry(1101, SqlServerErrorCode.DISK_FULL),
            Map.entry(1105, SqlServerErrorCode.DISK_FULL),
            Map.entry(9002, SqlServerErrorCode.DISK_FULL),
            Map.entry(701, SqlServerErrorCode.OUT_OF_MEMORY),
            Map.entry(802, SqlServerErrorCode.OUT_OF_MEMORY),
            Map.entry(8645, SqlServerErrorCode.OUT_OF_MEMORY),
            // Others were first.
            Map.entry(1205, SqlServerErrorCode.CONFLICT),
            Map.entry(1222, SqlServerErrorCode.CONFLICT),
            Map.entry(3960, SqlServerErrorCode.CONFLICT),
            Map.entry(3961, SqlServerErrorCode.CONFLICT),
            Map.entry(41302, SqlServerErrorCode.CONFLICT),
            Map.entry(41305, SqlServerErrorCode.CONFLICT),
            Map.entry(41325, SqlServerErrorCode.CONFLICT),
            // Rights.
            Map.entry(229, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(230, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(262, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(297, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(300, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(1088, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(15247, SqlServerErrorCode.NO_RIGHTS),
            Map.entry(3906, SqlServerErrorCode.READ_ONLY),
            Map.entry(3908, SqlServerErrorCode.READ_ONLY),
            // Statements.
            Map.entry(208, SqlServerErrorCode.NO_COLLECTION),
            Map.entry(4902, SqlServerErrorCode.NO_COLLECTION),
            Map.entry(3701, SqlServerErrorCode.NO_COLLECTION),
            Map.entry(207, SqlServerErrorCode.NO_FIELD),
            Map.entry(2812, SqlServerErrorCode.NO_PROCEDURE),
            Map.entry(201, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(8144, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(8145, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(102, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(105, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(156, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(319, SqlServerErrorCode.REFUSED_STATEMENT),
            Map.entry(2714, SqlServerErrorCode.EXISTS),
            Map.entry(1913, SqlServerErrorCode.EXISTS),
            Map.entry(1779, SqlServerErrorCode.EXISTS),
            Map.entry(2705, SqlServerErrorCode.EXISTS),
            Map.entry(3726, SqlServerErrorCode.STILL_NEEDED),
            Map.entry(3729, SqlServerErrorCode.STILL_NEEDED),
            // Records.
            Map.entry(2627, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(2601, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(1505, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(547, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(515, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(550, SqlServerErrorCode.BROKEN_RULE),
            Map.entry(220, SqlServerErrorCode.BAD_DATA),
            Map.entry(232, SqlServerErrorCode.BAD_DATA),
            Map.entry(241, SqlServerErrorCode.BAD_DATA),
            Map.entry(242, SqlServerErrorCode.BAD_DATA),
            Map.entry(245, SqlServerErrorCode.BAD_DATA),
            Map.entry(248, SqlServerErrorCode.BAD_DATA),
            Map.entry(295, SqlServerErrorCode.BAD_DATA),
            Map.entry(517, SqlServerErrorCode.BAD_DATA),
            Map.entry(2628, SqlServerErrorCode.BAD_DATA),
            Map.entry(8114, SqlServerErrorCode.BAD_DATA),
            Map.entry(8115, SqlServerErrorCode.BAD_DATA),
            Map.entry(8134, SqlServerErrorCode.BAD_DATA),
            Map.entry(8152, SqlServerErrorCode.BAD_DATA),
            Map.entry(8169, SqlServerErrorCode.BAD_DATA),
            Map.entry(8023, SqlServerErrorCode.BAD_DATA),
            Map.entry(6522, SqlServerErrorCode.BAD_DATA),
            Map.entry(9400, SqlServerErrorCode.BAD_DATA),
            Map.entry(9420, SqlServerErrorCode.BAD_DATA),
            Map.entry(9436, SqlServerErrorCode.BAD_DATA),
            Map.entry(511, SqlServerErrorCode.TOO_LARGE),
            Map.entry(1946, SqlServerErrorCode.TOO_LARGE));

    private ServerErrors() {}

    /** What an error of the server means; empty for one that is not in the list, and for failures that the server knows nothing of. */
    static Optional<SqlServerErrorCode> code(int number) {
        return Optional.ofNullable(CODES.get(number));
    }

    /** Whether the server ended the connection with this error. */
    static boolean isFatal(SQLException failure) {
        SQLServerException error = own(failure);
        return error != null
                && error.getSQLServerError() != null
                && error.getSQLServerError().getErrorSeverity() >= FATAL;
    }

    /** The number of the server's error; 0 where the server sent none. */
    static int number(SQLException failure) {
        SQLServerException error = own(failure);
        if (error == null) {
            // Of a batch's failure the driver keeps the number, but not the error itself.
            return failure instanceof BatchUpdateException ? failure.getErrorCode() : 0;
        }
        return error.getSQLServerError() == null ? 0 : error.getSQLServerError().getErrorNumber();
    }

    private static @Nullable SQLServerException own(SQLException failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 50; t = t.getCause(), depth++) {
            if (t instanceof SQLServerException error) {
                return error;
            }
        }
        return null;
    }
}
