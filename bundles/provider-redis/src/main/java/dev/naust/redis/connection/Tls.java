package dev.naust.redis.connection;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes encryption out of PEM files.
 *
 * @param ca the certificates to trust; without it those that Java trusts
 * @param certificate the client's own, with {@code key}
 * @param key its private key, in PKCS-8
 * @param verify whether the server's certificate and name are checked
 */
public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, boolean verify) {

    /**
     * Reads the files.
     *
     * @throws StoreException when one of them cannot be used
     */
    public Access.Encryption encryption() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (verify) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            return new Access.Encryption(context.getSocketFactory(), parameters);
        } catch (GeneralSecurityException e) {
            throw unusable("TLS cannot be set up with these certificates", e);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException {
        if (certificate.isEmpty() && key.isEmpty()) {
            return new KeyManager[0];
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw unusable("\"cert\" and \"key\" belong together; give both or neither", null);
        }
        KeyStore store = empty();
        Certificate[] chain = certificates(certificate.get()).toArray(Certificate[]::new);
        store.setKeyEntry("client", privateKey(key.get()), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws GeneralSecurityException {
        if (!verify) {
            return new TrustManager[] {new Anybody()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (ca.isEmpty()) {
            factory.init((KeyStore) null);
        } else {
            KeyStore store = empty();
            int number = 0;
            for (Certificate each : certificates(ca.get())) {
                store.setCertificateEntry("ca" + number++, each);
            }
            factory.init(store);
        }
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw unusable("The file " + file.getFileName() + " has no certificate in PEM form", null);
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("The certificates in " + file.getFileName() + " cannot be read", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PKCS8EncodedKeySpec spec =
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                Optional<PrivateKey> found = privateKey(algorithm, spec);
                if (found.isPresent()) {
                    return found.get();
                }
            }
            throw unusable(
                    "The key in " + file.getFileName() + " is of no known kind; give it in PKCS-8 PEM form", null);
        } catch (IOException | IllegalArgumentException e) {
            // The cause may quote the key.
            throw unusable("The key in " + file.getFileName() + " cannot be read; give it in PKCS-8 PEM form", null);
        }
    }

    private static Optional<PrivateKey> privateKey(String algorithm, PKCS8EncodedKeySpec spec)
            throws GeneralSecurityException {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (InvalidKeySpecException another) {
            return Optional.empty();
        }
    }

    private static StoreException unusable(String reason, @org.jspecify.annotations.Nullable Exception cause) {
        return new StoreException(
                RedisErrorCode.TLS, "The store's \"tls\" cannot be used. " + reason + ". Check its files", cause);
    }

    /** Trusts whoever answers: what {@code rejectUnauthorized: false} asks for. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
