package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.VersionRange;

/** The versions of its provider that a store may be opened with: {@code "provider": {"version": "[1.2,2)"}} in its file. */
public final class ProviderPin {
    private static final String ANY = "0";
    private static final String FIELD = "provider";

    private ProviderPin() {}

    /** The versions that a store may be opened with; all of them where the definition names none. */
    public static VersionRange of(StoreDefinition definition) {
        return text(definition).flatMap(ProviderPin::read).orElseGet(() -> new VersionRange(ANY));
    }

    /** What is wrong with the range of a definition. */
    static List<ConfigProblem> problems(StoreDefinition definition) {
        return text(definition)
                .filter(range -> read(range).isEmpty())
                .map(range -> new ConfigProblem(
                        "/provider/version",
                        "is no range of versions: write [1.2,2) for 1.2 and later but not 2, [1.2,1.2] for exactly 1.2, or"
                                + " 1.2 for 1.2 and anything later"))
                .stream()
                .toList();
    }

    private static Optional<String> text(StoreDefinition definition) {
        return definition
                .rest()
                .get(FIELD)
                .filter(Document.class::isInstance)
                .flatMap(provider -> ((Document) provider).get("version"))
                .filter(Text.class::isInstance)
                .map(version -> ((Text) version).string());
    }

    private static Optional<VersionRange> read(String range) {
        try {
            VersionRange read = new VersionRange(range.trim());
            return read.isEmpty() ? Optional.empty() : Optional.of(read);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
