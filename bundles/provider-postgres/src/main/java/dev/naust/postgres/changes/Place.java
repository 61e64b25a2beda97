package dev.naust.postgres.changes;

import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A place among the changes, which come in the order of commits.
 *
 * @param commit where in the server's log the transaction was committed
 * @param number of the change within its transaction, from 0; -1 before its first
 */
record Place(LogSequenceNumber commit, long number) implements Comparable<Place> {
    private static final Pattern TOKEN = Pattern.compile("([0-9A-F]{1,8}/[0-9A-F]{1,8}):(-1|[0-9]{1,18})");

    /** Before the first change at or behind a place of the log. */
    static Place before(LogSequenceNumber commit) {
        return new Place(commit, -1);
    }

    /** Reads what {@link #position} wrote. */
    static Place of(Position position) {
        Matcher parts = TOKEN.matcher(position.token());
        if (!parts.matches()) {
            throw new StoreException(
                    PostgresErrorCode.BAD_POSITION,
                    "The position to go on from was not made by a PostgreSQL store. Follow the collections anew.");
        }
        return new Place(LogSequenceNumber.valueOf(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    Position position() {
        return new Position(commit.asString() + ":" + number);
    }

    @Override
    public int compareTo(Place other) {
        int order = Long.compareUnsigned(commit.asLong(), other.commit.asLong());
        return order != 0 ? order : Long.compare(number, other.number);
    }
}
