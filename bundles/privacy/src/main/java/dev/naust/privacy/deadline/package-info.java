/** When a request must be answered. */
@NullMarked
package dev.naust.privacy.deadline;

import org.jspecify.annotations.NullMarked;
