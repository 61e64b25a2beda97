package dev.naust.cross;

import static dev.naust.api.port.Condition.contains;
import static dev.naust.api.port.Condition.not;
import static dev.naust.api.port.Condition.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.port.Caching;
import dev.naust.api.port.Changes;
import dev.naust.api.port.Condition;
import dev.naust.api.port.Id;
import dev.naust.api.port.Indexed;
import dev.naust.api.port.JobOptions;
import dev.naust.api.port.JobQueue;
import dev.naust.api.port.Page;
import dev.naust.api.port.Query;
import dev.naust.api.port.Query.Order;
import dev.naust.api.port.Repository;
import dev.naust.api.port.Stored;
import dev.naust.api.port.Versioned;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.storage.StorageService;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the typed ports do on every store. */
@Timeout(60)
abstract class TypedPortsContract {
    Store store;
    StorageBackend backend;

    @TempDir
    private Path folder;

    private final StorageService storage = new StorageService();
    private Document place = Document.empty();

    abstract Technology technology();

    /** A person, with an index to find the people of a town by age. */
    @Stored("inhabitants")
    record Person(
            @Nullable String id,
            String name,
            @Nullable Integer age,
            @Indexed(with = "age") @Nullable String town) {}

    /** The same people, of whom no two may have one name. */
    @Stored("inhabitants")
    record Citizen(
            String id,
            @Indexed(unique = true) String name,
            @Nullable Integer age,
            @Indexed(with = "age") @Nullable String town) {}

    /** All that a property can be. */
    record Everything(
            @Id UUID key,
            boolean yes,
            int small,
            long large,
            double real,
            BigDecimal exact,
            byte @Nullable [] bytes,
            LocalDate date,
            LocalTime time,
            LocalDateTime local,
            Instant moment,
            OffsetDateTime offset,
            Color color,
            List<String> words,
            Map<String, Integer> numbers,
            Place place) {}

    enum Color {
        RED,
        GREEN
    }

    record Place(String street, @Nullable BigDecimal height, List<Place> near) {}

    /** A class as they were written before records. */
    static final class Account {
        private long number;
        private @Nullable String owner;
        private boolean active;

        @Id
        public long getNumber() {
            return number;
        }

        public void setNumber(long value) {
            number = value;
        }

        public @Nullable String getOwner() {
            return owner;
        }

        public void setOwner(@Nullable String value) {
            owner = value;
        }

        public boolean isActive() {
            return active;
        }

        public void setActive(boolean value) {
            active = value;
        }
    }

    record Seat(@Id String hall, @Id int row, @Nullable String guest) {}

    record NameOnly(String name) {}

    record Mail(String to, int copies) {}

    @BeforeEach
    void openStore() throws Exception {
        place = technology().place(folder);
        store = technology().open(place);
        backend = storage.over(store);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void everyTypeOfPropertyComesBackAsItWas() throws Exception {
        Repository<Everything> all = backend.repository(Everything.class);
        Everything thing = new Everything(
                UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                0.1,
                new BigDecimal("1.50"),
                new byte[] {0, -1, 7},
                LocalDate.of(2024, 2, 29),
                LocalTime.of(23, 59, 59, 123_456_000),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59),
                Instant.parse("2026-11-21T16:20:00.123456Z"),
                OffsetDateTime.parse("2026-11-21T16:20:00.5+01:00"),
                Color.GREEN,
                List.of("Zoë", "", "🚢"),
                Map.of("one", 1),
                new Place("Kaigaten 1", new BigDecimal("3.10"), List.of(new Place("Bryggen", null, List.of()))));

        Everything created = all.create(thing).value();
        Everything found = all.findById(thing.key()).orElseThrow().value();

        assertThat(found).usingRecursiveComparison().isEqualTo(thing);
        assertThat(created).usingRecursiveComparison().isEqualTo(thing);
    }

