package dev.naust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintingTest {
    private static final String HASH = "4a2bb0c1472531c3".repeat(4);

    @Test
    void aSuccessSaysSoInItsLastLine() {
        String text = print(report(true, List.of(), ""));
        assertThat(text)
                .contains("Artist")
                .contains("275")
                .contains("4a2bb0c1472531c3")
                .contains("identical");
        assertThat(lastLine(text)).isEqualTo("275 records arrived in archive and are proven identical in 1.25 s.");
    }

    @Test
    void oneIsNotSeveral() {
        CollectionReport one =
                new CollectionReport("Artist", "Artist", 1, 1, 0, 20, 0.1, HASH, HASH, Verdict.IDENTICAL);
        MigrationReport report = new MigrationReport(
                "chinook",
                "archive",
                true,
                true,
                Instant.EPOCH,
                1.25,
                List.of(one),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "");
        assertThat(lastLine(print(report))).isEqualTo("1 record arrived in archive and is proven identical in 1.25 s.");
        assertThat(Format.count(1, "record", "records")).isEqualTo("1 record");
        assertThat(Format.count(1234, "record", "records")).isEqualTo("1,234 records");
    }

    @Test
    void aFailureNamesEveryRejectAndWhatIsInTheTarget() {
        Reject reject = new Reject("Artist", "ArtistId=7", "Name", "x\u001b[2J", "the text holds U+0000");
        String text = print(report(false, List.of(reject), "The target is as it was before"));
        assertThat(text).contains("Artist ArtistId=7: Name = x\\u{1B}[2J: the text holds U+0000");
        assertThat(lastLine(text)).startsWith("FAILED: chinook → archive").endsWith("The target is as it was before.");
    }

    @Test
    void nothingFromAStoreCanSteerTheTerminal() {
        assertThat(Format.plain("a\u001b]0;title\u0007b\r\n\u202ec")).doesNotContainPattern("\\p{Cntrl}|\u202e");
        assertThat(Format.cell("æ".repeat(300))).hasSize(48).endsWith("…");
    }

    @Test
    void numbersAreForPeople() {
        assertThat(Format.bytes(1_234_567)).isEqualTo("1.2 MiB");
        assertThat(Format.duration(75)).isEqualTo("1 min 15 s");
        assertThat(Format.count(1_234_567)).isEqualTo("1,234,567");
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((a, b) -> b).orElseThrow();
    }

    private static MigrationReport report(boolean succeeded, List<Reject> rejects, String left) {
        CollectionReport artist = new CollectionReport(
                "Artist",
                "Artist",
                275,
                275 - rejects.size(),
                rejects.size(),
                40_000,
                0.5,
                HASH,
                HASH,
                Verdict.IDENTICAL);
        return new MigrationReport(
                "chinook",
                "archive",
                succeeded,
                succeeded,
                Instant.EPOCH,
                1.25,
                List.of(artist),
                rejects,
                List.of(),
                List.of(),
                List.of(),
                left);
    }

    private static String print(MigrationReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ReportPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8)).print(report);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
