package dev.naust.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Flatten;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.console.view.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a browser sends becomes the request that it stands for, and nothing of it is lost on the way over the plan. */
class MigrationFormTest {
    private static final List<Fact> TYPED = List.of(
            new Fact("source", "docs"),
            new Fact("target", "archive"),
            new Fact("offeredOf", "docs"),
            new Fact("offered", "1"),
            new Fact("collection", "shop.orders"),
            new Fact("opened", "shop.orders"),
            new Fact("flat shop.orders", "tags"),
            new Fact("flatTo shop.orders", ""),
            new Fact("flatParent shop.orders", "shop, order"),
            new Fact("flatPosition shop.orders", "nr"),
            new Fact("flatKey shop.orders", ""),
            new Fact("flat shop.orders", "lines"),
            new Fact("flatTo shop.orders", "line"),
            new Fact("flatParent shop.orders", ""),
            new Fact("flatPosition shop.orders", ""),
            new Fact("flatKey shop.orders", "sku"),
            new Fact("flat shop.orders", ""),
            new Fact("nest shop.orders", "notes"),
            new Fact("nestAs shop.orders", "said"),
            new Fact("nestBy shop.orders", "order_id"),
            new Fact("nestPosition shop.orders", "at"),
            new Fact("nestNulls shop.orders", "OMIT"),
            new Fact("nestMost shop.orders", "5 000"),
            new Fact("opened", "shop.orders_tags"),
            new Fact("field shop.orders_tags", "value"),
            new Fact("fieldTo shop.orders_tags", "tag"),
            new Fact("change shop.orders_tags", ""),
            new Fact("detail shop.orders_tags", ""),
            new Fact("nulls shop.orders_tags", "NO"));

    private static MigrationForm form(List<Fact> facts) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        facts.forEach(each ->
                fields.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each.value()));
        return MigrationForm.sent(fields);
    }

    @Test
    void shapesAreWhatTheirRowsSay() {
        MigrationForm form = form(TYPED);
        assertThat(form.problem()).isEmpty();
        assertThat(form.made()).containsExactly("shop.orders_tags", "shop.line");
        MigrationRequest request = form.judged().request().orElseThrow();
        assertThat(request.collections()).containsExactly("shop.orders", "shop.orders_tags");
        assertThat(request.reshapes().get("shop.orders").flatten())
                .containsExactly(
                        new Flatten("tags", Optional.empty(), List.of("shop", "order"), Optional.of("nr"), List.of()),
                        new Flatten("lines", Optional.of("line"), List.of(), Optional.empty(), List.of("sku")));
        assertThat(request.reshapes().get("shop.orders").nest())
                .containsExactly(
                        new Nest("notes", Optional.of("said"), List.of("order_id"), Optional.of("at"), true, 5_000));
        assertThat(request.reshapes()
                        .get("shop.orders_tags")
                        .fields()
                        .get("value")
                        .to())
                .contains("tag");
    }

    @Test
    void theHiddenFormOfAPlanIsTheSameRequest() {
        MigrationForm form = form(TYPED);
        assertThat(form(form.fields()).judged().request())
                .isEqualTo(form.judged().request());
    }

    @Test
    void whatIsWrongInARowPointsAtIt() {
        List<Fact> typed = new ArrayList<>(TYPED);
        typed.replaceAll(each -> each.name().startsWith("nestMost") ? new Fact(each.name(), "many") : each);
        MigrationForm.Judged judged = form(typed).judged();
        assertThat(judged.request()).isEmpty();
        assertThat(judged.problems()).extracting(ConfigProblem::pointer).containsExactly("/collections/0/nest/0/most");
    }
}
