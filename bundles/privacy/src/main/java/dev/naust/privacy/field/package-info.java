/** Fields that lie in stores as cipher text, and what may be stored at all. */
@NullMarked
package dev.naust.privacy.field;

import org.jspecify.annotations.NullMarked;
