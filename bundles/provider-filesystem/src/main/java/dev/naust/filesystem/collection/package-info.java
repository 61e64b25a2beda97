/** Collections that Naust makes: sorted segments of NDJSON, and a list of them that is replaced at once. */
@NullMarked
package dev.naust.filesystem.collection;

import org.jspecify.annotations.NullMarked;
