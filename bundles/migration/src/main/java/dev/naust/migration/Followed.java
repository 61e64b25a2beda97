package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run that follows remembers. Who serves is not here: that is decided by the one record of the primaries.
 *
 * @param forward where the source's changes begin that the copy may have missed
 * @param back where the target's changes begin that the source may miss; empty until the target is followed, or where it cannot be
 * @param isCopied whether all that was there is copied and proven
 * @param isComingBack whether the source was asked to take its place again
 * @param isEnded whether nothing is followed any more
 */
record Followed(Position forward, Optional<Position> back, boolean isCopied, boolean isComingBack, boolean isEnded) {

    static Followed from(Position start) {
        return new Followed(start, Optional.empty(), false, false, false);
    }

    Followed copied() {
        return new Followed(forward, back, true, isComingBack, isEnded);
    }

    /** @param start empty when the target is followed no more */
    Followed backFrom(Optional<Position> start) {
        return new Followed(forward, start, isCopied, isComingBack, isEnded);
    }

    Followed comingBack(boolean now) {
        return new Followed(forward, back, isCopied, now, isEnded);
    }

    /** Whether what changed since is not known, so that it cannot go on. */
    boolean isGivenUp() {
        return isEnded && !isComingBack;
    }

    Followed ended() {
        return new Followed(forward, back, isCopied, isComingBack, true);
    }

    /** The name under which a run follows its source. */
    static String forwardName(String run) {
        return "naust_" + word(run);
    }

    /** The name under which a run follows its target. */
    static String backName(String run) {
        return "back_" + word(run);
    }

    private static String word(String run) {
        String letters = run.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return letters.substring(0, Math.min(32, letters.length()));
    }

    Document toDocument() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("forward", Value.text(forward.token()));
        back.ifPresent(start -> fields.put("back", Value.text(start.token())));
        fields.put("copied", Value.Bool.of(isCopied));
        fields.put("comingBack", Value.Bool.of(isComingBack));
        fields.put("ended", Value.Bool.of(isEnded));
        return Document.of(fields);
    }

    static Followed of(Document kept) {
        return new Followed(
                new Position(((Text) kept.get("forward").orElseThrow()).string()),
                kept.get("back").map(token -> new Position(((Text) token).string())),
                kept.get("copied").orElseThrow().equals(Value.Bool.TRUE),
                kept.get("comingBack").orElseThrow().equals(Value.Bool.TRUE),
                kept.get("ended").orElseThrow().equals(Value.Bool.TRUE));
    }
}
