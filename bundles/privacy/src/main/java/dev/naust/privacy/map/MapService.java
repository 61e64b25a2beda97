package dev.naust.privacy.map;

import dev.naust.api.model.Document;
import dev.naust.api.service.PrivacyMap;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The map as a service. */
@Component
public final class MapService implements PrivacyMap {
    private static final Logger LOG = LoggerFactory.getLogger(MapService.class);

    private final MapFile file;
    private final Scanner scanner;

    @Activate
    public MapService(BundleContext bundle, @Reference StoreRegistry stores, @Reference Storage storage) {
        this(home(bundle), stores, storage);
    }

    public MapService(Path home, StoreRegistry stores, Storage storage) {
        this.file = new MapFile(home);
        this.scanner = new Scanner(stores, storage);
    }

    @Override
    public View current() {
        return file.view();
    }

    @Override
    public View replace(Document map, String revision, String actor) {
        View view = file.replace(map, revision);
        LOG.info("{} replaced the map of personal data; it is revision {} now", actor, view.revision());
        return view;
    }

    @Override
    public String schema() {
        return file.schema();
    }

    @Override
    public Scan scan(List<String> stores) throws InterruptedException {
        return scanner.scan(file.read(), stores);
    }

    /** The folder that the installation lives in. */
    public static Path home(BundleContext bundle) {
        String home = bundle.getProperty("naust.home");
        return Path.of(home == null ? "" : home).toAbsolutePath();
    }
}
