package dev.naust.cross;

import dev.naust.api.store.Store;
import java.time.Duration;

/** Statements to a store's own language, where there is no other way to what a test needs. */
final class Sql {
    private Sql() {}

    static void run(Store store, String... statements) throws InterruptedException {
        store.structures().orElseThrow().inSession(session -> {
            for (String statement : statements) {
                session.execute(statement, Duration.ofSeconds(30));
            }
            return true;
        });
    }
}
