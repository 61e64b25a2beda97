/** The pump under every migration, backup and export: reader, bounded hand-off, writer; conversions and content hashes. */
@NullMarked
package dev.naust.transfer;

import org.jspecify.annotations.NullMarked;
