package dev.naust.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TreeChangesTest {

    /** A positive number is put with a new value, a negative one removed. */
    @Property
    void tellsExactlyTheDifferencesOfTwoMaps(
            @ForAll @Size(max = 200) List<@IntRange(min = -60, max = 60) Integer> first,
            @ForAll @Size(max = 30) List<@IntRange(min = -60, max = 60) Integer> later) {
        TreeMap<Integer, String> before = new TreeMap<>();
        SortedTree<Integer, String> earlier = changed(SortedTree.empty(), before, first, "a");
        TreeMap<Integer, String> after = new TreeMap<>(before);
        SortedTree<Integer, String> now = changed(earlier, after, later, "b");

        TreeSet<Integer> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));

        assertThat(now.since(earlier).changes())
                .containsExactlyElementsOf(keys.stream()
                        .map(key -> new TreeChanges.Change<>(key, before.get(key), after.get(key)))
                        .toList());
    }

    private static SortedTree<Integer, String> changed(
            SortedTree<Integer, String> tree, TreeMap<Integer, String> map, List<Integer> changes, String prefix) {
        SortedTree<Integer, String> result = tree;
        for (int i = 0; i < changes.size(); i++) {
            int key = Math.abs(changes.get(i));
            if (changes.get(i) >= 0) {
                String value = prefix + i;
                result = result.with(key, value);
                map.put(key, value);
            } else {
                result = result.without(key);
                map.remove(key);
            }
        }
        return result;
    }
}
