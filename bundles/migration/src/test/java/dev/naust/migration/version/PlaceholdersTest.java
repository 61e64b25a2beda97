package dev.naust.migration.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with Flyway's placeholders are read as Flyway reads them. */
class PlaceholdersTest {
    @TempDir
    private Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private ScriptFile file(String name) {
        return ScriptFolder.of(folder).files().stream()
                .filter(each -> each.path().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int checksum(String line) {
        CRC32 crc = new CRC32();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    @Test
    void valuesComeFromTheFoldersSettingsWhateverTheCase() throws IOException {
        write(
                "flyway.conf",
                "flyway.url=jdbc:x\nflyway.placeholders.Table = item\nflyway.placeholders.price=$1\\\\2\n");
        write("V1__a.sql", "CREATE TABLE ${TABLE} (t text DEFAULT '${price} ${flyway:filename}')");
        write("R__b.sql", "SELECT '${table}'");
        assertThat(file("V1__a.sql").text()).isEqualTo("CREATE TABLE item (t text DEFAULT '$1\\2 V1__a.sql')");
        assertThat(file("V1__a.sql").checksum())
                .isEqualTo(checksum("CREATE TABLE ${TABLE} (t text DEFAULT '${price} ${flyway:filename}')"));
        assertThat(file("R__b.sql").checksum())
                .as("what is repeated is repeated when a value changes")
                .isEqualTo(checksum("SELECT 'item'"));
    }

    @Test
    void onesThatNothingIsKnownForAreNamed() throws IOException {
        write("V1__a.sql", "CREATE TABLE ${tbl} (id int)");
        assertThatThrownBy(() -> file("V1__a.sql").text())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("V1__a.sql has a placeholder ${tbl}")
                .hasMessageContaining("flyway.placeholders.tbl=");
        write("V1__a.sql", "SET search_path TO ${flyway:defaultSchema}");
        assertThatThrownBy(() -> file("V1__a.sql").text()).hasMessageContaining("Write what it stands for");
    }

    @Test
    void theyAreTurnedOffForOneFileOrForAll() throws IOException {
        write("V1__a.sql", "SELECT '${x}'");
        write("V1__a.sql.conf", "placeholderReplacement = false");
        assertThat(file("V1__a.sql").text()).isEqualTo("SELECT '${x}'");
        assertThat(file("V1__a.sql").alone()).isFalse();
        write("V2__b.sql", "SELECT '${y}'");
        write("flyway.conf", "flyway.placeholderReplacement=false");
        assertThat(file("V2__b.sql").text()).isEqualTo("SELECT '${y}'");
    }
}
