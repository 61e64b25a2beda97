package dev.naust.mongodb.connection;

import com.mongodb.internal.connection.PowerOfTwoBufferPool;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what the driver keeps running beyond all of its clients: the thread that frees idle buffers. */
public final class DriverThreads {
    private static final Logger LOG = LoggerFactory.getLogger(DriverThreads.class);

    private DriverThreads() {}

    /** Ends the driver's own threads; only when no client is open any more. */
    public static void end() {
        try {
            // The driver offers no other way; its class is of our own class loader.
            Method end = PowerOfTwoBufferPool.class.getDeclaredMethod("disablePruning");
            end.setAccessible(true);
            end.invoke(PowerOfTwoBufferPool.DEFAULT);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn(
                    "A thread of the MongoDB driver could not be ended; memory of the replaced plugin is not freed", e);
        }
    }
}
