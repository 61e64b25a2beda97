package dev.naust.migration;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationPlan.Forecast;
import dev.naust.api.service.Pump;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the records of every collection and converts them as the run would: what will be rejected, by the target itself
 * where it can say so, or change its form, with an example and a count, and how fast it goes. Writes nothing, and holds one
 * batch at a time. For one plan and one thread.
 */
final class Forecaster {
    /** How many records of each collection are looked into whatever it takes. */
    private static final int FIRST = 100;

    private static final int BATCH = 1_000;
    private static final long LOOKED_AT_BYTES = 8L << 20;
    /** How long more than the first are looked at for somebody who waits for a plan. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** When the collections that are left are not looked at any more. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SHOWN = 80;

    private final Pump pump;
    private final Store source;
    private final Judgement judgement;
    private final boolean keepsExpiry;
    private final long most;
    private final long patience;
    private final List<String> warnings = new ArrayList<>();
    private final long begun = System.nanoTime();
    private double seconds;

    private Forecaster(Pump pump, Store source, Judgement judgement, boolean keepsExpiry, long most, long patience) {
        this.pump = pump;
        this.source = source;
        this.judgement = judgement;
        this.keepsExpiry = keepsExpiry;
        this.most = most;
        this.patience = patience;
    }

    /** For a plan that people read: as many records as there is time for, judged by the target. */
    static Forecaster thorough(Pump pump, Store source, Store target) {
        return new Forecaster(
                pump, source, new Judgement(target), target.keepsExpiry(), Long.MAX_VALUE, PATIENCE_NANOS);
    }

    /** For a run that begins at once on a server: the first records, judged by the target; its writers find everything else. */
    static Forecaster brief(Pump pump, Store source, Store target) {
        return new Forecaster(pump, source, new Judgement(target), target.keepsExpiry(), FIRST, 0);
    }

    /** For a run that goes through everything only once: a few records, and nothing is asked of the target. */
    static Forecaster glancing(Pump pump, Store source, Store target) {
        return new Forecaster(pump, source, Judgement.byDeclarations(), target.keepsExpiry(), FIRST, 0);
    }

    List<String> warnings() {
        return warnings;
    }

