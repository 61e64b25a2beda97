/** What was erased, so that a restored backup does not bring it back. */
@NullMarked
package dev.naust.privacy.ledger;

import org.jspecify.annotations.NullMarked;
