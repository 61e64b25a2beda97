package dev.naust.backup;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Placement;
import dev.naust.api.service.BackupFiles;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.format.Manifest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Backup files without a server's memory. */
@Component(service = BackupFiles.class)
public final class FileService implements BackupFiles {
    private final KeyRing keys;
    private final Restoring restoring;
    private final StoreRegistry stores;

    @Activate
    public FileService(
            @Reference MasterKeys keys,
            @Reference Migrations migrations,
            @Reference Pump pump,
            @Reference StoreRegistry stores) {
        this.keys = new KeyRing(keys);
        this.restoring = new Restoring(migrations, pump);
        this.stores = stores;
    }

    @Override
    public Contents verify(Path file, Key key, RunProgress progress) throws InterruptedException {
        Manifest manifest = authentic(file, key, true, progress).manifest();
        return new Contents(
                manifest.id(),
                manifest.store(),
                manifest.type(),
                manifest.version(),
                manifest.createdAt(),
                manifest.classification(),
                manifest.residency(),
                manifest.consistent(),
                manifest.parts());
    }

    @Override
    public MigrationPlan plan(Path file, Key key, Wanted wanted, RunProgress progress) throws InterruptedException {
        Archive archive = placed(authentic(file, key, true, progress), wanted);
        return restoring.plan(archive, wanted.target(), wanted.collections(), wanted.options());
    }

    @Override
    public MigrationReport restore(
            Path file, Key key, Wanted wanted, Consumer<MigrationPlan> planned, RunProgress progress)
            throws InterruptedException {
        Archive archive = placed(authentic(file, key, false, progress), wanted);
        MigrationReport report = restoring.restore(
                archive, ErasureLedger.ALL, wanted.target(), wanted.collections(), wanted.options(), planned, progress);
        progress.warn(Erasures.UNKNOWN);
        return report;
    }

    private Archive authentic(Path file, Key key, boolean isAll, RunProgress progress) throws InterruptedException {
        Archive archive = Archive.open(file.toAbsolutePath(), keys, key);
        Restoring.authenticate(archive, isAll, progress);
        return archive;
    }

    private Archive placed(Archive archive, Wanted wanted) {
        Optional<String> labelled = wanted.target() instanceof Endpoint.StoreId known
                ? stores.find(known.id()).flatMap(StoreView::residency)
                : Optional.empty();
        new Placement(
                        "The backup of store " + archive.manifest().store(),
                        archive.manifest().classification().flatMap(Classification::named),
                        "the target " + wanted.target(),
                        labelled.or(wanted::residency))
                .refusal()
                .ifPresent(reason -> {
                    throw new StoreException(ServiceError.RESIDENCY_VIOLATION, reason);
                });
        return archive;
    }
}
