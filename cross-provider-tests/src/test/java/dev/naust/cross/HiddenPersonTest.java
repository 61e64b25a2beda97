package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.store.Store;
import dev.naust.json.JsonValues;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.request.RequestsService;
import dev.naust.testkit.server.FixedKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records of a person that row security hides from the server: nobody is told that they are not there. */
@Timeout(60)
class HiddenPersonTest {
    private static final Actor DPO = new Actor("dagny", true);
    private static final String MAP = """
            {"collections": [
              {"store": "crm", "collection": "customers", "category": "contact", "purpose": "sales",
               "legalBasis": "contract", "subject": {"keys": {"email": "email"}}, "erasure": {"policy": "delete"}}
            ]}
            """;

    @TempDir
    private Path home;

    private Document place;
    private Store owner;
    private Docks docks;

    @BeforeEach
    void plant() throws Exception {
        place = Technology.POSTGRES.place(home);
        owner = Technology.POSTGRES.open(place);
        docks = new Docks(Technology.SQLITE.open(home));
        Sql.run(
                owner,
                "CREATE TABLE customers (id int PRIMARY KEY, email text, branch text)",
                "CREATE TABLE leads (id int PRIMARY KEY, contact text)",
                "INSERT INTO customers VALUES (1, 'kari@example.no', 'north'), (2, 'kari@example.no', 'south')",
                "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE leads ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own ON customers USING (branch = 'north')",
                "CREATE ROLE branch LOGIN",
                "GRANT SELECT, UPDATE, DELETE ON customers, leads TO branch");
    }

    @AfterEach
    void drop() throws Exception {
        docks.close();
        Sql.run(owner, "DROP OWNED BY branch", "DROP ROLE branch");
        owner.close();
    }

    private PrivacyRequest askedThrough(Store store) throws Exception {
        docks.dock("crm", store);
        MapService map = new MapService(home, docks.registry(), docks.storage());
        map.replace(new JsonValues().readObject(MAP), map.current().revision(), "dagny");
        RequestsService requests = new RequestsService(
                home,
                docks.state(),
                new FixedKeys(),
                docks.registry(),
                docks.storage(),
                docks.runs(),
                List.of(),
                Clock.systemUTC());
        PrivacyRequest request = requests.receive(
                new Asked(
                        Type.ERASURE,
                        Map.of("email", "kari@example.no"),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        "by letter"),
                DPO);
        return requests.verify(request.id(), "BankID", "seen", DPO);
    }

    @Test
    void whatMayBeHiddenIsToBePutRightFirst() throws Exception {
        PrivacyRequest request = askedThrough(Technology.POSTGRES.open(place.with("username", Value.text("branch"))));

        assertThat(request.state()).isEqualTo(State.VERIFIED);
        assertThat(request.scope().orElseThrow().errors())
                .satisfiesExactly(
                        error -> assertThat(error).contains("crm", "customers may hide records", "branch", "BYPASSRLS"),
                        error -> assertThat(error).contains("crm/public.leads may hide records"));
    }

    @Test
    void whoeverSeesAllIsAskedNothing() throws Exception {
        PrivacyRequest request = askedThrough(Technology.POSTGRES.open(place));

        assertThat(request.state()).as("%s", request.scope()).isEqualTo(State.SCOPED);
        assertThat(request.scope().orElseThrow().records()).isEqualTo(2);
    }
}
