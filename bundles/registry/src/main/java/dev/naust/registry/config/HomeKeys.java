package dev.naust.registry.config;

import dev.naust.api.service.MasterKeys;
import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The keys of the home folder and the environment, for other bundles. */
@Component(service = MasterKeys.class)
public final class HomeKeys implements MasterKeys {
    private final MasterKey keys;

    /** The keys of the home folder that the framework names; without one, of the working folder. */
    @Activate
    public HomeKeys(BundleContext context) {
        this(Path.of(Optional.ofNullable(context.getProperty("naust.home")).orElse("")), System::getenv);
    }

    /** The keys of a home folder. */
    public HomeKeys(Path home, Function<String, @Nullable String> environment) {
        this.keys = new MasterKey(home, environment);
    }

    @Override
    public Key current() {
        try {
            return handedOut(keys.findOrMake());
        } catch (VaultException e) {
            throw unusable(e);
        }
    }

    @Override
    public Optional<Key> find(String id) {
        try {
            return keys.find(id).map(HomeKeys::handedOut);
        } catch (VaultException e) {
            throw unusable(e);
        }
    }

    @Override
    public List<Key> known() {
        try {
            keys.findOrMake();
            return keys.all().stream().map(HomeKeys::handedOut).toList();
        } catch (VaultException e) {
            throw unusable(e);
        }
    }

    @Override
    public Key read(String text) {
        try {
            return handedOut(MasterKey.read(text));
        } catch (VaultException e) {
            throw unusable(e);
        }
    }

    private static Key handedOut(MasterKey.Key key) {
        return new Key(key.id(), key.key().getEncoded());
    }

    private static StoreException unusable(VaultException reason) {
        return new StoreException(Code.UNUSABLE, "The master key cannot be used: " + reason.getMessage(), reason);
    }

    private enum Code implements ErrorCode {
        UNUSABLE;

        @Override
        public String code() {
            return "key.unusable";
        }

        @Override
        public Category category() {
            return Category.CONFIGURATION;
        }
    }
}
