/** How documents from files become the records that a reader was asked for. */
@NullMarked
package dev.naust.filesystem.record;

import org.jspecify.annotations.NullMarked;
