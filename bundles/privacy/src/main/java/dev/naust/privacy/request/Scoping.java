package dev.naust.privacy.request;

import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.Scope;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Found;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Locator;
import dev.naust.privacy.find.Rows;
import dev.naust.privacy.find.Sweep;
import dev.naust.privacy.find.Traces;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dry run: what is where, what will happen to it, and what must be kept and why. Safe for use by several threads. */
final class Scoping {
    private final Tools tools;

    Scoping(Tools tools) {
        this.tools = tools;
    }

    Scope scope(Type type, Secret secret) throws InterruptedException {
        PersonalMap map = tools.map().read();
        try (Harbour harbour = tools.harbour()) {
            Found found = Locator.locate(map, secret.identifiers(), harbour);
            List<String> errors = new ArrayList<>(found.errors());
            errors.addAll(new Sweep(map, harbour, secret.identifiers().values(), tools.copies()::isOwn)
                    .unmapped(tools.stores().stores()));
            List<dev.naust.api.service.PrivacyRequest.Found> parts = new ArrayList<>();
            for (Entry entry : found.entries()) {
                Eraser.Done done = foreseen(
                        type,
                        entry,
                        secret,
                        Rows.hasOnly(harbour, entry),
                        found.keys(entry).size());
                if (done.result() == Result.FAILED) {
                    errors.add(entry.name() + ": " + done.reason());
                }
                parts.add(new dev.naust.api.service.PrivacyRequest.Found(
                        entry.store(),
                        entry.collection(),
                        found.keys(entry).size(),
                        done.result(),
                        Stream.concat(Stream.of(done.reason()), found.unreadable(entry).stream())
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining("; "))));
            }
            if (type == Type.ERASURE) {
                copies(map, secret, found, parts, errors);
            }
            return new Scope(parts, errors);
        }
    }

    /** What the server keeps of those records for its own work. */
    private void copies(
            PersonalMap map,
            Secret secret,
            Found found,
            List<dev.naust.api.service.PrivacyRequest.Found> parts,
            List<String> errors)
            throws InterruptedException {
        Traces person = new Traces(map, secret.identifiers().values(), found.marks());
        found.entries().forEach(entry -> person.with(entry.store(), entry.collection(), found.keys(entry)));
        Map<Copy, Long> counts = new LinkedHashMap<>();
        try {
            tools.copies()
                    .erase(person, true)
                    .forEach(copy -> counts.merge(
                            new Copy(copy.store(), copy.place(), "", copy.result(), copy.reason()), 1L, Long::sum));
        } catch (StoreException e) {
            errors.add("What Naust itself keeps could not be looked through: " + e.getMessage());
        }
        counts.forEach((copy, count) -> parts.add(new dev.naust.api.service.PrivacyRequest.Found(
                copy.store(), copy.place(), count, copy.result(), copy.reason())));
    }

    /**
     * What will become of a collection's records.
     *
     * @param rows whether nothing tells them apart, so that none of them can be changed
     * @param count how many there are of the person
     */
    static Eraser.Done foreseen(Type type, Entry entry, Secret secret, boolean rows, int count) {
        Eraser.Done done = foreseen(type, entry, secret);
        return rows ? Unkeyed.instead(done, entry, count) : done;
    }

    private static Eraser.Done foreseen(Type type, Entry entry, Secret secret) {
        return switch (type) {
            case ERASURE -> Eraser.foreseen(entry);
            case ACCESS -> new Eraser.Done(Result.EXPORTED, "");
            case PORTABILITY ->
                Set.of("consent", "contract").contains(entry.legalBasis())
                        ? new Eraser.Done(Result.EXPORTED, "")
                        : new Eraser.Done(
                                Result.UNCHANGED,
                                "it rests on " + entry.legalBasis().replace('_', ' ')
                                        + ", and only what rests on consent or a contract can be taken along");
            case RECTIFICATION -> new Eraser.Done(Result.RECTIFIED, "where a record has the field that is wrong");
            case RESTRICTION -> restricted(entry);
            case OBJECTION ->
                entry.purpose().equals(secret.purpose())
                        ? restricted(entry)
                        : new Eraser.Done(Result.UNCHANGED, "it serves another purpose: " + entry.purpose());
        };
    }

    private static Eraser.Done restricted(Entry entry) {
        return entry.restrictionField().isPresent()
                ? new Eraser.Done(Result.RESTRICTED, "")
                : new Eraser.Done(
                        Result.FAILED,
                        "the map names no field that restricts its records; add \"restriction\": {\"field\": …}");
    }
}
