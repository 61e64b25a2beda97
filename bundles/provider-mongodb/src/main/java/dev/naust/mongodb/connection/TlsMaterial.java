package dev.naust.mongodb.connection;

import dev.naust.api.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys of PEM files, as the TLS of the platform wants them. */
final class TlsMaterial {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private TlsMaterial() {}

    /** A context that trusts the authority's certificates, or the platform's, and shows the client's own where there is one. */
    static SSLContext context(Optional<String> ca, Optional<String> cert) {
        try {
            TrustManager[] trusted = ca.isPresent() ? trust(certificates("tls.ca", ca.get())) : null;
            KeyManager[] own = cert.isPresent() ? identity(cert.get()) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trusted, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreException(
                    MongoErrorCode.TLS, "The certificates of \"tls\" cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private static TrustManager[] trust(Collection<? extends Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int n = 0;
        for (Certificate each : authorities) {
            store.setCertificateEntry("ca" + n++, each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identity(String file) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> chain = certificates("tls.cert", file);
        Matcher pem = KEY.matcher(new String(read("tls.cert", file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw unusable("tls.cert", "holds no key in PKCS-8 form that is not encrypted (BEGIN PRIVATE KEY)", null);
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        PrivateKey key = KeyFactory.getInstance(
                        chain.iterator().next().getPublicKey().getAlgorithm())
                .generatePrivate(spec);
        KeyStore store = empty();
        store.setKeyEntry("own", key, new char[0], chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(String setting, String file)
            throws GeneralSecurityException {
        String text = new String(read(setting, file), StandardCharsets.US_ASCII);
        // The platform's reader stops at a key that stands before or between the certificates.
        byte[] only = KEY.matcher(text).replaceAll("").getBytes(StandardCharsets.US_ASCII);
        List<? extends Certificate> found = List.copyOf(
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(only)));
        if (found.isEmpty()) {
            throw unusable(setting, "holds no certificate", null);
        }
        return found;
    }

    private static byte[] read(String setting, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw unusable(setting, "cannot be read", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static StoreException unusable(
            String setting, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new StoreException(MongoErrorCode.TLS, "The file of \"" + setting + "\" " + reason + ".", cause);
    }
}
