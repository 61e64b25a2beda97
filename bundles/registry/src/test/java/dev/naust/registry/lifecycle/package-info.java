/** Tests of how plugins are run. */
@NullMarked
package dev.naust.registry.lifecycle;

import org.jspecify.annotations.NullMarked;
