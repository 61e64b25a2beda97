package dev.naust.control.run;

import dev.naust.api.store.Store;
import dev.naust.control.state.TestStates;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RunsInSqliteTest extends RunsContract {
    @TempDir
    private Path folder;

    @Override
    Store open() {
        return TestStates.sqlite(folder.resolve("control.db"));
    }
}
