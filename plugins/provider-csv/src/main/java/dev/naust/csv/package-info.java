/**
 * A folder of CSV files as a store: every {@code *.csv} file with a header line is a collection of texts. The smallest useful
 * provider; the plugin guide walks through it.
 */
@NullMarked
package dev.naust.csv;

import org.jspecify.annotations.NullMarked;
