package dev.naust.redis.connection;

/** Where a server listens. */
public record Endpoint(String host, int port) {

    /** For people: {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
