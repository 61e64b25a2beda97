package dev.naust.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Which threads a plugin is said to have left behind. */
class LeftThreadsTest {
    @Test
    void theFrameworksThreadsAndTheStepItselfAreNotThePlugins() throws InterruptedException {
        Bundle bundle = (Bundle) Proxy.newProxyInstance(
                LeftThreadsTest.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> method.getName().equals("getBundleId") ? 7L : "one");
        Installed installed = Installed.of(bundle);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = Stream.of("leaked-0", "FelixResolver-3", installed.stepName())
                .map(name -> new Thread(installed.threads(), () -> await(end), name))
                .toList();
        threads.forEach(Thread::start);

        assertThat(installed.leftThreads()).containsExactly("leaked-0");

        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(installed.leftThreads()).isEmpty();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
