package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Structure;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** For any two schemas: once the script has run, nothing differs any more. On real servers. */
final class EqualAfterwardsTest {
    private static Store left;
    private static Store right;
    private static Path folder;

    @BeforeContainer
    static void open() throws InterruptedException, IOException {
        left = TestStores.postgres();
        right = TestStores.postgres();
        folder = Files.createTempDirectory("naust-structure");
    }

    @AfterContainer
    static void close() throws IOException {
        left.close();
        right.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 25, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void onPostgres(@ForAll long one, @ForAll long other) throws InterruptedException {
        postgres(one, other);
    }

    @Tag("soak")
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void onPostgresManyTimes(@ForAll long one, @ForAll long other) throws InterruptedException {
        postgres(one, other);
    }

    @Property(tries = 25, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void onSqlite(@ForAll long one, @ForAll long other) throws InterruptedException, IOException {
        sqlite(one, other);
    }

    @Tag("soak")
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void onSqliteManyTimes(@ForAll long one, @ForAll long other) throws InterruptedException, IOException {
        sqlite(one, other);
    }

    @Property(tries = 8, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void columnsThatWereRenamedAreRenamedAgain(@ForAll long one) throws InterruptedException, IOException {
        make(left, one);
        make(right, one);
        provenRenamed(left, right, Dialect.POSTGRES);
        try (Store source = TestStores.sqlite(Files.createTempFile(folder, "one", ".db"));
                Store target = TestStores.sqlite(Files.createTempFile(folder, "two", ".db"))) {
            TestStores.run(source, new Randomly(one, false).statements().toArray(String[]::new));
            TestStores.run(target, new Randomly(one, false).statements().toArray(String[]::new));
            provenRenamed(source, target, Dialect.SQLITE);
        }
    }

    private static void provenRenamed(Store source, Store target, Dialect dialect) throws InterruptedException {
        List<Rename> renames = new ArrayList<>();
        for (Structure.Table table : target.structures().orElseThrow().read().tables()) {
            for (String column : List.of("a", "b", "d")) {
                if (table.column(column).isPresent()) {
                    TestStores.run(
                            target,
                            "ALTER TABLE " + dialect.name(table.id()) + " RENAME COLUMN \"" + column + "\" TO \"was "
                                    + column + "\"");
                    renames.add(new Rename(table.id().toString(), "was " + column, column));
                }
            }
        }
        Structure wanted = source.structures().orElseThrow().read();
        Structure had = target.structures().orElseThrow().read();
        Script script = ScriptText.of(dialect, Matching.of(wanted, had, renames, dialect == Dialect.POSTGRES), false);
        for (Rename each : renames) {
            assertThat(script.text()).contains("RENAME COLUMN " + dialect.name(each.from()));
        }
        TestStores.runScript(target, script.text(), dialect.id());
        assertThat(Differences.of(delta(source, target, dialect)))
                .as(script.text())
                .isEmpty();
    }

    private static void postgres(long one, long other) throws InterruptedException {
        make(left, one);
        make(right, other);
        provenEqual(left, right, Dialect.POSTGRES);
    }

    private static void make(Store store, long seed) throws InterruptedException {
        TestStores.run(store, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        TestStores.run(store, new Randomly(seed, true).statements().toArray(String[]::new));
    }

    private static void sqlite(long one, long other) throws InterruptedException, IOException {
        Path first = Files.createTempFile(folder, "one", ".db");
        Path second = Files.createTempFile(folder, "two", ".db");
        try (Store source = TestStores.sqlite(first);
                Store target = TestStores.sqlite(second)) {
            TestStores.run(source, new Randomly(one, false).statements().toArray(String[]::new));
            TestStores.run(target, new Randomly(other, false).statements().toArray(String[]::new));
            provenEqual(source, target, Dialect.SQLITE);
        }
    }

    private static void provenEqual(Store source, Store target, Dialect dialect) throws InterruptedException {
        Script safe = script(source, target, dialect, false);
        TestStores.runScript(target, safe.text(), dialect.id());
        Script whole = script(source, target, dialect, true);
        TestStores.runScript(target, whole.text(), dialect.id());
        assertThat(Differences.of(delta(source, target, dialect)))
                .as(safe.text() + "\n=====\n" + whole.text())
                .isEmpty();
        assertThat(script(source, target, dialect, true).steps()).isEmpty();
    }

    private static Script script(Store source, Store target, Dialect dialect, boolean destructive)
            throws InterruptedException {
        return ScriptText.of(dialect, delta(source, target, dialect), destructive);
    }

    private static Delta delta(Store source, Store target, Dialect dialect) throws InterruptedException {
        Structure wanted = source.structures().orElseThrow().read();
        Structure had = target.structures().orElseThrow().read();
        return Matching.of(wanted, had, List.of(), dialect == Dialect.POSTGRES);
    }
}
