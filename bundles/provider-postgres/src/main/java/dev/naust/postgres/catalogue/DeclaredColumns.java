package dev.naust.postgres.catalogue;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Schema;
import dev.naust.postgres.type.Base;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the columns of a table will be that is planned and not made yet. Holds no state but the server's types. */
public final class DeclaredColumns {
    private static final Pattern SIZE = Pattern.compile("\\([^)]*\\)");
    private static final int HEADER = 4;
    private static final int SCALE = 0x7ff;

    private final Map<String, ColumnType> known;

    /** @param known the server's types by name */
    public DeclaredColumns(Map<String, ColumnType> known) {
        this.known = Map.copyOf(known);
    }

    /** The columns of a schema whose types are this server's own; one of a type that the server does not have is left out. */
    public List<Column> of(Schema schema) {
        return schema.fields().stream().flatMap(field -> column(field).stream()).toList();
    }

    private Optional<Column> column(Field field) {
        return type(field.type()).map(type -> new Column(field, type));
    }

    private Optional<ColumnType> type(FieldType type) {
        if (type.element().isPresent()) {
            return type(type.element().get())
                    .filter(item -> item.base() != Base.OTHER)
                    .map(item -> new ColumnType(
                            type.nativeType(), Base.ARRAY, item.oid(), -1, false, List.of(), Optional.of(item)));
        }
        String name = type.nativeType().equals(ColumnType.FLOAT4)
                ? "real"
                : SIZE.matcher(type.nativeType()).replaceAll("");
        return Optional.ofNullable(known.get(name))
                .map(plain -> new ColumnType(
                        type.nativeType(),
                        plain.base(),
                        plain.oid(),
                        plain.domain() ? plain.typmod() : typmod(plain.base(), type),
                        plain.domain(),
                        plain.labels(),
                        plain.element()));
    }

    private static int typmod(Base base, FieldType type) {
        if (type.precision().isEmpty()) {
            return -1;
        }
        int precision = type.precision().getAsInt();
        return switch (base) {
            case VARCHAR, BPCHAR -> precision + HEADER;
            case TIME, TIMESTAMP, TIMESTAMPTZ -> precision;
            case NUMERIC -> (precision << 16 | type.scale().orElse(0) & SCALE) + HEADER;
            default -> -1;
        };
    }
}
