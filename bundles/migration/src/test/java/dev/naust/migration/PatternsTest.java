package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatternsTest {
    private static final List<Dataset> ALL = Stream.of("user", "user_old", "log_may", "log_june", "odd*name")
            .map(name -> new Dataset(DatasetId.of(name), Shape.KEYSPACE, OptionalLong.empty()))
            .toList();

    @Test
    void aPatternOfKeysIsTheCollectionOfTheseKeys() {
        assertThat(names("user:*")).containsExactly("user");
        assertThat(Patterns.prefix("member:*")).isEqualTo("member");
        assertThat(Patterns.prefix("a:b:*")).isEqualTo("a:b");
        assertThat(Patterns.prefix("member*")).isEqualTo("member*");
    }

    @Test
    void aPatternOfNamesIsAllThatAreLikeIt() {
        assertThat(names("log_*")).containsExactly("log_may", "log_june");
        assertThat(names("*e*")).contains("user", "log_june");
        assertThat(names("odd*name")).containsExactly("odd*name");
        assertThat(names("none*")).isEmpty();
    }

    private static List<String> names(String pattern) {
        return Patterns.matching(pattern, ALL).stream()
                .map(each -> each.id().name())
                .toList();
    }
}
