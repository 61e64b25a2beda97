package dev.naust.sqlserver.tds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the double answers to a statement: results one after the other, an error, or a fault of the connection. */
public final class Answer {
    /** What becomes of the connection. */
    enum Fate {
        /** The answer is sent to its end. */
        WHOLE,
        /** It is begun, and nothing follows until the client sends an attention. */
        HANGS,
        /** It is begun, and then the connection is cut. */
        CUT
    }

    record Result(List<String> names, List<TdsType> types, List<@Nullable Object[]> rows) {}

    private final List<Object> parts = new ArrayList<>();
    private Fate fate = Fate.WHOLE;

    private Answer() {}

    /** An answer without anything in it. */
    public static Answer none() {
        return new Answer();
    }

    /** How many rows a statement changed. */
    public static Answer changed(long count) {
        Answer answer = new Answer();
        answer.parts.add(count);
        return answer;
    }

    /** An error of the server. */
    public static Answer error(int number, String message) {
        Answer answer = new Answer();
        answer.parts.add(new Failure(number, message));
        return answer;
    }

    record Failure(int number, String message) {}

    /** A result without rows; they follow by {@link #row}. Names and types take turns. */
    public static Answer columns(Object... namesAndTypes) {
        return new Answer().and(namesAndTypes);
    }

    /** Another result behind the first. */
    public Answer and(Object... namesAndTypes) {
        List<String> names = new ArrayList<>();
        List<TdsType> types = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            names.add((String) namesAndTypes[i]);
            types.add((TdsType) namesAndTypes[i + 1]);
        }
        parts.add(new Result(names, types, new ArrayList<>()));
        return this;
    }

    /** A row of the latest result. */
    public Answer row(@Nullable Object... values) {
        ((Result) parts.get(parts.size() - 1)).rows().add(Arrays.copyOf(values, values.length));
        return this;
    }

    /** An error behind what came so far. */
    public Answer thenError(int number, String message) {
        parts.add(new Failure(number, message));
        return this;
    }

    /** Nothing follows until the client gives up. */
    public Answer hanging() {
        fate = Fate.HANGS;
        return this;
    }

    /** The connection is cut before the end. */
    public Answer cut() {
        fate = Fate.CUT;
        return this;
    }

    Fate fate() {
        return fate;
    }

    /** The tokens (MS-TDS, 2.2.7), without what ends the answer to a call or batch. */
    void write(Out out, boolean inCall) {
        for (int i = 0; i < parts.size(); i++) {
            Object part = parts.get(i);
            if (part instanceof Result result) {
                write(out, result);
                if (fate == Fate.WHOLE || i < parts.size() - 1) {
                    Tokens.done(
                            out,
                            inCall,
                            Tokens.COUNT | Tokens.MORE,
                            result.rows().size());
                }
            } else if (part instanceof Failure failure) {
                Tokens.error(out, failure.number(), failure.message());
            } else {
                Tokens.done(out, inCall, Tokens.COUNT | Tokens.MORE, Tokens.UPDATE, (Long) part);
            }
        }
    }

    boolean isError() {
        return parts.stream().anyMatch(Failure.class::isInstance);
    }

    private static void write(Out out, Result result) {
        out.int8(0x81).int16(result.names().size());
        for (int i = 0; i < result.names().size(); i++) {
            out.int32(0).int16(9);
            result.types().get(i).write(out);
            out.shortText(result.names().get(i));
        }
        for (@Nullable Object[] row : result.rows()) {
            out.int8(0xD1);
            for (int i = 0; i < row.length; i++) {
                result.types().get(i).write(out, row[i]);
            }
        }
    }
}
