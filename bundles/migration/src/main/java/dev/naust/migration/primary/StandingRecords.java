package dev.naust.migration.primary;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.DocumentRecords;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The standings in the server's state, one record for each migration. A change is made only from what was read. */
final class StandingRecords {
    private final DocumentRecords standings = new DocumentRecords("naust_primaries");
    private final ServerState state;

    StandingRecords(ServerState state) {
        this.state = state;
    }

    /** All of them, by their runs. */
    Map<String, Standing> all() throws InterruptedException {
        return state.use(backend -> {
            Map<String, Standing> found = new LinkedHashMap<>();
            DocumentRepository records = backend.repository(standings.schema());
            Query query = Query.first(DocumentRepository.MOST);
            boolean more = true;
            while (more) {
                Page page = records.list(query);
                page.items().forEach(each -> {
                    Standing standing = standing(each);
                    found.put(standing.run(), standing);
                });
                more = page.nextCursor().isPresent();
                query = page.nextCursor().map(query::after).orElse(query);
            }
            return found;
        });
    }

    private Standing standing(Entry entry) {
        return Standing.of(standings.id(entry.body()), standings.kept(entry.body()));
    }

    /**
     * Puts one in the place of another.
     *
     * @param before as it was read; empty when there was none
     * @throws StoreException with {@code record.changed} or {@code record.exists} when it is another one by now
     */
    void replace(Optional<Standing> before, Standing next) throws InterruptedException {
        Document record = standings.record(next.run(), next.toDocument());
        state.use(backend -> {
            DocumentRepository records = backend.repository(standings.schema());
            if (before.isEmpty()) {
                return records.create(record);
            }
            RecordKey key = DocumentRecords.key(next.run());
            Entry now = records.find(key).orElseThrow(() -> changed(next));
            if (!standing(now).equals(before.get())) {
                throw changed(next);
            }
            return records.replace(key, record, Optional.of(now.version()));
        });
    }

    private static StoreException changed(Standing next) {
        return new StoreException(
                ServiceError.RECORD_CHANGED,
                "Who serves the collections of migration " + next.run() + " was decided by somebody else meanwhile");
    }
}
