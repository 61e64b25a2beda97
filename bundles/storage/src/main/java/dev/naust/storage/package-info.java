/**
 * The ports for applications over any store: repositories with filters, orders, pages and versions, and transactions, built
 * from nothing but the provider SPI, so that they mean the same on every technology.
 */
@NullMarked
package dev.naust.storage;

import org.jspecify.annotations.NullMarked;
