/** Tests of the check that every uploaded jar passes. */
@NullMarked
package dev.naust.registry.check;

import org.jspecify.annotations.NullMarked;
