package dev.naust.console.page;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.view.Choice;
import dev.naust.console.view.StoreFormView;
import dev.naust.console.view.StoreFormView.FormGroup;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Docking a store: a form made from what its provider's schema asks for. */
final class StoreFormPage {
    private final Services services;
    private final JsonValues json;

    StoreFormPage(Services services, JsonValues json) {
        this.services = services;
        this.json = json;
    }

    /**
     * @param type the chosen provider's id; empty or unknown while none is chosen
     * @param values what was filled in, by field name
     * @param problems why the store was not docked
     */
    StoreFormView view(String type, Map<String, String> values, List<ConfigProblem> problems) {
        Optional<RegisteredProvider> provider = services.providers().find(type);
        Map<String, String> byField = new HashMap<>();
        problems.forEach(problem -> byField.merge(
                SchemaForm.fieldName(problem.pointer()), problem.message(), (one, other) -> one + " " + other));
        List<FormGroup> groups = provider.map(
                        found -> new SchemaForm(json, found.configSchema()).groups(values, byField))
                .orElse(List.of());
        return new StoreFormView(
                services.providers().providers().stream()
                        .map(each -> new Choice(
                                each.id(), each.info().name(), each.id().equals(type)))
                        .toList(),
                provider.map(RegisteredProvider::id),
                values.getOrDefault("id", ""),
                Optional.ofNullable(byField.get("id")),
                groups,
                homeless(byField, groups));
    }

    /** What is wrong that stands beside no field. */
    private static Optional<String> homeless(Map<String, String> problems, List<FormGroup> groups) {
        List<String> rest = new ArrayList<>();
        problems.forEach((name, message) -> {
            boolean shown = name.equals("id")
                    || groups.stream()
                            .flatMap(group -> group.fields().stream())
                            .anyMatch(field -> field.name().equals(name));
            if (!shown) {
                rest.add(message);
            }
        });
        if (rest.isEmpty()) {
            return problems.isEmpty() ? Optional.empty() : Optional.of("Some fields need another look; each says why.");
        }
        return Optional.of(String.join(" ", rest));
    }

    /** The definition that a filled-in form stands for, or empty when no such provider is there. */
    Optional<StoreDefinition> definition(String type, Map<String, String> values) {
        return services.providers()
                .find(type)
                .map(provider -> StoreDefinition.of(
                        values.getOrDefault("id", "").strip(),
                        type,
                        new SchemaForm(json, provider.configSchema()).connection(values)));
    }
}
