package dev.naust.cross;

import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store whose server is killed at its nth write: before it, after half of the records, or before the answer comes. */
final class MortalStore {
    private static final int WAYS = 3;

    private final Store store;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile int last = Integer.MAX_VALUE;

    MortalStore(Store store) {
        this.store = store;
    }

    /** What a power cut is to the code that it hits. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** How many writes there are yet to be until the end. */
    void dieAt(int write) {
        writes.set(0);
        last = write;
    }

    /** The store as the code sees it. */
    Store store() {
        return (Store) proxy(Store.class, (method, arguments) -> {
            Object result = invoke(store, method, arguments);
            return result instanceof RecordWriter writer ? proxy(RecordWriter.class, mortal(writer)) : result;
        });
    }

    private Call mortal(RecordWriter writer) {
        return (method, arguments) -> {
            if (!method.getName().equals("write")) {
                return invoke(writer, method, arguments);
            }
            int now = writes.incrementAndGet();
            if (now > last || now == last && last % WAYS == 0) {
                throw new Killed();
            }
            if (now == last && last % WAYS == 1) {
                List<?> batch = (List<?>) arguments[0];
                arguments[0] = batch.subList(0, batch.size() / 2);
            }
            Object result = invoke(writer, method, arguments);
            if (now == last) {
                writer.flush();
                throw new Killed();
            }
            return result;
        };
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws Throwable;
    }

    private static Object proxy(Class<?> type, Call call) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> call.run(method, arguments));
    }

    private static Object invoke(Object object, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
