package dev.naust.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {
    @Test
    void whatCannotBeSeenIsWrittenOut() {
        assertThat(Visible.of("a\u0000b")).isEqualTo("a\\u{0}b");
        assertThat(Visible.of("12\u202e34\u2066")).isEqualTo("12\\u{202E}34\\u{2066}");
        assertThat(Visible.of("\u00a0\u200b\ufeff\u0085\n")).isEqualTo("\\u{A0}\\u{200B}\\u{FEFF}\\u{85}\\u{A}");
        assertThat(Visible.of("\ud800")).isEqualTo("\\u{D800}");
        assertThat(Visible.of("\udbff\udfff")).isEqualTo("\\u{10FFFF}");
    }

    @Test
    void whatCanBeSeenStaysAsItIs() {
        String text = "Åse e\u0301 中文 🚢 C:\\temp\\u{0} \"quoted\" <b>";
        assertThat(Visible.isPlain(text)).isTrue();
        assertThat(Visible.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "a\u0000b",
                "C:\\u{0}\u0000",
                "\\\\",
                "\r\n\t",
                "\ud800x\udc00",
                "12\u202e34",
                "🚢\u200d🚢",
                "}{"
            })
    void whatIsWrittenIsReadExactly(String text) {
        String written = Visible.written(text);
        assertThat(Visible.isPlain(written)).isTrue();
        assertThat(Visible.read(written)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\b", "\\u0000", "\\u{}", "\\u{110000}", "\\u{0", "\\u{g}", "\\u{-1}"})
    void whatIsNotOfThatFormIsRefused(String written) {
        assertThat(Visible.read(written)).isEmpty();
    }
}
