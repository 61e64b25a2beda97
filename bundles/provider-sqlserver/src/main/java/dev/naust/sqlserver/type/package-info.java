/** The types of columns, and how Transact-SQL writes names, literals and comparisons. */
@NullMarked
package dev.naust.sqlserver.type;

import org.jspecify.annotations.NullMarked;
