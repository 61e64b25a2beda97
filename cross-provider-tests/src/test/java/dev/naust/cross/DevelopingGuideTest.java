package dev.naust.cross;

import static dev.naust.api.port.Condition.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.port.Changes;
import dev.naust.api.port.Indexed;
import dev.naust.api.port.JobQueue;
import dev.naust.api.port.Page;
import dev.naust.api.port.Query;
import dev.naust.api.port.Query.Order;
import dev.naust.api.port.Repository;
import dev.naust.api.port.Stored;
import dev.naust.api.port.Versioned;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.storage.StorageService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/developing.md shows is what is compiled and run here. */
class DevelopingGuideTest {
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final List<String> greeted = new ArrayList<>();

    @TempDir
    private Path folder;

    @Stored("guests")
    record Guest(
            @Nullable String id,
            String name,
            @Nullable Integer age,
            @Indexed(with = "age") @Nullable String town) {}

    record Welcome(String guest, String language) {}

    @Test
    void theExampleWorks() throws Exception {
        try (Store store = Technology.SQLITE.open(folder)) {
            StorageBackend backend = new StorageService().over(store);

            Repository<Guest> guests = backend.repository(Guest.class);
            Versioned<Guest> ada = guests.create(new Guest(null, "Ada", 36, "London"));

            Page<Versioned<Guest>> page = guests.findMany(Query.matching(
                            where(Guest::age).gte(18).and(where(Guest::town).in(List.of("London", "Oslo"))))
                    .sortedBy(Order.down(Guest::age))
                    .limit(20));

            guests.update(ada.value().id(), Changes.of(Guest::town, "Oslo"), Optional.of(ada.version()));

            backend.transaction(inside -> {
                Versioned<Guest> kari = inside.repository(Guest.class).create(new Guest(null, "Kari", 19, "Oslo"));
                return inside.queue("welcome", Welcome.class)
                        .enqueue(new Welcome(kari.value().name(), "nb"));
            });

            JobQueue<Welcome> jobs = backend.queue("welcome", Welcome.class);
            for (JobQueue.Leased<Welcome> job : jobs.dequeue(10, Duration.ofMinutes(1))) {
                greet(job.data());
                jobs.acknowledge(job);
            }

            assertThat(page.items()).hasSize(1);
            assertThat(guests.count(where(Guest::town).eq("Oslo"))).isEqualTo(2);
            assertThat(greeted).containsExactly("Kari");
        }
    }

    private void greet(Welcome welcome) {
        greeted.add(welcome.guest());
    }

    @Test
    void theGuideShowsThisVeryCode() throws IOException {
        String here = bare(Files.readString(Path.of("src/test/java/dev/naust/cross/DevelopingGuideTest.java")));
        Matcher blocks = CODE.matcher(Files.readString(Path.of("../docs/developing.md")));
        int found = 0;
        while (blocks.find()) {
            assertThat(here).contains(bare(blocks.group(1)));
            found++;
        }
        assertThat(found).isEqualTo(5);
    }

    private static String bare(String code) {
        return code.replaceAll("\\s+", "");
    }
}
