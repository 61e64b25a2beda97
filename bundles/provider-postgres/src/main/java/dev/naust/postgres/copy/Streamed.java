package dev.naust.postgres.copy;

import dev.naust.api.model.Content;

/**
 * Content that belongs into the row at a place of the buffer.
 *
 * @param at the offset in the buffer behind the content's length, where its bytes belong
 */
record Streamed(int at, Content content) {}
