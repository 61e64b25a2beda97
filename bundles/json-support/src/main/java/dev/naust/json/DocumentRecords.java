package dev.naust.json;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.List;

/**
 * The records of a collection that keeps whole documents, each under an id, as exact JSON: for what is read and written as one, and
 * never searched. Safe for use by several threads.
 */
public final class DocumentRecords {
    private static final String ID = "id";
    private static final String DATA = "data";
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);

    private final ExactJson json = new ExactJson();
    private final Schema schema;

    /** @param collection where they are kept */
    public DocumentRecords(String collection) {
        this.schema = Schema.table(
                DatasetId.of(collection), List.of(Field.required(ID, TEXT), Field.required(DATA, TEXT)), List.of(ID));
    }

    /** The collection. */
    public Schema schema() {
        return schema;
    }

    /** The key of the record with an id. */
    public static RecordKey key(String id) {
        return RecordKey.of(ID, Value.text(id));
    }

    /** The record that keeps a document. */
    public Document record(String id, Document kept) {
        return Document.empty().with(ID, Value.text(id)).with(DATA, Value.text(json.write(kept)));
    }

    /** Whose document a record keeps. */
    public String id(Document record) {
        return text(record, ID);
    }

    /**
     * The document that a record keeps.
     *
     * @throws MalformedJsonException when somebody changed it to what is not JSON
     */
    public Document kept(Document record) {
        return json.readDocument(text(record, DATA));
    }

    private static String text(Document record, String field) {
        return ((Text) record.get(field).orElseThrow()).string();
    }
}
