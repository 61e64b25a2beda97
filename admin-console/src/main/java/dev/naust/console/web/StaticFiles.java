package dev.naust.console.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Serves the files that the bundle carries in its folder {@code static}. A file's URL holds a hash of its content, so that
 * browsers keep it for ever and still see every change. Safe for use by several threads.
 */
public final class StaticFiles {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}(\\.[a-z0-9]{1,8}){1,2}");
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    private final ClassLoader bundle;
    private final Map<String, Optional<Asset>> assets = new ConcurrentHashMap<>();

    /**
     * @param bundle where the files are found
     */
    public StaticFiles(ClassLoader bundle) {
        this.bundle = bundle;
    }

    /**
     * The URL of a file.
     *
     * @throws IllegalArgumentException when the bundle has no such file
     */
    public String url(String name) {
        Asset asset = find(name).orElseThrow(() -> new IllegalArgumentException("No static file " + name));
        return "/static/" + name + "?v=" + asset.hash();
    }

    /** Answers with a file, or leaves the answer alone. */
    public boolean serve(Context request, String name) {
        Optional<Asset> found = find(name);
        if (found.isEmpty()) {
            return false;
        }
        Asset asset = found.get();
        boolean named = asset.hash().equals(request.queryParam("v"));
        request.header("Cache-Control", named ? "public, max-age=31536000, immutable" : "no-cache");
        String tag = '"' + asset.hash() + '"';
        request.header("ETag", tag);
        if (tag.equals(request.header("If-None-Match"))) {
            request.status(304);
        } else {
            request.contentType(asset.type()).result(asset.content());
        }
        return true;
    }

    private Optional<Asset> find(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Optional<Asset> known = assets.get(name);
        if (known != null) {
            return known;
        }
        Optional<Asset> loaded = load(name, type);
        // Only hits are kept: names that do not exist come from outside and have no bound.
        loaded.ifPresent(asset -> assets.put(name, loaded));
        return loaded;
    }

    private Optional<Asset> load(String name, String type) {
        try (InputStream in = bundle.getResourceAsStream("static/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Optional.of(new Asset(content, type, HexFormat.of().formatHex(hash, 0, 8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Asset(byte[] content, String type, String hash) {}
}
