package dev.naust.migration;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
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
 * Looks into the first records of every collection and converts them as the run would: what will be rejected or change its
 * form, with an example, and how fast it goes. Writes nothing. For one plan and one thread.
 */
final class Forecaster {
    /** How many records a plan that people read is made from, and how many one that is carried out at once. */
    static final int LOOKED_AT = 1_000;

    static final int GLANCED_AT = 100;
    private static final long LOOKED_AT_BYTES = 8L << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHOWN = 80;

    private final Pump pump;
    private final Store source;
    private final int most;
    private final List<String> warnings = new ArrayList<>();
    private final long begun = System.nanoTime();
    private double seconds;

    /** @param most how many records of each collection to look into */
    Forecaster(Pump pump, Store source, int most) {
        this.pump = pump;
        this.source = source;
        this.most = most;
    }

    List<String> warnings() {
        return warnings;
    }

    /** How long reading and converting takes on one thread, at the pace of the samples. */
    Duration reading() {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000)));
    }

    /** The plan of a collection with what its first records say. */
    CollectionPlan look(CollectionPlan plan) throws InterruptedException {
        if (System.nanoTime() - begun > PATIENCE_NANOS) {
            return plan;
        }
        long start = System.nanoTime();
        try (RecordReader reader =
                source.read(ReadRequest.of(plan.source()).as(plan.readAs()).atMost(most))) {
            Batch batch = reader.next(most, LOOKED_AT_BYTES);
            Look look = new Look(plan, batch.records());
            int looked = batch.records().size();
            if (looked == 0) {
                return plan;
            }
            double took = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            seconds += took / looked * Math.max(looked, plan.records());
            long weight = batch.records().stream().mapToLong(DataRecord::weight).sum();
            return look.plan(Math.round((double) weight / looked * Math.max(looked, plan.records())));
        }
    }

    /** The plan of a collection that cannot move, with an example of each field that the target has no type for. */
    CollectionPlan unheld(CollectionPlan plan) throws InterruptedException {
        if (plan.fields().stream().noneMatch(field -> field.fidelity() == Fidelity.UNSUPPORTED)) {
            return plan;
        }
        try (RecordReader reader =
                source.read(ReadRequest.of(plan.source()).as(plan.readAs()).atMost(most))) {
            List<DataRecord> records = reader.next(most, LOOKED_AT_BYTES).records();
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
        private final List<DataRecord> records;
        private final Map<String, Found> found = new HashMap<>();

        Look(CollectionPlan plan, List<DataRecord> records) throws InterruptedException {
            this.plan = plan;
            this.records = records;
            if (records.isEmpty()) {
                return;
            }
            List<DataRecord> kept = new ArrayList<>(records);
            pump.copy(new Pump.Copy(
                    GivenRecords.of(plan.readAs(), records),
                    ReadRequest.of(plan.source()).as(plan.readAs()),
                    GivenRecords.to(plan.writeAs(), converted -> compare(kept, converted)),
                    WriteRequest.insert(plan.writeAs()),
                    records.size(),
                    Long.MAX_VALUE,
                    written -> {},
                    rejected -> {
                        kept.removeIf(each -> each == rejected.record());
                        reject(rejected);
                    }));
        }

        private void reject(Rejected rejected) {
            Value value = rejected.record().body().get(rejected.field()).orElse(Value.ofNull());
            found(rejected.field()).reject(shown(value), rejected.reason());
        }

        /** One batch was read and one comes out, so that what is left stands in the same order. */
        private void compare(List<DataRecord> before, List<DataRecord> after) {
            for (int i = 0; i < after.size(); i++) {
                compare(before.get(i), after.get(i));
            }
        }

        private Found found(String field) {
            return found.computeIfAbsent(field, name -> new Found());
        }

        private void compare(DataRecord before, DataRecord after) {
            for (int i = 0; i < plan.fields().size(); i++) {
                FieldPlan field = plan.fields().get(i);
                Field home = plan.writeAs().fields().get(i);
                Value is = after.body().at(i);
                Value was = before.body().get(field.source()).orElse(Value.ofNull());
                if (is != Value.Null.NULL || !home.nullable()) {
                    Optional<String> problem = problem(plan, home, is);
                    if (problem.isPresent()) {
                        found(field.source()).reject(shown(was), problem.get());
                    } else if (was.kind() != is.kind()) {
                        found(field.source()).change(shown(was), shown(is));
                    }
                }
            }
        }

        CollectionPlan plan(long bytes) {
            List<FieldPlan> fields = new ArrayList<>();
            for (FieldPlan each : plan.fields()) {
                Optional<Forecast> forecast = Optional.ofNullable(found.get(each.source()))
                        .flatMap(values -> values.forecast(records.size()));
                forecast.filter(Forecast::rejected).ifPresent(sure -> warnings.add(sentence(each, sure)));
                fields.add(new FieldPlan(
                        each.source(),
                        each.sourceType(),
                        each.target(),
                        each.targetType(),
                        forecast.filter(Forecast::rejected).isPresent()
                                        && each.fidelity().compareTo(Fidelity.LOSSY) < 0
                                ? Fidelity.LOSSY
                                : each.fidelity(),
                        each.note(),
                        forecast));
            }
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
                    + forecast.becomes() + ". Cast the field, or keep such fields as text (lossy AS_TEXT)";
        }
    }

    /** A collection that the run makes holds what it is made for; one that is there may be narrower. */
    static Optional<String> problem(CollectionPlan plan, Field home, Value value) {
        boolean judged = plan.there().isPresent()
                && !(value instanceof Content)
                && (value == Value.Null.NULL || value.kind() == home.type().kind());
        return judged ? FieldCheck.problem(home, value) : Optional.empty();
    }

    private static String shown(Value value) {
        String text = value instanceof Content content ? content.length() + " bytes" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
