/**
 * Compares two stores at any time, in memory that does not grow with them, down to the records and fields that differ, and puts
 * only those right.
 */
@NullMarked
package dev.naust.migration.compare;

import org.jspecify.annotations.NullMarked;
