package dev.naust.console.security;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a person goes on after signing in: a page of this server and of no other. */
public final class LocalPath {
    private static final Pattern SAFE =
            Pattern.compile("/([A-Za-z0-9_~%.-][A-Za-z0-9_~%./-]*)?(\\?[A-Za-z0-9_~%.=&+-]*)?");

    private LocalPath() {}

    /** The wanted path where it is one of ours, else the start page. */
    public static String orStart(@Nullable String wanted) {
        return wanted != null && wanted.length() <= 500 && SAFE.matcher(wanted).matches() ? wanted : "/";
    }
}
