/** Undoing what a migration did to collections that the target had before. */
@NullMarked
package dev.naust.migration.rollback;

import org.jspecify.annotations.NullMarked;
