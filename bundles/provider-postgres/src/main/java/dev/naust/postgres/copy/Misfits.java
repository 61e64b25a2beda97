package dev.naust.postgres.copy;

import dev.naust.api.model.Value;
import java.util.Locale;

/** The reasons why values do not fit, in one wording. */
final class Misfits {
    private Misfits() {}

    static MisfitException wrongKind(Value value, String wanted) {
        String actual = value instanceof Value.Extension extension
                ? "value of the type " + extension.nativeType()
                : "value of kind " + value.kind().name().toLowerCase(Locale.ROOT);
        return new MisfitException("The column holds " + wanted + ", and this is a " + actual);
    }

    static MisfitException nul() {
        return new MisfitException("PostgreSQL text cannot hold the character U+0000");
    }

    static MisfitException malformed() {
        return new MisfitException("The text is not valid UTF-8, which PostgreSQL requires");
    }

    static MisfitException tooLong(long length, int limit) {
        return new MisfitException("The column holds at most " + limit + " characters, and this text has " + length);
    }

    static MisfitException tooLarge(long bytes) {
        return new MisfitException("A PostgreSQL field holds at most 1 GB, and this value has " + bytes + " bytes");
    }
}
