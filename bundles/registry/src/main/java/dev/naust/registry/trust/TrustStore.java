package dev.naust.registry.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Reads the certificates that vouch for signatures, from a PKCS#12 or JKS key store or a PEM file. */
final class TrustStore {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private TrustStore() {}

    static Set<X509Certificate> read(Path file, String password) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Set<X509Certificate> anchors = new HashSet<>();
        try {
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM)) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                    anchors.add((X509Certificate) certificate);
                }
                return anchors;
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    anchors.add(certificate);
                }
            }
            return anchors;
        } catch (GeneralSecurityException e) {
            throw new IOException("it is no key store and no certificate", e);
        }
    }

    /** Why it could not be read, without a stranger's words: those may quote what is in the file. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return failure.getCause() instanceof UnrecoverableKeyException
                ? "plugins.trustStorePassword is not its password"
                : "it is no key store and no certificate, or its rights forbid it";
    }
}