    @Test
    void conditionsAreTypedAndMeanTheSameEverywhere() throws Exception {
        Repository<Person> people = people();

        assertThat(names(people, where(Person::age).gte(36))).containsExactlyInAnyOrder("Ada", "Grace");
        assertThat(names(
                        people,
                        where(Person::age).gt(36).and(where(Person::town).ne("London"))))
                .containsExactly("Grace");
        assertThat(names(people, where(Person::town).in(List.of("London", "Oslo"))))
                .containsExactlyInAnyOrder("Ada", "Kari");
        assertThat(names(
                        people,
                        contains(Person::name, "ra").or(where(Person::age).lt(20))))
                .containsExactlyInAnyOrder("Grace", "Kari");
        assertThat(names(people, where(Person::age).isNull())).containsExactly("Alan");
        assertThat(names(people, not(where(Person::age).lte(50)))).containsExactlyInAnyOrder("Alan", "Grace");
        assertThat(people.count(where(Person::town).eq("Oslo"))).isEqualTo(1);
        assertThat(people.count()).isEqualTo(4);
    }

    @Test
    void pagesComeInTheOrderThatIsAskedForAndHoldEachOnce() throws Exception {
        Repository<Person> people = people();
        Query<Person> query = Query.<Person>all()
                .sortedBy(Order.down(Person::age))
                .sortedBy(Order.up(Person::name))
                .limit(3);

        Page<Versioned<Person>> first = people.findMany(query);
        Page<Versioned<Person>> second =
                people.findMany(query.after(first.nextCursor().orElseThrow()));

        assertThat(first.items()).extracting(each -> each.value().name()).containsExactly("Grace", "Ada", "Kari");
        assertThat(second.items()).extracting(each -> each.value().name()).containsExactly("Alan");
        assertThat(second.nextCursor()).isEmpty();
    }

