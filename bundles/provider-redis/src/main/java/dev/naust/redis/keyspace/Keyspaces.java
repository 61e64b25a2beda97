package dev.naust.redis.keyspace;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.redis.collection.Catalogue;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the keyspaces of a store. Where walking over all keys takes too long, or there are too many prefixes to be a list for
 * people, all keys are one keyspace.
 */
public final class Keyspaces {
    private static final int MOST_PREFIXES = 1000;

    private final Redis redis;
    private final Catalogue catalogue;
    private final String separator;
    private final String pattern;
    private final Duration patience;

    /**
     * The keyspaces of a server.
     *
     * @param pattern which keys belong to the store
     * @param patience how long listing may take before all keys become one keyspace
     */
    public Keyspaces(Redis redis, Catalogue catalogue, String separator, String pattern, Duration patience) {
        this.redis = redis;
        this.catalogue = catalogue;
        this.separator = separator;
        this.pattern = pattern;
        this.patience = patience;
    }

    /** All keyspaces with about how many keys they have. */
    public List<Dataset> list() throws InterruptedException {
        Keyspace all = of(Keyspace.ALL);
        Set<String> taken = collections();
        Map<String, Long> counts = new TreeMap<>();
        long end = System.nanoTime() + patience.toNanos();
        boolean complete = new KeyScan(redis, all.match()).walk(keys -> {
            for (Object each : keys) {
                byte[] key = (byte[]) each;
                String prefix = all.prefix(key);
                if (!Keyspace.isOwn(key) && !taken.contains(prefix)) {
                    counts.merge(prefix, 1L, Long::sum);
                }
            }
            return counts.size() > MOST_PREFIXES || System.nanoTime() > end;
        });
        if (!complete) {
            return List.of(new Dataset(DatasetId.of(Keyspace.ALL), Shape.KEYSPACE, OptionalLong.empty()));
        }
        List<Dataset> datasets = new ArrayList<>();
        counts.forEach((prefix, count) ->
                datasets.add(new Dataset(DatasetId.of(prefix), Shape.KEYSPACE, OptionalLong.of(count))));
        return datasets;
    }

    /** The keyspace of this name, if there is any key of it. */
    public Optional<Keyspace> find(DatasetId id) throws InterruptedException {
        if (id.path().size() != 1 || collections().contains(id.name())) {
            return Optional.empty();
        }
        Keyspace keyspace = of(id.name());
        boolean none = new KeyScan(redis, keyspace.match())
                .walk(keys -> keys.stream().anyMatch(key -> keyspace.holds((byte[]) key)));
        return none ? Optional.empty() : Optional.of(keyspace);
    }

    /** The keyspace of this name, whether it has keys or not. */
    public Keyspace of(String name) {
        return new Keyspace(name, separator, pattern);
    }

    /** The prefixes of the collections that Naust made; their records are no keys of others. */
    Set<String> collections() {
        return catalogue.all().stream()
                .filter(each -> !Keyspace.isOne(each.schema()))
                .map(Collection::prefix)
                .map(prefix -> prefix.substring(0, prefix.length() - separator.length()))
                .collect(Collectors.toSet());
    }

    /** Removes all keys of a keyspace. */
    public void drop(Keyspace keyspace) throws InterruptedException {
        Set<String> others = collections();
        new KeyScan(redis, keyspace.match()).walk(keys -> {
            List<Request> requests = new ArrayList<>();
            for (Object each : keys) {
                byte[] key = (byte[]) each;
                if (keyspace.holds(key) && !others.contains(keyspace.prefix(key))) {
                    requests.add(Request.on(key, Command.UNLINK));
                }
            }
            redis.sendAll(requests);
            return false;
        });
    }
}
