package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Text;
import dev.naust.api.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text is handed out as its UTF-8, however the database keeps it. */
class TextEncodingTest {
    @TempDir
    Path folder;

    @Test
    void every_character_is_the_same_bytes_as_in_java() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                String text = "a" + Character.toString(point) + "b";
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                assertThat(TextEncoding.UTF_16LE.utf8(text.getBytes(StandardCharsets.UTF_16LE)))
                        .isEqualTo(utf8);
                assertThat(TextEncoding.UTF_16BE.utf8(text.getBytes(StandardCharsets.UTF_16BE)))
                        .isEqualTo(utf8);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16be,d83d,eda0bd",
        "UTF-16be,0061d83d,61eda0bd",
        "UTF-16be,de00d83d,edb880eda0bd",
        "UTF-16le,3dd86100,eda0bd61",
        "UTF-16le,3dd800de,f09f9880"
    })
    void half_a_character_is_not_made_another_one(String encoding, String stored, String expected) throws Exception {
        Path file = folder.resolve("odd.db");
        Stores.run(
                file,
                "PRAGMA encoding = '" + encoding + "'",
                "CREATE TABLE t (a TEXT)",
                "INSERT INTO t VALUES (CAST(x'" + stored + "' AS TEXT))");
        try (Store store = Stores.open(file)) {
            Text text = (Text) Stores.read(store, "t").get(0).body().get("a").orElseThrow();

            assertThat(text.utf8()).asHexString().isEqualToIgnoringCase(expected);
        }
    }
}
