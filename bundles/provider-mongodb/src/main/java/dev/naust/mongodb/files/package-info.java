/** Files in GridFS. */
@NullMarked
package dev.naust.mongodb.files;

import org.jspecify.annotations.NullMarked;
