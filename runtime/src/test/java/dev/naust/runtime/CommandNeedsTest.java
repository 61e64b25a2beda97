package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plugins a command starts. */
class CommandNeedsTest {
    @TempDir
    private Path folder;

    private Path sqlite;
    private Path postgres;
    private Path redis;
    private Path stranger;
    private Path broken;
    private List<Path> all;

    @BeforeEach
    void makeJars() throws IOException {
        sqlite = jar("sqlite.jar", "sqlite");
        postgres = jar("postgres.jar", "postgresql, postgres");
        redis = jar("redis.jar", "redis,rediss");
        stranger = jar("stranger.jar", "");
        broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        all = List.of(broken, postgres, redis, sqlite, stranger);
    }

    @Test
    void aMoveBetweenTwoAddressesStartsWhatUnderstandsThemAndWhatSaysNothing() {
        assertThat(plugins("migrate", "--from", "sqlite:shop.db", "--to=POSTGRES://me@host/db"))
                .containsExactly(broken, postgres, sqlite, stranger);
        assertThat(plugins("compare", "--to", "sqlite:a", "--from", "sqlite:b"))
                .containsExactly(broken, sqlite, stranger);
    }

    @Test
    void anEndThatNobodyClaimsStartsAllPlugins() {
        assertThat(plugins("migrate", "--from", "shop", "--to", "sqlite:a")).isEqualTo(all);
        assertThat(plugins("migrate", "--from", "strange:x", "--to", "sqlite:a"))
                .isEqualTo(all);
        assertThat(plugins("migrate", "--from", "sqlite:a")).isEqualTo(all);
        assertThat(plugins("migrate", "--from", "sqlite:a", "--to", "sqlite:b", "--to", "redis://h"))
                .isEqualTo(all);
    }

    @Test
    void otherCommandsStartAllPluginsAndAllBundles() {
        assertThat(plugins("backup", "restore", "file", "--to", "sqlite:a")).isEqualTo(all);
        assertThat(CommandNeeds.of(new String[] {"backup"}).leftOut()).isEmpty();
        assertThat(CommandNeeds.of(new String[] {}).leftOut()).isEmpty();
        assertThat(CommandNeeds.of(new String[] {"migrate"}).leftOut()).contains("naust-backup");
    }

    private List<Path> plugins(String... arguments) {
        return CommandNeeds.of(arguments).plugins(all);
    }

    private Path jar(String name, String endpoints) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!endpoints.isEmpty()) {
            manifest.getMainAttributes().putValue(CommandNeeds.HEADER, endpoints);
        }
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.finish();
        }
        return jar;
    }
}
