package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @Property
    void isWellFormedAndComesBackWhenItIsMadeFromAString(@ForAll String string) {
        String encodable = new String(string.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Text text = Text.of(string);

        assertThat(text.isWellFormed()).isTrue();
        assertThat(text.string()).isEqualTo(encodable);
        assertThat(text).isEqualTo(Text.ofUtf8(text.utf8().clone())).hasSameHashCodeAs(Text.of(string));
    }

    @Property
    void isInTheOrderOfItsCodePoints(@ForAll String a, @ForAll String b) {
        int[] left = Text.of(a).string().codePoints().toArray();
        int[] right = Text.of(b).string().codePoints().toArray();

        assertThat(Integer.signum(Text.of(a).compareTo(Text.of(b))))
                .isEqualTo(Integer.signum(java.util.Arrays.compare(left, right)));
    }

    @ParameterizedTest(name = "of the bytes {0} is well-formed")
    @ValueSource(
            strings = {"", "61", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
    void isWellFormed(String hex) {
        assertThat(Text.ofUtf8(HexFormat.of().parseHex(hex)).isWellFormed()).isTrue();
    }

    /** Lone and missing continuations, overlong forms, surrogates, and code points that do not exist. */
    @ParameterizedTest(name = "of the bytes {0} is malformed")
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c2",
                "c261",
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "eda080",
                "edbfbf",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "ff",
                "fe",
                "e282",
                "61e2",
                "f09f9a",
                "6162ff63"
            })
    void isMalformed(String hex) {
        assertThat(Text.ofUtf8(HexFormat.of().parseHex(hex)).isWellFormed()).isFalse();
    }

    @Test
    void withALoneSurrogateIsStillWellFormed() {
        assertThat(Text.of("a\uD83Db").string()).isEqualTo("a?b");
    }

    @Test
    void weighsAtLeastItsBytes() {
        assertThat(Text.of("x".repeat(1000)).weight()).isBetween(1000, 1100);
    }
}
