/** Personal data: which there is and why, consents, and requests of the people it is about. */
@NullMarked
package dev.naust.privacy;

import org.jspecify.annotations.NullMarked;