    /** How long reading and converting takes on one thread, at the pace of the samples. */
    Duration reading() {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000)));
    }

    /**
     * The plan of a collection with what its records say.
     *
     * @param left how many collections are still to be looked at, this one included: they share the time
     */
    CollectionPlan look(CollectionPlan plan, int left) throws InterruptedException {
        long start = System.nanoTime();
        if (start - begun > LIMIT_NANOS) {
            return plan;
        }
        long share = Math.max(0, patience - (start - begun)) / left;
        Look look = new Look(plan);
        ReadRequest all = ReadRequest.of(plan.source()).as(plan.readAs());
        try (RecordReader reader = source.read(most == Long.MAX_VALUE ? all : all.atMost((int) most))) {
            int size = FIRST;
            while (size > 0) {
                Batch batch = reader.next(size, LOOKED_AT_BYTES);
                look.into(batch.records());
                size = batch.last() ? 0 : next(look.looked, System.nanoTime() - start, share);
            }
        }
        if (look.looked == 0) {
            return plan;
        }
        double took = (System.nanoTime() - start - look.judging) / (double) TimeUnit.SECONDS.toNanos(1);
        long records = Math.max(look.looked, plan.records());
        seconds += took / look.looked * records;
        return look.plan(Math.round((double) look.weight / look.looked * records));
    }

    /** How many records more there is time for, at the pace so far; none when they are few: a store may be slow. */
    private int next(long looked, long took, long share) {
        long fitting = looked * Math.max(0, share - took) / Math.max(1, took);
        long size = Math.min(Math.min(fitting, BATCH), most - looked);
        return size < FIRST ? 0 : (int) size;
    }

    /** The plan of a collection that cannot move, with an example of each field that the target has no type for. */
    CollectionPlan unheld(CollectionPlan plan) throws InterruptedException {
        if (plan.fields().stream().noneMatch(field -> field.fidelity() == Fidelity.UNSUPPORTED)) {
            return plan;
        }
        int size = (int) Math.min(most, BATCH);
        try (RecordReader reader =
                source.read(ReadRequest.of(plan.source()).as(plan.readAs()).atMost(size))) {
            List<DataRecord> records = reader.next(size, LOOKED_AT_BYTES).records();
            List<FieldPlan> fields = plan.fields().stream()
                    .map(each -> each.fidelity() == Fidelity.UNSUPPORTED ? unheld(each, records) : each)
                    .toList();
            return new CollectionPlan(
                    plan.source(),
                    plan.target(),
                    plan.records(),
                    plan.readAs(),
                    plan.writeAs(),
                    fields,
                    plan.there(),
                    plan.bytes());
        }
    }

    private static FieldPlan unheld(FieldPlan field, List<DataRecord> records) {
        Found found = new Found();
        for (DataRecord each : records) {
            Value value = each.body().get(field.source()).orElse(Value.ofNull());
            if (value != Value.Null.NULL) {
                found.reject(shown(value), "the target has no type for it");
            }
        }
        return new FieldPlan(
                field.source(),
                field.sourceType(),
                field.target(),
                field.targetType(),
                field.fidelity(),
                field.note(),
                found.forecast(records.size()));
    }

    /** Values of one field that do not arrive as they are. */
    private static final class Found {
        private long rejected;
        private long changed;
        private @Nullable String example;
        private @Nullable String becomes;

        void reject(String value, String reason) {
            if (rejected++ == 0) {
                example = value;
                becomes = reason;
            }
        }

        void change(String value, String other) {
            if (changed++ == 0 && rejected == 0) {
                example = value;
                becomes = other;
            }
        }

        Optional<Forecast> forecast(long looked) {
            return example == null || becomes == null
                    ? Optional.empty()
                    : Optional.of(
                            new Forecast(rejected > 0 ? rejected : changed, looked, example, becomes, rejected > 0));
        }
    }

    private final class Look {
        private final CollectionPlan plan;
        private final Map<String, Found> found = new HashMap<>();
        private final Found whole = new Found();
        private final BeyondJson beyondJson = new BeyondJson();
        private long looked;
        private long ending;
        private long weight;
        private long judging;

        Look(CollectionPlan plan) {
            this.plan = plan;
        }

        void into(List<DataRecord> records) throws InterruptedException {
            if (records.isEmpty()) {
                return;
            }
            looked += records.size();
            weight += records.stream().mapToLong(DataRecord::weight).sum();
            ending += records.stream()
                    .filter(each -> each.meta().expiresAt().isPresent())
                    .count();
            List<DataRecord> kept = new ArrayList<>(records);
            List<DataRecord> converted = new ArrayList<>();
            pump.copy(new Pump.Copy(
                    GivenRecords.of(plan.readAs(), records),
                    ReadRequest.of(plan.source()).as(plan.readAs()),
                    GivenRecords.to(plan.writeAs(), converted::addAll),
                    WriteRequest.insert(plan.writeAs()),
                    records.size(),
                    Long.MAX_VALUE,
                    written -> {},
                    rejected -> {
                        kept.removeIf(each -> each == rejected.record());
                        found(rejected.field()).reject(shown(rejected, rejected.field()), rejected.reason());
                    }));
            compare(kept, converted);
            long start = System.nanoTime();
            for (Rejected each : judgement.refused(plan, converted)) {
                reject(each);
            }
            judging += System.nanoTime() - start;
        }

        /** The target names its own fields, and none where it is the record as a whole. */
        private void reject(Rejected rejected) {
            String field = plan.fields().stream()
                    .filter(each -> each.target().equals(rejected.field()))
                    .map(FieldPlan::source)
                    .findFirst()
                    .orElse("");
            if (field.isEmpty()) {
                whole.reject(rejected.record().key().toString(), rejected.reason());
            } else {
                found(field).reject(shown(rejected, rejected.field()), rejected.reason());
            }
        }

        private Found found(String field) {
            return found.computeIfAbsent(field, name -> new Found());
        }

        /** One batch was read and one comes out, so that what is left stands in the same order. */
        private void compare(List<DataRecord> before, List<DataRecord> after) {
            for (int i = 0; i < after.size(); i++) {
                compare(before.get(i), after.get(i));
            }
        }

        private void compare(DataRecord before, DataRecord after) {
            for (int i = 0; i < plan.fields().size(); i++) {
                String field = plan.fields().get(i).source();
                Value is = after.body().get(plan.fields().get(i).target()).orElse(Value.ofNull());
                Value was = before.body().get(field).orElse(Value.ofNull());
                beyondJson.see(field, was, is);
                if (is != Value.Null.NULL && (was.kind() != is.kind() || !was.equals(is))) {
                    found(field).change(shown(was), shown(is));
                }
            }
        }

        CollectionPlan plan(long bytes) {
            List<FieldPlan> fields = new ArrayList<>();
            for (FieldPlan each : plan.fields()) {
                Optional<Forecast> forecast =
                        Optional.ofNullable(found.get(each.source())).flatMap(values -> values.forecast(looked));
                forecast.filter(Forecast::rejected).ifPresent(sure -> warnings.add(sentence(each, sure)));
                fields.add(new FieldPlan(
                        each.source(),
                        each.sourceType(),
                        each.target(),
                        each.targetType(),
                        (forecast.filter(Forecast::rejected).isPresent() || beyondJson.in(each.source()))
                                        && each.fidelity().compareTo(Fidelity.LOSSY) < 0
                                ? Fidelity.LOSSY
                                : each.fidelity(),
                        each.note(),
                        forecast));
            }
            warnings.addAll(beyondJson.sentences(plan.source().toString(), looked));
            if (ending > 0 && !keepsExpiry) {
                warnings.add(ending + " of " + looked + " records of " + plan.source() + " that were looked at have a"
                        + " time to live, which the target does not keep: they stay there until somebody removes them");
            }
            whole.forecast(looked)
                    .ifPresent(sure -> warnings.add(sure.count() + " of " + looked + " records of " + plan.source()
                            + " that were looked at will be rejected, such as " + sure.example() + ": "
                            + sure.becomes()));
            return new CollectionPlan(
                    plan.source(),
                    plan.target(),
                    plan.records(),
                    plan.readAs(),
                    plan.writeAs(),
                    fields,
                    plan.there(),
                    bytes);
        }

        private String sentence(FieldPlan field, Forecast forecast) {
            return forecast.count() + " of " + forecast.looked() + " records of " + plan.source()
                    + " that were looked at"
                    + " will be rejected for " + field.source() + ", such as " + forecast.example() + ": "
                    + forecast.becomes().replaceAll("\\.$", "") + ". " + wayOut(field);
        }

        private String wayOut(FieldPlan field) {
            return plan.canBeText(field)
                    ? "Cast the field to TEXT, change it on the way, or let these records be left out and listed"
                            + " (continueOnError)"
                    : "Leave the field out (drop), change it on the way, or let these records be left out and listed"
                            + " (continueOnError)";
        }
    }

    private static String shown(Rejected rejected, String field) {
        return shown(rejected.record().body().get(field).orElse(Value.ofNull()));
    }

    private static String shown(Value value) {
        String text = value instanceof Content content ? content.length() + " bytes" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
