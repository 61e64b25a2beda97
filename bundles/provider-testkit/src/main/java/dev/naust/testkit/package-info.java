/**
 * The contract of a provider as tests: a provider's own test class extends {@link dev.naust.testkit.StoreContract} and says how
 * to get an empty store. What a technology cannot do is declared, and the declaration is tested too.
 */
@NullMarked
package dev.naust.testkit;

import org.jspecify.annotations.NullMarked;
