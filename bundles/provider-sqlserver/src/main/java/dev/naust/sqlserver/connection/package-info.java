/** Connections to a server: the pool, sign-in, loans, and what their failures mean. */
@NullMarked
package dev.naust.sqlserver.connection;

import org.jspecify.annotations.NullMarked;
