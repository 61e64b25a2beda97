/**
 * Which store is in the place of another after a cutover: one record of the server's state for each migration decides, and a
 * gate before the ports lets writes wait while it is decided.
 */
@NullMarked
package dev.naust.migration.primary;

import org.jspecify.annotations.NullMarked;
