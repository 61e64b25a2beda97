/** Finding records by their words, with PostgreSQL's own text search. */
@NullMarked
package dev.naust.postgres.search;

import org.jspecify.annotations.NullMarked;
