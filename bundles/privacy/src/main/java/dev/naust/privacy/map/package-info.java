/** The map of personal data: reading it, judging it, keeping it, and proposing entries for it. */
@NullMarked
package dev.naust.privacy.map;

import org.jspecify.annotations.NullMarked;
