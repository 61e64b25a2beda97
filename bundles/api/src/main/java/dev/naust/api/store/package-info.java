/**
 * What a provider plugin implements: one {@link dev.naust.api.store.StoreProvider} service, which opens
 * {@link dev.naust.api.store.Store}s; everything that a store can do beyond reading and writing is an optional facet.
 *
 * <p>Interfaces marked {@code @ConsumerType} are implemented by plugins: a new method there comes with a default.
 */
@Version("0.1.0")
@Export
@NullMarked
package dev.naust.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
