/** The way to a Redis server or cluster: connections, the commands that may be sent, and what becomes of failures. */
@NullMarked
package dev.naust.redis.connection;

import org.jspecify.annotations.NullMarked;
