/** What a server declares: columns, tables and names; and how declarations of others become its own. */
@NullMarked
package dev.naust.sqlserver.catalogue;

import org.jspecify.annotations.NullMarked;
