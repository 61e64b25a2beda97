package dev.naust.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The quick check agrees with the JDK's decoder, and refuses NUL besides. */
class Utf8Test {

    @Provide
    Arbitrary<byte[]> nearlyText() {
        Arbitrary<Byte> bytes = Arbitraries.of(
                        0x61, 0x7a, 0, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xdf, 0xe0, 0xa0, 0x9f, 0xed, 0xef,
                        0xf0, 0x90, 0x8f, 0xf4, 0xf5, 0xff)
                .map(each -> each.byteValue());
        return bytes.array(byte[].class).ofMaxSize(12);
    }

    @Property(tries = 5_000)
    void judgesBytesAsTheDecoderDoes(@ForAll("nearlyText") byte[] bytes) {
        assertThat(judged(bytes)).isEqualTo(decoded(bytes));
    }

    @Property
    void countsTheCharactersOfAnyText(@ForAll String text) {
        byte[] bytes = text.replace('\0', 'x').getBytes(StandardCharsets.UTF_8);
        assertThat(judged(bytes)).isEqualTo(decoded(bytes)).isPresent();
    }

    private static OptionalLong judged(byte[] bytes) {
        try {
            return OptionalLong.of(Utf8.check(bytes));
        } catch (MisfitException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(0) >= 0 ? OptionalLong.empty() : OptionalLong.of(text.codePointCount(0, text.length()));
        } catch (CharacterCodingException e) {
            return OptionalLong.empty();
        }
    }
}
