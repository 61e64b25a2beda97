/** The whole product from the outside: the packaged server and a real browser. */
@NullMarked
package dev.naust.endtoend;

import org.jspecify.annotations.NullMarked;
