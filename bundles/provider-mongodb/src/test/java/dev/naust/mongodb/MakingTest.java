package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever makes a collection may be killed before and after each command of it. */
final class MakingTest {
    private static final Schema TABLE = Schema.table(
            DatasetId.of("orders"),
            List.of(Field.required("id", FieldType.of(Kind.INT64)), Field.of("note", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final String name = TestServer.newDatabase();

    @AfterEach
    void drop() {
        TestServer.drop(name);
    }

    /** An error, so that nobody tidies up behind it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class Death implements CommandListener {
        private int left;

        Death(int moments) {
            left = moments;
        }

        @Override
        public void commandStarted(CommandStartedEvent event) {
            next(event.getDatabaseName());
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            next(event.getDatabaseName());
        }

        private void next(String database) {
            if (database.startsWith("naust_test_") && left-- == 0) {
                throw new Killed();
            }
        }
    }

    @Test
    void whatIsThereIsDeclaredWhereverItsMakerWasKilled() throws InterruptedException {
        int moments = 0;
        while (isKilled(moments)) {
            moments++;
            try (Store store = TestServer.open(name)) {
                boolean isThere =
                        store.datasets().stream().anyMatch(each -> each.id().equals(TABLE.id()));
                if (!isThere) {
                    make(store.schemaEditing().orElseThrow());
                }
                assertThat(store.describe(TABLE.id()).fields())
                        .as("killed at moment " + moments)
                        .extracting(Field::name)
                        .containsExactly("id", "note");
                store.schemaEditing().orElseThrow().drop(TABLE.id());
            }
        }
        assertThat(moments).isGreaterThan(4);
    }

    private boolean isKilled(int moments) throws InterruptedException {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServer.uri()))
                .addCommandListener(new Death(moments))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            make(new MongoSchemaEditing(new Access(client, name, new MongoErrors("test"))));
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private static void make(SchemaEditing editing) throws InterruptedException {
        editing.apply(editing.steps(List.of(TABLE)).stream()
                .filter(each -> each.phase() == Phase.CREATE)
                .findFirst()
                .orElseThrow());
    }
}
