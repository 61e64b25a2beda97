/** The pages: each class holds the handlers of one part of the console. */
@NullMarked
package dev.naust.console.page;

import org.jspecify.annotations.NullMarked;
