package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Migrations;
import dev.naust.migration.Notices.Wish;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A run that follows at another server. What is asked of it is refused here as far as is known, and done there in a moment. */
final class Distant implements Steering {
    private final String run;
    private final Notices notices;
    private final Journals journals;
    private final Migrations.Following now;

    /** @param now how it stands, as the server that is at it has told */
    Distant(String run, Notices notices, Journals journals, Migrations.Following now) {
        this.run = run;
        this.notices = notices;
        this.journals = journals;
        this.now = now;
    }

    @Override
    public Migrations.Following now() {
        return now;
    }

    @Override
    public List<DatasetId> collections() throws InterruptedException {
        Optional<Journal> journal = journals.find(run);
        return journal.stream()
                .flatMap(known -> known.plan().collections().stream())
                .map(each -> each.target())
                .sorted(Comparator.comparing(DatasetId::toString))
                .toList();
    }

    @Override
    public void askCutOver(Set<String> override) throws InterruptedException {
        Steering.refuseCutOver(now, override);
        notices.wish(run, new Wish(true, override));
    }

    @Override
    public void askBack() throws InterruptedException {
        Steering.refuseBack(now);
        notices.wish(run, new Wish(false, Set.of()));
    }
}
