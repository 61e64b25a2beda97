package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.ColumnType;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hands judged records to the driver's bulk copy, one after the other. */
final class BulkRows implements ISQLServerBulkData {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DIGITS = 38;
    private static final int TIME_DIGITS = 7;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSS", Locale.ROOT);
    private static final DateTimeFormatter TO_SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

    private final transient List<Column> columns;
    private final transient List<@Nullable Object[]> rows;
    private int at = -1;

    BulkRows(List<Column> columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public Set<Integer> getColumnOrdinals() {
        return IntStream.rangeClosed(1, columns.size()).boxed().collect(Collectors.toSet());
    }

    @Override
    public String getColumnName(int column) {
        return columns.get(column - 1).name();
    }

    @Override
    public int getColumnType(int column) {
        return Cells.jdbcType(columns.get(column - 1).type().base());
    }

    @Override
    public int getPrecision(int column) {
        ColumnType type = columns.get(column - 1).type();
        return switch (type.base()) {
            case DECIMAL, NUMERIC, MONEY, SMALLMONEY -> MAX_DIGITS;
            case TIME, DATETIME2, DATETIME, SMALLDATETIME, DATETIMEOFFSET -> 0;
            default -> type.limit().orElse(0);
        };
    }

    @Override
    public int getScale(int column) {
        ColumnType type = columns.get(column - 1).type();
        return switch (type.base()) {
            case DECIMAL, NUMERIC -> type.scale();
            case MONEY, SMALLMONEY -> 4;
            case TIME, DATETIME2, DATETIME, SMALLDATETIME, DATETIMEOFFSET -> TIME_DIGITS;
            default -> 0;
        };
    }

    @Override
    public @Nullable Object[] getRowData() {
        @Nullable Object[] row = rows.get(at);
        @Nullable Object[] sent = new @Nullable Object[row.length];
        for (int i = 0; i < row.length; i++) {
            sent[i] = sent(columns.get(i).type().base(), row[i]);
        }
        return sent;
    }

    /** Bulk copy sends times as texts, which the server reads to the last digit; the short forms of Java are none of its own. */
    private static @Nullable Object sent(Base base, @Nullable Object cell) {
        if (cell instanceof LocalTime time) {
            return TIME.format(time);
        } else if (cell instanceof LocalDateTime time) {
            return switch (base) {
                case SMALLDATETIME -> TO_SECONDS.format(time);
                case DATETIME -> TO_MILLIS.format(time);
                default -> throw new IllegalStateException("Times of other columns are texts already");
            };
        }
        return cell;
    }

    @Override
    public boolean next() {
        return ++at < rows.size();
    }
}
