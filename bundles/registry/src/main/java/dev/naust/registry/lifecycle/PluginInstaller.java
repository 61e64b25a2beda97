package dev.naust.registry.lifecycle;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the jars that FileInstall sees come, change and go in the plugins folder to the {@link PluginRunner}. FileInstall's own
 * way would start and stop them on its one thread, which a single plugin can hold up for ever.
 */
@Component(service = ArtifactInstaller.class)
public final class PluginInstaller implements ArtifactInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(PluginInstaller.class);

    private final PluginRunner runner;
    private final Optional<Path> folder;

    /** Passes what FileInstall sees in the home's plugins folder on to {@code runner}. */
    @Activate
    public PluginInstaller(BundleContext context, @Reference PluginRunner runner) {
        this.runner = runner;
        this.folder = Optional.ofNullable(context.getProperty("naust.home"))
                .map(home -> Path.of(home).resolve("plugins"));
    }

    /** Takes jars that lie where no plugin belongs too, and does nothing with them: FileInstall would install them unjudged. */
    @Override
    public boolean canHandle(File artifact) {
        return artifact.getName().endsWith(".jar");
    }

    private boolean isPlugin(File artifact) {
        return folder.filter(plugins -> isSame(plugins, artifact.toPath().getParent()))
                .isPresent();
    }

    private void changed(File artifact) {
        if (isPlugin(artifact)) {
            runner.changed(artifact.toPath());
        } else {
            LOG.warn("{} is left alone, because plugins belong into the folder plugins/", artifact);
        }
    }

    /** FileInstall follows links on the way to a folder, so that paths may differ where folders do not. */
    private static boolean isSame(Path folder, Path other) {
        try {
            return Files.isSameFile(folder, other);
        } catch (IOException e) {
            return folder.equals(other);
        }
    }

    @Override
    public void install(File artifact) {
        changed(artifact);
    }

    @Override
    public void update(File artifact) {
        changed(artifact);
    }

    @Override
    public void uninstall(File artifact) {
        if (isPlugin(artifact)) {
            runner.gone(artifact.toPath());
        }
    }
}
