package dev.naust.postgres.copy;

import dev.naust.api.model.Value;
import dev.naust.postgres.type.ArrayText;
import dev.naust.postgres.type.ColumnType;
import dev.naust.postgres.type.TextForm;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays of one element type, of up to six dimensions. An array that does not begin at 1 is read as an extension in
 * PostgreSQL's text form, because the model has no place for its first index.
 *
 * @param type the array's
 */
record ArrayCodec(ColumnType type, Codec element) implements Codec {
    private static final int MOST_DIMENSIONS = 6;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        List<Integer> firsts = List.of();
        Value.Array array;
        if (value instanceof Value.Array items) {
            array = items;
        } else if (value instanceof Value.Extension extension) {
            try {
                ArrayText text = new ArrayText(type, extension.text());
                array = text.items();
                firsts = text.firsts();
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
                throw Misfits.wrongKind(value, "an array");
            }
        } else {
            throw Misfits.wrongKind(value, "an array");
        }
        encode(array, firsts, out);
    }

    /** @param firsts the first index of each dimension; none when all are 1 */
    private void encode(Value.Array array, List<Integer> firsts, CopyBuffer out) throws MisfitException {
        int start = out.length();
        out.putInt(0);
        List<Integer> sizes = sizes(array);
        out.putInt(sizes.size());
        int flag = out.length();
        out.putInt(0);
        out.putInt((int) type.oid());
        for (int i = 0; i < sizes.size(); i++) {
            out.putInt(sizes.get(i));
            out.putInt(i < firsts.size() ? firsts.get(i) : 1);
        }
        if (!sizes.isEmpty() && putItems(array, sizes, 0, out)) {
            out.setInt(flag, 1);
        }
        out.setInt(start, out.length() - start - 4);
    }

    /** The lengths from the outside in; none for an empty array. */
    private static List<Integer> sizes(Value.Array array) throws MisfitException {
        List<Integer> sizes = new ArrayList<>();
        Value inner = array;
        while (inner instanceof Value.Array level) {
            if (level.items().isEmpty()) {
                if (sizes.isEmpty()) {
                    return List.of();
                }
                throw new MisfitException("PostgreSQL has no empty array inside of an array");
            }
            sizes.add(level.items().size());
            inner = level.items().get(0);
        }
        if (sizes.size() > MOST_DIMENSIONS) {
            throw new MisfitException("PostgreSQL arrays have at most " + MOST_DIMENSIONS + " dimensions");
        }
        return sizes;
    }

    private boolean putItems(Value.Array array, List<Integer> sizes, int depth, CopyBuffer out) throws MisfitException {
        if (array.items().size() != sizes.get(depth)) {
            throw new MisfitException("The inner arrays differ in length, which PostgreSQL's arrays cannot");
        }
        boolean innermost = depth == sizes.size() - 1;
        boolean nulls = false;
        for (Value item : array.items()) {
            if (!innermost && item instanceof Value.Array inner) {
                nulls |= putItems(inner, sizes, depth + 1, out);
            } else if (!innermost) {
                throw new MisfitException("The array mixes arrays and other values, which PostgreSQL's arrays cannot");
            } else if (item == Value.Null.NULL) {
                nulls = true;
                out.putInt(-1);
            } else {
                element.encode(item, out);
            }
        }
        return nulls;
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return new Decoding(row, at).array();
    }

    /** One array being read. */
    private final class Decoding {
        private final byte[] row;
        private int at;

        Decoding(byte[] row, int at) {
            this.row = row;
            this.at = at;
        }

        Value array() {
            int[] sizes = new int[next()];
            at += 8;
            StringBuilder bounds = new StringBuilder();
            boolean usual = true;
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = next();
                int first = next();
                usual &= first == 1;
                bounds.append('[')
                        .append(first)
                        .append(':')
                        .append(first + sizes[i] - 1)
                        .append(']');
            }
            Value.Array array = sizes.length == 0 ? new Value.Array(List.of()) : items(sizes, 0);
            return usual ? array : new Value.Extension(type.declared(), bounds + "=" + TextForm.of(array));
        }

        private Value.Array items(int[] sizes, int depth) {
            List<Value> items = new ArrayList<>(sizes[depth]);
            for (int i = 0; i < sizes[depth]; i++) {
                items.add(depth < sizes.length - 1 ? items(sizes, depth + 1) : item());
            }
            return new Value.Array(items);
        }

        private Value item() {
            int length = next();
            if (length < 0) {
                return Value.ofNull();
            }
            Value item = element.decode(row, at, length);
            at += length;
            return item;
        }

        private int next() {
            at += 4;
            return Wire.int32(row, at - 4);
        }
    }
}
