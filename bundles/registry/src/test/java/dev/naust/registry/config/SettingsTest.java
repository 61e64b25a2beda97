package dev.naust.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settings file that cannot be read for a while opens nothing that it closed. */
final class SettingsTest {
    @TempDir
    private Path home;

    @Test
    void what_the_file_said_applies_while_it_cannot_be_read() throws Exception {
        Path file = Files.createDirectories(home.resolve("config")).resolve("naust.json");
        Files.writeString(file, "{\"usualLease\": \"5m\"}");
        Settings settings = new Settings(home);
        assertThat(settings.usualLease()).isEqualTo(Duration.ofMinutes(5));

        Files.writeString(file, "{\"usualLease\": ");
        assertThat(settings.usualLease()).isEqualTo(Duration.ofMinutes(5));
        assertThat(new Settings(home).usualLease()).isEqualTo(Settings.USUAL_LEASE);

        Files.delete(file);
        assertThat(settings.usualLease()).isEqualTo(Settings.USUAL_LEASE);
    }
}
