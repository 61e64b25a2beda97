/** Proofs that something is the same on every store. */
@NullMarked
package dev.naust.cross;

import org.jspecify.annotations.NullMarked;
