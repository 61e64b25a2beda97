package dev.naust.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which threads have come since it was started and are still there. */
final class ThreadWatch {
    /** Threads of the JDK and of the test tools, which come when they are first needed and stay. */
    private static final Set<String> OF_THE_PLATFORM = Set.of(
            "awaitility",
            "ForkJoinPool.commonPool",
            "Common-Cleaner",
            "process reaper",
            "junit-",
            "surefire-",
            "Attach Listener",
            "Keep-Alive-Timer");

    private final Set<Thread> before;
    private final Set<String> tolerated;

    private ThreadWatch(Set<Thread> before, Set<String> tolerated) {
        this.before = before;
        this.tolerated = tolerated;
    }

    static ThreadWatch start(Set<String> sharedThreads) {
        Set<String> tolerated = new HashSet<>(OF_THE_PLATFORM);
        tolerated.addAll(sharedThreads);
        return new ThreadWatch(alive(), tolerated);
    }

    /** The names of new threads that are alive. */
    List<String> newThreads() {
        return alive().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> tolerated.stream().noneMatch(name::startsWith))
                .sorted()
                .toList();
    }

    private static Set<Thread> alive() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
