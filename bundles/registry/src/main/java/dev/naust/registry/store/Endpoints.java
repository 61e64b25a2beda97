package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.config.Similar;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stores for command-line endpoints such as {@code sqlite:shop.db}, each for one borrower. Thread-safe. */
final class Endpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private final ProviderCatalogue catalogue;
    private final Opener opener;

    Endpoints(ProviderCatalogue catalogue, Opener opener) {
        this.catalogue = catalogue;
        this.opener = opener;
    }

    StoreLease open(String endpoint) {
        String name = Secrets.maskUrl(endpoint);
        List<Provider> providers = catalogue.active();
        for (Provider provider : providers) {
            Optional<Document> connection = connection(provider, endpoint, name);
            if (connection.isPresent()) {
                SharedStore opened = opener.openEndpoint(name, connection.get(), provider)
                        .orElseThrow(() -> unknown(name, catalogue.active()));
                StoreLease lease = opened.lease().orElseThrow(() -> unknown(name, providers));
                // The one lease there will be: its end closes the store.
                opened.retire();
                return lease;
            }
        }
        throw unknown(name, providers);
    }

    private static Optional<Document> connection(Provider provider, String endpoint, String name) {
        try {
            return provider.service().endpoint(endpoint);
        } catch (StoreException e) {
            throw new StoreException(e.code(), String.valueOf(e.getMessage()).replace(endpoint, name));
        } catch (RuntimeException | LinkageError e) {
            throw new StoreException(
                    RegistryErrorCode.PROVIDER_BROKEN,
                    "Provider " + provider.id() + " failed on the endpoint " + name + " with "
                            + e.getClass().getName() + ". Use another version of bundle "
                            + provider.origin().name() + ".",
                    e);
        }
    }

    private static StoreException unknown(String name, List<Provider> providers) {
        Map<String, String> forms = new TreeMap<>();
        for (Provider provider : providers) {
            String form = form(provider);
            forms.put(provider.id(), form);
            forms.put(scheme(form), form);
        }
        String hint = Similar.to(scheme(name), forms.keySet())
                .map(near -> "; did you mean " + forms.get(near) + "? ")
                .orElse(". ");
        String known = forms.isEmpty()
                ? "No provider is there: put provider jars into plugins/."
                : "Endpoints have one of these forms: " + String.join(", ", new TreeSet<>(forms.values())) + ".";
        return new StoreException(
                ServiceError.ENDPOINT_UNKNOWN, "No provider understands the endpoint " + name + hint + known);
    }

    private static String scheme(String endpoint) {
        int colon = endpoint.indexOf(':');
        return colon < 0 ? endpoint : endpoint.substring(0, colon);
    }

    /** How a provider's endpoints are written; one that does not say is known by its name. */
    private static String form(Provider provider) {
        try {
            String form = provider.service().endpointForm();
            return form.isBlank() ? provider.id() : form;
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("Provider {} does not say how its endpoints are written", provider.id(), e);
            return provider.id();
        }
    }
}
