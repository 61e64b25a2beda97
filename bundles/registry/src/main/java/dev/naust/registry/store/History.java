package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigRevision.Kind;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.Findings;
import dev.naust.registry.config.Sealing;
import dev.naust.registry.config.Vault;
import dev.naust.registry.config.VaultException;
import dev.naust.registry.history.Revisions;
import dev.naust.registry.history.Revisions.Entry;
import dev.naust.registry.provider.ProviderCatalogue;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what stores' files held, secrets sealed. A history that cannot be written holds up no store: what was written by hand
 * counts all the same, only what goes through the server is refused. Used under the book's lock.
 */
final class History {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final Revisions revisions;
    private final Sealing sealing;
    private final Vault vault;
    private final Definitions definitions;
    private final ProviderCatalogue catalogue;
    private final boolean writes;

    /** @param writes whether changes that were made by hand are noted; a command beside a running server only looks */
    History(Revisions revisions, Vault vault, Definitions definitions, ProviderCatalogue catalogue, boolean writes) {
        this.writes = writes;
        this.revisions = revisions;
        this.sealing = new Sealing(vault);
        this.vault = vault;
        this.definitions = definitions;
        this.catalogue = catalogue;
    }

    /** All revisions of a store, the newest first. */
    List<Entry> all(String id) {
        try {
            return revisions.all(id);
        } catch (IOException e) {
            throw unreadable(id, e);
        }
    }

    /** One revision. */
    Optional<Entry> find(String id, int number) {
        try {
            return revisions.find(id, number);
        } catch (IOException e) {
            throw unreadable(id, e);
        }
    }

    /** The number of the revision that a file is; one that nobody has noted yet was written by hand. 0 when it cannot be noted yet. */
    int numberOf(String id, StoreFiles.Content content, Definitions.Read read) {
        try {
            Optional<Entry> latest = revisions.latest(id);
            if (latest.isPresent()
                    && latest.get().kind() != Kind.REMOVED
                    && latest.get().revision().equals(content.revision())) {
                return latest.get().number();
            }
            if (!writes || read.document().filter(this::isUnknown).isPresent()) {
                return 0;
            }
            Optional<Document> document = read.document().isPresent()
                    ? Optional.of(sealed(id, read.document().get()))
                    : Optional.empty();
            Optional<String> text =
                    document.isPresent() ? Optional.empty() : Optional.of(sealing.sealWhole(id, content.text()));
            return append(id, ConfigRevision.BY_HAND, Kind.EDITED, content.revision(), document, text)
                    .number();
        } catch (IOException | VaultException e) {
            LOG.warn("The change of config/stores/{}.json is not in its history: {}", id, e.getMessage());
            return 0;
        }
    }

    /** Whether nobody can tell the secrets of a document from the rest yet, because its provider was never there. */
    private boolean isUnknown(Document document) {
        return type(document).filter(type -> catalogue.schema(type).isEmpty()).isPresent();
    }

    /** Notes that a store's file is gone. */
    void removed(String id, String author) {
        try {
            Optional<Entry> latest = revisions.latest(id);
            if (writes && latest.isPresent() && latest.get().kind() != Kind.REMOVED) {
                append(id, author, Kind.REMOVED, "", Optional.empty(), Optional.empty());
            }
        } catch (IOException e) {
            LOG.warn("The removal of store {} is not in its history: {}", id, e.getMessage());
        }
    }

    /** Notes what is about to be written. */
    Entry saving(String id, String author, Kind kind, String revision, Document sealed) {
        try {
            return append(id, author, kind, revision, Optional.of(sealed), Optional.empty());
        } catch (IOException e) {
            throw new StoreException(
                    RegistryErrorCode.CONFIG_UNWRITABLE,
                    "The history of store " + id + ", config/revisions/" + id + ", cannot be written ("
                            + e.getClass().getSimpleName() + "), so nothing was changed. Check the folder's rights and"
                            + " its disk's free space.",
                    e);
        }
    }

