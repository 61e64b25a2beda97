/** How words of a language come down to what their forms have in common. */
@NullMarked
package dev.naust.memory.word;

import org.jspecify.annotations.NullMarked;
