package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.service.RecordGuard.Rules;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;

/** Reads a collection as the map of personal data lets somebody see it. */
final class GuardedReader implements RecordReader {
    private final RecordReader records;
    private final Rules rules;
    private final Sight sight;

    GuardedReader(RecordReader records, Rules rules, Sight sight) {
        this.records = records;
        this.rules = rules;
        this.sight = sight;
    }

    /** A record as somebody may see it. */
    static Document shown(Document body, Rules rules, Sight sight) {
        return sight == Sight.SEALED ? rules.closed(body) : rules.open(body);
    }

    /** Whoever may not read a field must not find out what it holds by guessing either. */
    static Filter sealed(Filter filter, Rules rules, Sight sight) {
        if (sight == Sight.SEALED && !rules.encrypted().isEmpty()) {
            Filters.fields(filter).stream()
                    .filter(rules.encrypted()::contains)
                    .findFirst()
                    .ifPresent(field -> {
                        throw new StoreException(
                                ServiceError.FIELD_ENCRYPTED,
                                "The field \"" + field + "\" is encrypted, and you may not read it; leave it out of the"
                                        + " filter, or ask as a dpo or an admin");
                    });
        }
        return rules.sealed(filter);
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        Batch batch = records.next(maxRecords, maxBytes);
        return new Batch(
                batch.records().stream()
                        .map(record -> record.withBody(shown(record.body(), rules, sight)))
                        .toList(),
                batch.position(),
                batch.last());
    }

    @Override
    public void close() {
        records.close();
    }
}
