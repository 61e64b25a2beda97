/** The audit log: one append-only chain of hashes in the server's state, with its end noted outside of it. */
@NullMarked
package dev.naust.control.audit;

import org.jspecify.annotations.NullMarked;
