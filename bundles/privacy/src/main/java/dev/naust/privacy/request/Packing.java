package dev.naust.privacy.request;

import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.RunProgress;
import dev.naust.privacy.deadline.Deadline;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Rows;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.pack.PackageWriter;
import dev.naust.privacy.request.RequestRecords.Held;
import dev.naust.privacy.request.Secret.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The package that answers a request for access or portability. */
final class Packing {
    /** How long a package can be fetched. */
    static final Duration LIFETIME = Duration.ofDays(7);

    private final Tools tools;
    private final String id;
    private final RunProgress progress;
    private final Journal journal;

    Packing(Tools tools, String id, RunProgress progress, Journal journal) {
        this.tools = tools;
        this.id = id;
        this.progress = progress;
        this.journal = journal;
    }

    /** Writes the package anew; one that was begun is overwritten. */
    void pack(Held held, PersonalMap map, Harbour harbour) throws IOException, InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        Instant until = tools.clock().instant().plus(LIFETIME);
        List<Outcome> outcomes = new ArrayList<>();
        try (PackageWriter writer = new PackageWriter(tools.packages(), id, secret.password())) {
            for (Step step : secret.steps()) {
                Entry entry = Execution.entry(map, step);
                progress.stage(entry.name());
                boolean rows = Rows.hasOnly(harbour, entry);
                Eraser.Done done = Scoping.foreseen(
                        request.type(), entry, secret, rows, step.keys().size());
                if (done.result() == Result.EXPORTED) {
                    writer.add(entry, rows ? rows(harbour, entry, secret) : keyed(harbour, entry, step))
                            .ifPresent(journal::remark);
                }
                step.keys().forEach(key -> outcomes.add(journal.outcome(entry, key, done)));
                progress.advance(step.keys().size());
            }
            writer.finish(
                    map,
                    request.subject(),
                    request.type().name(),
                    Deadline.today(until).toString());
        }
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .outcomes(outcomes)
                                .packageUntil(until)
                                .done()));
    }

    private static PackageWriter.Source keyed(Harbour harbour, Entry entry, Step step) {
        DocumentRepository records = harbour.repository(entry.store(), entry.collection());
        return new PackageWriter.Source(records.schema(), taker -> {
            for (RecordKey key : step.keys()) {
                Optional<DocumentRepository.Entry> found = records.find(key);
                if (found.isPresent()) {
                    taker.take(found.get().body());
                }
            }
        });
    }

    /** Told anew by their values: somebody may have added lines before them. */
    private static PackageWriter.Source rows(Harbour harbour, Entry entry, Secret secret) {
        Map<String, Set<String>> wanted = secret.values(entry);
        Schema schema =
                harbour.lease(entry.store()).store().describe(harbour.collection(entry.store(), entry.collection()));
        return new PackageWriter.Source(
                schema, taker -> Rows.of(harbour, entry).<IOException>each(wanted, (row, body) -> taker.take(body)));
    }
}
