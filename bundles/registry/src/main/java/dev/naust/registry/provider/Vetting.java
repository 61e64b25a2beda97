package dev.naust.registry.provider;

import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.InvalidSchemaException;
import dev.naust.registry.config.SchemaCompiler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a new provider who it is, with a time limit, and finds out whether it can be used. */
final class Vetting {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Supplier<SchemaCompiler> compiler;
    private final ExecutorService workers;
    private final Duration limit;

    Vetting(Supplier<SchemaCompiler> compiler, ExecutorService workers, Duration limit) {
        this.compiler = compiler;
        this.workers = workers;
        this.limit = limit;
    }

    /**
     * What is known of a provider.
     *
     * @param fault why it cannot be used; the schema is there exactly when this is empty
     */
    record Result(
            String id,
            Optional<ProviderInfo> info,
            String schemaText,
            Optional<ConnectionSchema> schema,
            Optional<String> fault) {}

    Result vet(StoreProvider provider, Origin origin) {
        String id = "";
        ProviderInfo info = null;
        try {
            id = ask("id()", provider::id);
            if (!ID.matcher(id).matches()) {
                throw new UnfitException(
                        "its id must be 1 to 63 lower-case letters, digits and hyphens, a letter first");
            }
            info = ask("info()", provider::info);
            String schemaText = ask("configSchema()", provider::configSchema);
            return new Result(id, Optional.of(info), schemaText, Optional.of(compile(schemaText)), Optional.empty());
        } catch (UnfitException e) {
            String fault = "Provider " + (id.isEmpty() ? "of bundle " + origin.name() : id) + " cannot be used: "
                    + e.getMessage() + ". Its author must correct it (bundle " + origin.name() + " "
                    + origin.version() + ").";
            return new Result(shown(id, origin), Optional.ofNullable(info), "", Optional.empty(), Optional.of(fault));
        }
    }

    private ConnectionSchema compile(String schema) throws UnfitException {
        try {
            return compiler.get().compile(schema);
        } catch (InvalidSchemaException e) {
            throw new UnfitException("its configSchema() is no JSON Schema, because " + e.getMessage());
        }
    }

    private <T> T ask(String method, Callable<@Nullable T> question) throws UnfitException {
        Future<@Nullable T> future = workers.submit(question);
        try {
            T answer = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new UnfitException("its " + method + " gave nothing");
            }
            return answer;
        } catch (ExecutionException e) {
            throw new UnfitException("its " + method + " failed with " + firstLine(String.valueOf(e.getCause())));
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new UnfitException("its " + method + " did not answer within " + limit.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnfitException("it went away while it was asked for its " + method);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    private static String shown(String id, Origin origin) {
        if (id.isEmpty()) {
            return origin.name();
        }
        return id.length() > 63 ? id.substring(0, 63) : id;
    }

    private static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message);
        }
    }
}
