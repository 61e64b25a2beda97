package dev.naust.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * One command with its arguments. Arguments are bytes with their length said first, so that nothing in a key or a value can
 * become a command.
 */
public final class Request {
    /** The slot of a request that names no key. */
    static final int ANY = -1;

    private final Command command;
    private final int slot;
    private final byte[][] arguments;
    private final @Nullable Script script;

    private Request(Command command, int slot, byte[][] arguments, @Nullable Script script) {
        this.command = command;
        this.slot = slot;
        this.arguments = arguments;
        this.script = script;
    }

    /** A command that names no key; in a cluster any server may answer it. */
    public static Request of(Command command, byte[]... arguments) {
        return new Request(command, ANY, arguments, null);
    }

    /** A command about a key, which is its first argument. */
    public static Request on(byte[] key, Command command, byte[]... rest) {
        return new Request(command, JedisClusterCRC16.getSlot(key), joined(List.of(key), rest), null);
    }

    /** A command about a key that is not its first argument. */
    public static Request routed(byte[] key, Command command, byte[]... arguments) {
        return new Request(command, JedisClusterCRC16.getSlot(key), arguments, null);
    }

    /** A run of a script; all keys must be of one slot. */
    public static Request run(Script script, List<byte[]> keys, byte[]... arguments) {
        List<byte[]> named = new ArrayList<>(keys.size() + 2);
        named.add(script.name());
        named.add(ascii(Integer.toString(keys.size())));
        named.addAll(keys);
        return new Request(Command.EVALSHA, JedisClusterCRC16.getSlot(keys.get(0)), joined(named, arguments), script);
    }

    /** Digits, names and options as bytes. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A number as bytes. */
    public static byte[] number(long number) {
        return ascii(Long.toString(number));
    }

    /** The command's name. */
    public String name() {
        return command.name();
    }

    Command command() {
        return command;
    }

    int slot() {
        return slot;
    }

    byte[][] arguments() {
        return arguments;
    }

    /** The same with the script's text, for a server that does not know it yet; empty when this runs none. */
    Optional<Request> withSource() {
        if (script == null) {
            return Optional.empty();
        }
        byte[][] full = arguments.clone();
        full[0] = script.source();
        return Optional.of(new Request(Command.EVAL, slot, full, null));
    }

    /** How many bytes the arguments have. */
    public long weight() {
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length + 16L;
        }
        return bytes;
    }

    private static byte[][] joined(List<byte[]> first, byte[]... rest) {
        byte[][] all = first.toArray(new byte[first.size() + rest.length][]);
        System.arraycopy(rest, 0, all, first.size(), rest.length);
        return all;
    }

    @Override
    public String toString() {
        return command + " with " + Arrays.asList(arguments).size() + " arguments";
    }
}
