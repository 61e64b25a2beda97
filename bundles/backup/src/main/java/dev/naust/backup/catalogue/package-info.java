/** Which backups and schedules there are, on record in the server's own state. */
@NullMarked
package dev.naust.backup.catalogue;

import org.jspecify.annotations.NullMarked;
