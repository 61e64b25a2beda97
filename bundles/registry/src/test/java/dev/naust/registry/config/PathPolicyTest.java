package dev.naust.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a store may use. */
final class PathPolicyTest {
    @TempDir
    Path folder;

    private Path home;
    private PathPolicy policy;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.toRealPath().resolve("home");
        Files.createDirectories(home.resolve("data/sub"));
        Files.createDirectories(folder.resolve("outside"));
        policy = new PathPolicy(home, List.of(home.resolve("data")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "data/shop.db", "data/new/deep/shop.db", "./data/../data/sub/x", "data/a b+%41.db"})
    void pathsInsideTheRootsPass(String path) throws Exception {
        assertThat(policy.refuse(path)).isEmpty();
        assertThat(policy.resolve(path)).isEqualTo(home.resolve(path).normalize());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.db",
                "../data/x",
                "data/../../x",
                "data/../config/naust.json",
                "/etc/passwd",
                "",
                " ",
                "dataset/x"
            })
    void pathsOutsideTheRootsAreRefused(String path) {
        assertThat(policy.refuse(path)).isPresent();
    }

    @Test
    void anAbsolutePathInsideARootPasses() {
        assertThat(policy.refuse(home.resolve("data/shop.db").toString())).isEmpty();
    }

    @Test
    void aLinkThatLeadsOutsideIsRefused() throws IOException {
        Files.createSymbolicLink(home.resolve("data/link"), folder.resolve("outside"));

        assertThat(policy.refuse("data/link/shop.db"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("lies outside").contains("data"));
    }

    @Test
    void aLinkToNowhereIsRefusedBecauseWritingThroughItLeadsOutside() throws IOException {
        Files.createSymbolicLink(home.resolve("data/link.db"), folder.resolve("outside/new.db"));

        assertThat(policy.refuse("data/link.db")).isPresent();
    }

    @Test
    void aRootMayItselfBeALink() throws IOException {
        Files.createSymbolicLink(home.resolve("more"), folder.resolve("outside"));
        PathPolicy linked = new PathPolicy(home, List.of(home.resolve("more")));

        assertThat(linked.refuse("more/shop.db")).isEmpty();
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        assertThat(policy.refuse("data/\0"))
                .hasValueSatisfying(why -> assertThat(why).startsWith("is no path"));
    }
}
