/** The backup file: its header, its encrypted stream, its blocks and its manifest, as {@code docs/backup-format.md} says. */
@NullMarked
package dev.naust.backup.format;

import org.jspecify.annotations.NullMarked;
