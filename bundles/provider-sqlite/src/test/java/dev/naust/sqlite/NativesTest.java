package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** SQLite's library, loaded before anybody opens a store. */
class NativesTest {
    private static boolean isLoading() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("naust-sqlite-library"));
    }

    @Test
    void nothingOfLoadingAheadIsLeftOnceItIsClosed() throws IOException {
        Natives natives = new Natives();
        natives.loadAhead();
        natives.close();
        assertThat(isLoading()).isFalse();
        natives.load();
        natives.close();
    }
}
