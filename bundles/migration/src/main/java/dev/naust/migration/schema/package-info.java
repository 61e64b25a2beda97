/**
 * Compares what two stores declare and writes the statements that make one like the other. {@code SchemaComparer} is the
 * service; {@code Matching} pairs what belongs together, {@code Differences} puts it in words, and one script class for each
 * dialect orders the statements.
 */
@NullMarked
package dev.naust.migration.schema;

import org.jspecify.annotations.NullMarked;
