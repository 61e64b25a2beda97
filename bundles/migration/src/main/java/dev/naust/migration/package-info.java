/** Plans a migration, runs it through the pump, proves that everything arrived, and puts the target back when it did not. */
@NullMarked
package dev.naust.migration;

import org.jspecify.annotations.NullMarked;
