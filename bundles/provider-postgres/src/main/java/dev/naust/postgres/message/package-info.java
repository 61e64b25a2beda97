/** Telling others: PostgreSQL's NOTIFY and LISTEN. */
@NullMarked
package dev.naust.postgres.message;

import org.jspecify.annotations.NullMarked;
