package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.ColumnType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hands judged records to the driver's bulk copy, one after the other. */
final class BulkRows implements ISQLServerBulkData {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DIGITS = 38;
    private static final int TIME_DIGITS = 7;

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
        return rows.get(at);
    }

    @Override
    public boolean next() {
        return ++at < rows.size();
    }
}
