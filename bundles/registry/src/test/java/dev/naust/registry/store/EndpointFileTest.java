package dev.naust.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.StoreDefinition;
import dev.naust.registry.store.EndpointFile.Kept;
import dev.naust.registry.store.FailoverList.Candidate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where stores can be, and what is kept of where they are. */
final class EndpointFileTest {
    @TempDir
    Path home;

    @Test
    void where_a_store_is_and_what_is_fenced_outlives_a_restart() {
        Kept away = new Kept(Optional.of("db-2:5432"), Set.of("db-1:5432"));
        new EndpointFile(Optional.of(home)).save("shop", away);

        EndpointFile again = new EndpointFile(Optional.of(home));
        assertThat(again.find("shop")).isEqualTo(away);
        assertThat(again.find("other")).isEqualTo(Kept.HOME);
        again.save("shop", Kept.HOME);
        assertThat(new EndpointFile(Optional.of(home)).find("shop")).isEqualTo(Kept.HOME);
    }

    @Test
    void a_file_that_cannot_be_read_says_so_instead_of_forgetting() throws Exception {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/endpoints.json"), "{\"shop\": ");
        assertThat(new EndpointFile(Optional.of(home)).fault())
                .get()
                .asString()
                .contains("data/endpoints.json", "start again");
    }

    @Test
    void an_endpoint_is_the_connection_with_other_values_and_says_where_it_is() {
        Document second = Document.of(Map.of("host", Text.of("db-2"), "residency", Text.of("eu")));
        List<Candidate> places = FailoverList.of(definition(
                Document.of(Map.of("host", Text.of("db-1"), "port", Value.int64(5432), "password", Text.of("s3cret"))),
                second));
        assertThat(places).extracting(Candidate::name).containsExactly("db-1:5432", "db-2:5432");
        assertThat(places).extracting(Candidate::residency).containsExactly(Optional.of("norway"), Optional.of("eu"));
        assertThat(places.get(1).definition().connection().get("password")).contains(Text.of("s3cret"));
        assertThat(places.get(1).definition().connection().get("residency")).isEmpty();
        assertThat(places.get(0).revision("r1")).isEqualTo("r1");
        assertThat(places.get(1).revision("r1")).isNotEqualTo("r1");
    }

    @Test
    void a_name_shows_no_password_and_two_endpoints_never_share_one() {
        Document uri = Document.of(Map.of("uri", Text.of("mongodb://app:s3cret@db-1:27017,db-2/shop?w=1")));
        List<Candidate> places = FailoverList.of(definition(uri, Document.empty()));
        assertThat(places).extracting(Candidate::name).containsExactly("db-1:27017,db-2", "db-1:27017,db-2 (2)");
    }

    private static StoreDefinition definition(Document connection, Document failover) {
        return new StoreDefinition(
                "shop",
                "postgres",
                connection,
                Document.empty(),
                Optional.of("RESTRICTED"),
                Optional.of("norway"),
                Document.of(Map.of("failover", new Value.Array(List.of(failover)))));
    }
}
