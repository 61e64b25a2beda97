/** The server that people and scripts talk to: one route table on Javalin, its life cycle, and what all answers share. */
@NullMarked
package dev.naust.console;

import org.jspecify.annotations.NullMarked;
