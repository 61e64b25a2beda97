/** Where the server's own state is kept: which store that is, opening it as soon as its provider is there, and opening it again after the provider was replaced. */
@NullMarked
package dev.naust.control.state;

import org.jspecify.annotations.NullMarked;
