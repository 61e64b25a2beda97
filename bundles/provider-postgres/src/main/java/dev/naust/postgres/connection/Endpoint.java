package dev.naust.postgres.connection;

/** A server of a store: where it listens. */
public record Endpoint(String host, int port) {
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
