/** What people have agreed to, and refusing what they have not. */
@NullMarked
package dev.naust.privacy.consent;

import org.jspecify.annotations.NullMarked;
