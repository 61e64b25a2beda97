/** A source seen as a migration wants it: filtered, with fields renamed, cast, made constant, masked, hashed or left out. */
@NullMarked
package dev.naust.migration.reshape;

import org.jspecify.annotations.NullMarked;
