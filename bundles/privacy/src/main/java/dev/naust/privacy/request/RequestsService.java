package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.service.Erasing;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Scope;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Step;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.deadline.Deadline;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.RequestRecords.Held;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Takes requests from step to step, and goes on with a request's run that the server's end, a failure or somebody interrupted.
 * One service, so that no request can be executed before it could go on.
 */
@Component(
        service = {PrivacyRequests.class, RunResumer.class},
        property = RunResumer.KIND + "=" + RequestsService.KIND)
public final class RequestsService implements PrivacyRequests, RunResumer {
    static final String KIND = Erasing.RUN;

    /** The parameter of a run that names its request. */
    static final String REQUEST = "request";

    private static final int LONGEST_NOTE = 1_000;

    private final Tools tools;
    private final Runs runs;
    private final Scoping scoping;
    private final BusyStores busy;
    private final TimeSortedIds ids;
    private final Object executing = new Object();

    @Activate
    public RequestsService(
            BundleContext bundle,
            @Reference ServerState state,
            @Reference ServerKeys keys,
            @Reference StoreRegistry stores,
            @Reference Storage storage,
            @Reference Runs runs,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policyOption = ReferencePolicyOption.GREEDY)
                    List<KeptCopies> copies) {
        this(MapService.home(bundle), state, keys, stores, storage, runs, copies, Clock.systemUTC());
    }

    public RequestsService(
            Path home,
            ServerState state,
            ServerKeys keys,
            StoreRegistry stores,
            Storage storage,
            Runs runs,
            List<KeptCopies> copies,
            Clock clock) {
        this.tools = Tools.of(home, state, keys, stores, storage, new Copies(copies, runs, state), clock);
        this.runs = runs;
        this.scoping = new Scoping(tools);
        this.busy = new BusyStores(runs);
        this.ids = new TimeSortedIds(clock);
    }

    @Override
    public PrivacyRequest receive(Asked asked, Actor actor) {
        Instant now = tools.clock().instant();
        Instant received = asked.receivedAt().orElse(now);
        Judgement.judge(asked, now);
        PrivacyRequest request = new PrivacyRequest(
                ids.next().toString(),
                asked.type(),
                State.RECEIVED,
                tools.pseudonyms().subject(asked.subject()),
                received,
                Deadline.of(received, false),
                false,
                actor.name(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Step(State.RECEIVED, now, actor.name(), cut(asked.note()), owner(actor))),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Secret secret =
                Secret.of(asked.subject(), asked.corrections(), asked.purpose().orElse(""));
        tools.requests().add(new Held(request, Optional.of(secret)));
        return request;
    }

    @Override
    public Optional<PrivacyRequest> find(String id) {
        return tools.requests().find(id).map(Held::request);
    }

    @Override
    public List<PrivacyRequest> list() {
        Comparator<PrivacyRequest> open =
                Comparator.comparing(PrivacyRequest::due).thenComparing(PrivacyRequest::id);
        return tools.requests().all().stream()
                .sorted((a, b) -> {
                    if (a.state().isFinal() != b.state().isFinal()) {
                        return a.state().isFinal() ? 1 : -1;
                    }
                    return a.state().isFinal() ? b.id().compareTo(a.id()) : open.compare(a, b);
                })
                .toList();
    }

    @Override
    public PrivacyRequest verify(String id, String method, String evidence, Actor actor) throws InterruptedException {
        Held held = held(id);
        require(held.request(), Set.of(State.RECEIVED, State.VERIFIED, State.SCOPED));
        if (held.request().state() == State.RECEIVED && (method.isBlank() || evidence.isBlank())) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_INVALID,
                    "Say how the person proved who they are (method), and what was seen (evidence); keep no copy of it");
        }
        if (held.request().state() == State.RECEIVED) {
            held = change(
                    id,
                    Set.of(State.RECEIVED),
                    edit -> edit.to(
                            State.VERIFIED,
                            tools.clock().instant(),
                            actor.name(),
                            cut(method + ": " + evidence),
                            owner(actor)));
        }
        Scope scope = scoping.scope(held.request().type(), held.secret().orElseThrow());
        String note = scope.errors().isEmpty()
                ? counted(scope.records(), "record") + " found"
                : counted(scope.errors().size(), "place") + " could not be dealt with yet";
        return change(
                        id,
                        Set.of(State.VERIFIED, State.SCOPED),
                        edit -> edit.scope(scope)
                                .to(
                                        scope.errors().isEmpty() ? State.SCOPED : State.VERIFIED,
                                        tools.clock().instant(),
                                        actor.name(),
                                        note))
                .request();
    }

    @Override
    public PrivacyRequest approve(String id, String reason, Actor actor) {
        PrivacyRequest request = held(id).request();
        require(request, Set.of(State.SCOPED));
        if (request.type() == Type.ERASURE) {
            Judgement.secondPerson(request, actor);
        }
        return change(
                        id,
                        Set.of(State.SCOPED),
                        edit -> edit.approvedBy(actor.name())
                                .to(State.APPROVED, tools.clock().instant(), actor.name(), cut(reason)))
                .request();
    }

    @Override
    public PrivacyRequest reject(String id, String reason, Actor actor) {
        if (reason.isBlank()) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_INVALID,
                    "Say why: the person must be told, and that they may complain to Datatilsynet");
        }
        Set<State> before = Set.of(State.RECEIVED, State.VERIFIED, State.SCOPED, State.APPROVED);
        Held known = held(id);
        require(known.request(), before);
        requireNotRunning(known.request());
        List<String> unknown = settled(known);
        return tools.requests()
                .change(id, held -> {
                    require(held.request(), before);
                    requireNotRunning(held.request());
                    PrivacyRequest rejected = new Edit(held.request())
                            .reason(cut(reason))
                            .to(
                                    State.REJECTED,
                                    tools.clock().instant(),
                                    actor.name(),
                                    cut(unknown.isEmpty() ? reason : reason + "; " + String.join("; ", unknown)))
                            .done();
                    return held.with(rejected).wiped();
                })
                .request();
    }

    private List<String> settled(Held held) {
        if (held.request().type() != Type.ERASURE || held.secret().isEmpty()) {
            return List.of();
        }
        try {
            return new HalfWay(tools).settle(held.secret().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_STATE, "The server stops; reject the request when it is back", e);
        }
    }

    @Override
    public PrivacyRequest extend(String id, String reason, Actor actor) {
        Instant now = tools.clock().instant();
        return tools.requests()
                .change(id, held -> {
                    PrivacyRequest request = held.request();
                    Judgement.mayExtend(request, reason, Deadline.today(now));
                    return held.with(new Edit(request)
                            .due(Deadline.of(request.receivedAt(), true))
                            .reason(cut(reason))
                            .note(now, actor.name(), "extended: " + cut(reason))
                            .done());
                })
                .request();
    }

    @Override
    public Started execute(String id, Actor actor) {
        // Of two who ask at once the second must see the first one's run.
        synchronized (executing) {
            return begin(id, actor);
        }
    }

    private Started begin(String id, Actor actor) {
        Held held = held(id);
        PrivacyRequest request = held.request();
        require(request, Execution.BEGUN);
        requireNotRunning(request);
        busy.refuse(request);
        boolean packs = request.type() == Type.ACCESS || request.type() == Type.PORTABILITY;
        Optional<String> password = packs ? Optional.of(tools.packages().password()) : Optional.empty();
        password.ifPresent(text -> tools.requests()
                .change(id, now -> now.with(now.secret().orElseThrow().withPassword(text))));
        Document parameters = Document.empty()
                .with(REQUEST, Value.text(id))
                .with("type", Value.text(request.type().name()));
        if (request.type() == Type.ERASURE) {
            parameters = Erasing.noted(parameters, BusyStores.stores(request));
        }
        Run run = runs.start(
                KIND,
                "Request of " + request.subject() + " (" + request.type().name().toLowerCase(java.util.Locale.ROOT)
                        + ")",
                parameters,
                progress -> new Execution(tools, id, progress).run());
        PrivacyRequest begun = tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .run(run.id())
                                .note(tools.clock().instant(), actor.name(), "execution started")
                                .done()))
                .request();
        return new Started(begun, run, password);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        String request = run.parameters().get(REQUEST).orElseThrow().toString();
        return progress -> new Execution(tools, request, progress).again(run.id());
    }

    @Override
    public Package open(String id, Actor actor) {
        PrivacyRequest request = find(id).orElseThrow(() -> none(id));
        Optional<Path> file = tools.packages().find(id);
        boolean inTime = request.packageUntil()
                .filter(until -> !until.isBefore(tools.clock().instant()))
                .isPresent();
        if (!inTime || file.isEmpty()) {
            throw new StoreException(
                    ServiceError.PRIVACY_PACKAGE_NOT_FOUND,
                    "Request " + id
                            + " has no package, or not any more: packages are made by executing requests of access"
                            + " and portability, and removed after " + Packing.LIFETIME.toDays() + " days");
        }
        tools.requests()
                .change(
                        id,
                        held -> held.with(new Edit(held.request())
                                .note(tools.clock().instant(), actor.name(), "fetched the package")
                                .done()));
        return new Package(
                file.get(),
                "naust-" + request.subject() + ".zip",
                request.packageUntil().orElseThrow());
    }

    /** Whose token it was. */
    private static String owner(Actor actor) {
        return actor.person() ? "" : actor.behind();
    }

    private Held held(String id) {
        return tools.requests().find(id).orElseThrow(() -> none(id));
    }

    private Held change(String id, Set<State> from, UnaryOperator<Edit> edit) {
        return tools.requests().change(id, held -> {
            require(held.request(), from);
            return held.with(edit.apply(new Edit(held.request())).done());
        });
    }

    private void requireNotRunning(PrivacyRequest request) {
        boolean running = request.runId()
                .flatMap(runs::find)
                .filter(run -> !run.state().isFinal())
                .isPresent();
        if (running) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_STATE,
                    "Request " + request.id() + " is being executed; wait for the end of run "
                            + request.runId().orElseThrow());
        }
    }

    private static void require(PrivacyRequest request, Set<State> wanted) {
        if (!wanted.contains(request.state())) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_STATE,
                    "Request " + request.id() + " is " + request.state() + ", and this is done to one that is "
                            + wanted.stream()
                                    .sorted()
                                    .map(State::name)
                                    .reduce((a, b) -> a + " or " + b)
                                    .orElse("")
                            + "; take its steps in order");
        }
    }

    private static StoreException none(String id) {
        return new StoreException(ServiceError.PRIVACY_REQUEST_NOT_FOUND, "There is no request " + id + ".");
    }

    private static String cut(String note) {
        return note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) + "…" : note;
    }

    private static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
