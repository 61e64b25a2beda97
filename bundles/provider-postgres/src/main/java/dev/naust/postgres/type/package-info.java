/** PostgreSQL's types, and values and names in its own words. */
@NullMarked
package dev.naust.postgres.type;

import org.jspecify.annotations.NullMarked;
