package dev.naust.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as people and other programs write them. */
class SampleLinesTest {
    @TempDir
    Path folder;

    @Test
    void aFileOfAnEditorOnWindowsReadsLikeAnyOther() throws IOException {
        Path file = file("name\tcity\r\nAda\tLondon\r\nNiels\t\\N");
        try (SampleLines lines = SampleLines.open(file)) {
            assertThat(lines.header().names()).containsExactly("name", "city");
            assertThat(lines.next()).containsExactly(Value.text("Ada"), Value.text("London"));
            assertThat(lines.next()).containsExactly(Value.text("Niels"), Value.ofNull());
            assertThat(lines.next()).isNull();
        }
    }

    @Test
    void whatIsAppendedMeanwhileIsNotSeen() throws IOException {
        Path file = file("name\nAda\n");
        try (SampleLines lines = SampleLines.open(file)) {
            Files.writeString(file, "name\nAda\nNie", StandardCharsets.UTF_8);
            assertThat(lines.next()).isEqualTo(List.of(Value.text("Ada")));
            assertThat(lines.next()).isNull();
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|line 1: the line is empty",
                "'a\ta\n'|line 1: the line names a field twice",
                "'a\tb\nonly one\n'|line 2: the line has 1 values, but the first line names 2 fields",
                "'a\nC:\\files\n'|line 2: the line has a backslash that stands for nothing"
            })
    void aMalformedFileIsNamedWithItsLineAndTheReason(String contents, String reason) throws IOException {
        Path file = file(contents);
        assertThatThrownBy(() -> {
                    try (SampleLines lines = SampleLines.open(file)) {
                        lines.next();
                    }
                })
                .hasMessageStartingWith("people.tsv, " + reason);
    }

    private Path file(String contents) throws IOException {
        return Files.writeString(folder.resolve("people.tsv"), contents, StandardCharsets.UTF_8);
    }
}
