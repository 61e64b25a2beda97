package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Judges whether everybody can read the page that a visitor sees: by axe, and that it fits its window. */
final class Readable {
    private Readable() {}

    static void check(Visitor visitor) {
        Page page = visitor.page();
        page.evaluate(axe());
        Object violations = page.evaluate("""
                async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}))
                  .violations.map(each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 120)).join(' | '))
                """);
        assertThat((List<?>) violations)
                .as("accessibility of %s", visitor.path())
                .isEmpty();
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue())
                .as("%s is wider than its window", visitor.path())
                .isLessThanOrEqualTo(0);
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(Readable.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
