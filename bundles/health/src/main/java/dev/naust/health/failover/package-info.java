/** Decides where a store may go when it does not answer: to the same database, where that takes changes and the data may be. */
@org.jspecify.annotations.NullMarked
package dev.naust.health.failover;
