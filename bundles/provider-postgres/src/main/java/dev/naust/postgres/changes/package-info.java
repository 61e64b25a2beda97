/** What changes in a database, told by logical decoding. */
@NullMarked
package dev.naust.postgres.changes;

import org.jspecify.annotations.NullMarked;
