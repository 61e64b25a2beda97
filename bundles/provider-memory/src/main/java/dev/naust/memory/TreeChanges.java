package dev.naust.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one tree differs from an earlier one, in key order. Both are walked side by side; a part that both share is passed over
 * whole, so that a change of one record in a million costs no walk over the million.
 *
 * @param changes one for each key whose value is not the same
 */
record TreeChanges<K extends Comparable<K>, V>(List<Change<K, V>> changes) {

    /** What a key had and has; at least one of them is there. */
    record Change<K, V>(K key, @Nullable V before, @Nullable V after) {}

    static <K extends Comparable<K>, V> TreeChanges<K, V> between(
            SortedTree.@Nullable Node<K, V> earlier, SortedTree.@Nullable Node<K, V> later) {
        Walk<K, V> before = new Walk<>(earlier);
        Walk<K, V> after = new Walk<>(later);
        List<Change<K, V>> found = new ArrayList<>();
        while (!before.isAtEnd() || !after.isAtEnd()) {
            if (before.part() != null && before.part() == after.part() && before.isWhole() == after.isWhole()) {
                before.pass();
                after.pass();
            } else if (before.height() > 0 && before.height() >= after.height()) {
                before.open();
            } else if (after.height() > 0) {
                after.open();
            } else {
                step(before, after, found);
            }
        }
        return new TreeChanges<>(found);
    }

    /** Both stand at single entries, or one at its end. */
    private static <K extends Comparable<K>, V> void step(
            Walk<K, V> before, Walk<K, V> after, List<Change<K, V>> found) {
        SortedTree.Node<K, V> old = before.part();
        SortedTree.Node<K, V> now = after.part();
        int order = old == null ? 1 : now == null ? -1 : old.key.compareTo(now.key);
        K key = order <= 0 && old != null ? old.key : java.util.Objects.requireNonNull(now, "now").key;
        V was = order <= 0 && old != null ? old.value : null;
        V is = order >= 0 && now != null ? now.value : null;
        if (was != is) {
            found.add(new Change<>(key, was, is));
        }
        if (order <= 0) {
            before.pass();
        }
        if (order >= 0) {
            after.pass();
        }
    }

    /** A place in a tree: in front of a whole part of it, or of the single entry of a part that was opened. */
    private static final class Walk<K, V> {
        private final Deque<Place<K, V>> ahead = new ArrayDeque<>();

        Walk(SortedTree.@Nullable Node<K, V> root) {
            push(root, true);
        }

        boolean isAtEnd() {
            return ahead.isEmpty();
        }

        SortedTree.@Nullable Node<K, V> part() {
            return ahead.isEmpty() ? null : ahead.element().node();
        }

        boolean isWhole() {
            return !ahead.isEmpty() && ahead.element().whole();
        }

        /** Zero for a single entry and at the end. */
        int height() {
            return isWhole() ? ahead.element().node().height : 0;
        }

        void pass() {
            ahead.pop();
        }

        void open() {
            SortedTree.Node<K, V> node = ahead.pop().node();
            push(node.right, true);
            push(node, false);
            push(node.left, true);
        }

        private void push(SortedTree.@Nullable Node<K, V> node, boolean whole) {
            if (node != null) {
                ahead.push(new Place<>(node, whole));
            }
        }
    }

    private record Place<K, V>(SortedTree.Node<K, V> node, boolean whole) {}
}
