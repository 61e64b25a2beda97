/** A small harbour of stores, providers and runs that pages are tested with; everything lives in memory. */
@NullMarked
package dev.naust.console.sample;

import org.jspecify.annotations.NullMarked;
