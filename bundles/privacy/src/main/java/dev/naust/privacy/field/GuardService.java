package dev.naust.privacy.field;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Consents;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.RecordGuard;
import dev.naust.privacy.map.MapFile;
import dev.naust.privacy.map.MapService;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Guards records by the map of personal data. */
@Component
public final class GuardService implements RecordGuard {
    private final MapFile map;
    private final Consents consents;
    private final FieldCipher cipher;

    @Activate
    public GuardService(BundleContext bundle, @Reference Consents consents, @Reference MasterKeys keys) {
        this(MapService.home(bundle), consents, keys);
    }

    public GuardService(Path home, Consents consents, MasterKeys keys) {
        this.map = new MapFile(home);
        this.consents = consents;
        this.cipher = new FieldCipher(keys);
    }

    @Override
    public Optional<Rules> rules(String store, DatasetId collection) {
        return map.read()
                .find(store, collection)
                .map(entry -> new MapRules(entry, cipher, body -> consents.requireFor(store, collection, body)));
    }
}
