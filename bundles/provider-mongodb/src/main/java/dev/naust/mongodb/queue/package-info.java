/** Queues of jobs in a collection: leased one by one with {@code findAndModify}, so that no two workers get the same. */
@NullMarked
package dev.naust.mongodb.queue;

import org.jspecify.annotations.NullMarked;
