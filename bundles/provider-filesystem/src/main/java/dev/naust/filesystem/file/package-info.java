/** Files by their paths, below the root's folder {@code files}, with the checksums that they were written with. */
@NullMarked
package dev.naust.filesystem.file;

import org.jspecify.annotations.NullMarked;
