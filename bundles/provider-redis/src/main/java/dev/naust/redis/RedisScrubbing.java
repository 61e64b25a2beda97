package dev.naust.redis;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Endpoint;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Has Redis write its files anew: the append-only file, which holds every command since it was last rewritten, and the snapshot
 * where one has been made. Keys that were removed are gone from memory at once.
 */
final class RedisScrubbing implements Scrubbing {
    private static final long PATIENCE_MINUTES = 10;
    private static final long PAUSE_MILLIS = 100;
    private static final String NEVER = "-1";

    /** Redis counts whole seconds, in two ways. */
    private static final long ABOUT_SECONDS = 1;

    private static final long UNKNOWN = Long.MAX_VALUE - ABOUT_SECONDS;

    private final Redis redis;

    RedisScrubbing(Redis redis) {
        this.redis = redis;
    }

    @Override
    public List<String> scrub(List<DatasetId> collections) throws InterruptedException {
        List<String> remains = new ArrayList<>();
        for (Endpoint server : redis.primaries()) {
            Map<String, String> info = Cautions.info(redis, server);
            if (info.isEmpty()) {
                remains.add("Redis at " + server + " does not let this user ask what it keeps on disk (INFO); its"
                        + " append-only file and snapshot may hold what was removed until they are written anew.");
                continue;
            }
            boolean appends = !info.getOrDefault("aof_enabled", "0").equals("0");
            if (hasSnapshot(server, info)) {
                again(server, Command.BGSAVE, "rdb_bgsave_in_progress", "rdb_last_bgsave_status", remains);
            } else {
                remains.add("Redis at " + server
                        + " says of no snapshot that it made or read since it was started. Where an"
                        + " older one lies in its folder (dump.rdb), delete it: it may hold what was removed.");
            }
            if (appends) {
                again(server, Command.BGREWRITEAOF, "aof_rewrite_in_progress", "aof_last_bgrewrite_status", remains);
            }
            if (!info.getOrDefault("connected_slaves", "0").equals("0")) {
                remains.add("The replicas of Redis at " + server
                        + " have removed the keys too, but rewrite their own files when they are set to;"
                        + " run BGREWRITEAOF or BGSAVE on each.");
            }
        }
        remains.add(
                "Copies of Redis's files that were made elsewhere hold what was removed until they are deleted, and so"
                        + " may its log of slow commands (SLOWLOG) until newer ones push it out.");
        return remains;
    }

    /** Whether Redis knows that it has one; of one from before it was started, versions before 7 know nothing. */
    private boolean hasSnapshot(Endpoint server, Map<String, String> info) {
        return !info.getOrDefault("rdb_last_bgsave_time_sec", NEVER).equals(NEVER)
                || !info.getOrDefault("rdb_saves", "0").equals("0")
                || !info.getOrDefault("rdb_last_load_keys_loaded", "0").equals("0")
                || number(info, "rdb_last_save_time") > startedAt(server) + ABOUT_SECONDS;
    }

    /** Until the first snapshot Redis calls the time of its start that of the last one. */
    private long startedAt(Endpoint server) {
        try {
            long uptime = number(
                    Cautions.lines(redis.ask(server, Request.of(Command.INFO, Request.ascii("server")))),
                    "uptime_in_seconds");
            if (redis.ask(server, Request.of(Command.TIME)) instanceof List<?> time
                    && time.get(0) instanceof byte[] now) {
                return Long.parseLong(new String(now, StandardCharsets.US_ASCII)) - uptime;
            }
        } catch (StoreException e) {
            if (e.code() != RedisErrorCode.NO_RIGHTS) {
                throw e;
            }
        }
        return UNKNOWN;
    }

    private static long number(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }

    private void again(Endpoint server, Command command, String running, String status, List<String> remains)
            throws InterruptedException {
        try {
            // One that began before the keys were removed may hold them.
            await(server, running);
            redis.ask(server, Request.of(command));
        } catch (StoreException e) {
            if (e.code() != RedisErrorCode.NO_RIGHTS) {
                throw e;
            }
            remains.add("This user may not have Redis at " + server + " write its files anew (" + command
                    + "); until somebody does, they may hold what was removed.");
            return;
        }
        if (!await(server, running)) {
            remains.add("Redis at " + server + " is still writing its files anew (" + command
                    + "); the old ones may hold what was removed until it has.");
        } else if (!Cautions.info(redis, server).getOrDefault(status, "ok").equals("ok")) {
            remains.add("Redis at " + server + " could not write its files anew (" + command
                    + " failed; its own log says why); they may hold what was removed.");
        }
    }

    private boolean await(Endpoint server, String running) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (isBusy(Cautions.info(redis, server), running)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private static boolean isBusy(Map<String, String> info, String running) {
        return info.getOrDefault(running, "0").equals("1")
                || info.getOrDefault("aof_rewrite_scheduled", "0").equals("1");
    }
}
