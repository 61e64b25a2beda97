package dev.naust.api.store;

import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A condition on records. A provider translates what its technology can do and applies {@link #matches} to the rest, so that
 * the meaning is the same everywhere: comparisons with null or with a missing field are false, numbers compare by value
 * whatever their kind, text compares by its UTF-8 bytes.
 */
public sealed interface Filter {

    /** Whether a record's body fulfils the condition. */
    boolean matches(Document body);

    /** How a field is compared with a value. */
    enum Operator {
        EQ,
        NE,
        LT,
        LTE,
        GT,
        GTE
    }

    /** A field compared with a value. */
    record Comparison(String field, Operator operator, Value value) implements Filter {
        @Override
        public boolean matches(Document body) {
            Optional<Value> actual = body.get(field);
            if (actual.isEmpty() || actual.get() == Value.Null.NULL || value == Value.Null.NULL) {
                return false;
            }
            if (!ValueOrder.comparable(actual.get(), value)) {
                return operator == Operator.NE;
            }
            int order = ValueOrder.INSTANCE.compare(actual.get(), value);
            return switch (operator) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT -> order < 0;
                case LTE -> order <= 0;
                case GT -> order > 0;
                case GTE -> order >= 0;
            };
        }
    }

    /** A field equal to one of some values. */
    record In(String field, List<Value> values) implements Filter {
        public In {
            values = List.copyOf(values);
        }

        @Override
        public boolean matches(Document body) {
            return values.stream().anyMatch(value -> new Comparison(field, Operator.EQ, value).matches(body));
        }
    }

    /** A text field that contains a text, exactly and with case. */
    record Contains(String field, String part) implements Filter {
        private static final int WINDOW = 64 * 1024;

        @Override
        public boolean matches(Document body) {
            Optional<Value> value = body.get(field).filter(found -> found.kind() == Kind.TEXT);
            return value.map(found -> found instanceof Text text ? holds(text) : streams((Content) found))
                    .orElse(false);
        }

        private boolean holds(Text text) {
            return text.string().contains(part);
        }

        /** Looks through windows that overlap by one byte less than the part has, so that no border can hide it. */
        private boolean streams(Content content) {
            byte[] wanted = part.getBytes(StandardCharsets.UTF_8);
            byte[] window = new byte[WINDOW + wanted.length];
            int kept = 0;
            try (InputStream in = content.open()) {
                int read = in.readNBytes(window, 0, window.length);
                while (kept + read >= wanted.length) {
                    int filled = kept + read;
                    if (indexOf(window, filled, wanted) >= 0) {
                        return true;
                    }
                    kept = Math.max(0, wanted.length - 1);
                    System.arraycopy(window, filled - kept, window, 0, kept);
                    read = in.readNBytes(window, kept, window.length - kept);
                    if (read == 0) {
                        return false;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
            }
        }

        private static int indexOf(byte[] bytes, int length, byte[] wanted) {
            for (int at = 0; at + wanted.length <= length; at++) {
                if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                    return at;
                }
            }
            return -1;
        }
    }

    /** A field that is null or missing. */
    record IsNull(String field) implements Filter {
        @Override
        public boolean matches(Document body) {
            return body.get(field).map(value -> value == Value.Null.NULL).orElse(true);
        }
    }

    /** All of these; none of them is always true. */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Document body) {
            return parts.stream().allMatch(part -> part.matches(body));
        }
    }

    /** At least one of these; none of them is never true. */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Document body) {
            return parts.stream().anyMatch(part -> part.matches(body));
        }
    }

    /** Not this. */
    record Not(Filter part) implements Filter {
        @Override
        public boolean matches(Document body) {
            return !part.matches(body);
        }
    }

    /** A field equal to a value. */
    static Filter eq(String field, Value value) {
        return new Comparison(field, Operator.EQ, value);
    }
}
