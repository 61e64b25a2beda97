package dev.naust.sqlserver.tds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked.
 *
 * @param connection the number of its connection
 * @param text the statement
 * @param parameters of a call; empty for a batch
 */
public record Request(int connection, String text, List<Parameter> parameters) {
    /** A value with the type that it was sent in. */
    public record Parameter(String type, @Nullable Object value) {}

    public Request {
        parameters = List.copyOf(parameters);
    }
}
