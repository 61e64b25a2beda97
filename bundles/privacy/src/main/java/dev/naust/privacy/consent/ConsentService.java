package dev.naust.privacy.consent;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.service.Consents;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.secret.Pseudonyms;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            for (String purpose : entry.get().consentPurposes(body)) {
                require(entry.get(), purpose, body);
            }
        }
    }

    private void require(Entry entry, String purpose, Document body) {
        Instant now = clock.instant();
        boolean agreed = entry.keys().entrySet().stream()
                .flatMap(key -> body
                        .get(key.getValue())
                        .filter(value -> value != Value.Null.NULL)
                        .map(value -> pseudonyms.identifier(key.getKey(), value.toString()))
                        .stream())
                .flatMap(pseudonym -> records.of(pseudonym).stream())
                .anyMatch(consent ->
                        consent.isValid(now) && consent.agreed().purpose().equals(purpose));
        if (!agreed) {
            throw new StoreException(
                    ServiceError.CONSENT_REQUIRED,
                    "Data in " + entry.name() + " rests on the person's consent to \"" + purpose
                            + "\", and there is no valid one; nothing was stored. Note the consent first, or correct the"
                            + " legal basis in the map of personal data");
        }
    }

    private static StoreException invalid(String message) {
        return new StoreException(ServiceError.CONSENT_INVALID, message);
    }
}
