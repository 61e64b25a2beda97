package dev.naust.registry.trust;

import dev.naust.registry.check.JarCheck;
import dev.naust.registry.config.References;
import dev.naust.registry.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges jars by the operator's policy, which is read anew when its file has changed. Thread-safe.
 */
@Component(service = Trust.class)
public final class Trust {
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    private final Optional<PolicyFile> file;
    private final Set<String> shipped;
    private final Optional<String> host;
    private final boolean loopback;
    private final Clock clock;

    private Known known = new Known("", Policy.DEFAULT);

    /** The policy and the state of the file that it was read from. */
    private record Known(String stamp, Policy policy) {}

    /** Trust as the framework's properties have it. */
    @Activate
    public Trust(BundleContext context) {
        this(
                Optional.ofNullable(context.getProperty("naust.home"))
                        .map(home -> Path.of(home).toAbsolutePath().normalize()),
                Optional.ofNullable(context.getProperty("naust.host")),
                Optional.ofNullable(context.getProperty("naust.plugins.shipped"))
                        .map(Path::of),
                Clock.systemUTC());
    }

    /**
     * Trust as a home's settings have it.
     *
     * @param home the server's home folder; without one everything is trusted
     * @param host the address at which the console listens; empty for a command, which nobody can reach
     * @param shipped the list of the installation's own plugins, in the form that sha256sum writes; need not exist
     */
    public Trust(Optional<Path> home, Optional<String> host, Optional<Path> shipped, Clock clock) {
        this.file = home.map(folder -> new PolicyFile(
                folder, new References(System.getenv(), Optional.of(new Settings(folder)), Optional.empty())));
        this.host = host;
        this.loopback = host.map(Trust::isLoopback).orElse(true);
        this.shipped = shipped.map(Trust::read).orElse(Set.of());
        this.clock = clock;
    }

    /** The policy as its file has it now. */
    public Policy policy() {
        return known().policy();
    }

    /** Changes whenever the policy may have changed. */
    public String stamp() {
        return known().stamp();
    }

    /** Whether every jar may run, so that none needs to be looked at. */
    public boolean isOpen() {
        return loopback
                && policy().mode() == Policy.Mode.ANY
                && policy().fault().isEmpty();
    }

    /** What people should know about the policy; empty when there is nothing to warn of. */
    public Optional<String> warning() {
        Policy policy = policy();
        if (policy.fault().isPresent()) {
            return Optional.of("The trust policy in config/naust.json cannot be used: "
                    + policy.fault().get() + ". Until it is corrected, only the plugins that came with Naust run.");
        }
        if (policy.mode() != Policy.Mode.ANY || host.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                loopback
                        ? "Every jar in plugins/ runs with all rights of this server. Before others can reach it, set"
                                + " plugins.trust in config/naust.json to checksums or signed."
                        : "The console listens on " + host.get()
                                + ", where others can reach it, so only the plugins that"
                                + " came with Naust and those listed in plugins.checksums of config/naust.json run.");
    }

    /**
     * Why a jar may not run, to follow its name; empty when it may.
     *
     * @param jar a file that nobody else can change
     * @param checksum the file's SHA-256
     */
    public Optional<String> refuse(Path jar, String checksum) throws IOException {
        Policy policy = policy();
        if (shipped.contains(checksum) || policy.checksums().contains(checksum) || isOpen()) {
            return Optional.empty();
        }
        if (policy.fault().isPresent()) {
            return Optional.of("is not trusted, because the trust policy in config/naust.json cannot be used: "
                    + policy.fault().get());
        }
        return switch (policy.mode()) {
            case ANY ->
                Optional.of("is not trusted: the console listens on " + host.orElse("")
                        + ", where others can reach it, so a" + " plugin must be listed. " + listIt(checksum));
            case CHECKSUMS -> Optional.of("is not trusted: its checksum is not listed. " + listIt(checksum));
            case SIGNED -> refuseSigned(jar, policy);
        };
    }

    private static String listIt(String checksum) {
        return "If you know where it comes from, add its SHA-256 " + checksum
                + " to plugins.checksums in config/naust.json";
    }

    private Optional<String> refuseSigned(Path jar, Policy policy) throws IOException {
        // What verifies the signature and what loads the classes must read the same jar.
        Optional<String> ambiguity = JarCheck.ambiguity(jar);
        if (ambiguity.isPresent()) {
            return ambiguity;
        }
        Signatures signatures = Signatures.of(jar);
        if (signatures.fault().isPresent()) {
            return signatures.fault();
        }
        Chains chains = new Chains(policy.anchors(), clock);
        List<String> faults = new ArrayList<>();
        for (CodeSigner signer : signatures.signers()) {
            Optional<String> fault = chains.fault(signer);
            if (fault.isEmpty()) {
                return Optional.empty();
            }
            faults.add(name(signer) + ", " + fault.get());
        }
        return Optional.of("is signed by " + String.join("; and by ", faults));
    }

    /** Who a signer says to be. */
    public static String name(CodeSigner signer) {
        X509Certificate leaf =
                (X509Certificate) signer.getSignerCertPath().getCertificates().get(0);
        return leaf.getSubjectX500Principal().getName();
    }

    private synchronized Known known() {
        if (file.isEmpty()) {
            return known;
        }
        String stamp = stamp(file.get().file());
        if (!stamp.equals(known.stamp())) {
            known = new Known(stamp, file.get().read());
            warning().ifPresent(LOG::warn);
        }
        return known;
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            FileTime changed = attributes.lastModifiedTime();
            @Nullable Object key = attributes.fileKey();
            return changed + " " + attributes.size() + " " + key;
        } catch (IOException none) {
            return "none";
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Set<String> read(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .map(line -> line.split("\\s", 2)[0])
                    .filter(checksum -> checksum.length() == 64)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            LOG.warn(
                    "The list of the installation's own plugins cannot be read, so none of them is known: {}",
                    e.toString());
            return Set.of();
        }
    }
}
