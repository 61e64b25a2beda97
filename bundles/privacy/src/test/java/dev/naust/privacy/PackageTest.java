package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.Audit;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.privacy.request.PackageKeeper;
import dev.naust.testkit.server.FixedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;
import org.junit.jupiter.api.Test;

/** The package that answers a request for access: what it holds, and how long it stays. */
class PackageTest extends OnePerson {
    @Test
    void thePackageHoldsAllOfThePersonAndNothingOfOthersAndOpensWithItsPasswordOnly() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        Started started = requests.execute(request.id(), ONE);
        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        Path file = requests.open(request.id(), ONE).file();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain(KARI)
                .doesNotContain("Kari");

        String all = unpacked(file, started.password().orElseThrow());
        assertThat(all)
                .contains(KARI, NUMBER, "boat", "Dear Kari", "Datatilsynet", "to sell ropes", "P5Y")
                .doesNotContain("ola@example.no", "4712", "\"car\"", "<script");
        assertThat(all).contains("'=").as("a formula is no formula");
        assertThatThrownBy(() -> unpacked(file, "wrong-password")).isInstanceOf(ZipException.class);
    }

    @Test
    void aPackageIsRemovedWhenItsTimeIsOver() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        requests.execute(request.id(), ONE);
        Path file = requests.open(request.id(), ONE).file();
        keeper(Clock.systemUTC(), harbour.audit()).look();
        assertThat(file).as("its time is not over").exists();
        Clock later = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(8));
        requests = service(later);
        refused("privacy_package.not_found", () -> requests.open(request.id(), ONE));
        Path nobodys = Files.writeString(file.resolveSibling("nobody.zip"), "x");
        Path left = Files.writeString(file.resolveSibling("." + request.id() + "1.tmp"), "x");

        keeper(later, harbour.audit()).look();

        assertThat(List.of(file, nobodys, left)).noneMatch(Files::exists);
        assertThat(requests.find(request.id()).orElseThrow().history())
                .anyMatch(step -> step.note().contains("package was removed"));
        assertThat(harbour.noted())
                .as("each removal is in the audit log, once")
                .containsExactlyInAnyOrder(
                        "privacy.package.remove /privacy/requests/" + request.id(),
                        "privacy.package.remove /privacy/requests/nobody");
        keeper(later, harbour.audit()).look();
        assertThat(harbour.noted()).hasSize(2);
    }

    private PackageKeeper keeper(Clock clock, Audit audit) {
        return new PackageKeeper(home, harbour.state(), new FixedKeys(), audit, clock);
    }

    private static String unpacked(Path file, String password) throws IOException {
        StringBuilder all = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile(), password.toCharArray())) {
            for (FileHeader header : new ArrayList<>(zip.getFileHeaders())) {
                all.append(header.getFileName()).append('\n');
                all.append(new String(zip.getInputStream(header).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
