/**
 * The server's own state, kept through the same ports that applications use: runs and their reports, users, sessions and API
 * tokens. It opens its own store straight from a provider, and lives through that provider being replaced.
 */
@NullMarked
package dev.naust.control;

import org.jspecify.annotations.NullMarked;
