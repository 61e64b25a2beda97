/** The ports for objects of classes, on top of those for documents. */
@NullMarked
package dev.naust.storage.typed;

import org.jspecify.annotations.NullMarked;
