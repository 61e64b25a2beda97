import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/** Writes the checksums of the plugins that a distribution ships, as sha256sum would: run by the build, with a folder and a file. */
final class Checksums {
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        TreeMap<String, String> lines = new TreeMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(arguments[0]), "naust-provider-*.jar")) {
            for (Path jar : jars) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                String name = jar.getFileName().toString();
                lines.put(name, HexFormat.of().formatHex(hash) + "  " + name);
            }
        }
        Files.write(Path.of(arguments[1]), lines.values());
    }
}
