package dev.naust.api.store;

/** Failures that mean the same in every provider. */
public enum CommonError implements ErrorCode {
    /** The store cannot do this at all; the message says why. */
    UNSUPPORTED("store.unsupported", Category.USER),
    /** A lease on a job has ended, or was never this one. */
    LEASE_LOST("job.lease_lost", Category.CONFLICT),
    JOB_NOT_FOUND("job.not_found", Category.USER),
    FILE_NOT_FOUND("file.not_found", Category.USER),
    FILE_EXISTS("file.exists", Category.CONFLICT),
    /** A path that leads out of the store, or that the store cannot hold. */
    FILE_PATH("file.path", Category.USER),
    /** A feed was asked to go on from where nothing is kept any more. */
    CHANGES_GONE("changes.gone", Category.USER),
    /** A record is not as {@link Profiling#expect} said; reading begins anew with what {@link Profiling#profile} says. */
    NOT_AS_EXPECTED("store.not_as_expected", Category.INTERNAL);

    private final String code;
    private final Category category;

    CommonError(String code, Category category) {
        this.code = code;
        this.category = category;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }
}
