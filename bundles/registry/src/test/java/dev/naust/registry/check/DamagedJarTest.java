package dev.naust.registry.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to a jar's bytes: it is refused, or every way of reading it finds the same in it. */
final class DamagedJarTest {
    private static final byte[] SOUND = MadeUpJar.sound()
            .with("a/text", "some text, some text, some text".getBytes())
            .with("lib/inner.jar", MadeUpJar.sound().bytes())
            .bytes();

    @Property(tries = 3_000)
    void aChangedBit(@ForAll int place, @ForAll @IntRange(max = 7) int bit) throws IOException {
        byte[] jar = SOUND.clone();
        jar[Math.floorMod(place, jar.length)] ^= (byte) (1 << bit);
        judge(jar);
    }

    @Property(tries = 500)
    void anOverwrittenPiece(@ForAll int place, @ForAll byte[] piece) throws IOException {
        byte[] jar = SOUND.clone();
        int at = Math.floorMod(place, jar.length);
        System.arraycopy(piece, 0, jar, at, Math.min(piece.length, jar.length - at));
        judge(jar);
    }

    @Property(tries = 500)
    void aPieceThatIsMissing(@ForAll int from, @ForAll @IntRange(min = 1, max = 200) int length) throws IOException {
        int at = Math.floorMod(from, SOUND.length);
        int rest = Math.min(SOUND.length, at + length);
        byte[] jar = Arrays.copyOf(SOUND, SOUND.length - (rest - at));
        System.arraycopy(SOUND, rest, jar, at, SOUND.length - rest);
        judge(jar);
    }

    private static void judge(byte[] jar) throws IOException {
        Path file = Files.createTempFile("damaged", ".jar");
        try {
            Files.write(file, jar);
            JarCheck check = JarCheck.of(file, asks -> Optional.empty(), 17);
            if (check.problems().isEmpty()) {
                assertThat(MadeUpJar.byHeaders(file)).isEqualTo(MadeUpJar.byDirectory(file));
            }
        } finally {
            Files.delete(file);
        }
    }
}
