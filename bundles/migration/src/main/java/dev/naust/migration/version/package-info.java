/**
 * Takes a store's structure through its versions: reads the operator's files, named as Flyway names them, compares them with
 * the history that the store keeps in a table of Flyway's form, and runs what is due.
 */
@NullMarked
package dev.naust.migration.version;

import org.jspecify.annotations.NullMarked;
