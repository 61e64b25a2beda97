package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/**
 * A server whose store {@code origin}, a PostgreSQL with the collection {@code orders}, is moved to another store while clients
 * write to it, and what people ask of the server meanwhile.
 */
final class Relocation implements AutoCloseable {
    static final String ORIGIN = "origin";
    static final String ELSEWHERE = "elsewhere";

    private final Path home;
    private final Duration patience;
    private final Api api = Api.withToken();
    private final Clients clients;
    private final EmbeddedPostgres postgres;
    private int kills;

    private Relocation(Path home, Duration patience, int rows, Clients clients) throws Exception {
        this.home = home;
        this.patience = patience;
        this.clients = clients;
        this.postgres = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start();
        fill(rows);
        label(ORIGIN, "");
    }

    /**
     * How much there is to do.
     *
     * @param rows how many records there are before the clients come
     * @param pauseMillis between two writes of one client
     * @param patience how long anything may take
     */
    record Size(int rows, int clients, int pauseMillis, Duration patience) {}

    /** Starts the database and the server, which knows one more store, of this configuration. */
    static Relocation begin(Path home, Size size, String target, String configuration) throws Exception {
        return begin(home, size, target, configuration, Map.of());
    }

    /** The same with more variables in the server's environment. */
    static Relocation begin(Path home, Size size, String target, String configuration, Map<String, String> variables)
            throws Exception {
        return begin(home, size, target, port -> configuration, variables);
    }

    /** The same with a configuration that knows the port of the origin's server, which has a database {@link #ELSEWHERE}, too. */
    static Relocation begin(
            Path home, Size size, String target, IntFunction<String> configuration, Map<String, String> variables)
            throws Exception {
        Clients clients = new Clients(
                Api.withToken(), "/stores/origin/collections/orders/records", size.clients(), size.pauseMillis());
        Relocation relocation = new Relocation(home, size.patience(), size.rows(), clients);
        relocation.write(target, "{" + configuration.apply(relocation.postgres.getPort()) + "}");
        clients.use(Server.start(home, Api.TOKEN, variables));
        return relocation;
    }

    Clients clients() {
        return clients;
    }

    Api api() {
        return api;
    }

    /** How often the server was killed. */
    int kills() {
        return kills;
    }

    String get(String path) {
        return api.get(clients.server(), path);
    }

    HttpResponse<String> post(String path) {
        return api.send(clients.server(), "POST", path, "{}");
    }

    /** Gives the origin these labels, each with a comma behind it. */
    void label(String id, String labels) throws IOException {
        write(id, "{" + labels + database(postgres.getPort(), "postgres") + "}");
    }

    /** The configuration of a database as a store. */
    static String database(int port, String name) {
        return "\"type\":\"postgres\",\"connection\":{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"database\":\""
                + name + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}";
    }

    /** Writes a store's configuration. */
    void write(String id, String text) throws IOException {
        Path file = home.resolve("config/stores/" + id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void fill(int rows) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + ELSEWHERE);
            statement.execute(
                    "CREATE TABLE orders (id bigint PRIMARY KEY, amount bigint NOT NULL, note text, grade smallint)");
            statement.execute("INSERT INTO orders SELECT n, 0, 'Åse ' || md5(n::text), n % 9 FROM generate_series(1, "
                    + rows + ") n");
        }
    }

    /** Begins a run that follows; returns its id. */
    String follow(String target) {
        return Api.text(
                ask(
                        "/migrations",
                        "{\"source\":\"origin\",\"target\":\"" + target + "\",\"options\":{\"follow\":true}}"),
                "id");
    }

    /** Asks for what takes long; a busy machine's server may need a moment more after it has said that it is ready. */
    String ask(String path, String body) {
        HttpResponse<String> answer = api.send(clients.server(), "POST", path, body);
        for (int tries = 0; answer.statusCode() == 503 && tries < 30; tries++) {
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            answer = api.send(clients.server(), "POST", path, body);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body();
    }

    /** Waits until the run is at one of these stages; returns which. */
    String reach(String run, String... stages) {
        String[] reached = new String[1];
        Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            String now = get("/migrations/" + run);
            assertThat(now).contains("\"following\":{\"stage\":\"");
            reached[0] = Api.text(now.substring(now.indexOf("\"following\":{")), "stage");
            assertThat(reached[0]).as(now).isIn(List.of(stages));
        });
        return reached[0];
    }

    /** One that was not decided when the server died is asked for again. */
    void cutOver(String run) {
        if (reach(run, "FOLLOWING", "FOLLOWING_BACK").equals("FOLLOWING")) {
            ask("/migrations/" + run + "/cutover", "{}");
        }
        reach(run, "FOLLOWING_BACK");
    }

    void comeBack(String run) {
        ask("/migrations/" + run + "/rollback", "{}");
        await(run, "ROLLED_BACK");
    }

    /** Waits for a state of the run. */
    void await(String run, String state) {
        Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            String now = get("/migrations/" + run);
            assertThat(Api.text(now, "state")).as(now).isEqualTo(state);
        });
    }

    /** Kills the server and starts it again. */
    void restart() throws Exception {
        clients.server().kill();
        startAgain(Map.of());
    }

    /** Starts the server again, which somebody has killed. */
    void startAgain(Map<String, String> variables) throws Exception {
        kills++;
        clients.use(Server.start(home, Api.TOKEN, variables));
    }

    /** Stops the server in order and starts it again; the run goes on by itself. */
    void stopAndStart(String run, String stage) throws Exception {
        clients.server().close();
        clients.use(Server.start(home, Api.TOKEN));
        reach(run, stage);
    }

    @Override
    public void close() throws IOException {
        clients.close();
        postgres.close();
    }
}
