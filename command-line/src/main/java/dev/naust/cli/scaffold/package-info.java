/** What {@code naust plugin new} writes: a Maven project of its own with a provider that keeps the contract from the start. */
@NullMarked
package dev.naust.cli.scaffold;

import org.jspecify.annotations.NullMarked;
