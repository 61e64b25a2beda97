/**
 * What the SQL providers have in common: quoting, filters as SQL, reading behind a key, writing in batches that survive a
 * bad row, statements that an interrupt ends, a connection pool. A library that each provider embeds; it holds no state.
 */
@NullMarked
package dev.naust.jdbc;

import org.jspecify.annotations.NullMarked;
