package dev.naust.api.service;

import dev.naust.api.model.Structure;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What stores declare, how that differs, and the statements that make one like the other. Safe for use by several threads. */
@ProviderType
public interface SchemaComparisons {

    /**
     * The whole structure of a store; where it declares none, what its records look like.
     *
     * @throws StoreException when the store is not there or cannot be read
     */
    Structure extract(Endpoint store) throws InterruptedException;

    /**
     * Compares two stores. Reads both, writes nothing.
     *
     * @throws StoreException when a store or a collection is not there or cannot be read, or when no statements can be made
     *     for the wanted dialect ({@code option.unsupported})
     */
    Comparison compare(Request request) throws InterruptedException;

    /**
     * What is wanted of a comparison.
     *
     * @param source how it should be
     * @param target what is to become like the source
     * @param collections only these tables and views, by their names in the source or the target; empty for all
     * @param renames what is called differently in the target and is the same all the same
     * @param dialect in which the statements are written; empty for the target's own
     * @param destructive whether statements that lose something are to be executed too, rather than shown in comments
     * @param suggest whether to look for things that were renamed, which reads some records
     */
    record Request(
            Endpoint source,
            Endpoint target,
            List<String> collections,
            List<Rename> renames,
            Optional<String> dialect,
            boolean destructive,
            boolean suggest) {
        public Request {
            collections = List.copyOf(collections);
            renames = List.copyOf(renames);
        }
    }

    /**
     * A table or a column with two names.
     *
     * @param collection the column's table by its name in the source; empty when this is about a table
     * @param from the name in the target
     * @param to the name in the source
     */
    record Rename(String collection, String from, String to) {}

    /** What a difference is about. */
    enum Thing {
        COLLECTION,
        COLUMN,
        PRIMARY_KEY,
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        EXCLUSION,
        INDEX,
        TRIGGER,
        SEQUENCE,
        VIEW,
        ENUM,
        DOMAIN
    }

    /** How the target differs from the source. */
    enum Change {
        /** Only the source has it. */
        MISSING,
        /** Only the target has it. */
        EXTRA,
        DIFFERENT,
        RENAMED
    }

    /**
     * One difference.
     *
     * @param collection the table that it is in; for what is in none, its own name
     * @param name its name in the source, or else in the target
     * @param properties what differs; of something missing or extra, what it is
     */
    record Difference(Thing thing, Change change, String collection, String name, List<Property> properties) {
        public Difference {
            properties = List.copyOf(properties);
        }
    }

    /**
     * A property on both sides.
     *
     * @param source empty where the source has none
     * @param target empty where the target has none
     */
    record Property(String name, String source, String target) {}

    /**
     * A rename that seems likely; it is taken into account only when a request names it.
     *
     * @param likeness from 0 to 1
     * @param reason what speaks for it, in one sentence
     */
    record Suggestion(Rename rename, double likeness, String reason) {}

    /** What a step of a script means for what is in the store. */
    enum Effect {
        /** Nothing is read or rewritten for long. */
        QUICK,
        /** Others wait while it reads the table. */
        LOCKS,
        /** The table is written anew, and others wait. */
        REWRITES,
        /** Something is lost. */
        DESTRUCTIVE
    }

    /**
     * A part of a script.
     *
     * @param title what it does, in a few words
     * @param statements in order, without a semicolon at the end
     * @param note what to know before: what it locks, what can make it fail, what is lost; empty where there is nothing
     */
    record Step(String title, Effect effect, List<String> statements, String note) {
        public Step {
            statements = List.copyOf(statements);
        }
    }

    /**
     * Statements that make the target like the source.
     *
     * @param dialect {@code postgres}, {@code sqlite} or {@code sqlserver}
     * @param steps in order, what is safe first
     * @param text all of them as one script
     */
    record Script(String dialect, List<Step> steps, String text) {
        public Script {
            steps = List.copyOf(steps);
        }
    }

    /**
     * What a comparison found.
     *
     * @param source the source's name, without secrets
     * @param sourceStructure how it should be; in the target's words where the two are of different technologies
     * @param script empty when the target takes no statements
     * @param notes what was not compared, and why
     */
    record Comparison(
            String source,
            String target,
            Structure sourceStructure,
            Structure targetStructure,
            List<Difference> differences,
            List<Suggestion> suggestions,
            Optional<Script> script,
            List<String> notes) {
        public Comparison {
            differences = List.copyOf(differences);
            suggestions = List.copyOf(suggestions);
            notes = List.copyOf(notes);
        }

        /** Whether nothing differs. */
        public boolean isEqual() {
            return differences.isEmpty();
        }
    }
}
