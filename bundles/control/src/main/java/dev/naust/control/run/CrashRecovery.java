package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts in order, at the start, the runs of a server that ended without doing so itself. */
final class CrashRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(CrashRecovery.class);
    private static final int AT_A_TIME = 100;

    private final RunArchive archive;
    private final Clock clock;
    private final String message;

    CrashRecovery(RunArchive archive, Clock clock, String message) {
        this.archive = archive;
        this.clock = clock;
        this.message = message;
    }

    /**
     * Fails what cannot go on.
     *
     * @return what can, the oldest first
     */
    List<Run> recover() throws InterruptedException {
        List<Run> goOn = new ArrayList<>();
        Optional<String> before = Optional.empty();
        do {
            List<Run> left = archive.unfinished(before, AT_A_TIME);
            for (Run run : left) {
                LOG.warn("Run {} ({}) was not finished when the server stopped", run.id(), run.title());
                if (run.resumable()) {
                    goOn.add(0, run);
                } else {
                    archive.save(failed(run), Optional.empty());
                }
            }
            before = left.isEmpty()
                    ? Optional.empty()
                    : Optional.of(left.get(left.size() - 1).id());
        } while (before.isPresent());
        return goOn;
    }

    private Run failed(Run run) {
        return new Run(
                run.id(),
                run.kind(),
                run.title(),
                run.parameters(),
                State.FAILED,
                run.stage(),
                run.progress(),
                run.startedAt(),
                Optional.of(clock.instant()),
                Stream.concat(run.errors().stream(), Stream.of(message)).toList(),
                run.warnings(),
                run.parts(),
                false,
                run.rollingBack());
    }
}
