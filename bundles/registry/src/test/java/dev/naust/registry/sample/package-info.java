/** Classes of plugins that tests pack into jars; they see the API alone. */
@NullMarked
package dev.naust.registry.sample;

import org.jspecify.annotations.NullMarked;
