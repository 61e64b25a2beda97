package dev.naust.filesystem.record;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.json.AskedKinds;
import java.util.ArrayList;
import java.util.List;

/** Makes what a request asked for of whole documents: the fields it wants, of the kinds it wants, large values streamed. */
public final class Handout {
    private final ReadRequest request;
    private final List<String> key;
    private final Schema wanted;
    private final AskedKinds asked;
    private final Layout layout;
    private final boolean select;

    /**
     * @param schema what the collection declares
     * @throws StoreException when a table does not have a field that is asked for
     */
    public Handout(Schema schema, ReadRequest request) {
        this.request = request;
        this.key = schema.key();
        this.wanted = request.readAs().orElse(schema);
        this.asked = new AskedKinds(wanted);
        this.layout = wanted.layout();
        this.select = request.readAs().isPresent();
        if (schema.shape() == Shape.TABLE) {
            for (Field field : wanted.fields()) {
                if (schema.field(field.name()).isEmpty()) {
                    throw new StoreException(
                            FilesystemErrorCode.NO_SUCH_FIELD,
                            "Collection \"" + schema.id() + "\" has no field \"" + field.name() + "\"");
                }
            }
        }
    }

    /** Whether the request's filter lets a document through. */
    public boolean wants(Document body) {
        return request.filter().map(filter -> filter.matches(body)).orElse(true);
    }

    public DataRecord record(Document body) {
        Layout names = shared(body);
        Value[] values = new Value[names.size()];
        for (int i = 0; i < values.length; i++) {
            String name = names.names().get(i);
            Value value = body.at(body.layout().indexOf(name));
            Value read = select ? asked.of(name, value) : value;
            values[i] = Content.streamed(read, request.largeValue());
        }
        return DataRecord.of(key, Document.of(names, values));
    }

    /** The wanted names that a document has, in the wanted order; one layout for all documents that have them all. */
    private Layout shared(Document body) {
        if (body.layout().equals(layout)) {
            return layout;
        }
        List<String> present = new ArrayList<>();
        for (String name : select ? layout.names() : body.layout().names()) {
            if (body.layout().indexOf(name) >= 0) {
                present.add(name);
            }
        }
        return present.equals(layout.names()) ? layout : Layout.of(present);
    }
}
