/** The one bridge between JSON text and values; bundles that speak JSON embed it. */
@NullMarked
package dev.naust.json;

import org.jspecify.annotations.NullMarked;
