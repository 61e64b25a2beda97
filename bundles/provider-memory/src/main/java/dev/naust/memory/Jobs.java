package dev.naust.memory;

import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.JobState;
import dev.naust.memory.StoredJob.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of one queue at one moment; immutable.
 *
 * @param ready those to be done, by id
 * @param leased those in a worker's hands, by id
 * @param dead those given up, by id
 * @param waiting the turns of ready jobs whose time has not come, by time
 * @param due the turns of ready jobs whose time has come
 * @param leases when the leases end
 * @param dedup the ids of ready and leased jobs by their deduplication key
 * @param weight about how many bytes the jobs need
 */
record Jobs(
        SortedTree<String, StoredJob> ready,
        SortedTree<String, StoredJob> leased,
        SortedTree<String, StoredJob> dead,
        SortedTree<Turn, String> waiting,
        SortedTree<Turn, String> due,
        SortedTree<Turn, String> leases,
        SortedTree<String, String> dedup,
        long weight) {

    static Jobs none() {
        return new Jobs(
                SortedTree.empty(),
                SortedTree.empty(),
                SortedTree.empty(),
                SortedTree.empty(),
                SortedTree.empty(),
                SortedTree.empty(),
                SortedTree.empty(),
                0);
    }

    Optional<StoredJob> leasedAs(String id, long token) {
        return leased.get(id).filter(job -> job.token() == token);
    }

    SortedTree<String, StoredJob> in(JobState state) {
        return switch (state) {
            case READY -> ready;
            case LEASED -> leased;
            case DEAD -> dead;
        };
    }

    Counts counts() {
        return new Counts(ready.size(), due.size(), leased.size(), dead.size());
    }

    /** The same, with what the time alone changed: leases that ended, jobs that came due. */
    Jobs at(Instant now) {
        Jobs jobs = this;
        for (String ended : until(leases, now)) {
            StoredJob job = jobs.leased.get(ended).orElseThrow();
            jobs = jobs.without(job).with(job.failed(Optional.empty(), true, Duration.ZERO, now));
        }
        for (String come : until(jobs.waiting, now)) {
            StoredJob job = jobs.ready.get(come).orElseThrow();
            jobs = jobs.turning(jobs.waiting.without(job.turn().byTime()), jobs.due.with(job.turn(), job.id()));
        }
        return jobs;
    }

    /** The same with a job; one whose time has come is due only after {@link #at}. */
    Jobs with(StoredJob job) {
        boolean isReady = job.state() == JobState.READY;
        boolean isLeased = job.state() == JobState.LEASED;
        boolean isDead = job.state() == JobState.DEAD;
        return new Jobs(
                isReady ? ready.with(job.id(), job) : ready,
                isLeased ? leased.with(job.id(), job) : leased,
                isDead ? dead.with(job.id(), job) : dead,
                isReady ? waiting.with(job.turn().byTime(), job.id()) : waiting,
                due,
                isLeased ? leases.with(job.turn(), job.id()) : leases,
                isDead
                        ? dedup
                        : job.asked()
                                .dedupKey()
                                .map(key -> dedup.with(key, job.id()))
                                .orElse(dedup),
                weight + job.weight());
    }

    /** The same without a job that is there as it is. */
    Jobs without(StoredJob job) {
        return new Jobs(
                ready.without(job.id()),
                leased.without(job.id()),
                dead.without(job.id()),
                waiting.without(job.turn().byTime()),
                due.without(job.turn()),
                leases.without(job.turn()),
                holdsKey(job) ? dedup.without(job.asked().dedupKey().orElseThrow()) : dedup,
                weight - job.weight());
    }

    private boolean holdsKey(StoredJob job) {
        return job.asked()
                .dedupKey()
                .flatMap(dedup::get)
                .filter(job.id()::equals)
                .isPresent();
    }

    private Jobs turning(SortedTree<Turn, String> newWaiting, SortedTree<Turn, String> newDue) {
        return new Jobs(ready, leased, dead, newWaiting, newDue, leases, dedup, weight);
    }

    private static List<String> until(SortedTree<Turn, String> turns, Instant now) {
        List<String> ids = new ArrayList<>();
        Iterator<Map.Entry<Turn, String>> entries = turns.entriesAfter(null);
        while (entries.hasNext()) {
            Map.Entry<Turn, String> entry = entries.next();
            if (entry.getKey().at().isAfter(now)) {
                return ids;
            }
            ids.add(entry.getValue());
        }
        return ids;
    }
}
