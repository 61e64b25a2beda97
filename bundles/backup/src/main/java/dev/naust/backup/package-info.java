/** Backups: a transfer of a store into an archive, and out of it again. Archives, keys, schedules, drills. */
@NullMarked
package dev.naust.backup;

import org.jspecify.annotations.NullMarked;
