/** Long work of the server: its execution on threads of its own, its progress, its events, and what is remembered of it. */
@NullMarked
package dev.naust.control.run;

import org.jspecify.annotations.NullMarked;
