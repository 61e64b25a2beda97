package dev.naust.registry.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a jar as a whole.
 *
 * @param signers those who signed every entry
 * @param fault why nobody did, to follow the jar's name; empty when somebody did
 */
public record Signatures(List<CodeSigner> signers, Optional<String> fault) {
    private static final Pattern SIGNATURE_FILE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]+)");
    private static final int SLICE = 64 * 1024;

    public Signatures {
        signers = List.copyOf(signers);
    }

    /** Reads the whole jar, because each entry is only known to be what was signed when it was read to its end. */
    public static Signatures of(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            @Nullable Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return unsigned("has no manifest, so nobody signed it");
            }
            Optional<String> missing = manifest.getEntries().keySet().stream()
                    .filter(name -> jar.getEntry(name) == null)
                    .findFirst();
            if (missing.isPresent()) {
                return unsigned("was changed after it was signed: " + missing.get() + " is missing");
            }
            return everybody(jar);
        } catch (SecurityException e) {
            return unsigned("was changed after it was signed (" + e.getMessage() + ")");
        }
    }

    private static Signatures everybody(JarFile jar) throws IOException {
        @Nullable Set<CodeSigner> common = null;
        byte[] slice = new byte[SLICE];
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (isSignatureFile(entry.getName()) || entry.isDirectory() && entry.getSize() <= 0) {
                continue;
            }
            read(jar, entry, slice);
            CodeSigner @Nullable [] signers = entry.getCodeSigners();
            if (signers == null || signers.length == 0) {
                return unsigned(
                        common == null
                                ? "is not signed (" + entry.getName() + " is not)"
                                : "was changed after it was signed: " + entry.getName() + " is not signed");
            }
            if (common == null) {
                common = new HashSet<>(Arrays.asList(signers));
            } else {
                common.retainAll(Arrays.asList(signers));
            }
        }
        return common == null || common.isEmpty()
                ? unsigned("is signed by nobody as a whole")
                : new Signatures(List.copyOf(common), Optional.empty());
    }

    private static void read(JarFile jar, JarEntry entry, byte[] slice) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            int read = in.read(slice);
            while (read >= 0) {
                read = in.read(slice);
            }
        }
    }

    private static boolean isSignatureFile(String name) {
        return SIGNATURE_FILE.matcher(name.toUpperCase(Locale.ROOT)).matches();
    }

    private static Signatures unsigned(String fault) {
        return new Signatures(List.of(), Optional.of(fault));
    }
}
