package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.mongodb.connection.DriverThreads;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The driver keeps a thread beyond all of its clients, which would keep a replaced plugin in memory. */
final class DriverThreadsTest {
    @Test
    void noneIsLeftWhenTheProviderIsGone() throws Exception {
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(DriverThreadsTest::url)
                .toArray(URL[]::new);
        List<Thread> before = pruners();
        try (URLClassLoader plugin = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            // The driver as a plugin has it: in a class loader of its own.
            Class.forName("com.mongodb.internal.connection.PowerOfTwoBufferPool", true, plugin);
            assertThat(pruners()).hasSizeGreaterThan(before.size());

            Method end = plugin.loadClass(DriverThreads.class.getName()).getMethod("end");
            end.invoke(null);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(pruners()).hasSameSizeAs(before));
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Thread> pruners() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("BufferPoolPruner"))
                .toList();
    }
}
