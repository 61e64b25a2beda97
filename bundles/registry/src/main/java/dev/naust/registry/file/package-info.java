/** Files that are written whole or not at all. */
@NullMarked
package dev.naust.registry.file;

import org.jspecify.annotations.NullMarked;
