package dev.naust.postgres.catalogue;

import dev.naust.postgres.type.Base;
import dev.naust.postgres.type.ColumnType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads a type from a row of the catalogue's answers. */
final class TypeRow {
    private static final long INT2VECTOR = 22;
    private static final long OIDVECTOR = 30;

    private TypeRow() {}

    static ColumnType read(ResultSet row) throws SQLException {
        String declared = row.getString("declared");
        long oid = row.getLong("base");
        int typmod = row.getInt("mod");
        boolean domain = row.getBoolean("domain");
        List<String> labels = strings(row.getArray("labels"));
        long elementOid = row.getLong("element");
        if (elementOid != 0 && oid != INT2VECTOR && oid != OIDVECTOR) {
            Base base = Base.of(elementOid, row.getString("element_typtype"), row.getString("element_typname"));
            ColumnType element = new ColumnType(
                    row.getString("element_declared"), base, elementOid, typmod, false, labels, Optional.empty());
            return base == Base.OTHER
                    ? new ColumnType(declared, Base.OTHER, oid, -1, domain, List.of(), Optional.empty())
                    : new ColumnType(declared, Base.ARRAY, elementOid, -1, domain, List.of(), Optional.of(element));
        }
        Base base = Base.of(oid, row.getString("typtype"), row.getString("typname"));
        return new ColumnType(declared, base, oid, typmod, domain, labels, Optional.empty());
    }

    /** An array of texts; none for a null. */
    static List<String> strings(@org.jspecify.annotations.Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
