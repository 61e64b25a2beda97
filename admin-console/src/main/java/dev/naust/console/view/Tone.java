package dev.naust.console.view;

/** How a state feels: what colour it has, never the only sign of it. */
public enum Tone {
    GOOD("good"),
    BUSY("busy"),
    QUIET("quiet-tone"),
    WARN("warn"),
    BAD("bad");

    private final String style;

    Tone(String style) {
        this.style = style;
    }

    /** The style sheet's class for it. */
    public String style() {
        return style;
    }
}
