package dev.naust.postgres.type;

import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads an array's text, such as {@code {{1,NULL},{3,"4"}}} (PostgreSQL manual, "Array Input and Output Syntax"). */
public final class ArrayText {
    private final ColumnType type;
    private final String text;
    private int at;

    /** A text of an array of this type. */
    public ArrayText(ColumnType type, String text) {
        this.type = type;
        this.text = text;
    }

    /** The array, or an extension where the model has no place for all that the text says. */
    Value read() {
        int equals = equals();
        Value.Array array = items();
        // Only an array that does not begin at 1 tells where it begins, and the model has no place for that.
        return equals < 0
                ? array
                : new Value.Extension(type.declared(), text.substring(0, equals + 1) + TextForm.of(array));
    }

    /** Where the dimensions, told before an equals sign, end; -1 when they are not told. */
    private int equals() {
        return text.startsWith("[") ? text.indexOf('=') : -1;
    }

    /**
     * The array without where it begins.
     *
     * @throws RuntimeException of some kind when the text is none of this type
     */
    public Value.Array items() {
        at = equals() + 1;
        Value.Array array = array();
        if (at != text.length()) {
            throw new IllegalArgumentException("Something follows the array");
        }
        return array;
    }

    /** The first index of each dimension, from the outside in; none when all are 1. */
    public List<Integer> firsts() {
        List<Integer> firsts = new ArrayList<>();
        for (String dimension : text.substring(0, equals() + 1).split("[\\[\\]=]+")) {
            if (!dimension.isEmpty()) {
                firsts.add(Integer.valueOf(dimension.substring(0, dimension.indexOf(':'))));
            }
        }
        return firsts;
    }

    private Value.Array array() {
        expect('{');
        List<Value> items = new ArrayList<>();
        while (text.charAt(at) != '}') {
            if (!items.isEmpty()) {
                expect(',');
            }
            items.add(text.charAt(at) == '{' ? array() : item());
        }
        at++;
        return new Value.Array(items);
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IllegalArgumentException("The array is not closed or not opened");
        }
        at++;
    }

    private Value item() {
        StringBuilder item = new StringBuilder();
        boolean quoted = text.charAt(at) == '"';
        if (quoted) {
            at++;
        }
        while (quoted ? text.charAt(at) != '"' : text.charAt(at) != ',' && text.charAt(at) != '}') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            item.append(text.charAt(at));
            at++;
        }
        if (quoted) {
            at++;
        }
        return !quoted && item.toString().equals("NULL")
                ? Value.ofNull()
                : TextValues.read(type.element().orElseThrow(), item.toString());
    }
}
