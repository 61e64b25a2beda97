/** A source whose documents are tables and whose tables are documents: lists flattened, collections nested, as chosen. */
@NullMarked
package dev.naust.migration.shape;

import org.jspecify.annotations.NullMarked;
