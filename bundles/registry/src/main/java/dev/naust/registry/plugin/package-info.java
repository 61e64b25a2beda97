/** What lies in the plugins folder, whether it runs, and in plain words why not. */
@NullMarked
package dev.naust.registry.plugin;

import org.jspecify.annotations.NullMarked;
