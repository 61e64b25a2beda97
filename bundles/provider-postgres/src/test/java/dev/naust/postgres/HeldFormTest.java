package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.FieldType.Form;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.json.JsonByValue;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The forms in which PostgreSQL gives values back are those that it is said to have. */
@Timeout(120)
class HeldFormTest {
    private static final long SEED = 20261122;
    private static final int TEXTS = 2_000;
    private static final List<String> STRINGS = List.of(
            "\"\"",
            "\"a\"",
            "\"bb\"",
            "\"é\"",
            "\"\\u00e9\"",
            "\"z\\tz\"",
            "\"\\\\\"",
            "\"\\/\"",
            "\"\\u007f\"",
            "\"\\ud83d\\udea2\"",
            "\"🚢\"",
            "\"\\u0001\"",
            "\"null\"",
            "\"\\\"quoted\\\"\"");
    private static final List<String> SCALARS = List.of(
            "0",
            "1",
            "-1",
            "1.0",
            "1.50",
            "1e2",
            "1.5E3",
            "12.50e1",
            "1E-5",
            "-2.5e+2",
            "0.000",
            "0e7",
            "0.10e-3",
            "123456789012345678901234567890",
            "true",
            "false",
            "null");

    @Test
    void aJsonbGivesJsonBackByValue() throws Exception {
        Random random = new Random(SEED);
        List<String> given = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            given.add(json(random, 4));
        }
        assertThat(held(given))
                .isEqualTo(given.stream().map(HeldFormTest::expected).toList());
    }

    @Test
    void aTableTellsInWhichFormItsColumnsGiveValuesBack() throws Exception {
        try (Store store = TestServer.open(TestServer.newDatabase())) {
            store.sql()
                    .orElseThrow()
                    .execute(SqlStatement.of(
                            "CREATE TABLE forms (a jsonb, b json, c char(5), d varchar(5), e char(3)[])"));
            Schema forms = store.describe(store.datasets().get(0).id());
            assertThat(forms.fields().stream().map(each -> each.type().form()))
                    .containsExactly(Form.JSON_BY_VALUE, Form.AS_GIVEN, Form.PADDED, Form.AS_GIVEN, Form.AS_GIVEN);
            assertThat(forms.fields().get(4).type().element().orElseThrow().form())
                    .isEqualTo(Form.PADDED);
        }
    }

    private static List<String> held(List<String> given) throws SQLException {
        List<String> held = new ArrayList<>();
        try (Connection connection = TestServer.connect(TestServer.newDatabase());
                PreparedStatement statement = connection.prepareStatement("SELECT ?::jsonb::text")) {
            for (String each : given) {
                statement.setString(1, each);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    held.add(row.getString(1));
                }
            }
        }
        return held;
    }

    private static String expected(String json) {
        Optional<byte[]> held = JsonByValue.of(json.getBytes(StandardCharsets.UTF_8));
        return new String(held.orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String json(Random random, int depth) {
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(4);
        return space(random)
                + switch (kind) {
                    case 0 -> pick(random, SCALARS);
                    case 1 -> pick(random, STRINGS);
                    case 2 -> "[" + members(random, depth, false) + "]";
                    default -> "{" + members(random, depth, true) + "}";
                }
                + space(random);
    }

    private static String members(Random random, int depth, boolean named) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String name = named ? space(random) + pick(random, STRINGS) + space(random) + ":" : "";
            members.add(name + json(random, depth - 1));
        }
        return members.isEmpty() ? space(random) : String.join(",", members);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String space(Random random) {
        return " \n\t\r".substring(0, random.nextInt(5));
    }
}
