package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.registry.lifecycle.Ask;
import dev.naust.registry.lifecycle.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a manifest's headers say, and what they ask for. */
final class HeadersTest {
    @Test
    void clausesKeepWhatStandsInQuotesTogether() {
        assertThat(Headers.clauses("a.b;a.c;version=\"[1,2)\";resolution:=optional,d;uses:=\"x,y;z\""))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.names()).containsExactly("a.b", "a.c");
                            assertThat(first.attributes()).containsExactly(Map.entry("version", "[1,2)"));
                            assertThat(first.directives()).containsExactly(Map.entry("resolution", "optional"));
                        },
                        second -> {
                            assertThat(second.names()).containsExactly("d");
                            assertThat(second.directives()).containsExactly(Map.entry("uses", "x,y;z"));
                        });
        assertThat(Headers.clauses("")).isEmpty();
    }

    @Test
    void importsAndRequirementsBecomeQuestionsToTheFramework() {
        Map<String, String> headers = Map.of(
                "Import-Package", "a.b;version=\"[1,2)\",c;resolution:=optional",
                "Require-Capability",
                        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\",osgi.service;effective:=active");
        assertThat(Ask.of(headers::get))
                .containsExactly(
                        new Ask(
                                "osgi.wiring.package",
                                "(&(osgi.wiring.package=a.b)(&(version>=1.0.0)(!(version>=2.0.0))))",
                                false),
                        new Ask("osgi.wiring.package", "(osgi.wiring.package=c)", true),
                        new Ask("osgi.ee", "(&(osgi.ee=JavaSE)(version=17))", false));
    }
}
