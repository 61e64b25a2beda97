package dev.naust.sqlserver.type;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The code pages in which columns that are not Unicode keep their texts. The server would put a question mark, or a letter that
 * looks alike, in place of one that a code page lacks, and say nothing.
 */
public final class CodePages {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(ColumnType.UTF8, "UTF-8"),
            Map.entry(437, "IBM437"),
            Map.entry(850, "IBM850"),
            Map.entry(874, "x-windows-874"),
            Map.entry(932, "windows-31j"),
            Map.entry(936, "GBK"),
            Map.entry(949, "x-windows-949"),
            Map.entry(950, "x-windows-950"));

    private CodePages() {}

    /** How many bytes the text takes in a code page; empty when it holds a character that the page lacks. */
    public static OptionalInt length(String text, int codePage) {
        try {
            return OptionalInt.of(charset(codePage)
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text))
                    .remaining());
        } catch (CharacterCodingException e) {
            return OptionalInt.empty();
        }
    }

    /** Of a code page that this Java does not know, only what all of them have in common is sure to stay as it is. */
    private static Charset charset(int codePage) {
        String name = NAMES.getOrDefault(codePage, "windows-" + codePage);
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }
}
