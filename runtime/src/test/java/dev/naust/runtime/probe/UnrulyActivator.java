package dev.naust.runtime.probe;

import dev.naust.api.store.StoreProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Misbehaves as its bundle's manifest says. */
public final class UnrulyActivator implements BundleActivator {
    /** The manifest's header. */
    public static final String HEADER = "Naust-Probe";

    @Override
    public void start(BundleContext context) throws Exception {
        String behaviour = context.getBundle().getHeaders().get(HEADER);
        switch (behaviour) {
            case "throws" -> throw new IllegalStateException("this plugin never starts");
            case "out-of-memory" -> throw new OutOfMemoryError("so it says");
            case "stack-overflow" -> recurse(1);
            case "linkage" -> throw new NoClassDefFoundError("no/such/Place");
            case "hangs" -> new CountDownLatch(1).await();
            case "loops" -> loop();
            case "exits" -> System.exit(3);
            case "exits-runtime" -> Runtime.getRuntime().exit(3);
            case "halts" -> Runtime.getRuntime().halt(3);
            case "leaks" -> leak();
            default -> context.registerService(StoreProvider.class, new UnrulyProvider(behaviour), null);
        }
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    static void loop() {
        while (true) {
            // An interruption is swallowed, as in the worst of loops; the pause is for the other tests' sake.
            Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void leak() {
        for (int number = 0; number < 3; number++) {
            Thread thread = new Thread(UnrulyActivator::loop, "leaked-" + number);
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void stop(BundleContext context) {
        if (context.getBundle().getHeaders().get(HEADER).equals("hangs-at-stop")) {
            loop();
        }
    }
}
