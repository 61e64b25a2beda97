package dev.naust.privacy.request;

import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.privacy.map.PersonalMap.Entry;

/** What becomes of records that nothing tells apart: they can be read and kept, and are changed by people alone. */
final class Unkeyed {
    private Unkeyed() {}

    /** What is done in place of what the map says. */
    static Eraser.Done instead(Eraser.Done wanted, Entry entry, int count) {
        String them = count == 1 ? "its record" : "its " + count + " records";
        String why =
                "nothing tells its records apart, because it has no key or is a view, so that Naust changes none of them";
        return switch (wanted.result()) {
            case ERASED ->
                new Eraser.Done(
                        Result.FAILED,
                        why + ": take " + them
                                + " of the person out where they come from (of a CSV file, its lines; of a"
                                + " view, what it shows), or give the collection a key, then search again");
            case ANONYMISED, PSEUDONYMISED, RESTRICTED ->
                new Eraser.Done(
                        Result.FAILED,
                        why + ": give the collection a key, move it to a store that has one, or take " + them
                                + " of the person out by hand, then search again");
            case RECTIFIED ->
                new Eraser.Done(Result.UNCHANGED, why + ": correct " + them + " of the person there by hand");
            default -> wanted;
        };
    }
}
