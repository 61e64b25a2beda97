package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what was done to backups: in the audit log while there is one, and in the server's log. Thread-safe. */
@Component(service = Log.class)
public final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Log.class);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Audit audit;

    void note(String actor, String action, String target, String outcome, Document details) {
        LOG.info("{} {} by {}: {}", action, target, actor, outcome);
        Audit present = audit;
        if (present != null) {
            present.append(new Audit.Event(actor, action, target, outcome, details));
        }
    }
}
