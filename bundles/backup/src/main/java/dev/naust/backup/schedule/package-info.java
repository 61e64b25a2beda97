/** When backups are due, and which of them are kept. */
@NullMarked
package dev.naust.backup.schedule;

import org.jspecify.annotations.NullMarked;
