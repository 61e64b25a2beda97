package dev.naust.testkit.server;

import dev.naust.api.service.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys of a server that are the same in every run of a test, one for each purpose. */
public final class FixedKeys implements ServerKeys {
    @Override
    public SecretKey derive(String purpose) {
        return new SecretKeySpec(Arrays.copyOf(purpose.getBytes(StandardCharsets.UTF_8), 32), "HmacSHA256");
    }
}
