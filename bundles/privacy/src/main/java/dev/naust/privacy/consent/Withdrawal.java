package dev.naust.privacy.consent;

import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.ServerState;
import dev.naust.privacy.secret.Pseudonyms;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Withdraws all that a person has agreed to for a purpose. Safe for use by several threads. */
public final class Withdrawal {
    private final ConsentRecords records;
    private final Pseudonyms pseudonyms;
    private final Clock clock;

    public Withdrawal(ServerState state, Pseudonyms pseudonyms, Clock clock) {
        this.records = new ConsentRecords(state);
        this.pseudonyms = pseudonyms;
        this.clock = clock;
    }

    /** How many consents were valid until now. */
    public int withdraw(Map<String, String> identifiers, String purpose) {
        List<Consent> valid = identifiers.entrySet().stream()
                .flatMap(each -> records.of(pseudonyms.identifier(each.getKey(), each.getValue())).stream())
                .filter(consent -> consent.agreed().purpose().equals(purpose) && consent.isValid(clock.instant()))
                .distinct()
                .toList();
        valid.forEach(consent -> records.replace(new Consent(
                consent.id(), consent.subjects(), consent.agreed(), consent.notedBy(), Optional.of(clock.instant()))));
        return valid.size();
    }
}
