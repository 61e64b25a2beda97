/** What can go wrong with a folder, and how the operating system's words become ours. */
@NullMarked
package dev.naust.filesystem.failure;

import org.jspecify.annotations.NullMarked;
