package dev.naust.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes JSON as those stores give it back that keep what it says and not its text, as docs/values.md fixes it: white space only
 * behind commas and colons, each name once with its last value, names by length and then by bytes, numbers without exponents,
 * characters unescaped wherever JSON allows that. For one text.
 */
public final class JsonByValue {
    /** More digits than any store of this kind keeps. */
    private static final int MOST_DIGITS = 131_072;

    private static final int MOST_BEHIND_THE_POINT = 16_383;

    /** What a text may be longer by for its numbers' exponents: without a limit, eight bytes would become a hundred thousand. */
    private static final int MOST_LONGER = 8 * 1024;

    private final byte[] json;
    private long digitsLeft;
    private int at;

    private JsonByValue(byte[] json) {
        this.json = json;
        this.digitsLeft = MOST_LONGER + 4L * json.length;
    }

    /** There is no such form. */
    private static final class FormlessException extends Exception {
        private static final long serialVersionUID = 1L;

        FormlessException(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * The text in that form; empty where it has none: a character U+0000, half of a pair of surrogates, a number with too many
     * digits. Empty as well where its numbers, written out, would make it many times longer.
     *
     * @param json well-formed JSON in UTF-8
     */
    public static Optional<byte[]> of(byte[] json) {
        JsonByValue reading = new JsonByValue(json);
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 16);
        try {
            reading.value(out);
        } catch (FormlessException none) {
            return Optional.empty();
        }
        return Optional.of(out.toByteArray());
    }

    private void value(ByteArrayOutputStream out) throws FormlessException {
        skipSpace();
        switch (json[at]) {
            case '{' -> object(out);
            case '[' -> array(out);
            case '"' -> write(string(), out);
            case 't', 'n' -> word(4, out);
            case 'f' -> word(5, out);
            default -> number(out);
        }
        skipSpace();
    }

    private void word(int length, ByteArrayOutputStream out) {
        out.write(json, at, length);
        at += length;
    }

    private void array(ByteArrayOutputStream out) throws FormlessException {
        out.write('[');
        at++;
        skipSpace();
        boolean first = true;
        while (json[at] != ']') {
            if (!first) {
                at++;
                out.write(',');
                out.write(' ');
            }
            value(out);
            first = false;
        }
        at++;
        out.write(']');
    }

    private void object(ByteArrayOutputStream out) throws FormlessException {
        Map<byte[], byte[]> members = new TreeMap<>(JsonByValue::compareNames);
        at++;
        skipSpace();
        while (json[at] != '}') {
            if (json[at] == ',') {
                at++;
                skipSpace();
            }
            byte[] name = string();
            skipSpace();
            at++;
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            value(value);
            members.put(name, value.toByteArray());
        }
        at++;
        out.write('{');
        boolean first = true;
        for (Map.Entry<byte[], byte[]> each : members.entrySet()) {
            if (!first) {
                out.write(',');
                out.write(' ');
            }
            write(each.getKey(), out);
            out.write(':');
            out.write(' ');
            out.writeBytes(each.getValue());
            first = false;
        }
        out.write('}');
    }

    private static int compareNames(byte[] a, byte[] b) {
        return a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b);
    }

    /** A text's bytes, its escapes resolved. */
    private byte[] string() throws FormlessException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        at++;
        while (json[at] != '"') {
            if (json[at] == '\\') {
                at++;
                escape(text);
            } else {
                text.write(json[at++]);
            }
        }
        at++;
        return text.toByteArray();
    }

    private void escape(ByteArrayOutputStream text) throws FormlessException {
        byte escaped = json[at++];
        switch (escaped) {
            case 'b' -> text.write('\b');
            case 'f' -> text.write('\f');
            case 'n' -> text.write('\n');
            case 'r' -> text.write('\r');
            case 't' -> text.write('\t');
            case 'u' -> unicode(text);
            default -> text.write(escaped);
        }
    }

    private void unicode(ByteArrayOutputStream text) throws FormlessException {
        char first = unit();
        if (first == 0 || Character.isLowSurrogate(first)) {
            throw new FormlessException("a character that is none");
        }
        String character = String.valueOf(first);
        if (Character.isHighSurrogate(first)) {
            boolean paired = json[at] == '\\' && json[at + 1] == 'u';
            at += paired ? 2 : 0;
            char second = paired ? unit() : 0;
            if (!Character.isLowSurrogate(second)) {
                throw new FormlessException("half a pair of surrogates");
            }
            character += second;
        }
        text.writeBytes(character.getBytes(StandardCharsets.UTF_8));
    }

    private char unit() {
        char unit = (char) Integer.parseInt(new String(json, at, 4, StandardCharsets.US_ASCII), 16);
        at += 4;
        return unit;
    }

    private static void write(byte[] text, ByteArrayOutputStream out) {
        out.write('"');
        for (byte each : text) {
            switch (each) {
                case '"', '\\' -> escaped(each, out);
                case '\b' -> escaped('b', out);
                case '\f' -> escaped('f', out);
                case '\n' -> escaped('n', out);
                case '\r' -> escaped('r', out);
                case '\t' -> escaped('t', out);
                default -> {
                    if (each >= 0 && each < ' ') {
                        out.writeBytes(String.format("\\u%04x", (int) each).getBytes(StandardCharsets.US_ASCII));
                    } else {
                        out.write(each);
                    }
                }
            }
        }
        out.write('"');
    }

    private static void escaped(int letter, ByteArrayOutputStream out) {
        out.write('\\');
        out.write(letter);
    }

    /** A negative zero stays what it is: whether a store has one, it says itself. */
    private void number(ByteArrayOutputStream out) throws FormlessException {
        int from = at;
        while (at < json.length && isOfNumber(json[at])) {
            at++;
        }
        String text = new String(json, from, at - from, StandardCharsets.US_ASCII);
        BigDecimal number = decimal(text);
        boolean negativeZero = number.signum() == 0 && text.startsWith("-");
        out.writeBytes((negativeZero ? text : number.toPlainString()).getBytes(StandardCharsets.US_ASCII));
    }

    private BigDecimal decimal(String text) throws FormlessException {
        try {
            BigDecimal number = new BigDecimal(text);
            long before = number.precision() - (long) number.scale();
            digitsLeft -= Math.max(0, before) + Math.max(0, number.scale());
            if (before <= MOST_DIGITS && number.scale() <= MOST_BEHIND_THE_POINT && digitsLeft >= 0) {
                return number;
            }
        } catch (NumberFormatException tooGreat) {
            // An exponent beyond all numbers: answered below.
        }
        throw new FormlessException("a number with too many digits");
    }

    private static boolean isOfNumber(byte b) {
        return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    private void skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }
}
