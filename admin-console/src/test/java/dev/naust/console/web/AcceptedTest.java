package dev.naust.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | true",
                "TEXT/HTML; charset=utf-8 | true",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | true",
                "text/*;q=0.5, application/json;q=0.4 | true",
                "*/*, application/json;q=0 | true",
                "*/* | false",
                "application/json | false",
                "application/json, text/html | false",
                "text/html;q=0.3, */* | false",
                "text/html;q=nonsense | true",
                ",;, | false",
                "'' | false"
            })
    void aPageIsPreferredWhereItSaysSo(String header, boolean page) {
        assertThat(Accepted.of(header).prefers("text/html", "application/json")).isEqualTo(page);
    }
}
