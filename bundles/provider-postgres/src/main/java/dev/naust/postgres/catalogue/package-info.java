/** What a PostgreSQL server declares: types, columns, tables and names; and how declarations of others become its own. */
@NullMarked
package dev.naust.postgres.catalogue;

import org.jspecify.annotations.NullMarked;
