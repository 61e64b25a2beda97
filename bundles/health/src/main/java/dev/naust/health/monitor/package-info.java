/** Watches the stores: a monitor for each, which checks it, reconnects it, and remembers how it was. */
@org.jspecify.annotations.NullMarked
package dev.naust.health.monitor;
