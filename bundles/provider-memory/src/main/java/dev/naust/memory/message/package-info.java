/** Publish and subscribe within one store. */
@NullMarked
package dev.naust.memory.message;

import org.jspecify.annotations.NullMarked;
