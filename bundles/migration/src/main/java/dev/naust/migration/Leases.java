package dev.naust.migration;

import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;

/** Borrows what a request names. */
final class Leases {
    private Leases() {}

    static StoreLease borrow(StoreRegistry stores, Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Address address) {
            return stores.open(address.text());
        }
        if (endpoint instanceof Endpoint.Opened opened) {
            return new Borrowed(opened.lease());
        }
        return stores.lease(((Endpoint.StoreId) endpoint).id());
    }
}
