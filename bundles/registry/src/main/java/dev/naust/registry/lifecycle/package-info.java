/**
 * How plugins' bundles come up, are swapped and go: on threads of their own and with a time limit for every step, so that no
 * plugin can hold up another one, the folder watcher or the server's end.
 */
@NullMarked
package dev.naust.registry.lifecycle;

import org.jspecify.annotations.NullMarked;
