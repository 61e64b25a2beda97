/** Tests of the configuration's rules. */
@NullMarked
package dev.naust.registry.config;

import org.jspecify.annotations.NullMarked;
