package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.store.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A migration request as a JSON object and back: one form for REST, for files of the command line, and for a run that goes on
 * after a restart. Holds no state.
 */
public final class MigrationRequestForm {
    private static final String STORE_ID = "[a-z][a-z0-9-]{0,62}";
    private static final Set<String> ENGINES = Set.of("auto", "pump");
    /** What a text or a number can be read as. */
    private static final Set<Kind> CASTS =
            EnumSet.complementOf(EnumSet.of(Kind.NULL, Kind.ARRAY, Kind.DOCUMENT, Kind.EXTENSION));

    private static final int MASK_MOST = 1_000;
    private static final String VALIDATE = "validate";
    private static final String AFTER = "AFTER";
    private static final Set<String> PROOFS = Set.of(Look.BEFORE.name(), Look.DURING.name(), AFTER);

    private MigrationRequestForm() {}

    /**
     * What an object asks for.
     *
     * @throws InvalidConfigException with everything that is wrong, a field that nobody knows included
     */
    public static MigrationRequest read(Document object) {
        List<ConfigProblem> problems = new ArrayList<>();
        DocumentCursor body = new DocumentCursor(object, "", problems);
        Endpoint source = endpoint(body, "source");
        Endpoint target = endpoint(body, "target");
        List<String> names = new ArrayList<>();
        Map<String, Reshape> reshapes = new LinkedHashMap<>();
        collections(body, problems, names, reshapes);
        DocumentCursor inner = body.inner("options");
        Options options = options(inner);
        inner.done(body.asked(), "stands beside \"options\", not in it");
        body.done(inner.asked(), "stands in \"options\"");
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return new MigrationRequest(source, target, names, options, reshapes);
    }

    /** Whether an object asks for the plan alone. */
    public static boolean isDryRun(Document object) {
        return object.get("options")
                .filter(Document.class::isInstance)
                .flatMap(options -> ((Document) options).get("dryRun"))
                .filter(value -> value == Value.Bool.TRUE)
                .isPresent();
    }

    private static Endpoint endpoint(DocumentCursor body, String name) {
        Optional<String> text = body.text(name);
        if (text.isEmpty() && body.any(name).isEmpty()) {
            body.wrong(name, "is required and must be a text");
        }
        String id = text.orElse("");
        return id.isEmpty() || id.matches(STORE_ID) ? new Endpoint.StoreId(id) : new Endpoint.Address(id);
    }

    private static Options options(DocumentCursor options) {
        Options defaults = Options.defaults();
        Limits none = Limits.none();
        options.truth("dryRun", false);
        options.text("engine")
                .filter(engine -> !ENGINES.contains(engine))
                .ifPresent(engine -> options.wrong("engine", "must be one of auto, pump"));
        Set<String> proofs = proofs(options, defaults);
        Options read = new Options(
                        options.choice("conflict", Conflict.class, defaults.conflict()),
                        (int) options.number("batchSize", defaults.batchSize(), 1, 100_000),
                        proofs.contains(AFTER),
                        options.truth("continueOnError", defaults.continueOnError()),
                        (int) options.number("parallelism", defaults.parallelism(), 0, 64),
                        options.truth("skipExisting", defaults.skipExisting()),
                        options.truth("backupFirst", defaults.backupFirst()),
                        options.choice("lossy", Lossy.class, defaults.lossy()),
                        new Limits(
                                options.number("rejectLimit", none.rejects(), 0, Long.MAX_VALUE),
                                (int) options.number("retryAttempts", none.retries(), 0, 100),
                                options.number("rateLimit", none.recordsPerSecond(), 0, 1_000_000_000)))
                .looking(Stream.of(Look.values())
                        .filter(look -> proofs.contains(look.name()))
                        .collect(Collectors.toSet()));
        boolean follow = options.truth("follow", false);
        return follow ? read.following() : read;
    }

