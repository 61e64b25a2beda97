/**
 * What a store's configuration may say: reading it, judging it against the provider's schema and the server's policies, resolving
 * its references and keeping its secrets out of sight. Nothing here opens a store.
 */
@NullMarked
package dev.naust.registry.config;

import org.jspecify.annotations.NullMarked;
