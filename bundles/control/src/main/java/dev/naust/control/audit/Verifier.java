package dev.naust.control.audit;

import dev.naust.api.service.Audit.Verdict;
import dev.naust.control.audit.Checkpoint.ForgedException;
import dev.naust.control.audit.Checkpoint.Head;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the chain from its start to its end and says where it does not hold. */
final class Verifier {
    private static final int STEP = 1_000;

    private final AuditRecords records;
    private final Optional<Checkpoint> checkpoint;

    Verifier(AuditRecords records, Optional<Checkpoint> checkpoint) {
        this.records = records;
        this.checkpoint = checkpoint;
    }

    /**
     * @param known the end that this server has written or seen itself
     */
    Verdict verify(Head known) throws InterruptedException {
        Optional<String> aside = kept();
        if (aside.isPresent()) {
            return new Verdict(records.count(), aside);
        }
        Optional<Head> noted;
        try {
            noted = noted(known);
        } catch (IOException e) {
            return new Verdict(
                    records.count(),
                    Optional.of("The checkpoint beside the log cannot be read (" + e.getMessage()
                            + "), so a cut end would not show; put it right and verify again"));
        } catch (ForgedException e) {
            return new Verdict(records.count(), Optional.of("The end of the log cannot be trusted: " + e.getMessage()));
        }
        if (records.countBelow(1) > 0) {
            return new Verdict(
                    records.count(),
                    Optional.of("There are entries with a sequence below 1: they were inserted by hand"));
        }
        return walk(known, noted);
    }

    private Optional<String> kept() {
        if (checkpoint.isEmpty()) {
            return Optional.empty();
        }
        try {
            return checkpoint
                    .get()
                    .readKept()
                    .map(head -> "When the server started, the log did not have the entry "
                            + head.sequence() + " of " + head.at()
                            + " that its checkpoint names: its end was cut off, or it was replaced by an older copy. The checkpoint"
                            + " is kept in " + checkpoint.get().kept().getFileName()
                            + "; look into it, and remove that file when it is explained");
        } catch (IOException | ForgedException e) {
            return Optional.of("A checkpoint that the log did not agree with is kept in "
                    + checkpoint.get().kept().getFileName() + ", and cannot be read: " + e.getMessage());
        }
    }

    private Optional<Head> noted(Head known) throws IOException, ForgedException {
        if (checkpoint.isEmpty()) {
            return Optional.empty();
        }
        Optional<Head> head = checkpoint.get().read();
        if (head.isEmpty() && known.sequence() > 0) {
            throw new ForgedException(
                    "the checkpoint " + checkpoint.get().file().getFileName() + " is gone");
        }
        return head;
    }

    private Verdict walk(Head known, Optional<Head> noted) throws InterruptedException {
        long last = 0;
        String previous = Chain.START;
        while (true) {
            List<Line> lines = records.between(last + 1, last + STEP);
            for (Line line : lines) {
                Optional<String> problem = judge(line, last, previous, known, noted);
                if (problem.isPresent()) {
                    return new Verdict(last, problem);
                }
                last = line.sequence();
                previous = line.hash();
            }
            if (lines.isEmpty()) {
                return end(last, known, noted);
            }
        }
    }

    private Optional<String> judge(Line line, long last, String previous, Head known, Optional<Head> noted) {
        long wanted = last + 1;
        if (line.sequence() != wanted) {
            return Optional.of("Entry " + wanted + " is missing: it was removed or moved");
        }
        if (!line.previous().equals(previous)) {
            return Optional.of("Entry " + wanted + " does not follow the entry before: one of both was changed,"
                    + " inserted or moved");
        }
        if (!line.hash().equals(Chain.hash(line))) {
            return Optional.of("Entry " + wanted + " was changed: its hash is not that of its content");
        }
        boolean rewritten = differs(line, known)
                || noted.filter(head -> differs(line, head)).isPresent();
        return rewritten
                ? Optional.of("Entry " + wanted + " is not the one that the checkpoint names: the log was rewritten"
                        + " up to there")
                : Optional.empty();
    }

    private static boolean differs(Line line, Head head) {
        return line.sequence() == head.sequence() && !line.hash().equals(head.hash());
    }

    private Verdict end(long last, Head known, Optional<Head> noted) throws InterruptedException {
        long due = Math.max(known.sequence(), noted.map(Head::sequence).orElse(0L));
        if (!records.behind(last).isEmpty()) {
            return new Verdict(last, Optional.of("Entry " + (last + 1) + " is missing: it was removed or moved"));
        }
        return last < due
                ? new Verdict(
                        last,
                        Optional.of("The log ends at entry " + last + ", but its checkpoint names entry " + due
                                + ": its end was cut off, or it was replaced by an older copy"))
                : new Verdict(last, Optional.empty());
    }
}
