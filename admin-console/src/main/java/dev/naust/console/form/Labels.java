package dev.naust.console.form;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;

/** Writes a configuration's values the way people enter them. */
public final class Labels {
    private static final JsonValues JSON = new JsonValues();

    private Labels() {}

    /** A text as it is, anything else as JSON on one line. */
    public static String plain(Value value) {
        return value instanceof Text text ? text.string() : JSON.write(value);
    }

    /** Any value as JSON on one line. */
    static String json(Value value) {
        return JSON.write(value);
    }
}