    @Test
    void aProjectionHasOnlyWhatIsWanted() throws Exception {
        Repository<Person> people = people();

        Page<NameOnly> names = people.findMany(
                Query.matching(where(Person::town).eq("Oslo")).sortedBy(Order.up(Person::age)), NameOnly.class);

        assertThat(names.items()).containsExactly(new NameOnly("Kari"));
        assertThatThrownBy(() -> people.findMany(Query.all(), Mail.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no property \"to\"");
    }

    @Test
    void aKeyIsFilledInAndAChangeNamesTheVersionThatItWasMadeFrom() throws Exception {
        Repository<Person> people = backend.repository(Person.class);
        Versioned<Person> created = people.create(new Person(null, "Ada", 36, "London"));
        String key = created.value().id();
        assertThat(key).isNotBlank();

        Versioned<Person> older =
                people.update(key, Changes.of(Person::age, 37).and(Person::town, null), Optional.of(created.version()));

        assertThat(older.value()).isEqualTo(new Person(key, "Ada", 37, null));
        assertThat(people.findById(key)).contains(older);
        refused(
                () -> people.update(key, Changes.of(Person::age, 99), Optional.of(created.version())),
                ServiceError.RECORD_CHANGED);
        Person another = new Person(key, "Ada L.", null, "Paris");
        assertThat(people.replace(another, Optional.of(older.version())).value())
                .isEqualTo(another);
        refused(() -> people.create(another), ServiceError.RECORD_EXISTS);
        assertThat(people.delete(key, Optional.empty())).isTrue();
        assertThat(people.delete(key, Optional.empty())).isFalse();
        refused(() -> people.replace(another, Optional.empty()), ServiceError.RECORD_NOT_FOUND);
    }

    @Test
    void aClassWithGettersAndAKeyOfTwoPropertiesDoToo() throws Exception {
        Repository<Account> accounts = backend.repository(Account.class);
        Account account = new Account();
        account.setNumber(7);
        account.setActive(true);
        accounts.create(account);
        Repository<Seat> seats = backend.repository(Seat.class);
        seats.create(new Seat("A", 1, null));
        seats.create(new Seat("A", 2, "Ada"));

        assertThat(accounts.findMany(Query.matching(where(Account::isActive).eq(true)))
                        .items())
                .singleElement()
                .satisfies(found -> assertThat(found.value().getNumber()).isEqualTo(7));
        assertThat(accounts.count(where(Account::getOwner).isNull())).isEqualTo(1);
        assertThat(seats.findById(List.of("A", 2)))
                .hasValueSatisfying(seat -> assertThat(seat.value().guest()).isEqualTo("Ada"));
        assertThat(seats.delete(List.of("A", 1), Optional.empty())).isTrue();
        assertThat(seats.count()).isEqualTo(1);
    }

    @Test
    void declaredIndexesAreMadeOrToldOf() throws Exception {
        Repository<Person> people = people();

        Repository.DeclaredIndex index = people.indexes().get(0);
        assertThat(people.indexes()).hasSize(1);
        assertThat(index.properties()).containsExactly("town", "age");
        assertThat(index.kept()).isEqualTo(indexed());
    }

    /** A folder's files are sorted by the key alone. */
    private boolean indexed() {
        return technology() != Technology.FILESYSTEM;
    }

    @Test
    void anIndexThatIsDeclaredLaterIsMadeForTheCollectionThatIsThere() throws Exception {
        assumeTrue(indexed());
        people();
        StorageBackend later = new StorageService().over(store);

        Repository<Citizen> citizens = later.repository(Citizen.class);

        assertThat(citizens.indexes()).hasSize(2).allMatch(Repository.DeclaredIndex::kept);
        assertThat(later.repository(Person.class).indexes()).allMatch(Repository.DeclaredIndex::kept);
        assertThatThrownBy(() -> citizens.create(new Citizen("other", "Ada", 1, "Rome")))
                .isInstanceOf(StoreException.class);
        assertThat(citizens.count()).isEqualTo(4);
    }

    @Test
    void anIndexThatMustBeUniqueIsRefusedWhereTheStoreCannotSeeToIt() throws Exception {
        assumeTrue(!indexed());
        refused(() -> backend.repository(Citizen.class), ServiceError.COLLECTION_UNSUITABLE);
    }

    @Test
    void aTransactionThatFailsLeavesNothingOfItsObjects() throws Exception {
        assumeTrue(store.transactions().isPresent());
        Repository<Person> people = people();

        assertThatThrownBy(() -> backend.transaction(inside -> {
                    inside.repository(Person.class).create(new Person("x", "X", 1, null));
                    inside.repository(Person.class).delete("ada", Optional.empty());
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(people.findById("x")).isEmpty();
        assertThat(people.findById("ada")).isPresent();
    }

    @Test
    void aCacheAnswersUntilSomebodyChangesTheRecordInAnyWay() throws Exception {
        Repository<Person> plain = people();
        Repository<Person> cached =
                backend.repository(Person.class, Optional.of(new Caching(100, Duration.ofMinutes(10))));
        cached.findById("ada");
        removeBehindItsBack("ada");
        assertThat(cached.findById("ada")).as("from the cache").isPresent();

        plain.update("grace", Changes.of(Person::age, 1), Optional.empty());
        assertThat(age(cached, "grace")).isEqualTo(1);
        plain.update("grace", Changes.of(Person::age, 2), Optional.empty());
        assertThat(age(cached, "grace")).isEqualTo(2);
        cached.update("grace", Changes.of(Person::age, 3), Optional.empty());
        assertThat(age(cached, "grace")).isEqualTo(3);
        backend.repository(place())
                .update(
                        RecordKey.of("id", Value.text("grace")),
                        Document.of(Map.of("town", Value.text("New York"))),
                        Optional.empty());
        assertThat(cached.findById("grace").orElseThrow().value().town()).isEqualTo("New York");
        cached.delete("grace", Optional.empty());
        assertThat(cached.findById("grace")).isEmpty();
    }

    @Test
    void aCacheStaysRightWhileTheStoreIsOpenTwiceAsWhenItsProviderIsSwapped() throws Exception {
        assumeThat(technology()).as("memory is no place to meet").isNotEqualTo(Technology.MEMORY);
        people();
        Caching caching = new Caching(100, Duration.ofMinutes(10));
        Repository<Person> before = backend.repository(Person.class, Optional.of(caching));
        assertThat(age(before, "ada")).isEqualTo(36);
        try (Store successor = technology().open(place)) {
            Repository<Person> after = storage.over(successor).repository(Person.class, Optional.of(caching));
            assertThat(age(after, "ada")).isEqualTo(36);

            after.update("ada", Changes.of(Person::age, 37), Optional.empty());
            assertThat(age(before, "ada")).as("who still has the old one").isEqualTo(37);
            before.update("ada", Changes.of(Person::age, 38), Optional.empty());
            assertThat(age(after, "ada")).as("who has the new one").isEqualTo(38);

            store.close();
            after.update("ada", Changes.of(Person::age, 39), Optional.empty());
            assertThat(age(after, "ada")).isEqualTo(39);
            assertThatThrownBy(() -> before.findById("ada"))
                    .as("what is closed does not answer with what it once knew")
                    .isInstanceOf(StoreException.class);
        }
    }

    private DatasetId place() {
        return store.schemaEditing().orElseThrow().place(DatasetId.of("inhabitants"));
    }

    private void removeBehindItsBack(String id) throws InterruptedException {
        DatasetId collection = place();
        try (RecordWriter writer = store.write(WriteRequest.delete(
                Schema.table(collection, List.of(Field.required("id", FieldType.of(Kind.TEXT))), List.of("id"))))) {
            writer.write(List.of(DataRecord.of(List.of("id"), Document.of(Map.of("id", Value.text(id))))));
            writer.flush();
        }
    }

    private static @Nullable Integer age(Repository<Person> people, String id) throws InterruptedException {
        return people.findById(id).orElseThrow().value().age();
    }

    @Test
    void aCacheShowsATransactionWhenItHasEndedAndNothingOfOneThatFailed() throws Exception {
        assumeTrue(store.transactions().isPresent());
        people();
        Repository<Person> cached =
                backend.repository(Person.class, Optional.of(new Caching(100, Duration.ofMinutes(10))));
        assertThat(age(cached, "ada")).isEqualTo(36);
        assertThatThrownBy(() -> backend.transaction(inside -> {
                    Repository<Person> bound =
                            inside.repository(Person.class, Optional.of(new Caching(100, Duration.ofMinutes(10))));
                    bound.update("ada", Changes.of(Person::age, 99), Optional.empty());
                    assertThat(age(bound, "ada")).isEqualTo(99);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(age(cached, "ada")).isEqualTo(36);

        backend.transaction(
                inside -> inside.repository(Person.class).update("ada", Changes.of(Person::age, 37), Optional.empty()));
        assertThat(age(cached, "ada")).isEqualTo(37);
    }

    @Test
    void jobsAreTypedAndOneThatIsNoneIsGivenUpWithoutTheOthers() throws Exception {
        assumeTrue(store.queue().isPresent());
        JobQueue<Mail> mails = backend.queue("mail", Mail.class);
        mails.enqueueAll(List.of(new Mail("ada", 1), new Mail("kari", 2)), JobOptions.usual());
        backend.queue("mail").enqueue(Document.of(Map.of("to", Value.text("x"), "copies", Value.text("many"))));
        mails.enqueue(new Mail("first", 0), JobOptions.usual().priority(5).once("only"));
        mails.enqueue(new Mail("again", 0), JobOptions.usual().once("only"));

        List<JobQueue.Leased<Mail>> jobs = mails.dequeue(10, Duration.ofMinutes(1));

        assertThat(jobs)
                .extracting(JobQueue.Leased::data)
                .containsExactly(new Mail("first", 0), new Mail("ada", 1), new Mail("kari", 2));
        assertThat(mails.jobs(JobState.DEAD, Optional.empty(), 10))
                .singleElement()
                .satisfies(dead -> assertThat(dead.error().orElse("")).contains("copies"));
        mails.acknowledge(jobs.get(0));
        mails.fail(jobs.get(1), "later", true);
        assertThat(mails.heartbeat(jobs.get(2), Duration.ofMinutes(5)))
                .isAfter(jobs.get(2).job().leaseUntil().minus(1, ChronoUnit.MILLIS));
        assertThat(mails.acknowledgeAll(List.of(jobs.get(2)))).isEmpty();
    }

    private Repository<Person> people() throws InterruptedException {
        Repository<Person> people = backend.repository(Person.class);
        people.create(new Person("ada", "Ada", 36, "London"));
        people.create(new Person("grace", "Grace", 85, "Arlington"));
        people.create(new Person("kari", "Kari", 19, "Oslo"));
        people.create(new Person("alan", "Alan", null, null));
        return people;
    }

    private static List<String> names(Repository<Person> people, Condition<Person> condition)
            throws InterruptedException {
        List<String> names = new ArrayList<>();
        people.findMany(Query.matching(condition))
                .items()
                .forEach(each -> names.add(each.value().name()));
        return names;
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ServiceError code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
