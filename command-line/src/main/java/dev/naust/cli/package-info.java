/** The command line: what {@code bin/naust} does besides starting the server, on the same bundles in one process. */
@NullMarked
package dev.naust.cli;

import org.jspecify.annotations.NullMarked;
