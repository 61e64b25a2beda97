package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.SqlQueue.Turns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Follows tables by triggers. A change is told with the record as it is when the change is read; where it has changed once more,
 * that is told behind it. Safe for use by several threads.
 */
final class SqliteChangeFeed implements ChangeFeed {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final SqliteFile file;
    private final SqliteReaders readers;
    private final SqliteReads reads;
    private final Turns turns;
    private final Consumer<ChangeReader> opened;
    private final Consumer<ChangeReader> closed;

    /** A feed that tells its store of the readers that it opens, and when they are closed. */
    SqliteChangeFeed(
            SqliteFile file,
            SqliteReaders readers,
            SqliteReads reads,
            Turns turns,
            Consumer<ChangeReader> opened,
            Consumer<ChangeReader> closed) {
        this.file = file;
        this.readers = readers;
        this.reads = reads;
        this.turns = turns;
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public Position follow(String name, List<DatasetId> datasets) throws InterruptedException {
        if (!NAME.matcher(name).matches() || datasets.isEmpty()) {
            throw new StoreException(
                    SqliteErrorCode.REFUSED,
                    "A follower has a name of small letters, digits and _, up to 41, and at least one table to follow.");
        }
        return turns.change("following tables", connection -> {
            List<Schema> schemas = new ArrayList<>();
            for (DatasetId dataset : datasets) {
                schemas.add(requireKey(reads.describe(SqliteSession.within(connection), dataset)
                        .schema()));
            }
            ChangeTables tables = new ChangeTables(connection);
            tables.create();
            OptionalLong known = tables.passed(name);
            long from = known.orElse(tables.last());
            if (known.isEmpty()) {
                for (Schema schema : schemas) {
                    tables.follow(name, schema, from);
                }
            }
            return new Position(Long.toString(from));
        });
    }

    private Schema requireKey(Schema schema) {
        int columns = schema.key().size();
        if (schema.shape() != Shape.TABLE || columns == 0 || columns > ChangeTables.MOST_KEY_COLUMNS) {
            throw new StoreException(
                    SqliteErrorCode.NO_KEY,
                    "SQLite file " + file.path() + ": \"" + schema.id()
                            + "\" has no primary key of at most " + ChangeTables.MOST_KEY_COLUMNS
                            + " columns, so nobody could tell which record changed. Follow other tables.");
        }
        return schema;
    }

    @Override
    public void forget(String name) throws InterruptedException {
        if (file.isYetToCome()) {
            return;
        }
        turns.change("forgetting a follower", connection -> {
            ChangeTables tables = new ChangeTables(connection);
            if (tables.exist()) {
                tables.forget(name);
            }
            return true;
        });
    }

    @Override
    public boolean knowsItsEnd() {
        return true;
    }

    @Override
    public ChangeReader read(String name, Position after) {
        SqliteChangeReader reader =
                new SqliteChangeReader(file, readers, reads, name, number(after), this::passed, closed::accept);
        opened.accept(reader);
        return reader;
    }

    /** What the follower dealt with need not be kept; others, who read only, keep their place. */
    private void passed(String name, long number) throws InterruptedException {
        boolean further = turns.read("looking where a follower stands", connection -> {
            ChangeTables tables = new ChangeTables(connection);
            OptionalLong passed = tables.exist() ? tables.passed(name) : OptionalLong.empty();
            requireKept(name, passed, number, tables);
            return passed.orElse(number) < number;
        });
        if (further) {
            turns.change("noting where a follower stands", connection -> {
                new ChangeTables(connection).pass(name, number);
                return true;
            });
        }
    }

    private static void requireKept(String name, OptionalLong passed, long number, ChangeTables tables)
            throws SQLException {
        if (passed.isEmpty()) {
            throw new StoreException(
                    CommonError.CHANGES_GONE, "Nobody called \"" + name + "\" follows here; follow first");
        }
        if (number < passed.getAsLong() || number > tables.last()) {
            throw new StoreException(
                    CommonError.CHANGES_GONE,
                    "The changes behind this place are not kept any more; copy the tables and follow them anew");
        }
    }

    private static long number(Position position) {
        try {
            return Long.parseLong(position.token());
        } catch (NumberFormatException e) {
            throw new StoreException(
                    SqliteErrorCode.BAD_POSITION,
                    "The place to go on from is none of an SQLite file. Follow the tables anew.",
                    e);
        }
    }
}
