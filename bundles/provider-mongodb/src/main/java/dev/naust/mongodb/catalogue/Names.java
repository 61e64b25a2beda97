package dev.naust.mongodb.catalogue;

import dev.naust.mongodb.bson.Form;
import java.nio.charset.StandardCharsets;

/** Names as MongoDB can hold them. */
public final class Names {
    /** A namespace has at most 255 bytes, before version 4.4 only 120; the database's name is a part of it. */
    private static final int LONGEST = 90;

    private Names() {}

    /** The name for a collection, a field or an index: the same where it can be, never empty, and what fits is left alone. */
    public static String fit(String name) {
        // In queries a dot leads into a field, and a dollar begins an operator.
        String fitted = name.replace("\0", "").replace('.', '_').replace('$', '_');
        if (fitted.isEmpty()) {
            return "unnamed";
        }
        if (fitted.startsWith("system_") && name.startsWith("system.")
                || fitted.equals(Form.COMPANIONS)
                || Catalogue.isHidden(fitted)) {
            fitted = "x_" + fitted;
        }
        return fitted.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? fitted
                : shortened(fitted, LONGEST - 9) + "_" + Integer.toHexString(name.hashCode());
    }

    /** As much of a name as so many bytes of UTF-8 hold. */
    public static String shortened(String name, int bytes) {
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int at = 0; at < name.length(); at += Character.charCount(name.codePointAt(at))) {
            String each = Character.toString(name.codePointAt(at));
            used += each.getBytes(StandardCharsets.UTF_8).length;
            if (used > bytes) {
                break;
            }
            kept.append(each);
        }
        return kept.toString();
    }
}
