package dev.naust.registry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a store may be on. */
final class HostPolicyTest {
    private final HostPolicy policy = new HostPolicy();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.1.1",
                "169.254.169.254.",
                "2852039166",
                "0xA9FEA9FE",
                "0xa9.0xfe.0xa9.0xfe",
                "0251.0376.0251.0376",
                "0251.254.0xa9fe",
                "169.254.43518",
                "169.16689662",
                "025177524776",
                "[::ffff:169.254.169.254]",
                "::ffff:169.254.169.254",
                "::ffff:a9fe:a9fe",
                "0:0:0:0:0:ffff:a9fe:a9fe",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
                "fe80::1",
                "fe80::1%eth0",
                "[fe80::1]",
                "fd00:ec2::254",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "metadata.google.internal",
                "METADATA.google.internal.",
                "metadata",
                "instance-data",
                "\uFF11\uFF16\uFF19.254.169.254",
                "169\u3002254\uFF0E169.254"
            })
    void linkLocalAndMetadataHostsAreRefusedInEveryNotation(String host) {
        assertThat(policy.refuse(host, 0)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "db.example.org",
                "db-1.internal",
                "my_db",
                "10.0.0.5",
                "192.168.1.20",
                "::1",
                "[2001:db8::1]",
                "fd12:3456::1",
                "169.253.255.255",
                "169.255.0.0",
                "1.metadata.example.org",
                "300.300.300.300"
            })
    void ordinaryHostsPass(String host) {
        assertThat(policy.refuse(host, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "db:5432", "user@db", "db/path", "db?x=1", "a b", "db\nx", "jdbc:postgresql://db"})
    void whatIsNoHostIsRefused(String host) {
        assertThat(policy.refuse(host, 0))
                .hasValueSatisfying(why -> assertThat(why).contains("no host name"));
    }
}
