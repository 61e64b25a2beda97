package dev.naust.privacy.request;

import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.privacy.map.PersonalMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who must be told of a change, because the data was passed on to them (GDPR, article 19). */
final class Recipients {
    private static final Set<Type> TOLD = Set.of(Type.RECTIFICATION, Type.ERASURE, Type.RESTRICTION);
    private static final Set<Result> NOTHING = Set.of(Result.RETAINED, Result.UNCHANGED, Result.FAILED);

    private Recipients() {}

    /** One sentence that names them and what they have; empty where the map names nobody. */
    static Optional<String> toTell(PersonalMap map, PrivacyRequest request) {
        if (!TOLD.contains(request.type())) {
            return Optional.empty();
        }
        Map<String, Set<String>> told = new TreeMap<>();
        map.entries().stream()
                .filter(entry -> request.outcomes().stream()
                        .anyMatch(outcome -> outcome.store().equals(entry.store())
                                && outcome.collection().equals(entry.collection())
                                && !NOTHING.contains(outcome.result())))
                .forEach(entry -> entry.facts().get("recipients").stream()
                        .filter(Value.Array.class::isInstance)
                        .flatMap(names -> ((Value.Array) names).items().stream())
                        .forEach(name -> told.computeIfAbsent(name.toString(), none -> new TreeSet<>())
                                .add(entry.name())));
        return told.isEmpty()
                ? Optional.empty()
                : Optional.of("Tell those who got the data, as article 19 demands: "
                        + told.entrySet().stream()
                                .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                                .collect(Collectors.joining("; "))
                        + ".");
    }
}
