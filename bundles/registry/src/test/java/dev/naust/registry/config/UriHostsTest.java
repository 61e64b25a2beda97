package dev.naust.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UriHostsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mongodb://db.example:27017/shop?replicaSet=rs0|db.example",
                "mongodb://user:p%40ss@db.example|db.example",
                "mongodb://user:a@b@169.254.169.254/|169.254.169.254",
                "mongodb://a,b:1,[::1]:2/x|a b [::1]",
                "mongodb://169%2E254.169.254/|169.254.169.254",
                "mongodb://good.example\\@169.254.169.254|good.example",
                "db.example:5432|db.example"
            })
    void findsTheHostsOfAUri(String uri, String hosts) {
        assertThat(UriHosts.in(uri)).containsExactly(hosts.split(" "));
    }
}
