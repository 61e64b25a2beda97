package dev.naust.registry.store;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import org.osgi.framework.FrameworkUtil;

/** Finds out who is asking the registry for a store, so that a lease that is not given back can be traced. */
final class Caller {
    private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
    private static final String OWN = Caller.class.getPackageName();

    private Caller() {}

    /** The bundle, class and thread of the code outside of the registry that is running now. Text, so that it pins no bundle. */
    static String describe() {
        Optional<Class<?>> caller = STACK.walk(frames -> frames.<Class<?>>map(StackFrame::getDeclaringClass)
                .filter(type -> !type.getPackageName().equals(OWN)
                        && !type.getPackageName().startsWith("java."))
                .findFirst());
        return caller.map(Caller::name).orElse("somebody") + " on thread "
                + Thread.currentThread().getName();
    }

    private static String name(Class<?> caller) {
        return Optional.ofNullable(FrameworkUtil.getBundle(caller))
                .map(bundle -> bundle.getSymbolicName() + " (" + caller.getSimpleName() + ")")
                .orElse(caller.getName());
    }
}
