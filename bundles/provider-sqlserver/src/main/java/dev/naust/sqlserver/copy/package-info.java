/** The way of records into and out of the server: statements, bulk copy, and the judgement of values before they are sent. */
@NullMarked
package dev.naust.sqlserver.copy;

import org.jspecify.annotations.NullMarked;
