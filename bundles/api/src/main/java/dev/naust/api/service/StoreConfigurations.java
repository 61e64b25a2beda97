package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configurations of the stores: judging, trying, saving, and their history. What is saved is a file,
 * {@code config/stores/<id>.json}, which people edit too; every change of it, whoever made it, is a numbered revision.
 *
 * <p>No secret is ever answered. Where a definition that is given here shows a secret as {@code ********}, the stored one of the
 * store with the same id is meant. Secrets in clear are sealed when they are saved. Safe for use by several threads.
 */
@ProviderType
public interface StoreConfigurations {

    /** Whether a configuration has to work before it is saved. */
    enum Saving {
        /** It is tried first, when anything that matters for opening changes; the old one stays when it does not work. */
        TESTED,
        /** It is saved as it is, as long as it is valid. */
        UNTESTED
    }

    /**
     * The JSON Schema (2020-12) of what a store's file holds, as JSON text. It leaves {@code connection} open, which the store's
     * provider describes: {@link RegisteredProvider#configSchema()}.
     */
    String schema();

    /** A store's configuration as its file is now. */
    Optional<StoreConfiguration> find(String id);

    /** Everything that is wrong with a definition and can be judged without connecting; empty when nothing is. */
    List<ConfigProblem> validate(StoreDefinition definition);

    /** What saving a definition would change; everything when the store is new. */
    List<ConfigChange> changes(StoreDefinition definition);

    /**
     * Opens a store with a definition, checks it and closes it again; nothing is saved. Ends within some ten seconds.
     *
     * @throws InvalidConfigException when {@link #validate} finds problems
     */
    ConfigTest test(StoreDefinition definition);

    /**
     * Tries the configuration that a store uses now.
     *
     * @throws StoreException with {@code store.not_found}
     */
    ConfigTest test(String id);

    /**
     * Writes a new store's configuration file; the store can be leased when this returns.
     *
     * @param author who does it, for the history
     * @throws InvalidConfigException when {@link #validate} finds problems
     * @throws StoreException of category CONFLICT when the id is taken
     */
    StoreView create(StoreDefinition definition, String author);

    /**
     * Replaces a store's configuration.
     *
     * @param expectedRevision the revision the change was made from, {@link StoreView#revision()}
     * @throws InvalidConfigException when {@link #validate} finds problems
     * @throws ConfigTestFailedException when it was tried and does not work
     * @throws StoreException with {@code store.changed} when the revision is not the current one
     */
    StoreView replace(StoreDefinition definition, String expectedRevision, String author, Saving saving);

    /**
     * Removes a store's configuration; its data stays.
     *
     * @throws StoreException of category CONFLICT ({@code provider.in_use}) while the store is leased
     */
    void delete(String id, String author);

    /**
     * A store's history, the newest first; older ones than the last two hundred are forgotten.
     *
     * @throws StoreException with {@code store.not_found}
     */
    List<ConfigRevision> revisions(String id);

    /**
     * What changed from one revision to another.
     *
     * @param from a revision's number; 0 stands for nothing
     * @throws StoreException with {@code store.not_found} or {@code revision.not_found}
     */
    List<ConfigChange> changes(String id, int from, int to);

    /**
     * Saves what an earlier revision held, as a new revision.
     *
     * @throws InvalidConfigException when it is not valid any more
     * @throws ConfigTestFailedException when it was tried and does not work
     * @throws StoreException with {@code store.not_found}, {@code revision.not_found} or {@code store.changed}
     */
    StoreView restore(String id, int number, String expectedRevision, String author, Saving saving);
}
