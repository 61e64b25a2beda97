/** Queues in Redis: every change is one script, which nothing comes in between of, on the server's own clock. */
@NullMarked
package dev.naust.redis.queue;

import org.jspecify.annotations.NullMarked;
