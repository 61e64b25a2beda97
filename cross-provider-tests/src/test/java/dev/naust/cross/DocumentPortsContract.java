package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentQueue;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import dev.naust.storage.StorageService;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ports of documents do on every store. */
abstract class DocumentPortsContract extends TypedPortsContract {
    private static final Schema PEOPLE = Schema.table(
            DatasetId.of("people"),
            List.of(
                    Field.required("id", FieldType.of(Kind.TEXT)),
                    Field.required("name", FieldType.of(Kind.TEXT)),
                    Field.of("age", FieldType.of(Kind.INT64)),
                    Field.of("town", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private DocumentRepository people;

    @BeforeEach
    void makeCollection() throws Exception {
        people = backend.repository(PEOPLE);
    }

    @Test
    void aCreatedRecordIsFoundAsItWasGiven() throws Exception {
        Entry created = people.create(person("ada", "Ada", 36, "London"));

        assertThat(people.find(key("ada"))).contains(created);
        assertThat(created.key()).isEqualTo(key("ada"));
        assertThat(created.body()).isEqualTo(person("ada", "Ada", 36, "London"));
        assertThat(people.find(key("nobody"))).isEmpty();
    }

    @Test
    void aKeyThatIsTakenIsRefusedAndTheRecordStaysAsItWas() throws Exception {
        people.create(person("ada", "Ada", 36, "London"));

        refused(() -> people.create(person("ada", "Eve", 1, "Paris")), ServiceError.RECORD_EXISTS, "ada");
        assertThat(name("ada")).isEqualTo("Ada");
    }

    @Test
    void recordsThatAreAddedTogetherAreAllThereUnlessAKeyIsTaken() throws Exception {
        people.createAll(List.of(person("ada", "Ada", 36, "London"), person("eve", "Eve", 1, "Paris")));
        assertThat(people.find(key("eve")).orElseThrow().body()).isEqualTo(person("eve", "Eve", 1, "Paris"));

        List<Document> more = List.of(person("bob", "Bob", 50, "Oslo"), person("ada", "Eva", 2, "Rome"));
        refused(() -> people.createAll(more), ServiceError.RECORD_EXISTS, "ada");
        assertThat(name("ada")).isEqualTo("Ada");
        if (store.transactions().isPresent()) {
            assertThat(people.count(Optional.empty())).isEqualTo(2);
            refused(
                    () -> backend.transaction(inside -> {
                        inside.repository(PEOPLE).createAll(more);
                        return true;
                    }),
                    ServiceError.RECORD_EXISTS,
                    "ada");
            assertThat(people.count(Optional.empty())).isEqualTo(2);
        }
    }

    @Test
    void aMissingTextKeyIsFilledInSuchThatLaterOnesSortBehind() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Document body = Document.of(Map.of("name", Value.text("n" + i)));
            keys.add(text(people.create(body), "id"));
        }
        assertThat(keys).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFieldThatTheCollectionDoesNotHaveIsNamed() {
        refused(
                () -> people.create(person("ada", "Ada", 36, "London").with("shoe", Value.int64(38))),
                ServiceError.RECORD_INVALID,
                "shoe");
    }

    @Test
    void aRecordThatTheStoreRefusesIsNotThereAfterwards() throws Exception {
        Document nameless = Document.of(Map.of("id", Value.text("x"), "name", Value.ofNull()));

        refused(() -> people.create(nameless), ServiceError.RECORD_INVALID, "name");
        assertThat(people.count(Optional.empty())).isZero();
    }

    @Test
    void replacingLeavesNothingOfTheOldRecord() throws Exception {
        people.create(person("ada", "Ada", 36, "London"));

        people.replace(key("ada"), Document.of(Map.of("name", Value.text("Ada L."))), Optional.empty());

        Document body = people.find(key("ada")).orElseThrow().body();
        assertThat(body.get("name")).contains(Value.text("Ada L."));
        assertThat(body.get("age").orElse(Value.ofNull())).isEqualTo(Value.ofNull());
        assertThat(body.get("town").orElse(Value.ofNull())).isEqualTo(Value.ofNull());
    }

    @Test
    void updatingChangesOnlyWhatIsNamed() throws Exception {
        people.create(person("ada", "Ada", 36, "London"));

        Entry after = people.update(key("ada"), Document.of(Map.of("age", Value.int64(37))), Optional.empty());

        assertThat(after.body()).isEqualTo(person("ada", "Ada", 37, "London"));
        assertThat(people.find(key("ada"))).contains(after);
    }

    @Test
    void aKeyCannotBeChanged() throws Exception {
        people.create(person("ada", "Ada", 36, "London"));
        Document other = Document.of(Map.of("id", Value.text("eve")));

        refused(() -> people.update(key("ada"), other, Optional.empty()), ServiceError.RECORD_INVALID, "key");
        refused(() -> people.replace(key("ada"), other, Optional.empty()), ServiceError.RECORD_INVALID, "key");
    }

    @Test
    void whatIsNotThereCannotBeChanged() {
        refused(() -> people.update(key("x"), Document.empty(), Optional.empty()), ServiceError.RECORD_NOT_FOUND, "x");
    }

    @Test
    void theVersionChangesWithTheContentAndComesBackWithIt() throws Exception {
        Entry first = people.create(person("ada", "Ada", 36, "London"));
        Entry second = people.update(key("ada"), Document.of(Map.of("age", Value.int64(37))), Optional.empty());
        Entry third = people.update(key("ada"), Document.of(Map.of("age", Value.int64(36))), Optional.empty());

        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(third.version()).isEqualTo(first.version());
    }

    @Test
    void aChangeFromAnOldVersionIsRefused() throws Exception {
        String old = people.create(person("ada", "Ada", 36, "London")).version();
        people.update(key("ada"), Document.of(Map.of("age", Value.int64(37))), Optional.of(old));

        Document late = Document.of(Map.of("age", Value.int64(99)));
        refused(() -> people.update(key("ada"), late, Optional.of(old)), ServiceError.RECORD_CHANGED, "ada");
        refused(() -> people.replace(key("ada"), late, Optional.of(old)), ServiceError.RECORD_CHANGED, "ada");
        refused(() -> people.delete(key("ada"), Optional.of(old)), ServiceError.RECORD_CHANGED, "ada");
        assertThat(people.find(key("ada")).orElseThrow().body().get("age")).contains(Value.int64(37));
    }

    @Test
    void deletingSaysWhetherTheRecordWasThere() throws Exception {
        String version = people.create(person("ada", "Ada", 36, "London")).version();

        assertThat(people.delete(key("ada"), Optional.of(version))).isTrue();
        assertThat(people.delete(key("ada"), Optional.empty())).isFalse();
        assertThat(people.find(key("ada"))).isEmpty();
    }

    @Test
    void noIncrementIsLostAmongThreadsThatChangeOneRecordByVersion() throws Exception {
        incrementTogether(Collections.nCopies(4, people));
    }

    @Test
    void noIncrementIsLostAmongServersThatChangeOneRecordByVersion() throws Exception {
        assumeTrue(store.transactions().isPresent(), "Without transactions one backend alone keeps changes apart");
        List<DocumentRepository> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            servers.add(new StorageService().over(store).repository(PEOPLE));
        }
        incrementTogether(servers);
    }

    @Test
    void ofServersThatCreateTheSameRecordOneDoesAndTheOthersHearThatItIsThere() throws Exception {
        assumeTrue(store.transactions().isPresent(), "Without transactions one backend alone keeps changes apart");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                DocumentRepository server = new StorageService().over(store).repository(PEOPLE);
                all.add(threads.submit(() -> createSome(server)));
            }
            int made = 0;
            for (Future<Integer> one : all) {
                made += one.get(50, TimeUnit.SECONDS);
            }
            assertThat(made).isEqualTo(20);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int createSome(DocumentRepository people) throws InterruptedException {
        int made = 0;
        for (int n = 0; n < 20; n++) {
            try {
                people.create(person("p" + n, "Ada", 36, "London"));
                made++;
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(ServiceError.RECORD_EXISTS);
            }
        }
        return made;
    }

    private void incrementTogether(List<DocumentRepository> several) throws Exception {
        people.create(person("counter", "Counter", 0, "x"));
        ExecutorService threads = Executors.newFixedThreadPool(several.size());
        try {
            List<Future<?>> all = several.stream()
                    .<Future<?>>map(each -> threads.submit(() -> {
                        for (int n = 0; n < 10; n++) {
                            increment(each);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> one : all) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(people.find(key("counter")).orElseThrow().body().get("age"))
                .contains(Value.int64(10 * several.size()));
    }

    private static void increment(DocumentRepository people) throws InterruptedException {
        while (true) {
            Entry now = people.find(key("counter")).orElseThrow();
            long age = ((Value.Int64) now.body().get("age").orElseThrow()).number();
            try {
                people.update(now.key(), Document.of(Map.of("age", Value.int64(age + 1))), Optional.of(now.version()));
                return;
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(ServiceError.RECORD_CHANGED);
            }
        }
    }

    @Test
    void pagesInTheStoresOwnOrderHoldEveryMatchingRecordOnce() throws Exception {
        fill(57);
        Filter adults = new Filter.Comparison("age", Filter.Operator.GTE, Value.int64(18));
        long expected = people.count(Optional.of(adults));

        List<Entry> all = pages(Query.first(7).where(adults));

        assertThat(expected).isPositive().isLessThan(57);
        assertThat(all).hasSize((int) expected).allMatch(entry -> adults.matches(entry.body()));
        assertThat(all.stream().map(entry -> text(entry, "id"))).doesNotHaveDuplicates();
    }

    @Test
    void anExactlyFullLastPageHasNoNextOne() throws Exception {
        fill(10);
        Page first = people.list(Query.first(5));
        Page second = people.list(Query.first(5).after(first.nextCursor().orElseThrow()));

        assertThat(second.items()).hasSize(5);
        assertThat(second.nextCursor()).isEmpty();
    }

    @Test
    void pagesInAnotherOrderHoldEveryRecordOnceWithTiesAndNulls() throws Exception {
        fill(57);

        List<Entry> all = pages(Query.first(6).sortedBy(Sort.up("town"), Sort.down("age")));

        assertThat(all).hasSize(57).doesNotHaveDuplicates();
        assertThat(all.stream().map(entry -> text(entry, "town")).toList())
                .isSortedAccordingTo(Comparator.nullsFirst(Comparator.naturalOrder()));
        Comparator<Entry> downByAge = Comparator.<Entry, Long>comparing(
                entry -> age(entry), Comparator.nullsFirst(Comparator.naturalOrder()));
        assertThat(all.stream()
                        .filter(entry -> "Oslo".equals(text(entry, "town")))
                        .toList())
                .hasSizeGreaterThan(6)
                .isSortedAccordingTo(downByAge.reversed());
    }

    @Test
    void recordsThatComeAndGoBetweenPagesDoNotDisturbTheOthers() throws Exception {
        for (int i = 10; i < 30; i++) {
            people.create(person("p" + i, "name" + i, i, "Oslo"));
        }
        Query query = Query.first(5).sortedBy(Sort.up("age"));
        Page first = people.list(query);
        people.delete(key("p14"), Optional.empty());
        people.create(person("late", "Late", 1, "Oslo"));

        Page second = people.list(query.after(first.nextCursor().orElseThrow()));

        assertThat(second.items().stream().map(entry -> text(entry, "id")))
                .containsExactly("p15", "p16", "p17", "p18", "p19");
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() throws Exception {
        fill(10);
        Query byAge = Query.first(3).sortedBy(Sort.up("age"));
        String cursor = people.list(byAge).nextCursor().orElseThrow();

        for (Query other : List.of(
                Query.first(3),
                Query.first(3).sortedBy(Sort.down("age")),
                byAge.where(Filter.eq("town", Value.text("Oslo"))))) {
            refused(() -> people.list(other.after(cursor)), ServiceError.CURSOR_INVALID, "nextCursor");
        }
        for (String broken : List.of("", "%%%", "AAAA", cursor.substring(0, 14), cursor.substring(0, 12) + "_____w")) {
            refused(() -> people.list(byAge.after(broken)), ServiceError.CURSOR_INVALID, "nextCursor");
        }
    }

    @Test
    void countingFollowsTheFilter() throws Exception {
        fill(30);
        assertThat(people.count(Optional.empty())).isEqualTo(30);
        assertThat(people.count(Optional.of(Filter.eq("id", Value.text("p3"))))).isEqualTo(1);
        assertThat(people.count(Optional.of(new Filter.Or(List.of())))).isZero();
    }

    @Test
    void aStoreWithoutTransactionsSaysSo() {
        assumeTrue(store.transactions().isEmpty());
        refused(() -> backend.transaction(inside -> "never"), CommonError.UNSUPPORTED, "");
    }

    @Test
    void aTransactionIsWholeOrNotAtAll() throws Exception {
        assumeTrue(store.transactions().isPresent());
        backend.transaction(inside -> {
            inside.repository(PEOPLE).create(person("a", "A", 1, "x"));
            return inside.repository(PEOPLE).create(person("b", "B", 2, "x"));
        });
        assertThatThrownBy(() -> backend.transaction(inside -> {
                    inside.repository(PEOPLE).delete(key("a"), Optional.empty());
                    inside.repository(PEOPLE).create(person("c", "C", 3, "x"));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");

        assertThat(pages(Query.first(10)).stream().map(entry -> text(entry, "id")))
                .containsExactly("a", "b");
    }

    @Test
    void aTransactionInsideAnotherIsRolledBackAlone() throws Exception {
        assumeTrue(store.transactions().isPresent());
        backend.transaction(outer -> {
            outer.repository(PEOPLE).create(person("a", "A", 1, "x"));
            assertThatThrownBy(() -> outer.transaction(inner -> {
                        inner.repository(PEOPLE).create(person("b", "B", 2, "x"));
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessageContaining("on purpose");
            return outer.transaction(inner -> inner.repository(PEOPLE).create(person("c", "C", 3, "x")));
        });

        assertThat(pages(Query.first(10)).stream().map(entry -> text(entry, "id")))
                .containsExactly("a", "c");
    }

    @Test
    void aTransactionThatUsesTheBackendFromOutsideIsRefused() {
        assumeTrue(store.transactions().isPresent());
        refused(
                () -> backend.transaction(inside -> people.create(person("a", "A", 1, "x"))),
                ServiceError.OPTION_UNSUPPORTED,
                "outside");
    }

    @Test
    void documentsNeedNotAgreeInTheirFields() throws Exception {
        DocumentRepository notes = backend.documents(DatasetId.of("notes"));
        Document tags = Document.of(Map.of("tags", new Value.Array(List.of(Value.text("a"), Value.int64(2)))));
        Entry first = notes.create(
                Document.of(Map.of("title", Value.text("Båt"), "price", new Value.Decimal(new BigDecimal("1.50")))));
        Entry second = notes.create(Document.of(Map.of("deep", tags, "done", Value.Bool.TRUE)));

        assertThat(notes.find(first.key())).contains(first);
        assertThat(first.body().get("price")).contains(new Value.Decimal(new BigDecimal("1.50")));
        assertThat(second.body().get("deep")).contains(tags);
        assertThat(backend.documents(DatasetId.of("notes")).count(Optional.empty()))
                .isEqualTo(2);
    }

    @Test
    void documentsAreFilteredSortedChangedAndRemovedLikeOtherRecords() throws Exception {
        DocumentRepository notes = backend.documents(DatasetId.of("notes"));
        for (int i = 0; i < 10; i++) {
            notes.create(Document.of(Map.of("id", Value.text("n" + i), "rank", Value.int64(9 - i))));
        }

        Page page = notes.list(Query.first(3)
                .where(new Filter.Comparison("rank", Filter.Operator.LT, Value.int64(5)))
                .sortedBy(Sort.up("rank")));
        Entry changed = notes.update(key("n3"), Document.of(Map.of("color", Value.text("red"))), Optional.empty());

        assertThat(page.items()).extracting(entry -> text(entry, "id")).containsExactly("n9", "n8", "n7");
        assertThat(changed.body().get("rank")).contains(Value.int64(6));
        assertThat(changed.body().get("color")).contains(Value.text("red"));
        assertThat(notes.list(Query.first(10).where(Filter.eq("id", Value.text("n4"))))
                        .items())
                .hasSize(1);
        assertThat(notes.delete(key("n3"), Optional.of(changed.version()))).isTrue();
        assertThat(notes.find(key("n3"))).isEmpty();
    }

    @Test
    void aJobIsAddedTogetherWithARecordOrNeither() throws Exception {
        assumeTrue(store.queue().isPresent() && store.transactions().isPresent());
        DocumentQueue mail = backend.queue("mail");
        assertThatThrownBy(() -> backend.transaction(inside -> {
                    inside.repository(PEOPLE).create(person("a", "A", 1, "x"));
                    inside.queue("mail").enqueue(Document.empty());
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");
        assertThat(mail.dequeue(Duration.ofMinutes(1))).isEmpty();

        backend.transaction(inside -> {
            inside.repository(PEOPLE).create(person("a", "A", 1, "x"));
            return inside.queue("mail").enqueue(Document.empty());
        });

        Queue.LeasedJob job = mail.dequeue(Duration.ofMinutes(1)).orElseThrow();
        mail.acknowledge(job);
        assertThat(mail.counts()).isEqualTo(new Queue.Counts(0, 0, 0, 0));
    }

    @Test
    void aCollectionIsMadeOnceAndChecked() throws Exception {
        people.create(person("ada", "Ada", 36, "London"));
        StorageBackend later = new StorageService().over(store);

        assertThat(later.repository(PEOPLE).find(key("ada"))).isPresent();
        assertThat(later.repository(people.schema().id()).find(key("ada"))).isPresent();
        List<Field> more = new ArrayList<>(PEOPLE.fields());
        more.add(Field.of("shoe", FieldType.of(Kind.INT64)));
        refused(() -> later.repository(PEOPLE.withFields(more)), ServiceError.COLLECTION_UNSUITABLE, "shoe");
        refused(() -> later.repository(DatasetId.of("nowhere")), ServiceError.COLLECTION_NOT_FOUND, "nowhere");
    }

    @Test
    void anInterruptionEndsACallAndChangesNothing() throws Exception {
        fill(3);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> people.create(person("x", "X", 1, "x"))).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(people.count(Optional.empty())).isEqualTo(3);
    }

    private void fill(int count) throws InterruptedException {
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            Value age = i % 11 == 0 ? Value.ofNull() : Value.int64(random.nextInt(40));
            Value town = i % 7 == 0 ? Value.ofNull() : Value.text(random.nextBoolean() ? "Oslo" : "Æ-øy");
            people.create(person("p" + i, "name" + i, 0, "").with("age", age).with("town", town));
        }
    }

    private List<Entry> pages(Query query) throws InterruptedException {
        List<Entry> all = new ArrayList<>();
        Page page = people.list(query);
        all.addAll(page.items());
        while (page.nextCursor().isPresent()) {
            page = people.list(query.after(page.nextCursor().get()));
            assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(query.limit());
            all.addAll(page.items());
        }
        return all;
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String naming) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(naming);
    }

    private String name(String id) throws InterruptedException {
        return text(people.find(key(id)).orElseThrow(), "name");
    }

    private static String text(Entry entry, String field) {
        return entry.body().get(field).orElseThrow() instanceof Text text ? text.string() : null;
    }

    private static Long age(Entry entry) {
        return entry.body().get("age").orElseThrow() instanceof Value.Int64 age ? (Long) age.number() : null;
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }

    private static Document person(String id, String name, long age, String town) {
        return Document.empty()
                .with("id", Value.text(id))
                .with("name", Value.text(name))
                .with("age", Value.int64(age))
                .with("town", Value.text(town));
    }
}
