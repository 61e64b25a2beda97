/** Copying in chunks: each is written together with a checkpoint, so that nothing is written twice whatever dies. */
@NullMarked
package dev.naust.migration.chunk;

import org.jspecify.annotations.NullMarked;
