package dev.naust.migration.schema;

import dev.naust.api.model.Structure.Domain;
import java.util.List;

/** Which types refuse that a column has no value: domains that do, and those that are made of one. */
record NullRefusal(List<Domain> domains) {

    /** Whether a column of the type, without a default of its own, cannot be added to a table with records. */
    boolean refuseNull(String type) {
        return domains.stream()
                .filter(domain -> !type.endsWith("]") && Touched.isOf(type, domain.id()))
                .anyMatch(
                        domain -> domain.defaultValue().isEmpty() && (!domain.nullable() || refuseNull(domain.type())));
    }
}
