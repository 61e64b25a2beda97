package dev.naust.migration.schema;

import dev.naust.api.model.Structure.Sequence;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives what PostgreSQL counts with other settings. Where its bounds get narrower, its position may have to move. */
final class SequenceChange {
    private SequenceChange() {}

    /** The numbers between which a sequence stays. */
    record Bounds(BigInteger least, BigInteger greatest) {
        boolean leaveOut(Bounds other) {
            return least.compareTo(other.least) > 0 || greatest.compareTo(other.greatest) < 0;
        }
    }

    /** The statement that changes a sequence. */
    static String of(Sequence had, Sequence wanted) {
        String name = Dialect.POSTGRES.name(wanted.id());
        return of(
                "ALTER SEQUENCE " + name + " " + wanted.settings(),
                Dialect.POSTGRES.literal(name).toString(),
                bounds(had),
                bounds(wanted));
    }

    /**
     * A statement that changes settings, or one around it that first looks where the sequence stands: PostgreSQL refuses bounds
     * that the position is out of. It goes to the nearest bound then, and stays where it is within.
     *
     * @param alter the change, behind which {@code RESTART WITH} may stand
     * @param sequence an expression for the sequence's name
     */
    static String of(String alter, String sequence, Bounds had, Bounds wanted) {
        if (!wanted.leaveOut(had)) {
            return alter;
        }
        return "DO $sequence$\nDECLARE\n  counter regclass := " + sequence
                + ";\n  was bigint;\n  used boolean;\n  place bigint;\nBEGIN\n"
                + "  EXECUTE 'SELECT last_value, is_called FROM ' || counter INTO was, used;\n"
                + "  place := least(greatest(was, " + wanted.least() + "), " + wanted.greatest() + ");\n"
                + "  EXECUTE " + Dialect.POSTGRES.literal(alter + " RESTART WITH ") + " || place;\n"
                + "  PERFORM pg_catalog.setval(counter, place, used AND place = was);\nEND\n$sequence$";
    }

    private static Bounds bounds(Sequence sequence) {
        return new Bounds(bound(sequence, "MINVALUE"), bound(sequence, "MAXVALUE"));
    }

    private static BigInteger bound(Sequence sequence, String name) {
        Matcher found = Pattern.compile(name + " (-?\\d+)").matcher(sequence.settings());
        if (!found.find()) {
            throw new IllegalArgumentException(
                    "Sequence " + sequence.id() + " has no " + name + ": " + sequence.settings());
        }
        return new BigInteger(found.group(1));
    }
}
