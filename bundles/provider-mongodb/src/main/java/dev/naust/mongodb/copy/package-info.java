/** Reading and writing records, and conditions on them. */
@NullMarked
package dev.naust.mongodb.copy;

import org.jspecify.annotations.NullMarked;
