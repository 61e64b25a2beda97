package dev.naust.privacy.consent;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.service.Consents;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Paths;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.map.PersonalMap.Consented;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.secret.Pseudonyms;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps consents, and refuses data that rests on one that is not there. */
@Component
public final class ConsentService implements Consents {
    private final ConsentRecords records;
    private final Pseudonyms pseudonyms;
    private final MapFile map;
    private final Clock clock;
    private final TimeSortedIds ids;

    @Activate
    public ConsentService(BundleContext bundle, @Reference ServerState state, @Reference ServerKeys keys) {
        this(MapService.home(bundle), state, keys, Clock.systemUTC());
    }

    public ConsentService(Path home, ServerState state, ServerKeys keys, Clock clock) {
        this.records = new ConsentRecords(state);
        this.pseudonyms = new Pseudonyms(keys);
        this.map = new MapFile(home);
        this.clock = clock;
        this.ids = new TimeSortedIds(clock);
    }

    @Override
    public Consent give(Map<String, String> subject, Agreed agreed, String actor) {
        if (subject.isEmpty() || subject.values().stream().anyMatch(String::isBlank)) {
            throw invalid("A consent names its person, such as {\"email\": \"…\"}");
        }
        if (agreed.purpose().isBlank() || agreed.version().isBlank()) {
            throw invalid("A consent has a purpose and the version of the text that the person saw");
        }
        if (agreed.expires().filter(end -> !end.isAfter(agreed.given())).isPresent()) {
            throw invalid("A consent cannot end before it begins");
        }
        if (agreed.given().isAfter(clock.instant().plusSeconds(60))) {
            throw invalid("A consent cannot be given in the future");
        }
        Map<String, String> subjects = new LinkedHashMap<>();
        subject.forEach((name, value) -> subjects.put(name, pseudonyms.identifier(name, value)));
        Consent consent = new Consent(ids.next().toString(), subjects, agreed, actor, Optional.empty());
        records.add(consent);
        return consent;
    }

    @Override
    public Consent withdraw(String id, String actor) {
        Consent consent = records.find(id)
                .orElseThrow(
                        () -> new StoreException(ServiceError.CONSENT_NOT_FOUND, "There is no consent " + id + "."));
        if (consent.withdrawn().isPresent()) {
            return consent;
        }
        Consent withdrawn = new Consent(
                consent.id(), consent.subjects(), consent.agreed(), consent.notedBy(), Optional.of(clock.instant()));
        records.replace(withdrawn);
        return withdrawn;
    }

    @Override
    public List<Consent> list(Optional<String> before, int limit) {
        return records.list(before, limit);
    }

    @Override
    public void requireFor(String store, DatasetId collection, Document body) {
        Optional<Entry> entry = map.read().find(store, collection);
        if (entry.isPresent()) {
            for (Consented part : entry.get().consented(body)) {
                require(entry.get(), part, body);
            }
        }
    }

    private void require(Entry entry, Consented part, Document body) {
        Instant now = clock.instant();
        List<Consent> given = entry.keys().entrySet().stream()
                .flatMap(key -> Paths.at(body, key.getValue()).stream()
                        .map(value -> pseudonyms.identifier(key.getKey(), value.toString())))
                .flatMap(pseudonym -> records.of(pseudonym).stream())
                .filter(consent -> consent.agreed().purpose().equals(part.purpose()))
                .toList();
        if (given.stream().noneMatch(consent -> consent.isValid(now))) {
            throw new StoreException(ServiceError.CONSENT_REQUIRED, refusal(entry, part, given, body));
        }
    }

    private static String refusal(Entry entry, Consented part, List<Consent> given, Document body) {
        String what = part.field()
                .map(field -> "The field \"" + field + "\" of " + entry.name())
                .orElse("A record of " + entry.name());
        boolean named = entry.keys().values().stream()
                .anyMatch(field -> !Paths.at(body, field).isEmpty());
        String why;
        if (!named) {
            why = "the record does not say whose it is: its field \""
                    + String.join("\" or \"", new TreeSet<>(entry.keys().values())) + "\" is empty";
        } else if (given.isEmpty()) {
            why = "there is none";
        } else {
            why = given.stream().anyMatch(consent -> consent.withdrawn().isPresent())
                    ? "it was withdrawn"
                    : "it has expired";
        }
        return what + " rests on the person's consent to \"" + part.purpose() + "\", and " + why
                + "; nothing was stored. Note the consent first (POST /privacy/consents)"
                + part.field().map(field -> ", leave the field out").orElse("")
                + ", or correct the legal basis in the map of personal data";
    }

    private static StoreException invalid(String message) {
        return new StoreException(ServiceError.CONSENT_INVALID, message);
    }
}
