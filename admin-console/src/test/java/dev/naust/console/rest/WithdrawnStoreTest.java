package dev.naust.console.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Category;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import org.junit.jupiter.api.Test;

/** A store that is closed under a request, because it moves, is not the request's fault. */
final class WithdrawnStoreTest {
    private static final StoreException CLOSED =
            new StoreException(CommonError.UNSUPPORTED, "The store has been closed. Open it again to use it.");

    @Test
    void a_request_whose_store_is_closed_under_it_may_be_tried_again() throws Exception {
        assertThatThrownBy(() -> StoreWork.unlessWithdrawn(new Lease(true), () -> {
                    throw CLOSED;
                }))
                .isInstanceOfSatisfying(StoreException.class, e -> {
                    assertThat(e.code()).isEqualTo(ServiceError.STORE_UNAVAILABLE);
                    assertThat(e.category()).isEqualTo(Category.UNAVAILABLE);
                })
                .hasMessageContaining("\"shop\" was closed while this was done")
                .hasCause(CLOSED);
        assertThat(StoreWork.<String>unlessWithdrawn(new Lease(true), () -> "done"))
                .isEqualTo("done");
    }

    @Test
    void what_a_store_refuses_that_stays_is_told_as_it_is() {
        assertThatThrownBy(() -> StoreWork.unlessWithdrawn(new Lease(false), () -> {
                    throw CLOSED;
                }))
                .isSameAs(CLOSED);
        StoreException moved = new StoreException(ServiceError.COLLECTION_MOVED, "It came to another store");
        assertThatThrownBy(() -> StoreWork.unlessWithdrawn(new Lease(true), () -> {
                    throw moved;
                }))
                .isSameAs(moved);
    }

    private record Lease(boolean isWithdrawn) implements StoreLease {
        @Override
        public Store store() {
            throw new IllegalStateException("Nobody asks for it");
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public String type() {
            return "test";
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    }
}
