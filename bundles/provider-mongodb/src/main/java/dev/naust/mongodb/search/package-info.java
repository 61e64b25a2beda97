/** Finding records by their words. */
@NullMarked
package dev.naust.mongodb.search;

import org.jspecify.annotations.NullMarked;
