package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON pointers (RFC 6901): the names of a form's fields. */
public final class Pointer {
    private Pointer() {}

    /** The pointer of a member. */
    public static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static String child(String parent, int index) {
        return parent + "/" + index;
    }

    /** The pointer of what holds this place; the whole document's is its own. */
    static String parent(String pointer) {
        int end = pointer.lastIndexOf('/');
        return end < 0 ? "" : pointer.substring(0, end);
    }

    /** The name of this place in what holds it. */
    static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }

    /** An id for a place that a page, its style sheet and an address can name; the same for the same place only. */
    public static String id(String pointer) {
        StringBuilder id = new StringBuilder();
        pointer.substring(Math.min(1, pointer.length())).codePoints().forEach(character -> {
            if (character == '/') {
                id.append('-');
            } else if (Character.isLetterOrDigit(character) && character < 128) {
                id.appendCodePoint(character);
            } else {
                id.append('_').append(Integer.toHexString(character)).append('_');
            }
        });
        return id.toString();
    }

    /** The value at a place. */
    public static Optional<Value> find(Value value, String pointer) {
        Optional<Value> at = Optional.of(value);
        for (String name : names(pointer)) {
            at = at.flatMap(holder -> member(holder, name));
        }
        return at;
    }

    /** The value without the place, which need not be there. */
    public static Value without(Value value, String pointer) {
        List<String> names = names(pointer);
        return names.isEmpty() ? value : without(value, names);
    }

    private static Value without(Value holder, List<String> names) {
        String name = names.get(0);
        Optional<Value> found = member(holder, name);
        if (found.isEmpty()) {
            return holder;
        }
        boolean last = names.size() == 1;
        if (holder instanceof Document document) {
            return last
                    ? document.without(name)
                    : document.with(name, without(found.get(), names.subList(1, names.size())));
        }
        List<Value> items = new ArrayList<>(((Value.Array) holder).items());
        int index = Integer.parseInt(name);
        if (last) {
            items.remove(index);
        } else {
            items.set(index, without(found.get(), names.subList(1, names.size())));
        }
        return new Value.Array(items);
    }

    /** The object with a value at the place, in objects that are made where they are missing. */
    public static Document with(Document document, String pointer, Value value) {
        return with(document, names(pointer), value);
    }

    private static Document with(Document holder, List<String> names, Value value) {
        String name = names.get(0);
        if (names.size() == 1) {
            return holder.with(name, value);
        }
        Document inner = holder.get(name).orElse(Document.empty()) instanceof Document found ? found : Document.empty();
        return holder.with(name, with(inner, names.subList(1, names.size()), value));
    }

    private static Optional<Value> member(Value holder, String name) {
        if (holder instanceof Document document) {
            return document.get(name);
        }
        if (holder instanceof Value.Array array && name.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(name);
            return index < array.items().size() ? Optional.of(array.items().get(index)) : Optional.empty();
        }
        return Optional.empty();
    }

    static List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        for (String part : pointer.split("/", -1)) {
            names.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return names.subList(1, names.size());
    }
}
