package dev.naust.mongodb.bson;

/** A value that MongoDB cannot hold; the message is the reason, for the report of rejects. Never leaves the provider. */
public final class MisfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /** A value without a field yet. */
    MisfitException(String reason) {
        this("", reason);
    }

    /** The field's value does not fit. */
    public MisfitException(String field, String reason) {
        // Raised for single records of a copy: a stack trace would cost more than the record.
        super(reason, null, false, false);
        this.field = field;
    }

    /** The field to blame; empty when it is the record as a whole. */
    public String field() {
        return field;
    }

    /** The reason, in one sentence. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