    /** When to prove: true is at the end, as usual; false never; else one or several of the times, in a list or with commas. */
    private static Set<String> proofs(DocumentCursor options, Options defaults) {
        Value asked = options.any(VALIDATE).orElse(Value.Bool.of(defaults.validate()));
        if (asked instanceof Value.Bool truth) {
            return truth.isTrue() ? Set.of(AFTER) : Set.of();
        }
        List<Value> listed = asked instanceof Value.Array list ? list.items() : List.of(asked);
        Set<String> times = listed.stream()
                .map(each -> each instanceof Text text ? text.string() : "")
                .flatMap(each -> Stream.of(each.split(",", -1)))
                .map(each -> each.strip().toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (!PROOFS.containsAll(times)) {
            options.wrong(VALIDATE, "must be true, false, or some of BEFORE, DURING and AFTER");
        }
        return times;
    }

    private static Value proofs(Options options) {
        if (options.looks().isEmpty()) {
            return Value.Bool.of(options.validate());
        }
        List<Value> times = new ArrayList<>();
        options.looks().stream().sorted().forEach(look -> times.add(Value.text(look.name())));
        if (options.validate()) {
            times.add(Value.text(AFTER));
        }
        return new Value.Array(times);
    }

    private static void collections(
            DocumentCursor body, List<ConfigProblem> problems, List<String> names, Map<String, Reshape> reshapes) {
        String rule = "must be a list of names and objects with a name";
        List<Value> items = body.list("collections", rule).orElse(List.of());
        for (int i = 0; i < items.size(); i++) {
            String pointer = "/collections/" + i;
            if (items.get(i) instanceof Text name) {
                names.add(name.string());
            } else if (items.get(i) instanceof Document object) {
                DocumentCursor each = new DocumentCursor(object, pointer, problems);
                Optional<String> name = each.name("name");
                if (name.isEmpty() && each.any("name").isEmpty()) {
                    each.wrong("name", "is required and must be a text");
                }
                Reshape reshape = reshape(each, problems);
                each.done();
                name.ifPresent(known -> {
                    names.add(known);
                    Reshape other = reshapes.put(known, reshape);
                    if (other != null && !other.equals(reshape)) {
                        each.wrong(
                                "name", "names " + known + " a second time: say in one object what is to become of it");
                    }
                });
            } else {
                problems.add(new ConfigProblem(pointer, "must be a name or an object with a name"));
            }
        }
    }

    private static Reshape reshape(DocumentCursor each, List<ConfigProblem> problems) {
        Optional<String> to = each.name("to");
        Optional<Filter> where = each.object("filter").flatMap(filter -> {
            try {
                return Optional.of(FilterForm.read(filter));
            } catch (IllegalArgumentException e) {
                each.wrong("filter", e.getMessage());
                return Optional.empty();
            }
        });
        Map<String, FieldChange> changes = new LinkedHashMap<>();
        Document fields = each.object("fields").orElse(Document.empty());
        DocumentCursor inner = new DocumentCursor(fields, each.pointer("fields"), problems);
        for (String name : fields.layout().names()) {
            Optional<Value> value = inner.any(name);
            if (value.isPresent() && value.get() instanceof Text other) {
                inner.name(name)
                        .ifPresent(known ->
                                changes.put(name, new FieldChange(Optional.of(other.string()), Optional.empty())));
            } else if (value.isPresent() && value.get() instanceof Document change) {
                changes.put(name, change(new DocumentCursor(change, inner.pointer(name), problems)));
            } else {
                inner.wrong(name, "must be a name, or an object with to, cast, constant, drop, mask, hash or nullable");
            }
        }
        return new Reshape(to, where, changes, ShapeForm.flatten(each, problems), ShapeForm.nest(each, problems));
    }

    private static FieldChange change(DocumentCursor change) {
        Optional<String> to = change.name("to");
        List<Transform> transforms = new ArrayList<>();
        if (change.any("cast").isPresent()) {
            transforms.add(new Transform.Cast(change.choice("cast", CASTS, Kind.TEXT)));
        }
        change.any("constant").ifPresent(value -> {
            if (value instanceof Document || value instanceof Value.Array) {
                change.wrong("constant", "must be a text, a number, true or false");
            }
            transforms.add(new Transform.Constant(value));
        });
        if (change.truth("drop", false)) {
            transforms.add(new Transform.Drop());
        }
        change.any("mask").ifPresent(value -> mask(change, value).ifPresent(transforms::add));
        if (change.truth("hash", false)) {
            transforms.add(new Transform.Hash());
        }
        if (transforms.size() > 1) {
            change.wrong("takes one of cast, constant, drop, mask and hash");
        }
        Optional<Boolean> nullable =
                change.any("nullable").isPresent() ? Optional.of(change.truth("nullable", true)) : Optional.empty();
        change.done();
        return new FieldChange(to, transforms.stream().findFirst(), nullable);
    }

    private static Optional<Transform> mask(DocumentCursor change, Value value) {
        if (value instanceof Value.Bool truth) {
            return truth.isTrue() ? Optional.of(new Transform.Mask(0, 0)) : Optional.empty();
        }
        DocumentCursor shown = change.inner("mask");
        Transform.Mask mask = new Transform.Mask(
                (int) shown.number("first", 0, 0, MASK_MOST), (int) shown.number("last", 0, 0, MASK_MOST));
        shown.done();
        return Optional.of(mask);
    }

    /** The object that {@link #read} reads as this request; an address keeps its password out. */
    public static Document write(MigrationRequest request) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(request.source().toString()));
        fields.put("target", Value.text(request.target().toString()));
        List<Value> collections = new ArrayList<>();
        for (String name : request.collections()) {
            Reshape reshape = request.reshapes().get(name);
            collections.add(reshape == null ? Value.text(name) : write(name, reshape));
        }
        fields.put("collections", new Value.Array(collections));
        fields.put("options", write(request.options()));
        return Document.of(fields);
    }

    private static Document write(Options options) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("conflict", Value.text(options.conflict().name()));
        fields.put("batchSize", Value.int64(options.batchSize()));
        fields.put(VALIDATE, proofs(options));
        fields.put("continueOnError", Value.Bool.of(options.continueOnError()));
        fields.put("parallelism", Value.int64(options.parallelism()));
        fields.put("skipExisting", Value.Bool.of(options.skipExisting()));
        fields.put("backupFirst", Value.Bool.of(options.backupFirst()));
        fields.put("lossy", Value.text(options.lossy().name()));
        fields.put("rejectLimit", Value.int64(options.limits().rejects()));
        fields.put("retryAttempts", Value.int64(options.limits().retries()));
        fields.put("rateLimit", Value.int64(options.limits().recordsPerSecond()));
        fields.put("follow", Value.Bool.of(options.follow()));
        return Document.of(fields);
    }

    private static Document write(String name, Reshape reshape) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Value.text(name));
        reshape.to().ifPresent(to -> fields.put("to", Value.text(to)));
        reshape.where().ifPresent(filter -> fields.put("filter", FilterForm.write(filter)));
        Map<String, Value> changes = new LinkedHashMap<>();
        reshape.fields().forEach((field, change) -> changes.put(field, write(change)));
        if (!changes.isEmpty()) {
            fields.put("fields", Document.of(changes));
        }
        ShapeForm.write(reshape, fields);
        return Document.of(fields);
    }

    /** A field's change as an object of {@code collections[].fields}. */
    public static Document write(FieldChange change) {
        Map<String, Value> fields = new LinkedHashMap<>();
        change.to().ifPresent(to -> fields.put("to", Value.text(to)));
        change.transform().ifPresent(transform -> {
            if (transform instanceof Transform.Cast cast) {
                fields.put("cast", Value.text(cast.kind().name()));
            } else if (transform instanceof Transform.Constant constant) {
                fields.put("constant", constant.value());
            } else if (transform instanceof Transform.Drop) {
                fields.put("drop", Value.Bool.TRUE);
            } else if (transform instanceof Transform.Mask mask) {
                fields.put(
                        "mask",
                        Document.of(Map.of("first", Value.int64(mask.first()), "last", Value.int64(mask.last()))));
            } else {
                fields.put("hash", Value.Bool.TRUE);
            }
        });
        change.nullable().ifPresent(allowed -> fields.put("nullable", Value.Bool.of(allowed)));
        return Document.of(fields);
    }
}
