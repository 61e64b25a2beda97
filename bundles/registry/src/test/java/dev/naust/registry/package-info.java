/** Tests of the registry, with small real providers. */
@NullMarked
package dev.naust.registry;

import org.jspecify.annotations.NullMarked;
