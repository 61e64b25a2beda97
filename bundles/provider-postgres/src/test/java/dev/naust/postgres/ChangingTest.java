package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table that somebody changes meanwhile")
class ChangingTest {
    private static final DatasetId TABLE = DatasetId.of("public", "t");
    private static final RecordKey ONE = RecordKey.of("id", Value.int64(1));

    private final String database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);

    @AfterEach
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    @Test
    @DisplayName("is read as it is now, whatever it was before")
    void isReadAsItIs() {
        Lookup lookup = store.lookup().orElseThrow();
        change("CREATE TABLE t (id integer PRIMARY KEY, v integer); INSERT INTO t VALUES (1, 5)");
        assertThat(find(lookup).body().get("v")).contains(new Value.Int32(5));

        change("ALTER TABLE t ALTER v TYPE text");
        assertThat(find(lookup).body().get("v")).contains(Text.of("5"));

        change("ALTER TABLE t ADD w boolean DEFAULT true");
        assertThat(find(lookup).body().get("w")).contains(Value.Bool.TRUE);

        change("ALTER TABLE t RENAME v TO x");
        assertThat(find(lookup).body().get("x")).contains(Text.of("5"));

        change("DROP TABLE t; CREATE TABLE t (id bigint PRIMARY KEY); INSERT INTO t VALUES (1)");
        assertThat(find(lookup).body().get("id")).contains(new Value.Int64(1));

        change("DROP TABLE t");
        assertThatThrownBy(() -> lookup.find(TABLE, ONE)).isInstanceOf(StoreException.class);
    }

    @Test
    @DisplayName("is read as it is now in a transaction, too, when that changes it and takes the change back")
    void isReadAsItsOwnTransactionMakesIt() throws Exception {
        change("CREATE TABLE t (id integer PRIMARY KEY, v integer); INSERT INTO t VALUES (1, 5)");
        store.transactions().orElseThrow().inTransaction(Isolation.REPEATABLE_READ, inside -> {
            Lookup lookup = inside.lookup().orElseThrow();
            assertThat(find(lookup).body().get("v")).contains(new Value.Int32(5));
            inside.sql().orElseThrow().execute(SqlStatement.of("ALTER TABLE t ALTER v TYPE text"));
            assertThat(find(lookup).body().get("v")).contains(Text.of("5"));

            assertThatThrownBy(() -> inside.transactions().orElseThrow().inTransaction(inner -> {
                        inner.sql().orElseThrow().execute(SqlStatement.of("ALTER TABLE t ALTER v TYPE bigint USING 7"));
                        assertThat(find(inner.lookup().orElseThrow()).body().get("v"))
                                .contains(new Value.Int64(7));
                        throw new IllegalStateException("taken back");
                    }))
                    .hasMessage("taken back");
            assertThat(find(lookup).body().get("v")).contains(Text.of("5"));
            return true;
        });
    }

    @Test
    @DisplayName("gives times and intervals in one text form, also behind a savepoint that was taken back")
    void textFormsStayTheSame() throws Exception {
        change("CREATE TABLE t (id integer PRIMARY KEY, v interval); INSERT INTO t VALUES (1, '1 day 2 hours');"
                + " ALTER DATABASE " + database + " SET IntervalStyle = 'sql_standard'");
        store.transactions().orElseThrow().inTransaction(Isolation.REPEATABLE_READ, inside -> {
            assertThatThrownBy(() -> inside.transactions().orElseThrow().inTransaction(inner -> {
                        find(inner.lookup().orElseThrow());
                        throw new IllegalStateException("taken back");
                    }))
                    .hasMessage("taken back");
            Optional<Value> within = find(inside.lookup().orElseThrow()).body().get("v");
            assertThat(within)
                    .isEqualTo(find(store.lookup().orElseThrow()).body().get("v"));
            return true;
        });
    }

    private void change(String sql) {
        TestServer.execute(database, sql);
    }

    private static DataRecord find(Lookup lookup) {
        return lookup.find(TABLE, ONE).orElseThrow();
    }
}
