/** The package that a person gets: everything that is held about them, encrypted. */
@NullMarked
package dev.naust.privacy.pack;

import org.jspecify.annotations.NullMarked;
