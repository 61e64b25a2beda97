package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeSortedIdsTest {
    private static final Clock STOPPED = Clock.fixed(Instant.parse("2026-11-21T12:00:00.123Z"), ZoneOffset.UTC);

    @Test
    void idsOfOneMillisecondSortInTheOrderOfTheirMakingEvenWhenThereAreMoreThanTheCounterHolds() {
        TimeSortedIds ids = new TimeSortedIds(STOPPED);
        List<String> made =
                IntStream.range(0, 10_000).mapToObj(i -> ids.next().toString()).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anIdIsAnRfc9562Version7UuidOfItsTime() {
        UUID id = new TimeSortedIds(STOPPED).next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16)
                .isEqualTo(STOPPED.instant().toEpochMilli());
    }

    @Test
    void idsOfDifferentMakersDiffer() {
        assertThat(Stream.generate(() -> new TimeSortedIds(STOPPED).next()).limit(1_000))
                .doesNotHaveDuplicates();
    }
}
