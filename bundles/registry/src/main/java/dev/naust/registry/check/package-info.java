/** Whether a file that somebody sends is a sound plugin, found out before it gets anywhere near the plugins folder. */
@NullMarked
package dev.naust.registry.check;

import org.jspecify.annotations.NullMarked;
