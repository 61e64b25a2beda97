/** What the server measures of itself: how long operations on stores take, and what the process uses. */
@org.jspecify.annotations.NullMarked
package dev.naust.health.metrics;
