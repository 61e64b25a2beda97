package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.Search;
import dev.naust.api.store.Search.Hit;
import dev.naust.api.store.Search.SearchRequest;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are found by the words in them; for stores that show {@link Capability#FULL_TEXT_SEARCH}. */
abstract class SearchContract extends ContractGroup {
    private static final Field TITLE = Field.of("title", FieldType.of(Kind.TEXT));
    private static final Field BODY = Field.of("body", FieldType.of(Kind.TEXT));

    @BeforeEach
    void onlyWhereThereIsSearch() {
        assumeTrue(store().store().search().isPresent(), () -> store().store().without(Capability.FULL_TEXT_SEARCH));
    }

    @Test
    @DisplayName("finds the records in which all the words occur, whatever their case")
    void findsAllWords() throws InterruptedException {
        Schema notes = notes("boat red", "Red BOAT", "boat blue", "red", "boats redder");

        assertThat(found(notes, "red boat")).containsExactlyInAnyOrder(1L, 2L);
        assertThat(found(notes, "BLUE")).containsExactly(3L);
        assertThat(found(notes, "green")).isEmpty();
        assertThat(found(notes, "boat green")).isEmpty();
    }

    @Test
    @DisplayName("finds the words of all searchable fields together, and the record as it was written")
    void findsOverFields() throws InterruptedException {
        Schema notes = make("over");
        var record = store().record(notes, Value.int64(1), Value.text("The boathouse"), Value.text("is painted green"));
        store().insert(notes, List.of(record, note(notes, 2, "The boathouse", null)));
        index(notes, "title", "body");

        List<Hit> hits = search().search(SearchRequest.of(notes.id(), "green boathouse"));

        assertThat(hits).hasSize(1);
        assertThat(Canonical.of(hits.get(0).record())).isEqualTo(Canonical.of(record));
        assertThat(found(notes, "boathouse")).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    @DisplayName("finds words in double quotes only where they stand together")
    void findsPhrases() throws InterruptedException {
        Schema notes = notes("the red boat sails", "the boat is red", "red sails on a boat", "a red  boat");

        assertThat(found(notes, "\"red boat\"")).containsExactlyInAnyOrder(1L, 4L);
        assertThat(found(notes, "sails \"red boat\"")).containsExactly(1L);
        assertThat(found(notes, "\"boat\" \"red\"")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("takes words of other alphabets and numbers as words")
    void findsAllAlphabets() throws InterruptedException {
        Schema notes = notes("Blåbær på båten", "лодка у причала", "berth 42b");

        assertThat(found(notes, "båten")).containsExactly(1L);
        assertThat(found(notes, "блюдо")).isEmpty();
        assertThat(found(notes, "лодка")).containsExactly(2L);
        assertThat(found(notes, "42b")).containsExactly(3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boat OR anchor",
                "boat NOT anchor",
                "boat AND anchor",
                "boat NEAR anchor",
                "boat -anchor",
                "boat !anchor",
                "boat|anchor",
                "anch*",
                "anch:*",
                "body:boat",
                "^anchor",
                "{body}: anchor",
                "NEAR(boat anchor)",
                "boat <-> anchor",
                "boat + anchor",
            })
    @DisplayName("never takes a question for the store's own query language")
    void takesWordsForWords(String text) throws InterruptedException {
        Schema notes = notes("a red boat", "an old rope");

        assertThat(found(notes, text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\"",
                "\"\"",
                "\" \"",
                "*",
                "()",
                "' OR 1=1 --",
                "-",
                "&",
                "!",
                ":",
                "\\",
                "%",
                "\t\n",
                "💥"
            })
    @DisplayName("answers a question without any words it knows with nothing")
    void answersNothing(String text) throws InterruptedException {
        Schema notes = notes("a red boat", "an old rope");

        assertThat(found(notes, text)).isEmpty();
        assertThat(found(notes, "rope")).containsExactly(2L);
    }

    @Test
    @DisplayName("takes a double quote that is never closed for the beginning of the last phrase, or for nothing")
    void toleratesOpenQuotes() throws InterruptedException {
        Schema notes = notes("a red boat", "an old rope");

        assertThat(found(notes, "\"red boat")).containsExactly(1L);
        assertThat(found(notes, "red \"boat")).containsExactly(1L);
    }

    @Test
    @DisplayName("keeps its index current while records are added, replaced and deleted")
    void staysCurrent() throws InterruptedException {
        Schema notes = notes("a red boat");

        store().insert(notes, List.of(note(notes, 2, "second red", null)));
        assertThat(found(notes, "red")).containsExactlyInAnyOrder(1L, 2L);

        store().write(WriteRequest.upsert(notes), List.of(note(notes, 1, "a blue boat", null)));
        assertThat(found(notes, "red")).containsExactly(2L);
        assertThat(found(notes, "blue")).containsExactly(1L);

        store().write(WriteRequest.delete(notes), List.of(note(notes, 2, null, null)));
        assertThat(found(notes, "red")).isEmpty();
    }

    @Test
    @DisplayName("finds nothing that a transaction gave up")
    void forgetsWhatWasRolledBack() throws InterruptedException {
        Schema notes = notes("a red boat");
        assumeTrue(store().store().transactions().isPresent(), "This store has no transactions");

        assertThatThrownBy(() -> store().store().transactions().orElseThrow().inTransaction(bound -> {
                    try (var writer = bound.write(WriteRequest.insert(notes))) {
                        writer.write(List.of(note(notes, 2, "never red", null)));
                        writer.flush();
                    }
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(found(notes, "red")).containsExactly(1L);
    }

    @Test
    @DisplayName("hands out the best first, at most as many as asked for")
    void ranks() throws InterruptedException {
        Schema notes = notes(
                "a boat among a great many other words that say nothing at all of what was asked for here",
                "boat boat boat",
                "nothing");
        store().insert(
                        notes,
                        IntStream.rangeClosed(11, 30)
                                .mapToObj(id -> note(notes, id, "rope " + id, null))
                                .toList());

        List<Hit> hits = search().search(SearchRequest.of(notes.id(), "boat"));
        List<Hit> few = search().search(new SearchRequest(notes.id(), "rope", List.of(), Optional.empty(), 7));

        assertThat(hits).extracting(SearchContract::number).containsExactly(2L, 1L);
        assertThat(hits.get(0).score()).isGreaterThan(hits.get(1).score());
        assertThat(few).hasSize(7);
    }

    @Test
    @DisplayName("looks only in the fields that were asked for, or says that it cannot")
    void looksInFields() throws InterruptedException {
        Schema notes = make("fields");
        store().insert(notes, List.of(note(notes, 1, "boat", "rope"), note(notes, 2, "rope", "boat")));
        index(notes, "title", "body");

        try {
            assertThat(search().search(new SearchRequest(notes.id(), "boat", List.of("title"), Optional.empty(), 10)))
                    .extracting(SearchContract::number)
                    .containsExactly(1L);
        } catch (StoreException refused) {
            assertThat(refused.category()).isEqualTo(Category.USER);
        }
        assertRefused(
                () -> search().search(new SearchRequest(notes.id(), "boat", List.of("nowhere"), Optional.empty(), 10)));
    }

    @Test
    @DisplayName("takes the last choice of fields, also with hostile names")
    void indexesAnew() throws InterruptedException {
        Field odd = Field.of("a\"b'; --", FieldType.of(Kind.TEXT));
        Schema notes = store().make("o'dd \"notes\"", TITLE, odd);
        String oddName = notes.fields().get(2).name();
        store().insert(
                        notes,
                        List.of(store().record(notes, Value.int64(1), Value.text("boat"), Value.text("rope anchor"))));
        index(notes, "title", oddName);
        assertThat(found(notes, "anchor")).containsExactly(1L);

        index(notes, "title");
        assertThat(found(notes, "boat")).containsExactly(1L);
        assertThat(found(notes, "anchor")).isEmpty();

        index(notes, oddName);
        assertThat(found(notes, "anchor")).containsExactly(1L);
        assertThat(found(notes, "boat")).isEmpty();
    }

    @Test
    @DisplayName(
            "refuses fields that are not there or not text, languages that it does not know, and collections without index")
    void refuses() throws InterruptedException {
        Schema notes = store().make("refused", TITLE, Field.of("number", FieldType.of(Kind.INT32)));

        assertRefused(() -> index(notes, "nowhere"));
        assertRefused(() -> index(notes, "title", "number"));
        assertRefused(() -> index(notes));
        assertRefused(() -> search().index(notes.id(), List.of("title"), Optional.of("klingon'; --")));
        try {
            assertThat(found(notes, "boat")).isEmpty();
        } catch (StoreException refused) {
            assertThat(refused.category()).isEqualTo(Category.USER);
        }
    }

    @Test
    @DisplayName("leaves the collection as it was, with an index and without it again")
    void leavesTheCollectionAsItWas() throws InterruptedException {
        Schema notes = make("asitwas");
        store().insert(notes, List.of(note(notes, 1, "boat", "rope")));
        List<Canonical> before = Canonical.of(store().read(notes));
        List<?> collections =
                store().store().datasets().stream().map(Dataset::id).toList();

        index(notes, "title");
        assertAsBefore(notes, before, collections);
        search().dropIndex(notes.id());
        search().dropIndex(notes.id());
        assertAsBefore(notes, before, collections);

        index(notes, "title");
        store().editing().drop(notes.id());
        Schema again = make("asitwas");
        store().insert(again, List.of(note(again, 1, "anchor", "rope")));
        index(again, "title");
        assertThat(found(again, "boat")).isEmpty();
        assertThat(found(again, "anchor")).containsExactly(1L);
    }

    @Test
    @DisplayName("knows the endings of words in a language, and without one takes words as they are")
    void knowsLanguages() throws InterruptedException {
        assertThat(new java.util.ArrayList<>(search().languages()))
                .isSorted()
                .allMatch(language -> language.matches("[a-z_-]+"));
        for (String language : search().languages()) {
            Schema notes = make("lang " + language);
            index(notes, Optional.of(language), "title");
            assertThat(found(notes, "boat")).isEmpty();
        }
        assumeTrue(search().languages().contains("english"), "The store does not know English");
        Schema notes = notes("boats sailing", "the boat sails", "a house");
        assertThat(found(notes, "boat")).containsExactly(2L);

        index(notes, Optional.of("english"), "title");

        assertThat(found(notes, "boat sailed")).containsExactlyInAnyOrder(1L, 2L);
        assertThat(found(notes, "houses")).containsExactly(3L);
    }

    @Test
    @DisplayName("still knows its index when the store is opened again")
    void isDurable() throws InterruptedException {
        assumeTrue(store().has(Feature.DURABILITY), "This store keeps nothing");
        Schema notes = notes("a red boat");

        store().reopen();
        store().insert(notes, List.of(note(notes, 2, "red too", null)));

        assertThat(found(notes, "red")).containsExactlyInAnyOrder(1L, 2L);
    }

    private void assertAsBefore(Schema notes, List<Canonical> records, List<?> collections)
            throws InterruptedException {
        assertThat(store().store().describe(notes.id()).fields()).isEqualTo(notes.fields());
        assertThat(store().store().datasets().stream().map(Dataset::id).toList())
                .isEqualTo(collections);
        assertThat(Canonical.of(store().read(notes))).isEqualTo(records);
        assertThatCode(() -> store().store().describe(notes.id())).doesNotThrowAnyException();
    }

    private Schema make(String name) throws InterruptedException {
        return store().make(name, TITLE, BODY);
    }

    /** A collection of these titles, numbered from one, indexed without a language. */
    private Schema notes(String... titles) throws InterruptedException {
        Schema notes = make("notes");
        store().insert(
                        notes,
                        IntStream.rangeClosed(1, titles.length)
                                .mapToObj(id -> note(notes, id, titles[id - 1], null))
                                .toList());
        index(notes, "title");
        return notes;
    }

    private DataRecord note(Schema schema, long id, @Nullable String title, @Nullable String body) {
        return store().record(
                        schema,
                        Value.int64(id),
                        title == null ? Value.ofNull() : Value.text(title),
                        body == null ? Value.ofNull() : Value.text(body));
    }

    private void index(Schema schema, String... fields) throws InterruptedException {
        index(schema, Optional.empty(), fields);
    }

    private void index(Schema schema, Optional<String> language, String... fields) throws InterruptedException {
        search().index(schema.id(), Arrays.asList(fields), language);
    }

    private List<Long> found(Schema schema, String text) throws InterruptedException {
        return search().search(SearchRequest.of(schema.id(), text)).stream()
                .map(SearchContract::number)
                .toList();
    }

    private static long number(Hit hit) {
        return Long.parseLong(hit.record().key().values().get(0).toString());
    }

    private Search search() {
        return store().store().search().orElseThrow();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.category()).isEqualTo(Category.USER));
    }
}
