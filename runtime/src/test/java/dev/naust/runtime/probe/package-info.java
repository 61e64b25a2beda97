/** Small plugins that the tests pack into jars and drop into a running server. */
@NullMarked
package dev.naust.runtime.probe;

import org.jspecify.annotations.NullMarked;
