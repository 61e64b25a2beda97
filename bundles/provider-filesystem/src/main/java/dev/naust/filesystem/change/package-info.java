/** Following what changes in a folder's collections, by Naust and by hand. */
@NullMarked
package dev.naust.filesystem.change;

import org.jspecify.annotations.NullMarked;
