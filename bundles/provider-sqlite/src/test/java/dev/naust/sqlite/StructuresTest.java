package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Structure.Index;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a file's declarations can be compared. */
class StructuresTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ArtistId", "artistid", "[ArtistId]", "`ArtistId`", "\"ARTISTID\""})
    void aColumnOfAnIndexHasOneSpellingWhateverItWasWrittenWith(String written) throws Exception {
        assertThat(index("CREATE INDEX ix ON album (" + written + ", Title COLLATE NOCASE)")
                        .definition())
                .isEqualTo("(\"ArtistId\", \"Title\" COLLATE NOCASE)");
    }

    @Test
    void functionsAndTextsThatAreCalledLikeAColumnStay() throws Exception {
        Index index = index("CREATE INDEX ix ON album (lower([lower]), Title) WHERE Title <> 'Title'");

        assertThat(index.definition()).isEqualTo("(lower(\"lower\"), \"Title\") WHERE \"Title\" <> 'Title'");
        assertThat(index.parts()).isEqualTo(List.of("lower(\"lower\")", "\"Title\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(Title DESC)|(\"Title\" DESC)",
                "(\"desc\" desc, Title)|(\"Desc\" desc, \"Title\")",
                "(desc COLLATE nocase DESC)|(\"Desc\" COLLATE nocase DESC)",
                "(CASE WHEN Title THEN 1 END)|(CASE WHEN \"Title\" THEN 1 END)",
                "(Title) WHERE [end] NOT NULL AND \"Desc\" IN (1)|(\"Title\") WHERE \"end\" NOT NULL AND \"Desc\" IN (1)",
            })
    void aColumnThatIsCalledLikeAWordOfTheGrammarIsNotTakenForIt(String written, String read) throws Exception {
        assertThat(index("CREATE INDEX ix ON album " + written).definition()).isEqualTo(read);
    }

    private Index index(String statement) throws Exception {
        Path file = folder.resolve("albums.db");
        Stores.run(
                file,
                "CREATE TABLE album (ArtistId INTEGER, Title TEXT, lower TEXT, \"Desc\" TEXT, \"end\" TEXT, nocase TEXT)",
                statement);
        try (Store store = Stores.open(file)) {
            return store.structures()
                    .orElseThrow()
                    .read()
                    .tables()
                    .get(0)
                    .indexes()
                    .get(0);
        }
    }
}
