package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.Endpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An endpoint")
class PostgresEndpointTest {
    private final PostgresEndpoint endpoints = new PostgresEndpoint(Map.<String, String>of()::get);

    @Test
    @DisplayName("names host, port, database, user and password")
    void complete() {
        Document connection = endpoints
                .parse(
                        "postgresql://app:p%40ss%2Fw+rd@db.example:6432/shop%20one?sslmode=verify-full&connect_timeout=3")
                .orElseThrow();

        assertThat(connection.get("host")).contains(Value.text("db.example"));
        assertThat(connection.get("port")).contains(Value.int64(6432));
        assertThat(connection.get("database")).contains(Value.text("shop one"));
        assertThat(connection.get("username")).contains(Value.text("app"));
        assertThat(connection.get("password")).contains(Value.text("p@ss/w+rd"));
        assertThat(connection.get("ssl")).contains(Document.of(Map.of("mode", Value.text("verify-full"))));
        assertThat(connection.get("parameters")).contains(Document.of(Map.of("connectTimeout", Value.int64(3))));
    }

    @Test
    @DisplayName("may hold an IPv6 address")
    void ipv6() {
        Document connection = endpoints.parse("postgres://[::1]:5433/db").orElseThrow();

        assertThat(connection.get("host")).contains(Value.text("::1"));
        assertThat(connection.get("port")).contains(Value.int64(5433));
    }

    @Test
    @DisplayName("takes what it leaves out from where PostgreSQL's tools take it")
    void defaults() {
        Document bare = endpoints.parse("postgresql://").orElseThrow();
        String user = System.getProperty("user.name");

        assertThat(bare.get("host")).contains(Value.text("localhost"));
        assertThat(bare.get("port")).contains(Value.int64(5432));
        assertThat(bare.get("username")).contains(Value.text(user));
        assertThat(bare.get("database")).contains(Value.text(user));
        assertThat(bare.get("password")).isEmpty();

        Document withVariables = new PostgresEndpoint(
                        Map.of("PGPASSWORD", "from-outside", "PGUSER", "app", "PGPORT", "7000")::get)
                .parse("postgresql://db.example")
                .orElseThrow();
        assertThat(withVariables.get("password")).contains(Value.text("from-outside"));
        assertThat(withVariables.get("username")).contains(Value.text("app"));
        assertThat(withVariables.get("database")).contains(Value.text("app"));
        assertThat(withVariables.get("port")).contains(Value.int64(7000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite:shop.db", "mysql://localhost/db", "shop", "jdbc:postgresql://localhost/db"})
    @DisplayName("of another form is left to others")
    void others(String endpoint) {
        assertThat(endpoints.parse(endpoint)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:s3cret@host:port/db",
                "postgresql://app:s3cret@host:99999/db",
                "postgresql://app:s3cret%zz@host/db",
                "postgresql://app:s3cret@[::1/db",
                "postgresql://app:s3cret@one,two/db",
                "postgresql://app:s3cret@host/db?socketFactory=evil.Class"
            })
    @DisplayName("that is not clear is refused without showing the password")
    void unclear(String endpoint) {
        assertThatThrownBy(() -> endpoints.parse(endpoint))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("postgresql://user:password@host:port/database")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    @DisplayName("and a configuration may name further servers, or those alone")
    void furtherServers() {
        Document second = Document.of(Map.of("host", Value.text("two"), "port", Value.int64(6000)));
        Value hosts = new Value.Array(List.of(second));
        assertThat(new PostgresSettings(
                                StoreConfig.of("s", Document.of(Map.of("host", Value.text("one"), "hosts", hosts))))
                        .endpoints())
                .containsExactly(new Endpoint("one", 5432), new Endpoint("two", 6000));
        assertThat(new PostgresSettings(StoreConfig.of("s", Document.of(Map.of("hosts", hosts)))).endpoints())
                .containsExactly(new Endpoint("two", 6000));
    }
}
