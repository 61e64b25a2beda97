package dev.naust.storage.typed;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.port.Condition;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Filter.Operator;
import dev.naust.api.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says typed conditions in the words of the stores. */
final class Conditions<T> {
    private final ObjectShape<T> shape;
    private final FittedValues values;

    Conditions(ObjectShape<T> shape, FittedValues values) {
        this.shape = shape;
        this.values = values;
    }

    Filter filter(Condition<T> condition) {
        if (condition instanceof Condition.Compared<T> compared) {
            boolean order = compared.operator() != Operator.EQ && compared.operator() != Operator.NE;
            check(compared.property(), order);
            return new Filter.Comparison(
                    compared.property(), compared.operator(), value(compared.property(), compared.value()));
        } else if (condition instanceof Condition.OneOf<T> one) {
            check(one.property(), false);
            return new Filter.In(
                    one.property(),
                    one.values().stream()
                            .map(each -> value(one.property(), each))
                            .toList());
        } else if (condition instanceof Condition.Containing<T> containing) {
            known(containing.property());
            return new Filter.Contains(containing.property(), containing.part());
        } else if (condition instanceof Condition.Absent<T> absent) {
            known(absent.property());
            return new Filter.IsNull(absent.property());
        } else if (condition instanceof Condition.All<T> all) {
            return new Filter.And(filters(all.parts()));
        } else if (condition instanceof Condition.AnyOf<T> any) {
            return new Filter.Or(filters(any.parts()));
        }
        return new Filter.Not(filter(((Condition.Negation<T>) condition).part()));
    }

    private List<Filter> filters(List<Condition<T>> parts) {
        return parts.stream().map(this::filter).toList();
    }

    private Value value(String property, @Nullable Object value) {
        return values.fitted(property, shape.value(value));
    }

    /** The type of a property, by the name that a condition or an order gives it. */
    FieldType known(String property) {
        return shape.typeOf(property)
                .orElseThrow(() -> new IllegalArgumentException(
                        shape.name() + " has no property \"" + property + "\"; it has " + shape.propertyNames()));
    }

    private void check(String property, boolean order) {
        Kind own = known(property).kind();
        Kind held = values.kind(property, own);
        boolean nested = own == Kind.ARRAY || own == Kind.DOCUMENT;
        boolean text = held == Kind.TEXT && own != Kind.TEXT;
        if (nested || order && text) {
            throw new StoreException(
                    ServiceError.RECORD_INVALID,
                    "\"" + property + "\" of " + shape.name()
                            + " cannot be compared like this, because this store holds it as "
                            + held.name().toLowerCase(java.util.Locale.ROOT) + "; look for another property");
        }
    }
}
