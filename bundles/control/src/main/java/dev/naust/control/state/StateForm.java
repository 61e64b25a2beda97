package dev.naust.control.state;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which form the server's state has and which version used it last, so that a version that does not know a later form leaves the
 * state alone. Safe for use by several threads.
 *
 * @param own this version of Naust
 */
record StateForm(Version own) {
    private static final Logger LOG = LoggerFactory.getLogger(StateForm.class);
    private static final long FORM = 1;
    private static final RecordKey KEY = RecordKey.of("id", Value.text("state"));
    private static final Schema ABOUT = Schema.table(
            DatasetId.of("naust_about"),
            List.of(
                    Field.required("id", FieldType.of(Kind.TEXT)),
                    Field.required("form", FieldType.of(Kind.INT64)),
                    Field.required("version", FieldType.of(Kind.TEXT))),
            List.of("id"));

    /**
     * Looks whether this version may use the state, and notes that it does.
     *
     * @throws StoreException when the state has a form that this version does not know
     */
    void check(StorageBackend backend) throws InterruptedException {
        try {
            DocumentRepository about = backend.repository(ABOUT);
            Optional<Document> known = about.find(KEY).map(DocumentRepository.Entry::body);
            if (known.isEmpty()) {
                about.create(record());
                return;
            }
            judge(known.get());
            if (version(known.get()).compareTo(own) < 0) {
                about.replace(KEY, record(), Optional.empty());
            }
        } catch (StoreException e) {
            // A full disk must not keep anybody from reading, and another server may have noted the same.
            if (e.category() != Category.LIMIT && e.category() != Category.CONFLICT) {
                throw e;
            }
            LOG.debug("The version that uses the state is not on record", e);
        }
    }

    private void judge(Document known) {
        Version last = version(known);
        long form = ((Value.Int64) known.get("form").orElseThrow()).number();
        if (form > FORM) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "it was written by Naust " + last + " in form " + form + ", and this version, " + own
                            + ", knows form " + FORM
                            + ". Nothing was changed: start that version again, or put the copy"
                            + " of the state in its place that was made before the update");
        }
        if (last.compareTo(own) > 0) {
            LOG.warn(
                    "The server's own state was used by Naust {} before, which is newer than this version, {}. Its form is"
                            + " the same and it is used; what only the newer version knows of is left alone",
                    last,
                    own);
        }
    }

    private Document record() {
        return Document.empty()
                .with("id", Value.text("state"))
                .with("form", Value.int64(FORM))
                .with("version", Value.text(own.toString()));
    }

    private static Version version(Document known) {
        return Version.parseVersion(known.get("version").orElseThrow().toString());
    }
}
