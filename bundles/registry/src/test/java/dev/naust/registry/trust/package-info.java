/** Tests of whom the server trusts. */
@NullMarked
package dev.naust.registry.trust;

import org.jspecify.annotations.NullMarked;
