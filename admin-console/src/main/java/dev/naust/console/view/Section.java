package dev.naust.console.view;

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
    PRIVACY("Privacy", "/privacy"),
    AUDIT("Audit log", "/audit"),
    API("API", "/api");

    private final String title;
    private final String href;

    Section(String title, String href) {
        this.title = title;
        this.href = href;
    }

    public String title() {
        return title;
    }

    public String href() {
        return href;
    }
}
