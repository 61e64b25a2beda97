package dev.naust.registry.plugin;

import dev.naust.registry.lifecycle.Ask;
import dev.naust.registry.lifecycle.Headers;
import dev.naust.registry.trust.Sha256;
import dev.naust.registry.trust.Signatures;
import dev.naust.registry.trust.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a jar only after it was read to its end, so that it is found out once for each jar.
 *
 * @param sha256 its checksum; empty when it cannot be read
 * @param signer who signed it as a whole
 * @param exports the packages that it offers
 * @param asks what it asks for
 */
record Facts(String sha256, Optional<String> signer, List<String> exports, List<Ask> asks) {

    static Facts of(Path file) {
        String sha256 = "";
        try {
            sha256 = Sha256.of(file);
            try (java.util.jar.JarFile jar = new java.util.jar.JarFile(file.toFile(), false)) {
                Manifest manifest = Objects.requireNonNullElseGet(jar.getManifest(), Manifest::new);
                Attributes headers = manifest.getMainAttributes();
                return new Facts(sha256, signer(file, jar), exports(headers), Ask.of(headers::getValue));
            }
        } catch (IOException | IllegalArgumentException | SecurityException broken) {
            // Its state says why; what could be found out stands.
            return new Facts(sha256, Optional.empty(), List.of(), List.of());
        }
    }

    private static Optional<String> signer(Path file, java.util.jar.JarFile jar) throws IOException {
        boolean mayBeSigned = jar.stream()
                .anyMatch(entry -> entry.getName().toUpperCase(Locale.ROOT).matches("META-INF/[^/]+\\.SF"));
        if (!mayBeSigned) {
            return Optional.empty();
        }
        List<CodeSigner> signers = Signatures.of(file).signers();
        return signers.isEmpty()
                ? Optional.empty()
                : Optional.of(signers.stream().map(Trust::name).sorted().collect(Collectors.joining("; ")));
    }

    private static List<String> exports(Attributes headers) {
        return Headers.clauses(Objects.toString(headers.getValue("Export-Package"), "")).stream()
                .flatMap(clause -> clause.names().stream()
                        .flatMap(name -> Stream.of(clause.attributes().getOrDefault("version", ""))
                                .map(version -> (name + " " + version).strip())))
                .sorted()
                .toList();
    }
}
