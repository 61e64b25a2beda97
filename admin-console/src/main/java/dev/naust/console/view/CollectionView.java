package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A collection's page: what is declared, and its first records.
 *
 * @param elsewhere who serves it instead of this store, and that what is shown here is not that; empty when this store does
 */
public record CollectionView(
        String storeId,
        String name,
        String shape,
        String size,
        Optional<String> elsewhere,
        List<FieldRow> fields,
        String key,
        List<IndexRow> indexes,
        List<ReferenceRow> references,
        List<String> extras,
        RecordTable records) {

    /** A field as declared. */
    public record FieldRow(String name, String kind, String nativeType, String rules) {}

    /** An index. */
    public record IndexRow(String name, String fields, String rule) {}

    /**
     * A reference.
     *
     * @param href the page of the collection referred to
     */
    public record ReferenceRow(String fields, String target, String targetFields, String href, String rule) {}

    /**
     * Some records.
     *
     * @param first the URL of the first records; empty where these are the first
     * @param next the URL of the following records
     * @param problem why they could not be read
     */
    public record RecordTable(
            List<String> columns,
            List<List<Cell>> rows,
            Optional<String> first,
            Optional<String> next,
            Optional<String> problem) {}

    /**
     * A value.
     *
     * @param style {@code number}, {@code absent} or empty
     */
    public record Cell(String text, String style) {}
}
