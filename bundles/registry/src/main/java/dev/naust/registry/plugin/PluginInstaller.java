package dev.naust.registry.plugin;

import java.io.File;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes every jar that FileInstall sees, so that none reaches the framework unless {@link PluginBundles} brings it there. Only
 * ever loaded where FileInstall runs.
 */
@Component(service = ArtifactInstaller.class, property = "service.ranking:Integer=1000")
public final class PluginInstaller implements ArtifactInstaller {
    private final PluginBundles bundles;

    /** Passes what FileInstall sees on to {@code bundles}. */
    @Activate
    public PluginInstaller(@Reference PluginBundles bundles) {
        this.bundles = bundles;
    }

    /** Also of jars that lie where no plugin belongs: FileInstall would install those by itself. */
    @Override
    public boolean canHandle(File artifact) {
        return artifact.getName().endsWith(".jar");
    }

    @Override
    public void install(File artifact) {
        bundles.take(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        bundles.take(artifact.toPath());
    }

    @Override
    public void uninstall(File artifact) {
        bundles.leave(artifact.toPath());
    }
}
