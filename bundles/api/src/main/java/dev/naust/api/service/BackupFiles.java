package dev.naust.api.service;

import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Backup files without the server that made them: for the command line, and for the day when that server is gone. Safe for use
 * by several threads.
 *
 * <p>Every method throws a {@link StoreException} with {@code backup.damaged} naming what was changed, {@code backup.wrong_key}
 * when the key is not the one that the file was closed with, or {@code backup.unsupported} when it is of a newer format.
 */
@ProviderType
public interface BackupFiles {

    /** Reads a file whole: everything is authenticated, and every collection's hash is computed anew. */
    Contents verify(Path file, Key key, RunProgress progress) throws InterruptedException;

    /** What a restore would do. Reads all of the file first, writes nothing. */
    MigrationPlan plan(Path file, Key key, Wanted wanted, RunProgress progress) throws InterruptedException;

    /**
     * Restores a file, after all of it was authenticated.
     *
     * @param planned is shown the plan before anything is written
     */
    MigrationReport restore(Path file, Key key, Wanted wanted, Consumer<MigrationPlan> planned, RunProgress progress)
            throws InterruptedException;

    /** What opens a file. */
    sealed interface Key {
        /** The master key of this installation, or a retired one. */
        record Master() implements Key {}

        /** What a key file holds. */
        record Given(String text) implements Key {
            @Override
            public String toString() {
                return "Given[********]";
            }
        }

        /** What somebody remembers. */
        record Passphrase(String text) implements Key {
            @Override
            public String toString() {
                return "Passphrase[********]";
            }
        }
    }

    /**
     * Where to, and how.
     *
     * @param collections as the backup lists them; empty takes all
     * @param residency where the target is, for data that may not be everywhere
     */
    record Wanted(Endpoint target, List<String> collections, Options options, Optional<String> residency) {
        public Wanted {
            collections = List.copyOf(collections);
        }
    }

    /**
     * What a file holds.
     *
     * @param version of the product that made it
     * @param consistent whether all of it is one state of the store
     */
    record Contents(
            String id,
            String store,
            String type,
            String version,
            Instant createdAt,
            Optional<String> classification,
            Optional<String> residency,
            boolean consistent,
            List<Backups.Part> collections) {
        public Contents {
            collections = List.copyOf(collections);
        }
    }
}
