package dev.naust.registry.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the server trusts, by policy. */
final class TrustTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String EVERYWHERE = "0.0.0.0";

    @TempDir
    static Path keys;

    private static Signing signing;

    @TempDir
    Path home;

    @BeforeAll
    static void makeKeys() throws Exception {
        signing = new Signing(keys);
    }

    @BeforeEach
    void makeConfig() throws Exception {
        Files.createDirectories(home.resolve("config"));
    }

    private void policy(String plugins) throws IOException {
        Files.writeString(home.resolve("config/naust.json"), "{\"plugins\": " + plugins + "}");
    }

    private void signedPolicy() throws Exception {
        policy("{\"trust\": \"signed\", \"trustStore\": \"" + signing.trustStore() + "\", \"trustStorePassword\": \""
                + Signing.PASSWORD + "\"}");
    }

    private Trust trust(String host) {
        return new Trust(Optional.of(home), Optional.of(host), Optional.of(home.resolve("shipped")), Clock.systemUTC());
    }

    private Optional<String> refusal(Path jar) throws IOException {
        return refusal(LOOPBACK, jar);
    }

    private Optional<String> refusal(String host, Path jar) throws IOException {
        return trust(host).refuse(jar, Sha256.of(jar));
    }

    @Test
    void withoutAPolicyEverythingRunsWhereOnlyThisMachineCanReachIt() throws Exception {
        assertThat(refusal(signing.jar("plain.jar"))).isEmpty();
        assertThat(trust(LOOPBACK).isOpen()).isTrue();
        assertThat(trust(LOOPBACK).warning().orElseThrow()).contains("all rights", "checksums or signed");
    }

    @Test
    void whereOthersCanReachItOnlyListedAndShippedJarsRun() throws Exception {
        Path jar = signing.jar("plain.jar");
        assertThat(refusal(EVERYWHERE, jar).orElseThrow())
                .contains("not trusted", EVERYWHERE, Sha256.of(jar), "plugins.checksums");
        assertThat(trust(EVERYWHERE).warning().orElseThrow()).contains(EVERYWHERE);
        Files.writeString(home.resolve("shipped"), Sha256.of(jar) + "  plain.jar\n");
        assertThat(refusal(EVERYWHERE, jar)).isEmpty();
        Files.delete(home.resolve("shipped"));
        policy("{\"trust\": \"any\", \"checksums\": [\"" + Sha256.of(jar) + "\"]}");
        assertThat(refusal(EVERYWHERE, jar)).isEmpty();
    }

    @Test
    void onlyListedChecksumsRun() throws Exception {
        Path jar = signing.jar("plain.jar");
        policy("{\"trust\": \"checksums\", \"checksums\": [\"" + "0".repeat(64) + "\"]}");
        assertThat(refusal(jar).orElseThrow()).contains("checksum is not listed", Sha256.of(jar));
        policy("{\"trust\": \"checksums\", \"checksums\": [\"" + Sha256.of(jar).toUpperCase() + "\"]}");
        assertThat(refusal(jar)).isEmpty();
        assertThat(trust(LOOPBACK).warning()).isEmpty();
    }

    @Test
    void aPolicyIsReadAnewWhenItsFileChanges() throws Exception {
        Path jar = signing.jar("plain.jar");
        Trust trust = trust(LOOPBACK);
        String before = trust.stamp();
        assertThat(trust.refuse(jar, Sha256.of(jar))).isEmpty();
        policy("{\"trust\": \"checksums\"}");
        Files.setLastModifiedTime(
                home.resolve("config/naust.json"), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(trust.stamp()).isNotEqualTo(before);
        assertThat(trust.refuse(jar, Sha256.of(jar))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trsut\": \"any\"}",
                "{\"trust\": \"all\"}",
                "{\"trust\": \"signed\"}",
                "{\"trust\": \"signed\", \"trustStore\": \"no/such/file\"}",
                "{\"trust\": \"any\", \"checksums\": [\"abc\"]}",
                "{\"trust\": \"any\", \"checksums\": \"abc\"}",
                "{\"trust\": \"any\", \"maxJarMiB\": 0}",
                "{\"trust\": \"signed\", \"trustStore\": \"x\", \"trustStorePassword\": \"${env:NO_SUCH_NAME_HERE}\"}",
                "[]",
                "{"
            })
    void aPolicyThatCannotBeReadTrustsNobodyButTheInstallation(String plugins) throws Exception {
        Path jar = signing.jar("plain.jar");
        policy(plugins);
        assertThat(refusal(jar).orElseThrow()).contains("the trust policy in config/naust.json cannot be used");
        assertThat(trust(LOOPBACK).warning().orElseThrow()).contains("Until it is corrected");
        Files.writeString(home.resolve("shipped"), Sha256.of(jar) + "  plain.jar\n");
        assertThat(refusal(jar)).isEmpty();
    }

    @Test
    void whatTheTrustStoreVouchesForRuns() throws Exception {
        signedPolicy();
        Path jar = signing.signed("ours.jar", "ours");
        assertThat(refusal(jar)).isEmpty();
        assertThat(Signatures.of(jar).signers())
                .hasSize(1)
                .allSatisfy(signer -> assertThat(Trust.name(signer)).isEqualTo("CN=Our developer"));
    }

    @Test
    void aStoreOfPemCertificatesWorksToo() throws Exception {
        Path pem = Files.writeString(
                keys.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(signing.certificate("ca").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        policy("{\"trust\": \"signed\", \"trustStore\": \"" + pem + "\"}");
        assertThat(refusal(signing.signed("pem.jar", "ours"))).isEmpty();
        assertThat(refusal(signing.signed("pem2.jar", "stranger"))).isPresent();
    }

    @Test
    void aWrongPasswordIsNamedAndClosesTheDoor() throws Exception {
        policy("{\"trust\": \"signed\", \"trustStore\": \"" + signing.trustStore()
                + "\", \"trustStorePassword\": \"wrong-secret\"}");
        assertThat(refusal(signing.signed("ours2.jar", "ours")).orElseThrow())
                .contains("trustStorePassword is not its password")
                .doesNotContain("wrong-secret");
    }

    @Test
    void anUnsignedJarIsRefused() throws Exception {
        signedPolicy();
        assertThat(refusal(signing.jar("unsigned.jar")).orElseThrow()).contains("is not signed");
    }

    @Test
    void aStrangersSignatureIsRefusedEvenUnderOurName() throws Exception {
        signedPolicy();
        assertThat(refusal(signing.signed("stranger.jar", "stranger")).orElseThrow())
                .isEqualTo("is signed by CN=Our developer, whom the trust store does not vouch for");
    }

    @Test
    void aSignerWhoseCertificateRanOutIsRefused() throws Exception {
        signedPolicy();
        assertThat(refusal(signing.signed("expired.jar", "expired")).orElseThrow())
                .contains("CN=Old developer, whose certificate ran out on");
    }

    @Test
    void aCertificateForSomethingElseSignsNoPlugins() throws Exception {
        signedPolicy();
        assertThat(refusal(signing.signed("web.jar", "web")).orElseThrow()).contains("not meant for signing code");
    }

    @Test
    void aClassThatWasChangedAfterwardsIsRefused() throws Exception {
        signedPolicy();
        Path jar = Signing.changed(signing.signed("altered.jar", "ours"), "a/Two.class", new byte[] {1});
        assertThat(refusal(jar).orElseThrow()).contains("changed after it was signed");
    }

    @Test
    void aClassThatWasAddedAfterwardsIsRefused() throws Exception {
        signedPolicy();
        Path jar = Signing.changed(signing.signed("added.jar", "ours"), "a/Three.class", new byte[] {1});
        assertThat(refusal(jar).orElseThrow()).contains("changed after it was signed", "a/Three.class");
        Path service = Signing.changed(signing.signed("service.jar", "ours"), "META-INF/services/x", new byte[] {1});
        assertThat(refusal(service).orElseThrow()).contains("META-INF/services/x");
    }

    @Test
    void aClassThatWasTakenOutAfterwardsIsRefused() throws Exception {
        signedPolicy();
        Path jar = Signing.changed(signing.signed("taken.jar", "ours"), "a/Two.class", null);
        assertThat(refusal(jar).orElseThrow()).contains("changed after it was signed", "a/Two.class is missing");
    }

    @Test
    void aSignatureThatWasTakenAwayIsRefused() throws Exception {
        signedPolicy();
        Path jar = Signing.changed(signing.signed("stripped.jar", "ours"), "META-INF/KEY.SF", null);
        assertThat(refusal(jar).orElseThrow()).contains("is not signed");
    }

    @Test
    void aManifestThatWasChangedAfterwardsIsRefused() throws Exception {
        signedPolicy();
        Path signed = signing.signed("headers.jar", "ours");
        byte[] manifest;
        try (java.util.jar.JarFile jar = new java.util.jar.JarFile(signed.toFile(), false)) {
            manifest = jar.getInputStream(jar.getEntry("META-INF/MANIFEST.MF")).readAllBytes();
        }
        String other = new String(manifest).replace("test.signed", "test.sieged");
        Path jar = Signing.changed(signed, "META-INF/MANIFEST.MF", other.getBytes());
        assertThat(refusal(jar)).isPresent();
    }
}
