package dev.naust.console.page;

import dev.naust.console.security.Access;
import dev.naust.console.security.Caller;
import dev.naust.console.security.Csrf;
import dev.naust.console.view.Section;
import dev.naust.console.view.Shell;
import dev.naust.console.web.StaticFiles;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Makes what every page shows around its content. Safe for use by several threads. */
public final class Shells {
    private final StaticFiles files;
    private final Csrf csrf;

    public Shells(StaticFiles files, Csrf csrf) {
        this.files = files;
        this.csrf = csrf;
    }

    /** The shell of the page that answers a request. */
    public Shell of(Context request) {
        Optional<Caller> caller = Caller.of(request);
        return new Shell(
                files::url,
                caller.map(found -> found.identity().name()),
                csrf.token(request),
                caller.map(found -> Access.OPERATOR.allows(found.identity().role()))
                        .orElse(false),
                caller.map(found -> Section.of(found.identity().role())).orElse(List.of()));
    }
}
