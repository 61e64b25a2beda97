/** Tests of how stores are opened and tried, from inside. */
@NullMarked
package dev.naust.registry.store;

import org.jspecify.annotations.NullMarked;
