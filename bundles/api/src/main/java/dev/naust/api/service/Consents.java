package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What people have agreed to, under keyed pseudonyms. Safe for use by several threads. */
@ProviderType
public interface Consents {

    /**
     * Notes that a person agreed.
     *
     * @param subject what the person is known by, as the map names it; kept as pseudonyms alone
     * @throws StoreException with {@code consent.invalid} when it names nobody or no purpose, or ends before it begins
     */
    Consent give(Map<String, String> subject, Agreed agreed, String actor);

    /**
     * The person agrees no more; from now on data that needs it is refused.
     *
     * @throws StoreException with {@code consent.not_found}
     */
    Consent withdraw(String id, String actor);

    /** Consents, the newest first. */
    List<Consent> list(Optional<String> before, int limit);

    /**
     * Whether a record may be stored. Asked before each change of a record.
     *
     * @param body the record as it would be
     * @throws StoreException with {@code consent.required} when the map bases it on a consent that is not there
     */
    void requireFor(String store, DatasetId collection, Document body);

    /**
     * What was agreed to.
     *
     * @param version of the text that the person saw
     * @param evidence how it was given, and where the proof is
     */
    record Agreed(String purpose, String version, Instant given, Optional<Instant> expires, String evidence) {}

    /**
     * A consent.
     *
     * @param subjects a pseudonym for each identifier
     */
    record Consent(
            String id, Map<String, String> subjects, Agreed agreed, String notedBy, Optional<Instant> withdrawn) {
        public Consent {
            subjects = Map.copyOf(subjects);
        }

        /** Whether it counts at a time. */
        public boolean isValid(Instant now) {
            return withdrawn.isEmpty()
                    && !agreed.given().isAfter(now)
                    && agreed.expires().filter(end -> !end.isAfter(now)).isEmpty();
        }
    }
}
