package dev.naust.migration.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.store.Structures;
import dev.naust.migration.schema.Dialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to Azure SQL for versions of its schema; no server of it runs here. */
class AzureSqlTest {
    @TempDir
    private Path folder;

    private final Said said = new Said();

    /** Keeps what is said, and answers as a database without a history. */
    private static final class Said implements Structures.Session {
        private final List<String> statements = new ArrayList<>();

        @Override
        public void begin() {}

        @Override
        public void commit() {}

        @Override
        public void rollback() {}

        @Override
        public void execute(String statement, Duration timeout) {
            statements.add(statement);
        }

        @Override
        public List<Map<String, String>> ask(String question) {
            statements.add(question);
            return question.contains("SCHEMA_NAME()") ? List.of(Map.of("name", "dbo")) : List.of();
        }

        @Override
        public boolean lock(long number) {
            return true;
        }
    }

    @Test
    void theHistoryIsTheTableThatFlywayMakes() throws Exception {
        HistoryTable history = new HistoryTable(said, Dialect.SQLSERVER, FlywaySettings.read(Path.of("none")));
        history.create();
        history.add(new HistoryEntry(
                1,
                Optional.of(VersionNumber.of("1.2")),
                "Åse's album",
                "SQL",
                "V1.2__Åse's_album.sql",
                OptionalInt.of(-7),
                "naust",
                "",
                12,
                true));
        String all = String.join("\n", said.statements);
        assertThat(all)
                .contains(
                        "FROM sys.tables",
                        "CREATE TABLE [dbo].[flyway_schema_history]",
                        "\"description\" NVARCHAR(200) NOT NULL",
                        "\"installed_on\" DATETIME NOT NULL DEFAULT GETDATE()",
                        "\"success\" BIT NOT NULL",
                        "CONSTRAINT [flyway_schema_history_pk] PRIMARY KEY (\"installed_rank\")",
                        "VALUES (1, N'1.2', N'Åse''s album', N'SQL', N'V1.2__Åse''s_album.sql', -7, N'naust', 12, 1)")
                .doesNotContain("BOOLEAN", "VARCHAR(50) NOT NULL PRIMARY", "TRUE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE a (id int)                              | true
            IF 1 = 1 BEGIN SELECT 1 END                          | true
            BEGIN TRY SELECT 1 END TRY BEGIN CATCH THROW END CATCH | true
            ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 4   | true
            BEGIN TRAN; SELECT 1; COMMIT                         | false
            ALTER DATABASE CURRENT SET RECOVERY SIMPLE           | false
            CREATE FULLTEXT INDEX ON a (b) KEY INDEX c           | false
            """)
    void aFileIsATransactionUnlessItCannotBe(String text, boolean transactional) throws Exception {
        Path file = folder.resolve("V1__x.sql");
        Files.writeString(file, "SELECT 0\nGO\n" + text + "\nGO\n");
        Scripts.Prepared prepared =
                new Scripts("sqlserver").prepare(ScriptFolder.of(folder).files().get(0));
        assertThat(prepared.count()).isEqualTo(2);
        assertThat(prepared.transactional()).as(prepared.note()).isEqualTo(transactional);
    }
}
