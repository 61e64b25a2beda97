/**
 * The way of records into and out of PostgreSQL: one codec for each column, chosen once, between values and the bytes of
 * {@code COPY}.
 */
@NullMarked
package dev.naust.postgres.copy;

import org.jspecify.annotations.NullMarked;
