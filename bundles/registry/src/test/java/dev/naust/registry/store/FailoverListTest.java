package dev.naust.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.StoreDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names that people tell a store's places apart by. */
class FailoverListTest {
    @ParameterizedTest
    @CsvSource({
        "mongodb://me:secret@one:27017/shop, one:27017",
        "'mongodb://one,two/shop?x=@y', 'one,two'",
        "${env:SHOP_URI}, ${env:SHOP_URI}",
        "${secret:shop.uri.1}, mongodb"
    })
    void aPlaceThatAUriNamesIsCalledByItsHostsAndByNoSecret(String uri, String name) {
        assertThat(name(Document.empty().with("uri", Text.of(uri)))).isEqualTo(name);
    }

    @Test
    void aPlaceIsCalledByItsHostAndPort() {
        assertThat(name(Document.empty().with("host", Text.of("db.local")))).isEqualTo("db.local");
        assertThat(name(Document.empty().with("host", Text.of("db.local")).with("port", Value.int64(5433))))
                .isEqualTo("db.local:5433");
    }

    private static String name(Document connection) {
        return FailoverList.of(StoreDefinition.of("shop", "mongodb", connection))
                .get(0)
                .name();
    }
}
