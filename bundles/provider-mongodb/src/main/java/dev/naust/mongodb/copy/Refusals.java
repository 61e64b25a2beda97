package dev.naust.mongodb.copy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteError;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.MongoErrors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server's refusal of a single record means. */
final class Refusals {
    private static final int DUPLICATE = 11_000;
    private static final int RULE = 121;
    private static final Pattern INDEX = Pattern.compile("index: (\\S+)");

    private Refusals() {}

    static Rejected of(DataRecord record, WriteError error, Form form) {
        if (error.getCode() == DUPLICATE) {
            Matcher index = INDEX.matcher(error.getMessage());
            boolean byKey = !index.find() || index.group(1).equals("_id_");
            return byKey
                    ? new Rejected(
                            record,
                            form.key().size() == 1 ? form.key().get(0) : "",
                            "A record with this key is there already")
                    : new Rejected(
                            record,
                            "",
                            "Another record has the same values, which the unique index " + index.group(1)
                                    + " does not allow");
        }
        if (error.getCode() == RULE) {
            return new Rejected(record, "", "The collection's validator refuses the record");
        }
        return new Rejected(record, "", "MongoDB refuses the record: " + MongoErrors.said(error.getMessage()));
    }

    /** Within a transaction one refusal ends everything. */
    static StoreException endingTransaction(DatasetId id, MongoBulkWriteException failure) {
        boolean duplicate = failure.getWriteErrors().stream().anyMatch(error -> error.getCode() == DUPLICATE);
        return new StoreException(
                MongoErrorCode.NOT_WRITABLE,
                "The transaction ended, because MongoDB refused a record of " + id
                        + (duplicate ? ": one with its key or its unique values is there already" : "")
                        + ". Nothing of the transaction was written.",
                failure);
    }
}
