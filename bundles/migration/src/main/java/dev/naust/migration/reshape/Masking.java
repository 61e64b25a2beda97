package dev.naust.migration.reshape;

import dev.naust.api.model.Content;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.Transform;

/** Hides the characters of a value. */
final class Masking {
    private static final String LARGE = "*".repeat(8);

    private Masking() {}

    /** A value too short to hide anything is hidden whole. Streamed content is never shown in part. */
    static Value of(Transform.Mask mask, Value value) {
        if (value instanceof Content) {
            return Value.text(LARGE);
        }
        int[] characters = value.toString().codePoints().toArray();
        boolean whole = mask.first() + mask.last() >= characters.length;
        for (int i = 0; i < characters.length; i++) {
            if (whole || i >= mask.first() && i < characters.length - mask.last()) {
                characters[i] = '*';
            }
        }
        return Value.text(new String(characters, 0, characters.length));
    }
}
