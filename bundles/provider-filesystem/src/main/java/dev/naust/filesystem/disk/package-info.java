/** What the rest stands on: names, durable writing, locks between processes, scratch files that a crash does not leave. */
@NullMarked
package dev.naust.filesystem.disk;

import org.jspecify.annotations.NullMarked;
