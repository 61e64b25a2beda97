/** What changes in a database, told by the change streams of replica sets and sharded clusters. */
@NullMarked
package dev.naust.mongodb.changes;

import org.jspecify.annotations.NullMarked;
