package dev.naust.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortedTreeTest {

    /** A positive number is put, a negative one removed. */
    @Property
    void holdsWhatATreeMapHolds(@ForAll @Size(max = 200) List<@IntRange(min = -60, max = 60) Integer> changes) {
        SortedTree<Integer, Integer> tree = SortedTree.empty();
        TreeMap<Integer, Integer> expected = new TreeMap<>();
        for (int i = 0; i < changes.size(); i++) {
            int key = Math.abs(changes.get(i));
            if (changes.get(i) >= 0) {
                tree = tree.with(key, i);
                expected.put(key, i);
            } else {
                tree = tree.without(key);
                expected.remove(key);
            }
        }

        assertThat(entries(tree, null)).isEqualTo(List.copyOf(expected.entrySet()));
        assertThat(tree.size()).isEqualTo(expected.size());
        for (int key = 0; key <= 60; key++) {
            assertThat(tree.get(key).orElse(null)).isEqualTo(expected.get(key));
            assertThat(entries(tree, key))
                    .isEqualTo(List.copyOf(expected.tailMap(key, false).entrySet()));
        }
    }

    @Property
    void isNotDisturbedByLaterChanges(
            @ForAll @Size(max = 50) List<Integer> before, @ForAll @Size(max = 50) List<Integer> after) {
        SortedTree<Integer, Integer> tree = SortedTree.empty();
        for (int key : before) {
            tree = tree.with(key, key);
        }
        List<Map.Entry<Integer, Integer>> seen = entries(tree, null);
        SortedTree<Integer, Integer> changed = tree;
        for (int key : after) {
            changed = changed.with(key, 0).without(key + 1);
        }

        assertThat(entries(tree, null)).isEqualTo(seen);
    }

    @Test
    void staysShallowWhenKeysComeInOrder() {
        SortedTree<Integer, Integer> tree = SortedTree.empty();
        for (int key = 0; key < 100_000; key++) {
            tree = tree.with(key, key);
        }

        // Without balance this would be a list, and taking it apart again would take minutes.
        for (int key = 0; key < 100_000; key += 2) {
            tree = tree.without(key);
        }
        assertThat(tree.size()).isEqualTo(50_000);
        assertThat(tree.height()).isLessThanOrEqualTo(23);
    }

    private static List<Map.Entry<Integer, Integer>> entries(
            SortedTree<Integer, Integer> tree, @Nullable Integer after) {
        List<Map.Entry<Integer, Integer>> all = new ArrayList<>();
        Iterator<Map.Entry<Integer, Integer>> entries = tree.entriesAfter(after);
        entries.forEachRemaining(all::add);
        return all;
    }
}
