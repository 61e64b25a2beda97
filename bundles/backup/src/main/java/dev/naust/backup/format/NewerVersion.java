package dev.naust.backup.format;

import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/** Tells when a backup was made by a later version of Naust, whose format this one reads all the same. Holds no state. */
public final class NewerVersion {
    private NewerVersion() {}

    /** What to say of a backup, where there is something to say. */
    public static Optional<String> warning(Manifest manifest) {
        Bundle bundle = FrameworkUtil.getBundle(NewerVersion.class);
        return bundle == null ? Optional.empty() : warning(manifest.version(), bundle.getVersion());
    }

    static Optional<String> warning(String made, Version own) {
        if (!isNewer(made, own)) {
            return Optional.empty();
        }
        return Optional.of("The backup was made by Naust " + made + ", which is newer than this version, " + own
                + ". Its format is " + Header.VERSION
                + ", which this version reads whole; look at the plan whether what it"
                + " holds is declared as you expect");
    }

    private static boolean isNewer(String made, Version own) {
        try {
            return Version.parseVersion(made).compareTo(own) > 0;
        } catch (IllegalArgumentException noVersion) {
            return false;
        }
    }
}
