/** Collections that people and other programs made: documents in JSON, lines of NDJSON, tables of CSV; read as they are. */
@NullMarked
package dev.naust.filesystem.foreign;

import org.jspecify.annotations.NullMarked;
