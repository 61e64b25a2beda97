/** The REST interface: one resource for each noun, and the JSON forms of what they answer. */
@NullMarked
package dev.naust.console.rest;

import org.jspecify.annotations.NullMarked;
