package dev.naust.registry.trust;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;

/** Keys of a small authority and of strangers, and jars signed with them, all made by the JDK's own tools. */
final class Signing {
    static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path keys;

    Signing(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.keys = folder.resolve("keys.p12");
        key("ca", "-dname", "CN=Our authority", "-ext", "bc:c=ca:true");
        key("ours", "-dname", "CN=Our developer", "-signer", "ca", "-signerkeypass", PASSWORD);
        key(
                "expired",
                "-dname",
                "CN=Old developer",
                "-signer",
                "ca",
                "-signerkeypass",
                PASSWORD,
                "-startdate",
                "-10d",
                "-validity",
                "5");
        key("web", "-dname", "CN=Our web site", "-signer", "ca", "-signerkeypass", PASSWORD, "-ext", "eku=serverAuth");
        key("stranger", "-dname", "CN=Our developer");
    }

    private void key(String alias, String... more) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /** A key store that holds nothing but the authority's certificate. */
    Path trustStore() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", keyStore().getCertificate("ca"));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    Certificate certificate(String alias) throws IOException, GeneralSecurityException {
        return keyStore().getCertificate(alias);
    }

    private KeyStore keyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(keys.toFile())) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** A bundle with two classes. */
    Path jar(String name) throws IOException {
        Path file = folder.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "test.signed");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (String entry : List.of("a/One.class", "a/Two.class")) {
                out.putNextEntry(new JarEntry(entry));
                out.write(entry.getBytes());
            }
        }
        return file;
    }

    /** The same jar, signed. */
    Path signed(String name, String alias) throws IOException, GeneralSecurityException {
        Path plain = jar("plain-" + name);
        Path file = folder.resolve(name);
        KeyStore.PrivateKeyEntry key = (KeyStore.PrivateKeyEntry)
                keyStore().getEntry(alias, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        try (ZipFile in = new ZipFile(plain.toFile());
                OutputStream out = Files.newOutputStream(file)) {
            new JarSigner.Builder(key).signerName("key").build().sign(in, out);
        }
        return file;
    }

    /** Changes the entries of a jar; null takes one out. */
    static Path changed(Path jar, String entry, byte[] content) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
                entries.put(each.getName(), in.readAllBytes());
            }
        }
        if (content == null) {
            entries.remove(entry);
        } else {
            entries.put(entry, content);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(each.getKey()));
                out.write(each.getValue());
            }
        }
        return Files.write(jar.resolveSibling("changed-" + jar.getFileName()), bytes.toByteArray());
    }
}
