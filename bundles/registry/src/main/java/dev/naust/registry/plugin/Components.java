package dev.naust.registry.plugin;

import dev.naust.registry.lifecycle.FirstLine;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Finds out why a bundle that runs has registered no provider. */
final class Components {
    private static final String NONE =
            "runs, but registers no provider: annotate its provider class with @Component(service = StoreProvider.class)";

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** Why there is no provider, to follow the bundle's name. */
    String reason(Bundle bundle) {
        Collection<ComponentDescriptionDTO> descriptions = runtime.getComponentDescriptionDTOs(bundle);
        return descriptions.stream()
                .flatMap(description -> runtime.getComponentConfigurationDTOs(description).stream())
                .flatMap(component -> trouble(component).stream())
                .findFirst()
                .orElse(NONE);
    }

    private static Optional<String> trouble(ComponentConfigurationDTO component) {
        if (component.failure != null) {
            return Optional.of("runs, but its component " + component.description.name + " failed to start: "
                    + FirstLine.ofTrace(component.failure));
        }
        if (component.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            return Optional.of("runs, but its component " + component.description.name + " waits for the service "
                    + Stream.of(component.unsatisfiedReferences)
                            .map(reference -> serviceOf(component, reference))
                            .collect(Collectors.joining(", ")));
        }
        return component.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION
                ? Optional.of("runs, but its component " + component.description.name + " waits for a configuration")
                : Optional.empty();
    }

    private static String serviceOf(ComponentConfigurationDTO component, UnsatisfiedReferenceDTO unsatisfied) {
        return Stream.of(component.description.references)
                .filter(reference -> reference.name.equals(unsatisfied.name))
                .map(reference -> reference.interfaceName)
                .findFirst()
                .orElse(unsatisfied.name);
    }
}
