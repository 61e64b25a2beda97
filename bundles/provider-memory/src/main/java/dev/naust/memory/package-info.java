/**
 * Stores in the server's own memory: the reference implementation of the provider contract, a scratch pad for operators, and
 * the store that tests use. Contents live exactly as long as the open store: closing it, a changed configuration and a swapped
 * provider jar all empty it.
 */
@NullMarked
package dev.naust.memory;

import org.jspecify.annotations.NullMarked;
