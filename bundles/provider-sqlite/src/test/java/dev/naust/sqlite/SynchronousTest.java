package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.sqlite.file.OpenFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a commit waits. */
class SynchronousTest {
    private static final Natives NATIVES = new Natives();

    @TempDir
    Path folder;

    @Test
    void aCommitWaitsForTheDiskWhereThatIsAskedFor() throws Exception {
        assertThat(mode(true)).as("FULL").isEqualTo(2);
        assertThat(mode(false)).as("NORMAL").isEqualTo(1);
    }

    private int mode(boolean syncEachCommit) throws Exception {
        SqliteConfig config =
                new SqliteConfig(folder.resolve("a.db"), true, false, Duration.ofSeconds(1), syncEachCommit);
        try (Connection connection = new SqliteFile(config, NATIVES, new OpenFiles()).writer();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA synchronous")) {
            row.next();
            return row.getInt(1);
        }
    }
}
