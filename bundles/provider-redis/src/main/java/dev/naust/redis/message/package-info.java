/** Publish and subscribe. */
@NullMarked
package dev.naust.redis.message;

import org.jspecify.annotations.NullMarked;
