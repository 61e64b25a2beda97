/** What stores' configurations were before, and what changed. */
@NullMarked
package dev.naust.registry.history;

import org.jspecify.annotations.NullMarked;
