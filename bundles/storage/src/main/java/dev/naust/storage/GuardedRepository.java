package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.RecordGuard.Rules;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.Map;
import java.util.Optional;

/** A repository that stores what the map of personal data lets it, in the form that the map demands. */
final class GuardedRepository implements DocumentRepository {
    private final DocumentRepository records;
    private final Rules rules;
    private final Sight sight;

    GuardedRepository(DocumentRepository records, Rules rules, Sight sight) {
        this.records = records;
        this.rules = rules;
        this.sight = sight;
    }

    @Override
    public Schema schema() {
        return records.schema();
    }

    @Override
    public Entry create(Document body) throws InterruptedException {
        require(body);
        return shown(records.create(rules.seal(body, schema())));
    }

    @Override
    public Optional<Entry> find(RecordKey key) throws InterruptedException {
        return records.find(key).map(this::shown);
    }

    @Override
    public Page list(Query query) throws InterruptedException {
        for (Sort sort : query.sort()) {
            if (rules.encrypted().contains(sort.field())) {
                throw new StoreException(
                        ServiceError.FIELD_ENCRYPTED,
                        "The field \"" + sort.field()
                                + "\" is encrypted, and cipher text has no order; sort by another");
            }
        }
        Page page = records.list(
                new Query(sealed(query.filter()), query.sort(), query.limit(), query.cursor(), query.fields()));
        return new Page(page.items().stream().map(this::shown).toList(), page.nextCursor());
    }

    @Override
    public Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException {
        require(together(key.toDocument(), body));
        return shown(records.replace(key, rules.seal(body, schema()), version));
    }

    @Override
    public Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException {
        if (sight != Sight.KEEPER) {
            Document before =
                    records.find(key).map(Entry::body).map(rules::open).orElse(Document.empty());
            require(together(together(key.toDocument(), before), changes));
        }
        return shown(records.update(key, rules.seal(changes, schema()), version));
    }

    @Override
    public boolean delete(RecordKey key, Optional<String> version) throws InterruptedException {
        return records.delete(key, version);
    }

    @Override
    public long count(Optional<Filter> filter) throws InterruptedException {
        return records.count(sealed(filter));
    }

    private void require(Document whole) {
        if (sight != Sight.KEEPER) {
            rules.requireConsent(rules.open(whole));
        }
    }

    private static Document together(Document first, Document second) {
        Map<String, Value> fields = first.toMap();
        fields.putAll(second.toMap());
        return Document.of(fields);
    }

    private Optional<Filter> sealed(Optional<Filter> filter) {
        return filter.map(each -> GuardedReader.sealed(each, rules, sight));
    }

    private Entry shown(Entry entry) {
        return new Entry(entry.key(), GuardedReader.shown(entry.body(), rules, sight), entry.version());
    }
}
