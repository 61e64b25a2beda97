package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NamesTest {

    /** A technology that holds eight characters and does not tell case apart. */
    private static final class Narrow implements SchemaEditing {
        @Override
        public DatasetId place(DatasetId foreign) {
            return foreign;
        }

        @Override
        public String fit(String name) {
            String cut = name.codePointCount(0, name.length()) <= 8
                    ? name
                    : name.substring(0, name.offsetByCodePoints(0, 8));
            return cut.isEmpty() ? "unnamed" : cut;
        }

        @Override
        public boolean sameName(String a, String b) {
            return a.equalsIgnoreCase(b);
        }

        @Override
        public List<SchemaStep> steps(List<Schema> schemas) {
            return List.of();
        }

        @Override
        public void apply(SchemaStep step) {
            throw new IllegalStateException("no step was made");
        }

        @Override
        public void drop(DatasetId id) {
            throw new IllegalStateException("nothing was made");
        }
    }

    @Test
    void oneNameIsGivenInEachPlaceOnce() {
        Names names = new Names(new Narrow());
        names.reserve(DatasetId.of("s3", "same"));

        assertThat(List.of(
                        names.claim(List.of("s1"), "same"),
                        names.claim(List.of("s2"), "same"),
                        names.claim(List.of("S1"), "SAME"),
                        names.claim(List.of("s3"), "same"),
                        names.claim(List.of(), "same"),
                        names.claim("same")))
                .containsExactly("same", "same", "SAME_2", "same_2", "same", "same_2");
    }

    @Property
    void everyNameFitsAndNoneIsGivenTwice(@ForAll @Size(max = 40) List<@StringLength(max = 12) String> wanted) {
        SchemaEditing narrow = new Narrow();
        Names names = new Names(narrow);
        Set<String> given = new HashSet<>();
        for (String each : wanted) {
            String name = names.claim(each);
            assertThat(narrow.fit(name)).isEqualTo(name);
            assertThat(given.stream().noneMatch(other -> other.equalsIgnoreCase(name)))
                    .isTrue();
            given.add(name);
        }
    }
}
