package dev.naust.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

final class NewerVersionTest {
    private final Version own = Version.parseVersion("0.1.0");

    @Test
    void a_backup_of_a_newer_version_is_named_with_both_versions() {
        assertThat(NewerVersion.warning("0.2.0", own).orElseThrow())
                .contains("0.2.0")
                .contains("0.1.0");
    }

    @Test
    void of_the_same_an_older_or_an_unknown_version_nothing_is_said() {
        assertThat(NewerVersion.warning("0.1.0", own)).isEmpty();
        assertThat(NewerVersion.warning("0.0.9", own)).isEmpty();
        assertThat(NewerVersion.warning("", own)).isEmpty();
        assertThat(NewerVersion.warning("next", own)).isEmpty();
    }
}
