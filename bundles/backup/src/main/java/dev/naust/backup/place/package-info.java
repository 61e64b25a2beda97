/** Where backups lie: in folders, or among the files of a store that is docked. */
@NullMarked
package dev.naust.backup.place;

import org.jspecify.annotations.NullMarked;
