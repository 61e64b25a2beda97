/** Benchmarks of the distribution as a whole process, against other programs and against a bare program of our own. */
@NullMarked
package dev.naust.bench;

import org.jspecify.annotations.NullMarked;
