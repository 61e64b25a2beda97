/**
 * Folders as stores: collections of documents in JSON, NDJSON and CSV, and files. The docs are {@code docs/filesystem.md}.
 */
@NullMarked
package dev.naust.filesystem;

import org.jspecify.annotations.NullMarked;
