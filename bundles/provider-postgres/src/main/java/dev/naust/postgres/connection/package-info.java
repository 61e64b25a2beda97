/** Connections to a PostgreSQL server: the pool, loans from it, and what their failures mean. */
@NullMarked
package dev.naust.postgres.connection;

import org.jspecify.annotations.NullMarked;