    /** Takes back what was noted but could not be written. */
    void notSaved(String id, Entry entry) {
        try {
            revisions.forget(id, entry.number());
        } catch (IOException e) {
            LOG.warn("Revision {} of store {} was never in use: {}", entry.number(), id, e.getMessage());
        }
    }

    /** The revision that was in use last, as a definition. */
    Optional<Used> lastInUse(String id) {
        try {
            Optional<Integer> number = revisions.inUse(id);
            Optional<Entry> entry = number.isEmpty() ? Optional.empty() : revisions.find(id, number.get());
            return entry.flatMap(found -> found.document()
                    .flatMap(document -> definitions.of(id, document))
                    .map(definition -> new Used(found.revision(), definition)));
        } catch (IOException e) {
            LOG.warn("What store {} used last cannot be read: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** A definition that was in use, and the revision of the file that it stood in. */
    record Used(String revision, StoreDefinition definition) {}

    /** Notes which revision is in use. */
    void inUse(String id, int number) {
        try {
            if (number > 0
                    && revisions.inUse(id).filter(known -> known == number).isEmpty()) {
                revisions.inUse(id, number);
            }
        } catch (IOException e) {
            LOG.warn("That store {} uses revision {} cannot be noted: {}", id, number, e.getMessage());
        }
    }

    /**
     * A definition's document without secrets in clear.
     *
     * @throws StoreException when they cannot be sealed
     */
    Document sealed(StoreDefinition definition) {
        try {
            return sealed(definition.id(), definitions.document(definition));
        } catch (IOException | VaultException e) {
            throw new StoreException(
                    RegistryErrorCode.CONFIG_UNWRITABLE,
                    "The secrets of store " + definition.id() + " cannot be sealed, so nothing was changed: "
                            + e.getMessage() + ".");
        }
    }

    /** A store's document without secrets in clear; the same secrets as in the latest revision are the same references. */
    private Document sealed(String id, Document document) throws IOException, VaultException {
        Document before = revisions.latest(id).flatMap(Entry::document).orElse(Document.empty());
        return sealing.seal(id, document, findings(document), before);
    }

    /**
     * A document in which each secret that is the very one of {@code before} is the reference that stands there; nothing is
     * sealed. For comparing.
     */
    Document comparable(Document document, Document before) {
        return sealing.recognised(document, before);
    }

    /** What a revision's text was, when it was no JSON object. */
    Optional<String> textOf(Entry entry) {
        return entry.sealedText().flatMap(sealing::open);
    }

    /** What the schemas say of a document. */
    Findings findings(Document document) {
        return definitions.find(document, type(document).flatMap(catalogue::schema));
    }

    private static Optional<String> type(Document document) {
        return document.get("type").filter(Text.class::isInstance).map(text -> ((Text) text).string());
    }

    private Entry append(
            String id, String author, Kind kind, String revision, Optional<Document> document, Optional<String> text)
            throws IOException {
        Entry entry = revisions.append(id, author, kind, revision, document, text);
        List<Entry> gone = revisions.prune(id);
        if (!gone.isEmpty()) {
            forgetSecrets(id, gone);
        }
        return entry;
    }

    private void forgetSecrets(String id, List<Entry> gone) throws IOException {
        Set<String> needed = new HashSet<>();
        revisions.all(id).forEach(entry -> needed.addAll(names(entry)));
        for (Entry entry : gone) {
            for (String name : names(entry)) {
                if (!needed.contains(name)) {
                    vault.forget(name);
                }
            }
        }
    }

    private static Set<String> names(Entry entry) {
        Set<String> names = new HashSet<>(entry.document().map(Sealing::names).orElse(Set.of()));
        entry.sealedText().ifPresent(text -> names.addAll(Sealing.names(Value.text(text))));
        return names;
    }

    private static StoreException unreadable(String id, IOException e) {
        return new StoreException(
                RegistryErrorCode.CONFIG_UNWRITABLE,
                "The history of store " + id + ", config/revisions/" + id + ", cannot be read ("
                        + e.getClass().getSimpleName() + "). Check the folder's rights.",
                e);
    }
}
