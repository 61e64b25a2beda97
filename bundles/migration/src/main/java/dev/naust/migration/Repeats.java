package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the target holds what the policy makes of records of the source that have one key there. Hashes taken as records arrive
 * cannot tell: each but the last of a key was there for a moment only. Looks at the source twice, writes nothing, and remembers
 * only keys, so many and no more. For one thread.
 */
final class Repeats {
    private static final int MOST_OVERRIDDEN = 100_000;
    private static final int MOST_KEYS = 2_000_000;

    private final Conflict policy;
    private final Schema there;
    private final Store target;
    private final CanonicalForm form = new CanonicalForm();
    /** The keys of records that the target does not hold as they are, and whether the last record seen of the key is as it is there. */
    private final Map<ByteBuffer, Boolean> overridden = new LinkedHashMap<>();

    private long[] keys = new long[1_024];
    private int seen;
    private long missing;
    private String example = "";

    Repeats(Conflict policy, Schema there, Store target) {
        this.policy = policy;
        this.there = there;
        this.target = target;
    }

    /** One way through the source, whose records are handed to a writer. */
    @FunctionalInterface
    interface Way {
        void through(RecordWriter writer) throws InterruptedException;
    }

    /**
     * Looks.
     *
     * @param rejected how many records may be missing
     * @return what to say of the source when the target is as the policy says, else empty
     */
    Optional<String> look(Way way, long rejected) throws InterruptedException {
        if (policy != Conflict.OVERWRITE && policy != Conflict.MERGE
                || there.key().isEmpty()) {
            return Optional.empty();
        }
        way.through(each(this::first));
        long repeated = repeated();
        if (missing > rejected || repeated == 0 || overridden.size() > MOST_OVERRIDDEN) {
            return Optional.empty();
        }
        if (!overridden.isEmpty()) {
            way.through(each(this::again));
        }
        return overridden.containsValue(false) ? Optional.empty() : Optional.of(sentence(repeated));
    }

    private String sentence(long repeated) {
        return (repeated == 1 ? "1 record of the source has" : repeated + " records of the source have")
                + " a key that an earlier one has already"
                + (example.isEmpty() ? "" : ", such as " + example) + ": "
                + (policy == Conflict.OVERWRITE ? "the last of each is there" : "each was merged into the one before");
    }

    private void first(DataRecord incoming, Optional<Document> present) {
        ByteBuffer identity = identity(incoming);
        note(identity);
        if (present.isEmpty()) {
            missing++;
        } else if (!isThere(incoming, present.get()) && overridden.size() <= MOST_OVERRIDDEN) {
            overridden.put(identity, false);
            example = example.isEmpty() ? key(incoming).toString() : example;
        }
    }

    private void again(DataRecord incoming, Optional<Document> present) {
        overridden.computeIfPresent(
                identity(incoming),
                (identity, before) ->
                        present.filter(body -> isThere(incoming, body)).isPresent());
    }

    private boolean isThere(DataRecord incoming, Document present) {
        Document settled = Settlement.of(policy, there, present, incoming.body());
        return Arrays.equals(form.hash(settled), form.hash(present));
    }

    private void note(ByteBuffer identity) {
        if (seen < MOST_KEYS) {
            if (seen == keys.length) {
                keys = Arrays.copyOf(keys, Math.min(MOST_KEYS, seen * 2));
            }
            keys[seen++] = identity.getLong(0);
        }
    }

    /** How many of the keys that are remembered came before. */
    private long repeated() {
        Arrays.sort(keys, 0, seen);
        long repeated = 0;
        for (int i = 1; i < seen; i++) {
            repeated += keys[i] == keys[i - 1] ? 1 : 0;
        }
        return Math.max(repeated, overridden.size());
    }

    private RecordKey key(DataRecord each) {
        return RecordKey.from(each.body(), there.key());
    }

    private ByteBuffer identity(DataRecord each) {
        return ByteBuffer.wrap(form.hash(key(each).toDocument()));
    }

    private interface Judge {
        void judge(DataRecord incoming, Optional<Document> present);
    }

    /** Looks up what is there for every record. */
    private TakingWriter each(Judge judge) {
        return new TakingWriter(batch -> {
            Map<ByteBuffer, Document> found = new HashMap<>();
            List<RecordKey> wanted = batch.stream().map(this::key).distinct().toList();
            for (DataRecord each : target.lookup().orElseThrow().findAllAs(there, wanted)) {
                found.put(identity(each), each.body());
            }
            for (DataRecord each : batch) {
                judge.judge(each, Optional.ofNullable(found.get(identity(each))));
            }
        });
    }
}
