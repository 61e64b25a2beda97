package dev.naust.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProblemsOfInterruptsTest {
    @Test
    void what_was_interrupted_is_to_be_asked_again_whoever_says_so() {
        InterruptedException interrupt = new InterruptedException();
        Problem stopped = Problem.of(503, "request.interrupted", "The server stopped working on this request.")
                .retryAfter(Duration.ofSeconds(5));

        assertThat(Problems.of(interrupt)).contains(stopped);
        assertThat(Problems.of(new StoreException(
                        ServiceError.STORE_HANGS, "Finding a record was interrupted. Try again.", interrupt)))
                .contains(stopped);
        assertThat(Problems.of(new StoreException(ServiceError.STORE_HANGS, "The state cannot be read")))
                .isPresent()
                .get()
                .isNotEqualTo(stopped);
    }
}
