/** Which stores are configured, opening them when they are needed, lending them out and closing them when their time is over. */
@NullMarked
package dev.naust.registry.store;

import org.jspecify.annotations.NullMarked;
