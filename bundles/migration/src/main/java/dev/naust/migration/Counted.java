package dev.naust.migration;

/** Sentences about how many there are, which read well for one, too. */
public final class Counted {
    private Counted() {}

    /** That records are refused by the target, without a full stop. */
    static String misfits(long records) {
        return records == 1 ? "1 record does not fit the target" : records + " records do not fit the target";
    }

    /** So many records. */
    public static String records(long records) {
        return of(records, "record", "records");
    }

    /** So many of them, or so many that do something. */
    public static String of(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    /** What to do about rejects so that the run may follow. */
    static String nextToFollowing(long rejects) {
        return (rejects == 1 ? "Put it right" : "Put them right")
                + " among the run's rejects (with another value), or change or remove "
                + (rejects == 1 ? "it" : "them")
                + " in the source; then let the run go on (resume). Until then the source keeps its changes for it: roll it"
                + " back if it is not to go on";
    }

    /** That nobody has decided about records yet, without a full stop. */
    static String undecided(long records) {
        return records == 1
                ? "1 record differs from the one with the same key in the target, which stays until somebody has decided"
                : records
                        + " records differ from those with the same key in the target, which stay until somebody has decided";
    }

    /** That the target is without what a run made in it, without a full stop. */
    static String removed(int collections) {
        if (collections == 0) {
            return "The target is as it was before: nothing was made in it";
        }
        return "The target is as it was before: "
                + (collections == 1
                        ? "the collection that this run made was removed"
                        : "the " + collections + " collections that this run made were removed");
    }
}
