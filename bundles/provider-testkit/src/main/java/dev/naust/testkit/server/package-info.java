/**
 * What surrounds a service of the server, for its tests: stores under names, runs that are over when they are started, the
 * server's state in a store of the test. The stores are real ones; nothing here answers in a store's place.
 */
@NullMarked
package dev.naust.testkit.server;

import org.jspecify.annotations.NullMarked;
