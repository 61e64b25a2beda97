package dev.naust.registry.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The judgement of a command's plugins, which its launcher installs itself: given a jar, the file to install, which nobody else
 * can change any more where the policy asks for proof.
 */
@Component(service = UnaryOperator.class, property = "naust.plugins.gate=true")
public final class CommandGate implements UnaryOperator<Path> {
    private final Trust trust;
    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();

    /** A gate that keeps its copies where the framework keeps its own. */
    @Activate
    public CommandGate(BundleContext context, @Reference Trust trust) {
        this.trust = trust;
        this.folder = context.getDataFile("judged").toPath();
    }

    /** @throws IllegalStateException when the jar is not trusted; the message says why, to follow its name */
    @Override
    public Path apply(Path jar) {
        if (trust.isOpen()) {
            return jar;
        }
        try {
            Files.createDirectories(folder);
            Path copy = Files.copy(jar, folder.resolve(number.incrementAndGet() + ".jar"));
            Optional<String> refusal = trust.refuse(copy, Sha256.of(copy));
            if (refusal.isPresent()) {
                Files.delete(copy);
                throw new IllegalStateException(refusal.get());
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be read", e);
        }
    }
}
