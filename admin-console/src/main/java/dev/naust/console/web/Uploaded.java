package dev.naust.console.web;

import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that a request brings, alone as its body or as a part of a form. Forms are taken in with limits, to a place that is
 * emptied at every start, and forgotten with the request.
 */
public final class Uploaded {
    private static final String LIMITS = "org.eclipse.jetty.multipartConfig";
    private static final String FORM = "multipart/form-data";
    private static final int FIELDS = 64 * 1024;
    private static final int FIELD = 4 * 1024;
    private static final int SLICE = 64 * 1024;

    /** How much of a body that is refused is still taken in, beyond the largest file. */
    private static final long REST = 8L << 20;

    private Uploaded() {}

    /**
     * Lets a request bring a form with a file.
     *
     * @param folder where the file lies while the request is answered
     * @param largest how long the file may be, in bytes
     * @throws ProblemException when the request says that it is longer
     */
    public static void allow(Context request, Path folder, long largest) throws IOException {
        long length = request.req().getContentLengthLong();
        if (length > largest + FIELDS) {
            if (length <= largest + REST) {
                drain(request.req().getInputStream(), largest + REST);
            }
            throw tooLarge(largest);
        }
        Files.createDirectories(folder);
        request.attribute(LIMITS, new MultipartConfigElement(folder.toString(), largest, largest + FIELDS, FIELDS));
    }

    /** Takes in the rest of a body that is refused, up to a limit: a sender who is cut off while he sends never reads why. */
    public static void drain(InputStream body) throws IOException {
        drain(body, REST);
    }

    private static void drain(InputStream body, long most) throws IOException {
        byte[] slice = new byte[SLICE];
        long taken = 0;
        for (int read = body.read(slice); read >= 0 && taken < most; read = body.read(slice)) {
            taken += read;
        }
    }

    private static ProblemException tooLarge(long largest) {
        return new ProblemException(
                413,
                "request.too_large",
                "The request's body is larger than the " + (largest >> 20)
                        + " MiB that a plugin may have. Send a smaller jar, or raise plugins.maxJarMiB in config/naust.json.");
    }

    /** Whether a request brings a form that may hold a file, to a route that takes one. */
    public static boolean isForm(Context request) {
        String type = Optional.ofNullable(request.contentType()).orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith(FORM) && request.attribute(LIMITS) != null;
    }

    /** A short text field of a form. */
    public static Optional<String> field(Context request, String name) {
        try {
            @Nullable Part part = part(request, name);
            if (part == null || part.getSize() > FIELD) {
                return Optional.empty();
            }
            try (InputStream in = part.getInputStream()) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw malformed();
        }
    }

    /** The file of a form; empty when none was chosen. */
    public static Optional<Part> file(Context request, String name) throws IOException {
        return Optional.ofNullable(part(request, name)).filter(Uploaded::isChosen);
    }

    /** A form sends an empty part where nobody chose a file. */
    private static boolean isChosen(Part part) {
        @Nullable String name = part.getSubmittedFileName();
        return part.getSize() > 0 || name != null && !name.isBlank();
    }

    private static @Nullable Part part(Context request, String name) throws IOException {
        try {
            return request.req().getPart(name);
        } catch (ServletException e) {
            throw malformed();
        } catch (IllegalStateException e) {
            MultipartConfigElement limits = request.attribute(LIMITS);
            throw tooLarge(limits == null ? 0 : limits.getMaxFileSize());
        }
    }

    private static ProblemException malformed() {
        return new ProblemException(400, "form.malformed", "The form cannot be read. Open the page again and repeat.");
    }
}
