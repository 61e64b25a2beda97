/** The changes that somebody who follows has not dealt with yet, in files of their own. */
@NullMarked
package dev.naust.filesystem.journal;

import org.jspecify.annotations.NullMarked;
