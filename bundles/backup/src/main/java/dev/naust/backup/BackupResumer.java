package dev.naust.backup;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Goes on with backups that were interrupted: by itself when the server died, and when somebody asks for it otherwise. */
@Component(service = RunResumer.class)
public final class BackupResumer implements RunResumer {
    private final BackupService backups;

    @Activate
    public BackupResumer(@Reference BackupService backups) {
        this.backups = backups;
    }

    @Override
    public String kind() {
        return BackupService.KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        return backups.goOn(run);
    }
}
