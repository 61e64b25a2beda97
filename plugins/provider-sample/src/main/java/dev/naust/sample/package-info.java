/**
 * A folder of tab-separated files as a store: every {@code .tsv} file is a collection of texts, its first line names the
 * fields. In a value, a tab, a line break and a backslash are written as {@code \t}, {@code \n}, {@code \r} and
 * {@code \\}; {@code \N} is null.
 */
@NullMarked
package dev.naust.sample;

import org.jspecify.annotations.NullMarked;
