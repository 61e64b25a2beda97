package dev.naust.console.view;

import dev.naust.api.service.Accounts.Role;
import dev.naust.console.security.Access;
import java.util.Arrays;
import java.util.List;

/** The console's sections, in the order of the side bar. */
public enum Section {
    OVERVIEW("Overview", "/"),
    STORES("Stores", "/stores"),
    MIGRATIONS("Migrations", "/migrations"),
    BACKUPS("Backups", "/backups"),
    COMPARE("Compare", "/compare"),
    SCHEMAS("Schemas", "/schema"),
    RUNS("Runs", "/runs"),
    PROVIDERS("Providers", "/providers"),
    PLUGINS("Plugins", "/plugins"),
    PRIVACY("Privacy", "/privacy", Access.DPO),
    AUDIT("Audit log", "/audit", Access.DPO),
    API("API", "/api");

    private final String title;
    private final String href;
    private final Access access;

    Section(String title, String href) {
        this(title, href, Access.VIEWER);
    }

    Section(String title, String href, Access access) {
        this.title = title;
        this.href = href;
        this.access = access;
    }

    /** Those that somebody of a role may open. */
    public static List<Section> of(Role role) {
        return Arrays.stream(values())
                .filter(section -> section.access.allows(role))
                .toList();
    }

    public String title() {
        return title;
    }

    public String href() {
        return href;
    }
}
