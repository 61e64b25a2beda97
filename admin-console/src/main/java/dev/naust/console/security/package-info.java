/** Who may do what: sign-in, sessions, tokens, forgery protection and the headers of every answer. */
@NullMarked
package dev.naust.console.security;

import org.jspecify.annotations.NullMarked;
