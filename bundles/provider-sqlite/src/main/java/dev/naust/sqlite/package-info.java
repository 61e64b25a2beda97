/**
 * The SQLite provider: a file with tables as a store. SQLite's columns hold any value whatever they declare; this provider
 * declares what the tables declare, finds out what they really hold, and never bends a value to fit.
 */
@NullMarked
package dev.naust.sqlite;

import org.jspecify.annotations.NullMarked;
