package dev.naust.redis.collection;

import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.KeyForm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A collection that Naust made, and the names of everything that belongs to it. What is between braces decides in which slot
 * of a cluster a key lies, so that a collection is on one server and each change of it is one step.
 *
 * @param schema what it declares
 * @param prefix what the names of its records begin with, such as {@code Album:} or {@code {Album}:} in a cluster
 * @param separator between the parts of a name
 */
public record Collection(Schema schema, String prefix, String separator) {
    /** What the names of all keys that Naust keeps for itself begin with. */
    public static final String OWN = "naust:";

    /** The hash field that holds what the schema does not declare. */
    static final String MORE = OWN + "more";

    /** The hash field that says where values lie that are too large for the hash. */
    static final String LARGE = OWN + "large";

    private static final String OWN_NAME = "naust";

    /** The collection with this schema in a server or a cluster. */
    public static Collection of(Schema schema, String separator, boolean cluster) {
        String tag = tag(schema.id().name(), separator);
        return new Collection(schema, (cluster ? "{" + tag + "}" : tag) + separator, separator);
    }

    /** A name without the characters that mean something in the names of keys; those are written as in URLs. */
    public static String tag(String name, String separator) {
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean first = i == 0 && name.equals(OWN_NAME);
            if (first || c == '{' || c == '}' || c == '%' || separator.indexOf(c) >= 0) {
                for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    tag.append(String.format("%%%02X", b));
                }
            } else {
                tag.append(c);
            }
        }
        return tag.toString();
    }

    /** This collection with another schema. */
    Collection with(Schema other) {
        return new Collection(other, prefix, separator);
    }

    /** The form of its records' keys; where there is no key, records are numbered. */
    KeyForm keys() {
        Map<String, Field> fields = schema.byName();
        List<Kind> kinds = schema.key().isEmpty()
                ? List.of(Kind.INT64)
                : schema.key().stream()
                        .map(name -> fields.get(name).type().kind())
                        .toList();
        return new KeyForm(kinds, separator);
    }

    byte[] prefixBytes() {
        return utf8(prefix);
    }

    /** The name of the key that holds a record. */
    byte[] record(byte[] name) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(prefixBytes());
        key.writeBytes(name);
        return key.toByteArray();
    }

    /** Asks how many records there are; those that expired since they were last read count too. */
    public Request count() {
        return Request.on(index(), Command.ZCARD);
    }

    /** The places of its records, in order. */
    byte[] index() {
        return own("index");
    }

    /** The places of records that nobody may see yet. */
    byte[] staging() {
        return own("staging");
    }

    /** Which record has which unique value. */
    byte[] unique() {
        return own("unique");
    }

    /** Which unique values a record has. */
    byte[] claimed() {
        return own("claimed");
    }

    /** The last number given to a record. */
    byte[] counter() {
        return own("counter");
    }

    /** The last number given to a large value. */
    byte[] largeCounter() {
        return own("large");
    }

    byte[] largePrefix() {
        return own("large:");
    }

    byte[] large(String id) {
        return own("large:" + id);
    }

    private byte[] own(String part) {
        return utf8(OWN + "{" + tag(schema.id().name(), separator) + "}:" + part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
