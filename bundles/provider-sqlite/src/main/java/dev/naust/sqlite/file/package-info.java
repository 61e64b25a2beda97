/**
 * The tables of a database file read page by page, as the SQLite file format describes them ("Database File Format",
 * https://sqlite.org/fileformat2.html), for whoever holds a read transaction meanwhile. Only what is plainly in order is
 * read here; anything else is left to SQLite.
 */
@NullMarked
package dev.naust.sqlite.file;

import org.jspecify.annotations.NullMarked;
