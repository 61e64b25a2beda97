/** Finding a person's records in all mapped stores, and looking whether there are others. */
@NullMarked
package dev.naust.privacy.find;

import org.jspecify.annotations.NullMarked;
