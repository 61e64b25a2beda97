package dev.naust.migration;

import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store with all that it offers, to which something happens at a chosen moment: before a read, a write or after a commit. */
final class Tapped {
    private static final Fault NONE = () -> {};

    private final Store store;
    private final AtomicInteger moments = new AtomicInteger();
    private String moment = "";
    private int which;
    private Fault fault = NONE;

    Tapped(Store store) {
        this.store = store;
    }

    /** What happens. */
    @FunctionalInterface
    interface Fault {
        void happen() throws Exception;
    }

    /** The store whose nth batch is read when it happens. */
    Store onRead(int nth, Fault happening) {
        return on("next", nth, happening);
    }

    /** The store whose nth collection is about to be hashed when it happens. */
    Store onProof(int nth, Fault happening) {
        return on("content", nth, happening);
    }

    /** The store whose nth batch is written when it happens, in whatever transaction. */
    Store onWrite(int nth, Fault happening) {
        return on("write", nth, happening);
    }

    /** The store whose nth transaction has been committed when it happens. */
    Store afterCommit(int nth, Fault happening) {
        return on("commit", nth, happening);
    }

    /** The store whose transactions are counted. */
    Store counting() {
        return on("commit", Integer.MAX_VALUE, NONE);
    }

    /** How often the moment has come. */
    int moments() {
        return moments.get();
    }

    /** Whether it has happened. */
    boolean happened() {
        return moments.get() >= which;
    }

    private Store on(String when, int nth, Fault happening) {
        moment = when;
        which = nth;
        fault = happening;
        return wrap(store);
    }

    private void reach(String now) throws Exception {
        if (now.equals(moment) && moments.incrementAndGet() == which) {
            fault.happen();
        }
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.run(method, arguments)));
    }

    private static Object invoke(Object object, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Store wrap(Store inner) {
        return proxy(Store.class, (method, arguments) -> {
            Object result = invoke(inner, method, arguments);
            return switch (method.getName()) {
                case "read" -> wrap(RecordReader.class, (RecordReader) result);
                case "write" -> wrap(RecordWriter.class, (RecordWriter) result);
                case "transactions" -> ((Optional<?>) result).map(each -> wrap((Transactions) each));
                default -> result;
            };
        });
    }

    private <T> T wrap(Class<T> type, T inner) {
        return proxy(type, (method, arguments) -> {
            reach(method.getName());
            return invoke(inner, method, arguments);
        });
    }

    private Transactions wrap(Transactions inner) {
        return proxy(Transactions.class, (method, arguments) -> {
            int last = arguments.length - 1;
            if (arguments[last] instanceof Transactions.Work<?> work) {
                arguments[last] = (Transactions.Work<Object>) bound -> work.run(wrap(bound));
                Object result = invoke(inner, method, arguments);
                reach("commit");
                return result;
            }
            return invoke(inner, method, arguments);
        });
    }
}
