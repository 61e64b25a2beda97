package dev.naust.console;

import dev.naust.api.service.Accounts;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of a new installation how to get in for the first time: on the terminal only, for the server's logging
 * keeps this class out of its files.
 */
@Component(service = {})
public final class FirstSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSignIn.class);

    @Activate
    public FirstSignIn(@Reference Accounts accounts, @Reference(target = "(naust.ready=true)") URI address) {
        accounts.newSignInCode()
                .ifPresent(code -> LOG.warn(
                        "The admin has no password yet. Sign in once at {}/sign-in?code={} (good for {} minutes)",
                        address,
                        code,
                        Accounts.CODE_LIFETIME.toMinutes()));
    }
}
