package dev.naust.console.page;

import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigChange;
import dev.naust.console.form.Labels;
import dev.naust.console.form.Masks;
import dev.naust.console.form.Shape;
import dev.naust.console.view.ReviewView.ChangeRow;
import dev.naust.console.view.ReviewView.Side;
import dev.naust.console.view.Show;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows differences between configurations, in the words of their schemas. */
final class Changes {
    private static final int LONGEST = 200;

    private final StoreShape shape;

    Changes(StoreShape shape) {
        this.shape = shape;
    }

    /**
     * @param type the provider whose words are used
     */
    List<ChangeRow> rows(String type, List<ConfigChange> changes) {
        Map<String, Shape> parts = shape.parts(type);
        return changes.stream()
                .map(change -> new ChangeRow(
                        Labels.of(Shape.object(parts), change.pointer()),
                        change.pointer(),
                        side(change.before()),
                        side(change.after())))
                .toList();
    }

    static Side side(Optional<Value> value) {
        if (value.isEmpty()) {
            return new Side("not set", "absent");
        }
        String text = Labels.plain(value.get());
        if (text.equals(Masks.MASK)) {
            return new Side("a secret, hidden", "absent");
        }
        return text.isEmpty() ? new Side("empty", "absent") : new Side(Show.cut(text, LONGEST), "");
    }
}
