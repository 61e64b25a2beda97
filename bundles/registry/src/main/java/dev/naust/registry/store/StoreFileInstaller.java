package dev.naust.registry.store;

import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes a store's file live as soon as FileInstall sees it change. Only ever loaded where FileInstall runs: without it, as in
 * command-line mode, the files count as they were at start.
 */
@Component(service = ArtifactInstaller.class)
public final class StoreFileInstaller implements ArtifactInstaller {
    private final StoreKeeper keeper;

    /** Passes what FileInstall sees on to {@code keeper}. */
    @Activate
    public StoreFileInstaller(@Reference StoreKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public boolean canHandle(File artifact) {
        return keeper.isStoreFile(artifact.toPath());
    }

    @Override
    public void install(File artifact) {
        keeper.reload(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        keeper.reload(artifact.toPath());
    }

    @Override
    public void uninstall(File artifact) {
        keeper.reload(artifact.toPath());
    }
}
